//! The records of a `PowerPoint` file (MS-PPT): what `office_oxide` leaves out, which is comments and embedded files,
//! and the text of files that it can't make sense of.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::bytes::{u16_at, u32_at, up_to, utf_16, windows_1252};
use super::embedded;
use crate::output::{Output, Stop};

/// Text in UTF-16.
const TEXT_CHARACTERS: u16 = 0x0fa0;
/// Text that has no character above 255.
const TEXT_BYTES: u16 = 0x0fa8;
const COMMENT: u16 = 0x2ee0;
const STRING: u16 = 0x0fba;
const OLE_OBJECT: u16 = 0x1011;

/// A record: a header of eight bytes, then records if it is a container, or data.
struct Record<'a> {
    instance: u16,
    kind: u16,
    is_container: bool,
    data: &'a [u8],
}

/// Reads the comments and the embedded files.
pub(super) fn read(stream: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    each(stream, output, |record, output| match record.kind {
        COMMENT => read_comment(record.data, output),
        OLE_OBJECT if !record.is_container => read_object(record, output),
        _ => Ok(()),
    })
}

/// Reads all text in the order in which it is stored.
pub(super) fn read_text(stream: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    each(stream, output, |record, output| match record.kind {
        TEXT_CHARACTERS => lines(&utf_16(record.data), output),
        TEXT_BYTES => lines(&windows_1252(record.data), output),
        _ => Ok(()),
    })
}

/// Writes text whose paragraphs end with carriage returns, their lines with vertical tabs.
pub(super) fn lines(text: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    text.split(['\r', '\u{b}']).try_for_each(|line| output.line(line))
}

/// Hands all records to `visit`: what is in a container comes after it, one by one.
fn each(
    stream: &[u8],
    output: &mut Output<'_>,
    mut visit: impl FnMut(&Record<'_>, &mut Output<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut at = 0;
    while let Some(record) = record(stream, at) {
        output.check_time()?;
        visit(&record, output)?;
        let length = if record.is_container { 0 } else { record.data.len() };
        at = at.saturating_add(8).saturating_add(length);
    }
    Ok(())
}

fn record(stream: &[u8], at: usize) -> Option<Record<'_>> {
    let version = u16_at(stream, at)?;
    let length = u32_at(stream, at.checked_add(4)?)?;
    Some(Record {
        instance: version >> 4,
        kind: u16_at(stream, at.checked_add(2)?)?,
        is_container: version & 0xf == 0xf,
        data: up_to(stream, at.checked_add(8)?, length),
    })
}

/// Reads a comment: strings with the author (0), the text (1) and the author's initials (2).
fn read_comment(data: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut at = 0;
    while let Some(record) = record(data, at) {
        if record.kind == STRING && record.instance == 1 {
            output.line(&utf_16(record.data))?;
        }
        at = at.saturating_add(8).saturating_add(record.data.len());
    }
    Ok(())
}

/// Reads an embedded file, as it is (0), or compressed behind its length (1).
fn read_object(record: &Record<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    if record.instance == 0 {
        return embedded::read("", record.data, output);
    }
    let most = u64::try_from(output.part_bytes()).unwrap_or(u64::MAX);
    let compressed = record.data.get(4..).unwrap_or_default();
    let mut bytes = Vec::new();
    let read = ZlibDecoder::new(compressed).take(most.saturating_add(1)).read_to_end(&mut bytes);
    output.take_inflated(bytes.len())?;
    match read {
        Ok(_) => embedded::read("", &bytes, output),
        // It is no fault of the presentation around it.
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn record(version: u16, kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&version.to_le_bytes()[..], &kind.to_le_bytes(), &length, data].concat()
    }

    fn utf_16_of(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn text(
        read: impl FnOnce(&[u8], &mut Output<'_>) -> Result<(), Stop>,
        stream: &[u8],
    ) -> String {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(stream, &mut output).unwrap();
        output.text().to_owned()
    }

    #[test]
    fn a_comment_is_its_text_wherever_it_is() {
        let strings = [
            record(0x00, STRING, &utf_16_of("Ana")),
            record(0x10, STRING, &utf_16_of("Too long")),
            record(0x20, STRING, &utf_16_of("A")),
        ];
        let comment = record(0x0f, COMMENT, &strings.concat());
        let stream = record(0x0f, 1000, &record(0x0f, 1001, &comment));
        assert_eq!(text(read, &stream), "Too long\n");
    }

    #[test]
    fn text_is_read_as_it_is_stored() {
        let atoms = [
            record(0, TEXT_CHARACTERS, &utf_16_of("Größe\rmehr")),
            record(0, TEXT_BYTES, b"caf\xe9\x0bnext"),
        ];
        let stream = record(0x0f, 1000, &atoms.concat());
        assert_eq!(text(read_text, &stream), "Größe\nmehr\ncafé\nnext\n");
    }

    #[test]
    fn a_record_that_is_longer_than_the_stream_ends_with_it() {
        let mut stream = record(0, TEXT_BYTES, b"whole");
        stream[4..8].fill(0xff);
        assert_eq!(text(read_text, &stream), "whole\n");
        assert_eq!(text(read_text, &stream[..5]), "");
    }
}
