//! What a rule asks of a field's value.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::operand::Operand;
use super::operator::Operator;
use super::pattern::Pattern;
use super::validation::Defect;

/// An operator and its value, ready to be held against a document's value.
#[derive(Debug)]
pub(super) enum Condition {
    Equals(Operand),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    Regex(Pattern),
    Greater(Operand),
    Less(Operand),
}

impl Condition {
    /// # Errors
    /// A pattern that is refused.
    pub(super) fn new(operator: Operator, value: &str) -> Result<Self, Defect> {
        Ok(match operator {
            Operator::Equals => Self::Equals(Operand::new(value)),
            Operator::Contains => Self::Contains(value.to_owned()),
            Operator::StartsWith => Self::StartsWith(value.to_owned()),
            Operator::EndsWith => Self::EndsWith(value.to_owned()),
            Operator::Regex => Self::Regex(Pattern::compile(value)?),
            Operator::Greater => Self::Greater(Operand::new(value)),
            Operator::Less => Self::Less(Operand::new(value)),
        })
    }

    /// Memory of its pattern, in bytes.
    pub(super) fn pattern_bytes(&self) -> usize {
        match self {
            Self::Regex(pattern) => pattern.bytes(),
            Self::Equals(_)
            | Self::Contains(_)
            | Self::StartsWith(_)
            | Self::EndsWith(_)
            | Self::Greater(_)
            | Self::Less(_) => 0,
        }
    }

    /// Whether a document's value meets it: of a list, whether one of its elements does or the list as JSON
    /// contains the value.
    pub(super) fn matches(&self, value: &Value) -> bool {
        let Value::Array(elements) = value else { return self.matches_one(value) };
        elements.iter().any(|element| self.matches_one(element))
            || matches!(self, Self::Contains(part) if value.to_string().contains(part))
    }

    fn matches_one(&self, value: &Value) -> bool {
        let has = |meets: &dyn Fn(&str) -> bool| text(value).is_some_and(|text| meets(&text));
        match self {
            Self::Equals(operand) => operand.equals(value),
            Self::Greater(operand) => operand.compare(value) == Some(Ordering::Greater),
            Self::Less(operand) => operand.compare(value) == Some(Ordering::Less),
            Self::Contains(part) => has(&|text| text.contains(part)),
            Self::StartsWith(start) => has(&|text| text.starts_with(start)),
            Self::EndsWith(end) => has(&|text| text.ends_with(end)),
            Self::Regex(pattern) => has(&|text| pattern.matches(text)),
        }
    }
}

/// The text form of a value: itself, or its JSON. Null has none, as it is no value in the index either.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(Cow::Owned(value.to_string()))
        }
    }
}
