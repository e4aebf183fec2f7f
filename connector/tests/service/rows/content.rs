//! Rows 55–59: the content index and what is in it.

use serde_json::{Value, json};

use crate::harness::connector::{Connector, pipeline, rule, side};
use crate::harness::proxy::{ALWAYS, Act, Asked};
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::text;
use crate::rows::first_sync::{FirstSync, content_bulks};

/// Elastic: connector protocol, what a document carries for the pipeline.
const HELPERS: [&str; 6] = [
    "_attachment",
    "_attachment_indexed_chars",
    "_extracted_attachment",
    "_extract_binary_content",
    "_reduce_whitespace",
    "_run_ml_inference",
];

pub(super) async fn the_content_index() {
    let first = FirstSync::get().await;
    assert!(first.mapping["properties"].is_object(), "an absent index is made");
    let stage = Stage::of(Tenant::tiny(47).await).await;
    let connector = stage.connector("aliased").await;
    let index = format!("{}-behind", connector.index);
    let foreign = json!({"visibility": {"type": "keyword"}, "of_somebody": {"type": "geo_point"}});
    let body =
        json!({"mappings": {"properties": foreign}, "aliases": {connector.index.clone(): {}}});
    stage.engine.tell(reqwest::Method::PUT, &format!("/{index}"), &body).await;
    let _service = stage.service(&[&connector]);
    stage.connects(&connector).await;
    let job = connector.sync_now().await;
    connector.job_ends(&job, "completed").await;
    stage.assert_truth(&connector, &[]).await;
    let mapping = stage.engine.get(&format!("/{index}/_mapping")).await.body;
    let properties = &mapping[&index]["mappings"]["properties"];
    for (field, mapped) in foreign.as_object().unwrap() {
        assert_eq!(&properties[field], mapped, "{field}");
    }
}

pub(super) async fn ids_and_timestamps() {
    for (id, document) in &FirstSync::get().await.documents {
        assert_eq!(document["id"], id.as_str());
        let timestamp = document.get("_timestamp").and_then(Value::as_str).unwrap_or_default();
        assert!(timestamp.parse::<jiff::Timestamp>().is_ok(), "{id}: {timestamp:?}");
    }
}

pub(super) async fn ids_are_short() {
    let first = FirstSync::get().await;
    assert!(first.documents.keys().all(|id| id.len() <= 512));
    assert!(first.documents.values().all(|document| document["id"].is_string()));
    assert!(first.documents.keys().eq(first.truth.keys()));
}

pub(super) async fn no_pipeline() {
    let first = FirstSync::get().await;
    assert!(!first.content_bulks().is_empty());
    assert!(first.content_bulks().iter().all(|asked| !asked.path.contains("pipeline=")));
    for (id, document) in &first.documents {
        for helper in HELPERS {
            assert!(!document.contains_key(helper), "{id} has {helper}");
        }
    }
}

pub(super) async fn the_job_s_pipeline() {
    let stage = Stage::of(Tenant::tiny(48).await).await;
    let (connector, _service) = stage.connected("piped").await;
    let name = format!("pipeline-{}", connector.id);
    let body = json!({"description": "passes on", "processors": []});
    stage.engine.tell(reqwest::Method::PUT, &format!("/_ingest/pipeline/{name}"), &body).await;
    connector.merge(&json!({"pipeline": pipeline(&name)})).await;
    let job = connector.sync_now().await;
    connector.job_ends(&job, "completed").await;
    let asked = stage.proxy.asked();
    let bulks = content_bulks(&asked, &connector.index);
    assert!(!bulks.is_empty());
    let parameter = format!("pipeline={name}");
    assert!(bulks.iter().all(|asked| asked.path.contains(&parameter)), "{:?}", bulks[0].path);
    let documents = bulks
        .iter()
        .flat_map(|asked| asked.lines())
        .filter(|line| line.get("object_type").is_some());
    for document in documents {
        let flags = ["_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"];
        let flags = flags.map(|flag| document[flag].as_bool());
        assert_eq!(flags, [Some(true), Some(true), Some(false)], "{document}");
    }
    stage.engine.delete(&format!("/_ingest/pipeline/{name}")).await;
}

/// One full sync with the connector's active rules; gives the job's record.
async fn sync(connector: &Connector) -> Value {
    let job = connector.sync_now().await;
    connector.job_ends(&job, "completed").await.0
}

pub(super) async fn vanished_and_excluded() {
    let stage = Stage::of(Tenant::small(49).await).await;
    let (connector, _service) = stage.connected("shrinking").await;
    sync(&connector).await;
    let before = stage.indexed(&connector).await;
    // A chat's tab that Graph doesn't list any more, and a rule against the channels' tabs.
    let tab = before.values().find(|document| document["object_type"] == "USER_CHAT_TABS").unwrap();
    let tab = text(&Value::Object(tab.clone()), "id");
    let (chat, tab_id) = tab.split_once("/tabs/").unwrap();
    let (chat, tab_id) = (chat.to_owned(), tab_id.to_owned());
    let lists_tabs = move |asked: &Asked| {
        let path = asked.path.replace("%3A", ":").replace("%40", "@");
        path.contains(&format!("/chats/{chat}/tabs"))
    };
    let without = Act::edit(move |body| {
        if let Some(tabs) = body["value"].as_array_mut() {
            tabs.retain(|tab| tab["id"] != tab_id.as_str());
        }
    });
    stage.tenant.proxy.rule(lists_tabs, ALWAYS, without);
    let exclude = rule("no-tabs", 1, ("exclude", "object_type", "equals", "CHANNEL_TAB"));
    let active = side("valid", &[exclude]);
    connector
        .merge(&json!({"filtering": [{"domain": "DEFAULT", "active": active, "draft": active}]}))
        .await;
    let job = sync(&connector).await;
    let after = stage.indexed(&connector).await;
    let gone: Vec<&String> = before.keys().filter(|id| !after.contains_key(*id)).collect();
    let expected: Vec<&String> = before
        .iter()
        .filter(|(id, document)| **id == tab || document["object_type"] == "CHANNEL_TAB")
        .map(|(id, _)| id)
        .collect();
    assert_eq!(gone, expected);
    assert_eq!(job["deleted_document_count"], gone.len());
    assert_eq!(job["total_document_count"], after.len());
    assert_eq!(connector.shown().await["last_deleted_document_count"], gone.len());
}
