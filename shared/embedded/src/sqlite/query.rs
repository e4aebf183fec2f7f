//! What people type, as an expression of the text index.
//!
//! Every word must be there; words in quotes must stand together; the last word may go on (`repo` finds *report*).
//! Nothing that is typed means more than its letters: FTS5's own operators (`NOT`, `*`, `^`, `:`, brackets) are quoted.

use super::segment::segmented;

/// A query is cut here: nobody types more, and what is pasted is bounded.
const QUERY_CHARS_MAX: usize = 1_000;

/// Further words are passed over; FTS5 nests an expression 256 levels at most.
const TERMS_MAX: usize = 32;

/// Quotation marks that people type, or that their keyboard makes of them.
const QUOTES: [char; 4] = ['"', '“', '”', '„'];

/// The expression, or none if there is no letter and no digit to look for.
pub(super) fn expression(query: &str) -> Option<String> {
    let query: String = query.chars().take(QUERY_CHARS_MAX).collect();
    let mut terms: Vec<String> = Vec::new();
    let mut goes_on = false;
    for (index, part) in query.split(QUOTES).enumerate() {
        let quoted = index % 2 == 1;
        let words: Vec<&str> = if quoted { vec![part] } else { part.split_whitespace().collect() };
        for word in words.into_iter().filter(|word| word.contains(char::is_alphanumeric)) {
            terms.push(format!("\"{}\"", segmented(word)));
            goes_on = !quoted;
        }
    }
    let all = terms.len() <= TERMS_MAX;
    terms.truncate(TERMS_MAX);
    let last = terms.last_mut()?;
    if goes_on && all {
        last.push('*');
    }
    Some(terms.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_the_last_may_go_on() {
        assert_eq!(expression("  budget rep ").as_deref(), Some(r#""budget" "rep"*"#));
    }

    #[test]
    fn words_in_quotes_are_a_phrase_that_ends_where_it_ends() {
        assert_eq!(expression(r#"ana "q3 report""#).as_deref(), Some(r#""ana" "q3 report""#));
        assert_eq!(expression("“q3 report” an").as_deref(), Some(r#""q3 report" "an"*"#));
    }

    #[test]
    fn operators_are_words() {
        let expected = r#""a" "NOT" "b:" "(c" "NEAR/2"*"#;
        assert_eq!(expression("a NOT b: (c * ^ NEAR/2").as_deref(), Some(expected));
    }

    #[test]
    fn a_query_without_a_letter_or_digit_looks_for_nothing() {
        for query in ["", " ", "\"", "\"\" ?!", "—"] {
            assert_eq!(expression(query), None, "{query}");
        }
    }

    #[test]
    fn a_long_query_is_cut() {
        let expression = expression(&"w ".repeat(400)).unwrap();
        assert_eq!(expression.matches("\"w\"").count(), TERMS_MAX);
        assert!(!expression.ends_with('*'));
    }
}
