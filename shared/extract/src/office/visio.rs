//! Visio's packages: the text of the shapes, page by page, then of the masters that they are made from.

use super::flow::{Flow, Gap};
use super::markup::{self, Token};
use super::parts::Parts;
use super::relationships;
use crate::output::{Output, Stop};

/// Reads a drawing.
pub(super) fn read(parts: &mut Parts<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    for list in ["visio/pages/pages.xml", "visio/masters/masters.xml"] {
        for link in relationships::of(list, parts, output)? {
            if let Some(part) = parts.part(&link.target, output)? {
                read_shapes(&part, output)?;
            }
        }
    }
    Ok(())
}

fn read_shapes(part: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut flow = Flow::default();
    let mut in_text = false;
    markup::walk(part, output, |token, output| {
        match token {
            Token::Start(element) if element.name() == "Text" => in_text = true,
            Token::End("Text") => {
                in_text = false;
                flow.gap(Gap::Line);
            }
            Token::Text(text) if in_text => flow.text(text, output)?,
            Token::Start(_) | Token::End(_) | Token::Text(_) => {}
        }
        Ok(())
    })?;
    output.end_line()
}
