//! The text of a part in `WordprocessingML` or `DrawingML`: documents, notes, slides, charts, diagrams, comments.
//!
//! One pass reads them all, as the vocabularies give the same local names to the same things (ECMA-376 part 1): `p` is
//! a paragraph, `t` a run's text, `tr` and `tc` are rows and cells.

use super::flow::{Flow, Gap};
use super::header_footer::{PAGE, numbers_pages};
use super::markup::{self, Element, Token};
use super::numbering::{Numbering, Paragraph};
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
    /// It is on every page: the fields that number the pages are written as [`PAGE`].
    HeaderFooter,
}

/// Reads a part.
pub(super) fn read(part: &[u8], layer: Layer, output: &mut Output<'_>) -> Result<(), Stop> {
    walk(part, Story::new(layer), output)
}

/// Reads a part with what its lists show before their items.
pub(super) fn read_numbered(
    part: &[u8],
    numbering: Option<Numbering>,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    walk(part, Story { numbering, ..Story::new(Layer::Content) }, output)
}

fn walk(part: &[u8], mut story: Story, output: &mut Output<'_>) -> Result<(), Stop> {
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
    in_page_field: bool,
    numbering: Option<Numbering>,
    paragraph: Paragraph,
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
            in_page_field: false,
            numbering: None,
            paragraph: Paragraph::default(),
        }
    }

    fn token(&mut self, token: &Token<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        if self.skipped.is_some() {
            return self.skip(token, output);
        }
        match token {
            Token::Start(element) if SKIPPED.contains(&element.name()) => {
                self.skipped = Some((element.name().to_owned(), 1));
                Ok(())
            }
            Token::Start(element) => self.start(*element, output),
            Token::End(name) => self.end(name, output),
            Token::Text(text) => match self.run {
                Run::Text if !self.is_hidden() => self.flow.text(text, output),
                Run::Value if !self.is_hidden() => self.flow.text(text.trim(), output),
                Run::Text | Run::Value | Run::Outside => Ok(()),
            },
        }
    }

    /// Passes over what isn't read as text, but for what it says of lists and fields.
    fn skip(&mut self, token: &Token<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        let Some((name, open)) = &mut self.skipped else {
            return Ok(());
        };
        match token {
            Token::Start(element) if element.name() == name => *open += 1,
            // What is deeper is how the paragraph was before somebody changed it.
            Token::Start(element) if name == "pPr" && *open == 1 => self.paragraph.set(*element),
            Token::Text(text) if name == "instrText" => self.in_page_field |= numbers_pages(text),
            Token::End(end) if end == name => {
                *open -= 1;
                if *open == 0 {
                    let begins_paragraph = name == "pPr";
                    self.skipped = None;
                    if begins_paragraph {
                        return self.number(output);
                    }
                }
            }
            Token::Start(_) | Token::End(_) | Token::Text(_) => {}
        }
        Ok(())
    }

    fn is_hidden(&self) -> bool {
        match self.layer {
            Layer::Content => false,
            Layer::Background => self.in_placeholder,
            Layer::HeaderFooter => self.in_page_field,
        }
    }

    /// Writes what the paragraph's list shows before it.
    fn number(&mut self, output: &mut Output<'_>) -> Result<(), Stop> {
        let paragraph = std::mem::take(&mut self.paragraph);
        if let Some(numbering) = &mut self.numbering
            && let Some(number) = numbering.next(&paragraph)
        {
            self.flow.text(&number, output)?;
            self.flow.gap(Gap::Space);
        }
        Ok(())
    }

    /// Ends a field; one that numbers pages leaves a mark in headers and footers.
    fn end_field(&mut self, output: &mut Output<'_>) -> Result<(), Stop> {
        let was_page_field = std::mem::take(&mut self.in_page_field);
        if was_page_field && self.layer == Layer::HeaderFooter {
            return self.flow.text(PAGE, output);
        }
        Ok(())
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
            "tab" | "ptab" => self.flow.gap(Gap::Tab),
            "br" | "cr" | "txbxContent" => self.flow.gap(Gap::Line),
            "noBreakHyphen" => return self.flow.text("-", output),
            "fldSimple" => {
                self.in_page_field = numbers_pages(&element.attribute("instr").unwrap_or_default());
            }
            "fldChar" if element.attribute("fldCharType").as_deref() == Some("end") => {
                return self.end_field(output);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        if matches!(name, "fldSimple" | "p") {
            self.end_field(output)?;
        }
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
        Ok(())
    }
}
