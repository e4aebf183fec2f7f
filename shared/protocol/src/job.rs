//! A sync job record: one document of `.elastic-connectors-sync-jobs`, as it was read.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::job_patch::{Counts, MIB};
use crate::kind::JobType;
use crate::record;

/// The field `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Nobody has taken it yet.
    Pending,
    /// It runs.
    InProgress,
    /// It runs, and somebody asked to stop it.
    Canceling,
    /// It was stopped on request.
    Canceled,
    /// It was put aside by a shutdown and is taken again.
    Suspended,
    /// It ran to its end.
    Completed,
    /// It failed.
    Error,
}

impl fmt::Display for JobStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl JobStatus {
    /// Whether somebody works on the job.
    pub fn is_running(self) -> bool {
        match self {
            Self::InProgress | Self::Canceling => true,
            Self::Pending | Self::Suspended | Self::Canceled | Self::Completed | Self::Error => {
                false
            }
        }
    }

    /// Whether the job waits to be taken.
    pub fn is_waiting(self) -> bool {
        match self {
            Self::Pending | Self::Suspended => true,
            Self::InProgress | Self::Canceling | Self::Canceled | Self::Completed | Self::Error => {
                false
            }
        }
    }

    /// Whether the job is over for good.
    pub fn is_final(self) -> bool {
        !self.is_running() && !self.is_waiting()
    }
}

/// The field `trigger_method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriggerMethod {
    /// A person asked for it.
    OnDemand,
    /// A schedule did.
    Scheduled,
}

/// Elastic's pipeline for connectors' documents, from Elasticsearch 9.0.
pub(crate) const DEFAULT_PIPELINE: &str = "search-default-ingestion";

/// The ingest pipeline of a connector, or a job's snapshot of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// The pipeline that bulk requests name.
    pub name: String,
    /// Whether the text of files is wanted.
    pub extract_binary_content: bool,
    /// Whether runs of blanks are to be shortened.
    pub reduce_whitespace: bool,
    /// Whether inference pipelines of the index are to run.
    pub run_ml_inference: bool,
}

impl Pipeline {
    /// The field `pipeline`; what is missing has the default of Elastic's 9.x (Elastic: search pipelines).
    pub(crate) fn read(pipeline: &Map<String, Value>) -> Self {
        let flag = |name| record::flag(pipeline, &[name]).unwrap_or(true);
        Self {
            name: record::text(pipeline, &["name"]).unwrap_or(DEFAULT_PIPELINE).to_owned(),
            extract_binary_content: flag("extract_binary_content"),
            reduce_whitespace: flag("reduce_whitespace"),
            run_ml_inference: flag("run_ml_inference"),
        }
    }

    /// The field `pipeline`, whole.
    pub(crate) fn written(self) -> Value {
        record::fields([
            ("name", self.name.into()),
            ("extract_binary_content", self.extract_binary_content.into()),
            ("reduce_whitespace", self.reduce_whitespace.into()),
            ("run_ml_inference", self.run_ml_inference.into()),
        ])
        .into()
    }
}

/// A sync job record. Its `Debug` form leaves the source out: the configuration's snapshot holds secrets in clear.
#[derive(Clone, PartialEq)]
pub struct Job {
    id: String,
    source: Map<String, Value>,
}

impl fmt::Debug for Job {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Job")
            .field("id", &self.id)
            .field("status", &self.status())
            .field("job_type", &self.job_type())
            .finish_non_exhaustive()
    }
}

impl Job {
    /// The record with this `_id` and `_source`.
    pub fn new(id: impl Into<String>, source: Map<String, Value>) -> Self {
        Self { id: id.into(), source }
    }

    /// The record's `_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The record as it was read.
    pub fn source(&self) -> &Map<String, Value> {
        &self.source
    }

    /// Where the job stands, if the word is known.
    pub fn status(&self) -> Option<JobStatus> {
        record::word(&self.source, &["status"])
    }

    /// What it is to sync, if the word is known.
    pub fn job_type(&self) -> Option<JobType> {
        record::word(&self.source, &["job_type"])
    }

    /// The connector that it belongs to.
    pub fn connector_id(&self) -> Option<&str> {
        record::text(&self.source, &["connector", "id"])
    }

    /// The index that it writes: content, or identities for an access-control job.
    pub fn index_name(&self) -> Option<&str> {
        record::text(&self.source, &["connector", "index_name"])
    }

    /// Which kind of source it reads.
    pub fn service_type(&self) -> Option<&str> {
        record::text(&self.source, &["connector", "service_type"])
    }

    /// When it was asked for; the oldest is taken first.
    pub fn created_at(&self) -> Option<Timestamp> {
        record::date(&self.source, &["created_at"])
    }

    /// When it was taken.
    pub fn started_at(&self) -> Option<Timestamp> {
        record::date(&self.source, &["started_at"])
    }

    /// Its last sign of life.
    pub fn last_seen(&self) -> Option<Timestamp> {
        record::date(&self.source, &["last_seen"])
    }

    /// When it was over.
    pub fn completed_at(&self) -> Option<Timestamp> {
        record::date(&self.source, &["completed_at"])
    }

    /// When somebody asked to stop it (the field is written with one "l").
    pub fn cancelation_requested_at(&self) -> Option<Timestamp> {
        record::date(&self.source, &["cancelation_requested_at"])
    }

    /// Why it failed.
    pub fn error(&self) -> Option<&str> {
        record::text(&self.source, &["error"])
    }

    /// What it has done so far, as its record says.
    pub fn counts(&self) -> Counts {
        let count = |field| self.source.get(field).and_then(Value::as_u64).unwrap_or_default();
        Counts {
            indexed: count("indexed_document_count"),
            deleted: count("deleted_document_count"),
            bytes: count("indexed_document_volume").saturating_mul(MIB),
        }
    }

    /// The connector's configuration when the job was made, with secrets in clear; empty if there is none.
    pub fn configuration(&self) -> &Map<String, Value> {
        record::object(&self.source, &["connector", "configuration"])
    }

    /// The active sync rules when the job was made; very old jobs have them in a list of one.
    pub fn filtering(&self) -> Option<&Value> {
        let filtering = record::at(&self.source, &["connector", "filtering"])?;
        match filtering.as_array().map(Vec::as_slice) {
            Some([filter]) => Some(filter),
            Some(_) | None => Some(filtering),
        }
        .filter(|filter| filter.is_object())
    }

    /// The connector's pipeline when the job was made.
    pub fn pipeline(&self) -> Pipeline {
        Pipeline::read(record::object(&self.source, &["connector", "pipeline"]))
    }

    /// The connector's language when the job was made.
    pub fn language(&self) -> Option<&str> {
        record::text(&self.source, &["connector", "language"])
    }

    /// The connector's own notes on the job.
    pub fn metadata(&self) -> Option<&Map<String, Value>> {
        self.source.get("metadata").and_then(Value::as_object)
    }

    /// The machine that took it.
    pub fn worker_hostname(&self) -> Option<&str> {
        record::text(&self.source, &["worker_hostname"])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn job(source: Value) -> Job {
        Job::new("job-1", serde_json::from_value(source).unwrap())
    }

    #[test]
    fn the_words_are_the_protocols() {
        let table = [
            ("pending", JobStatus::Pending),
            ("in_progress", JobStatus::InProgress),
            ("canceling", JobStatus::Canceling),
            ("canceled", JobStatus::Canceled),
            ("suspended", JobStatus::Suspended),
            ("completed", JobStatus::Completed),
            ("error", JobStatus::Error),
        ];
        for (word, status) in table {
            assert_eq!(job(json!({ "status": word })).status(), Some(status));
            assert_eq!(status.to_string(), word);
        }
        assert_eq!(job(json!({ "status": "lost" })).status(), None);
        assert_eq!(json!(TriggerMethod::OnDemand), json!("on_demand"));
        assert_eq!(JobType::AccessControl.to_string(), "access_control");
    }

    #[test]
    fn filtering_may_be_in_a_list_of_one() {
        let filter = json!({ "rules": [] });
        let table = [
            (filter.clone(), Some(&filter)),
            (json!([filter]), Some(&filter)),
            (json!([]), None),
            (json!([filter, filter]), None),
            (json!("all"), None),
        ];
        for (filtering, expected) in table {
            let job = job(json!({ "connector": { "filtering": filtering } }));
            assert_eq!(job.filtering(), expected, "{filtering}");
        }
    }

    #[test]
    fn a_pipelines_missing_keys_have_defaults() {
        let pipeline =
            job(json!({ "connector": { "pipeline": { "reduce_whitespace": false } } })).pipeline();
        let expected = Pipeline {
            name: "search-default-ingestion".to_owned(),
            extract_binary_content: true,
            reduce_whitespace: false,
            run_ml_inference: true,
        };
        assert_eq!(pipeline, expected);
    }

    #[test]
    fn the_debug_form_shows_no_configuration() {
        let secret =
            json!({ "connector": { "configuration": { "password": { "value": "hush" } } } });
        assert!(!format!("{:?}", job(secret)).contains("hush"));
    }
}
