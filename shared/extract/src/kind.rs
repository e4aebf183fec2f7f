//! What a file is: by its content first, by its name second.

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// A kind of file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Word.
    Docx,
    /// `PowerPoint`, templates too.
    Pptx,
    /// Excel, with macros or without.
    Xlsx,
    /// Excel, binary parts in a package.
    Xlsb,
    /// Word 97 to 2003.
    Doc,
    /// `PowerPoint` 97 to 2003.
    Ppt,
    /// Excel up to 2003.
    Xls,
    /// Visio, packages only.
    Visio,
    /// `OpenDocument`: text, spreadsheet, presentation.
    OpenDocument,
    /// EPUB.
    Epub,
    /// PDF.
    Pdf,
    /// A mail as it is sent.
    Eml,
    /// A mail of Outlook.
    Msg,
    /// Rich text.
    Rtf,
    /// HTML.
    Html,
    /// XML, SVG among it.
    Xml,
    /// Plain text: notes, tables, source code, subtitles.
    Text,
}

impl Kind {
    /// What a file is.
    ///
    /// # Errors
    /// [`Refusal::Unsupported`] if nobody here reads it.
    pub(crate) fn of(_bytes: &[u8], name: &str) -> Result<Self, Refusal> {
        match name.rsplit('.').next().unwrap_or_default() {
            "odt" | "ods" | "odp" | "odg" | "ott" | "ots" | "otp" => Ok(Self::OpenDocument),
            "epub" => Ok(Self::Epub),
            "pdf" => Ok(Self::Pdf),
            "txt" => Ok(Self::Text),
            _ => Err(Refusal::Unsupported(name.to_owned())),
        }
    }
}
