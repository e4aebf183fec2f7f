//! What a sync job brings, and which fields of the connector record are its own.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The field `job_type` of a sync job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobType {
    /// All content; what is gone from the source is deleted.
    Full,
    /// Content that changed since the cursor.
    Incremental,
    /// Identities for document level security.
    AccessControl,
}

impl fmt::Display for JobType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl JobType {
    /// Every type, in the order in which a pass looks at their schedules.
    pub const ALL: [Self; 3] = [Self::AccessControl, Self::Incremental, Self::Full];

    /// Which of the connector record's two sets of fields tells how such jobs went.
    pub fn kind(self) -> SyncKind {
        match self {
            Self::Full | Self::Incremental => SyncKind::Content,
            Self::AccessControl => SyncKind::AccessControl,
        }
    }

    /// The field of the connector record with the last fire for which a job was made.
    pub(crate) fn scheduled_at(self) -> &'static str {
        match self {
            Self::Full => "last_sync_scheduled_at",
            Self::Incremental => "last_incremental_sync_scheduled_at",
            Self::AccessControl => "last_access_control_sync_scheduled_at",
        }
    }
}

/// A set of fields in the connector record. At most one job of a kind runs at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyncKind {
    /// Full and incremental syncs share one.
    Content,
    /// Access-control syncs have their own.
    AccessControl,
}

impl SyncKind {
    /// The field with the status of the last job; `in_progress` is the lock.
    pub(crate) fn status(self) -> &'static str {
        match self {
            Self::Content => "last_sync_status",
            Self::AccessControl => "last_access_control_sync_status",
        }
    }

    /// The field with the error of the last job. Kibana shows a failure unless it is null, even for an empty text.
    pub(crate) fn error(self) -> &'static str {
        match self {
            Self::Content => "last_sync_error",
            Self::AccessControl => "last_access_control_sync_error",
        }
    }
}
