//! One operation of a bulk, as the one or two lines of its body. Elastic: bulk API.

use serde::Serialize;
use sync::port::store::Token;

/// An operation of a bulk, with what it writes; `None` deletes.
#[derive(Debug)]
pub(crate) struct Operation<'a, S> {
    /// The index.
    pub(crate) index: &'a str,
    /// The document's `_id`.
    pub(crate) id: String,
    /// Under which condition.
    pub(crate) condition: Condition,
    /// What is written.
    pub(crate) source: Option<S>,
}

/// When an operation takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Always.
    Always,
    /// If no document has this id.
    Absent,
    /// If the stored document's last write is this one.
    Unchanged(Token),
    /// If no higher version was seen.
    NotOlder(u64),
}

/// An action line: `{"index": {…}}`.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Action<'a> {
    Index(Meta<'a>),
    Create(Meta<'a>),
    Delete(Meta<'a>),
}

#[derive(Serialize)]
struct Meta<'a> {
    _index: &'a str,
    _id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    if_seq_no: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    if_primary_term: Option<u64>,
}

impl<S: Serialize> Operation<'_, S> {
    /// Appends its lines to a body.
    pub(super) fn append(&self, body: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(&mut *body, &self.action())?;
        body.push(b'\n');
        if let Some(source) = &self.source {
            serde_json::to_writer(&mut *body, source)?;
            body.push(b'\n');
        }
        Ok(())
    }

    /// How many lines it has.
    pub(super) fn lines(&self) -> usize {
        1 + usize::from(self.source.is_some())
    }

    fn action(&self) -> Action<'_> {
        let mut meta = Meta {
            _index: self.index,
            _id: &self.id,
            version: None,
            version_type: None,
            if_seq_no: None,
            if_primary_term: None,
        };
        match self.condition {
            Condition::Always => {}
            Condition::Absent => return Action::Create(meta),
            Condition::Unchanged(token) => {
                meta.if_seq_no = Some(token.seq_no);
                meta.if_primary_term = Some(token.primary_term);
            }
            Condition::NotOlder(version) => {
                meta.version = Some(version);
                meta.version_type = Some("external_gte");
            }
        }
        if self.source.is_some() { Action::Index(meta) } else { Action::Delete(meta) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn lines(condition: Condition, source: Option<Value>) -> String {
        let operation = Operation { index: "teams", id: "a\n\"ä".to_owned(), condition, source };
        let mut body = Vec::new();
        operation.append(&mut body).unwrap();
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn a_document_is_two_lines_whatever_it_holds() {
        assert_eq!(
            lines(Condition::NotOlder(7), Some(json!({"message": "one\ntwo\u{2028}"}))),
            "{\"index\":{\"_index\":\"teams\",\"_id\":\"a\\n\\\"ä\",\"version\":7,\"version_type\":\"external_gte\"}}\n{\"message\":\"one\\ntwo\u{2028}\"}\n"
        );
    }

    #[test]
    fn each_condition_has_its_words() {
        let token = Token { seq_no: 3, primary_term: 2 };
        for (condition, source, expected) in [
            (Condition::Always, Some(json!(1)), "{\"index\":{"),
            (Condition::Absent, Some(json!(1)), "{\"create\":{"),
            (Condition::NotOlder(9), None, "{\"delete\":{"),
        ] {
            assert!(lines(condition, source).starts_with(expected), "{condition:?}");
        }
        let unchanged = lines(Condition::Unchanged(token), Some(json!(1)));
        assert!(unchanged.contains("\"if_seq_no\":3,\"if_primary_term\":2"), "{unchanged}");
        assert!(!unchanged.contains("version"), "{unchanged}");
    }
}
