//! Rows 61–63: bulk requests, and what becomes of what they refuse.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::connector::Connector;
use crate::harness::engine::{DEAD_LETTERS, Record};
use crate::harness::proxy::{Act, Asked, Said};
use crate::harness::service::Service;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::text;
use crate::rows::first_sync::content_bulks;

pub(super) async fn chunks() {
    let stage = Stage::of(Tenant::small(50).await).await;
    let settings =
        [("elasticsearch.bulk.chunk_size", "20"), ("elasticsearch.bulk.chunk_max_mem_size", "1")];
    let (connector, _service) = stage.connected_with("chunked", &settings).await;
    let job = connector.sync_now().await;
    connector.job_ends(&job, "completed").await;
    let asked = stage.proxy.asked();
    let bulks = content_bulks(&asked, &connector.index);
    assert!(bulks.len() > 50, "{}", bulks.len());
    for bulk in bulks {
        assert!(bulk.lines().len() <= 20, "{} lines", bulk.lines().len());
        assert!(bulk.body.len() <= 1 << 20, "{} bytes", bulk.body.len());
    }
    stage.assert_truth(&connector, &[]).await;
}

/// Answers a bulk as an engine does whose write queue is full: with 200, and 429 for each item.
fn all_items_rejected() -> Act {
    Act::play(|asked| async move {
        let actions = asked.lines();
        let actions = actions.iter().filter_map(|line| line.as_object()?.iter().next());
        let actions = actions
            .filter(|(name, _)| ["index", "create", "delete", "update"].contains(&name.as_str()));
        let item = |(name, meta): (&String, &Value)| {
            let error =
                json!({"type": "es_rejected_execution_exception", "reason": "the queue is full"});
            json!({name.as_str(): {"_id": meta["_id"], "_index": meta["_index"], "status": 429, "error": error}})
        };
        let items: Vec<Value> = actions.map(item).collect();
        Said::json(200, &json!({"took": 1, "errors": true, "items": items}))
    })
}

pub(super) async fn patience() {
    let stage = Stage::of(Tenant::small(51).await).await;
    let longest = [("elasticsearch.bulk.retry_interval", "5")];
    let (connector, _service) = stage.connected_with("patient", &longest).await;
    let of_content = {
        let index = connector.index.clone();
        move |asked: &Asked| !content_bulks(std::slice::from_ref(asked), &index).is_empty()
    };
    // The first bulk meets all three refusals; others, which may go beside it, meet none of them.
    let first = Arc::new(OnceLock::new());
    let is_first = {
        let (first, of_content) = (Arc::clone(&first), of_content.clone());
        move |asked: &Asked| {
            of_content(asked) && *first.get_or_init(|| asked.body.clone()) == asked.body
        }
    };
    let full = json!({"error": {"type": "es_rejected_execution_exception", "reason": "the queue is full"}});
    stage.proxy.rule(is_first.clone(), 2, Act::Answer(429, full.clone()));
    stage.proxy.rule(is_first, 1, Act::Answer(503, full));
    stage.proxy.rule(of_content, 1, all_items_rejected());
    let job = connector.sync_now().await;
    connector.job_ends(&job, "completed").await;
    stage.assert_truth(&connector, &[]).await;
    let first = first.get().unwrap();
    let tries: Vec<_> = stage
        .proxy
        .asked()
        .into_iter()
        .filter(|asked| asked.body == *first)
        .map(|asked| asked.at)
        .collect();
    assert!(tries.len() >= 4, "{tries:?}");
    let pause = |n: usize| tries[n].duration_since(tries[n - 1]).unsigned_abs();
    assert!(pause(1) >= Duration::from_millis(100) && pause(3) > pause(1), "{tries:?}");
}

/// A connector whose content index takes a field only as a number, so that every text in it is refused.
async fn strict_about(stage: &Stage, field: &str) -> (Connector, Service) {
    let connector = stage.connector("strict").await;
    let properties = json!({"properties": {field: {"type": "long"}}});
    let body = json!({"settings": {"index": {"number_of_replicas": 0}}, "mappings": properties});
    stage.engine.tell(reqwest::Method::PUT, &format!("/{}", connector.index), &body).await;
    let service = stage.service(&[&connector]);
    stage.connects(&connector).await;
    (connector, service)
}

async fn dead_letters(stage: &Stage, connector: &Connector) -> Vec<Record> {
    stage.engine.search(DEAD_LETTERS, &json!({"term": {"connector_id": connector.id}})).await
}

pub(super) async fn many_refusals() {
    let stage = Stage::of(Tenant::small(52).await).await;
    let (connector, _service) = strict_about(&stage, "title").await;
    let job = connector.sync_now().await;
    let (job, ended) = connector.job_ends(&job, "error").await;
    assert!(!text(&job, "error").is_empty());
    assert_eq!(text(&ended, "last_sync_error"), text(&job, "error"));
    assert!(dead_letters(&stage, &connector).await.len() > 10, "what is refused is kept");
}

pub(super) async fn few_refusals() {
    let stage = Stage::of(Tenant::small(53).await).await;
    let truth = stage.tenant.truth();
    // Teams have a visibility, nothing else has, and there are at most ten.
    let refused: Vec<&str> = truth
        .iter()
        .filter(|(_, document)| document.contains_key("visibility"))
        .map(|(id, _)| id.as_str())
        .collect();
    assert!((1..=10).contains(&refused.len()), "{refused:?}");
    let (connector, _service) = strict_about(&stage, "visibility").await;
    let job = connector.sync_now().await;
    let (job, _) = connector.job_ends(&job, "completed").await;
    stage.assert_truth(&connector, &refused).await;
    let letters = dead_letters(&stage, &connector).await;
    let mut kept: Vec<String> = letters.iter().map(|letter| text(&letter.source, "id")).collect();
    kept.sort();
    assert_eq!(kept, refused);
    assert!(
        letters.iter().all(|letter| letter.source["source"].is_object()),
        "with their documents"
    );
    assert_eq!(job["indexed_document_count"], truth.len() - refused.len());
    assert_eq!(job["metadata"]["refused_document_count"], refused.len());
    let issues = job["metadata"]["issues"].to_string();
    assert!(refused.iter().all(|id| issues.contains(id)), "{issues}");
}
