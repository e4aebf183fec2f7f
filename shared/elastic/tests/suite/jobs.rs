//! Sync jobs as the sync machine and Kibana both see them, on a real engine.

use elastic::ElasticStore;
use elasticsearch::http::Method;
use serde_json::{Value, json};
use sync::job::{JobStatus, JobType};
use sync::port::store::{JobStore as _, StateStore as _, StoreError};

use crate::engine::Fresh;

/// A job as Kibana makes it.
fn of_kibana() -> Value {
    json!({
        "connector": {
            "id": "ours", "index_name": "teams", "language": null, "service_type": "microsoft_teams",
            "configuration": {"tenant_id": {"value": "t"}},
            "filtering": {"rules": [{"id": "DEFAULT"}], "advanced_snippet": {}},
            "pipeline": {"name": "search-default-ingestion", "run_ml_inference": true},
        },
        "job_type": "full", "trigger_method": "on_demand", "status": "pending", "error": null,
        "created_at": "2026-08-20T03:00:05.000000+00:00", "metadata": {"k": "v"},
        "indexed_document_count": 0, "total_document_count": 0,
    })
}

async fn put(fresh: &Fresh, id: &str, job: &Value) {
    let path = format!("/.{}-jobs/_doc/{id}?refresh=true", fresh.name);
    let put = fresh.ask(Method::Put, &path, Some(job)).await;
    assert_eq!(put["result"], "created", "{put}");
}

async fn raw(fresh: &Fresh, id: &str) -> Value {
    let path = format!("/.{}-jobs/_doc/{id}", fresh.name);
    fresh.ask(Method::Get, &path, None).await["_source"].take()
}

async fn listed(store: &ElasticStore) -> Vec<String> {
    store.refresh().await.unwrap();
    store.jobs(50).await.unwrap().into_iter().map(|job| job.value.id).collect()
}

#[tokio::test]
async fn a_job_of_kibana_is_run_and_keeps_what_the_machine_does_not_know() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    put(&fresh, "j", &of_kibana()).await;
    let mut job = store.job("j").await.unwrap().unwrap();
    assert_eq!((job.value.job_type, job.value.status), (JobType::Full, JobStatus::Pending));
    assert_eq!(job.value.created_at, "2026-08-20T03:00:05Z".parse().unwrap());
    assert_eq!(job.value.filtering.as_ref(), of_kibana().pointer("/connector/filtering"));
    job.value.status = JobStatus::Canceled;
    job.value.started_at = Some(job.value.created_at);
    job.value.completed_at = Some(job.value.created_at);
    job.value.error = Some("ä".repeat(20_000));
    let ended = job.value.clone();
    assert!(store.replace_job(job).await.unwrap());
    let mut stored = raw(&fresh, "j").await;
    for date in ["started_at", "completed_at", "canceled_at"] {
        assert_eq!(stored[date], "2026-08-20T03:00:05Z", "{date}");
    }
    // Longer ones the index would refuse.
    assert_eq!(stored["error"], "ä".repeat(4_000));
    assert_eq!(stored["status"], "canceled");
    for known in
        ["status", "error", "started_at", "completed_at", "canceled_at", "cancelation_requested_at"]
    {
        stored.as_object_mut().unwrap().remove(known);
    }
    let mut untouched = of_kibana();
    for known in ["status", "error"] {
        untouched.as_object_mut().unwrap().remove(known);
    }
    assert_eq!(stored, untouched);
    assert_eq!(store.job("j").await.unwrap().unwrap().value.completed_at, ended.completed_at);
}

#[tokio::test]
async fn a_job_of_the_machine_is_one_that_kibana_can_show() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    put(&fresh, "k", &of_kibana()).await;
    let mut job = store.job("k").await.unwrap().unwrap().value;
    job.id = "a/b".to_owned();
    assert!(store.create_job(job.clone()).await.unwrap());
    assert!(!store.create_job(job.clone()).await.unwrap());
    assert_eq!(store.job("a/b").await.unwrap().unwrap().value, job);
    let stored = raw(&fresh, "a%2Fb").await;
    assert_eq!(stored["connector"]["id"], "ours");
    assert_eq!(stored["connector"]["index_name"], format!("{}-ours", fresh.name));
    assert_eq!(stored["trigger_method"], "on_demand");
    assert_eq!(stored["indexed_document_count"], 0);
}

#[tokio::test]
async fn jobs_that_the_machine_does_not_know_are_not_seen() {
    let fresh = Fresh::new();
    let (store, neighbour) = (fresh.store("ours").await, fresh.store("theirs").await);
    put(&fresh, "ours", &of_kibana()).await;
    for (id, field, value) in [
        ("acl", "/job_type", json!("access_control")),
        ("later", "/job_type", json!("partial")),
        ("state", "/status", json!("paused")),
        ("other", "/connector/id", json!("other")),
    ] {
        let mut job = of_kibana();
        *job.pointer_mut(field).unwrap() = value;
        put(&fresh, id, &job).await;
        assert_eq!(store.job(id).await.unwrap(), None, "{id}");
    }
    assert_eq!(listed(&store).await, ["ours"]);
    assert!(listed(&neighbour).await.is_empty());
}

#[tokio::test]
async fn a_job_without_a_date_is_told_by_its_name() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let mut job = of_kibana();
    job["created_at"] = Value::Null;
    put(&fresh, "odd", &job).await;
    let error = store.job("odd").await.unwrap_err();
    assert!(
        matches!(&error, StoreError::Unreadable { what, .. } if what == "the sync job odd"),
        "{error}"
    );
}
