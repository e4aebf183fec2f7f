//! Lengths of calls and recordings.

use jiff::{Span, SpanRelativeTo};

/// Whole seconds of an ISO 8601 duration: 2419 of `PT40M19.26S`; none of a text that is no duration.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let span: Span = text.parse().ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Some(duration.as_secs()).filter(|seconds| *seconds >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_whole_seconds() {
        for (text, expected) in [
            ("PT59S", Some(59)),
            ("PT40M19.26S", Some(2419)),
            ("P1DT2H", Some(93_600)),
            ("PT0S", Some(0)),
            ("-PT5S", None),
            ("an hour", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
