//! Words that a line's end parts.

/// Joins the words that a hyphen parts at the end of a line: a soft hyphen, or one with a letter before it and a small
/// letter after it. Nobody searches for the halves; a compound that loses its own hyphen there is the rarer case.
pub(super) fn join_parted_words(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let text = text.replace("\u{ad}\n", "");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("-\n") {
        joined.push_str(before);
        let is_parted =
            before.ends_with(char::is_alphabetic) && after.starts_with(char::is_lowercase);
        if !is_parted {
            joined.push_str("-\n");
        }
        rest = after;
    }
    joined.push_str(rest);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_that_goes_on_in_small_letters_is_joined() {
        for (text, joined) in [
            (
                "what can be ex-\npected in sur-\npris-\ningly",
                "what can be expected in surprisingly",
            ),
            ("Haus\u{ad}\nt\u{fc}r", "Haust\u{fc}r"),
            ("Jean-\nPaul", "Jean-\nPaul"),
            ("1990-\n2000", "1990-\n2000"),
            ("- one -\ntwo -", "- one -\ntwo -"),
            ("-\nxy-", "-\nxy-"),
        ] {
            assert_eq!(join_parted_words(text), joined);
        }
    }
}
