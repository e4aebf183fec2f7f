//! Tags to lines: what each element of a body does to the text around it.
//!
//! Only the elements that matter stand on a stack. One that isn't closed ends with the body, and an end tag
//! without its start is passed over.

use html5ever::Attribute;
use html5ever::tokenizer::{Tag, TagKind, TokenSinkResult};

use crate::text::Readable;
use crate::text::element::Element;
use crate::text::lines::Lines;
use crate::text::link::Links;

/// So many elements may be open at once; what is deeper is read without its marks.
const DEPTH_MAX: usize = 256;

/// An element that is open and changes how what is inside it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Bullets,
    Numbers { next: u32 },
    Quote,
    Table,
    Row { cells: usize, separators_before: usize },
    Cell,
    Code,
}

/// The state of reading one body.
#[derive(Debug, Default)]
pub(super) struct Reader {
    lines: Lines,
    links: Links,
    open: Vec<Open>,
    /// Elements past [`DEPTH_MAX`].
    deeper: usize,
    cells: usize,
    codes: usize,
    hidden: bool,
    shows_image: bool,
    shows_hosted: bool,
}

impl Reader {
    pub(super) fn characters(&mut self, text: &str) {
        if self.hidden {
            return;
        }
        self.links.text(text);
        if self.codes > 0 && self.cells == 0 {
            self.lines.code(text);
        } else {
            self.lines.words(text);
        }
    }

    pub(super) fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        self.hidden = false;
        let element = Element::of(&tag.name);
        match tag.kind {
            TagKind::EndTag => self.end(element),
            TagKind::StartTag => {
                self.start(element, &tag.attrs);
                if tag.self_closing {
                    self.end(element);
                } else if let Element::Hidden(kind) = element {
                    self.hidden = true;
                    return TokenSinkResult::RawData(kind);
                }
            }
        }
        TokenSinkResult::Continue
    }

    fn start(&mut self, element: Element, attributes: &[Attribute]) {
        match element {
            Element::Bullets => self.start_block(Open::Bullets),
            Element::Numbers => {
                let next = attribute(attributes, "start").and_then(|start| start.parse().ok());
                self.start_block(Open::Numbers { next: next.unwrap_or(1) });
            }
            Element::Item => self.start_item(),
            Element::Quote => self.start_block(Open::Quote),
            Element::Table => self.start_block(Open::Table),
            Element::Row => self.start_row(),
            Element::Cell => self.start_cell(),
            Element::CodeBlock => self.start_block(Open::Code),
            Element::Code => self.push(Open::Code),
            Element::LineBreak if self.codes > 0 => self.characters("\n"),
            Element::Block | Element::LineBreak => self.end_line(),
            Element::Link => self.links.begin(attribute(attributes, "href")),
            Element::Mention => self.lines.begin_mention(),
            Element::Emoji => self.emoji(attributes),
            Element::Image => self.image(attributes),
            Element::Hidden(_) | Element::Inline => {}
        }
    }

    fn end(&mut self, element: Element) {
        match element {
            Element::Block => self.end_line(),
            Element::Item => {
                self.lines.mark(None);
                self.end_line();
            }
            Element::Bullets => self.end_block(|open| open == Open::Bullets),
            Element::Numbers => self.end_block(|open| matches!(open, Open::Numbers { .. })),
            Element::Quote => self.end_block(|open| open == Open::Quote),
            Element::Table => self.end_block(|open| open == Open::Table),
            Element::CodeBlock => self.end_block(|open| open == Open::Code),
            Element::Row => self.end_block(|open| matches!(open, Open::Row { .. })),
            Element::Cell => self.close(|open| open == Open::Cell),
            Element::Code => self.close(|open| open == Open::Code),
            Element::Link => self.links.end(),
            Element::Mention => self.lines.end_mention(),
            Element::LineBreak
            | Element::Emoji
            | Element::Image
            | Element::Hidden(_)
            | Element::Inline => {}
        }
    }

    fn start_block(&mut self, open: Open) {
        self.end_line();
        self.push(open);
    }

    fn end_block(&mut self, is_it: impl Fn(Open) -> bool) {
        self.close(is_it);
        self.end_line();
    }

    /// Inside a cell a line end is a space.
    fn end_line(&mut self) {
        self.links.text(" ");
        if self.cells > 0 {
            self.lines.space();
        } else {
            self.lines.end_line();
        }
    }

    fn start_item(&mut self) {
        self.end_line();
        let marker = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Bullets => Some("- ".into()),
            Open::Numbers { next } => {
                let marker = format!("{next}. ");
                *next = next.saturating_add(1);
                Some(marker.into())
            }
            Open::Quote | Open::Table | Open::Row { .. } | Open::Cell | Open::Code => None,
        });
        self.lines.mark(Some(marker.unwrap_or("- ".into())));
    }

    /// A row that wasn't closed ends where the next begins.
    fn start_row(&mut self) {
        self.close(|open| matches!(open, Open::Row { .. }));
        let separators_before = self.lines.separators;
        self.start_block(Open::Row { cells: 0, separators_before });
    }

    /// So does a cell; one without a row begins one.
    fn start_cell(&mut self) {
        self.close(|open| open == Open::Cell);
        if !matches!(self.open.last(), Some(Open::Row { .. })) {
            self.start_row();
        }
        if let Some(Open::Row { cells, .. }) = self.open.last_mut() {
            self.lines.separators += usize::from(*cells > 0);
            *cells += 1;
        }
        self.push(Open::Cell);
    }

    fn emoji(&mut self, attributes: &[Attribute]) {
        self.shows_image = true;
        if let Some(alt) = attribute(attributes, "alt") {
            self.characters(alt);
        }
    }

    fn image(&mut self, attributes: &[Attribute]) {
        self.shows_image = true;
        let source = attribute(attributes, "src").unwrap_or_default();
        self.shows_hosted |= source.contains("/hostedContents/");
        if let Some(alt) = attribute(attributes, "alt").filter(|alt| *alt != "image") {
            self.characters(alt);
        }
    }

    fn push(&mut self, open: Open) {
        if self.open.len() >= DEPTH_MAX {
            self.deeper += 1;
            return;
        }
        match open {
            Open::Quote => self.lines.quotes += 1,
            Open::Cell => self.cells += 1,
            Open::Code => self.codes += 1,
            Open::Bullets | Open::Numbers { .. } | Open::Table | Open::Row { .. } => {}
        }
        self.open.push(open);
    }

    /// Closes the innermost element that is meant, and all inside it; never one outside of the table.
    fn close(&mut self, is_it: impl Fn(Open) -> bool) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let found = self.open.iter().rposition(|open| is_it(*open) || *open == Open::Table);
        let Some(at) = found.filter(|at| self.open.get(*at).is_some_and(|open| is_it(*open)))
        else {
            return;
        };
        for open in self.open.split_off(at) {
            self.leave(open);
        }
    }

    fn leave(&mut self, open: Open) {
        match open {
            Open::Quote => self.lines.quotes -= 1,
            Open::Cell => self.cells -= 1,
            Open::Row { separators_before, .. } => {
                self.lines.separators = self.lines.separators.min(separators_before);
            }
            Open::Code => {
                self.codes -= 1;
                self.lines.end_code();
            }
            Open::Bullets | Open::Numbers { .. } => self.lines.mark(None),
            Open::Table => {}
        }
    }

    pub(super) fn finish(mut self) -> Readable {
        self.links.end();
        let (text, text_cut) = self.lines.finish();
        let (links, links_cut) = self.links.finish();
        Readable {
            text,
            links,
            shows_image: self.shows_image,
            shows_hosted: self.shows_hosted,
            cut: text_cut || links_cut,
        }
    }
}

fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes.iter().find(|one| *one.name.local == *name).map(|one| &*one.value)
}
