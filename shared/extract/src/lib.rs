//! Text of files: bytes and limits in, text or a reason out.
//!
//! ```text
//! bytes, name ──▶ kind ──▶ one reader for each kind ──▶ output.rs ──▶ text and metadata, or a refusal
//! ```
//!
//! Nothing here trusts a file: each reader takes what it inflates, nests and writes out of one budget for the whole
//! file, and stops where it ends. What no budget catches (a stack that overflows, an allocation that fails, a loop
//! without end) is caught by the process around it.

mod limits;
mod refusal;
mod output;
mod kind;
mod package;
mod xml_events;
mod date;
mod office;
mod open_document;
mod epub;
mod pdf;
mod mail;
mod text;
mod html;
mod rtf;
mod xml;
pub mod child;

pub use kind::{Kind, is_worth_reading};
pub use limits::Limits;
pub use output::{Extracted, Metadata};
pub use refusal::Refusal;

use output::{Output, Stop};

/// The text of a file with this content and this name; what the file is is told by the content first, and by the
/// name's extension where the content leaves it open.
///
/// `is_late` tells whether the time for the file is over; readers of what can take long ask it now and then.
///
/// # Errors
/// Why there is no text.
pub fn extract(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    is_late: &dyn Fn() -> bool,
) -> Result<Extracted, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let kind = Kind::of(bytes, name)?;
    let mut output = Output::new(limits, is_late);
    match read(kind, bytes, &mut output) {
        // What was read so far is worth having.
        Ok(()) | Err(Stop::Full) => Ok(output.into_extracted(kind)),
        Err(Stop::Refused(refusal)) => Err(refusal),
    }
}

/// Reads one file, or one that is inside another.
fn read(kind: Kind, bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    match kind {
        Kind::Docx | Kind::Pptx | Kind::Xlsx | Kind::Xlsb | Kind::Doc | Kind::Ppt | Kind::Xls => {
            office::read(kind, bytes, output)
        }
        Kind::Visio => office::read_visio(bytes, output),
        Kind::OpenDocument => open_document::read(bytes, output),
        Kind::Epub => epub::read(bytes, output),
        Kind::Pdf => pdf::read(bytes, output),
        Kind::Eml => mail::read_eml(bytes, output),
        Kind::Msg => mail::read_msg(bytes, output),
        Kind::Rtf => rtf::read(bytes, output),
        Kind::Html => html::read(bytes, output),
        Kind::Xml => xml::read(bytes, output),
        Kind::Text => text::read(bytes, output),
    }
}
