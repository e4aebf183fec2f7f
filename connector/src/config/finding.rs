//! What is wrong with the configuration, and where.
//!
//! A finding names keys, places and what was expected. Of the file's values it shows addresses and connector ids
//! alone, because any other may be a secret; of the environment's it shows none.

use std::fmt;
use std::path::{Path, PathBuf};

/// A place in the config file, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The first character of the file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The config file.
    File(Position),
    /// The environment variable of this name.
    Variable(String),
}

impl Place {
    /// The first character of the file.
    pub const START: Self = Self::File(Position::START);
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(Position { line, column }) => write!(f, "{line}:{column}"),
            Self::Variable(name) => write!(f, "environment variable `{name}`"),
        }
    }
}

/// One fault or one warning: a place, and what to do there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub at: Place,
    /// What, and what to do next.
    pub text: String,
}

impl Finding {
    pub(super) fn new(at: Place, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }

    /// The finding as it is told: a place in the file as editors take it, `config.yml:3:5`.
    pub fn told(&self, path: &Path) -> String {
        match self.at {
            Place::File(_) => format!("{}:{self}", path.display()),
            Place::Variable(_) => self.to_string(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.text)
    }
}

/// All that was found so far; reading goes on after a fault, so that one run shows them all.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Finding>,
    pub(super) warnings: Vec<Finding>,
}

impl Findings {
    pub(super) fn fault(&mut self, at: Place, text: impl Into<String>) {
        self.faults.push(Finding::new(at, text));
    }

    pub(super) fn warn(&mut self, at: Place, text: impl Into<String>) {
        self.warnings.push(Finding::new(at, text));
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read.
    #[error("cannot read {}; name the file with -c FILE", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no config file of any sane size.
    #[error("{} is larger than {bytes_max} bytes; is it the right file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The largest size that is read, in bytes.
        bytes_max: u64,
    },
    /// The file's bytes are no UTF-8.
    #[error("{} is not UTF-8 text; save it as UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The file says something that cannot be used.
    #[error("{}", one_a_line(path, faults))]
    Faulty {
        /// The file.
        path: PathBuf,
        /// Each fault, in the order of the file; never empty.
        faults: Vec<Finding>,
        /// What else is worth a look.
        warnings: Vec<Finding>,
    },
}

fn one_a_line(path: &Path, faults: &[Finding]) -> String {
    faults.iter().map(|fault| fault.told(path)).collect::<Vec<_>>().join("\n")
}
