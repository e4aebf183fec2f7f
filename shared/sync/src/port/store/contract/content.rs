//! What every store does with a write of a document.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Adapter;
use super::sample::{delete, message, source, stale, team, upsert, write};
use crate::port::store::{RefusedDocument, Written};

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
    assert_eq!(
        stale(adapter.store(), team(), 6).await,
        BTreeSet::from(ids).into_iter().collect::<Vec<_>>()
    );
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

/// A deleted document counts no more, and another connector's never did.
pub async fn documents_are_counted(adapter: &impl Adapter) {
    for (id, version) in [("a", 1), ("b", 1), ("c", 1)] {
        write(adapter, upsert(id, version, "text")).await;
    }
    write(adapter, delete("b", 2)).await;
    adapter.store().refresh_content().await.unwrap();
    assert_eq!(adapter.store().count().await.unwrap(), 2);
    assert_eq!(adapter.neighbour().count().await.unwrap(), 0);
}
