//! The machine's jobs as Elastic's records: a job begins by locking its connector, and ends by telling it.
//!
//! ```text
//! begin:  lock the connector ──▶ claim the job          both guarded: of two instances one gets through
//! end:    count ──▶ the job's record ──▶ the connector's record
//! ```
//!
//! Elastic: connectors protocol; the lock is `last_sync_status` of the connector record.

use std::sync::Arc;

use async_trait::async_trait;
use clock::Clock;
use elastic::ElasticStore;
use elastic::{Record, Records, Updated};
use protocol::{
    Connector, Counts, Job, JobEnd, JobType as RecordedType, SyncKind, job_patch, standing,
};
use serde_json::{Map, Value, json};
use sync::job::{JobStatus, JobType, SyncJob};
use sync::port::store::{ContentStore as _, JobStore, StoreError, Versioned};
use sync::summary::{PartitionIssue, Summary};

use crate::owner::Owner;

/// How often a guarded change is decided anew when somebody else was faster.
const TRIES: u32 = 5;

/// Issues that a job's record shows word for word; `status` shows all that are kept.
const ISSUES_SHOWN: usize = 20;

/// One connector's jobs.
#[derive(Debug, Clone)]
pub struct ConnectorJobs {
    /// Content and state, and the plain job records.
    pub store: ElasticStore,
    /// The two records' indices.
    pub records: Records,
    /// The connector.
    pub connector_id: String,
    /// Who claims.
    pub owner: Owner,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

#[async_trait]
impl JobStore for ConnectorJobs {
    async fn create_job(&self, job: SyncJob) -> Result<bool, StoreError> {
        self.store.create_job(job).await
    }

    async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError> {
        self.store.job(id).await
    }

    async fn jobs(&self, limit: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError> {
        self.store.jobs(limit).await
    }

    async fn replace_job(&self, job: Versioned<SyncJob>) -> Result<bool, StoreError> {
        match job.value.status {
            JobStatus::InProgress => self.claim(&job).await,
            JobStatus::Suspended
            | JobStatus::Canceled
            | JobStatus::Completed
            | JobStatus::Error => self.end(&job).await,
            JobStatus::Pending | JobStatus::Canceling => self.store.replace_job(job).await,
        }
    }
}

impl ConnectorJobs {
    /// Takes a job that waits: false if it doesn't any more, its connector is busy, or somebody else was faster.
    ///
    /// # Errors
    /// When the cluster can't be used.
    pub async fn claim_by_id(&self, job_id: &str) -> Result<bool, StoreError> {
        match self.store.job(job_id).await? {
            Some(job) if job.value.status.is_waiting() => self.claim(&job).await,
            Some(_) | None => Ok(false),
        }
    }

    /// Takes a job that waits: false if its connector is busy, or somebody else was faster.
    async fn claim(&self, job: &Versioned<SyncJob>) -> Result<bool, StoreError> {
        let Some(before) = self.lock(recorded(job.value.job_type)).await? else {
            return Ok(false);
        };
        let cursor = match job.value.job_type {
            JobType::Full => None,
            JobType::Incremental => before.sync_cursor(),
        };
        let patch = job_patch::claimed(
            self.clock.now(),
            job.value.started_at,
            &self.owner.host,
            cursor,
            self.metadata(None),
        );
        let claimed = self.records.update_job(&job.value.id, &patch, Some(job.token)).await?;
        if claimed == Updated::Done {
            return Ok(true);
        }
        self.unlock(&before, recorded(job.value.job_type)).await?;
        Ok(false)
    }

    /// Locks the connector; gives its record as it was before, or none if somebody else has it.
    async fn lock(&self, job_type: RecordedType) -> Result<Option<Connector>, StoreError> {
        for _try in 0..TRIES {
            let Some(Record { id, source, token }) =
                self.records.connector(&self.connector_id).await?
            else {
                return Ok(None);
            };
            let connector = Connector::new(id, source);
            if connector.is_deleted() || standing::is_locked(&connector, job_type) {
                return Ok(None);
            }
            let patch = standing::lock(job_type);
            let locked = self.records.update_connector(&self.connector_id, &patch, Some(token));
            match locked.await? {
                Updated::Done => return Ok(Some(connector)),
                Updated::Missing => return Ok(None),
                Updated::Conflict => {}
            }
        }
        Ok(None)
    }

    /// Puts back what [`ConnectorJobs::lock`] changed.
    async fn unlock(&self, before: &Connector, job_type: RecordedType) -> Result<(), StoreError> {
        let fields = standing::lock(job_type).into_iter().map(|(field, _)| {
            let value = before.source().get(&field).cloned().unwrap_or_default();
            (field, value)
        });
        self.records.update_connector(&self.connector_id, &fields.collect(), None).await?;
        Ok(())
    }

    /// Writes the end of a job that runs, or its suspension, into both records; gives the job as it is then, or none if
    /// its record is gone. One that is over already stays as it is.
    ///
    /// # Errors
    /// When the cluster can't be used.
    pub async fn finish(
        &self,
        job_id: &str,
        status: JobStatus,
        error: Option<&str>,
    ) -> Result<Option<SyncJob>, StoreError> {
        for _try in 0..TRIES {
            let Some(Versioned { value: job, token }) = self.store.job(job_id).await? else {
                self.release("Couldn't find the job").await?;
                return Ok(None);
            };
            if job.status.is_over() {
                return Ok(Some(job));
            }
            let completed_at = status.is_over().then(|| self.clock.now());
            let error = error.map(str::to_owned);
            let ended = Versioned { value: SyncJob { status, completed_at, error, ..job }, token };
            if self.end(&ended).await? {
                return Ok(Some(ended.value));
            }
        }
        Err(StoreError::Unavailable(format!("the record of job {job_id} changes too often")))
    }

    /// Frees the connector of a job whose record is gone.
    async fn release(&self, text: &str) -> Result<(), StoreError> {
        let patch = standing::released(SyncKind::Content, text);
        self.records.update_connector(&self.connector_id, &patch, None).await?;
        Ok(())
    }

    /// Writes a job's end, or that it was suspended, into both records; false if its record changed meanwhile.
    async fn end(&self, job: &Versioned<SyncJob>) -> Result<bool, StoreError> {
        let summary = Summary::of(&self.store, &job.value.id).await?;
        let total = self.total().await;
        let end = JobEnd {
            job_type: recorded(job.value.job_type),
            status: ended(job.value.status),
            error: job.value.error.clone(),
            counts: counts(&summary),
            total,
            metadata: Some(self.metadata(Some(&summary))),
            cursor: Some(cursor(&job.value, &summary)),
        };
        self.tell(&job.value.id, &end, job).await
    }

    /// The documents in the content index; none if they can't be counted: a job ends all the same, even if somebody
    /// deleted its index.
    async fn total(&self) -> Option<u64> {
        let counted = async {
            self.store.refresh_content().await?;
            self.store.count().await
        };
        match counted.await {
            Ok(total) => Some(total),
            Err(error) => {
                tracing::warn!("the documents can't be counted: {error}");
                None
            }
        }
    }

    async fn tell(
        &self,
        id: &str,
        end: &JobEnd,
        job: &Versioned<SyncJob>,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        match self.records.update_job(id, &job_patch::ended(end, now), Some(job.token)).await? {
            Updated::Conflict | Updated::Missing => return Ok(false),
            Updated::Done => {}
        }
        self.records
            .update_connector(&self.connector_id, &standing::after_job(end, now), None)
            .await?;
        Ok(true)
    }

    /// Writes into the record of a running job how far it is: its heartbeat. `waiting` says what it waits for.
    ///
    /// # Errors
    /// When the cluster can't be used.
    pub async fn tell_progress(
        &self,
        job_id: &str,
        waiting: Option<&str>,
    ) -> Result<Summary, StoreError> {
        let summary = Summary::of(&self.store, job_id).await?;
        let mut metadata = self.metadata(Some(&summary));
        metadata.insert("waiting".to_owned(), json!(waiting));
        let mut stats = job_patch::stats(counts(&summary), self.clock.now());
        stats.insert("metadata".to_owned(), Value::Object(metadata));
        self.records.check_in_job(job_id, &stats).await?;
        Ok(summary)
    }

    /// What the job's record tells beside Elastic's own fields.
    fn metadata(&self, summary: Option<&Summary>) -> Map<String, Value> {
        let mut metadata = Map::new();
        metadata.insert("owner".to_owned(), json!(self.owner));
        if let Some(summary) = summary {
            let counters = &summary.counters;
            metadata.insert("partitions".to_owned(), json!(summary.partitions));
            metadata.insert("partitions_at_rest".to_owned(), json!(summary.at_rest));
            metadata.insert("refused_document_count".to_owned(), json!(counters.refused));
            metadata.insert("issue_count".to_owned(), json!(summary.issue_count));
            let issues: Vec<Value> = summary.issues.iter().take(ISSUES_SHOWN).map(issue).collect();
            metadata.insert("issues".to_owned(), Value::Array(issues));
        }
        metadata
    }
}

/// Who runs a job, as its record says; none if no process of ours ever claimed it.
pub fn owner_of(job: &Job) -> Option<Owner> {
    serde_json::from_value(job.metadata()?.get("owner")?.clone()).ok()
}

/// Ends a job that waits and can't even be begun, and tells its connector why.
///
/// # Errors
/// When the cluster can't be used.
pub async fn refuse(
    records: &Records,
    job_id: &str,
    owner: &Owner,
    reason: &str,
    clock: &dyn Clock,
) -> Result<(), StoreError> {
    let now = clock.now();
    let Some(Record { id, source, token }) = records.job(job_id).await? else {
        return Ok(());
    };
    let job = Job::new(id, source);
    let end = JobEnd {
        job_type: job.job_type().unwrap_or(RecordedType::Full),
        status: protocol::JobStatus::Error,
        error: Some(reason.to_owned()),
        counts: Counts::default(),
        total: None,
        metadata: None,
        cursor: None,
    };
    let mut patch = job_patch::claimed(now, job.started_at(), &owner.host, None, Map::new());
    patch.extend(job_patch::ended(&end, now));
    if records.update_job(job_id, &patch, Some(token)).await? == Updated::Done {
        let connector_id = job.connector_id().unwrap_or_default();
        records.update_connector(connector_id, &standing::after_job(&end, now), None).await?;
    }
    Ok(())
}

fn issue(issue: &PartitionIssue) -> Value {
    json!({
        "partition": issue.partition.to_string(), "scope": issue.scope,
        "document": issue.document, "code": issue.code, "reason": issue.reason,
    })
}

fn counts(summary: &Summary) -> Counts {
    let counters = &summary.counters;
    Counts { indexed: counters.indexed, deleted: counters.deleted, bytes: counters.bytes }
}

/// What the connector record keeps of the last complete job, for people and later versions; where the next incremental
/// job starts stands in the records of the partitions.
fn cursor(job: &SyncJob, summary: &Summary) -> Value {
    json!({
        "version": 1, "job_id": job.id, "job_type": job.job_type.name(),
        "completed_at": job.completed_at.map(|at| at.to_string()), "partitions": summary.partitions,
    })
}

/// The protocol's word for a job's type.
pub(crate) fn recorded(job_type: JobType) -> RecordedType {
    match job_type {
        JobType::Full => RecordedType::Full,
        JobType::Incremental => RecordedType::Incremental,
    }
}

fn ended(status: JobStatus) -> protocol::JobStatus {
    match status {
        JobStatus::Pending => protocol::JobStatus::Pending,
        JobStatus::InProgress => protocol::JobStatus::InProgress,
        JobStatus::Suspended => protocol::JobStatus::Suspended,
        JobStatus::Canceling => protocol::JobStatus::Canceling,
        JobStatus::Canceled => protocol::JobStatus::Canceled,
        JobStatus::Completed => protocol::JobStatus::Completed,
        JobStatus::Error => protocol::JobStatus::Error,
    }
}
