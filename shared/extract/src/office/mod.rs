//! Microsoft Office: packages of XML, and the compound files that came before them.
//!
//! ```text
//!                ┌▶ word.rs, presentation.rs, visio.rs ─▶ story.rs ─▶ markup.rs
//! parts.rs ──────┤
//!                └▶ workbook.rs ─┐
//! compound.rs ────▶ binary.rs ───┴▶ library.rs (office_oxide)
//! ```
//!
//! Documents and slides are read in one flat pass over the XML; `numbering.rs` counts what their lists show. Cells need
//! their formats and binary files their tables, so those go through a library.

mod binary;
mod bytes;
mod comments;
mod compound;
mod embedded;
mod flow;
mod header_footer;
mod library;
mod markup;
mod number_format;
mod numbering;
mod numbering_parts;
mod parts;
mod pieces;
mod presentation;
mod properties;
mod records;
mod relationships;
mod story;
mod visio;
mod word;
mod workbook;
#[cfg(test)]
mod tests;

use crate::kind::Kind;
use crate::output::{Output, Stop};
use crate::refusal::Refusal;
use parts::Parts;

/// Reads a file of Office.
pub(crate) fn read(kind: Kind, bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    if matches!(kind, Kind::Doc | Kind::Xls | Kind::Ppt) {
        return binary::read(kind, bytes, output);
    }
    let is_workbook = matches!(kind, Kind::Xlsx | Kind::Xlsb);
    if compound::open(bytes).is_some_and(|file| compound::is_encrypted(&file)) {
        if is_workbook {
            return workbook::read_encrypted(bytes, output);
        }
        return Err(Refusal::Encrypted.into());
    }
    let mut parts = Parts::open(bytes, output)?;
    properties::of_package(&mut parts, output)?;
    if is_workbook {
        workbook::read(bytes, &mut parts, output)
    } else if kind == Kind::Pptx {
        presentation::read(&mut parts, output)
    } else {
        word::read(&mut parts, output)
    }
}

/// Reads a drawing of Visio.
pub(crate) fn read_visio(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut parts = Parts::open(bytes, output)?;
    properties::of_package(&mut parts, output)?;
    visio::read(&mut parts, output)
}
