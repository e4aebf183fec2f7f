//! The text of a part in `WordprocessingML` or `DrawingML`: documents, notes, slides, charts, diagrams, comments.
//!
//! One pass reads them all, as the vocabularies give the same local names to the same things (ECMA-376 part 1): `p` is
//! a paragraph, `t` a run's text, `tr` and `tc` are rows and cells.

use super::flow::{Flow, Gap};
use super::markup::{self, Element, Token};
use crate::output::{Output, Stop};

/// Elements without text that anybody reads: properties, deleted and moved text, field codes, and what is shown by
/// programs that don't know the alternative before it.
const SKIPPED: &[&str] = &[
    "Fallback",
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "pPr",
    "rPr",
    "sectPr",
    "tblPr",
    "trPr",
    "tcPr",
    "sdtPr",
];

/// Where a part stands among those that make a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// It is read as it is.
    Content,
    /// It is behind the content: its placeholders hold prompts that nobody sees.
    Background,
}

/// Reads a part.
pub(super) fn read(part: &[u8], layer: Layer, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut story = Story::new(layer);
    markup::walk(part, output, |token, output| story.token(&token, output))?;
    output.end_line()
}

/// Where the pass is.
struct Story {
    layer: Layer,
    flow: Flow,
    run: Run,
    /// The element whose content is skipped, and how many of that name are open within it.
    skipped: Option<(String, usize)>,
    cells: usize,
    in_point: bool,
    in_placeholder: bool,
}

/// What the characters at hand are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// Between runs.
    Outside,
    /// A run's text, with its spaces.
    Text,
    /// A value, whose spaces are layout.
    Value,
}

impl Story {
    fn new(layer: Layer) -> Self {
        Self {
            layer,
            flow: Flow::default(),
            run: Run::Outside,
            skipped: None,
            cells: 0,
            in_point: false,
            in_placeholder: false,
        }
    }

    fn token(&mut self, token: &Token<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        if self.skips(token) {
            return Ok(());
        }
        match token {
            Token::Start(element) => self.start(*element, output),
            Token::End(name) => {
                self.end(name);
                Ok(())
            }
            Token::Text(text) => {
                let is_hidden = self.layer == Layer::Background && self.in_placeholder;
                match self.run {
                    Run::Text if !is_hidden => self.flow.text(text, output),
                    Run::Value if !is_hidden => self.flow.text(text.trim(), output),
                    Run::Text | Run::Value | Run::Outside => Ok(()),
                }
            }
        }
    }

    /// Whether a token belongs to what is skipped.
    fn skips(&mut self, token: &Token<'_>) -> bool {
        match (&mut self.skipped, token) {
            (None, Token::Start(element)) if SKIPPED.contains(&element.name()) => {
                self.skipped = Some((element.name().to_owned(), 1));
                true
            }
            (None, _) => false,
            (Some((name, open)), Token::Start(element)) => {
                *open += usize::from(element.name() == name);
                true
            }
            (Some((name, open)), Token::End(end)) => {
                *open -= usize::from(end == name);
                if *open == 0 {
                    self.skipped = None;
                }
                true
            }
            (Some(_), Token::Text(_)) => true,
        }
    }

    fn start(&mut self, element: Element<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        match element.name() {
            "t" => self.run = Run::Text,
            "text" => self.run = Run::Value,
            "v" if self.in_point => self.run = Run::Value,
            "pt" => self.in_point = true,
            "tc" => self.cells = self.cells.saturating_add(1),
            "sp" => self.in_placeholder = false,
            "ph" => self.in_placeholder = true,
            "tab" => self.flow.gap(Gap::Tab),
            "br" | "cr" | "txbxContent" => self.flow.gap(Gap::Line),
            "noBreakHyphen" => return self.flow.text("-", output),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" | "v" | "text" => self.run = Run::Outside,
            "pt" => {
                self.in_point = false;
                self.flow.gap(Gap::Tab);
            }
            "p" if self.cells > 0 => self.flow.gap(Gap::Space),
            "tc" => {
                self.cells = self.cells.saturating_sub(1);
                self.flow.gap(Gap::Tab);
            }
            "p" | "tr" | "cm" | "comment" | "threadedComment" | "tx" | "ser" | "cat" | "val"
            | "sp" => {
                self.flow.gap(Gap::Line);
            }
            _ => {}
        }
    }
}
