//! What a PDF says of itself.

use pdfboss_core::{Date, Document};

use crate::output::Metadata;

/// What the information dictionary says, and the language of the catalog (ISO 32000-1, 14.3.3 and 14.9.2). A date
/// without an offset is taken as UTC.
pub(super) fn of(document: &Document) -> Metadata {
    let info = document.metadata();
    let said = |text: Option<&String>| text.and_then(|text| Metadata::said(text));
    Metadata {
        title: said(info.title.as_ref()),
        author: said(info.author.as_ref()),
        created: info.creation_date_parsed().map(Date::to_iso8601),
        modified: info.mod_date_parsed().map(Date::to_iso8601),
        language: said(document.language().as_ref()),
    }
}
