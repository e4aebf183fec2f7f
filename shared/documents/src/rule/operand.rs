//! A rule's value, read once as everything that a document's value could ask it to be.
//!
//! The document's value has a type, the rule's value is always text: `5` is a number beside a number, text beside
//! text, and beside a truth value nothing at all.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

/// The value of a rule with `equals`, `>` or `<`.
#[derive(Debug)]
pub(super) struct Operand {
    text: String,
    number: Option<Amount>,
    truth: Option<bool>,
    moment: Option<Timestamp>,
}

impl Operand {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            number: Amount::parse(text),
            truth: truth(text),
            moment: moment(text),
        }
    }

    /// Whether a document's value is the same as this one.
    pub(super) fn equals(&self, value: &Value) -> bool {
        match value {
            Value::Bool(truth) => self.truth == Some(*truth),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => self.compare(value) == Some(Ordering::Equal),
        }
    }

    /// How a document's value stands to this one; none where the two can't be compared.
    pub(super) fn compare(&self, value: &Value) -> Option<Ordering> {
        match value {
            Value::Number(number) => Amount::of(number)?.compare(self.number.as_ref()?),
            Value::String(text) => {
                Some(self.compare_dates(text).unwrap_or_else(|| text.cmp(&self.text)))
            }
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// By time where both are dates: the same moment may be written with other digits and another offset.
    fn compare_dates(&self, text: &str) -> Option<Ordering> {
        let moment = self.moment?;
        Some(text.parse::<Timestamp>().ok()?.cmp(&moment))
    }
}

/// A number: exact where it is whole, since a `f64` can't tell apart whole numbers beyond 2^53.
#[derive(Debug)]
struct Amount {
    whole: Option<i128>,
    real: f64,
}

impl Amount {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Some(Self { whole: text.parse().ok(), real: text.parse().ok()? })
    }

    fn of(number: &Number) -> Option<Self> {
        let whole = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
        Some(Self { whole, real: number.as_f64()? })
    }

    fn compare(&self, other: &Self) -> Option<Ordering> {
        match self.whole.zip(other.whole) {
            Some((whole, other)) => Some(whole.cmp(&other)),
            None => self.real.partial_cmp(&other.real),
        }
    }
}

/// The words that Elastic's connectors read as true and false.
fn truth(text: &str) -> Option<bool> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if ["true", "t", "yes", "y", "on"].iter().any(is) {
        Some(true)
    } else {
        ["false", "f", "no", "n", "off"].iter().any(is).then_some(false)
    }
}

/// A date with a time and an offset; without an offset it is UTC, without a time midnight.
fn moment(text: &str) -> Option<Timestamp> {
    let in_utc = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    text.parse().ok().or_else(in_utc)
}
