//! Rows 71–72 and the rows by the API: which page Kibana shows, and which way is taken to the records.

use clock::{Clock as _, SystemClock};
use serde_json::{Value, json};

use crate::harness::connector::moment;
use crate::harness::connector_api::{self, is_of_the_api};
use crate::harness::proxy::{ALWAYS, Act};
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::text;
use crate::rows::ending::in_the_middle;
use crate::rows::first_sync::FirstSync;

/// What Kibana's list of connectors shows of a record. Elastic: connector protocol, what the page computes.
fn badge(record: &Value) -> &'static str {
    let status = text(record, "status");
    let failed = |kind: &str| {
        record[format!("last_{kind}_status")] == "error"
            || !record[format!("last_{kind}_error")].is_null()
    };
    let unseen = moment(record, "last_seen")
        .is_some_and(|seen| SystemClock.now().duration_since(seen).as_mins() > 30);
    match status.as_str() {
        "created" | "needs_configuration" => "Needs Configuration",
        _ if failed("sync") || failed("access_control_sync") => "Sync Failure",
        "error" => "Connector Failure",
        _ if unseen => "Connector Failure",
        _ if record["index_name"].is_null() => "Incomplete",
        "configured" => "Configured",
        "connected" => "Connected",
        other => panic!("no such status: {other}"),
    }
}

pub(super) async fn badges() {
    let first = FirstSync::get().await;
    assert_eq!(badge(&first.registered), "Needs Configuration");
    assert_eq!(badge(&first.ended), "Connected");
    let stage = Stage::of(Tenant::small(60).await).await;
    let (connector, _service) = stage.connected("badge").await;
    let job = in_the_middle(&stage, &connector).await;
    stage.tenant.fast();
    stage.tenant.refuse_sign_in();
    let (_, ended) = connector.job_ends(&job, "error").await;
    assert_eq!(badge(&ended), "Sync Failure");
}

pub(super) async fn a_sync_by_the_api() {
    let stage = Stage::of(Tenant::small(61).await).await;
    connector_api::play(&stage.proxy, &stage.engine);
    let (connector, _service) = stage.connected("api").await;
    let job = in_the_middle(&stage, &connector).await;
    // Progress is told every ten seconds.
    crate::harness::wait::until("progress is told by the API", || async {
        let asked = stage.proxy.asked();
        let stats = format!("/_connector/_sync_job/{job}/_stats");
        asked.iter().any(|asked| asked.path.starts_with(&stats)).then_some(()).ok_or("not yet")
    })
    .await;
    stage.tenant.fast();
    let (job, _) = connector.job_ends(&job, "completed").await;
    assert_eq!(job["total_document_count"], stage.engine.count(&connector.index).await);
    let check_in = format!("/_connector/{}/_check_in", connector.id);
    assert!(stage.proxy.asked().iter().any(|asked| asked.path.starts_with(&check_in)));
    stage.assert_truth(&connector, &[]).await;
}

pub(super) async fn a_refused_api() {
    for (status, kind) in [(403, "security_exception"), (404, "resource_not_found")] {
        let stage = Stage::of(Tenant::tiny(62).await).await;
        let refusal = json!({"error": {"type": kind, "reason": "no"}, "status": status});
        let body =
            if status == 403 { refusal } else { json!({"error": "no handler found for uri"}) };
        stage.proxy.rule(is_of_the_api, ALWAYS, Act::Answer(status, body));
        let (connector, _service) = stage.connected("refused").await;
        let job = connector.sync_now().await;
        let (_, ended) = connector.job_ends(&job, "completed").await;
        assert_eq!(badge(&ended), "Connected");
        stage.assert_truth(&connector, &[]).await;
        let refused = stage.proxy.asked().into_iter().filter(is_of_the_api).count();
        // One of each kind of call at most may have been on its way before it was known.
        assert!((1..=6).contains(&refused), "{refused} calls");
    }
}
