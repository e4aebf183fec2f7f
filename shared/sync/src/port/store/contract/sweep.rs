//! What every store tells a sweep: the documents that a run didn't meet.

use super::Adapter;
use super::sample::{delete, source, stale, team, upsert, write};
use crate::partition::PartitionId;
use crate::port::store::{Stale, Sweep, Write};

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
    let sweep = Sweep { partition: team(), before: 5, is_first: false };
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
    let stale = adapter
        .store()
        .stale(&Sweep { partition: team(), before: 5, is_first: false }, None, 10)
        .await;
    let expected = scopes.map(|scope| Stale { id: scope.to_owned(), scope: scope.to_owned() });
    assert_eq!(stale.unwrap(), expected);
}
