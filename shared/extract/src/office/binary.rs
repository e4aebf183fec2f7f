//! Word, Excel and `PowerPoint` up to 2003.

use office_oxide::doc::{DocDocument, SubDocument, SubDocumentKind};
use office_oxide::ppt::PptDocument;
use office_oxide::{Document, DocumentFormat};

use super::compound::{self, Compound};
use super::{embedded, header_footer, library, pieces, properties, records};
use crate::kind::Kind;
use crate::output::{Output, Stop};
use crate::refusal::Refusal;

/// The stream with the slides.
const PRESENTATION: &str = "/PowerPoint Document";

/// Reads a file; Excel's oldest are no compound files.
pub(super) fn read(kind: Kind, bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut file = compound::open(bytes);
    if let Some(file) = &mut file {
        if compound::is_encrypted(file) {
            return Err(Refusal::Encrypted.into());
        }
        properties::of_compound(file, output)?;
    }
    let format = if kind == Kind::Doc {
        DocumentFormat::Doc
    } else if kind == Kind::Ppt {
        DocumentFormat::Ppt
    } else {
        DocumentFormat::Xls
    };
    // There is no package in it.
    match library::open(bytes, format, 0, output.limits()) {
        Ok(document) => read_document(&document, output)?,
        Err(refusal @ Refusal::Malformed(_)) => {
            if !file.as_mut().map_or(Ok(false), |file| read_stored(file, output))? {
                return Err(refusal.into());
            }
        }
        Err(refusal) => return Err(refusal.into()),
    }
    output.end_line()?;
    file.as_mut().map_or(Ok(()), |file| read_embedded(file, output))
}

fn read_document(document: &Document, output: &mut Output<'_>) -> Result<(), Stop> {
    if let Some(document) = document.as_doc() {
        return read_word(document, output);
    }
    match document.as_ppt() {
        Some(presentation) => read_slides(presentation, output),
        None => output.push(&document.plain_text()),
    }
}

/// Reads the document, its notes, comments and text boxes, then headers and footers.
fn read_word(document: &DocDocument, output: &mut Output<'_>) -> Result<(), Stop> {
    let start = output.text().len();
    output.push(document.plain_text_ref())?;
    let (on_every_page, stories): (Vec<_>, Vec<_>) =
        document.subdocuments().iter().partition(|story| match story.kind {
            SubDocumentKind::HeadersFooters | SubDocumentKind::HeaderTextBoxes => true,
            SubDocumentKind::Footnotes
            | SubDocumentKind::Comments
            | SubDocumentKind::Endnotes
            | SubDocumentKind::TextBoxes => false,
        });
    let write = |stories: &[&SubDocument], output: &mut Output<'_>| {
        stories.iter().try_for_each(|story| output.line(story.text.trim()))
    };
    write(&stories, output)?;
    header_footer::once(start, output, |output| write(&on_every_page, output))
}

/// Reads the slides with their notes, then the text of their masters.
fn read_slides(presentation: &PptDocument, output: &mut Output<'_>) -> Result<(), Stop> {
    let runs = presentation.slides.iter().flat_map(|slide| &slide.text_runs);
    runs.chain(&presentation.master_text).try_for_each(|run| records::lines(&run.text, output))
}

/// Reads the text as it is stored, of a file that the library can't make sense of; whether there is any.
fn read_stored(file: &mut Compound<'_>, output: &mut Output<'_>) -> Result<bool, Stop> {
    let before = output.text().len();
    match compound::stream(file, PRESENTATION, output)? {
        Some(stream) => records::read_text(&stream, output)?,
        None => pieces::read(file, output)?,
    }
    Ok(output.text().len() > before)
}

fn read_embedded(file: &mut Compound<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    for path in compound::objects(file) {
        if let Some(object) = compound::object(&path, file, output)? {
            let name = object.name.as_deref().unwrap_or_default();
            embedded::read(name, &object.bytes, output)?;
        }
    }
    match compound::stream(file, PRESENTATION, output)? {
        Some(stream) => records::read(&stream, output),
        None => Ok(()),
    }
}
