//! Hero, thumbnail, list and connector cards, whose texts may hold HTML.

use serde_json::Value;

use crate::card::{Texts, list, text};
use crate::text::html;

/// The texts of a card or of one of its sections, in the order in which they are seen.
const TEXTS: [&str; 7] =
    ["title", "subtitle", "text", "summary", "activityTitle", "activitySubtitle", "activityText"];

/// Reads the card, its sections and last its buttons; nothing else is nested in these cards.
pub(super) fn read(card: &Value, texts: &mut Texts) {
    read_part(card, texts);
    for section in list(card, "sections") {
        read_part(section, texts);
        read_buttons(section, texts);
    }
    read_buttons(card, texts);
}

fn read_part(part: &Value, texts: &mut Texts) {
    for name in TEXTS {
        texts.push(readable(part, name));
    }
    for fact in list(part, "facts") {
        texts.push_fact(&readable(fact, "name"), &readable(fact, "value"));
    }
    for item in list(part, "items") {
        texts.push(readable(item, "title"));
        texts.push(readable(item, "subtitle"));
    }
}

fn read_buttons(part: &Value, texts: &mut Texts) {
    for button in
        ["buttons", "actions", "potentialAction"].into_iter().flat_map(|at| list(part, at))
    {
        let name = if text(button, "title").is_some() { "title" } else { "name" };
        texts.push(readable(button, name));
    }
}

fn readable(object: &Value, name: &str) -> String {
    text(object, name).map(|text| html(text).text).unwrap_or_default()
}
