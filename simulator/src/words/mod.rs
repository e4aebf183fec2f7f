//! What the tenant's people write: names, titles and sentences in many scripts.
//!
//! Every text here reads the same as HTML, as plain text and in a document: single spaces, no white space at the
//! ends. The ways in which HTML hides that are added where HTML is written.

mod names;
mod texts;

pub(crate) use names::*;
pub(crate) use texts::*;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_the_same_in_every_form() {
        for text in SENTENCES.iter().chain(&SUBJECTS).chain(&TOPICS).chain(&CELLS).chain([&LONG]) {
            let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(**text, *folded, "{text}");
        }
    }

    #[test]
    fn code_has_no_empty_line_and_no_white_space_at_its_ends() {
        for code in CODE {
            assert_eq!(code, code.trim());
            assert!(code.lines().all(|line| !line.trim().is_empty()), "{code}");
        }
    }

    #[test]
    fn a_long_text_is_longer_than_a_title() {
        assert!(LONG.chars().count() > 80);
    }
}
