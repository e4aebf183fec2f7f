//! What can go wrong between a call and the file, and what people should do about it.

use std::path::Path;

use rusqlite::ErrorCode;
use sync::port::store::StoreError;

/// Why a read or a write didn't happen; it becomes a [`StoreError`] where the file's name is known.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// SQLite refused.
    #[error("{text}; {advice}")]
    Sqlite { text: String, advice: &'static str },
    /// A record isn't what this version writes.
    #[error("{what} can't be read: {reason}")]
    Unreadable { what: String, reason: String },
    /// A value can't be stored.
    #[error("{what} can't be written: {reason}")]
    Unwritable { what: String, reason: String },
    /// The store was opened for reading.
    #[error("it was opened for reading only; `sync` opens it for writing")]
    ReadOnly,
    /// A further connection to the file can't be opened.
    #[error("{0}")]
    Reopen(String),
    /// The thread that would have done it is gone.
    #[error(
        "the thread that works on it has ended; start the program again, nothing acknowledged is lost"
    )]
    Ended,
}

impl Failure {
    /// A JSON value of the file that doesn't fit its type.
    pub(super) fn unreadable(what: impl Into<String>, error: &serde_json::Error) -> Self {
        Self::Unreadable { what: what.into(), reason: error.to_string() }
    }

    /// A value that has no JSON form.
    pub(super) fn unwritable(what: impl Into<String>, error: &serde_json::Error) -> Self {
        Self::Unwritable { what: what.into(), reason: error.to_string() }
    }

    /// The port's error, with the file's name.
    pub(super) fn of(self, path: &Path) -> StoreError {
        match self {
            Self::Unreadable { what, reason } => StoreError::Unreadable { what, reason },
            failure @ (Self::Sqlite { .. }
            | Self::Unwritable { .. }
            | Self::ReadOnly
            | Self::Reopen(_)
            | Self::Ended) => StoreError::Unavailable(format!("{}: {failure}", path.display())),
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite { text: error.to_string(), advice: advice(error.sqlite_error_code()) }
    }
}

/// What to do next about an error of SQLite.
pub(super) fn advice(code: Option<ErrorCode>) -> &'static str {
    #[allow(clippy::wildcard_enum_match_arm, reason = "SQLite's list of codes is open")]
    match code {
        Some(ErrorCode::DiskFull) => {
            "make room on the disk and go on, nothing acknowledged is lost"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program has locked it: close what has the file open, for example a database browser"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "see to it that this user may read and write the file and its folder"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "the file is damaged or no store: move it away, and a full sync makes a new one"
        }
        Some(ErrorCode::SystemIoFailure) => {
            "the disk reported a fault: check it and its file system"
        }
        _ => "nothing acknowledged is lost; if it happens again, report it with this text",
    }
}
