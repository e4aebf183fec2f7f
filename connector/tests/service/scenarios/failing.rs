//! The engine fails in the middle, and nothing is lost.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::harness::connector::Connector;
use crate::harness::proxy::{ALWAYS, Act, Asked};
use crate::harness::service::Service;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::pause;
use crate::rows::in_the_middle;

/// Longer than the service's own tries of one request take.
pub(super) const SOME_SECONDS: Duration = Duration::from_secs(8);

/// Longer than a fleet bears that nothing goes on.
pub(super) const LONG: Duration = Duration::from_secs(40);

async fn begun(seed: u64, word: &str) -> (Stage, Connector, Service, String) {
    let stage = Stage::of(Tenant::small(seed).await).await;
    let (connector, service) = stage.connected(word).await;
    let job = in_the_middle(&stage, &connector).await;
    stage.tenant.fast();
    (stage, connector, service, job)
}

async fn is_whole(stage: &Stage, connector: &Connector, job: &str) {
    connector.job_ends(job, "completed").await;
    assert_eq!(connector.jobs().await.len(), 1);
    stage.assert_truth(connector, &[]).await;
}

pub(super) async fn engine_away(time: Duration) {
    let (stage, connector, mut service, job) = begun(67, "away").await;
    stage.proxy.stop();
    pause(time).await;
    service.assert_runs();
    stage.proxy.start();
    is_whole(&stage, &connector, &job).await;
}

pub(super) async fn engine_overloaded(time: Duration) {
    let (stage, connector, mut service, job) = begun(68, "overloaded").await;
    let full = json!({"error": {"type": "es_rejected_execution_exception", "reason": "the queue is full"}, "status": 429});
    stage.proxy.rule(Asked::is_bulk, ALWAYS, Act::Answer(429, full));
    pause(time).await;
    service.assert_runs();
    stage.proxy.clear();
    is_whole(&stage, &connector, &job).await;
}

/// As a disk that fills up makes it. Elastic: cluster-level shard allocation, the flood stage.
pub(super) async fn write_block(time: Duration) {
    let (stage, connector, mut service, job) = begun(69, "blocked").await;
    let block = |value: serde_json::Value| json!({"index.blocks.read_only_allow_delete": value});
    let path = format!("/{}/_settings", connector.index);
    stage.engine.tell(Method::PUT, &path, &block(json!(true))).await;
    pause(time).await;
    service.assert_runs();
    stage.engine.tell(Method::PUT, &path, &block(json!(null))).await;
    is_whole(&stage, &connector, &job).await;
}
