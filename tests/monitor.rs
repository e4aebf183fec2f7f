//! A job of which the store refuses too many documents ends as an error; a few refusals are issues.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clock::{Clock, Random, SystemClock};
use embedded::Fleet;
use sync::job::{JobStatus, JobType, SyncJob};
use sync::monitor::Thresholds;
use sync::port::store::JobStore as _;
use sync::record::PartitionRecord;
use sync::summary::Summary;

use crate::machine::{Fault, Machine, assert_completed};
use crate::refusing::Refusing;
use crate::store::TestStore;
use crate::world::{CONNECTOR, Documents, World, assert_equal, records, summary_of};

/// A store that refuses operations by their place, and the roles over it.
struct Given {
    world: World,
    whole: Arc<TestStore>,
    store: Arc<Refusing>,
    machine: Machine,
}

impl Given {
    async fn new(seed: u64, refuses_place: fn(usize) -> bool) -> Self {
        let world = World::small(seed).await;
        let whole = world.store().await;
        let store = Arc::new(Refusing { refuses_place, ..Refusing::over(Arc::clone(&whole), []) });
        let machine = Machine::over(&world, Arc::clone(&store), 50);
        Self { world, whole, store, machine }
    }

    /// A full sync until its job is over.
    async fn sync(&self) -> SyncJob {
        let job = self.machine.scheduler.request_sync(JobType::Full).await.unwrap();
        loop {
            self.machine.turn(&mut || Fault::None).await;
            let job = self.store.job(&job.id).await.unwrap().unwrap().value;
            if job.status.is_over() {
                return job;
            }
        }
    }

    async fn stored(&self) -> Documents {
        self.world.stored(&self.whole).await
    }

    async fn summary(&self, job: &SyncJob) -> Summary {
        summary_of(&self.whole, &job.id).await
    }
}

/// The documents that issues name as refused.
fn refused(summary: &Summary) -> BTreeSet<String> {
    let refused = summary.issues.iter().filter(|issue| issue.code == "store_refused");
    refused.filter_map(|issue| issue.document.clone()).collect()
}

/// The documents that were kept apart.
fn kept(given: &Given) -> BTreeSet<String> {
    given.store.kept.lock().unwrap().iter().map(|kept| kept.id.clone()).collect()
}

/// A fleet over the store of what was given.
fn fleet(given: &Given, thresholds: Thresholds) -> Arc<Fleet> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let client = given.world.client(Arc::clone(&clock));
    let random = Arc::new(Random::from_system());
    let fleet = Fleet::new(CONNECTOR, client, Arc::clone(&given.store), clock, random);
    Arc::new(fleet.with_thresholds(thresholds))
}

#[tokio::test(flavor = "multi_thread")]
async fn r14_eleven_refusals_in_a_row_end_the_job_and_nothing_is_lost() {
    let given = Given::new(70, |place| (30..41).contains(&place)).await;
    let job = given.sync().await;
    assert_eq!(job.status, JobStatus::Error);
    assert!(job.completed_at.is_some());
    let kept = given.store.kept.lock().unwrap().clone();
    assert_eq!(kept.len(), 11);
    let error = job.error.clone().unwrap();
    let last = format!("the last one is {}: it doesn't fit; 11 were refused", kept[10].id);
    assert!(error.contains("more than 10 documents in a row") && error.contains(&last), "{error}");
    let summary = given.summary(&job).await;
    assert_eq!((summary.counters.refused, summary.issue_count), (11, 11));
    let written = given.stored().await;
    assert!(!written.is_empty(), "what was written stays");

    // R14: the next tick ends the right to write of everything that is under way.
    given.machine.turn(&mut || Fault::None).await;
    let records = records(&given.whole).await;
    assert!(records.iter().all(PartitionRecord::at_rest));
    let before = given.stored().await;
    given.machine.turn(&mut || Fault::None).await;
    assert_eq!(given.stored().await, before);

    let next = given.sync().await;
    assert_ne!(next.id, job.id);
    assert_completed(&next);
    assert_equal(&given.world.truth(), &given.stored().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_refusals_in_a_row_are_ten_issues_of_a_completed_job() {
    let given = Given::new(71, |place| (30..40).contains(&place)).await;
    let job = given.sync().await;
    assert_completed(&job);
    let summary = given.summary(&job).await;
    assert_eq!(summary.counters.refused, 10);
    assert_eq!(refused(&summary), kept(&given));
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_that_are_spread_end_the_job_over_a_share_of_15_percent_only() {
    let given = Given::new(72, |place| place < 700 && place % 7 == 0).await;
    let job = given.sync().await;
    assert_completed(&job);
    let summary = given.summary(&job).await;
    assert_eq!(summary.counters.refused, 100);
    assert_eq!(refused(&summary), kept(&given), "each is shown");

    let given = Given::new(72, |place| place % 6 == 0).await;
    let job = given.sync().await;
    assert_eq!(job.status, JobStatus::Error);
    let error = job.error.unwrap();
    assert!(error.contains("a share of 0.15 of the last 100 documents"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_somebody_changes_meanwhile_ends_all_the_same() {
    let given = Given::new(73, |place| (30..41).contains(&place)).await;
    given.machine.scheduler.request_sync(JobType::Full).await.unwrap();
    given.machine.turn(&mut || Fault::None).await;
    given.store.conflicts.store(3, Ordering::Relaxed);
    assert_eq!(given.sync().await.status, JobStatus::Error);
    assert_eq!(given.store.conflicts.load(Ordering::Relaxed), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_goes_on_with_a_job_counts_what_was_refused_before() {
    let given = Given::new(74, |place| place % 50 == 0).await;
    let job = given.machine.scheduler.request_sync(JobType::Full).await.unwrap();
    while given.summary(&job).await.counters.refused < 3 {
        given.machine.turn(&mut || Fault::None).await;
    }
    let before = given.summary(&job).await.counters.refused;
    let thresholds = Thresholds { max_total_errors: before, ..Thresholds::default() };
    let ended = fleet(&given, thresholds).run_job(&job.id).await.unwrap();
    assert_eq!(ended.status, JobStatus::Error);
    let expected = format!("; {} were refused in this job", before + 1);
    assert!(ended.error.unwrap().contains(&expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_whose_monitor_is_off_goes_to_the_end() {
    let given = Given::new(75, |place| place % 2 == 0).await;
    let off = Thresholds { enabled: false, ..Thresholds::default() };
    let job = fleet(&given, off).run(JobType::Full).await.unwrap();
    assert_completed(&job);
    assert!(given.summary(&job).await.counters.refused > 100);
}
