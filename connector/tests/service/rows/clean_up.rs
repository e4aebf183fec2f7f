//! Rows 51–54: jobs and connectors that somebody left behind.

use serde_json::{Value, json};

use crate::harness::connector::{Connector, ago, moment};
use crate::harness::engine::{CONNECTORS, JOBS};
use crate::harness::service::Service;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::text;
use crate::harness::wait::{pause, until};
use crate::rows::ending::{falls_silent, in_the_middle};
use crate::rows::start_up::SOME_PASSES;

/// A connector whose job runs on another machine, or did: it was seen so many seconds ago.
async fn left_behind(stage: &Stage, word: &str, seconds: u64) -> (Connector, String) {
    let (connector, service) = stage.connected(word).await;
    service.terminate().await;
    connector.merge(&json!({"last_sync_status": "in_progress"})).await;
    let job = connector.add_job(elsewhere(seconds)).await;
    (connector, job)
}

fn elsewhere(seconds: u64) -> Value {
    json!({"status": "in_progress", "worker_hostname": "elsewhere", "created_at": ago(seconds + 60),
        "started_at": ago(seconds + 50), "last_seen": ago(seconds)})
}

const IDLE: &str = "The job has not seen any update for some time.";

pub(super) async fn idle_jobs() {
    let stage = Stage::of(Tenant::tiny(41).await).await;
    let (connector, job) = left_behind(&stage, "idle", 400).await;
    let _service = stage.service(&[&connector]);
    let (job, ended) = connector.job_ends(&job, "error").await;
    assert_eq!(job["error"], IDLE);
    assert!(moment(&job, "completed_at").is_some());
    assert_eq!(ended["last_sync_error"], IDLE);
    let next = connector.sync_now().await;
    connector.job_ends(&next, "completed").await;
}

pub(super) async fn fresh_jobs() {
    let stage = Stage::of(Tenant::tiny(42).await).await;
    let (connector, job) = left_behind(&stage, "fresh", 5).await;
    let before = stage.engine.record(JOBS, &job).await.unwrap().seq_no;
    let _service = stage.service(&[&connector]);
    pause(SOME_PASSES).await;
    assert_eq!(stage.engine.record(JOBS, &job).await.unwrap().seq_no, before);
    assert_eq!(connector.shown().await["last_sync_status"], "in_progress");
}

pub(super) async fn orphans() {
    let stage = Stage::of(Tenant::tiny(43).await).await;
    let (connector, _service) = stage.connected("parent").await;
    let vanished = Connector::named(&stage.engine, "vanished");
    let mut jobs = Vec::new();
    for seconds in [400, 5] {
        let mut patch = elsewhere(seconds);
        patch["connector"] = json!({"id": vanished.id});
        jobs.push(connector.add_job(patch).await);
    }
    let ended = until("the stale job is ended", || async {
        let job = connector.job(&jobs[0]).await;
        if job["status"] == "error" { Ok(job) } else { Err(job) }
    })
    .await;
    assert_eq!(ended["error"], IDLE);
    assert_eq!(
        connector.job(&jobs[1]).await["status"],
        "in_progress",
        "another service may run it"
    );
}

pub(super) async fn stuck_connectors() {
    let stage = Stage::of(Tenant::tiny(44).await).await;
    let (connector, service) = stage.connected("stuck").await;
    service.terminate().await;
    connector.merge(&json!({"last_sync_status": "in_progress"})).await;
    let job = connector.sync_now().await;
    let _service = stage.service(&[&connector]);
    connector.job_ends(&job, "completed").await;
}

async fn runs(stage: &Stage, word: &str) -> (Connector, Service, String) {
    let (connector, service) = stage.connected(word).await;
    let job = in_the_middle(stage, &connector).await;
    (connector, service, job)
}

pub(super) async fn a_job_deleted_meanwhile() {
    let stage = Stage::of(Tenant::small(45).await).await;
    let (connector, mut service, job) = runs(&stage, "jobless").await;
    stage.engine.delete(&format!("/{JOBS}/_doc/{job}?refresh=true")).await;
    let freed = until("the connector is freed", || async {
        let shown = connector.shown().await;
        if shown["last_sync_status"] == "in_progress" { Err(shown) } else { Ok(shown) }
    })
    .await;
    assert!(
        !text(&freed, "last_sync_error").is_empty() || freed["last_sync_status"].is_null(),
        "{freed:#}"
    );
    falls_silent(&stage, &connector).await;
    assert!(stage.engine.record(JOBS, &job).await.is_none(), "a deleted record isn't made again");
    service.assert_runs();
    stage.tenant.fast();
    let next = connector.sync_now().await;
    connector.job_ends(&next, "completed").await;
    stage.assert_truth(&connector, &[]).await;
}

pub(super) async fn a_connector_deleted_meanwhile() {
    let stage = Stage::of(Tenant::small(46).await).await;
    let (connector, mut service, job) = runs(&stage, "parentless").await;
    let record = connector.shown().await;
    stage.engine.delete(&format!("/{CONNECTORS}/_doc/{}?refresh=true", connector.id)).await;
    connector.job_reaches(&job, "error").await;
    falls_silent(&stage, &connector).await;
    let there = stage.engine.record(CONNECTORS, &connector.id).await;
    assert!(there.is_none(), "a deleted record isn't made again");
    service.assert_runs();
    stage.tenant.fast();
    let mut again = record;
    again["last_sync_status"] = Value::Null;
    connector.put(&again).await;
    let next = connector.sync_now().await;
    connector.job_ends(&next, "completed").await;
}
