//! Whether what stands on a page is text. A font may draw a letter and not tell which one it is; what is left then is
//! noise, and worse than nothing in an index.

/// Whether more than 30 % of the characters have no meaning: U+FFFD, control characters, private use. White space
/// isn't counted.
pub(super) fn is_noise(text: &str) -> bool {
    let (mut all, mut meaningless) = (0_usize, 0_usize);
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        all += 1;
        meaningless += usize::from(has_no_meaning(character));
    }
    meaningless.saturating_mul(10) > all.saturating_mul(3)
}

fn has_no_meaning(character: char) -> bool {
    let is_private = matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    character == char::REPLACEMENT_CHARACTER || character.is_control() || is_private
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_noise_above_three_characters_in_ten() {
        assert!(!is_noise("abcdefg \u{fffd}\u{1}\u{f0a7}"));
        assert!(is_noise("abcdef \u{fffd}\u{1}\u{f0a7}"));
    }

    #[test]
    fn a_page_without_characters_is_none() {
        assert!(!is_noise(" \n\t"));
    }
}
