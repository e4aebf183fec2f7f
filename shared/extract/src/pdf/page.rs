//! Pages: their text in reading order, and what is noted on them.

use pdfboss_core::source::block_on;
use pdfboss_core::{Annotation, Document, Immediate, OcState, Page};
use pdfboss_output::{FontCache, ReadingOrder, extract_text_reporting_cached_with};

use crate::output::{Output, Stop};
use crate::pdf::hyphens::join_parted_words;
use crate::pdf::{attachments, glyphs};

/// What a page says.
pub(super) enum PageText {
    /// Text.
    Readable(String),
    /// Codes of glyphs that no font gives a meaning.
    Noise,
    /// Nothing, or nothing that can be read.
    None,
}

/// What the pages of a document share: fonts, and which layers are visible.
pub(super) struct Pages<'d> {
    document: &'d Document,
    fonts: FontCache,
    layers: Option<OcState>,
}

impl<'d> Pages<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Self { document, fonts: FontCache::default(), layers: document.oc_state() }
    }

    /// What a page shows, in the order in which it was written unless the layout tells that this is none. The tree of
    /// a tagged page would tell the author's order; following it takes ten times as long, and memory without bound
    /// where the tree is deep.
    pub(super) fn text(&self, page: &Page) -> PageText {
        let extraction = extract_text_reporting_cached_with(
            Immediate(self.document),
            page,
            &self.fonts,
            self.layers.as_ref(),
            None,
            ReadingOrder::Content,
        );
        match block_on(extraction) {
            Ok((text, _)) if text.trim().is_empty() => PageText::None,
            Ok((text, _)) if glyphs::is_noise(&text) => PageText::Noise,
            Ok((text, _)) => PageText::Readable(join_parted_words(&text)),
            Err(_) => PageText::None,
        }
    }
}

/// Writes what is noted on a page, and the files that are pinned to it. Links say nothing of their own, form fields
/// are written with the form, and a pop-up repeats the note that it belongs to.
pub(super) fn write_notes(
    document: &Document,
    page: &Page,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    for annotation in document.annotations(page) {
        let Annotation { subtype, contents, flags, file, .. } = annotation;
        if flags.hidden() || matches!(subtype.as_str(), "Link" | "Widget" | "Popup") {
            continue;
        }
        if let Some(contents) = contents.filter(|contents| !contents.trim().is_empty()) {
            output.line(&contents)?;
        }
        if let Some(file) = file {
            attachments::write(document, &file, output)?;
        }
    }
    Ok(())
}
