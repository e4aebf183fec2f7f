//! Queries that surely hit: words that documents of the truth hold.

use serde_json::{Map, Value};

use crate::compare::text;

/// Shorter words would find too much, longer ones are no words.
const WORD_CHARACTERS: std::ops::RangeInclusive<usize> = 4..=20;

/// Words of a query; all must be in one document.
const WORDS_MAX: usize = 2;

/// The best queries so far: of each, the first that shows the most.
#[derive(Debug, Default)]
pub(super) struct Queries {
    message: Candidate,
    file: Candidate,
    meeting: Candidate,
}

/// A query, and how much it shows.
#[derive(Debug, Default)]
struct Candidate {
    query: String,
    rank: usize,
}

impl Queries {
    /// Looks at a document of the truth.
    pub(super) fn see(&mut self, line: &Map<String, Value>) {
        match text(line, "object_type") {
            "CHANNEL_MESSAGE" | "USER_CHATS_MESSAGE" => {
                let words = words(text(line, "message"));
                // A script of its own shows more than the second word does.
                let foreign = words.iter().all(|word| !word.is_ascii());
                self.message.offer(&words, words.len() + if foreign { WORDS_MAX } else { 0 });
            }
            "CHANNEL_ATTACHMENT" => {
                let words = words(stem(text(line, "name")));
                self.file.offer(&words, words.len());
            }
            "USER_MEETING" => {
                let words = words(text(line, "title"));
                self.meeting.offer(&words, words.len());
            }
            _ => {}
        }
    }

    /// One of a message, one of a file and one of a meeting, as far as there are such.
    pub(super) fn chosen(self) -> Vec<String> {
        let candidates = [self.message, self.file, self.meeting].into_iter();
        candidates.map(|candidate| candidate.query).filter(|query| !query.is_empty()).collect()
    }
}

impl Candidate {
    fn offer(&mut self, words: &[&str], rank: usize) {
        if !words.is_empty() && rank > self.rank {
            *self = Self { query: words.join(" "), rank };
        }
    }
}

/// The first words of a text that are good for a query.
fn words(text: &str) -> Vec<&str> {
    let whole =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let good = whole.filter(|word| {
        WORD_CHARACTERS.contains(&word.chars().count()) && word.chars().all(char::is_alphanumeric)
    });
    good.take(WORDS_MAX).collect()
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chosen(lines: &[Value]) -> Vec<String> {
        let mut queries = Queries::default();
        for line in lines {
            queries.see(line.as_object().unwrap());
        }
        queries.chosen()
    }

    #[test]
    fn a_message_a_file_and_a_meeting_give_a_query_each() {
        let message =
            json!({"object_type": "CHANNEL_MESSAGE", "message": "See the draft, please."});
        let file = json!({"object_type": "CHANNEL_ATTACHMENT", "name": "Budget 2025 (2).xlsx"});
        let meeting = json!({"object_type": "USER_MEETING", "title": "Weekly sync"});
        assert_eq!(
            chosen(&[meeting, json!({"object_type": "TEAMS"}), file, message]),
            ["draft please", "Budget 2025", "Weekly sync"]
        );
        assert_eq!(chosen(&[]), <[&str; 0]>::default());
    }

    #[test]
    fn a_message_in_another_script_is_preferred() {
        let message = |text| json!({"object_type": "USER_CHATS_MESSAGE", "message": text});
        let lines =
            ["Vec<String> draft please", "Документ уже согласован", "会议改到下周三下午三点"];
        assert_eq!(chosen(&lines.map(message)), ["Документ согласован"]);
    }
}
