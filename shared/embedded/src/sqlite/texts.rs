//! What of a document is searched, in three columns of falling weight: title, names, body.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::segment::segmented;

/// Fields with names of people, places and files.
const NAMES: [&str; 17] = [
    "sender",
    "team_name",
    "channel_name",
    "channel",
    "chat_title",
    "members",
    "participants",
    "organizer",
    "attendees",
    "location",
    "user_name",
    "author",
    "last_modified_by",
    "name",
    "attached_documents",
    "attachments",
    "recordings",
];

/// Fields with text, the fullest first: each holds what the later ones do.
const BODIES: [&str; 3] = ["body", "message", "description"];

/// From this length on a title may have been cut inside a word.
const CUT_TITLE_CHARS: usize = 60;

/// The searched text of a document, as the index takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) title: String,
    pub(super) names: String,
    pub(super) body: String,
}

impl Texts {
    pub(super) fn of(source: &Map<String, Value>) -> Self {
        let text =
            |field| source.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
        let body = BODIES.into_iter().find_map(text).unwrap_or_default();
        let mut title: Vec<&str> = text("title").into_iter().collect();
        title.retain(|title| !begins(body, title));
        add(&mut title, text("subject"));
        let mut names = Vec::new();
        for value in NAMES.into_iter().filter_map(|field| source.get(field)) {
            add_names(&mut names, value);
        }
        names.retain(|name| !title.contains(name));
        let column = |texts: &[&str]| segmented(&texts.join("\n")).into_owned();
        Self { title: column(&title), names: column(&names), body: column(&[body]) }
    }

    /// Equal for equal texts; unequal ones share it once in 2^64 times.
    pub(super) fn digest(&self) -> i64 {
        let mut hash = Sha256::new();
        for column in [&self.title, &self.names, &self.body] {
            hash.update(column.as_bytes());
            hash.update([0]);
        }
        let bytes = hash.finalize();
        bytes.first_chunk().copied().map_or(0, i64::from_be_bytes)
    }
}

/// Adds a text that isn't there yet.
fn add<'a>(texts: &mut Vec<&'a str>, text: Option<&'a str>) {
    texts.extend(text.filter(|text| !texts.contains(text)));
}

/// Adds a name, a list of names, or the names of a list of things.
fn add_names<'a>(names: &mut Vec<&'a str>, value: &'a Value) {
    match value {
        Value::String(name) => add(names, Some(name)),
        Value::Array(things) => {
            for thing in things {
                add(names, thing.as_str().or_else(|| thing.get("name")?.as_str()));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
}

/// Whether a title is only the beginning of the body, as a message's is that has no subject: no need to keep it twice.
fn begins(body: &str, title: &str) -> bool {
    let mut body = body.split_whitespace();
    let mut title_words = title.split_whitespace().peekable();
    while let Some(word) = title_words.next() {
        let may_be_cut = title_words.peek().is_none() && title.chars().count() >= CUT_TITLE_CHARS;
        let word_begins = |of: &str| of == word || (may_be_cut && of.starts_with(word));
        if !body.next().is_some_and(word_begins) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn texts(source: &Value) -> Texts {
        Texts::of(source.as_object().unwrap())
    }

    #[test]
    fn every_kind_of_text_has_its_column() {
        let texts = texts(&json!({
            "title": "Plan", "subject": "Plan for June", "body": "We meet at noon.", "message": "We meet",
            "sender": "Ana", "attendees": ["Bo", "Ana"], "attachments": [{"id": "1", "name": "plan.docx"}],
        }));
        assert_eq!(texts.title, "Plan Plan for June");
        assert_eq!(texts.names, "Ana Bo plan.docx");
        assert_eq!(texts.body, "We meet at noon.");
    }

    #[test]
    fn a_title_that_is_the_beginning_of_the_body_is_not_kept_twice() {
        let body = format!("{}\nends here", "word ".repeat(20));
        let cut = "word ".repeat(12) + "wo";
        assert_eq!(texts(&json!({"title": cut, "body": body})).title, "");
        assert_eq!(texts(&json!({"title": "Plan", "body": "Planning"})).title, "Plan");
    }

    #[test]
    fn fields_of_an_odd_type_are_passed_over() {
        let odd =
            texts(&json!({"title": 1, "sender": {"a": 1}, "attendees": [1, null], "body": null}));
        assert_eq!(odd, texts(&json!({})));
    }

    #[test]
    fn a_text_that_moves_to_another_column_changes_the_digest() {
        assert_ne!(texts(&json!({"sender": "a"})).digest(), texts(&json!({"body": "a"})).digest());
    }
}
