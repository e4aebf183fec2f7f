//! What a real engine doesn't take, and what becomes of it.

use std::time::Duration;

use elastic::ElasticStore;
use elasticsearch::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use sync::partition::PartitionId;
use sync::port::store::{ContentStore as _, RefusedDocument, StoreError, Sweep, Written};

use crate::engine::Fresh;
use crate::{delete, write};

fn reason(written: &Written) -> &str {
    match written {
        Written::Refused { reason } => reason,
        Written::Done | Written::Superseded => panic!("{written:?}"),
    }
}

async fn settings(fresh: &Fresh, settings: &Value) {
    let path = format!("/{}-ours/_settings", fresh.name);
    let set = fresh.ask(Method::Put, &path, Some(settings)).await;
    assert_eq!(set["acknowledged"], true, "{set}");
}

async fn write_fails(store: &ElasticStore) -> String {
    match store.write(vec![write("d", 9, &json!({}))]).await {
        Err(StoreError::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_document_that_does_not_fit_the_mapping_is_refused_and_its_neighbours_are_not() {
    let fresh = Fresh::new();
    let index = format!("{}-ours", fresh.name);
    fresh.make(&index, &json!({"properties": {"size_in_bytes": {"type": "long"}}})).await;
    let store = fresh.store("ours").await;
    let sizes = [json!(1), json!("geheim"), json!(3)];
    let writes = ["a", "b", "c"].iter().zip(sizes);
    let writes = writes.map(|(id, size)| write(id, 1, &json!({"size_in_bytes": size}))).collect();
    let written = store.write(writes).await.unwrap();
    assert_eq!([&written[0], &written[2]], [&Written::Done, &Written::Done]);
    let reason = reason(&written[1]);
    assert!(reason.contains("[size_in_bytes] of type [long]"), "{reason}");
    assert!(!reason.contains("geheim"), "{reason}");
    assert!(store.document("b").await.unwrap().is_none());
}

#[tokio::test]
async fn odd_values_in_our_own_fields_refuse_no_document() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let odd = json!({
        "_timestamp": "not a date", "start": "0000-99-99", "size_in_bytes": "large", "reaction_count": 1.5,
        "url": "x".repeat(40_000), "title": "會".repeat(40_000), "mentions": [{"id": "x".repeat(40_000)}],
    });
    let written = store.write(vec![write("d", 1, &odd)]).await.unwrap();
    assert_eq!(written, [Written::Done]);
}

#[tokio::test]
async fn a_large_document_goes_in_whole_and_one_over_the_engine_s_limit_is_refused() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let large = write("large", 1, &json!({"body": "word ".repeat(1024 * 1024)}));
    let written = store.write(vec![write("a", 1, &json!({})), large.clone()]).await.unwrap();
    assert_eq!(written, [Written::Done, Written::Done]);
    let body = store.document("large").await.unwrap().unwrap()["body"].clone();
    assert_eq!(body, large.source.unwrap()["body"]);
    let giant = write("giant", 1, &json!({"body": "x".repeat(101 * 1024 * 1024)}));
    let writes = vec![write("b", 1, &json!({})), giant, write("c", 1, &json!({}))];
    let written = store.write(writes).await.unwrap();
    assert_eq!([&written[0], &written[2]], [&Written::Done, &Written::Done]);
    assert!(reason(&written[1]).contains("413"), "{:?}", written[1]);
}

#[tokio::test]
async fn a_write_block_and_a_full_disk_lose_nothing_and_say_what_to_do() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    for (block, advice) in
        [("blocks.write", "write block"), ("blocks.read_only_allow_delete", "make room")]
    {
        settings(&fresh, &json!({"index": {block: true}})).await;
        let text = write_fails(&store).await;
        assert!(text.contains("cluster_block_exception") && text.contains(advice), "{text}");
        settings(&fresh, &json!({"index": {block: null}})).await;
    }
    let written = store.write(vec![write("d", 9, &json!({}))]).await.unwrap();
    assert_eq!(written, [Written::Done]);
}

#[tokio::test]
async fn a_closed_index_refuses_no_document() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let path = |verb: &str| format!("/{}-ours/{verb}", fresh.name);
    fresh.ask(Method::Post, &path("_close"), None).await;
    let text = write_fails(&store).await;
    assert!(text.contains("open the index again"), "{text}");
    fresh.ask(Method::Post, &path("_open"), None).await;
    tokio::time::timeout(Duration::from_secs(30), async {
        while store.write(vec![write("d", 9, &json!({}))]).await.is_err() {}
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_refused_document_is_kept_with_its_reason_and_source() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let odd = json!({"": 1, "a.b": {"": []}, "n": "text"});
    let refused = RefusedDocument {
        id: "19:c/1".to_owned(),
        partition: PartitionId::team("t"),
        job_id: "job".to_owned(),
        reason: "because".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        source: odd.as_object().unwrap().clone(),
    };
    let again = RefusedDocument { reason: "for another reason".to_owned(), ..refused.clone() };
    store.keep_refused(vec![refused]).await.unwrap();
    store.keep_refused(vec![again]).await.unwrap();
    let index = format!("/.{}-dead-letter", fresh.name);
    fresh.ask(Method::Post, &format!("{index}/_refresh"), None).await;
    let found = fresh.ask(Method::Post, &format!("{index}/_search"), Some(&json!({}))).await;
    let hits = found["hits"]["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(
        hits[0]["_source"],
        json!({
            "connector_id": "ours", "index": format!("{}-ours", fresh.name), "id": "19:c/1",
            "partition": "team:t", "job_id": "job", "at": "1970-01-01T00:00:00Z",
            "reason": "for another reason", "source": odd,
        })
    );
}

#[tokio::test]
async fn twelve_thousand_documents_are_swept() {
    let fresh = Fresh::new();
    let store = fresh.store("ours").await;
    let ids: Vec<String> = (0..12_000).map(|number| format!("19:c/{number:05}")).collect();
    let writes = ids.iter().map(|id| write(id, 5, &json!({"message": "text"}))).collect();
    assert!(store.write(writes).await.unwrap().iter().all(|written| *written == Written::Done));
    store.refresh_content().await.unwrap();
    let sweep = Sweep { partition: PartitionId::team("t"), before: 6, is_first: false };
    let all = store.stale(&sweep, None, 20_000).await.unwrap();
    assert_eq!(all.into_iter().map(|stale| stale.id).collect::<Vec<_>>(), ids);
    let mut after: Option<String> = None;
    let mut swept = 0;
    loop {
        let page = store.stale(&sweep, after.as_deref(), 500).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        let deletes = page.iter().map(|stale| delete(&stale.id, 7)).collect();
        let written = store.write(deletes).await.unwrap();
        swept += written.iter().filter(|written| **written == Written::Done).count();
    }
    assert_eq!(swept, 12_000);
    store.refresh_content().await.unwrap();
    let count = fresh.ask(Method::Get, &format!("/{}-ours/_count", fresh.name), None).await;
    assert_eq!(count["count"], 0);
}
