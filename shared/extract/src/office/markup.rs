//! The XML of a part as a stream of starts, ends and characters.
//!
//! There is no tree, so that nesting costs nothing, and no DTD is read, so that no entity is expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::output::{Output, Stop};

/// How many tokens are read between two looks at the time.
const TOKENS_PER_CHECK: u32 = 4096;

/// A piece of markup; an element without content starts and ends.
pub(super) enum Token<'a> {
    Start(Element<'a>),
    /// The local name of the element that ends.
    End(&'a str),
    Text(&'a str),
}

/// The start of an element.
#[derive(Clone, Copy)]
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl<'a> Element<'a> {
    /// The name without its prefix: Office's vocabularies don't clash where this crate looks.
    pub(super) fn name(self) -> &'a str {
        local(self.0.name().into_inner())
    }

    /// The value of an attribute, which is named without its prefix.
    pub(super) fn attribute(self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attribute = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| local(attribute.key.into_inner()) == name)?;
        let value = quick_xml::escape::unescape(&attribute.value).ok()?;
        Some(value.into_owned())
    }

    /// The relationship that it refers to: the attribute `id` with a prefix, beside which there may be one without.
    pub(super) fn relationship(self) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attribute = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.into_inner().ends_with(":id"))?;
        Some(attribute.value.into_owned())
    }
}

/// Hands the tokens of a part to `visit`, one by one. Damaged XML ends where the damage is.
pub(super) fn walk(
    part: &[u8],
    output: &mut Output<'_>,
    mut visit: impl FnMut(Token<'_>, &mut Output<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let (text, _, _) = encoding_rs::UTF_8.decode(part);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut tokens = 0_u32;
    loop {
        tokens = tokens.wrapping_add(1);
        if tokens.is_multiple_of(TOKENS_PER_CHECK) {
            output.check_time()?;
        }
        let Ok(event) = reader.read_event() else {
            return Ok(());
        };
        match event {
            Event::Start(start) | Event::Empty(start) => {
                visit(Token::Start(Element(&start)), output)?;
            }
            Event::End(end) => visit(Token::End(local(end.name().into_inner())), output)?,
            Event::Text(text) => visit(Token::Text(&text), output)?,
            Event::CData(text) => visit(Token::Text(&text), output)?,
            Event::GeneralRef(reference) => {
                if let Some(character) = referenced(&reference) {
                    visit(Token::Text(character.encode_utf8(&mut [0; 4])), output)?;
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => return Ok(()),
        }
    }
}

/// The character that a reference stands for; XML's own five and numbers.
fn referenced(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    quick_xml::escape::resolve_predefined_entity(reference)?.chars().next()
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
