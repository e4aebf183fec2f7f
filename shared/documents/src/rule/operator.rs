//! The seven operators, by the words of the connector protocol.

/// How a rule compares a field with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operator {
    Equals,
    Contains,
    StartsWith,
    EndsWith,
    Regex,
    Greater,
    Less,
}

impl Operator {
    const NAMES: [(&'static str, Self); 7] = [
        ("equals", Self::Equals),
        ("contains", Self::Contains),
        ("starts_with", Self::StartsWith),
        ("ends_with", Self::EndsWith),
        ("regex", Self::Regex),
        (">", Self::Greater),
        ("<", Self::Less),
    ];

    /// The operator of the protocol's word, in any case.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, operator)| word.eq_ignore_ascii_case(name).then_some(operator))
    }
}
