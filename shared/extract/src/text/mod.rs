//! Plain text: notes, tables, source code, subtitles.
//!
//! Everything stands as it is in the file, white space too, once its bytes are characters (`decode.rs`). Transcripts
//! of meetings alone are read for what was said (`transcript.rs`).

mod code_page;
mod decode;
mod transcript;

pub(crate) use code_page::code_page;
pub(crate) use decode::{decode, decode_declared, is_text};

use crate::output::{Output, Stop};

/// Reads a file of plain text.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let text = decode(bytes);
    if transcript::is_transcript(&text) {
        return transcript::read(&text, output);
    }
    output.push(&text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{Kind, Limits, extract};

    fn text_of(bytes: &[u8], name: &str) -> String {
        let extracted = extract(bytes, name, &Limits::default(), &|| false).unwrap();
        assert_eq!(extracted.kind, Kind::Text);
        extracted.text
    }

    #[test]
    fn text_stands_as_it_is() {
        for (name, content) in [
            ("table.csv", "a;b\r\n1;\"x\ty\"\r\n\r\n"),
            ("data.json", "{\n  \"a\": [1, 2]\n}\n"),
            ("notes.md", "# Title\n\n- <b>one</b>\n"),
            ("main.rs", "fn main() {\n\tprintln!(\"<html>\");\n}"),
        ] {
            assert_eq!(text_of(content.as_bytes(), name), content);
        }
    }

    #[test]
    fn a_transcript_is_told_by_its_first_line() {
        let content = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ana Ruiz>Good morning</v>\n";
        assert_eq!(text_of(content.as_bytes(), "meeting.vtt"), "Ana Ruiz: Good morning\n");
    }

    #[test]
    fn text_ends_where_its_limit_is() {
        let limits = Limits { text_bytes: 5, ..Limits::default() };
        let extracted = extract("añadir".as_bytes(), "a.txt", &limits, &|| false).unwrap();
        assert_eq!((extracted.text.as_str(), extracted.truncated), ("añad", true));
    }

    proptest! {
        #[test]
        fn any_bytes_are_some_text_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
            prop_assert!(super::decode(&bytes).len() <= bytes.len() * 3);
        }
    }
}
