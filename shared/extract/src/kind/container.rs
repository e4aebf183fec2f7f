//! Files that hold files: packages (zip) and compound files (OLE). The part that tells what they are decides.
//!
//! Only the directory is read, and a few bytes of one part: both come to no more than the file itself.

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;
use zip::ZipArchive;

use super::Kind;
use super::name::Named;
use crate::refusal::Refusal;

/// A media type in `mimetype` isn't longer.
const MEDIA_TYPE_BYTES: u64 = 256;

/// Whether a file is a zip file: it begins with a part, or with the end of an empty directory.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| bytes.starts_with(mark))
}

/// Whether a file is a compound file (Microsoft: \[MS-CFB\], 2.2).
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// What a package is, by the names of its parts.
pub(super) fn package(bytes: &[u8], named: Named) -> Result<Kind, Refusal> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return damaged(named, "an archive (zip) that can't be opened");
    };
    let parts: Vec<String> = archive
        .file_names()
        .flatten()
        .map(|name| name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase())
        .collect();
    let has = |name: &str| parts.iter().any(|part| part == name);
    let has_in = |folder: &str| parts.iter().any(|part| part.starts_with(folder));
    if let Some(kind) = media_type(&mut archive).and_then(|media_type| of_media_type(&media_type)) {
        return Ok(kind);
    }
    // The parts' names and not `[Content_Types].xml`: readers find the parts by name, and so do damaged files.
    if has_in("word/") {
        Ok(Kind::Docx)
    } else if has_in("ppt/") {
        Ok(Kind::Pptx)
    } else if has("xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has_in("xl/") {
        Ok(Kind::Xlsx)
    } else if has_in("visio/") {
        Ok(Kind::Visio)
    } else if has("meta-inf/container.xml") {
        Ok(Kind::Epub)
    } else if has("content.xml") && has("meta-inf/manifest.xml") {
        Ok(Kind::OpenDocument)
    } else if has("index/document.iwa") || has("index.zip") {
        Err(Refusal::Unsupported("an iWork document".to_owned()))
    } else {
        Err(Refusal::Unsupported("an archive (zip)".to_owned()))
    }
}

/// What a compound file is, by the names of its streams.
pub(super) fn compound(bytes: &[u8], named: Named) -> Result<Kind, Refusal> {
    let Ok(file) = CompoundFile::open(Cursor::new(bytes)) else {
        return damaged(named, "a compound file that can't be opened");
    };
    let streams: Vec<String> =
        file.read_root_storage().map(|entry| entry.name().to_ascii_lowercase()).collect();
    let has = |name: &str| streams.iter().any(|stream| stream == name);
    let is_managed = has("\u{9}drmcontent") || has("\u{6}dataspaces");
    if has("encryptedpackage") && matches!(named, Named::Kind(Kind::Xlsx | Kind::Xlsb)) {
        // Its reader knows the password that Excel takes for none.
        Ok(Kind::Xlsx)
    } else if has("encryptedpackage") || is_managed {
        Err(Refusal::Encrypted)
    } else if has("worddocument") {
        Ok(Kind::Doc)
    } else if has("powerpoint document") || has("pp97_dualstorage") {
        Ok(Kind::Ppt)
    } else if has("workbook") || has("book") {
        Ok(Kind::Xls)
    } else if has("__properties_version1.0") {
        Ok(Kind::Msg)
    } else if has("visiodocument") {
        Err(Refusal::Unsupported("a Visio drawing of 2010 or before (vsd)".to_owned()))
    } else if has("quill") {
        Err(Refusal::Unsupported("a Publisher document".to_owned()))
    } else {
        Err(Refusal::Unsupported("a compound file of unknown kind".to_owned()))
    }
}

/// A damaged container goes to the reader that its name asks for, if that reads such: it may still find something.
fn damaged(named: Named, what: &str) -> Result<Kind, Refusal> {
    match named {
        Named::Kind(
            kind @ (Kind::Docx
            | Kind::Pptx
            | Kind::Xlsx
            | Kind::Xlsb
            | Kind::Doc
            | Kind::Ppt
            | Kind::Xls
            | Kind::Visio
            | Kind::OpenDocument
            | Kind::Epub
            | Kind::Msg),
        ) => Ok(kind),
        Named::Kind(kind) => Err(super::contradicts(kind, what)),
        Named::Unsupported(what) => Err(Refusal::Unsupported(what.to_owned())),
        Named::Unknown => Err(Refusal::Unsupported(what.to_owned())),
    }
}

/// What the part `mimetype` says (OASIS: `OpenDocument` 1.2, part 3, 3.3; W3C: EPUB OCF, 4.3).
fn media_type(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let part = archive.by_name("mimetype").ok()?;
    let mut text = String::new();
    part.take(MEDIA_TYPE_BYTES).read_to_string(&mut text).ok()?;
    Some(text.trim().to_ascii_lowercase())
}

fn of_media_type(media_type: &str) -> Option<Kind> {
    if media_type == "application/epub+zip" {
        return Some(Kind::Epub);
    }
    let is_open_document = media_type.starts_with("application/vnd.oasis.opendocument.")
        || media_type.starts_with("application/vnd.sun.xml.");
    is_open_document.then_some(Kind::OpenDocument)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn package_of(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn compound_of(streams: &[&str]) -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for stream in streams {
            file.create_stream(stream).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn a_package_is_what_its_main_part_says() {
        for (part, expected) in [
            ("word/document.xml", Kind::Docx),
            ("word\\document.xml", Kind::Docx),
            ("/ppt/presentation.xml", Kind::Pptx),
            ("xl/workbook.xml", Kind::Xlsx),
            ("xl/workbook.bin", Kind::Xlsb),
            ("visio/document.xml", Kind::Visio),
            ("META-INF/container.xml", Kind::Epub),
        ] {
            let bytes = package_of(&[("[Content_Types].xml", ""), (part, "")]);
            assert_eq!(Kind::of(&bytes, "a.zip"), Ok(expected), "{part}");
        }
    }

    #[test]
    fn a_package_with_a_media_type_is_what_that_says() {
        for (media_type, expected) in [
            ("application/vnd.oasis.opendocument.text", Kind::OpenDocument),
            ("application/vnd.oasis.opendocument.spreadsheet-template\n", Kind::OpenDocument),
            ("application/epub+zip", Kind::Epub),
        ] {
            let bytes = package_of(&[("mimetype", media_type), ("content.xml", "")]);
            assert_eq!(Kind::of(&bytes, "a"), Ok(expected), "{media_type}");
        }
        let without = package_of(&[("content.xml", ""), ("META-INF/manifest.xml", "")]);
        assert_eq!(Kind::of(&without, "a"), Ok(Kind::OpenDocument));
    }

    #[test]
    fn another_archive_is_refused_even_under_the_name_of_a_document() {
        let bytes = package_of(&[("a.txt", "a")]);
        for name in ["a.zip", "a.docx"] {
            let refusal = Kind::of(&bytes, name).unwrap_err();
            assert_eq!(refusal, Refusal::Unsupported("an archive (zip)".to_owned()));
        }
    }

    #[test]
    fn a_compound_file_is_what_its_streams_say() {
        for (stream, expected) in [
            ("WordDocument", Ok(Kind::Doc)),
            ("Workbook", Ok(Kind::Xls)),
            ("Book", Ok(Kind::Xls)),
            ("PowerPoint Document", Ok(Kind::Ppt)),
            ("__properties_version1.0", Ok(Kind::Msg)),
            ("EncryptedPackage", Err(Refusal::Encrypted)),
        ] {
            assert_eq!(Kind::of(&compound_of(&[stream]), "a.bin"), expected, "{stream}");
        }
        let locked = compound_of(&["EncryptedPackage"]);
        assert_eq!(Kind::of(&locked, "a.xlsm"), Ok(Kind::Xlsx));
        assert_eq!(Kind::of(&locked, "a.docx"), Err(Refusal::Encrypted));
        let drawing = Kind::of(&compound_of(&["VisioDocument"]), "a.vsdx");
        assert!(matches!(drawing, Err(Refusal::Unsupported(what)) if what.contains("Visio")));
    }

    #[test]
    fn a_container_that_breaks_off_is_what_its_name_says() {
        let package = package_of(&[("word/document.xml", "a")]);
        let half = &package[..package.len() / 2];
        assert_eq!(Kind::of(half, "a.docx"), Ok(Kind::Docx));
        assert!(matches!(Kind::of(half, "a"), Err(Refusal::Unsupported(_))));
        assert!(matches!(Kind::of(half, "a.pdf"), Err(Refusal::Malformed(_))));
        let compound = compound_of(&["WordDocument"]);
        assert_eq!(Kind::of(&compound[..100], "a.doc"), Ok(Kind::Doc));
    }
}
