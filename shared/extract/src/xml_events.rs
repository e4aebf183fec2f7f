//! The events of an XML part, one after the other: no tree, no recursion, and no entity but those of XML itself, as
//! nobody reads the DTD.

use encoding_rs::{Encoding, UTF_8};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use crate::output::Stop;

/// How deep elements may be nested: the parser remembers where each one began.
const DEPTH_MAX: usize = 100_000;

/// What a part is made of.
pub(crate) enum XmlEvent<'e> {
    /// An element begins; one that is empty ends with the next event.
    Start(&'e XmlElement<'e>),
    /// Characters, white space too; long text may come in several events.
    Text(&'e str),
    /// The element with this name ends.
    End(&'e str),
}

/// An element that begins.
pub(crate) struct XmlElement<'e>(BytesStart<'e>);

impl XmlElement<'_> {
    /// Its name as it is written, with the prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.name().0
    }

    /// Its name without the prefix.
    pub(crate) fn local_name(&self) -> &str {
        self.name().rsplit(':').next().unwrap_or_default()
    }

    /// The value of the attribute with this name, written with this prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.0 == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0);
        Some(value.unwrap_or(found.value).into_owned())
    }
}

/// Gives the events of a part to `on_event`. One that is damaged ends where nothing more can be made of it, and one
/// that is nested beyond all sense where it becomes so.
///
/// # Errors
/// Those of `on_event`, where it ends.
pub(crate) fn each_event(
    bytes: &[u8],
    mut on_event: impl FnMut(XmlEvent<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let (text, _, _) = declared_encoding(bytes).decode(bytes);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut depth = 0_usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) if depth >= DEPTH_MAX => break,
            Event::Start(start) | Event::Empty(start) => {
                depth += 1;
                on_event(XmlEvent::Start(&XmlElement(start)))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                on_event(XmlEvent::End(end.name().0))?;
            }
            Event::Text(text) => on_event(XmlEvent::Text(&text))?,
            Event::CData(text) => on_event(XmlEvent::Text(&text))?,
            Event::GeneralRef(reference) => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    on_event(XmlEvent::Text(character.encode_utf8(&mut [0; 4])))?;
                } else if let Some(text) = escape::resolve_xml_entity(&reference) {
                    on_event(XmlEvent::Text(text))?;
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    Ok(())
}

/// The encoding that the declaration names, or else UTF-8; a byte order mark is heeded before either.
fn declared_encoding(bytes: &[u8]) -> &'static Encoding {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    let declared =
        head.split_once("encoding=").and_then(|(_, rest)| rest.split(['"', '\'']).nth(1));
    declared.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> String {
        let mut events = Vec::new();
        each_event(bytes, |event| {
            events.push(match event {
                XmlEvent::Start(element) => {
                    let value = element.attribute("x:a").unwrap_or_default();
                    format!("<{} {value}>", element.name())
                }
                XmlEvent::Text(text) => text.to_owned(),
                XmlEvent::End(name) => format!("</{name}>"),
            });
            Ok(())
        })
        .unwrap();
        events.concat()
    }

    #[test]
    fn references_are_resolved_and_empty_elements_end() {
        let xml = b"<p x:a='1 &amp; 2'>&lt;b&#x41;<![CDATA[<c>]]></p><q/>";
        assert_eq!(events(xml), "<p 1 & 2><bA<c></p><q ></q>");
    }

    #[test]
    fn an_entity_of_the_dtd_stays_out() {
        let xml = b"<!DOCTYPE p [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>a&e;b</p>";
        assert_eq!(events(xml), "<p >ab</p>");
    }

    #[test]
    fn what_comes_before_the_damage_is_read() {
        assert_eq!(events(b"<p>a</q>b</p></p>c<r"), "<p >a</q>b</p></p>c");
    }

    #[test]
    fn the_part_ends_where_it_is_nested_too_deep() {
        let xml = format!("{}too deep", "<p>".repeat(DEPTH_MAX + 1));
        assert_eq!(events(xml.as_bytes()), "<p >".repeat(DEPTH_MAX));
    }

    #[test]
    fn a_declared_encoding_and_a_byte_order_mark_are_heeded() {
        assert_eq!(
            events(b"<?xml version='1.0' encoding='iso-8859-1'?><p>\xe9</p>"),
            "<p >\u{e9}</p>"
        );
        let utf_16: Vec<u8> =
            "\u{feff}<p>\u{e9}</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(events(&utf_16), "<p >\u{e9}</p>");
    }
}
