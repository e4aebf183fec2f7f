//! Lines of text in the making: words, quote marks, list markers, cell separators and code.
//!
//! What comes before a word (a line end, a marker, a space) waits until the word comes, so that nothing is
//! written for empty elements and no line begins or ends with white space.

use std::borrow::Cow;

use crate::text::{TEXT_BYTES_MAX, is_invisible};

/// The lines written so far, and what waits for the next word.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    cut: bool,
    /// Something of the current line is written.
    line_is_open: bool,
    /// How many block quotes are open: each puts `> ` before a line.
    pub(super) quotes: usize,
    /// ` | `, so many times.
    pub(super) separators: usize,
    marker: Option<Cow<'static, str>>,
    space: bool,
    /// `@`, or nothing.
    at: &'static str,
    /// Line ends inside code.
    breaks: usize,
    /// White space inside code.
    indent: String,
}

impl Lines {
    /// Ends the line, if anything is written on it.
    pub(super) fn end_line(&mut self) {
        self.line_is_open = false;
        self.space = false;
        self.breaks = 0;
        self.indent.clear();
    }

    /// White space before the next word, if any.
    pub(super) fn space(&mut self) {
        self.space = true;
    }

    /// Puts `marker` before the next word.
    pub(super) fn mark(&mut self, marker: Option<Cow<'static, str>>) {
        self.marker = marker;
    }

    /// Puts an `@` before the next word.
    pub(super) fn begin_mention(&mut self) {
        self.at = "@";
    }

    /// Takes the `@` back, if no word came.
    pub(super) fn end_mention(&mut self) {
        self.at = "";
    }

    /// Writes text whose white space doesn't count.
    pub(super) fn words(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_whitespace() {
                self.space = true;
            } else if !is_invisible(character) {
                self.push(character);
            }
        }
    }

    /// Writes code: its white space counts.
    pub(super) fn code(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\n' => self.break_code(),
                '\r' => {}
                '\u{a0}' => self.indent.push(' '),
                _ if character.is_whitespace() => self.indent.push(character),
                _ if is_invisible(character) => {}
                _ => self.push(character),
            }
        }
    }

    /// Ends a line of code; before the first one there is nothing to end.
    fn break_code(&mut self) {
        self.indent.clear();
        self.breaks += usize::from(self.line_is_open);
    }

    /// After code only words follow: white space that still waits is a space again.
    pub(super) fn end_code(&mut self) {
        self.space |= self.breaks > 0 || !self.indent.is_empty();
        self.breaks = 0;
        self.indent.clear();
    }

    /// What was written, and whether it lost its end to the limit.
    pub(super) fn finish(self) -> (String, bool) {
        (self.text, self.cut)
    }

    fn push(&mut self, character: char) {
        if self.text.len() + character.len_utf8() > TEXT_BYTES_MAX {
            self.cut = true;
            return;
        }
        self.open_line();
        self.write_waiting();
        self.text.push(character);
    }

    fn open_line(&mut self) {
        if !self.line_is_open {
            self.line_is_open = true;
            self.begin_line();
        }
        for _ in 0..std::mem::take(&mut self.breaks) {
            self.begin_line();
        }
    }

    fn begin_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        for _ in 0..self.quotes {
            self.text.push_str("> ");
        }
    }

    fn write_waiting(&mut self) {
        for _ in 0..std::mem::take(&mut self.separators) {
            self.write_gap();
            self.text.push('|');
            self.space = true;
        }
        if std::mem::take(&mut self.space) {
            self.write_gap();
        }
        if let Some(marker) = self.marker.take() {
            self.text.push_str(&marker);
        }
        if !self.indent.is_empty() {
            self.text.push_str(&self.indent);
            self.indent.clear();
        }
        self.text.push_str(std::mem::take(&mut self.at));
    }

    /// A space, where there isn't white space already.
    fn write_gap(&mut self) {
        if self.text.chars().next_back().is_some_and(|last| !last.is_whitespace()) {
            self.text.push(' ');
        }
    }
}
