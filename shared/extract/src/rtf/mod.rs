//! Rich text (Microsoft: Rich Text Format Specification 1.9.1).
//!
//! ```text
//! bytes ──▶ token.rs ──▶ reader.rs ──▶ text          destination.rs: what a group is for
//!                           └──▶ HTML ──▶ html
//! ```
//!
//! Rich text that Outlook made of HTML has the HTML in it, and that is what is read
//! (Microsoft: \[MS-OXRTFEX\]).

mod destination;
mod reader;
mod token;

use crate::output::{Output, Stop};

use reader::Reader;
use token::Tokens;

/// The time is asked for once in so many tokens.
const TOKENS_PER_CHECK: usize = 4096;

/// Reads rich text. One that breaks off gives what came before.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut reader = Reader::new(output);
    // Each token takes at least a byte of the file.
    for (number, token) in Tokens::new(bytes).enumerate() {
        if number.is_multiple_of(TOKENS_PER_CHECK) {
            reader.check_time()?;
        }
        reader.token(&token)?;
    }
    reader.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Extracted, Kind, Limits};

    fn document(content: &[u8]) -> Extracted {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(content, &mut output).unwrap();
        output.into_extracted(Kind::Rtf)
    }

    fn text_of(content: &str) -> String {
        document(format!("{{\\rtf1\\ansi {content}}}").as_bytes()).text
    }

    #[test]
    fn paragraphs_are_lines_and_cells_are_apart() {
        for (content, expected) in [
            ("a\\par b {\\b c}d\\line e\\\n\\par\\par f", "a\nb cd\ne\nf\n"),
            ("\\trowd a\\cell b\\cell\\row c\\cell\\row", "a\tb\t\nc\t\n"),
            ("a\\~b\\_c\\{\\}\\\\\\emdash d\\tab e\\lquote f\\rquote", "a b-c{}\\—d\te‘f’\n"),
            ("ab\r\ncd", "abcd\n"),
        ] {
            assert_eq!(text_of(content), expected, "{content}");
        }
    }

    #[test]
    fn bytes_are_in_the_encoding_of_their_font_or_of_the_document() {
        for (content, expected) in [
            ("\\ansicpg1251 \\'cf\\'f0", "Пр\n"),
            (
                "\\deff1{\\fonttbl{\\f1\\fcharset204 A;}{\\f2\\fcharset128 B;}}\\'cf{\\f2 \\'83A\\'81\\'42}\\'f0",
                "Пア。р\n",
            ),
            ("{\\fonttbl{\\f3\\cpg1253 A;}}\\f3 \\'e1\\plain \\'e1", "αá\n"),
            ("\\mac \\'8e", "é\n"),
        ] {
            assert_eq!(text_of(content), expected, "{content}");
        }
    }

    #[test]
    fn what_stands_for_a_character_of_unicode_is_passed_over() {
        for (content, expected) in [
            ("\\u8364?b", "€b\n"),
            ("\\uc2\\u8364\\'80\\'80b{\\uc0\\u8364 c}\\u8364??d", "€b€c€d\n"),
            ("\\uc1\\u-10179?\\u-8694?", "\u{1f60a}\n"),
            ("\\u-10179?x", "x\n"),
            ("{\\u8364}b", "€b\n"),
            ("\\u8364\\emdash b", "€b\n"),
        ] {
            assert_eq!(text_of(content), expected, "{content}");
        }
    }

    #[test]
    fn only_what_is_read_by_people_is_text() {
        for (content, expected) in [
            ("{\\stylesheet{\\s1 Normal;}}{\\colortbl;\\red0;}{\\*\\unknown x}a", "a\n"),
            ("{\\pict\\pngblip 89504e47}{\\*\\shppict{\\pict\\bin4 {{{{}}a", "a\n"),
            (
                "{\\field{\\*\\fldinst{HYPERLINK \"https://example.com\"}}{\\fldrslt link}}",
                "link\n",
            ),
            ("{\\listtext 1.\\tab}a{\\pntext 2.\\tab}b", "ab\n"),
            ("a{\\footnote note}b{\\header top}{\\*\\annotation said}", "a note b\ntop\nsaid\n"),
            (
                "{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt box\\par}}{\\shprslt box}}",
                "box\n",
            ),
            ("{\\object{\\*\\objdata 01}{\\result shown}}", "shown\n"),
            ("{\\xe{entry}}a\\v hidden", "ahidden\n"),
        ] {
            assert_eq!(text_of(content), expected, "{content}");
        }
    }

    #[test]
    fn the_title_and_the_author_are_metadata() {
        let read = document(b"{\\rtf1\\ansicpg1250{\\info{\\title Pl\\'e1n {\\b x}}{\\author Ana}{\\operator Bo}}a}");
        assert_eq!(read.text, "a\n");
        assert_eq!(read.metadata.title.as_deref(), Some("Plán x"));
        assert_eq!(read.metadata.author.as_deref(), Some("Ana"));
    }

    #[test]
    fn html_that_outlook_wrapped_is_read_as_html() {
        let content = "\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 One &amp; \\'e9{\\*\\htmltag4 <br>}\
            \\htmlrtf \\line\\htmlrtf0 two\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}{\\*\\mhtmltag x}";
        assert_eq!(text_of(content), "One & é\ntwo\n");
    }

    #[test]
    fn depth_costs_little_and_what_breaks_off_gives_what_came_before() {
        let deep = format!("{{\\rtf1 {}a{}b", "{\\b ".repeat(100_000), "}".repeat(100_000));
        assert_eq!(document(deep.as_bytes()).text, "ab\n");
        assert_eq!(document(b"{\\rtf1 a{\\b b\\").text, "ab\n");
        assert_eq!(document(b"{\\rtf1 a}}}}b").text, "a\n");
        assert_eq!(document(b"{\\rtf1 a\\bin99999999999 b").text, "a\n");
        assert_eq!(document(b"{\\rtf1 \\u99999999999?\\f-3 a\\uc-1\\u65?b").text, "aA?b\n");
    }

    proptest! {
        #[test]
        fn any_pieces_are_read(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "{", "}", "\\", "\\'", "\\'8", "\\u", "\\u55357", "\\uc0", "\\uc9", "\\bin3", "\\*", "\\f1",
                        "{\\fonttbl", "\\fcharset128", "{\\info{\\title ", "{\\pict", "\\par", "\\htmlrtf", "\\fromhtml1",
                        "{\\*\\htmltag <p ", "\\ansicpg932", "{\\footnote ", "\\cell", "-1", "\0",
                    ]).prop_map(|piece: &str| piece.as_bytes().to_vec()),
                    proptest::collection::vec(any::<u8>(), 0..8),
                ],
                0..40,
            ),
        ) {
            let content = [b"{\\rtf1 ".to_vec(), pieces.concat()].concat();
            prop_assert!(document(&content).text.len() <= content.len() * 4);
        }
    }
}
