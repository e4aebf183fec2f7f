//! Excel's packages: each sheet's rows, then what hangs on the sheets.

use office_oxide::xlsx::{Worksheet, XlsxDocument};
use office_oxide::{Document, DocumentFormat};

use super::comments;
use super::flow::{Flow, Gap};
use super::header_footer;
use super::library;
use super::markup::{self, Token};
use super::parts::Parts;
use super::relationships::{self, Relationship};
use super::story::Layer;
use crate::output::{Output, Stop};
use crate::refusal::Refusal;

/// Reads a workbook, whose sheets may be XML or binary.
pub(super) fn read(
    bytes: &[u8],
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let workbook = parts.main("xl/workbook.xml", output)?;
    let links = relationships::of(&workbook, parts, output)?;
    // The library unpacks by itself, so what it may come to is taken first.
    parts.package.take_all(output)?;
    let limits = output.limits();
    match library::open(bytes, DocumentFormat::Xlsx, limits.inflated_bytes, limits) {
        Ok(document) if has_sheets(&document) => read_sheets(&document, output)?,
        Ok(_) | Err(Refusal::Malformed(_)) => read_cells(&links, parts, output)?,
        Err(refusal) => return Err(refusal.into()),
    }
    for link in links.iter().filter(|link| link.kind.to_lowercase().ends_with("sheet")) {
        read_attached(&link.target, parts, output)?;
    }
    Ok(())
}

/// Reads a workbook that is encrypted with the password that Excel takes for none.
pub(super) fn read_encrypted(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    // What is in it can't be counted before it is decrypted, so all that it may come to is taken.
    let most = output.part_bytes();
    output.take_inflated(most)?;
    match library::open(bytes, DocumentFormat::Xlsx, most, output.limits()) {
        Ok(document) => read_sheets(&document, output),
        Err(_) => Err(Refusal::Encrypted.into()),
    }
}

fn has_sheets(document: &Document) -> bool {
    document.as_xlsx().is_some_and(|workbook| !workbook.worksheets.is_empty())
}

fn read_sheets(document: &Document, output: &mut Output<'_>) -> Result<(), Stop> {
    let Some(workbook) = document.as_xlsx() else {
        return Ok(());
    };
    for (index, sheet) in workbook.worksheets.iter().enumerate() {
        output.check_time()?;
        output.line(&sheet.name)?;
        read_sheet(workbook, index, sheet, output)?;
    }
    Ok(())
}

fn read_sheet(
    workbook: &XlsxDocument,
    index: usize,
    sheet: &Worksheet,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let marks = &sheet.header_footer;
    for header in [&marks.first_header, &marks.odd_header, &marks.even_header] {
        output.line(&header_footer::of_sheet(header.as_deref().unwrap_or_default()))?;
    }
    let rows = workbook.sheet_plain_text(index).unwrap_or_default();
    for row in rows.lines() {
        output.line(row.trim_end())?;
    }
    for footer in [&marks.first_footer, &marks.odd_footer, &marks.even_footer] {
        output.line(&header_footer::of_sheet(footer.as_deref().unwrap_or_default()))?;
    }
    Ok(())
}

/// Reads the cells as they are stored, of a workbook that the library can't make sense of.
fn read_cells(
    links: &[Relationship],
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    for link in links {
        let is_sheet = link.kind == "worksheet";
        if (is_sheet || link.kind == "sharedStrings")
            && let Some(part) = parts.part(&link.target, output)?
        {
            let mut flow = Flow::default();
            let (mut is_text, mut is_shared) = (false, false);
            markup::walk(&part, output, |token, output| {
                match token {
                    Token::Start(element) => match element.name() {
                        "t" => is_text = true,
                        "c" => is_shared = element.attribute("t").is_some_and(|kind| kind == "s"),
                        "v" => is_text = is_sheet && !is_shared,
                        _ => {}
                    },
                    Token::End("t" | "v") => is_text = false,
                    Token::End("c") => flow.gap(Gap::Tab),
                    Token::End("row" | "si") => flow.gap(Gap::Line),
                    Token::Text(text) if is_text => flow.text(text, output)?,
                    Token::End(_) | Token::Text(_) => {}
                }
                Ok(())
            })?;
            output.end_line()?;
        }
    }
    Ok(())
}

/// Reads what hangs on a sheet: comments, text boxes and charts, targets of links, embedded files.
fn read_attached(sheet: &str, parts: &mut Parts<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let links = relationships::of(sheet, parts, output)?;
    for link in links.iter().filter(|link| !link.is_external) {
        match link.kind.as_str() {
            "comments" if sheet.to_lowercase().ends_with(".bin") => {
                if let Some(part) = parts.part(&link.target, output)? {
                    comments::read(&part, output)?;
                }
            }
            "comments" | "threadedComment" => parts.story(&link.target, Layer::Content, output)?,
            "drawing" => {
                parts.story(&link.target, Layer::Content, output)?;
                let drawn = relationships::of(&link.target, parts, output)?;
                parts.attached(&drawn, output)?;
            }
            _ => {}
        }
    }
    for link in links.iter().filter(|link| link.is_external && link.kind == "hyperlink") {
        output.line(&link.target)?;
    }
    parts.attached(&links, output)
}
