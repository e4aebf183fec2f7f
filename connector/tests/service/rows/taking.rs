//! Rows 35–41: which job is taken, when, and by whom.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::harness::connector::{Connector, ago, moment, now};
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::{pause, until};
use crate::rows::first_sync::FirstSync;
use crate::rows::start_up::SOME_PASSES;

pub(super) async fn soon() {
    let first = FirstSync::get().await;
    let (created, started) = (moment(&first.job, "created_at"), moment(&first.job, "started_at"));
    let waited = started.unwrap().duration_since(created.unwrap()).unsigned_abs();
    // Two periods of half a second, and what a busy machine adds.
    assert!(waited < Duration::from_secs(6), "{waited:?}");
}

pub(super) async fn the_claim() {
    let (claimed, _) = &FirstSync::get().await.running[0];
    assert_eq!(claimed["status"], "in_progress");
    assert!(moment(claimed, "started_at") >= moment(claimed, "created_at"), "{claimed:#}");
    assert!(moment(claimed, "last_seen") >= moment(claimed, "started_at"), "{claimed:#}");
    assert!(!claimed["worker_hostname"].as_str().unwrap().is_empty());
    assert!(
        claimed.get("connector.sync_cursor").is_none(),
        "the cursor is nested, if there is one"
    );
    assert_eq!(claimed["completed_at"], Value::Null);
}

pub(super) async fn the_lock() {
    let (_, locked) = &FirstSync::get().await.running[0];
    assert_eq!(locked["last_sync_status"], "in_progress");
    assert_eq!(locked["last_sync_error"], Value::Null);
    assert_eq!((&locked["status"], &locked["error"]), (&json!("connected"), &Value::Null));
}

pub(super) async fn one_content_job_at_a_time() {
    let stage = Stage::of(Tenant::small(31).await).await;
    let (connector, _service) =
        stage.connected_with("single", &[("service.max_concurrent_content_syncs", "2")]).await;
    stage.tenant.slow(Duration::from_secs(2));
    let (one, two) = (connector.sync_now().await, connector.sync_now().await);
    connector.job_reaches(&one, "in_progress").await;
    pause(SOME_PASSES).await;
    assert_eq!(connector.job(&one).await["status"], "in_progress");
    assert_eq!(connector.job(&two).await["status"], "pending");
    stage.tenant.fast();
    connector.job_reaches(&one, "completed").await;
    connector.job_reaches(&two, "completed").await;
}

/// Requests for lists of messages, whoever asked for them.
fn message_lists(stage: &Stage) -> u64 {
    let requests = stage.tenant.simulator.accounts().requests_by_class;
    let of = |class: &str| requests.get(class).copied().unwrap_or_default();
    of("channel_messages") + of("chat_messages")
}

pub(super) async fn two_services_run_a_job_once() {
    let alone = Stage::of(Tenant::small(32).await).await;
    let (connector, _service) = alone.connected("alone").await;
    let job = connector.sync_now().await;
    connector.job_reaches(&job, "completed").await;
    let together = Stage::of(Tenant::small(32).await).await;
    let connector = together.connector("together").await;
    let _services = [together.service(&[&connector]), together.service(&[&connector])];
    together.connects(&connector).await;
    let job = connector.sync_now().await;
    connector.job_reaches(&job, "completed").await;
    pause(SOME_PASSES).await;
    // A page or two may be read again where a segment ended; two runs would read all of them again.
    let (once, shared) = (message_lists(&alone), message_lists(&together));
    assert!(once > 20 && shared < once * 3 / 2, "{once} requests alone, {shared} together");
    together.assert_truth(&connector, &[]).await;
}

pub(super) async fn the_oldest_first() {
    let stage = Stage::of(Tenant::tiny(33).await).await;
    let (connector, service) = stage.connected("ordered").await;
    service.terminate().await;
    let pending = |age: u64| json!({"created_at": ago(age)});
    let youngest = connector.add_job(pending(10)).await;
    let started = json!({"created_at": ago(300), "status": "suspended", "started_at": ago(200), "worker_hostname": "elsewhere"});
    let oldest = connector.add_job(started).await;
    let middle = connector.add_job(pending(100)).await;
    let _service = stage.service(&[&connector]);
    let mut starts = Vec::new();
    for id in [&oldest, &middle, &youngest] {
        let job = connector.job_reaches(id, "completed").await;
        starts.push(moment(&job, "completed_at"));
    }
    assert!(starts.is_sorted(), "{starts:?}");
}

async fn running(connectors: &[Connector]) -> usize {
    let jobs = join_all(connectors.iter().map(Connector::jobs)).await;
    let in_progress = |job: &&crate::harness::engine::Record| job.source["status"] == "in_progress";
    jobs.iter().flatten().filter(in_progress).count()
}

pub(super) async fn slots() {
    let stage = Stage::of(Tenant::small(34).await).await;
    let mut connectors = Vec::new();
    for _ in 0..3 {
        connectors.push(stage.connector("slots").await);
    }
    let all: Vec<&Connector> = connectors.iter().collect();
    let _service = stage.service_with(&all, &[("service.max_concurrent_content_syncs", "2")]);
    for connector in &connectors {
        stage.connects(connector).await;
    }
    stage.tenant.slow(Duration::from_secs(2));
    for connector in &connectors {
        connector.add_job(json!({"created_at": now()})).await;
    }
    until("two run", || async {
        let running = running(&connectors).await;
        if running == 2 { Ok(()) } else { Err(running) }
    })
    .await;
    for _ in 0..20 {
        assert!(running(&connectors).await <= 2);
        pause(Duration::from_millis(200)).await;
    }
    stage.tenant.fast();
    for connector in &connectors {
        let job = connector.jobs().await[0].id.clone();
        connector.job_reaches(&job, "completed").await;
    }
}
