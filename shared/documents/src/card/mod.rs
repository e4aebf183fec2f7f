//! The visible texts of a card, which arrives as JSON in a string.

mod adaptive;
mod classic;

use serde_json::Value;

use crate::text::TEXT_BYTES_MAX;

/// Texts that are nested deeper aren't read.
const DEPTH_MAX: usize = 64;

/// A card's visible texts, a line each.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Texts {
    pub(crate) lines: Vec<String>,
    /// A limit was reached, and the rest isn't here.
    pub(crate) cut: bool,
    bytes: usize,
}

/// The texts of the card `json`, whose `contentType` is `kind`; none if it can't be read.
pub(crate) fn texts(kind: &str, json: &str) -> Texts {
    let mut texts = Texts::default();
    if let Ok(card) = serde_json::from_str::<Value>(json) {
        if kind.ends_with(".adaptive") {
            adaptive::read(&card, &mut texts);
        } else {
            classic::read(&card, &mut texts);
        }
    }
    texts
}

impl Texts {
    fn push(&mut self, line: String) {
        if line.is_empty() {
            return;
        }
        self.bytes = self.bytes.saturating_add(line.len());
        if self.bytes > TEXT_BYTES_MAX {
            self.cut = true;
        } else {
            self.lines.push(line);
        }
    }

    /// A fact: `{name}: {value}`.
    fn push_fact(&mut self, name: &str, value: &str) {
        match (name.is_empty(), value.is_empty()) {
            (false, false) => self.push(format!("{name}: {value}")),
            (_, _) => self.push(format!("{name}{value}")),
        }
    }
}

/// The text at `name`, if there is one.
fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// The objects of the list at `name`.
fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(kind: &str, card: &Value) -> Vec<String> {
        texts(&format!("application/vnd.microsoft.card.{kind}"), &card.to_string()).lines
    }

    #[test]
    fn an_adaptive_card_is_read_as_it_is_seen() {
        let card = json!({
            "type": "AdaptiveCard",
            "actions": [{ "type": "Action.Submit", "title": "Book", "data": { "text": "no" } }],
            "body": [
                { "type": "TextBlock", "text": " One\n" },
                { "type": "Container", "items": [{ "type": "TextBlock", "text": "two" }] },
                { "type": "Input.Toggle", "title": "Agree", "value": "true" },
                { "type": "FactSet", "facts": [{ "title": "Due", "value": "June" }, { "value": "x" }] },
                { "type": "TextBlock", "text": 5 },
            ],
            "speak": "last",
            "fallbackText": "before",
        });
        let expected = ["One", "two", "Agree", "Due: June", "x", "Book", "before", "last"];
        assert_eq!(lines("adaptive", &card), expected);
    }

    #[test]
    fn a_hero_card_is_read_as_html() {
        let card = json!({
            "title": "A &amp; b",
            "text": "<p>c</p><p>d</p>",
            "items": [{ "title": "e", "subtitle": "f" }, null, 7],
            "buttons": [{ "type": "openUrl", "title": "Go" }, { "name": "on" }],
        });
        assert_eq!(lines("hero", &card), ["A & b", "c\nd", "e", "f", "Go", "on"]);
    }

    #[test]
    fn texts_past_64_levels_are_not_read() {
        let nested = |levels| {
            let leaf = json!({ "type": "TextBlock", "text": "deep" });
            (0..levels).fold(leaf, |inner, _| json!({ "items": inner }))
        };
        let read = |card: &Value| texts("adaptive.adaptive", &card.to_string());
        assert_eq!(read(&nested(63)).lines, ["deep"]);
        assert!(read(&nested(64)).lines.is_empty() && read(&nested(64)).cut);
    }

    #[test]
    fn a_card_that_cannot_be_read_is_empty() {
        for json in ["", "null", "7", "\"text\"x", "{", &"[".repeat(100_000)] {
            assert!(texts("x.hero", json).lines.is_empty());
            assert!(texts("x.adaptive", json).lines.is_empty());
        }
    }
}
