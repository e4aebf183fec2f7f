//! Rows 1–6: which indices, which requests, which connectors.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::connector::Connector;
use crate::harness::engine::{CONNECTORS, Engine, JOBS};
use crate::harness::proxy::{ALWAYS, Act};
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::{pause, until};
use crate::rows::first_sync::FirstSync;

/// Several passes of a service.
pub(super) const SOME_PASSES: Duration = Duration::from_secs(4);

async fn without_protocol_indices() -> Engine {
    let engine = Engine::bare();
    for alias in [CONNECTORS, JOBS] {
        engine.delete(&format!("/{alias}-v1?ignore_unavailable=true")).await;
    }
    engine
}

pub(super) async fn missing_indices_are_made() {
    let engine = without_protocol_indices().await;
    let stage = Stage::on(engine, Tenant::tiny(1).await).await;
    let connector = Connector::named(&stage.engine, "start");
    let _service = stage.service(&[&connector]);
    for (alias, fields) in [
        (
            CONNECTORS,
            json!({"status": "keyword", "last_seen": "date", "index_name": "keyword",
            "is_native": "boolean", "configuration": "object", "sync_cursor": "object",
            "last_indexed_document_count": "long", "description": "text"}),
        ),
        (
            JOBS,
            json!({"status": "keyword", "created_at": "date", "job_type": "keyword",
            "indexed_document_count": "integer", "metadata": "object"}),
        ),
    ] {
        let mapping = until(&format!("{alias} is there"), || async {
            let answer = stage.engine.get(&format!("/{alias}/_mapping")).await;
            let mapping = answer.body[format!("{alias}-v1")]["mappings"].clone();
            if mapping.is_null() { Err(answer) } else { Ok(mapping) }
        })
        .await;
        assert_eq!(mapping["dynamic"], "false", "{mapping:#}");
        for (field, kind) in fields.as_object().unwrap() {
            let mapped = &mapping["properties"][field]["type"];
            // An object's type isn't written down.
            let mapped = if mapped.is_null() { &json!("object") } else { mapped };
            assert_eq!(mapped, kind, "{alias}: {field} in {mapping:#}");
        }
        let aliases = stage.engine.get(&format!("/_alias/{alias}")).await.body;
        assert!(aliases[format!("{alias}-v1")]["aliases"][alias].is_object(), "{aliases:#}");
    }
}

pub(super) async fn existing_indices_stay() {
    let engine = without_protocol_indices().await;
    let mine = json!({"dynamic": "false", "properties": {
        "mine": {"type": "keyword"}, "status": {"type": "keyword"}, "job_type": {"type": "keyword"},
        "created_at": {"type": "date"}, "last_seen": {"type": "date"},
        "connector": {"properties": {"id": {"type": "keyword"}}},
    }});
    for alias in [CONNECTORS, JOBS] {
        engine.make_protocol_index(alias, mine.clone()).await;
    }
    let mappings = || async {
        let path = format!("/{CONNECTORS},{JOBS}/_mapping");
        engine.get(&path).await.body
    };
    let before = mappings().await;
    let stage = Stage::on(engine.clone(), Tenant::tiny(2).await).await;
    let refusal =
        json!({"error": {"type": "security_exception", "reason": "unauthorized"}, "status": 403});
    let makes_one =
        |path: &str| [CONNECTORS, JOBS].iter().any(|alias| path.contains(&format!("{alias}-v1")));
    stage.proxy.rule(
        move |asked| asked.method == "PUT" && makes_one(&asked.path),
        ALWAYS,
        Act::Answer(403, refusal),
    );
    let connector = stage.connector("kept").await;
    let mut service = stage.service(&[&connector]);
    connector.reaches("needs_configuration").await;
    service.assert_runs();
    assert_eq!(mappings().await, before);
    // What comes after has the protocol's own mapping again.
    drop(service);
    without_protocol_indices().await;
}

pub(super) async fn every_request_names_its_origin() {
    let first = FirstSync::get().await;
    assert!(first.asked.len() > 20);
    for asked in &first.asked {
        let origin = asked.header("x-elastic-product-origin");
        assert_eq!(origin, Some("connectors"), "{} {}", asked.method, asked.path);
    }
}

pub(super) async fn writes_go_through_aliases() {
    let first = FirstSync::get().await;
    let ours = |name: &str| {
        let aliases = [CONNECTORS, JOBS].contains(&name);
        aliases || name == first.index || name.starts_with(".elastic-connectors-teams-")
    };
    for asked in first.asked.iter().filter(|asked| asked.is_bulk()) {
        for line in asked.lines() {
            let action = line.as_object().and_then(|line| line.values().next());
            if let Some(index) = action.and_then(|action| action["_index"].as_str()) {
                assert!(ours(index), "{line}");
            }
        }
    }
    let writes =
        |path: &str| ["/_update/", "/_create/", "/_doc"].iter().any(|part| path.contains(part));
    let written = first.asked.iter().filter(|asked| asked.method != "GET" && writes(&asked.path));
    for asked in written {
        let index = asked.path.trim_start_matches('/').split(['/', '?']).next().unwrap();
        let index = index.replace("%2E", ".");
        assert!(ours(&index), "{} {}", asked.method, asked.path);
    }
}

pub(super) async fn strangers_are_left_alone() {
    let stage = Stage::of(Tenant::tiny(3).await).await;
    let (mine, stranger) = (stage.connector("mine").await, stage.connector("stranger").await);
    let before = stranger.record().await.seq_no;
    let _service = stage.service(&[&mine]);
    mine.reaches("needs_configuration").await;
    pause(SOME_PASSES).await;
    assert_eq!(stranger.record().await.seq_no, before);
}

pub(super) async fn deleted_connectors_are_left_alone() {
    let stage = Stage::of(Tenant::tiny(4).await).await;
    let (mine, deleted) = (stage.connector("mine").await, stage.connector("deleted").await);
    deleted.merge(&json!({"deleted": true, "status": "configured"})).await;
    deleted.schedule("full", "0 * * * * ?").await;
    let before = deleted.record().await.seq_no;
    let _service = stage.service(&[&mine, &deleted]);
    mine.reaches("needs_configuration").await;
    crate::harness::wait::pass_a_minute().await;
    assert_eq!(deleted.record().await.seq_no, before);
    let jobs: Vec<Value> = deleted.jobs().await.into_iter().map(|job| job.source).collect();
    assert!(jobs.is_empty(), "{jobs:#?}");
    let there = stage.engine.ask(Method::HEAD, &format!("/{}", deleted.index), None).await;
    assert_eq!(there.status, 404, "nor is its content index made");
}
