//! PDF: what its pages show, what is noted on them and filled into its forms, and the files inside it.
//!
//! Scanned pages have no text, as nothing here reads pictures: a file of nothing else is refused as empty.

mod attachments;
mod form;
mod glyphs;
mod hyphens;
mod metadata;
mod page;

use pdfboss_core::{Document, Error};

use crate::output::{Output, Stop};
use crate::refusal::Refusal;
use page::{PageText, Pages};

/// Reads a PDF.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let document = open(bytes)?;
    output.metadata = metadata::of(&document);
    let bytes_before = output.text().len();
    let has_noise = write_pages(&document, output)?;
    form::write(&document, output)?;
    attachments::write_listed(&document, output)?;
    if output.text().len() > bytes_before {
        return Ok(());
    }
    let refusal = if has_noise {
        Refusal::Malformed("its fonts don't tell which letters their glyphs mean".to_owned())
    } else {
        Refusal::Empty
    };
    Err(refusal.into())
}

/// A file with a password is encrypted, unless the password that opens it is the empty one.
fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    match Document::load(bytes.to_vec()) {
        Ok(document) if document.is_locked() => Err(Refusal::Encrypted),
        Ok(document) => Ok(document),
        Err(Error::Encrypted) => Err(Refusal::Encrypted),
        Err(error) => Err(Refusal::Malformed(format!("it is no PDF that can be opened: {error}"))),
    }
}

/// Writes the pages that can be read, with what is noted on them; whether there was one whose text is noise.
fn write_pages(document: &Document, output: &mut Output<'_>) -> Result<bool, Stop> {
    let pages = Pages::of(document);
    let mut has_noise = false;
    for index in 0..document.flattened_page_count() {
        if index >= output.limits().pages {
            return Err(output.cut());
        }
        output.check_time()?;
        let Ok(page) = document.page(index) else { continue };
        match pages.text(&page) {
            PageText::Readable(text) => output.line(&text)?,
            PageText::Noise => has_noise = true,
            PageText::None => {}
        }
        page::write_notes(document, &page, output)?;
    }
    Ok(has_noise)
}
