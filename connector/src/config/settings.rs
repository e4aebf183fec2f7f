//! A group of keys, taken apart: dotted keys and nested groups become the same thing.
//!
//! `graph.root: x` and `graph: {root: x}` are both the setting `graph.root`, as in Elastic's own config.yml.
//! What a reader does not take stays behind and is judged at the end: nothing is ignored in silence.

use std::collections::BTreeMap;

use super::finding::{Findings, Position};
use super::keys::{Key, Keys};
use super::yaml::{Entry, Node, Value};

/// The settings of one group: the whole file, or one connector.
pub(super) struct Settings {
    /// How an error names the group, empty for the whole file: ` of connectors[0]`.
    pub(super) owner: String,
    /// Where the group starts.
    pub(super) at: Position,
    keys: Keys,
    found: BTreeMap<String, Setting>,
    /// Where each nested group stands.
    groups: BTreeMap<String, Position>,
}

/// What a dotted key holds, and where the key stands.
struct Setting {
    at: Position,
    node: Node,
}

impl Settings {
    pub(super) fn new(
        owner: String,
        keys: Keys,
        group: Vec<Entry>,
        findings: &mut Findings,
    ) -> Self {
        let at = group.first().map_or(Position::START, |entry| entry.at);
        let mut settings =
            Self { owner, at, keys, found: BTreeMap::new(), groups: BTreeMap::new() };
        settings.collect("", group, findings);
        settings
    }

    fn collect(&mut self, prefix: &str, group: Vec<Entry>, findings: &mut Findings) {
        for Entry { at, key, node } in group {
            let key = format!("{prefix}{key}");
            match node.value {
                Value::Group(inner) if !inner.is_empty() => {
                    self.groups.entry(key.clone()).or_insert(at);
                    self.collect(&format!("{key}."), inner, findings);
                }
                Value::Group(_) | Value::Nothing | Value::Text(_) | Value::List(_) => {
                    self.insert(key, Setting { at, node }, findings);
                }
            }
        }
    }

    fn insert(&mut self, key: String, setting: Setting, findings: &mut Findings) {
        match self.found.get(&key) {
            Some(first) => findings.fault(
                setting.at,
                format!(
                    "`{key}`{} is given twice, first at {}; keep one of them",
                    self.owner, first.at
                ),
            ),
            None => {
                self.found.insert(key, setting);
            }
        }
    }

    /// The text of a setting that must be there.
    pub(super) fn text(
        &mut self,
        key: &Key,
        findings: &mut Findings,
    ) -> Option<(Position, String)> {
        let given = self.is_given(key.name);
        let text = self.optional_text(key, findings);
        if !given {
            self.miss(key, findings);
        }
        text
    }

    /// The text of a setting that may be left out.
    pub(super) fn optional_text(
        &mut self,
        key: &Key,
        findings: &mut Findings,
    ) -> Option<(Position, String)> {
        self.refuse_group(key, findings);
        let Setting { at, node } = self.found.remove(key.name)?;
        match node.value {
            Value::Text(text) if !text.trim().is_empty() => Some((node.at, text)),
            Value::Text(_) | Value::Nothing => {
                let empty = "is empty (a text that starts with `#` needs quotes)";
                findings.fault(at, key.wanted(empty, &self.owner));
                None
            }
            Value::List(_) => {
                findings.fault(at, key.wanted("is a list", &self.owner));
                None
            }
            Value::Group(_) => {
                findings.fault(at, key.wanted("is a group of keys", &self.owner));
                None
            }
        }
    }

    /// The items of a list that must be there.
    pub(super) fn list(
        &mut self,
        key: &Key,
        findings: &mut Findings,
    ) -> Option<(Position, Vec<Node>)> {
        let given = self.is_given(key.name);
        self.refuse_group(key, findings);
        let Some(Setting { at, node }) = self.found.remove(key.name) else {
            if !given {
                self.miss(key, findings);
            }
            return None;
        };
        match node.value {
            Value::List(items) if !items.is_empty() => Some((at, items)),
            Value::List(_) | Value::Nothing => {
                findings.fault(at, key.wanted("is empty", &self.owner));
                None
            }
            Value::Text(_) | Value::Group(_) => {
                findings.fault(at, key.wanted("is no list", &self.owner));
                None
            }
        }
    }

    fn is_given(&self, name: &str) -> bool {
        self.found.contains_key(name) || self.below(name).next().is_some()
    }

    /// The settings that are nested below `name`.
    fn below(&self, name: &str) -> impl Iterator<Item = (&String, &Setting)> {
        let prefix = format!("{name}.");
        self.found.range(prefix.clone()..).take_while(move |(key, _)| key.starts_with(&prefix))
    }

    /// A group where a single value is wanted is one fault, not one unknown key for each thing in it.
    fn refuse_group(&mut self, key: &Key, findings: &mut Findings) {
        let nested: Vec<String> = self.below(key.name).map(|(key, _)| key.clone()).collect();
        let nested: Vec<_> = nested.iter().filter_map(|key| self.found.remove(key)).collect();
        if let Some(at) = nested.iter().map(|setting| setting.at).min() {
            findings.fault(at, key.wanted("is a group of keys", &self.owner));
        }
    }

    fn miss(&self, key: &Key, findings: &mut Findings) {
        let mut text = key.wanted("is missing", &self.owner);
        let unknown = self.found.iter().filter(|(name, _)| !self.keys.know(name));
        let mut alike = unknown.filter(|(name, _)| self.keys.nearest(name) == Some(key.name));
        if let Some((name, setting)) = alike.next() {
            text = format!("{text}; line {} has `{name}`: is it meant", setting.at.line);
        }
        findings.fault(self.place_for(key.name), text);
    }

    /// Where a missing key would stand: at its group, if that is there.
    fn place_for(&self, name: &str) -> Position {
        let group = name.split_once('.').map(|(group, _)| group);
        let at = group.and_then(|group| self.groups.get(group));
        at.copied().unwrap_or(self.at)
    }

    /// Judges what nobody took: an unknown key is a warning, a value where a group is wanted a fault.
    pub(super) fn finish(self, findings: &mut Findings) {
        let mut left: Vec<_> = self.found.iter().collect();
        left.sort_by_key(|(_, setting)| setting.at);
        let mut told: Vec<&str> = Vec::new();
        for (name, Setting { at, node }) in left {
            if let Some((unused, reason)) = self.keys.elastics(name) {
                if !told.contains(&unused) {
                    told.push(unused);
                    findings.warn(*at, format!("`{unused}`{} {reason}", self.owner));
                }
            } else if let Some(example) = self.keys.first_below(name) {
                if !matches!(node.value, Value::Nothing | Value::Group(_)) {
                    let text = format!(
                        "`{name}`{} must be a group of keys such as `{example}`",
                        self.owner
                    );
                    findings.fault(*at, text);
                }
            } else {
                findings.warn(*at, self.keys.unknown(name, &self.owner));
            }
        }
    }
}
