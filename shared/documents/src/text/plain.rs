//! Plain text, which is never parsed: `Vec<String>` and `if x<y` survive.

use crate::text::{Readable, TEXT_BYTES_MAX, is_invisible, split};

/// `content` with its lines, without what can't be seen.
pub(crate) fn plain(content: &str) -> Readable {
    let (content, rest) = split(content, TEXT_BYTES_MAX);
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => text.push('\n'),
            '\u{a0}' => text.push(' '),
            _ if is_invisible(character) => {}
            _ => text.push(character),
        }
    }
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        text = trimmed.into();
    }
    Readable { text, cut: !rest.is_empty(), ..Readable::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_invisible_characters_go() {
        for (content, expected) in [
            ("  one\r\n\ttwo\rthree\n", "one\n\ttwo\nthree"),
            ("\u{feff}a\u{a0}b\u{200b}c\u{2060}", "a bc"),
            ("if x<y then swap Vec<String> &amp;", "if x<y then swap Vec<String> &amp;"),
            ("\u{a0}\u{200b} ", ""),
        ] {
            assert_eq!(plain(content).text, expected);
        }
    }

    #[test]
    fn what_is_over_the_limit_is_cut_and_told() {
        let text = plain(&"語".repeat(TEXT_BYTES_MAX / 3 + 1));
        assert!(text.cut);
        assert_eq!(text.text.len(), TEXT_BYTES_MAX - TEXT_BYTES_MAX % 3);
    }
}
