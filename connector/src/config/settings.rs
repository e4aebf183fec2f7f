//! A group of keys, taken apart: dotted keys and nested groups become the same thing.
//!
//! `graph.root: x` and `graph: {root: x}` are both the setting `graph.root`, as in Elastic's own config.yml.
//! What a reader does not take stays behind and is judged at the end: nothing is ignored in silence.

use std::collections::BTreeMap;

use super::finding::{Findings, Place};
use super::keys::{Key, Keys, lies_in};
use super::yaml::{Entry, Node, Style, Text, Value};

/// The settings of one group: the whole file, or one connector.
pub(super) struct Settings {
    /// How an error names the group, empty for the whole file: ` of connectors[0]`.
    pub(super) owner: String,
    /// Where the group starts.
    pub(super) at: Place,
    keys: Keys,
    found: BTreeMap<String, Setting>,
    /// Where each nested group stands.
    groups: BTreeMap<String, Place>,
}

/// What a dotted key holds, and where the key stands.
struct Setting {
    at: Place,
    node: Node,
}

impl Setting {
    fn says_something(&self) -> bool {
        !matches!(self.node.value, Value::Null)
    }
}

/// A text that was given, and where.
pub(super) struct Given {
    pub(super) at: Place,
    pub(super) text: String,
    style: Style,
}

impl Given {
    pub(super) fn new(at: Place, text: String, style: Style) -> Self {
        Self { at, text, style }
    }

    /// Whether an error may show the text: it stands in the file as it is.
    pub(super) fn may_be_shown(&self) -> bool {
        self.style != Style::Substituted
    }
}

/// What is there for a key that wants a text.
enum Taken {
    Absent,
    Empty(Place),
    Null(Place),
    Text(Given),
    /// A fault, which has been told.
    Faulty,
}

const EMPTY: &str = "is empty (a text that starts with `#` needs quotes)";

impl Settings {
    pub(super) fn new(
        owner: String,
        keys: Keys,
        group: Vec<Entry>,
        findings: &mut Findings,
    ) -> Self {
        let at = group.first().map_or(Place::START, |entry| entry.at.clone());
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
                Value::Group(_)
                | Value::Empty
                | Value::Null
                | Value::Undefined
                | Value::Text(_)
                | Value::List(_) => self.insert(key, Setting { at, node }, findings),
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

    /// Lays settings over those that are there.
    pub(super) fn lay_over(&mut self, above: Vec<Entry>) {
        for Entry { at, key, node } in above {
            self.found.insert(key, Setting { at, node });
        }
    }

    /// Lays settings under those that are there.
    pub(super) fn lay_under(&mut self, below: Vec<Entry>) {
        for Entry { at, key, node } in below {
            self.found.entry(key).or_insert(Setting { at, node });
        }
    }

    /// The text of a setting that must be there.
    pub(super) fn text(&mut self, key: &Key, findings: &mut Findings) -> Option<Given> {
        match self.take(key, findings) {
            Taken::Text(given) => return Some(given),
            Taken::Absent => self.miss(key, findings),
            Taken::Empty(at) | Taken::Null(at) => {
                findings.fault(at, key.wanted(EMPTY, &self.owner));
            }
            Taken::Faulty => {}
        }
        None
    }

    /// The text of a setting that may be left out.
    pub(super) fn optional_text(&mut self, key: &Key, findings: &mut Findings) -> Option<Given> {
        match self.take(key, findings) {
            Taken::Text(given) => return Some(given),
            Taken::Empty(at) => {
                let text = format!("`{}`{} {EMPTY}; it is as if left out", key.name, self.owner);
                findings.warn(at, text);
            }
            Taken::Absent | Taken::Null(_) | Taken::Faulty => {}
        }
        None
    }

    fn take(&mut self, key: &Key, findings: &mut Findings) -> Taken {
        if self.refuse_group(key, findings) {
            return Taken::Faulty;
        }
        let Some(Setting { at, node }) = self.found.remove(key.name) else {
            return Taken::Absent;
        };
        match node.value {
            Value::Text(Text { text, style }) if !text.trim().is_empty() => {
                Taken::Text(Given { at: node.at, text, style })
            }
            Value::Text(_) | Value::Empty => Taken::Empty(at),
            Value::Null => Taken::Null(at),
            Value::Undefined => Taken::Faulty,
            Value::List(_) => {
                findings.fault(at, key.wanted("is a list", &self.owner));
                Taken::Faulty
            }
            Value::Group(_) => {
                findings.fault(at, key.wanted("is a group of keys", &self.owner));
                Taken::Faulty
            }
        }
    }

    /// The items of a list, and where it stands; a single text is taken as items with commas between.
    pub(super) fn list(
        &mut self,
        key: &Key,
        findings: &mut Findings,
    ) -> Option<(Place, Vec<Node>)> {
        if self.refuse_group(key, findings) {
            return None;
        }
        let Setting { at, node } = self.found.remove(key.name)?;
        match node.value {
            Value::List(items) => Some((at, items)),
            Value::Empty | Value::Null => Some((at, Vec::new())),
            Value::Undefined => None,
            Value::Text(Text { text, style: Style::Substituted }) => {
                let item = |item: &str| Node {
                    at: node.at.clone(),
                    value: Value::Text(Text { text: item.to_owned(), style: Style::Substituted }),
                };
                let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
                Some((at, words.map(item).collect()))
            }
            Value::Text(_) | Value::Group(_) => {
                findings.fault(at, key.wanted("is no list", &self.owner));
                None
            }
        }
    }

    /// The texts below a key that wants a group, each with its name.
    pub(super) fn group(&mut self, key: &Key, findings: &mut Findings) -> Vec<(String, Given)> {
        let prefix = format!("{}.", key.name);
        let mut texts = Vec::new();
        for (name, Setting { at, node }) in self.take_in(key.name) {
            match (name.strip_prefix(&prefix), node.value) {
                (Some(name), Value::Text(Text { text, style })) => {
                    texts.push((name.to_owned(), Given { at: node.at, text, style }));
                }
                (None, Value::Empty | Value::Null) | (_, Value::Undefined) => {}
                (None, Value::Group(entries)) if entries.is_empty() => {}
                (None, _) => {
                    findings.fault(at, key.wanted("is no group of keys", &self.owner));
                }
                (Some(_), Value::Empty | Value::Null | Value::List(_) | Value::Group(_)) => {
                    findings.fault(at, key.wanted("holds what is no text", &self.owner));
                }
            }
        }
        texts
    }

    /// Takes the settings of a whole group away unread, with one warning.
    pub(super) fn set_aside(&mut self, group: &str, reason: &str, findings: &mut Findings) {
        let given = self.take_in(group).into_iter().map(|(_, setting)| setting);
        let places = given.filter(Setting::says_something).map(|setting| setting.at);
        if let Some(first) = places.min() {
            findings.warn(first, format!("`{group}`{} {reason}", self.owner));
        }
    }

    /// Whether a key or anything in its group is given, and not as nothing on purpose.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.found.iter().any(|(key, setting)| lies_in(name, key) && setting.says_something())
    }

    fn take_in(&mut self, group: &str) -> Vec<(String, Setting)> {
        let names: Vec<_> = self.found.keys().filter(|key| lies_in(group, key)).cloned().collect();
        names.into_iter().filter_map(|name| self.found.remove_entry(&name)).collect()
    }

    /// A group where a single value is wanted is one fault, not one unknown key for each thing in it.
    fn refuse_group(&mut self, key: &Key, findings: &mut Findings) -> bool {
        if !self.found.keys().any(|name| name != key.name && lies_in(key.name, name)) {
            return false;
        }
        let nested = self.take_in(key.name).into_iter().filter(|(name, _)| name != key.name);
        if let Some(at) = nested.map(|(_, setting)| setting.at).min() {
            findings.fault(at, key.wanted("is a group of keys", &self.owner));
        }
        true
    }

    /// Tells that a setting isn't there that must be.
    pub(super) fn miss(&self, key: &Key, findings: &mut Findings) {
        let mut text = key.wanted("is missing", &self.owner);
        let unknown = self.found.iter().filter(|(name, _)| !self.keys.know(name));
        let mut alike = unknown.filter(|(name, _)| self.keys.nearest(name) == Some(key.name));
        if let Some((name, Setting { at, .. })) = alike.next() {
            let place = match at {
                Place::File(at) => format!("line {} has `{name}`", at.line),
                Place::Variable(_) => format!("there is the {at}"),
            };
            text = format!("{text}; {place}: is it meant");
        }
        findings.fault(self.place_for(key.name), text);
    }

    /// Where a key stands, or would stand.
    pub(super) fn place_of(&self, name: &str) -> Place {
        let at = self.found.get(name).map(|setting| setting.at.clone());
        at.unwrap_or_else(|| self.place_for(name))
    }

    /// Where a missing key would stand: at its group, if that is there.
    fn place_for(&self, name: &str) -> Place {
        let group = name.split_once('.').map(|(group, _)| group);
        let at = group.and_then(|group| self.groups.get(group));
        at.unwrap_or(&self.at).clone()
    }

    /// Judges what nobody took: an unknown key is a warning, a value where a group is wanted a fault.
    pub(super) fn finish(self, findings: &mut Findings) {
        let mut left: Vec<_> = self.found.iter().collect();
        left.sort_by_key(|(_, setting)| &setting.at);
        let mut told: Vec<&str> = Vec::new();
        for (name, setting) in left {
            let Setting { at, node } = setting;
            if self.keys.know(name) && !setting.says_something() {
                continue;
            }
            if let Some((effectless, reason)) = self.keys.effectless(name) {
                if !told.contains(&effectless) {
                    told.push(effectless);
                    findings.warn(at.clone(), format!("`{effectless}`{} {reason}", self.owner));
                }
            } else if let Some(key) = self.keys.first_below(name) {
                if !matches!(node.value, Value::Empty | Value::Null | Value::Group(_)) {
                    let text = format!(
                        "`{name}`{} must be a group of keys such as `{}`",
                        self.owner, key.name
                    );
                    findings.fault(at.clone(), text);
                }
            } else {
                findings.warn(at.clone(), self.keys.unknown(name, &self.owner));
            }
        }
    }
}
