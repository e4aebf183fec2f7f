//! The text of a Word file by its piece table alone, for files that `office_oxide` can't make sense of (MS-DOC).

use super::bytes::{u16_at, u32_at, up_to, utf_16, windows_1252};
use super::compound::{self, Compound};
use super::flow::{Flow, Gap};
use crate::output::{Output, Stop};

/// Where the header of the file has the place and the length of the piece table: `fcClx`, `lcbClx`.
const PIECE_TABLE: usize = 0x01a2;
/// The flag that says in which of two streams the table is: `fWhichTblStm`.
const IS_FIRST_TABLE: u16 = 0x0200;
/// The bit of a piece's place that says that it has a byte for each character.
const IS_COMPRESSED: usize = 0x4000_0000;

/// Reads the text of a file, if it has a table of pieces.
pub(super) fn read(file: &mut Compound<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let Some(document) = compound::stream(file, "/WordDocument", output)? else {
        return Ok(());
    };
    let flags = u16_at(&document, 0x0a).unwrap_or_default();
    let name = if flags & IS_FIRST_TABLE == 0 { "/0Table" } else { "/1Table" };
    let Some(table) = compound::stream(file, name, output)? else {
        return Ok(());
    };
    let Some(pieces) = pieces(&document, &table) else {
        return Ok(());
    };
    let mut flow = Flow::default();
    // Places in the text, one more than there are pieces, then as many descriptors of eight bytes.
    let count = pieces.len().saturating_sub(4) / 12;
    let mut fields = 0_usize;
    for index in 0..count {
        output.check_time()?;
        let Some(text) = piece(&document, pieces, index, count) else {
            break;
        };
        // Pieces may lie over each other, and what is hidden in fields fills no output.
        output.take_inflated(text.len())?;
        for character in text.chars() {
            write(character, &mut fields, &mut flow, output)?;
        }
    }
    Ok(())
}

/// The table: behind property changes (1), each with its length in two bytes, and its own mark (2) and length in four.
fn pieces<'t>(document: &[u8], table: &'t [u8]) -> Option<&'t [u8]> {
    let length = u32_at(document, PIECE_TABLE + 4)?;
    let mut rest = up_to(table, u32_at(document, PIECE_TABLE)?, length);
    while rest.first() == Some(&1) {
        rest = rest.get(usize::from(u16_at(rest, 1)?).checked_add(3)?..)?;
    }
    if rest.first() != Some(&2) {
        return None;
    }
    Some(up_to(rest, 5, u32_at(rest, 1)?))
}

fn piece(document: &[u8], pieces: &[u8], index: usize, count: usize) -> Option<String> {
    let length = u32_at(pieces, index * 4 + 4)?.checked_sub(u32_at(pieces, index * 4)?)?;
    let place = u32_at(pieces, (count + 1) * 4 + index * 8 + 2)?;
    if place & IS_COMPRESSED == 0 {
        return Some(utf_16(up_to(document, place, length.saturating_mul(2))));
    }
    Some(windows_1252(up_to(document, (place & !IS_COMPRESSED) / 2, length)))
}

/// Writes a character; fields have a code that isn't shown between the marks 0x13 and 0x14.
fn write(
    character: char,
    fields: &mut usize,
    flow: &mut Flow,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    match character {
        '\u{13}' => *fields = fields.saturating_add(1),
        '\u{14}' | '\u{15}' => *fields = fields.saturating_sub(1),
        '\r' | '\u{b}' | '\u{c}' => flow.gap(Gap::Line),
        '\u{7}' | '\t' => flow.gap(Gap::Tab),
        '\u{1e}' if *fields == 0 => flow.text("-", output)?,
        character if *fields == 0 && !character.is_control() => {
            flow.text(character.encode_utf8(&mut [0; 4]), output)?;
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;
    use crate::limits::Limits;

    /// A file with two pieces: six characters of a byte each, and three of two.
    fn file(length: u32) -> Vec<u8> {
        let mut document = vec![0; 0x400];
        document[0x01a2..0x01a6].copy_from_slice(&4_u32.to_le_bytes());
        document[0x01a6..0x01aa].copy_from_slice(&length.to_le_bytes());
        document[0x200..0x206].copy_from_slice(b"a\x13x\x14b\r");
        document[0x300..0x306].copy_from_slice(&[0x16, 0x20, 0x07, 0, b'c', 0]);
        let mut table = vec![0; 4];
        table.extend([1, 2, 0, 9, 9]);
        table.extend([2, 28, 0, 0, 0]);
        for place in [0_u32, 6, 9] {
            table.extend(place.to_le_bytes());
        }
        for place in [0x4000_0400_u32, 0x300] {
            table.extend([0, 0]);
            table.extend(place.to_le_bytes());
            table.extend([0, 0]);
        }
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/WordDocument").unwrap().write_all(&document).unwrap();
        file.create_stream("/0Table").unwrap().write_all(&table).unwrap();
        file.into_inner().into_inner()
    }

    fn text(bytes: &[u8]) -> String {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(&mut compound::open(bytes).unwrap(), &mut output).unwrap();
        output.text().to_owned()
    }

    #[test]
    fn pieces_are_read_in_order_without_the_codes_of_fields() {
        assert_eq!(text(&file(38)), "ab\n\u{2016}\tc");
    }

    #[test]
    fn a_table_that_breaks_off_gives_no_more_than_is_there() {
        assert_eq!(text(&file(6)), "");
        assert_eq!(text(&file(u32::MAX)), "ab\n\u{2016}\tc");
    }
}
