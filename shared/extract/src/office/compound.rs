//! Compound files: what Office up to 2003 writes, encrypted packages, and OLE objects (MS-CFB).

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use super::bytes::{u32_at, up_to, windows_1252};
use crate::output::{Output, Stop};

/// How many entries of a compound file are looked at.
const ENTRIES_MAX: usize = 10_000;

/// An open compound file.
pub(super) type Compound<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// A file that an OLE object is wrapped around.
pub(super) struct Wrapped {
    pub(super) name: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Opens a compound file; none if it is something else, or damaged.
pub(super) fn open(bytes: &[u8]) -> Option<Compound<'_>> {
    if !bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return None;
    }
    CompoundFile::open(Cursor::new(bytes)).ok()
}

/// Whether it holds an encrypted package, or a document whose rights are managed (MS-OFFCRYPTO).
pub(super) fn is_encrypted(file: &Compound<'_>) -> bool {
    ["/EncryptedPackage", "/\u{9}DRMContent"].into_iter().any(|path| file.exists(path))
}

/// A stream; none if there is none. One that breaks off gives what came before.
pub(super) fn stream(
    file: &mut Compound<'_>,
    path: &str,
    output: &mut Output<'_>,
) -> Result<Option<Vec<u8>>, Stop> {
    let Ok(stream) = file.open_stream(path) else {
        return Ok(None);
    };
    let most = u64::try_from(output.part_bytes()).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = stream.take(most.saturating_add(1)).read_to_end(&mut bytes);
    output.take_inflated(bytes.len())?;
    Ok((read.is_ok() || !bytes.is_empty()).then_some(bytes))
}

/// The file that an OLE object is wrapped around, if these bytes are such an object.
pub(super) fn wrapped(bytes: &[u8], output: &mut Output<'_>) -> Result<Option<Wrapped>, Stop> {
    let Some(mut file) = open(bytes) else {
        return Ok(None);
    };
    for path in ["/Package", "/\u{1}Ole10Native"] {
        let object = object(path, &mut file, output)?;
        if object.is_some() {
            return Ok(object);
        }
    }
    Ok(None)
}

/// Where the OLE objects of a file have the files that they are wrapped around.
pub(super) fn objects(file: &Compound<'_>) -> Vec<String> {
    file.walk()
        .take(ENTRIES_MAX)
        .filter(cfb::Entry::is_stream)
        .filter(|entry| matches!(entry.name(), "Package" | "\u{1}Ole10Native"))
        .map(|entry| entry.path().to_string_lossy().into_owned())
        .collect()
}

/// The file at such a place.
pub(super) fn object(
    path: &str,
    file: &mut Compound<'_>,
    output: &mut Output<'_>,
) -> Result<Option<Wrapped>, Stop> {
    let stream = stream(file, path, output)?;
    Ok(stream.and_then(|stream| unwrap(path, stream)))
}

fn unwrap(path: &str, bytes: Vec<u8>) -> Option<Wrapped> {
    if path.ends_with("Package") { Some(Wrapped { name: None, bytes }) } else { native(&bytes) }
}

/// The file in an `Ole10Native` stream (MS-OLEDS): its size and a flag, label, path, four bytes, a length and the path
/// on the disk of whoever put it in, and then a length and the file.
fn native(stream: &[u8]) -> Option<Wrapped> {
    let mut at = 6;
    let label = cut_at_zero(stream.get(at..)?);
    at += label.len() + 1;
    at += cut_at_zero(stream.get(at..)?).len() + 1 + 4;
    at = at.checked_add(4)?.checked_add(u32_at(stream, at)?)?;
    let length = u32_at(stream, at)?;
    let bytes = up_to(stream, at.checked_add(4)?, length).to_vec();
    Some(Wrapped { name: Some(windows_1252(label)), bytes })
}

fn cut_at_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ole_object_has_the_name_and_the_bytes_of_its_file() {
        let mut stream = vec![0, 0, 0, 0, 2, 0];
        stream.extend(b"plan.docx\0C:\\plan.docx\0\0\0\x03\0\x05\0\0\0C:\\a\0\x04\0\0\0data");
        let file = native(&stream).unwrap();
        assert_eq!(file.name.as_deref(), Some("plan.docx"));
        assert_eq!(file.bytes, b"data");
        for end in 0..stream.len() - 4 {
            assert!(native(&stream[..end]).is_none(), "{end}");
        }
    }
}
