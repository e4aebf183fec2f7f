//! Texts that go into a record's error fields.

/// Bytes of an error text. The fields are keywords, of which Elasticsearch refuses more than 32,766 bytes.
const TEXT_BYTES_MAX: usize = 8_000;

const ELLIPSIS: &str = "…";

/// `text` as a record may hold it: one line, at most 8,000 bytes, never empty. Kibana shows it as it is.
pub fn error_text(text: &str) -> String {
    let words: Vec<_> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let mut line = words.join(" ");
    if line.is_empty() {
        return "unknown error".to_owned();
    }
    if line.len() > TEXT_BYTES_MAX {
        line.truncate(line.floor_char_boundary(TEXT_BYTES_MAX - ELLIPSIS.len()));
        line.push_str(ELLIPSIS);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_never_empty_and_has_one_line() {
        let table = [
            ("", "unknown error"),
            (" \n\u{0}", "unknown error"),
            ("first\r\n  second\tthird", "first second third"),
            ("‘Client ID’ cannot be empty.", "‘Client ID’ cannot be empty."),
        ];
        for (text, expected) in table {
            assert_eq!(error_text(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        for (character, kept) in [("a", 7_997), ("é", 7_996), ("€", 7_995), ("😀", 7_996)] {
            let text = error_text(&character.repeat(100 * 1024));
            assert_eq!(text.len(), kept + ELLIPSIS.len(), "{character}");
            assert!(text.ends_with(&format!("{character}…")), "{character}");
        }
        let fits = "a".repeat(TEXT_BYTES_MAX);
        assert_eq!(error_text(&fits), fits);
    }
}
