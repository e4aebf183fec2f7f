//! Tokens to text.

use std::collections::HashMap;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use super::destination::{Apart, Destination, text_of};
use super::token::Token;
use crate::html;
use crate::output::{Output, Stop};
use crate::text::code_page;

/// So many groups may be open at once; what is deeper is read as the one around it.
const DEPTH_MAX: usize = 4096;

/// What a group has for itself, and what is inside inherits.
#[derive(Debug, Clone, Copy)]
struct Group {
    destination: Destination,
    font: Option<i32>,
    /// How many characters stand in for one of Unicode (`\uc`).
    stand_ins: usize,
    /// Whether this is what Outlook added to the HTML that the document was made of.
    is_added: bool,
    apart: Option<Apart>,
}

/// The document so far.
pub(super) struct Reader<'p, 'o> {
    output: &'p mut Output<'o>,
    group: Group,
    outer: Vec<Group>,
    /// Groups past [`DEPTH_MAX`].
    deeper: usize,
    is_closed: bool,
    /// The group began with a `\*`: what nobody knows in it is passed over.
    is_optional: bool,
    /// Bytes that wait for the rest of their characters.
    bytes: Vec<u8>,
    /// Stand-ins that are passed over.
    passed_over: usize,
    high_surrogate: Option<u16>,
    encoding: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    default_font: Option<i32>,
    /// The font that is being described.
    described: i32,
    title: String,
    author: String,
    /// The HTML that the document was made of.
    html: Option<String>,
}

impl<'p, 'o> Reader<'p, 'o> {
    pub(super) fn new(output: &'p mut Output<'o>) -> Self {
        Self {
            output,
            group: Group {
                destination: Destination::Text,
                font: None,
                stand_ins: 1,
                is_added: false,
                apart: None,
            },
            outer: Vec::new(),
            deeper: 0,
            is_closed: false,
            is_optional: false,
            bytes: Vec::new(),
            passed_over: 0,
            high_surrogate: None,
            encoding: WINDOWS_1252,
            fonts: HashMap::new(),
            default_font: None,
            described: 0,
            title: String::new(),
            author: String::new(),
            html: None,
        }
    }

    pub(super) fn check_time(&mut self) -> Result<(), Stop> {
        self.output.check_time()
    }

    pub(super) fn token(&mut self, token: &Token<'_>) -> Result<(), Stop> {
        if self.is_closed {
            return Ok(());
        }
        match *token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Word("bin", _) => Ok(()),
            Token::Word(_, _) | Token::Symbol(_) | Token::Hex(_) if self.passed_over > 0 => {
                self.passed_over -= 1;
                Ok(())
            }
            Token::Word(word, number) => self.word(word, number),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Hex(byte) => {
                self.bytes.push(byte);
                Ok(())
            }
            Token::Text(text) => {
                let stand_ins = self.passed_over.min(text.len());
                self.passed_over -= stand_ins;
                self.bytes.extend_from_slice(text.get(stand_ins..).unwrap_or_default());
                Ok(())
            }
        }
    }

    /// Writes what waits: the HTML that was collected, and what the document says of itself.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        self.flush()?;
        let metadata = &mut self.output.metadata;
        for (place, text) in
            [(&mut metadata.title, &self.title), (&mut metadata.author, &self.author)]
        {
            let text = text.trim();
            if place.is_none() && !text.is_empty() {
                *place = Some(text.to_owned());
            }
        }
        if let Some(html) = &self.html {
            html::read_body(html, self.output)?;
        }
        self.output.end_line()
    }

    fn open(&mut self) -> Result<(), Stop> {
        self.flush()?;
        self.passed_over = 0;
        self.is_optional = false;
        if self.outer.len() >= DEPTH_MAX {
            self.deeper += 1;
            return Ok(());
        }
        self.outer.push(self.group);
        self.group.apart = None;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Stop> {
        self.flush()?;
        self.passed_over = 0;
        self.is_optional = false;
        if self.deeper > 0 {
            self.deeper -= 1;
            return Ok(());
        }
        if let Some(apart) = self.group.apart {
            self.text(apart.as_str())?;
        }
        match self.outer.pop() {
            Some(outer) => self.group = outer,
            None => self.is_closed = true,
        }
        // What follows the last group is no rich text.
        self.is_closed |= self.outer.is_empty();
        Ok(())
    }

    fn symbol(&mut self, symbol: u8) -> Result<(), Stop> {
        match symbol {
            b'*' => self.is_optional = true,
            b'\\' | b'{' | b'}' => self.bytes.push(symbol),
            b'~' => self.text(" ")?,
            b'_' => self.text("-")?,
            b'\r' | b'\n' => self.text("\n")?,
            _ => {}
        }
        Ok(())
    }

    fn word(&mut self, word: &str, number: Option<i32>) -> Result<(), Stop> {
        let is_optional = std::mem::take(&mut self.is_optional);
        if let Some(destination) = Destination::of(word) {
            return self.enter(destination);
        }
        if is_optional && !Destination::is_known_text(word) {
            return self.enter(Destination::Nowhere);
        }
        if let Some(apart) = Apart::of(word) {
            self.text(apart.as_str())?;
            self.group.apart = Some(apart);
            return Ok(());
        }
        if let Some(text) = text_of(word) {
            return self.text(text);
        }
        self.property(word, number)
    }

    /// A group that goes nowhere has nothing in it that goes elsewhere, unless it is what describes the document.
    fn enter(&mut self, destination: Destination) -> Result<(), Stop> {
        self.flush()?;
        let around = self.group.destination;
        let is_property = matches!(destination, Destination::Title | Destination::Author);
        let is_wanted = match around {
            Destination::Text => !is_property,
            Destination::Properties => is_property,
            Destination::Nowhere
            | Destination::Fonts
            | Destination::Title
            | Destination::Author
            | Destination::Html => false,
        };
        if is_wanted {
            self.group.destination = destination;
        }
        Ok(())
    }

    fn property(&mut self, word: &str, number: Option<i32>) -> Result<(), Stop> {
        let value = number.unwrap_or_default();
        match word {
            "u" => return self.unicode(value),
            "uc" => self.group.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or_default(),
            "ansicpg" => self.encoding = code_page(value).unwrap_or(WINDOWS_1252),
            "mac" => self.encoding = MACINTOSH,
            "deff" => self.default_font = number,
            "f" if self.group.destination == Destination::Fonts => self.described = value,
            "fcharset" | "cpg" => {
                let of = if word == "cpg" { code_page } else { of_character_set };
                if let Some(encoding) = of(value) {
                    self.fonts.insert(self.described, encoding);
                }
            }
            "f" => {
                self.flush()?;
                self.group.font = number;
            }
            "plain" => {
                self.flush()?;
                self.group.font = None;
            }
            "fromhtml" if value != 0 => self.html = Some(String::new()),
            "htmlrtf" => {
                self.flush()?;
                self.group.is_added = number != Some(0);
            }
            _ => {}
        }
        Ok(())
    }

    /// A unit of UTF-16, as a signed number if it is large.
    fn unicode(&mut self, number: i32) -> Result<(), Stop> {
        self.flush()?;
        self.passed_over = self.group.stand_ins;
        let negative = i16::try_from(number).ok().map(i16::cast_unsigned);
        let Some(unit) = u16::try_from(number).ok().or(negative) else { return Ok(()) };
        let units = self.high_surrogate.take().into_iter().chain([unit]);
        if (0xd800..0xdc00).contains(&unit) {
            self.high_surrogate = Some(unit);
            return Ok(());
        }
        let text: String = char::decode_utf16(units).flatten().collect();
        self.write(&text)
    }

    /// Writes text that a control word stands for.
    fn text(&mut self, text: &str) -> Result<(), Stop> {
        self.flush()?;
        self.write(text)
    }

    fn flush(&mut self) -> Result<(), Stop> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.bytes);
        let font = self.group.font.or(self.default_font);
        let encoding =
            font.and_then(|font| self.fonts.get(&font)).copied().unwrap_or(self.encoding);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        self.write(&text)
    }

    fn write(&mut self, text: &str) -> Result<(), Stop> {
        match (self.group.destination, &mut self.html) {
            (Destination::Text, None) if text == "\n" => self.output.end_line()?,
            (Destination::Text, None) => self.output.push(text)?,
            (Destination::Text, Some(_)) if self.group.is_added => {}
            (Destination::Text | Destination::Html, Some(html)) => html.push_str(text),
            (Destination::Title, _) => self.title.push_str(text),
            (Destination::Author, _) => self.author.push_str(text),
            (
                Destination::Nowhere
                | Destination::Fonts
                | Destination::Properties
                | Destination::Html,
                _,
            ) => {}
        }
        Ok(())
    }
}

/// The encoding of a font's character set (`\fcharset`); none for those that leave it to the document.
fn of_character_set(number: i32) -> Option<&'static Encoding> {
    let number = match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(number)
}
