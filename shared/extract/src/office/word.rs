//! Word's packages: the document, its notes and comments, headers and footers, and what hangs on it.

use super::header_footer;
use super::numbering_parts;
use super::parts::Parts;
use super::relationships;
use super::story::{self, Layer};
use crate::output::{Output, Stop};

/// Reads a document.
pub(super) fn read(parts: &mut Parts<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let document = parts.main("word/document.xml", output)?;
    let links = relationships::of(&document, parts, output)?;
    let body = parts.required(&document, output)?;
    let numbering = numbering_parts::read(&links, parts, output)?;
    let start = output.text().len();
    story::read_numbered(&body, numbering, output)?;
    for kind in ["footnotes", "endnotes", "comments"] {
        parts.stories(&links, kind, Layer::Content, output)?;
    }
    header_footer::once(start, output, |output| {
        parts.stories(&links, "header", Layer::HeaderFooter, output)?;
        parts.stories(&links, "footer", Layer::HeaderFooter, output)
    })?;
    parts.attached(&links, output)
}
