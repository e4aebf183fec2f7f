//! Bytes to characters: which encoding a file is in, as far as it tells.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// So many bytes tell whether a file is text, and in which width; even, and a multiple of four.
const SAMPLE_BYTES: usize = 16 << 10;

/// A file declares its encoding at its beginning or not at all; HTML has 1,024 bytes for it, but isn't always kept to.
const DECLARATION_BYTES: usize = 2048;

/// Of so many units one may be a control character before nobody takes them for text.
const UNITS_PER_CONTROL: usize = 32;

/// How wide the characters of a file without a byte order mark are, in bytes, and which of them comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wide {
    Utf16(&'static Encoding),
    Utf32 { little: bool },
}

/// The characters of a file that declares nothing: by its byte order mark; as UTF-32 or UTF-16 if that is what its
/// zeros look like; as UTF-8 if it is valid; else by what its bytes are likely to be, ISO-2022-JP included.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(text) = by_mark(bytes) {
        return text;
    }
    match wide(bytes) {
        Some(Wide::Utf16(encoding)) => return encoding.decode_without_bom_handling(bytes).0,
        Some(Wide::Utf32 { little }) => return utf_32(bytes, little).into(),
        None => {}
    }
    match str::from_utf8(bytes) {
        // ISO-2022-JP is ASCII with escapes.
        Ok(text) if !bytes.contains(&0x1b) => text.into(),
        Ok(_) | Err(_) => guess(bytes).decode_without_bom_handling(bytes).0,
    }
}

/// The characters of a file that may declare its encoding after `keyword`: `charset` in HTML, `encoding` in XML.
/// A byte order mark goes before it, and one that says UTF-8 isn't believed where the bytes aren't.
pub(crate) fn decode_declared<'b>(bytes: &'b [u8], keyword: &str) -> Cow<'b, str> {
    if let Some(text) = by_mark(bytes) {
        return text;
    }
    match declared(bytes, keyword) {
        // What the declaration could be read in isn't UTF-16, whatever it says.
        Some(encoding) if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE => {
            encoding.decode_without_bom_handling(bytes).0
        }
        Some(_) | None => decode(bytes),
    }
}

/// Whether bytes are text: they have a byte order mark, are UTF-16 or UTF-32, or hardly any of the first 16 KiB is a
/// control character (in random or compressed bytes one in ten is).
pub(crate) fn is_text(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() || utf_32_mark(bytes).is_some() || wide(bytes).is_some() {
        return true;
    }
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    // A note of three words may have a stray one.
    controls(sample.iter().map(|byte| u32::from(*byte))) <= 1 + sample.len() / UNITS_PER_CONTROL
}

fn by_mark(bytes: &[u8]) -> Option<Cow<'_, str>> {
    // The mark of UTF-32 begins with that of UTF-16.
    if let Some(little) = utf_32_mark(bytes) {
        return Some(utf_32(bytes.get(4..)?, little).into());
    }
    let (encoding, mark_bytes) = Encoding::for_bom(bytes)?;
    Some(encoding.decode_without_bom_handling(bytes.get(mark_bytes..)?).0)
}

fn utf_32_mark(bytes: &[u8]) -> Option<bool> {
    let little = bytes.starts_with(&[0xff, 0xfe, 0, 0]);
    (little || bytes.starts_with(&[0, 0, 0xfe, 0xff])).then_some(little)
}

fn utf_32(bytes: &[u8], little: bool) -> String {
    let units = bytes.as_chunks::<4>().0.iter();
    units.map(|unit| char::from_u32(unit_32(*unit, little)).unwrap_or('\u{fffd}')).collect()
}

fn unit_32(unit: [u8; 4], little: bool) -> u32 {
    if little { u32::from_le_bytes(unit) } else { u32::from_be_bytes(unit) }
}

fn unit_16(unit: [u8; 2], little: bool) -> u16 {
    if little { u16::from_le_bytes(unit) } else { u16::from_be_bytes(unit) }
}

/// The width of text that has zeros in it, if they are where wide characters have them.
fn wide(bytes: &[u8]) -> Option<Wide> {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    if !sample.contains(&0) {
        return None;
    }
    for little in [true, false] {
        if is_utf_32(sample, little) {
            return Some(Wide::Utf32 { little });
        }
    }
    match (is_utf_16(sample, true), is_utf_16(sample, false)) {
        (true, false) => Some(Wide::Utf16(UTF_16LE)),
        (false, true) => Some(Wide::Utf16(UTF_16BE)),
        (true, true) | (false, false) => None,
    }
}

fn is_utf_32(sample: &[u8], little: bool) -> bool {
    let (chunks, rest) = sample.as_chunks::<4>();
    let units = chunks.iter().map(|unit| unit_32(*unit, little));
    rest.is_empty()
        && units.clone().all(|unit| unit != 0 && char::from_u32(unit).is_some())
        && controls(units) <= chunks.len() / UNITS_PER_CONTROL
}

/// Whether these are UTF-16 in this order: one unit in a hundred or more is of ASCII (a space, a line end), surrogates
/// come in pairs, and hardly any unit is a control character.
fn is_utf_16(sample: &[u8], little: bool) -> bool {
    let chunks = sample.as_chunks::<2>().0;
    let units = chunks.iter().map(|unit| unit_16(*unit, little));
    let ascii = units.clone().filter(|unit| matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e));
    let unpaired = char::decode_utf16(units.clone()).filter(Result::is_err);
    // The sample may cut the last pair in two.
    unpaired.count() <= 1
        && ascii.count() > 1 + chunks.len() / 100
        && controls(units.map(u32::from)) <= chunks.len() / UNITS_PER_CONTROL
}

fn controls(units: impl Iterator<Item = u32>) -> usize {
    units.filter(|unit| matches!(unit, 0..=0x07 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// The encoding that stands after `keyword` and an equals sign.
fn declared(bytes: &[u8], keyword: &str) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.split(keyword).skip(1).find_map(|rest| {
        let label = rest.trim_start().strip_prefix('=')?;
        let label = label.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
        Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn utf_32_of(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|c| bytes(u32::from(c))).collect()
    }

    #[test]
    fn an_encoding_is_told_by_its_mark() {
        for bytes in [
            b"\xef\xbb\xbfn\xc3\xa3o".to_vec(),
            utf_16("\u{feff}não", u16::to_le_bytes),
            utf_16("\u{feff}não", u16::to_be_bytes),
            utf_32_of("\u{feff}não", u32::to_le_bytes),
            utf_32_of("\u{feff}não", u32::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes), "não");
            assert!(is_text(&bytes));
        }
    }

    #[test]
    fn wide_characters_are_told_without_a_mark() {
        let text = "Привет, мир.\nHello 語 🙂\n";
        for bytes in [
            utf_16(text, u16::to_le_bytes),
            utf_16(text, u16::to_be_bytes),
            utf_32_of(text, u32::to_le_bytes),
            utf_32_of(text, u32::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes), text);
            assert!(is_text(&bytes));
        }
    }

    #[test]
    fn narrow_characters_are_told_by_what_they_are_likely_to_be() {
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1251, "Это обычный русский текст, и его нужно прочитать."),
            (encoding_rs::SHIFT_JIS, "これは日本語のテキストです。読めますか。"),
            (encoding_rs::ISO_2022_JP, "これは日本語のテキストです。"),
            (encoding_rs::WINDOWS_1252, "Où êtes-vous allés cet été, à la montagne ou à la mer ?"),
        ] {
            let bytes = encoding.encode(text).0;
            assert_eq!(decode(&bytes), text, "{}", encoding.name());
        }
    }

    #[test]
    fn a_declaration_is_believed_unless_it_says_utf_8_and_is_wrong() {
        let html = "<meta charset=koi8-r>Тест";
        let bytes = encoding_rs::KOI8_R.encode(html).0;
        assert_eq!(decode_declared(&bytes, "charset"), html);
        let xml = "<?xml version='1.0' encoding='windows-1250'?><a>žluťoučký</a>";
        let bytes = encoding_rs::WINDOWS_1250.encode(xml).0;
        assert_eq!(decode_declared(&bytes, "encoding"), xml);
        assert_eq!(decode_declared(b"<meta charset=\"utf-8\">caf\xe9", "charset").len(), 27);
        assert_eq!(decode_declared("<meta charset=utf-16>é".as_bytes(), "charset").len(), 23);
    }

    #[test]
    fn what_is_full_of_control_characters_is_no_text() {
        let noise: Vec<u8> =
            (0..4096_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        assert!(!is_text(&noise));
        assert!(!is_text(b"\0\0\0\x01\0\x02binary\0\0"));
        assert!(is_text(b""));
        assert!(is_text(b"\x1b[31mred\x1b[0m\ttab\x0c\r\n"));
    }
}
