//! What every store does with sync jobs.

use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;

use super::Adapter;
use crate::job::{JobStatus, JobType, SyncJob};
use crate::port::store::{Store, Versioned};

fn job(id: &str, created_s: u64) -> SyncJob {
    SyncJob {
        id: id.to_owned(),
        connector_id: "connector".to_owned(),
        job_type: JobType::Full,
        status: JobStatus::Pending,
        created_at: Timestamp::UNIX_EPOCH + Duration::from_secs(created_s),
        started_at: None,
        completed_at: None,
        cancelation_requested_at: None,
        error: None,
        filtering: None,
    }
}

fn with(status: JobStatus) -> SyncJob {
    SyncJob { status, ..job("j", 1) }
}

async fn stored(store: &dyn Store, id: &str) -> Versioned<SyncJob> {
    store.job(id).await.unwrap().unwrap()
}

/// A job comes back equal, with all that it can hold.
pub async fn a_job_reads_back_as_it_was_written(adapter: &impl Adapter) {
    let mut ended = job("j", 1);
    ended.status = JobStatus::Error;
    ended.started_at = Some(ended.created_at);
    ended.completed_at = Some(ended.created_at);
    ended.cancelation_requested_at = Some(ended.created_at);
    ended.error = Some("sign-in was refused («нет»): make a new secret".to_owned());
    assert!(adapter.store().create_job(ended.clone()).await.unwrap());
    assert_eq!(stored(adapter.store(), "j").await.value, ended);
}

/// A second creation tells that it came late, and changes nothing.
pub async fn a_job_that_exists_is_not_created_again(adapter: &impl Adapter) {
    let store = adapter.store();
    assert!(store.create_job(with(JobStatus::Pending)).await.unwrap());
    assert!(!store.create_job(with(JobStatus::Error)).await.unwrap());
    assert_eq!(stored(store, "j").await.value.status, JobStatus::Pending);
}

/// Asking for what isn't there is no fault, and replacing it creates nothing.
pub async fn a_job_that_does_not_exist_is_none(adapter: &impl Adapter) {
    let store = adapter.store();
    assert_eq!(store.job("other").await.unwrap(), None);
    store.create_job(job("j", 1)).await.unwrap();
    let token = stored(store, "j").await.token;
    assert!(!store.replace_job(Versioned { value: job("other", 1), token }).await.unwrap());
    assert_eq!(store.job("other").await.unwrap(), None);
}

/// Compare-and-set: who read an older form must read again.
pub async fn a_job_is_replaced_only_by_who_read_its_newest_form(adapter: &impl Adapter) {
    let store = adapter.store();
    store.create_job(with(JobStatus::Pending)).await.unwrap();
    let token = stored(store, "j").await.token;
    let canceling = Versioned { value: with(JobStatus::Canceling), token };
    assert!(store.replace_job(canceling).await.unwrap());
    let completed = Versioned { value: with(JobStatus::Completed), token };
    assert!(!store.replace_job(completed).await.unwrap());
    let newest = stored(store, "j").await;
    assert_eq!(newest.value.status, JobStatus::Canceling);
    let canceled = Versioned { value: with(JobStatus::Canceled), token: newest.token };
    assert!(store.replace_job(canceled).await.unwrap());
}

/// Two schedulers may claim a job at the same instant.
pub async fn of_many_who_replace_a_job_one_succeeds(adapter: &impl Adapter) {
    let store = adapter.store();
    store.create_job(with(JobStatus::Pending)).await.unwrap();
    let token = stored(store, "j").await.token;
    let claim = || store.replace_job(Versioned { value: with(JobStatus::InProgress), token });
    let claimed = join_all((0..8).map(|_| claim())).await;
    assert_eq!(claimed.into_iter().filter(|claimed| matches!(claimed, Ok(true))).count(), 1);
}

/// The newest ones come, with tokens that are good for compare-and-set.
pub async fn jobs_are_listed_newest_first(adapter: &impl Adapter) {
    let store = adapter.store();
    for (id, created_s) in [("b", 2), ("z", 1), ("a", 3)] {
        store.create_job(job(id, created_s)).await.unwrap();
    }
    store.refresh().await.unwrap();
    let mut jobs = store.jobs(2).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.value.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(store.replace_job(jobs.remove(0)).await.unwrap());
}

/// Each connector has its own jobs.
pub async fn jobs_of_another_connector_are_not_seen(adapter: &impl Adapter) {
    let (store, neighbour) = (adapter.store(), adapter.neighbour());
    store.create_job(with(JobStatus::Pending)).await.unwrap();
    store.refresh().await.unwrap();
    assert_eq!(neighbour.job("j").await.unwrap(), None);
    assert!(neighbour.jobs(10).await.unwrap().is_empty());
}
