//! Sync jobs: one run over the tenant, in Elastic's own words.
//!
//! Elastic: connectors protocol, `.elastic-connectors-sync-jobs`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::record::Mode;

/// One sync job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncJob {
    /// Its id.
    pub id: String,
    /// The connector that it syncs.
    pub connector_id: String,
    /// What is read.
    pub job_type: JobType,
    /// How far it is.
    pub status: JobStatus,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// When somebody asked to cancel it.
    pub cancelation_requested_at: Option<Timestamp>,
    /// Why it failed, and what to do.
    pub error: Option<String>,
    /// The connector's active filter as it was when the job was asked for: its sync rules. Elastic:
    /// `connector.filtering`; none for no rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filtering: Option<Value>,
}

/// What a job reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobType {
    /// Everything.
    Full,
    /// What changed.
    Incremental,
}

impl JobType {
    /// How its partitions are read, unless a partition needs more.
    pub fn mode(self) -> Mode {
        match self {
            Self::Full => Mode::Full,
            Self::Incremental => Mode::Incremental,
        }
    }

    /// Elastic's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Incremental => "incremental",
        }
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Asked for.
    Pending,
    /// It runs.
    InProgress,
    /// Its process was stopped; it goes on where it stood.
    Suspended,
    /// It is being cancelled.
    Canceling,
    /// It was cancelled.
    Canceled,
    /// It ended, maybe with issues.
    Completed,
    /// It failed.
    Error,
}

impl JobStatus {
    /// Whether nobody runs it yet, or any more.
    pub fn is_waiting(self) -> bool {
        match self {
            Self::Pending | Self::Suspended => true,
            Self::InProgress | Self::Canceling | Self::Canceled | Self::Completed | Self::Error => {
                false
            }
        }
    }

    /// Whether nothing happens to it any more.
    pub fn is_over(self) -> bool {
        match self {
            Self::Pending | Self::InProgress | Self::Suspended | Self::Canceling => false,
            Self::Canceled | Self::Completed | Self::Error => true,
        }
    }

    /// Elastic's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Suspended => "suspended",
            Self::Canceling => "canceling",
            Self::Canceled => "canceled",
            Self::Completed => "completed",
            Self::Error => "error",
        }
    }
}
