//! What is wrong with a rule set, as the connector record keeps it and Kibana shows it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::pattern::{PATTERN_BYTES_MAX, PATTERNS_BYTES_MAX};

/// Faults that the text of [`Invalid`] lists; a record's `validation` has them all.
const FAULTS_SHOWN_MAX: usize = 5;

/// One thing that is wrong with a rule; the text is for the person who wrote the rule.
#[derive(Debug, thiserror::Error)]
pub(super) enum Defect {
    #[error("the sync rules can't be read: `filtering` must be an object with a list `rules`")]
    Filter,
    #[error("rule number {0} of the list has no `id`; give it one, a text that isn't empty")]
    Id(usize),
    #[error("`{0}` must be a text that isn't empty")]
    Text(&'static str),
    #[error("`order` must be a number")]
    Order,
    #[error("`policy` must be include or exclude")]
    Policy,
    #[error("`rule` must be equals, contains, starts_with, ends_with, regex, > or <")]
    Operator,
    #[error(
        "the pattern {0} matches whatever the field holds; say what to match, or write .+ for any value"
    )]
    CatchAll(String),
    #[error("the pattern can't be used: {0}; change it, or use contains, starts_with or ends_with")]
    Syntax(String),
    #[error(
        "the pattern is over {PATTERN_BYTES_MAX} bytes once its repetitions are written out; \
         repeat less often"
    )]
    PatternTooLarge,
    #[error(
        "up to this rule all patterns together are over {PATTERNS_BYTES_MAX} bytes; \
         join some of them with |, or use fewer"
    )]
    PatternsTooLarge,
    #[error("it has the same field, rule and value as rule {0}; keep one of the two")]
    Repeats(String),
}

/// An entry of `validation.errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Ids of the rules concerned; none where a rule has no id.
    pub ids: Vec<String>,
    /// What is wrong and what to do about it.
    pub messages: Vec<String>,
}

impl Fault {
    pub(super) fn new(ids: &[&str], defects: &[Defect]) -> Self {
        Self {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            messages: defects.iter().map(Defect::to_string).collect(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for id in &self.ids {
            write!(formatter, "rule {id}: ")?;
        }
        formatter.write_str(&self.messages.join(", "))
    }
}

/// A rule set that can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    faults: Vec<Fault>,
}

impl Invalid {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        Self { faults }
    }
}

impl std::error::Error for Invalid {}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the sync rules are not valid: ")?;
        let shown: Vec<_> =
            self.faults.iter().take(FAULTS_SHOWN_MAX).map(Fault::to_string).collect();
        formatter.write_str(&shown.join("; "))?;
        match self.faults.len().saturating_sub(FAULTS_SHOWN_MAX) {
            0 => Ok(()),
            more => write!(formatter, "; and {more} more"),
        }
    }
}

/// The field `validation.state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A user saved the draft; nobody has validated it yet.
    Edited,
    /// It can be made active.
    Valid,
    /// It can't.
    Invalid,
}

/// The field `validation` of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// Where the draft is in its life.
    pub state: State,
    /// What is wrong; empty unless the state is [`State::Invalid`].
    pub errors: Vec<Fault>,
}

impl Validation {
    /// What is to be written after [`super::Rules::parse`].
    pub fn of<R>(parsed: Result<R, Invalid>) -> Self {
        match parsed {
            Ok(_) => Self { state: State::Valid, errors: Vec::new() },
            Err(invalid) => Self { state: State::Invalid, errors: invalid.faults },
        }
    }
}
