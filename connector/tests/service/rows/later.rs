//! Rows 60 and 67–70: what isn't offered yet. What holds instead is that nobody is told otherwise.

use serde_json::{Value, json};

use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::pause;
use crate::rows::first_sync::FirstSync;
use crate::rows::start_up::SOME_PASSES;

async fn feature(name: &str) -> Value {
    FirstSync::get().await.registered["features"][name]["enabled"].clone()
}

pub(super) async fn incremental() {
    assert_eq!(feature("incremental_sync").await, false);
    let stage = Stage::of(Tenant::tiny(58).await).await;
    let (connector, _service) = stage.connected("incremental").await;
    let job = connector.add_job(json!({"job_type": "incremental"})).await;
    let (job, _) = connector.job_ends(&job, "error").await;
    assert!(job["error"].as_str().unwrap().contains("incremental"), "{}", job["error"]);
    assert_eq!(connector.shown().await["sync_cursor"], Value::Null);
}

pub(super) async fn file_content() {
    let first = FirstSync::get().await;
    let files: Vec<_> = first
        .documents
        .values()
        .filter(|file| file["object_type"] == "CHANNEL_ATTACHMENT")
        .collect();
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(file["content_status"], "off");
        assert!(!file.contains_key("_attachment") && !file.contains_key("body"), "{file:?}");
    }
}

pub(super) async fn access_control() {
    let stage = Stage::of(Tenant::tiny(59).await).await;
    let (connector, _service) = stage.connected("access").await;
    let job = connector.add_job(json!({"job_type": "access_control"})).await;
    pause(SOME_PASSES).await;
    assert_eq!(connector.job(&job).await["status"], "pending");
    let index = format!("/.search-acl-filter-{}", connector.index);
    assert_eq!(stage.engine.get(&index).await.status, 404);
    let content = connector.sync_now().await;
    connector.job_ends(&content, "completed").await;
}

pub(super) async fn document_level_security() {
    assert_eq!(feature("document_level_security").await, false);
}

pub(super) async fn no_access_lists() {
    let first = FirstSync::get().await;
    assert!(!first.documents.is_empty());
    let public =
        |document: &serde_json::Map<String, Value>| !document.contains_key("_allow_access_control");
    assert!(first.documents.values().all(public));
}
