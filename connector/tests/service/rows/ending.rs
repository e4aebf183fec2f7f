//! Rows 42–50: how a job goes on, and how it ends.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::connector::{Connector, moment};
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::text;
use crate::harness::wait::{pause, until, until_within};
use crate::rows::first_sync::FirstSync;
use crate::rows::start_up::SOME_PASSES;

pub(super) async fn a_running_job_is_refreshed() {
    let [(before, _), (after, _)] = FirstSync::get().await.running.as_slice() else {
        panic!("two looks at a running job");
    };
    let (before_seen, after_seen) = (moment(before, "last_seen"), moment(after, "last_seen"));
    let between = after_seen.unwrap().duration_since(before_seen.unwrap()).unsigned_abs();
    assert!(between < Duration::from_secs(30), "{between:?}");
    for count in ["indexed_document_count", "indexed_document_volume", "deleted_document_count"] {
        assert!(after[count].is_u64(), "{count} in {after:#}");
    }
}

pub(super) async fn success_in_the_job() {
    let first = FirstSync::get().await;
    let job = &first.job;
    assert_eq!((&job["status"], &job["error"]), (&json!("completed"), &Value::Null));
    assert!(moment(job, "completed_at") >= moment(job, "started_at"));
    assert_eq!(job["canceled_at"], Value::Null);
    assert_eq!(job["total_document_count"], first.count);
    assert_eq!(job["indexed_document_count"], first.documents.len());
    assert_eq!(job["deleted_document_count"], 0);
    assert_eq!(first.documents.len(), first.truth.len());
}

pub(super) async fn success_in_the_connector() {
    let first = FirstSync::get().await;
    let ended = &first.ended;
    assert!(moment(ended, "last_synced") >= moment(&first.job, "started_at"));
    assert_eq!(ended["last_sync_status"], "completed");
    assert_eq!((&ended["last_sync_error"], &ended["error"]), (&Value::Null, &Value::Null));
    assert_eq!(ended["last_indexed_document_count"], first.job["indexed_document_count"]);
    assert_eq!(ended["last_deleted_document_count"], 0);
    assert_eq!(ended["status"], "connected");
}

pub(super) async fn volume() {
    let first = FirstSync::get().await;
    let bytes: usize = first.content_bulks().iter().map(|asked| asked.body.len()).sum();
    let mebibytes = u64::try_from(bytes / (1 << 20)).unwrap();
    let told = first.job["indexed_document_volume"].as_u64().unwrap();
    assert!(told.abs_diff(mebibytes) <= 1, "{told} MiB are told, {bytes} bytes were sent");
}

/// A job in the middle: some documents are indexed, most aren't.
pub(crate) async fn in_the_middle(stage: &Stage, connector: &Connector) -> String {
    stage.tenant.slow(Duration::from_millis(300));
    let job = connector.sync_now().await;
    connector.job_reaches(&job, "in_progress").await;
    until("some documents are indexed", || async {
        let count = stage.engine.count(&connector.index).await;
        if count > 20 { Ok(()) } else { Err(count) }
    })
    .await;
    job
}

pub(super) async fn the_source_fails() {
    let stage = Stage::of(Tenant::small(35).await).await;
    let (connector, _service) = stage.connected("failing").await;
    let job = in_the_middle(&stage, &connector).await;
    let before = stage.indexed(&connector).await;
    stage.tenant.fast();
    stage.tenant.refuse_sign_in();
    let (job, ended) = connector.job_ends(&job, "error").await;
    let error = text(&job, "error");
    assert!(!error.is_empty() && moment(&job, "completed_at").is_some(), "{job:#}");
    assert_eq!(ended["status"], "error");
    assert_eq!(text(&ended, "last_sync_error"), error);
    let after = stage.indexed(&connector).await;
    assert!(before.keys().all(|id| after.contains_key(id)), "what is indexed stays");
    assert_eq!(job["deleted_document_count"], 0);
}

/// Waits until nothing is read any more, although there is more.
pub(super) async fn falls_silent(stage: &Stage, connector: &Connector) {
    until("nothing is read any more", || async {
        let before = stage.tenant.reads();
        pause(SOME_PASSES).await;
        let after = stage.tenant.reads();
        if before == after { Ok(()) } else { Err(after - before) }
    })
    .await;
    let indexed = stage.engine.count(&connector.index).await;
    assert!(
        usize::try_from(indexed).unwrap() < stage.tenant.truth().len(),
        "it wasn't read to its end"
    );
}

pub(super) async fn canceling() {
    let stage = Stage::of(Tenant::small(36).await).await;
    let (connector, _service) = stage.connected("cancelled").await;
    let job_id = in_the_middle(&stage, &connector).await;
    connector.cancel(&job_id).await;
    let within = Duration::from_secs(20); // fifteen, and what a busy machine adds
    let job = until_within(within, "the job is canceled", || async {
        let job = connector.job(&job_id).await;
        if job["status"] == "canceled" { Ok(job) } else { Err(job) }
    })
    .await;
    assert!(moment(&job, "canceled_at").is_some() && moment(&job, "completed_at").is_some());
    assert_eq!(job["error"], Value::Null);
    let (_, ended) = connector.job_ends(&job_id, "canceled").await;
    assert_eq!(ended["status"], "connected");
    falls_silent(&stage, &connector).await;
}

pub(super) async fn canceled_before_it_ran() {
    let stage = Stage::of(Tenant::small(37).await).await;
    let (connector, _service) = stage.connected("precancelled").await;
    let running = in_the_middle(&stage, &connector).await;
    let waiting = connector.sync_now().await;
    let now = crate::harness::connector::now();
    let patch = json!({"status": "canceled", "canceled_at": now, "completed_at": now, "cancelation_requested_at": now});
    stage.engine.merge(crate::harness::engine::JOBS, &waiting, &patch).await;
    stage.tenant.fast();
    connector.job_ends(&running, "completed").await;
    let reads = stage.tenant.reads();
    pause(SOME_PASSES).await;
    let never = connector.job(&waiting).await;
    assert_eq!((&never["status"], &never["started_at"]), (&json!("canceled"), &Value::Null));
    assert_eq!(stage.tenant.reads(), reads);
}

pub(super) async fn sigterm() {
    let stage = Stage::of(Tenant::small(38).await).await;
    let (connector, service) = stage.connected("stopped").await;
    let job_id = in_the_middle(&stage, &connector).await;
    let before = connector.shown().await;
    let ended = service.terminate().await;
    assert_eq!(ended.status, Some(0), "{}", ended.log);
    assert!(ended.took < Duration::from_secs(30), "{:?}", ended.took);
    let job = connector.job(&job_id).await;
    assert_eq!((&job["status"], &job["completed_at"]), (&json!("suspended"), &Value::Null));
    assert_eq!(job["error"], Value::Null);
    let after = connector.shown().await;
    assert_eq!(after["last_sync_status"], "suspended");
    for count in ["last_indexed_document_count", "last_deleted_document_count"] {
        assert_eq!(after[count], before[count], "{count}");
    }
}

pub(super) async fn restart() {
    let stage = Stage::of(Tenant::small(39).await).await;
    let (connector, service) = stage.connected("restarted").await;
    let job = in_the_middle(&stage, &connector).await;
    service.terminate().await;
    stage.tenant.fast();
    let _service = stage.service(&[&connector]);
    connector.job_ends(&job, "completed").await;
    assert_eq!(connector.jobs().await.len(), 1);
    stage.assert_truth(&connector, &[]).await;
}
