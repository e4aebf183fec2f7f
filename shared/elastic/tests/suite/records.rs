//! The protocol's two indices on a real engine, written directly: neither engine has the `_connector` API.

use elastic::{Chosen, Record, Records, Updated};
use elasticsearch::http::Method;
use futures::future::join_all;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::engine::Fresh;

fn fields(fields: &Value) -> Map<String, Value> {
    fields.as_object().unwrap().clone()
}

fn ids(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| record.id.as_str()).collect()
}

fn named(ids: &[&str]) -> Chosen {
    Chosen::Ids(ids.iter().map(|id| (*id).to_owned()).collect())
}

fn teams(native: bool) -> Chosen {
    Chosen::ServiceTypes { types: vec!["microsoft_teams".to_owned()], native }
}

async fn put(records: &Records, id: &str, source: &Value) {
    assert!(records.put_connector(id, &fields(source)).await.unwrap());
}

/// Stores a job as Kibana does.
async fn put_job(fresh: &Fresh, id: &str, job: &Value) {
    let path = format!("/.{}-jobs/_doc/{id}?refresh=true", fresh.name);
    let put = fresh.ask(Method::Put, &path, Some(job)).await;
    assert_eq!(put["result"], "created", "{put}");
}

#[tokio::test]
async fn eight_who_come_at_once_find_both_indices_with_alias_and_mapping() {
    let fresh = Fresh::new();
    join_all((0..8).map(|_| fresh.records())).await;
    for (alias, field, kind) in
        [("connectors", "last_seen", "date"), ("jobs", "indexed_document_volume", "integer")]
    {
        let alias = format!(".{}-{alias}", fresh.name);
        let index = fresh.ask(Method::Get, &format!("/{alias}"), None).await;
        let index = &index[format!("{alias}-v1")];
        assert_eq!(index["aliases"], json!({ alias: {} }), "{index}");
        assert_eq!(index["settings"]["index"]["hidden"], "true");
        assert_eq!(index["settings"]["index"]["number_of_shards"], "1");
        assert_eq!(index["mappings"]["dynamic"], "false");
        assert_eq!(index["mappings"]["properties"][field]["type"], kind);
    }
}

#[tokio::test]
async fn indices_that_are_there_stay_as_they_are() {
    let fresh = Fresh::new();
    let alias = format!(".{}-connectors", fresh.name);
    let theirs = json!({
        "mappings": {"properties": {"theirs": {"type": "keyword"}}},
        "aliases": { alias.clone(): {} },
    });
    fresh.ask(Method::Put, &format!("/{alias}-v1"), Some(&theirs)).await;
    fresh.records().await;
    let index = fresh.ask(Method::Get, &format!("/{alias}"), None).await;
    assert_eq!(index[format!("{alias}-v1")]["mappings"], theirs["mappings"]);
}

#[tokio::test]
async fn before_there_are_indices_nothing_is_found_and_nothing_is_made() {
    let fresh = Fresh::new();
    let records = fresh.records_without_indices().await;
    assert!(records.connectors(&teams(false)).await.unwrap().is_empty());
    assert!(records.connectors(&named(&["a"])).await.unwrap().is_empty());
    assert!(records.running_jobs(None).await.unwrap().is_empty());
    assert_eq!(records.job("j").await.unwrap(), None);
    let patch = fields(&json!({"name": "n"}));
    assert_eq!(records.update_connector("a", &patch, None).await.unwrap(), Updated::Missing);
    assert!(records.put_connector("a", &patch).await.is_err());
    assert!(records.create_job("a", "full", "on_demand", &patch).await.is_err());
    for alias in ["connectors", "jobs"] {
        let index = fresh.ask(Method::Get, &format!("/.{}-{alias}", fresh.name), None).await;
        assert_eq!(index["status"], 404, "{index}");
    }
}

#[tokio::test]
async fn every_one_of_many_connectors_is_found_once() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    let connector = |number: usize| {
        let (kind, native) =
            (["microsoft_teams", "github"][usize::from(number % 10 == 3)], number % 10 == 4);
        json!({"service_type": kind, "is_native": native, "deleted": number % 10 == 5, "name": "Teams"})
    };
    join_all((0..250).map(async |number| {
        let path = format!("/.{}-connectors/_doc/c{number}", fresh.name);
        fresh.ask(Method::Put, &path, Some(&connector(number))).await
    }))
    .await;
    put(&records, "old", &json!({"service_type": "microsoft_teams"})).await;
    let found = records.connectors(&teams(false)).await.unwrap();
    let mut found = ids(&found);
    assert_eq!(found.len(), 250 * 7 / 10 + 1);
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 176);
    assert!(found.contains(&"old") && found.contains(&"c0") && !found.contains(&"c5"));
    assert_eq!(records.connectors(&teams(true)).await.unwrap().len(), 25);
}

#[tokio::test]
async fn connectors_are_found_by_id_in_order_and_deleted_ones_are_not() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    for id in ["b", "a", "a/b c?"] {
        put(&records, id, &json!({"name": id})).await;
    }
    put(&records, "gone", &json!({"deleted": true})).await;
    let found = records.connectors(&named(&["b", "gone", "a/b c?", "none", "a"])).await.unwrap();
    assert_eq!(ids(&found), ["b", "a/b c?", "a"]);
    assert_eq!(found[1].source["name"], "a/b c?");
    assert_eq!(records.connector("gone").await.unwrap(), None);
}

#[tokio::test]
async fn a_deleted_mark_is_seen_in_an_index_that_does_not_map_it() {
    let fresh = Fresh::new();
    let alias = format!(".{}-connectors", fresh.name);
    let old = json!({
        "mappings": {"dynamic": false, "properties": {"service_type": {"type": "keyword"}}},
        "aliases": { alias.clone(): {} },
    });
    fresh.ask(Method::Put, &format!("/{alias}-v1"), Some(&old)).await;
    let records = fresh.records().await;
    put(&records, "a", &json!({"service_type": "microsoft_teams", "deleted": true})).await;
    put(&records, "b", &json!({"service_type": "microsoft_teams", "deleted": false})).await;
    assert_eq!(ids(&records.connectors(&teams(false)).await.unwrap()), ["b"]);
}

#[tokio::test]
async fn a_connector_is_made_once() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    let source = fields(&json!({"name": "first"}));
    let made = join_all((0..4).map(|_| records.put_connector("c", &source))).await;
    assert_eq!(made.into_iter().filter(|made| matches!(made, Ok(true))).count(), 1);
    let other = fields(&json!({"name": "other"}));
    assert!(!records.create_connector("c", &other, &other).await.unwrap());
    assert_eq!(records.connector("c").await.unwrap().unwrap().source, source);
    assert!(records.create_connector("d", &other, &other).await.unwrap());
}

#[tokio::test]
async fn an_update_changes_its_fields_and_no_others() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    put(&records, "c", &json!({"configuration": {"a": {"value": 1}}, "error": "e"})).await;
    let patch = fields(&json!({"configuration": {"b": {"value": 2}}, "error": null}));
    assert_eq!(records.update_connector("c", &patch, None).await.unwrap(), Updated::Done);
    let expected = json!({"configuration": {"a": {"value": 1}, "b": {"value": 2}}, "error": null});
    let stored = records.connector("c").await.unwrap().unwrap();
    assert_eq!(Value::Object(stored.source), expected);
    assert_eq!(records.update_connector("d", &patch, None).await.unwrap(), Updated::Missing);
    assert_eq!(records.connector("d").await.unwrap(), None);
}

#[tokio::test]
async fn a_guarded_update_takes_effect_once_even_if_it_changes_nothing() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    put(&records, "c", &json!({"status": "connected"})).await;
    let guard = Some(records.connector("c").await.unwrap().unwrap().token);
    let same = fields(&json!({"status": "connected"}));
    let updates = join_all((0..8).map(|_| records.update_connector("c", &same, guard))).await;
    let count =
        |wanted| updates.iter().filter(|one| matches!(one, Ok(found) if *found == wanted)).count();
    assert_eq!((count(Updated::Done), count(Updated::Conflict)), (1, 7));
    assert_eq!(records.update_connector("d", &same, guard).await.unwrap(), Updated::Missing);
}

#[tokio::test]
async fn heartbeats_and_deletions_are_written_directly() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    put(&records, "c", &json!({"name": "n"})).await;
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(records.check_in("c", now).await.unwrap(), Updated::Done);
    let stored = records.connector("c").await.unwrap().unwrap();
    assert_eq!(stored.source["last_seen"], "1970-01-01T00:00:00.000000+00:00");
    let filtering = json!([{"domain": "DEFAULT", "active": {"rules": []}}]);
    let validation = json!({"state": "valid", "errors": []});
    let judge = || records.validated_draft("c", &validation, &filtering, stored.token);
    assert_eq!(judge().await.unwrap(), Updated::Done);
    assert_eq!(judge().await.unwrap(), Updated::Conflict);
    assert_eq!(records.connector("c").await.unwrap().unwrap().source["filtering"], filtering);
    assert_eq!(records.delete_connector("c").await.unwrap(), Updated::Done);
    assert_eq!(records.connector("c").await.unwrap(), None);
    assert_eq!(records.check_in("d", now).await.unwrap(), Updated::Missing);
}

#[tokio::test]
async fn jobs_that_wait_come_oldest_first_and_those_that_run_of_whom_one_asks() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    let job = |connector: &str, kind: &str, status: &str, second: u8| {
        json!({"connector": {"id": connector}, "job_type": kind, "status": status,
            "created_at": format!("2026-08-20T03:00:{second:02}.000000+00:00")})
    };
    for (id, job) in [
        ("young", job("a", "full", "pending", 9)),
        ("old", job("b", "incremental", "suspended", 1)),
        ("middle", job("a", "full", "pending", 5)),
        ("acl", job("a", "access_control", "pending", 0)),
        ("theirs", job("c", "full", "pending", 0)),
        ("done", job("a", "full", "completed", 0)),
        ("runs", job("a", "full", "in_progress", 0)),
        ("stops", job("c", "full", "canceling", 7)),
    ] {
        put_job(&fresh, id, &job).await;
    }
    let ours = ["a".to_owned(), "b".to_owned()];
    let waiting = records.waiting_jobs(&ours, &["full", "incremental"]).await.unwrap();
    assert_eq!(ids(&waiting), ["old", "middle", "young"]);
    assert_eq!(ids(&records.waiting_jobs(&ours, &["access_control"]).await.unwrap()), ["acl"]);
    assert!(records.waiting_jobs(&[], &["full"]).await.unwrap().is_empty());
    assert_eq!(ids(&records.running_jobs(None).await.unwrap()), ["runs", "stops"]);
    assert_eq!(ids(&records.running_jobs(Some(&ours)).await.unwrap()), ["runs"]);
    let newest = records.jobs_of("a", 2).await.unwrap();
    assert_eq!(ids(&newest), ["young", "middle"]);
}

#[tokio::test]
async fn more_jobs_than_a_page_holds_come_in_their_order_even_if_made_in_one_instant() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    let job = fields(&json!({"connector": {"id": "a"}, "job_type": "full", "status": "pending",
        "created_at": "2026-08-20T03:00:00.000000+00:00"}));
    let made = join_all((0..130).map(|_| records.create_job("a", "full", "on_demand", &job))).await;
    let mut made: Vec<String> = made.into_iter().map(Result::unwrap).collect();
    records.refresh().await;
    let waiting = records.waiting_jobs(&["a".to_owned()], &["full"]).await.unwrap();
    let mut found = ids(&waiting);
    made.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, made);
}

#[tokio::test]
async fn a_job_that_is_made_is_seen_at_once_and_claimed_by_one() {
    let fresh = Fresh::new();
    let records = fresh.records().await;
    let pending = json!({"connector": {"id": "a", "configuration": {"x": {"value": "v"}}},
        "job_type": "full", "status": "pending", "created_at": "2026-08-20T03:00:00Z"});
    let id = records.create_job("a", "full", "scheduled", &fields(&pending)).await.unwrap();
    let waiting = records.waiting_jobs(&["a".to_owned()], &["full"]).await.unwrap();
    assert_eq!(ids(&waiting), [id.as_str()]);
    let claim = fields(&json!({"status": "in_progress", "connector": {"sync_cursor": null}}));
    let guard = Some(records.job(&id).await.unwrap().unwrap().token);
    let claims = join_all((0..8).map(|_| records.update_job(&id, &claim, guard))).await;
    assert_eq!(claims.into_iter().filter(|one| matches!(one, Ok(Updated::Done))).count(), 1);
    let stats = fields(&json!({"indexed_document_count": 3, "last_seen": "2026-08-20T03:01:00Z"}));
    assert_eq!(records.check_in_job(&id, &stats).await.unwrap(), Updated::Done);
    let stored = records.job(&id).await.unwrap().unwrap().source;
    assert_eq!(stored["connector"]["configuration"], pending["connector"]["configuration"]);
    assert_eq!(stored["indexed_document_count"], 3);
    assert_eq!(stored["last_seen"], "2026-08-20T03:01:00Z");
}
