//! Files inside a PDF.

use pdfboss_core::{Document, FileSpec};

use crate::kind::Kind;
use crate::output::{Output, Stop};

/// Writes the files that the document lists.
pub(super) fn write_listed(document: &Document, output: &mut Output<'_>) -> Result<(), Stop> {
    for file in document.embedded_files() {
        write(document, &file.spec, output)?;
    }
    Ok(())
}

/// Writes a file: its name, and its text under the budget of the file around it.
pub(super) fn write(
    document: &Document,
    file: &FileSpec,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    if file.embedded.is_none() {
        return Ok(());
    }
    let name = file.name();
    output.check_time()?;
    output.line(&name)?;
    output.inside(|output| {
        output.take_parts(1)?;
        let Ok(bytes) = document.file_spec_data(file) else { return Ok(()) };
        output.take_inflated(bytes.len())?;
        crate::read(Kind::of(&bytes, &name)?, &bytes, output)
    })?;
    output.end_line()
}
