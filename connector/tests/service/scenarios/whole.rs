//! A full sync indexes what the tenant has, and nothing else.

use std::time::Duration;

use crate::harness::connector::moment;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;

pub(super) async fn small() {
    is_whole(Tenant::small(63).await, Duration::from_mins(2)).await;
}

pub(super) async fn medium() {
    is_whole(Tenant::medium(64).await, Duration::from_mins(15)).await;
}

/// One full sync that somebody asks for, and what it cost.
async fn is_whole(tenant: Tenant, limit: Duration) {
    let stage = Stage::of(tenant).await;
    let (connector, _service) = stage.connected("whole").await;
    let job = connector.sync_now().await;
    let job = connector.job_reaches_within(limit, &job, "completed").await;
    stage.assert_truth(&connector, &[]).await;
    let accounts = stage.tenant.simulator.accounts();
    assert_eq!(accounts.violations, 0, "{:?}", accounts.violation_details);
    let (started, completed) = (moment(&job, "started_at"), moment(&job, "completed_at"));
    let took = completed.unwrap().duration_since(started.unwrap()).as_secs_f64();
    let (documents, requests) = (&job["indexed_document_count"], accounts.requests_total);
    eprintln!("{documents} documents as in the tenant, {requests} requests to Graph, {took:.1} s");
}

pub(super) async fn again() {
    let stage = Stage::of(Tenant::small(71).await).await;
    let (connector, _service) = stage.connected("again").await;
    for _ in 0..2 {
        let job = connector.sync_now().await;
        let (job, _) = connector.job_ends(&job, "completed").await;
        assert_eq!(job["deleted_document_count"], 0);
        stage.assert_truth(&connector, &[]).await;
    }
}
