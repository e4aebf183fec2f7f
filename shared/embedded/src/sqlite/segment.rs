//! Text as the index's tokenizer wants it: scripts that put no spaces between words are cut into characters.
//!
//! The tokenizer takes a run of letters for one word, so that a Chinese, Japanese or Thai sentence would be found by
//! its whole or its beginning only. Here each character of such a script is set apart by an invisible seam, in the
//! texts and in what is looked for, where a run of them becomes a phrase: two characters find exactly the places where
//! they stand together. Korean has spaces, but hangs its particles on the word: it is cut too.
//!
//! Why not FTS5's `trigram`: it finds nothing under three characters, and most Chinese words have two. Why not a
//! tokenizer of our own: FTS5 takes one only through C callbacks, and this workspace has no unsafe code.

use std::borrow::Cow;

/// ZERO WIDTH SPACE: no letter for the tokenizer, nothing to see for people.
pub(super) const SEAM: char = '\u{200b}';

/// Cuts a text. Control characters become spaces: they mean nothing to a search, and two of them mark matches.
pub(super) fn segmented(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|character| is_unspaced(character) || character.is_control()) {
        return Cow::Borrowed(text);
    }
    let mut cut = String::with_capacity(text.len() * 2);
    let mut apart = false;
    for character in text.chars() {
        let before = std::mem::replace(&mut apart, is_unspaced(character));
        if before || apart {
            cut.push(SEAM);
        }
        cut.push(if character.is_control() { ' ' } else { character });
    }
    Cow::Owned(cut)
}

/// Takes the seams out again.
pub(super) fn mended(cut: &str) -> String {
    cut.chars().filter(|character| *character != SEAM).collect()
}

/// Whether a character belongs to a script whose words aren't set apart by spaces, or carry their particles.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Myanmar
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' // ideographic iteration mark, zero
        | '\u{3040}'..='\u{30ff}' // Hiragana, Katakana
        | '\u{3100}'..='\u{312f}' // Bopomofo
        | '\u{31f0}'..='\u{31ff}' // Katakana extensions
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' // Han
        | '\u{ac00}'..='\u{d7a3}' // Hangul
        | '\u{f900}'..='\u{faff}' // Han, compatibility
        | '\u{ff66}'..='\u{ff9f}' // Katakana, half width
        | '\u{20000}'..='\u{3ffff}' // Han, rare
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_without_spaces_are_cut() {
        let shown = |text| segmented(text).replace(SEAM, "|");
        assert_eq!(shown("Grüße, мир, שלום"), "Grüße, мир, שלום");
        assert_eq!(shown("Q3報告 ok"), "Q3|報|告| ok");
    }

    #[test]
    fn a_cut_text_is_mended_to_what_it_was() {
        for text in ["会议纪要", "", "a東b", "ที่ประชุม"] {
            assert_eq!(mended(&segmented(text)), text);
        }
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(segmented("a\u{1}b\nc\0"), "a b c ");
    }
}
