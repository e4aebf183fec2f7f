//! Regular expressions of rules: matched from the start of a text, in time linear in it.
//!
//! The engine never backtracks, so that only the size of a pattern can do harm, and that has a limit. Look-around
//! and back-references would need backtracking: a pattern with them is refused.

use regex_automata::meta::{BuildError, Regex};
use regex_automata::{Anchored, Input};

use super::validation::Defect;

/// Largest size of one pattern with its repetitions written out, in bytes: `.{1000}` or twenty times `\w`.
pub(super) const PATTERN_BYTES_MAX: usize = 1 << 20;

/// Largest size of all patterns of a rule set together, in bytes: about three hundred with a `\w` or `\d` each.
pub(super) const PATTERNS_BYTES_MAX: usize = 16 << 20;

/// The value of a rule with `regex`.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// # Errors
    /// [`Defect::Syntax`] for what can't be read or matched in linear time, [`Defect::PatternTooLarge`].
    pub(super) fn compile(text: &str) -> Result<Self, Defect> {
        let limits = Regex::config().nfa_size_limit(Some(PATTERN_BYTES_MAX));
        Regex::builder().configure(limits).build(text).map(Self).map_err(|error| defect(&error))
    }

    /// What it holds in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.memory_usage()
    }

    /// Whether it matches at the start of `text`; it need not reach the end, and `.` is no line break.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(Input::new(text).anchored(Anchored::Yes))
    }
}

/// The parser draws the pattern and points at the place, in lines of their own; its last line says what is wrong.
fn defect(error: &BuildError) -> Defect {
    let Some(syntax) = error.syntax_error() else { return Defect::PatternTooLarge };
    let report = syntax.to_string();
    let what = report.rsplit_once("error: ").map_or(report.as_str(), |(_, what)| what);
    Defect::Syntax(what.to_owned())
}
