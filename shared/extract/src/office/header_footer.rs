//! Headers and footers of sheets: text with codes for what Excel knows when it prints (ECMA-376 part 1, `oddHeader`).

/// The text of a header or a footer without its codes; nothing if it only numbers the pages, as `Page &P` does.
pub(super) fn text(codes: &str) -> String {
    let mut text = String::new();
    let mut counts_pages = false;
    let mut rest = codes;
    while let Some((before, code)) = rest.split_once('&') {
        text.push_str(before);
        let mut characters = code.chars();
        match characters.next() {
            Some('&') => text.push('&'),
            Some('"') => {
                characters = code
                    .split_once('"')
                    .and_then(|(_, font)| font.split_once('"'))
                    .map_or("".chars(), |(_, after)| after.chars());
            }
            Some('K') => characters = code.get(7..).unwrap_or_default().chars(),
            Some('L' | 'C' | 'R') => text.push(' '),
            Some('P' | 'N') => counts_pages = true,
            Some(digit) if digit.is_ascii_digit() => {
                characters = code.trim_start_matches(|size: char| size.is_ascii_digit()).chars();
            }
            Some(_) | None => {}
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    let words: Vec<&str> = text.split_whitespace().collect();
    // `Page 1`, `1 of 9` and their like in any language.
    if counts_pages && words.len() <= 2 { String::new() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn codes_are_left_out_and_page_numbers_say_nothing() {
        for (codes, expected) in [
            ("&C&\"Times New Roman,Regular\"&12Page &P", ""),
            ("Page &P of &N", ""),
            ("&C&A", ""),
            (
                "&L&\"Arial,Bold\"Draft&C&K00FF00Plan && budget&RPage &P of &N",
                "Draft Plan & budget Page of",
            ),
            ("&", ""),
            ("&K12", ""),
            ("&\"Arial", ""),
            ("plain", "plain"),
        ] {
            assert_eq!(text(codes), expected, "{codes}");
        }
    }
}
