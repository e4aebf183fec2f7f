//! The store against the truth: which documents are missing, too many, or other than they should be.
//!
//! The truth comes as lines, each a partial document: every key of a line must be equal in the stored document.
//! The caller walks both sides and tells what it sees; nothing here reads or writes.
//!
//! ```text
//! for each line of the truth:     expect(line, the stored document of that id)
//! then for each stored document:  stored(object_type, id)
//! ```

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde_json::{Map, Value};

/// More than this is counted but not kept.
const SHOWN_MAX: usize = 10;

/// What is known of the two sides so far.
#[derive(Debug, Default)]
pub struct Comparison {
    by_type: BTreeMap<String, Counts>,
    first: Vec<Difference>,
    expected_ids: HashSet<String>,
}

/// One object type's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// In the truth.
    pub expected: u64,
    /// In the store.
    pub indexed: u64,
    /// Missing in the store, too many there, or with a field that differs.
    pub differing: u64,
}

/// One document that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The reference document's name of its type.
    pub object_type: String,
    /// The document's id.
    pub id: String,
    /// What is wrong with it.
    pub kind: DifferenceKind,
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The store lacks it.
    Missing,
    /// The truth lacks it.
    Extra,
    /// Both have it, but this field is not equal; the first such field by name.
    Field {
        /// The field.
        name: String,
        /// The truth's value.
        expected: Value,
        /// The store's value; nothing, if the field is absent.
        indexed: Option<Value>,
    },
}

impl Comparison {
    /// Takes a line of the truth, and the stored document of the same id.
    pub fn expect(&mut self, line: &Map<String, Value>, document: Option<&Map<String, Value>>) {
        let (object_type, id) = (text(line, "object_type"), text(line, "id"));
        self.counts(object_type).expected += 1;
        self.expected_ids.insert(id.to_owned());
        let kind = match document {
            None => Some(DifferenceKind::Missing),
            Some(document) => differing_field(line, document),
        };
        if let Some(kind) = kind {
            self.differ(object_type, id, kind);
        }
    }

    /// Takes a stored document; to be called when the whole truth was told.
    pub fn stored(&mut self, object_type: &str, id: &str) {
        self.counts(object_type).indexed += 1;
        if !self.expected_ids.contains(id) {
            self.differ(object_type, id, DifferenceKind::Extra);
        }
    }

    /// The counts of one object type; zeros for one that neither side has.
    pub fn of_type(&self, object_type: &str) -> Counts {
        self.by_type.get(object_type).copied().unwrap_or_default()
    }

    /// The counts of all types together.
    pub fn total(&self) -> Counts {
        self.by_type.values().fold(Counts::default(), |sum, counts| Counts {
            expected: sum.expected + counts.expected,
            indexed: sum.indexed + counts.indexed,
            differing: sum.differing + counts.differing,
        })
    }

    /// The first ten differences, in the order in which they were found.
    pub fn first_differences(&self) -> &[Difference] {
        &self.first
    }

    fn counts(&mut self, object_type: &str) -> &mut Counts {
        self.by_type.entry(object_type.to_owned()).or_default()
    }

    fn differ(&mut self, object_type: &str, id: &str, kind: DifferenceKind) {
        self.counts(object_type).differing += 1;
        if self.first.len() < SHOWN_MAX {
            self.first.push(Difference {
                object_type: object_type.to_owned(),
                id: id.to_owned(),
                kind,
            });
        }
    }
}

/// A text field; empty if it is absent, so that a broken line shows up as a missing document.
pub fn text<'m>(line: &'m Map<String, Value>, field: &str) -> &'m str {
    line.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn differing_field(
    line: &Map<String, Value>,
    document: &Map<String, Value>,
) -> Option<DifferenceKind> {
    let (name, expected) =
        line.iter().find(|(name, expected)| document.get(*name) != Some(*expected))?;
    Some(DifferenceKind::Field {
        name: name.clone(),
        expected: expected.clone(),
        indexed: document.get(name).cloned(),
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: ", self.object_type, self.id)?;
        match &self.kind {
            DifferenceKind::Missing => f.write_str("is missing"),
            DifferenceKind::Extra => f.write_str("should not be there"),
            DifferenceKind::Field { name, expected, indexed } => {
                let indexed = indexed.as_ref().map_or("absent".to_owned(), shortened);
                write!(f, "`{name}` is {indexed}, should be {}", shortened(expected))
            }
        }
    }
}

/// A value's JSON, at most 80 characters of it.
fn shortened(value: &Value) -> String {
    let json = value.to_string();
    match json.char_indices().nth(80) {
        Some((at, _)) => json.get(..at).unwrap_or_default().to_owned() + "…",
        None => json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(json: &Value) -> Map<String, Value> {
        json.as_object().unwrap().clone()
    }

    fn team(id: &str, title: &str) -> Map<String, Value> {
        document(&serde_json::json!({"object_type": "TEAMS", "id": id, "title": title}))
    }

    #[test]
    fn a_document_may_hold_more_than_the_truth_says() {
        let mut comparison = Comparison::default();
        let mut stored = team("1", "A");
        stored.insert("_timestamp".to_owned(), Value::Null);
        comparison.expect(&team("1", "A"), Some(&stored));
        comparison.stored("TEAMS", "1");
        let equal = Counts { expected: 1, indexed: 1, differing: 0 };
        assert_eq!(comparison.of_type("TEAMS"), equal);
        assert_eq!(comparison.total(), equal);
        assert_eq!(comparison.of_type("CHANNEL_TAB"), Counts::default());
    }

    #[test]
    fn what_is_missing_too_many_or_other_is_counted_and_named() {
        let mut comparison = Comparison::default();
        comparison.expect(&team("1", "A"), None);
        comparison.expect(&team("2", "B"), Some(&team("2", "C")));
        comparison.expect(&team("3", "D"), Some(&document(&serde_json::json!({"id": "3"}))));
        for id in ["2", "3", "4"] {
            comparison.stored("TEAMS", id);
        }
        let counts = Counts { expected: 3, indexed: 3, differing: 4 };
        assert_eq!(comparison.total(), counts);
        let texts: Vec<_> =
            comparison.first_differences().iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "TEAMS 1: is missing",
                "TEAMS 2: `title` is \"C\", should be \"B\"",
                "TEAMS 3: `object_type` is absent, should be \"TEAMS\"",
                "TEAMS 4: should not be there",
            ]
        );
    }

    #[test]
    fn an_equal_count_does_not_hide_a_wrong_id() {
        let mut comparison = Comparison::default();
        comparison.expect(&team("1", "A"), None);
        comparison.stored("TEAMS", "2");
        assert_eq!(comparison.total(), Counts { expected: 1, indexed: 1, differing: 2 });
    }

    #[test]
    fn all_differences_are_counted_but_ten_are_kept() {
        let mut comparison = Comparison::default();
        for id in 0..25 {
            comparison.stored("TEAMS", &id.to_string());
        }
        assert_eq!(comparison.total().differing, 25);
        assert_eq!(comparison.first_differences().len(), 10);
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let text = shortened(&Value::from("é".repeat(200)));
        assert_eq!(text.chars().count(), 81);
    }
}
