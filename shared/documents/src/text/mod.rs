//! Readable text: what a person would read of a body, line by line.
//!
//! ```text
//! ItemBody ── text ──► plain.rs ──────────────────────────────────────► Readable
//!          └─ html ──► html.rs ──► reader.rs ──► lines.rs (words) ──────►    text
//!                      (tokens)    (elements) ─► link.rs (addresses) ───►    links
//! ```
//!
//! Nothing here recurses, and every output has a limit.

mod element;
mod html;
mod lines;
pub(crate) mod link;
mod plain;
mod reader;

use graph::resources::chat_message::{BodyType, ItemBody};

pub(crate) use html::html;
pub(crate) use link::Link;
pub(crate) use plain::plain;

/// So much text of one body is kept; Teams itself takes 100 KB a message.
pub(crate) const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// What a person would read of a body.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Readable {
    pub(crate) text: String,
    pub(crate) links: Vec<Link>,
    /// It shows an image or custom emoji, hosted by Teams or not.
    pub(crate) shows_image: bool,
    /// It shows an image that Teams hosts.
    pub(crate) shows_hosted: bool,
    /// A limit was reached, and the rest isn't here.
    pub(crate) cut: bool,
}

/// Reads a body by its content type; a body that is missing is empty.
pub(crate) fn readable(body: Option<&ItemBody>) -> Readable {
    let Some((content, kind)) =
        body.and_then(|body| Some((body.content.as_deref()?, body.content_type)))
    else {
        return Readable::default();
    };
    match kind {
        BodyType::Text => plain(content),
        BodyType::Html => html(content),
    }
}

/// One line of `text`: white space folded to single spaces, invisible characters dropped.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for character in text.chars().filter(|character| !is_invisible(*character)) {
        if character.is_whitespace() {
            space = !folded.is_empty();
        } else {
            if space {
                folded.push(' ');
                space = false;
            }
            folded.push(character);
        }
    }
    folded
}

/// Zero-width space, word joiner and byte-order mark. Joiners stay: emoji and Indic scripts need them.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The first `bytes_max` bytes of `text` at most, and the rest, parted on a character boundary.
pub(crate) fn split(text: &str, bytes_max: usize) -> (&str, &str) {
    text.split_at_checked(text.floor_char_boundary(bytes_max)).unwrap_or((text, ""))
}
