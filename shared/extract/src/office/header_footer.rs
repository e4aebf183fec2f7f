//! Headers and footers: what they say, without the numbers of pages.

use std::collections::HashSet;

use crate::output::{Output, Stop};

/// What stands for the number of a page or of all pages; a character that XML can't have.
pub(super) const PAGE: &str = "\u{1}";

/// Whether the code of a field numbers pages.
pub(super) fn numbers_pages(code: &str) -> bool {
    let field = code.split_whitespace().next().unwrap_or_default();
    ["PAGE", "NUMPAGES", "SECTIONPAGES"].iter().any(|name| field.eq_ignore_ascii_case(name))
}

/// Writes headers and footers, which `read` reads: each piece between tabs and ends of lines once, and none that the
/// document has in its text, which begins at `start`.
pub(super) fn once<'a>(
    start: usize,
    output: &mut Output<'a>,
    read: impl FnOnce(&mut Output<'a>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let end = output.text().len();
    let result = read(output);
    let text = output.take_since(end);
    let mut new: HashSet<&str> = pieces(&text).collect();
    for piece in output.text().get(start..).unwrap_or_default().lines().flat_map(pieces) {
        new.remove(piece);
    }
    for line in text.lines() {
        let said: Vec<String> = pieces(line)
            .filter(|piece| new.remove(piece))
            .map(said)
            .filter(|said| !said.is_empty())
            .collect();
        output.line(&said.join("\t"))?;
    }
    result
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\t', '\n']).map(str::trim)
}

/// What a header or a footer says; nothing if it only numbers the pages, as `Page 1 of 9` and its like in any language.
fn said(text: &str) -> String {
    let words: Vec<&str> = text.split(PAGE).flat_map(str::split_whitespace).collect();
    // Marks between the numbers, and letters that are set apart, are no words.
    let count = words.iter().filter(|word| word.chars().nth(1).is_some()).count();
    let only_numbers_pages = (text.contains(PAGE) && count <= 2) || is_page_number(text);
    if only_numbers_pages { String::new() } else { words.join(" ") }
}

/// Whether a text is a number alone, and not that of a year.
fn is_page_number(text: &str) -> bool {
    let number = text.trim_matches(|character: char| !character.is_alphanumeric());
    number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text of a sheet's header or footer without the codes for what Excel knows when it prints (ECMA-376 part 1,
/// `oddHeader`).
pub(super) fn of_sheet(codes: &str) -> String {
    let mut text = String::new();
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
            Some('P' | 'N') => text.push_str(PAGE),
            Some(digit) if digit.is_ascii_digit() => {
                characters = code.trim_start_matches(|size: char| size.is_ascii_digit()).chars();
            }
            Some(_) | None => {}
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    said(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

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
            assert_eq!(of_sheet(codes), expected, "{codes}");
        }
    }

    fn after(body: &str, headers: &str) -> String {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        output.line("Plan").unwrap();
        let start = output.text().len();
        output.push(body).unwrap();
        once(start, &mut output, |output| output.push(headers)).unwrap();
        output.text().get(start..).unwrap().to_owned()
    }

    #[test]
    fn headers_say_once_what_the_text_does_not() {
        for (headers, expected) in [
            ("Report\tDraft\nReport\tFinal\n", "Report\tDraft\nFinal\n"),
            ("Rent \tPlan\n", "Plan\n"),
            ("Page \u{1} of \u{1}\n- \u{1} -\n\u{1} | P a g e\n12\n_____\n", ""),
            ("Plan\tPage \u{1}\nPlan\tPage \u{1}\n", "Plan\n"),
            ("Terms of sale, page \u{1}\n", "Terms of sale, page\n"),
            ("2024\n12/09/03\nv1\n", "2024\n12/09/03\nv1\n"),
            ("", ""),
        ] {
            assert_eq!(
                after("Rent\t1200\n", headers),
                format!("Rent\t1200\n{expected}"),
                "{headers}"
            );
        }
    }

    #[test]
    fn headers_that_do_not_fit_are_cut_like_any_text() {
        let limits = Limits { text_bytes: 14, ..Limits::default() };
        let mut output = Output::new(&limits, &|| false);
        output.line("Text").unwrap();
        let result = once(0, &mut output, |output| {
            output.line("Page \u{1}")?;
            output.line("Header")
        });
        assert!(matches!(result, Err(Stop::Full)));
        assert_eq!(output.text(), "Text\nHe\n");
    }

    #[test]
    fn fields_that_number_pages_are_known_by_their_codes() {
        for (code, expected) in [
            (" PAGE  \\* MERGEFORMAT ", true),
            ("NumPages", true),
            ("SECTIONPAGES", true),
            ("PAGEREF _Toc1", false),
            ("DATE", false),
            ("", false),
        ] {
            assert_eq!(numbers_pages(code), expected, "{code}");
        }
    }
}
