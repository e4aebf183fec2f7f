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
    pub(crate) fn of(bytes: &[u8], name: &str) -> Result<Self, Refusal> {
        let extension = name.rsplit_once('.').map(|(_, last)| last.to_lowercase());
        match extension.as_deref() {
            Some("docx" | "docm" | "dotx") => Ok(Self::Docx),
            Some("pptx" | "pptm" | "potx" | "ppsx") => Ok(Self::Pptx),
            Some("xlsx" | "xlsm") => Ok(Self::Xlsx),
            Some("xlsb") => Ok(Self::Xlsb),
            Some("doc") => Ok(Self::Doc),
            Some("ppt") => Ok(Self::Ppt),
            Some("xls") => Ok(Self::Xls),
            Some("vsdx" | "vsdm") => Ok(Self::Visio),
            _ if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) => {
                let file = cfb::CompoundFile::open(std::io::Cursor::new(bytes));
                let Ok(file) = file else { return Err(Refusal::Unsupported("this".to_owned())) };
                if file.exists("/WordDocument") {
                    Ok(Self::Doc)
                } else if file.exists("/Workbook") || file.exists("/Book") {
                    Ok(Self::Xls)
                } else if file.exists("/PowerPoint Document") {
                    Ok(Self::Ppt)
                } else {
                    Err(Refusal::Unsupported("this".to_owned()))
                }
            }
            _ => Ok(Self::Text),
        }
    }
}
