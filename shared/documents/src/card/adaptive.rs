//! Adaptive cards: text blocks, runs, facts and the titles of actions, wherever they are nested.

use serde_json::Value;

use crate::card::{DEPTH_MAX, Texts, text};
use crate::text::plain;

/// Where the elements of a card hold others, in the order in which they are seen. Adaptive Cards: schema 1.6.
const CHILDREN: [&str; 13] = [
    "body",
    "columns",
    "rows",
    "cells",
    "items",
    "inlines",
    "facts",
    "images",
    "actions",
    "selectAction",
    "inlineAction",
    "card",
    "fallback",
];

/// What is still to be read: an element at its depth, or a text that stands after its element's children.
enum Step<'a> {
    Element(&'a Value, usize),
    Text(&'a str),
}

/// Reads the card in the order in which it is seen, over a stack of its own.
pub(super) fn read(card: &Value, texts: &mut Texts) {
    let mut steps = vec![Step::Element(card, 0)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Text(line) => texts.push(plain(line).text),
            Step::Element(_, depth) if depth >= DEPTH_MAX => texts.cut = true,
            Step::Element(Value::Array(list), depth) => {
                steps.extend(list.iter().rev().map(|element| Step::Element(element, depth + 1)));
            }
            Step::Element(element, depth) => {
                own_texts(element, texts);
                let after = ["speak", "fallbackText"].into_iter();
                steps.extend(after.filter_map(|name| text(element, name)).map(Step::Text));
                let children = CHILDREN.iter().rev().filter_map(|name| element.get(name));
                steps.extend(children.map(|child| Step::Element(child, depth + 1)));
            }
        }
    }
}

/// What an element itself shows; a run may be a mere text.
fn own_texts(element: &Value, texts: &mut Texts) {
    let shown = |name| plain(text(element, name).unwrap_or_default()).text;
    if let Some(run) = element.as_str() {
        texts.push(plain(run).text);
    } else if is_fact(element) {
        texts.push_fact(&shown("title"), &shown("value"));
    } else {
        texts.push(shown("title"));
        texts.push(shown("text"));
    }
}

/// Only facts have no type; the `value` of an input is what it submits.
fn is_fact(element: &Value) -> bool {
    matches!(text(element, "type"), None | Some("Fact")) && text(element, "value").is_some()
}
