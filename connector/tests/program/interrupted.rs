//! Killed or stopped in the middle, the next sync goes on.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command};
use std::time::Duration;

use ::sync::port::store::{JobStore as _, StateStore as _};
use embedded::SqliteStore;

use crate::given::{Ran, Tenant, assert_equal};

/// Starts a sync and waits until it has read something, and not everything; gives the id of its job.
async fn in_the_middle(tenant: &Tenant) -> (Child, String) {
    let mut sync = tenant.start("sync");
    loop {
        assert!(sync.try_wait().unwrap().is_none(), "the sync ended before it was in the middle");
        std::thread::sleep(Duration::from_millis(5));
        // While the file is being made, it can't be read yet.
        let Ok(store) = SqliteStore::read_only(tenant.store(), "teams") else {
            continue;
        };
        let Some(job) = store.jobs(1).await.unwrap().pop() else {
            continue;
        };
        let records = store.list(None, 1_000).await.unwrap();
        let done = records.iter().filter(|record| record.at_rest()).count();
        if done > 1 {
            assert!(!job.value.status.is_over(), "the sync ended before it was in the middle");
            return (sync, job.value.id);
        }
    }
}

/// The next sync ends the job that was left, and then the truth is stored.
fn assert_goes_on(tenant: &Tenant, job_id: &str) {
    let next = tenant.run("sync", &[]).succeeded();
    assert!(
        next.stdout.contains(&format!("full sync {job_id}: completed\nit was begun earlier")),
        "{next:?}"
    );
    assert_equal(&tenant.truth(), &tenant.run("export", &[]).succeeded().documents());
    let status = tenant.run("status", &["--json"]).succeeded().json();
    assert_eq!(status["jobs"].as_array().unwrap().len(), 1, "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_was_killed_is_taken_up_by_the_next() {
    let tenant = Tenant::of_seed(12).await;
    let (mut sync, job_id) = in_the_middle(&tenant).await;
    sync.kill().unwrap();
    sync.wait().unwrap();
    assert_goes_on(&tenant, &job_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_a_sync_with_status_130_and_the_next_goes_on() {
    let tenant = Tenant::of_seed(13).await;
    let (sync, job_id) = in_the_middle(&tenant).await;
    let sent = Command::new("kill").args(["-INT", &sync.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let stopped = Ran::from(sync.wait_with_output().unwrap());
    assert_eq!(stopped.status, Some(130), "{stopped:?}");
    let last = stopped.stderr.lines().last();
    assert_eq!(last, Some("error: stopped; the next `sync` goes on where this one stopped"));
    assert_goes_on(&tenant, &job_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sync_at_the_same_time_is_told_what_to_do_and_harms_nothing() {
    let tenant = Tenant::of_seed(14).await;
    let (mut sync, _) = in_the_middle(&tenant).await;
    let second = tenant.run("sync", &[]);
    assert_eq!(second.status, Some(1), "{second:?}");
    assert!(
        second.stderr.contains("in use by another process that writes it; wait until"),
        "{second:?}"
    );
    tenant.run("status", &[]).succeeded();
    assert!(sync.wait().unwrap().success());
    assert_equal(&tenant.truth(), &tenant.run("export", &[]).succeeded().documents());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_whose_reader_has_enough_ends_without_a_word() {
    let tenant = Tenant::of_seed(15).await;
    tenant.run("sync", &[]).succeeded();
    let mut export = tenant.start("export");
    let mut first = String::new();
    BufReader::new(export.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'), "{first}");
    let mut said = String::new();
    export.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((export.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
