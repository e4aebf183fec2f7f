//! XML: the text of its elements, in order and on lines as it is in the file; SVG, flat `OpenDocument` and Word's XML
//! of 2003 among it.
//!
//! One pass over the events and no tree: depth costs nothing. No document type is read, so no entity but the five of
//! the standard and those that are numbers means anything. What isn't well-formed gives what came before.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use crate::output::{Output, Stop};
use crate::text::decode_declared;

/// The time is asked for once in so many events.
const EVENTS_PER_CHECK: usize = 4096;

/// Reads an XML file.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let xml = decode_declared(bytes, "encoding");
    let mut reader = Reader::from_str(&xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut text = Text::default();
    let mut events = 0_usize;
    // Each event takes at least a byte of the file.
    loop {
        events += 1;
        if events.is_multiple_of(EVENTS_PER_CHECK) {
            output.check_time()?;
        }
        match reader.read_event() {
            Ok(Event::Start(element)) => text.start(element.name().as_ref(), output),
            Ok(Event::Empty(element)) => text.gap(element.name().as_ref()),
            Ok(Event::End(element)) => text.end(element.name().as_ref(), output),
            Ok(Event::Text(characters)) => text.characters(&characters, output)?,
            Ok(Event::CData(characters)) => text.characters(&characters, output)?,
            Ok(Event::GeneralRef(reference)) => text.characters(&resolve(&reference), output)?,
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            Ok(Event::Eof) | Err(_) => return output.end_line(),
        }
    }
}

/// What a reference stands for: a space if only a document type would tell.
fn resolve(reference: &BytesRef<'_>) -> Cow<'static, str> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => character.to_string().into(),
        Ok(None) | Err(_) => resolve_predefined_entity(reference).unwrap_or(" ").into(),
    }
}

/// What is written between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

#[derive(Debug, Default)]
struct Text {
    /// Elements that are open.
    depth: usize,
    /// How many were when one began whose text isn't read.
    hidden_at: Option<usize>,
    /// What waits for the next word.
    gap: Gap,
    /// Where the words of the file's title or author begin, in bytes of the output.
    property: Option<(Property, usize)>,
}

/// What the file says of itself (Dublin Core, in `OpenDocument` and SVG).
#[derive(Debug, Clone, Copy)]
enum Property {
    Title,
    Author,
}

impl Text {
    fn start(&mut self, name: &str, output: &Output<'_>) {
        self.depth += 1;
        if self.hidden_at.is_none() && is_hidden(name) {
            self.hidden_at = Some(self.depth);
        }
        self.gap(name);
        self.property = match name {
            "dc:title" => Some((Property::Title, output.text().len())),
            "dc:creator" => Some((Property::Author, output.text().len())),
            _ => None,
        };
    }

    fn end(&mut self, name: &str, output: &mut Output<'_>) {
        if self.hidden_at == Some(self.depth) {
            self.hidden_at = None;
        }
        self.depth = self.depth.saturating_sub(1);
        self.gap(name);
        if let Some((property, start)) = self.property.take() {
            let text = output.text().get(start..).unwrap_or_default().trim();
            let text = (!text.is_empty()).then(|| text.to_owned());
            let metadata = &mut output.metadata;
            match property {
                Property::Title => metadata.title = metadata.title.take().or(text),
                Property::Author => metadata.author = metadata.author.take().or(text),
            }
        }
    }

    fn gap(&mut self, name: &str) {
        self.gap = self.gap.max(gap(name));
    }

    fn characters(&mut self, text: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        if self.hidden_at.is_some() {
            return Ok(());
        }
        let words = text.trim();
        let start = text.len() - text.trim_start().len();
        self.white_space(text.get(..start).unwrap_or_default());
        if words.is_empty() {
            return Ok(());
        }
        match std::mem::take(&mut self.gap) {
            _ if output.text().is_empty() => {}
            Gap::None => {}
            Gap::Space => output.push(" ")?,
            Gap::Line => output.end_line()?,
        }
        output.push(words)?;
        self.white_space(text.get(start + words.len()..).unwrap_or_default());
        Ok(())
    }

    fn white_space(&mut self, text: &str) {
        if text.contains('\n') {
            self.gap = Gap::Line;
        } else if !text.is_empty() {
            self.gap = self.gap.max(Gap::Space);
        }
    }
}

/// What an element does to the words around it: one whose meaning nobody knows separates them.
fn gap(name: &str) -> Gap {
    match name {
        "text:p" | "text:h" | "text:line-break" | "table:table-row" | "w:p" | "w:br" | "w:tr"
        | "a:p" | "a:br" | "Row" => Gap::Line,
        "text:span" | "text:a" | "text:bookmark" => Gap::None,
        // Office cuts words in pieces as it pleases.
        _ if (name.starts_with("w:") || name.starts_with("a:"))
            && !matches!(name, "w:tab" | "w:tc" | "a:tab" | "a:tc") =>
        {
            Gap::None
        }
        _ => Gap::Space,
    }
}

/// Whether what is inside an element is for programs: pictures as Base64, styles, scripts, what was deleted.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "style"
            | "script"
            | "svg:style"
            | "svg:script"
            | "office:binary-data"
            | "office:settings"
            | "office:scripts"
            | "office:font-face-decls"
            | "office:styles"
            | "office:automatic-styles"
            | "text:tracked-changes"
            | "w:binData"
            | "w:styles"
            | "w:fonts"
            | "w:docOleData"
            | "w:instrText"
            | "w:delText"
            | "pkg:binaryData"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Extracted, Kind, Limits};

    fn file(content: &str) -> Extracted {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(content.as_bytes(), &mut output).unwrap();
        output.into_extracted(Kind::Xml)
    }

    #[test]
    fn text_is_read_in_order_and_on_its_lines() {
        for (content, expected) in [
            ("<a>\n  <b>one</b>\n  <b>two</b>three <c/>four\n</a>", "one\ntwo three four\n"),
            ("<a><b>one</b><b>two</b></a>", "one two\n"),
            ("<a>x &lt;&#233;&#xe9;&amp; y<![CDATA[<z>]]></a>", "x <éé& y<z>\n"),
            (
                "<svg xmlns='s'><title>T</title><style>x</style><text>a<tspan>b</tspan></text></svg>",
                "T a b\n",
            ),
            ("<a x='no'><!-- no --><?no no?>yes</a>", "yes\n"),
        ] {
            assert_eq!(file(content).text, expected, "{content}");
        }
    }

    #[test]
    fn flat_open_document_is_read_by_paragraphs() {
        let read = file(
            "<office:document><office:meta><dc:title>Plan</dc:title><dc:creator>Ana</dc:creator></office:meta>\
             <office:styles><x>no</x></office:styles><office:text><text:h>A<text:span>b</text:span></text:h>\
             <text:p>c<text:s/>d<text:line-break/>e</text:p>\
             <draw:image><office:binary-data>AAAA</office:binary-data></draw:image></office:text></office:document>",
        );
        assert_eq!(read.text, "Plan Ana\nAb\nc d\ne\n");
        assert_eq!(read.metadata.title.as_deref(), Some("Plan"));
        assert_eq!(read.metadata.author.as_deref(), Some("Ana"));
    }

    #[test]
    fn words_that_office_cut_are_whole() {
        let read = file(
            "<w:body><w:p><w:r><w:t>Hel</w:t></w:r><w:r><w:t>lo</w:t></w:r></w:p><w:p><w:t>b</w:t></w:p></w:body>",
        );
        assert_eq!(read.text, "Hello\nb\n");
    }

    #[test]
    fn no_entity_of_a_document_type_is_read() {
        let read = file(
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'><!ENTITY c 'cccc'>]>\
             <a>one&b;two&c;three</a>",
        );
        assert_eq!(read.text, "one two three\n");
    }

    #[test]
    fn what_is_not_well_formed_gives_what_came_before() {
        assert_eq!(file("<a>one</b>two</c></d>three & four<e").text, "one two three & four\n");
        let deep = format!("{}x", "<a>".repeat(200_000));
        assert_eq!(file(&deep).text, "x\n");
    }

    proptest! {
        #[test]
        fn any_pieces_of_xml_are_read(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "<a>", "</a>", "<", ">", "&", ";", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "[", "]>",
                        "<?", "?>", "<style>", "<dc:title>", "</dc:title>", "&#x110000;", "&#0;", "'", "\"", "=",
                    ]).prop_map(str::to_owned),
                    ".{0,8}",
                ],
                0..40,
            ),
        ) {
            let content = format!("<x>{}", pieces.concat());
            prop_assert!(file(&content).text.len() <= content.len() * 2 + 1);
        }
    }
}
