//! What a search found, with the matches highlighted.

use std::io::{self, IsTerminal as _};

use embedded::sqlite::{Hit, Piece};

use super::{lines, visible};

/// How a match is told from the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// Bold, for a terminal.
    Bold,
    /// `«match»`, for a file or a pipe.
    Quoted,
}

impl Emphasis {
    /// As suits whatever stdout is.
    pub fn on_stdout() -> Self {
        if io::stdout().is_terminal() { Self::Bold } else { Self::Quoted }
    }

    fn of(self, text: &str) -> String {
        match self {
            Self::Bold => format!("\u{1b}[1m{text}\u{1b}[0m"),
            Self::Quoted => format!("«{text}»"),
        }
    }
}

/// A search and what it found.
pub fn hits(query: &str, hits: &[Hit], emphasis: Emphasis) -> String {
    let found = match hits.len() {
        0 => "nothing found".to_owned(),
        1 => "1 hit".to_owned(),
        count => format!("{count} hits"),
    };
    let mut shown = vec![format!("{}: {found}", visible(query))];
    for (number, hit) in (1_usize..).zip(hits) {
        let title = marked(&in_title(&hit.title, query), emphasis);
        shown.push(format!("{number:>3}. {title} ({})", visible(&hit.object_type)));
        let url = hit.url.as_deref().map(visible).unwrap_or_default();
        let below = [marked(&hit.snippet, emphasis), url].into_iter();
        shown.extend(below.filter(|line| !line.is_empty()).map(|line| format!("     {line}")));
    }
    lines(shown.into_iter())
}

/// Pieces on one line, the matches among them shown as `emphasis` says.
fn marked(pieces: &[Piece], emphasis: Emphasis) -> String {
    let shown = pieces.iter().map(|piece| match piece {
        Piece::Plain(text) => visible(text),
        Piece::Match(text) => emphasis.of(&visible(text)),
    });
    shown.collect::<String>().trim().to_owned()
}

/// A title's words that begin as a word of the query does; the index marks matches in the text below it only.
fn in_title(title: &str, query: &str) -> Vec<Piece> {
    let words = query.split(|c: char| !c.is_alphanumeric());
    let wanted: Vec<String> =
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let is_wanted = |word: &str| {
        let word = word.to_lowercase();
        wanted.iter().any(|wanted| word.starts_with(wanted))
    };
    let mut pieces = Vec::new();
    let mut rest = title;
    while let Some(begin) = rest.find(char::is_alphanumeric) {
        let (before, from_word) = rest.split_at(begin);
        let end = from_word.find(|c: char| !c.is_alphanumeric());
        let (word, behind) = from_word.split_at(end.unwrap_or(from_word.len()));
        pieces.push(Piece::Plain(before.to_owned()));
        pieces.push(if is_wanted(word) {
            Piece::Match(word.to_owned())
        } else {
            Piece::Plain(word.to_owned())
        });
        rest = behind;
    }
    pieces.push(Piece::Plain(rest.to_owned()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(title: &str, snippet: &[Piece]) -> Hit {
        Hit {
            id: "1".to_owned(),
            object_type: "CHANNEL_MESSAGE".to_owned(),
            title: title.to_owned(),
            snippet: snippet.to_vec(),
            url: None,
            timestamp: None,
            score: 1.0,
        }
    }

    fn plain(text: &str) -> Piece {
        Piece::Plain(text.to_owned())
    }

    #[test]
    fn matches_are_bold_on_a_terminal_and_quoted_elsewhere() {
        let snippet = [plain("a\n"), Piece::Match("plan".to_owned())];
        let mut found = hit("The plan", &snippet);
        found.url = Some("https://teams.example/1".to_owned());
        assert_eq!(
            hits("Plan", std::slice::from_ref(&found), Emphasis::Quoted),
            "Plan: 1 hit\n  1. The «plan» (CHANNEL_MESSAGE)\n     a «plan»\n     https://teams.example/1\n"
        );
        let bold = hits("plan", &[found], Emphasis::Bold);
        assert!(bold.contains("a \u{1b}[1mplan\u{1b}[0m"), "{bold:?}");
        assert_eq!(hits("plan", &[], Emphasis::Bold), "plan: nothing found\n");
    }

    #[test]
    fn a_title_is_marked_where_a_word_of_it_begins_as_one_of_the_query() {
        for (title, query, shown) in [
            ("Budget 2025.xlsx", "budget \"2025\"", "«Budget» «2025».xlsx"),
            ("Replanning", "plan", "Replanning"),
            ("(Отчёты)", "отчёт", "(«Отчёты»)"),
            ("a - b", "- !", "a - b"),
            ("", "a", ""),
        ] {
            assert_eq!(marked(&in_title(title, query), Emphasis::Quoted), shown);
        }
    }

    #[test]
    fn a_message_cannot_steer_the_terminal() {
        let found = hit("a\u{1b}]0;owned\u{7}b\u{9b}2J\r", &[]);
        let text = hits("\u{1b}[31mx", &[found], Emphasis::Bold);
        assert_eq!(text, "[31mx: 1 hit\n  1. a]0;ownedb2J (CHANNEL_MESSAGE)\n");
    }
}
