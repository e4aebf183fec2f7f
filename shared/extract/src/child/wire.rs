//! What parent and child say to each other: a line of JSON each, then the bytes that it announces.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::limits::Limits;
use crate::output::{Extracted, Metadata};
use crate::refusal::Refusal;

/// Bytes that a line may have; what goes into one is cut so that it does.
pub(super) const LINE_BYTES: u64 = 64 << 10;
/// Bytes of one value in a line; JSON makes six of one at most.
const VALUE_BYTES: usize = 1 << 10;

/// What the parent wants; the file's bytes follow.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Question {
    pub(super) name: String,
    pub(super) file_bytes: usize,
    pub(super) limits: Limits,
    /// Bytes of address space.
    pub(super) memory_bytes: u64,
    /// Who asks: a child whose parent is another one by now has nobody to answer.
    pub(super) parent: u32,
    /// After this time a reader stops, with what it has.
    pub(super) time: Duration,
}

/// A name as a question has it: of one that is too long the end, which has the extension.
pub(super) fn short_name(name: &str) -> String {
    let start = name.ceil_char_boundary(name.len().saturating_sub(VALUE_BYTES));
    name.get(start..).unwrap_or_default().to_owned()
}

/// What the child found; the text follows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Found {
    kind: Kind,
    truncated: bool,
    metadata: Metadata,
    text_bytes: usize,
}

/// What the child says.
pub(super) type Answer = Result<Found, Refusal>;

/// Parts an outcome into the line and the text after it.
pub(super) fn parted(outcome: Result<Extracted, Refusal>) -> (Answer, String) {
    match outcome {
        Ok(Extracted { kind, text, truncated, metadata }) => {
            let metadata = short_metadata(metadata);
            (Ok(Found { kind, truncated, metadata, text_bytes: text.len() }), text)
        }
        Err(refusal) => (Err(short_refusal(refusal)), String::new()),
    }
}

/// Puts the line and the text together again; none if the text isn't whole.
pub(super) fn joined(answer: Answer, text: Vec<u8>) -> Option<Result<Extracted, Refusal>> {
    match answer {
        Ok(Found { kind, truncated, metadata, text_bytes }) if text_bytes == text.len() => {
            let text = String::from_utf8(text).ok()?;
            Some(Ok(Extracted { kind, text, truncated, metadata }))
        }
        Ok(_) => None,
        Err(refusal) => Some(Err(refusal)),
    }
}

fn short_metadata(metadata: Metadata) -> Metadata {
    let Metadata { title, author, created, modified, language } = metadata;
    Metadata {
        title: title.map(short),
        author: author.map(short),
        created: created.map(short),
        modified: modified.map(short),
        language: language.map(short),
    }
}

fn short_refusal(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Unsupported(detail) => Refusal::Unsupported(short(detail)),
        Refusal::Malformed(detail) => Refusal::Malformed(short(detail)),
        Refusal::Limit(detail) => Refusal::Limit(short(detail)),
        Refusal::Empty | Refusal::Encrypted => refusal,
    }
}

/// A value for a line that somebody reads, in a log or at a terminal: cut, and nothing in it but what can be printed.
pub(super) fn short(mut value: String) -> String {
    value.truncate(value.floor_char_boundary(VALUE_BYTES));
    value.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_lines_are_lines_that_are_read() {
        let long = "\"".repeat(100_000);
        let extracted = Extracted {
            kind: Kind::Text,
            text: String::new(),
            truncated: true,
            metadata: Metadata {
                title: Some(long.clone()),
                author: Some(long.clone()),
                created: Some(long.clone()),
                modified: Some(long.clone()),
                language: Some(long.clone()),
            },
        };
        let most = usize::try_from(LINE_BYTES).unwrap();
        for outcome in [Ok(extracted), Err(Refusal::Malformed(long.clone()))] {
            let line = serde_json::to_vec(&parted(outcome).0).unwrap();
            assert!(line.len() < most, "{}", line.len());
        }
        assert!(serde_json::to_vec(&short_name(&long)).unwrap().len() < most / 2);
    }

    #[test]
    fn a_name_that_is_too_long_keeps_its_extension() {
        let name = format!("{}.docx", "é".repeat(2_000));
        let short = short_name(&name);
        assert!(short.ends_with("é.docx") && short.len() <= VALUE_BYTES);
        assert_eq!(short_name("a.txt"), "a.txt");
    }

    #[test]
    fn what_goes_into_a_line_stays_in_it() {
        let odd = Refusal::Malformed("part a\u{1b}[2J\nb".to_owned());
        assert_eq!(short_refusal(odd), Refusal::Malformed("part a [2J b".to_owned()));
    }

    #[test]
    fn a_text_that_lost_its_end_on_the_way_is_none() {
        let extracted = Extracted {
            kind: Kind::Text,
            text: "whole".to_owned(),
            truncated: false,
            metadata: Metadata::default(),
        };
        let (answer, text) = parted(Ok(extracted.clone()));
        assert_eq!(joined(answer, text.into_bytes()), Some(Ok(extracted.clone())));
        let (answer, _text) = parted(Ok(extracted));
        assert_eq!(joined(answer, b"who".to_vec()), None);
    }
}
