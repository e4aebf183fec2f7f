//! What a file is: by its content first, by its name second.
//!
//! ```text
//! name, media type ──▶ name.rs ──▶ is it worth a download?
//! bytes ──▶ magic.rs ──▶ container.rs (zip, OLE) ──▶ markup.rs (HTML, XML, mails) ──▶ the name ──▶ Kind, or a refusal
//! ```

mod container;
mod magic;
mod markup;
mod name;

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::text::is_text;

pub use name::is_worth_reading;

use name::Named;

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
    /// XML, SVG and flat `OpenDocument` among it.
    Xml,
    /// Plain text: notes, tables, source code, subtitles.
    Text,
}

impl Kind {
    /// What a file is. Its content tells, whatever its name says; the name decides between kinds of plain text (an HTML
    /// page that is called `page.txt` is kept as it stands) and where the content is damaged.
    ///
    /// # Errors
    /// [`Refusal::Unsupported`] if nobody here reads it, [`Refusal::Encrypted`] if that is all it tells, and
    /// [`Refusal::Malformed`] if it isn't what its name says, nor anything else that is read.
    pub(crate) fn of(bytes: &[u8], name: &str) -> Result<Self, Refusal> {
        let named = Named::by(name);
        if container::is_package(bytes) {
            return container::package(bytes, named);
        }
        if container::is_compound(bytes) {
            return container::compound(bytes, named);
        }
        if let Some(found) = magic::of(bytes) {
            return found;
        }
        let is_text = is_text(bytes);
        // A program may put bytes of its own before a PDF, but a text may just as well speak of one.
        if magic::has_pdf_header(bytes) && (named == Named::Kind(Self::Pdf) || !is_text) {
            return Ok(Self::Pdf);
        }
        if is_text { Self::of_text(bytes, named) } else { Self::of_noise(named) }
    }

    /// The kind of a file whose bytes are characters.
    fn of_text(bytes: &[u8], named: Named) -> Result<Self, Refusal> {
        if let Named::Kind(kind @ (Self::Text | Self::Html)) = named {
            return Ok(kind);
        }
        if let Some(kind) = markup::of(bytes) {
            return Ok(kind);
        }
        match named {
            Named::Kind(kind @ (Self::Xml | Self::Eml)) => Ok(kind),
            // What Word and Excel open as well: reports and tables that a program wrote as plain text.
            Named::Kind(Self::Doc | Self::Xls) | Named::Unknown => Ok(Self::Text),
            Named::Kind(kind) => Err(contradicts(kind, "plain text")),
            Named::Unsupported(what) => Err(Refusal::Unsupported(what.to_owned())),
        }
    }

    /// The kind of a file whose bytes are neither characters nor known by how they begin.
    fn of_noise(named: Named) -> Result<Self, Refusal> {
        match named {
            Named::Kind(Self::Text | Self::Html | Self::Xml | Self::Eml) | Named::Unknown => {
                Err(Refusal::Unsupported("a binary file of unknown kind".to_owned()))
            }
            Named::Kind(kind) => Err(contradicts(kind, "something else")),
            Named::Unsupported(what) => Err(Refusal::Unsupported(what.to_owned())),
        }
    }

    /// What people call it.
    fn label(self) -> &'static str {
        match self {
            Self::Docx => "a Word document (docx)",
            Self::Pptx => "a PowerPoint presentation (pptx)",
            Self::Xlsx => "an Excel workbook (xlsx)",
            Self::Xlsb => "an Excel workbook (xlsb)",
            Self::Doc => "a Word document (doc)",
            Self::Ppt => "a PowerPoint presentation (ppt)",
            Self::Xls => "an Excel workbook (xls)",
            Self::Visio => "a Visio drawing (vsdx)",
            Self::OpenDocument => "an OpenDocument file",
            Self::Epub => "an EPUB book",
            Self::Pdf => "a PDF",
            Self::Eml => "a mail (eml)",
            Self::Msg => "a mail of Outlook (msg)",
            Self::Rtf => "rich text (rtf)",
            Self::Html => "HTML",
            Self::Xml => "XML",
            Self::Text => "plain text",
        }
    }
}

fn contradicts(kind: Kind, content: &str) -> Refusal {
    Refusal::Malformed(format!("its name says {}, its content is {content}", kind.label()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(content: &[u8], name: &str) -> Kind {
        Kind::of(content, name).unwrap()
    }

    #[test]
    fn the_content_tells_what_a_file_is() {
        for (content, name, expected) in [
            (&b"%PDF-1.7\n"[..], "a.docx", Kind::Pdf),
            (b"junk\0\0\0\n%PDF-1.4\n", "a.bin", Kind::Pdf),
            (b"{\\rtf1\\ansi a}", "a.doc", Kind::Rtf),
            (b"  <!DOCTYPE HTML>\n<p>a", "a.xls", Kind::Html),
            (b"\xef\xbb\xbf<html><body>a", "a.docx", Kind::Html),
            (b"<?xml version='1.0'?><!-- a --><html xmlns='x'>", "a", Kind::Html),
            (b"<?xml version='1.0'?><a/>", "a.doc", Kind::Xml),
            (b"Received: by mx\nFrom: a@example.com\nSubject: b\n\nc", "mail", Kind::Eml),
            (b"\x09\x08\x10\0\0\x06\x05\0", "a", Kind::Xls),
            (b"just words", "a", Kind::Text),
            (b"a\tb\n1\t2\n", "report.xls", Kind::Text),
        ] {
            assert_eq!(kind(content, name), expected, "{name}");
        }
    }

    #[test]
    fn the_name_decides_between_kinds_of_text() {
        for (name, expected) in [
            ("page.html", Kind::Html),
            ("page.ASPX", Kind::Html),
            ("page.txt", Kind::Text),
            ("page.md", Kind::Text),
            ("page.rs", Kind::Text),
            ("page", Kind::Html),
            ("page.svg", Kind::Html),
        ] {
            assert_eq!(kind(b"<!doctype html><p>a", name), expected, "{name}");
        }
        assert_eq!(kind(b"mentions %PDF-1.4 only", "a.txt"), Kind::Text);
        assert_eq!(kind(b"mentions %PDF-1.4 only", "a.pdf"), Kind::Pdf);
        assert_eq!(kind(b"no headers", "a.eml"), Kind::Eml);
        assert_eq!(kind(b"<svg/>", "a.svg"), Kind::Xml);
        assert_eq!(kind(b"WEBVTT\n", "a.vtt"), Kind::Text);
    }

    #[test]
    fn what_nobody_reads_is_called_by_its_name() {
        for (content, name, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0"[..], "a.txt", "a PNG image"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "a", "a JPEG image"),
            (b"\0\0\0\x18ftypmp42\0\0", "a", "a video or an image (ISO media)"),
            (b"\x7fELF\x02\x01\x01\0\0", "a.docx", "an executable"),
            (b"\0\x01\x02\x03\0\0\0\0\x04\x05", "a.heic", "an image"),
            (b"\0\x01\x02\x03\0\0\0\0\x04\x05", "a.txt", "a binary file of unknown kind"),
            (b"solid cube", "a.stl", "a drawing or a model"),
        ] {
            let refusal = Kind::of(content, name).unwrap_err();
            assert_eq!(refusal, Refusal::Unsupported(expected.to_owned()), "{name}");
        }
    }

    #[test]
    fn what_its_name_promises_in_vain_is_malformed() {
        for (content, name) in [
            (&b"no package"[..], "a.docx"),
            (b"\x01\x02\0\0\0\0\0\0\0\0\0\0", "a.docx"),
            (b"\x01\x02\0\0\0\0\0\0\0\0\0\0", "a.pdf"),
            (b"words", "a.msg"),
        ] {
            let refusal = Kind::of(content, name).unwrap_err();
            assert!(matches!(refusal, Refusal::Malformed(_)), "{name}: {refusal}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_under_any_name_are_something_or_nothing(
            start in proptest::sample::select(vec![
                &b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"<?xml ", b"From: a\n", b"{\\rt",
            ]),
            rest in proptest::collection::vec(any::<u8>(), 0..2048),
            name in ".{0,12}",
        ) {
            let bytes = [start, &rest].concat();
            if let Err(refusal) = Kind::of(&bytes, &name) {
                prop_assert!(!refusal.to_string().is_empty());
            }
        }
    }
}
