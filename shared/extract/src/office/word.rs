//! Word's packages: headers, the document, its notes and comments, footers, and what hangs on it.

use super::parts::Parts;
use super::relationships;
use super::story::{self, Layer};
use crate::output::{Output, Stop};

/// Reads a document.
pub(super) fn read(parts: &mut Parts<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let document = parts.main("word/document.xml", output)?;
    let links = relationships::of(&document, parts, output)?;
    let body = parts.required(&document, output)?;
    parts.stories(&links, "header", output)?;
    story::read(&body, Layer::Content, output)?;
    for kind in ["footnotes", "endnotes", "comments", "footer"] {
        parts.stories(&links, kind, output)?;
    }
    parts.attached(&links, output)
}
