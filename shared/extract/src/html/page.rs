//! Tokens to lines: where the tokenizer puts what it finds.

use std::cell::RefCell;

use html5ever::Attribute;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use super::element::Element;
use crate::output::{Output, Stop};

/// The time is asked for once in so many tokens.
const TOKENS_PER_CHECK: usize = 4096;

/// A title is cut off behind so many bytes.
const TITLE_BYTES: usize = 1024;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) language: Option<String>,
}

/// The page so far; the tokenizer hands out `&self` only.
pub(super) struct Page<'p, 'o> {
    lines: RefCell<Lines<'p, 'o>>,
}

struct Lines<'p, 'o> {
    output: &'p mut Output<'o>,
    head: Head,
    /// Why nothing more is written.
    stop: Option<Stop>,
    tokens: usize,
    /// What stands before the next word, unless that begins a line: nothing, a space, or a tab between cells.
    gap: &'static str,
    /// The element that is open and has no elements inside.
    raw: Option<String>,
    hidden: bool,
    /// The title that is open.
    title: Option<String>,
    /// How many of these are open; an end tag too many counts for nothing.
    templates: usize,
    preformatted: usize,
    has_declaration: bool,
}

impl<'p, 'o> Page<'p, 'o> {
    pub(super) fn new(output: &'p mut Output<'o>) -> Self {
        let lines = Lines {
            output,
            head: Head::default(),
            stop: None,
            tokens: 0,
            gap: "",
            raw: None,
            hidden: false,
            title: None,
            templates: 0,
            preformatted: 0,
            has_declaration: false,
        };
        Self { lines: RefCell::new(lines) }
    }

    /// What the page said of itself, and whether all of it was read.
    pub(super) fn finish(self) -> (Head, Result<(), Stop>) {
        let lines = self.lines.into_inner();
        (lines.head, lines.stop.map_or(Ok(()), Err))
    }

    /// Whether nothing more is wanted.
    pub(super) fn is_over(&self) -> bool {
        self.lines.borrow().stop.is_some()
    }

    /// The name of the element that is open and has no elements inside.
    pub(super) fn raw(&self) -> Option<String> {
        self.lines.borrow().raw.clone()
    }

    /// Whether a comment or a declaration was found since [`Page::forget_declaration`].
    pub(super) fn has_declaration(&self) -> bool {
        self.lines.borrow().has_declaration
    }

    pub(super) fn forget_declaration(&self) {
        self.lines.borrow_mut().has_declaration = false;
    }
}

impl TokenSink for Page<'_, '_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut lines = self.lines.borrow_mut();
        match token {
            Token::CharacterTokens(text) => lines.write(|lines| lines.characters(&text)),
            Token::TagToken(tag) => {
                lines.write(|lines| lines.tag(&tag));
                if let Some(kind) = Element::of(&tag.name).raw().filter(|_| opens(&tag)) {
                    return TokenSinkResult::RawData(kind);
                }
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) => lines.has_declaration = true,
            Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// Whether what follows is inside of the element. HTML doesn't let elements close themselves, XHTML does.
fn opens(tag: &Tag) -> bool {
    tag.kind == TagKind::StartTag && !tag.self_closing
}

impl Lines<'_, '_> {
    fn write(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Stop>) {
        self.tokens += 1;
        if self.stop.is_none() && self.tokens.is_multiple_of(TOKENS_PER_CHECK) {
            self.stop = self.output.check_time().err();
        }
        if self.stop.is_none() {
            self.stop = write(self).err();
        }
    }

    fn characters(&mut self, text: &str) -> Result<(), Stop> {
        if self.hidden || self.templates > 0 {
            return Ok(());
        }
        if let Some(title) = self.title.as_mut().filter(|title| title.len() < TITLE_BYTES) {
            title.push_str(text.get(..text.floor_char_boundary(TITLE_BYTES)).unwrap_or_default());
        }
        if self.preformatted > 0 { self.preformatted_text(text) } else { self.words(text) }
    }

    /// Text whose white space doesn't count.
    fn words(&mut self, text: &str) -> Result<(), Stop> {
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        for (number, word) in text.split_whitespace().enumerate() {
            if number > 0 {
                self.space();
            }
            self.open_word()?;
            self.output.push(word)?;
        }
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
        Ok(())
    }

    fn space(&mut self) {
        if self.gap.is_empty() {
            self.gap = " ";
        }
    }

    /// Text whose white space counts; a line end right behind the tag doesn't.
    fn preformatted_text(&mut self, text: &str) -> Result<(), Stop> {
        let is_at_line_start = self.output.text().is_empty() || self.output.text().ends_with('\n');
        let text = text.strip_prefix('\n').filter(|_| is_at_line_start).unwrap_or(text);
        self.output.push(text)
    }

    fn open_word(&mut self) -> Result<(), Stop> {
        let gap = std::mem::take(&mut self.gap);
        let is_open = self.output.text().ends_with(|last: char| !last.is_whitespace());
        if is_open { self.output.push(gap) } else { Ok(()) }
    }

    fn end_line(&mut self) -> Result<(), Stop> {
        self.gap = "";
        self.output.end_line()
    }

    fn tag(&mut self, tag: &Tag) -> Result<(), Stop> {
        let element = Element::of(&tag.name);
        self.raw = (element.raw().is_some() && opens(tag)).then(|| tag.name.to_string());
        self.hidden = matches!(element, Element::Hidden(_)) && opens(tag);
        match tag.kind {
            TagKind::StartTag => self.start(element, tag),
            TagKind::EndTag => self.end(element),
        }
    }

    fn start(&mut self, element: Element, tag: &Tag) -> Result<(), Stop> {
        match element {
            Element::Inline | Element::Hidden(_) => Ok(()),
            Element::Cell => {
                self.gap = "\t";
                Ok(())
            }
            Element::Block | Element::Raw(_) => self.end_line(),
            Element::Preformatted => {
                self.preformatted += usize::from(opens(tag));
                self.end_line()
            }
            Element::Title => {
                self.title = opens(tag).then(String::new);
                self.end_line()
            }
            Element::Template => {
                self.templates += usize::from(opens(tag));
                self.end_line()
            }
            Element::Picture => self.aside(attribute(tag, "alt")),
            Element::Field => self.field(tag),
            Element::Meta => {
                let name = attribute(tag, "name").unwrap_or_default();
                if name.eq_ignore_ascii_case("author") {
                    keep(&mut self.head.author, attribute(tag, "content"));
                }
                Ok(())
            }
            Element::Html => {
                let language = attribute(tag, "lang").or_else(|| attribute(tag, "xml:lang"));
                keep(&mut self.head.language, language);
                self.end_line()
            }
        }
    }

    fn end(&mut self, element: Element) -> Result<(), Stop> {
        match element {
            Element::Inline
            | Element::Hidden(_)
            | Element::Picture
            | Element::Field
            | Element::Meta => Ok(()),
            Element::Cell => {
                self.gap = "\t";
                Ok(())
            }
            Element::Block | Element::Raw(_) | Element::Html => self.end_line(),
            Element::Preformatted => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.end_line()
            }
            Element::Title => {
                let title = self.title.take();
                keep(&mut self.head.title, title.as_deref());
                self.end_line()
            }
            Element::Template => {
                self.templates = self.templates.saturating_sub(1);
                self.end_line()
            }
        }
    }

    /// What a person would see in the field, or on the button.
    fn field(&mut self, tag: &Tag) -> Result<(), Stop> {
        let kind = attribute(tag, "type").unwrap_or("text").to_ascii_lowercase();
        match kind.as_str() {
            "hidden" | "password" | "checkbox" | "radio" | "file" | "range" | "color" => Ok(()),
            "image" => self.aside(attribute(tag, "alt")),
            _ => self.aside(attribute(tag, "value")),
        }
    }

    /// Text of an attribute, apart from the words around it.
    fn aside(&mut self, text: Option<&str>) -> Result<(), Stop> {
        let Some(text) = text.filter(|_| self.templates == 0) else { return Ok(()) };
        self.space();
        self.words(text)?;
        self.space();
        Ok(())
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|one: &&Attribute| *one.name.local == *name);
    found.map(|one| &*one.value)
}

/// Keeps the first that isn't blank.
fn keep(place: &mut Option<String>, text: Option<&str>) {
    let text = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    if let Some(text) = text.filter(|text| place.is_none() && !text.is_empty()) {
        *place = Some(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_says_something_is_kept() {
        let mut place = None;
        for text in [None, Some(" \n"), Some(" a \n b "), Some("c")] {
            keep(&mut place, text);
        }
        assert_eq!(place.as_deref(), Some("a b"));
    }
}
