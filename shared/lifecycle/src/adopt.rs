//! Taking over a job whose process is gone.
//!
//! Its partitions go on where they stood, as the same job. The old process may be alive after all, only cut off: then
//! the hand-out of each partition ends the right to write that the old one had, and it sees in the job's record that
//! the job isn't its own any more.

use elastic::{Record, Records, Updated};
use jiff::{SignedDuration, Timestamp};
use protocol::{Job, job_patch};
use serde_json::{Map, json};
use sync::port::store::StoreError;

use crate::jobs::owner_of;
use crate::owner::Owner;

/// A job that was silent for so long has lost its process: six heartbeats.
const SILENCE: SignedDuration = SignedDuration::from_secs(60);

/// Whether this running job may be taken over now. One that no process of this kind claimed is left to the clean-up.
pub fn is_abandoned(job: &Job, now: Timestamp) -> bool {
    let runs = job.status().is_some_and(protocol::JobStatus::is_running);
    let Some(owner) = owner_of(job).filter(|_| runs) else {
        return false;
    };
    let silent = job.last_seen().is_none_or(|seen| now.duration_since(seen) > SILENCE);
    silent || owner.is_gone()
}

/// Takes it over; false if somebody else was faster, or it isn't abandoned after all.
///
/// # Errors
/// When the cluster can't be used.
pub async fn adopt(
    records: &Records,
    job_id: &str,
    owner: &Owner,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(Record { id, source, token }) = records.job(job_id).await? else {
        return Ok(false);
    };
    let job = Job::new(id, source);
    if !is_abandoned(&job, now) {
        return Ok(false);
    }
    let mut metadata = Map::new();
    metadata.insert("owner".to_owned(), json!(owner));
    let patch = job_patch::adopted(now, &owner.host, metadata);
    Ok(records.update_job(job_id, &patch, Some(token)).await? == Updated::Done)
}

/// Whether a running job is this process's.
pub fn is_mine(job: &Job, owner: &Owner) -> bool {
    owner_of(job).is_some_and(|found| found.instance == owner.instance)
}
