//! Why a file has no text.

use serde::{Deserialize, Serialize};

/// Why a file has no text; what a document's `content_status` says of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "status", content = "detail", rename_all = "snake_case")]
pub enum Refusal {
    /// It has no bytes, or no text in them.
    #[error("the file is empty")]
    Empty,
    /// Nobody here reads this kind of file.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// It can't be read without a password, or its rights are managed.
    #[error("the file is encrypted")]
    Encrypted,
    /// It isn't what it says it is, or is damaged.
    #[error("the file is malformed: {0}")]
    Malformed(String),
    /// It takes more than a file may.
    #[error("the file goes over a limit: {0}")]
    Limit(String),
}
