//! A page piece by piece: the tokenizer gets one tag, one comment or one run of text at a time.
//!
//! It compares each attribute of a tag with all others of it, so a tag with very many would take the square of their
//! number. Here attributes are counted before the tokenizer sees them.

use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer};

use super::page::Page;

/// A tag with more attributes is passed over.
const ATTRIBUTES_MAX: usize = 1000;

/// Feeds the tokenizer until the page ends or nothing more is wanted. Each round takes a piece off the page.
pub(super) fn feed(html: &str, tokenizer: &Tokenizer<Page<'_, '_>>) {
    let mut rest = html;
    while !rest.is_empty() && !tokenizer.sink.is_over() {
        if let Some(name) = tokenizer.sink.raw() {
            rest = raw_text(rest, &name, tokenizer);
            continue;
        }
        let Some((text, tag)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) else {
            give(rest, tokenizer);
            return;
        };
        give(text, tokenizer);
        rest = if is_tag(tag) {
            let (bytes, attributes) = measure(tag);
            let (tag, rest) = tag.split_at_checked(bytes).unwrap_or((tag, ""));
            if attributes <= ATTRIBUTES_MAX {
                give(tag, tokenizer);
            }
            rest
        } else if tag.starts_with("<!") || tag.starts_with("<?") || tag.starts_with("</") {
            declaration(tag, tokenizer)
        } else {
            let (sign, rest) = tag.split_at_checked(1).unwrap_or((tag, ""));
            give(sign, tokenizer);
            rest
        };
    }
}

fn give(piece: &str, tokenizer: &Tokenizer<Page<'_, '_>>) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(piece));
    // It returns behind each script.
    while matches!(tokenizer.feed(&input), TokenizerResult::Script(())) {}
}

/// Whether a start or end tag begins here (WHATWG: HTML, 13.2.5.6 and 7).
fn is_tag(text: &str) -> bool {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'));
    name.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()))
}

/// The length in bytes of the tag that begins here, and how many attributes it has (WHATWG: HTML, 13.2.5.8 to 40).
fn measure(tag: &str) -> (usize, usize) {
    #[derive(Clone, Copy)]
    enum At {
        Name,
        Gap,
        Attribute,
        BehindAttribute,
        Value,
        Unquoted,
        Quoted(u8),
    }
    let mut attributes = 0;
    let mut at = At::Name;
    for (position, byte) in tag.bytes().enumerate() {
        let is_space = byte.is_ascii_whitespace();
        at = match at {
            At::Quoted(quote) if byte == quote => At::Gap,
            At::Quoted(_) => at,
            _ if byte == b'>' => return (position + 1, attributes),
            At::Value if is_space => At::Value,
            At::Value if byte == b'"' || byte == b'\'' => At::Quoted(byte),
            At::Value => At::Unquoted,
            At::Unquoted => {
                if is_space {
                    At::Gap
                } else {
                    At::Unquoted
                }
            }
            // The slash of an end tag.
            At::Name if position < 2 => At::Name,
            At::Attribute | At::BehindAttribute if is_space => At::BehindAttribute,
            At::Attribute | At::BehindAttribute if byte == b'=' => At::Value,
            _ if is_space || byte == b'/' => At::Gap,
            At::Name => At::Name,
            At::Gap | At::BehindAttribute => {
                attributes += 1;
                At::Attribute
            }
            At::Attribute => At::Attribute,
        };
    }
    (tag.len(), attributes)
}

/// Gives a comment or a declaration up to the bracket that ends it: the one behind which there is a token.
fn declaration<'t>(text: &'t str, tokenizer: &Tokenizer<Page<'_, '_>>) -> &'t str {
    // An end tag without a name is nothing at all.
    if let Some(rest) = text.strip_prefix("</>") {
        return rest;
    }
    tokenizer.sink.forget_declaration();
    let mut rest = text;
    while !rest.is_empty() && !tokenizer.sink.has_declaration() {
        let end = rest.find('>').map_or(rest.len(), |at| at + 1);
        let (piece, more) = rest.split_at_checked(end).unwrap_or((rest, ""));
        give(piece, tokenizer);
        rest = more;
    }
    rest
}

/// Gives the text of an element that has no elements inside, up to its end tag, and that without attributes.
fn raw_text<'t>(text: &'t str, name: &str, tokenizer: &Tokenizer<Page<'_, '_>>) -> &'t str {
    let end = text.match_indices("</").find(|(at, _)| {
        let tag = text.get(at + 2..).and_then(|tag| tag.split_at_checked(name.len()));
        tag.is_some_and(|(start, more)| {
            start.eq_ignore_ascii_case(name)
                && more.starts_with(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        })
    });
    let Some((content, tag)) = end.and_then(|(at, _)| text.split_at_checked(at)) else {
        give(text, tokenizer);
        return "";
    };
    give(content, tokenizer);
    give(&format!("</{name}>"), tokenizer);
    tag.split_once('>').map_or("", |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_html_says_it_does() {
        for (tag, expected) in [
            ("<p>x", (3, 0)),
            ("<p a b=c d='>' e=\">\"f>x", (22, 5)),
            ("</p/a/b>", (8, 2)),
            ("<p a = b c>", (11, 2)),
            ("<p a=>", (6, 1)),
            ("<p =a>", (6, 1)),
            ("<p a=b/c>", (9, 1)),
            ("<p/>", (4, 0)),
            ("<p a=\"unclosed>", (15, 1)),
        ] {
            assert_eq!(measure(tag), expected, "{tag}");
        }
    }
}
