//! What a tenant and its server are made of.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// How a simulator is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The tenant's seed: equal seeds and sizes give equal tenants.
    pub seed: u64,
    /// How much the tenant holds.
    pub size: Size,
    /// The application permissions that the administrator granted; none means all of them.
    pub granted: Option<Vec<String>>,
    /// Where every exchange is written, a JSON object a line.
    pub record: Option<PathBuf>,
}

/// How much a tenant holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// More than a thousand documents, every convention at least once.
    #[default]
    Small,
    /// Tens of thousands of documents: dozens of teams, two hundred users.
    Medium,
}

/// A size that isn't known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("size `{0}` is not known; use small or medium")]
pub struct UnknownSize(String);

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Small => "small",
            Self::Medium => "medium",
        })
    }
}

impl FromStr for Size {
    type Err = UnknownSize;

    fn from_str(text: &str) -> Result<Self, UnknownSize> {
        match text {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            other => Err(UnknownSize(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_reads_what_it_writes() {
        for size in [Size::Small, Size::Medium] {
            assert_eq!(size.to_string().parse(), Ok(size));
        }
        assert!("huge".parse::<Size>().is_err());
    }
}
