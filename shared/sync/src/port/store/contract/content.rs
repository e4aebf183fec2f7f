//! What every store does with documents.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Adapter;
use crate::partition::PartitionId;
use crate::port::store::{ContentStore as _, RefusedDocument, Stale, Store, Sweep, Write, Written};

/// A document's fields, with its bookkeeping.
fn source(place: (&PartitionId, &str), id: &str, version: u64, message: &str) -> Map<String, Value> {
    let (partition, scope) = place;
    let fields = [
        ("id", json!(id)),
        ("object_type", json!("CHANNEL_MESSAGE")),
        ("message", json!(message)),
        ("_sync", json!({"partition": partition, "scope": scope, "version": version})),
    ];
    fields.map(|(field, value)| (field.to_owned(), value)).into_iter().collect()
}

fn team() -> PartitionId {
    PartitionId::team("t")
}

fn upsert(id: &str, version: u64, message: &str) -> Write {
    let source = source((&team(), "channel"), id, version, message);
    Write { id: id.to_owned(), version, source: Some(source) }
}

fn delete(id: &str, version: u64) -> Write {
    Write { id: id.to_owned(), version, source: None }
}

async fn write(adapter: &impl Adapter, write: Write) -> Written {
    let written = adapter.store().write(vec![write]).await.unwrap();
    assert_eq!(written.len(), 1);
    written[0].clone()
}

async fn message(adapter: &impl Adapter, id: &str) -> Option<String> {
    let source = adapter.source(id).await?;
    source.get("message").and_then(Value::as_str).map(str::to_owned)
}

async fn stale(store: &dyn Store, partition: PartitionId, before: u64) -> Vec<String> {
    store.refresh_content().await.unwrap();
    let stale = store.stale(&Sweep { partition, before }, None, 1_000).await.unwrap();
    stale.into_iter().map(|stale| stale.id).collect()
}

/// A document comes back equal, with every kind of value.
pub async fn a_document_reads_back_as_it_was_written(adapter: &impl Adapter) {
    let mut write_all = upsert("c/1", 7, "«Grüße»\n會議 🙂 \"quoted\" \\ end");
    if let Some(source) = &mut write_all.source {
        source.insert("reaction_count".to_owned(), json!(3));
        source.insert("archived".to_owned(), json!(false));
        source.insert("mentions".to_owned(), json!([{"id": "u", "name": "Ana"}]));
        source.insert("title".to_owned(), Value::Null);
    }
    assert_eq!(write(adapter, write_all.clone()).await, Written::Done);
    assert_eq!(adapter.source("c/1").await, write_all.source);
}

/// A stalled indexer's late write doesn't undo what came after it (R1).
pub async fn a_write_with_a_lower_version_changes_nothing(adapter: &impl Adapter) {
    assert_eq!(write(adapter, upsert("d", 5, "new")).await, Written::Done);
    assert_eq!(write(adapter, upsert("d", 4, "old")).await, Written::Superseded);
    assert_eq!(message(adapter, "d").await.as_deref(), Some("new"));
    assert_eq!(stale(adapter.store(), team(), 6).await, ["d"]);
    assert!(stale(adapter.store(), team(), 5).await.is_empty());
}

/// A batch that is redelivered writes the same versions again.
pub async fn a_write_with_an_equal_version_overwrites(adapter: &impl Adapter) {
    assert_eq!(write(adapter, upsert("d", 5, "first")).await, Written::Done);
    assert_eq!(write(adapter, upsert("d", 5, "second")).await, Written::Done);
    assert_eq!(message(adapter, "d").await.as_deref(), Some("second"));
    assert_eq!(write(adapter, delete("d", 5)).await, Written::Done);
    assert_eq!(message(adapter, "d").await, None);
}

/// A deletion leaves its version behind.
pub async fn a_late_write_does_not_bring_back_a_deleted_document(adapter: &impl Adapter) {
    write(adapter, upsert("d", 5, "text")).await;
    assert_eq!(write(adapter, delete("d", 8)).await, Written::Done);
    assert_eq!(write(adapter, upsert("d", 7, "late")).await, Written::Superseded);
    assert_eq!(message(adapter, "d").await, None);
}

/// Nor does a late deletion delete.
pub async fn a_late_deletion_does_not_delete_a_newer_document(adapter: &impl Adapter) {
    write(adapter, upsert("d", 8, "text")).await;
    assert_eq!(write(adapter, delete("d", 7)).await, Written::Superseded);
    assert_eq!(message(adapter, "d").await.as_deref(), Some("text"));
}

/// Graph tells of deleted messages that were never read.
pub async fn a_deletion_of_what_is_not_there_is_done_and_remembered(adapter: &impl Adapter) {
    assert_eq!(write(adapter, delete("d", 5)).await, Written::Done);
    assert_eq!(write(adapter, delete("d", 5)).await, Written::Done);
    assert_eq!(write(adapter, upsert("d", 4, "late")).await, Written::Superseded);
    assert_eq!(message(adapter, "d").await, None);
}

/// A deletion can be undone in Teams.
pub async fn a_newer_write_brings_a_deleted_document_back(adapter: &impl Adapter) {
    write(adapter, upsert("d", 5, "first")).await;
    write(adapter, delete("d", 6)).await;
    assert_eq!(write(adapter, upsert("d", 7, "again")).await, Written::Done);
    assert_eq!(message(adapter, "d").await.as_deref(), Some("again"));
    assert_eq!(stale(adapter.store(), team(), 8).await, ["d"]);
}

/// After an error the whole call is made again.
pub async fn writes_can_be_made_again(adapter: &impl Adapter) {
    let writes = vec![upsert("a", 5, "text"), delete("b", 5)];
    for _ in 0..2 {
        let written = adapter.store().write(writes.clone()).await.unwrap();
        assert_eq!(written, [Written::Done, Written::Done]);
    }
    assert_eq!(message(adapter, "a").await.as_deref(), Some("text"));
}

/// One that came late doesn't stop its neighbours.
pub async fn each_write_of_a_call_is_judged_alone(adapter: &impl Adapter) {
    write(adapter, upsert("old", 9, "newer")).await;
    let writes = vec![upsert("a", 5, "a"), upsert("old", 5, "late"), delete("c", 5)];
    let written = adapter.store().write(writes).await.unwrap();
    assert_eq!(written, [Written::Done, Written::Superseded, Written::Done]);
    assert_eq!(message(adapter, "a").await.as_deref(), Some("a"));
    assert_eq!(message(adapter, "old").await.as_deref(), Some("newer"));
}

/// A batch may hold no operation.
pub async fn no_writes_are_no_fault(adapter: &impl Adapter) {
    assert!(adapter.store().write(Vec::new()).await.unwrap().is_empty());
}

/// The largest batch goes in one call.
pub async fn many_writes_are_answered_in_their_order(adapter: &impl Adapter) {
    write(adapter, upsert("d0250", 9, "newer")).await;
    let writes = (0..500).map(|number| upsert(&format!("d{number:04}"), 5, "text")).collect();
    let written = adapter.store().write(writes).await.unwrap();
    assert_eq!(written.len(), 500);
    for (number, written) in written.iter().enumerate() {
        let expected = if number == 250 { Written::Superseded } else { Written::Done };
        assert_eq!(*written, expected, "write {number}");
    }
    assert_eq!(stale(adapter.store(), team(), 9).await.len(), 499);
}

/// Revisions are raised to the clock.
pub async fn versions_may_be_clocks_in_milliseconds(adapter: &impl Adapter) {
    let clock = 253_402_300_799_999; // the end of the year 9999
    assert_eq!(write(adapter, upsert("d", clock, "new")).await, Written::Done);
    assert_eq!(write(adapter, upsert("d", clock - 1, "old")).await, Written::Superseded);
    assert_eq!(stale(adapter.store(), team(), clock + 1).await, ["d"]);
    assert!(stale(adapter.store(), team(), clock).await.is_empty());
}

/// Ids are bytes: no case, no normal form, no length up to 512 joins two of them.
pub async fn ids_of_every_script_and_of_full_length_are_told_apart(adapter: &impl Adapter) {
    let long = "x".repeat(510);
    let ids = [
        "19:a@thread.tacv2/1",
        "19:A@thread.tacv2/1",
        "é",
        "e\u{301}",
        "會議/🙂",
        "a b+c%2F?&#\"'\\",
        &format!("{long}/a"),
        &format!("{long}/b"),
    ];
    let writes = ids.iter().map(|id| upsert(id, 5, id)).collect();
    assert_eq!(adapter.store().write(writes).await.unwrap(), vec![Written::Done; ids.len()]);
    for id in ids {
        assert_eq!(message(adapter, id).await.as_deref(), Some(id));
    }
    assert_eq!(stale(adapter.store(), team(), 6).await, BTreeSet::from(ids).into_iter().collect::<Vec<_>>());
}

/// The run's first version is the bound, and it is itself no longer stale.
pub async fn stale_documents_are_those_below_the_version(adapter: &impl Adapter) {
    let writes = vec![upsert("a", 4, ""), upsert("b", 5, ""), upsert("c", 6, "")];
    adapter.store().write(writes).await.unwrap();
    assert_eq!(stale(adapter.store(), team(), 5).await, ["a"]);
    assert_eq!(stale(adapter.store(), team(), u64::MAX >> 1).await, ["a", "b", "c"]);
    assert!(stale(adapter.store(), PartitionId::team("other"), 9).await.is_empty());
}

/// What a run writes, changed or not, it met.
pub async fn a_document_that_is_written_again_is_not_stale(adapter: &impl Adapter) {
    write(adapter, upsert("d", 4, "same")).await;
    write(adapter, upsert("d", 6, "same")).await;
    assert!(stale(adapter.store(), team(), 6).await.is_empty());
}

/// A tombstone is no document.
pub async fn a_deleted_document_is_not_stale(adapter: &impl Adapter) {
    write(adapter, upsert("d", 4, "text")).await;
    write(adapter, delete("d", 5)).await;
    write(adapter, delete("never there", 5)).await;
    assert!(stale(adapter.store(), team(), 9).await.is_empty());
}

/// A chat whose owner leaves gets another one: its documents belong to the other's partition then.
pub async fn a_document_that_moves_is_stale_in_its_new_partition_only(adapter: &impl Adapter) {
    write(adapter, upsert("d", 4, "text")).await;
    let chats = PartitionId::chats("u");
    let moved = source((&chats, "chat"), "d", 5, "text");
    write(adapter, Write { id: "d".to_owned(), version: 5, source: Some(moved) }).await;
    assert!(stale(adapter.store(), team(), 9).await.is_empty());
    assert_eq!(stale(adapter.store(), chats, 9).await, ["d"]);
}

/// Pages of any size join to the whole, also when what was listed is deleted meanwhile or isn't.
pub async fn stale_documents_are_listed_page_by_page(adapter: &impl Adapter) {
    let store = adapter.store();
    let writes = (0..25).rev().map(|number| upsert(&format!("d{number:02}"), 4, "")).collect();
    store.write(writes).await.unwrap();
    let sweep = Sweep { partition: team(), before: 5 };
    let mut listed: Vec<String> = Vec::new();
    loop {
        store.refresh_content().await.unwrap();
        let page = store.stale(&sweep, listed.last().map(String::as_str), 10).await.unwrap();
        let Some(first) = page.first() else { break };
        write(adapter, delete(&first.id, 5)).await;
        listed.extend(page.into_iter().map(|stale| stale.id));
    }
    assert_eq!(listed, (0..25).map(|number| format!("d{number:02}")).collect::<Vec<_>>());
}

/// One question serves all scopes of a partition.
pub async fn stale_documents_of_every_scope_bear_its_name(adapter: &impl Adapter) {
    let scopes = ["19:b@thread.tacv2", "19:b@thread.tacv2/tabs", "channels"];
    let writes = scopes.map(|scope| {
        let source = source((&team(), scope), scope, 4, "");
        Write { id: scope.to_owned(), version: 4, source: Some(source) }
    });
    adapter.store().write(writes.into()).await.unwrap();
    adapter.store().refresh_content().await.unwrap();
    let stale = adapter.store().stale(&Sweep { partition: team(), before: 5 }, None, 10).await;
    let expected = scopes.map(|scope| Stale { id: scope.to_owned(), scope: scope.to_owned() });
    assert_eq!(stale.unwrap(), expected);
}

/// A document may be refused by every run.
pub async fn a_refused_document_can_be_kept_twice(adapter: &impl Adapter) {
    let refused = RefusedDocument {
        id: "d".to_owned(),
        partition: team(),
        job_id: "job".to_owned(),
        reason: "field [x] of type [long]".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        source: source((&team(), "channel"), "d", 5, "text"),
    };
    for _ in 0..2 {
        adapter.store().keep_refused(vec![refused.clone()]).await.unwrap();
    }
    assert_eq!(adapter.source("d").await, None);
    assert!(stale(adapter.store(), team(), 9).await.is_empty());
}

/// Two connectors may sync the same tenant.
pub async fn documents_of_another_connector_are_not_seen(adapter: &impl Adapter) {
    write(adapter, upsert("d", 5, "ours")).await;
    assert!(stale(adapter.neighbour(), team(), 9).await.is_empty());
    let theirs = vec![upsert("d", 4, "theirs")];
    assert_eq!(adapter.neighbour().write(theirs).await.unwrap(), [Written::Done]);
    adapter.neighbour().write(vec![delete("d", 9)]).await.unwrap();
    assert_eq!(message(adapter, "d").await.as_deref(), Some("ours"));
}
