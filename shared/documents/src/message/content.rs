//! What a message says: its text, the texts of its cards, what it quotes and shows.

use graph::resources::ChatMessage;
use serde_json::Value;

use crate::card;
use crate::message::attachment::Kind;
use crate::message::{attachment, lives, quote};
use crate::text::{self, Link, TEXT_BYTES_MAX};

/// The characters of the text that stand for a title.
const TITLE_CHARACTERS: usize = 80;

/// So many bytes of text surely hold a title.
const TITLE_BYTES: usize = 4 * 1024;

/// What a message says.
pub(crate) struct Content {
    /// The readable text of its body.
    pub(crate) message: String,
    /// That, and its cards' visible texts.
    pub(crate) body: String,
    pub(crate) links: Vec<Link>,
    pub(crate) quotes: Vec<Value>,
    /// It shows an image or code that Teams hosts.
    pub(crate) shows_hosted: bool,
    /// A limit was reached.
    pub(crate) cut: bool,
}

impl Content {
    /// Reads a message; none if it doesn't live or if there is nothing to see in it.
    pub(crate) fn of(message: &ChatMessage) -> Option<Self> {
        if !lives(message) {
            return None;
        }
        let readable = text::readable(message.body.as_ref());
        let shows_body = !readable.text.is_empty() || readable.shows_image || readable.cut;
        if !shows_body && !shows_more(message) {
            return None;
        }
        let content = Self {
            body: readable.text.clone(),
            message: readable.text,
            links: readable.links,
            quotes: Vec::new(),
            shows_hosted: readable.shows_hosted,
            cut: readable.cut,
        };
        Some(content.with_attachments(message))
    }

    fn with_attachments(mut self, message: &ChatMessage) -> Self {
        for attachment in &message.attachments {
            let json = attachment.content.as_deref().unwrap_or_default();
            let kind = attachment.content_type.as_deref().unwrap_or_default();
            match Kind::of(kind) {
                Kind::Card => self.add_card(kind, json),
                Kind::Message => self.quotes.extend(quote::quote(json)),
                Kind::Code => self.shows_hosted = true,
                Kind::File | Kind::Meeting | Kind::Tab | Kind::Other => {}
            }
        }
        self
    }

    fn add_card(&mut self, kind: &str, json: &str) {
        let card = card::texts(kind, json);
        self.cut |= card.cut;
        for line in card.lines {
            if self.body.len() + line.len() >= TEXT_BYTES_MAX {
                self.cut = true;
                return;
            }
            if !self.body.is_empty() {
                self.body.push('\n');
            }
            self.body.push_str(&line);
        }
    }

    /// The headline of a post: its subject, else the beginning of its text, else its first attachment's name.
    pub(crate) fn title(&self, message: &ChatMessage) -> String {
        if let Some(subject) = message.subject.as_deref().filter(|subject| !is_blank(subject)) {
            return subject.to_owned();
        }
        let (start, _) = text::split(&self.body, TITLE_BYTES);
        let title: String = text::folded(start).chars().take(TITLE_CHARACTERS).collect();
        match title.trim_end() {
            "" => attachment::names(message).next().unwrap_or_default().to_owned(),
            title => title.to_owned(),
        }
    }
}

/// Whether there is anything beside the body.
fn shows_more(message: &ChatMessage) -> bool {
    !message.attachments.is_empty()
        || message.policy_violation.is_some()
        || message.subject.as_deref().is_some_and(|subject| !is_blank(subject))
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
