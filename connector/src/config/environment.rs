//! What the environment says: `${NAME}` inside the file's values, and whole settings above and below the file.
//!
//! ```text
//! CONNECTORS__ELASTICSEARCH__HOST   above the file: what a container or a unit file sets wins
//! config.yml                        its values with ${NAME} and ${NAME|default} in them
//! elasticsearch.host                a variable of that very name, below the file, as Elastic's service has it
//! ```

use std::collections::BTreeMap;
use std::fmt;

use super::finding::{Findings, Place};
use super::keys;
use super::yaml::{self, Entry, Node, Style, Text, Value};

/// What variables begin with that stand above the file.
const PREFIX: &str = "CONNECTORS__";

/// Environment variables by name; its `Debug` form shows names only.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process; those that are no Unicode can't be named in a config file and are left out.
    pub fn of_process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        std::env::vars_os().filter_map(text).collect()
    }

    /// The settings that stand above the file: `CONNECTORS__SERVICE__IDLING` is `service.idling`.
    pub(super) fn above(&self) -> Vec<Entry> {
        let setting = |name: &str| {
            let setting = name.strip_prefix(PREFIX)?.to_lowercase().replace("__", ".");
            Some(setting).filter(|setting| !setting.is_empty())
        };
        self.settings(setting)
    }

    /// The settings that stand below the file: variables named as a setting is, in one of its groups.
    pub(super) fn below(&self) -> Vec<Entry> {
        let is_ours = |name: &str| {
            let group = name.split_once('.').map(|(group, _)| group);
            group.is_some_and(|group| keys::FILE.first_below(group).is_some())
        };
        self.settings(|name| is_ours(name).then(|| name.to_owned()))
    }

    fn settings(&self, setting: impl Fn(&str) -> Option<String>) -> Vec<Entry> {
        let entry = |(name, value): (&String, &String)| {
            let at = Place::Variable(name.clone());
            let node = Node { at: at.clone(), value: yaml::plain(value, Style::Substituted) };
            Some(Entry { at, key: setting(name)?, node })
        };
        self.0.iter().filter_map(entry).collect()
    }

    /// Puts the variables' values where the file names them; a name that isn't there is a fault.
    pub(super) fn substitute(&self, at: &Place, value: &mut Value, findings: &mut Findings) {
        match value {
            Value::Text(text) if text.text.contains("${") => match self.filled(&text.text) {
                Ok(filled) if text.style == Style::Plain => {
                    *value = yaml::plain(&filled, Style::Substituted);
                }
                Ok(filled) => *text = Text { text: filled, style: Style::Substituted },
                Err(unfit) => {
                    findings.fault(at.clone(), unfit.to_string());
                    *value = Value::Undefined;
                }
            },
            Value::List(items) => {
                for Node { at, value } in items {
                    self.substitute(at, value, findings);
                }
            }
            Value::Group(entries) => {
                for Entry { node: Node { at, value }, .. } in entries {
                    self.substitute(at, value, findings);
                }
            }
            Value::Text(_) | Value::Empty | Value::Null | Value::Undefined => {}
        }
    }

    fn filled(&self, text: &str) -> Result<String, Unfit> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            if let Some(before) = before.strip_suffix('$') {
                filled.push_str(before);
                filled.push_str("${");
                rest = after;
                continue;
            }
            let (inner, behind) = after.split_once('}').ok_or(Unfit::Form)?;
            filled.push_str(before);
            filled.push_str(self.named(inner)?);
            rest = behind;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// The value of `NAME` or `NAME|default`.
    fn named<'t>(&'t self, inner: &'t str) -> Result<&'t str, Unfit> {
        let (name, default) = match inner.split_once('|') {
            Some((name, default)) => (name, Some(default)),
            None => (inner, None),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(Unfit::Form);
        }
        let value = self.0.get(name).map(String::as_str);
        value.or(default).ok_or_else(|| Unfit::Undefined(name.to_owned()))
    }
}

/// Why a value with `${` in it has no meaning. It shows a variable's name at most.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error(
        "the environment variable `{0}` is not set; set it, or give a default as in `${{{0}|default}}` (a text with \
         `${{` of its own needs `$${{`)"
    )]
    Undefined(String),
    #[error(
        "`${{` begins the name of an environment variable, as in `${{NAME}}` or `${{NAME|default}}`; a text with `${{` \
         of its own needs `$${{`"
    )]
    Form,
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        let variables = [("HOST", "es.example"), ("EMPTY", ""), ("a.b", "dotted")];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect()
    }

    #[test]
    fn variables_stand_for_their_values_anywhere_in_a_text() {
        for (text, filled) in [
            ("${HOST}", "es.example"),
            ("https://${HOST}:${PORT|9200}/", "https://es.example:9200/"),
            ("${EMPTY}", ""),
            ("${EMPTY|default}", ""),
            ("${NONE|}", ""),
            ("${NONE|a|b}", "a|b"),
            ("${a.b}", "dotted"),
            ("$${HOST} costs $5", "${HOST} costs $5"),
            ("$HOST", "$HOST"),
        ] {
            assert_eq!(environment().filled(text).unwrap(), filled, "{text}");
        }
    }

    #[test]
    fn what_names_no_variable_is_told_without_the_text_around_it() {
        for (text, part) in [
            (
                "hunter2${NONE}",
                "`NONE` is not set; set it, or give a default as in `${NONE|default}`",
            ),
            ("hunter2${", "needs `$${`"),
            ("${hunter2-x}", "needs `$${`"),
            ("${}hunter2", "needs `$${`"),
        ] {
            let told = environment().filled(text).unwrap_err().to_string();
            assert!(told.contains(part), "{text}: {told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn names_are_shown_and_values_are_not() {
        let shown = format!("{:?}", environment());
        assert!(shown.contains("HOST") && !shown.contains("example"), "{shown}");
    }
}
