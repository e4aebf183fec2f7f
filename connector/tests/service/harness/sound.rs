//! The harness itself: a proxy that lied would make every row worth nothing.

use std::time::Duration;

use clock::{Clock as _, SystemClock};
use libtest_mimic::Trial;
use serde_json::json;

use super::connector::Connector;
use super::connector_api;
use super::engine::Engine;
use super::proxy::{Act, Asked, Proxy};
use super::stage::Stage;
use super::tenant::Tenant;
use crate::table::test;

#[rustfmt::skip] // a test is a line
pub(crate) fn tests() -> Vec<Trial> {
    vec![
        test("harness: a proxy passes on, remembers, disturbs and stops", a_proxy_does_as_told),
        test("harness: a tenant behind its proxy serves its truth's links", a_tenant_is_read_through_its_proxy),
        test("harness: a connector and its jobs are as Kibana leaves them", records_are_written),
        test("harness: the stand-in for the connector API does the direct writes", the_stand_in_writes),
    ]
}

/// An engine that is asked through a proxy.
async fn behind(proxy: &Proxy) -> Engine {
    let mut engine = Engine::with_protocol_indices().await;
    engine.url.clone_from(&proxy.url);
    engine
}

async fn a_proxy_does_as_told() {
    let proxy = Proxy::before(&Engine::bare().url).await;
    let engine = behind(&proxy).await;
    let index = Connector::named(&engine, "proxied").index;
    let document = json!({"a": "ö"});
    engine.put(&index, "1", &document).await;
    assert_eq!(engine.record(&index, "1").await.unwrap().source, document);
    let there = engine.ask(reqwest::Method::HEAD, &format!("/{index}"), None).await;
    assert_eq!(there.status, 200);
    let asked = proxy.asked();
    assert_eq!((asked[0].method.as_str(), asked[0].text()), ("PUT", document.to_string()));
    let count = |asked: &Asked| asked.path.contains("_count");
    proxy.rule(count, 1, Act::Answer(429, json!({"full": true})));
    proxy.rule(count, 1, Act::edit(|body| body["count"] = json!(7)));
    let path = format!("/{index}/_count");
    assert_eq!(engine.get(&path).await.status, 429);
    assert_eq!(engine.get(&path).await.body["count"], 7);
    proxy.rule(count, 1, Act::Wait(Duration::from_millis(300)));
    let before = SystemClock.now();
    assert_eq!(engine.count(&index).await, 1);
    assert!(SystemClock.now().duration_since(before).as_millis() >= 300);
    proxy.stop();
    let stopped = reqwest::get(format!("{}{path}", proxy.url)).await;
    assert!(stopped.is_err(), "{stopped:?}");
    proxy.start();
    super::wait::until("it listens again", || async {
        reqwest::get(format!("{}{path}", proxy.url)).await.map(drop)
    })
    .await;
    engine.delete(&format!("/{index}")).await;
}

async fn a_tenant_is_read_through_its_proxy() {
    let tenant = Tenant::small(1).await;
    assert!(tenant.truth().len() > 500);
    let mut engine = Engine::bare();
    engine.url.clone_from(&tenant.proxy.url);
    let refused = engine.get("/v1.0/groups").await;
    assert_eq!(refused.status, 401);
    assert_eq!(tenant.reads(), 1);
    tenant.refuse_sign_in();
    let answer = engine.get("/tenant/oauth2/v2.0/token").await;
    assert_eq!(answer.body["error"], "invalid_client");
}

async fn records_are_written() {
    let engine = Engine::with_protocol_indices().await;
    let connector = Connector::create(&engine, "written").await;
    connector.configure(&json!({"tenant_id": "t"})).await;
    let shown = connector.reaches("configured").await;
    assert_eq!(shown["configuration"]["tenant_id"]["value"], "t");
    let older = connector.add_job(json!({"created_at": super::connector::ago(100)})).await;
    let newer = connector.sync_now().await;
    let ids: Vec<String> = connector.jobs().await.into_iter().map(|job| job.id).collect();
    assert_eq!(ids, [older.clone(), newer]);
    connector.cancel(&older).await;
    assert_eq!(connector.job(&older).await["status"], "canceling");
}

async fn the_stand_in_writes() {
    let stage = Stage::of(Tenant::tiny(2).await).await;
    connector_api::play(&stage.proxy, &stage.engine);
    let api = behind(&stage.proxy).await;
    let connector = stage.connector("standin").await;
    let path = format!("/_connector/{}/_check_in", connector.id);
    api.tell(reqwest::Method::PUT, &path, &json!({})).await;
    assert!(connector.shown().await["last_seen"].is_string());
    let job = json!({"id": connector.id, "job_type": "full", "trigger_method": "scheduled"});
    api.tell(reqwest::Method::POST, "/_connector/_sync_job", &job).await;
    assert_eq!(connector.jobs().await[0].source["trigger_method"], "scheduled");
    let unknown = api.get("/_connector/_unknown").await;
    assert_eq!(unknown.status, 400);
}
