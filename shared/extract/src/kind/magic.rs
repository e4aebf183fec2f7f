//! Files that are known by how they begin.

use super::Kind;
use crate::refusal::Refusal;
use crate::text::is_text;

/// A PDF's header is somewhere within so many bytes (Adobe: PDF Reference 1.7, implementation note 13).
const PDF_HEADER_BYTES: usize = 1024;

/// Within so many bytes what isn't text shows a zero: the head of an archive (tar) is as long.
const HEAD_BYTES: usize = 512;

/// What nobody here reads: where its mark stands, the mark, what it is. The longer of two that fit comes first.
const UNSUPPORTED: [(usize, &[u8], &str); 42] = [
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"8BPS", "a Photoshop image"),
    (0, b"\0\0\x01\0", "an icon"),
    (0, b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
    (40, b" EMF", "a Windows metafile"),
    (0, b"RIFF", "a sound or a video (RIFF)"),
    (4, b"ftyp", "a video or an image (ISO media)"),
    (0, b"\x1a\x45\xdf\xa3", "a video (Matroska)"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a sound or a video (Windows Media)"),
    (0, b"ID3", "a sound (MP3)"),
    (0, b"\xff\xfb", "a sound (MP3)"),
    (0, b"OggS", "a sound or a video (Ogg)"),
    (0, b"fLaC", "a sound (FLAC)"),
    (0, b"\x1f\x8b", "an archive (gzip)"),
    (0, b"BZh", "an archive (bzip2)"),
    (0, b"\xfd7zXZ\0", "an archive (xz)"),
    (0, b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (0, b"Rar!\x1a\x07", "an archive (rar)"),
    (0, b"\x28\xb5\x2f\xfd", "an archive (zstd)"),
    (0, b"MSCF", "an archive (cab)"),
    (257, b"ustar", "an archive (tar)"),
    (0, b"\x7fELF", "an executable"),
    (0, b"MZ\x90\0", "an executable"),
    (0, b"\xca\xfe\xba\xbe", "an executable"),
    (0, b"\xcf\xfa\xed\xfe", "an executable"),
    (0, b"\0asm", "an executable"),
    (0, b"SQLite format 3\0", "a database"),
    (0, b"\0\x01\0\0Standard ", "a database"),
    (0, b"PAR1", "a database"),
    (0, b"OTTO", "a font"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (0, b"\0\x01\0\0\0", "a font"),
    (0, b"!BDN", "a mailbox"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote notebook"),
    (0, b"\x78\x9f\x3e\x22", "an attachment of Outlook (TNEF)"),
];

/// What a file is, or that nobody reads it, if its first bytes tell; none if they don't.
pub(super) fn of(bytes: &[u8]) -> Option<Result<Kind, Refusal>> {
    let start = trim_start(bytes);
    if start.starts_with(b"%PDF-") {
        return Some(Ok(Kind::Pdf));
    }
    if start.starts_with(b"{\\rt") {
        return Some(Ok(Kind::Rtf));
    }
    if is_sheet(bytes) {
        return Some(Ok(Kind::Xls));
    }
    let (_, mark, what) = UNSUPPORTED.iter().find(|(offset, mark, _)| {
        bytes.get(*offset..).is_some_and(|bytes| bytes.starts_with(mark))
    })?;
    // A word may as well begin a text, and no text has zeros so near its beginning.
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    if mark.is_ascii() && !head.contains(&0) && is_text(bytes) {
        return None;
    }
    Some(Err(Refusal::Unsupported((*what).to_owned())))
}

/// Whether a PDF begins somewhere near the beginning.
pub(super) fn has_pdf_header(bytes: &[u8]) -> bool {
    let head = bytes.get(..PDF_HEADER_BYTES).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Whether this is a sheet of Excel before 5.0, or the stream of a later one without a file system around it: it begins
/// with a record that says so, which is 4 to 16 bytes long (Microsoft: \[MS-XLS\], BOF; Excel 2.0 to 4.0 likewise).
fn is_sheet(bytes: &[u8]) -> bool {
    matches!(bytes, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 4..=16, 0, ..])
}

/// Without a byte order mark and the white space that some programs begin with.
fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_and_pdf_may_begin_with_white_space() {
        assert_eq!(of(b"\r\n {\\rtf1 a}"), Some(Ok(Kind::Rtf)));
        assert_eq!(of(b"\xef\xbb\xbf\n%PDF-1.5"), Some(Ok(Kind::Pdf)));
        assert_eq!(of(b"{ \"rtf\": 1 }"), None);
    }

    #[test]
    fn a_word_that_begins_a_text_is_no_mark() {
        for text in [&b"ID3 is a format of tags."[..], b"RIFF", b"The ftyp box", b"BZh"] {
            assert_eq!(of(text), None);
        }
        for bytes in
            [&b"ID3\x03\0\0\0\0\x0f\x76TIT2"[..], b"\x1f\x8b\x08", b"RIFF\x24\0\0\0WAVEfmt "]
        {
            assert!(matches!(of(bytes), Some(Err(_))), "{bytes:?}");
        }
    }

    #[test]
    fn a_pdf_header_is_looked_for_in_the_first_bytes_only() {
        assert!(has_pdf_header(&[&vec![0; 1019][..], b"%PDF-"].concat()));
        assert!(!has_pdf_header(&[&vec![0; 1020][..], b"%PDF-"].concat()));
    }

    #[test]
    fn a_record_that_begins_a_sheet_is_told_from_text_that_begins_with_a_tab() {
        assert_eq!(of(b"\x09\x04\x06\0\0\0\x10\0"), Some(Ok(Kind::Xls)));
        assert_eq!(of(b"\tindented\n"), None);
    }
}
