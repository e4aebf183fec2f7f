//! Comments of binary workbooks (MS-XLSB: `BrtCommentAuthor`, `BrtCommentText`).

use super::bytes::{u32_at, up_to, utf_16};
use crate::output::{Output, Stop};

const COMMENT_TEXT: usize = 637;

/// Reads a part with comments.
pub(super) fn read(part: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut at = 0;
    while let Some(kind) = variable(part, &mut at, 2)
        && let Some(size) = variable(part, &mut at, 4)
    {
        if kind == COMMENT_TEXT {
            let record = up_to(part, at, size);
            // One byte of flags, the length in characters, then the characters.
            let length = u32_at(record, 1).unwrap_or_default();
            output.line(&utf_16(up_to(record, 5, length.saturating_mul(2))))?;
        }
        at = at.saturating_add(size);
    }
    Ok(())
}

/// A number in seven bits of each byte, lowest first, as long as the eighth is set.
fn variable(bytes: &[u8], at: &mut usize, bytes_max: u32) -> Option<usize> {
    let mut value = 0;
    for index in 0..bytes_max {
        let byte = usize::from(*bytes.get(*at)?);
        *at = at.saturating_add(1);
        value |= (byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn text(part: &[u8]) -> String {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(part, &mut output).unwrap();
        output.text().to_owned()
    }

    #[test]
    fn a_comment_is_the_text_of_its_record() {
        let mut part = vec![0xf4, 0x04, 0];
        part.extend([0xfd, 0x04, 9, 0, 2, 0, 0, 0, b'h', 0, b'i', 0]);
        part.extend([0xf5, 0x04, 0]);
        assert_eq!(text(&part), "hi\n");
    }

    #[test]
    fn a_part_that_breaks_off_gives_what_is_there() {
        assert_eq!(text(&[0xfd, 0x04, 0xff, 0xff, 0xff, 0x7f, 0, 9, 0, 0, 0, b'h', 0]), "h\n");
        assert_eq!(text(&[0xfd, 0x04, 9]), "");
        assert_eq!(text(&[0xfd]), "");
    }
}
