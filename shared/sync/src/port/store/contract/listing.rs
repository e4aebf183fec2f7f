//! What every store lists of the records.

use super::Adapter;
use super::sample::{create, one_of_each_kind, partitions, record, replace, stored};
use crate::partition::{Kind, PartitionId};
use crate::port::store::Store;
use crate::record::{PartitionRecord, Status};

/// The scheduler enlists what finds others before what is found.
pub async fn the_other_jobs_records_are_listed_by_kind_and_not_by_text(adapter: &impl Adapter) {
    let store = adapter.store();
    let ids = one_of_each_kind();
    create(store, ids.iter().rev().map(|id| record(id, "old")).collect()).await;
    create(store, vec![record(&PartitionId::team("of this job"), "new")]).await;
    let others = store.of_other_jobs("new", 100).await.unwrap();
    assert_eq!(partitions(&others), ids);
}

/// A listing's tokens are good for compare-and-set.
pub async fn a_listed_record_can_be_replaced(adapter: &impl Adapter) {
    let store = adapter.store();
    let team = PartitionId::team("t");
    create(store, vec![record(&team, "old")]).await;
    let listed = store.of_other_jobs("new", 1).await.unwrap().remove(0);
    assert!(replace(store, listed.token, record(&team, "new")).await);
    assert!(!replace(store, listed.token, record(&team, "newer")).await);
    store.refresh().await.unwrap();
    let listed = store.unfinished("new", 1).await.unwrap().remove(0);
    assert!(replace(store, listed.token, record(&team, "newer")).await);
}

/// Pending and running records are unfinished; those at rest, failed, or of another job aren't.
pub async fn unfinished_records_are_those_of_the_job_that_are_not_at_rest(adapter: &impl Adapter) {
    let store = adapter.store();
    let [directory, team, chats, calendar, drive] = one_of_each_kind();
    let with = |id: &PartitionId, status| PartitionRecord { status, ..record(id, "job") };
    let records = vec![
        with(&drive, Status::Running),
        with(&calendar, Status::Failed),
        with(&chats, Status::Pending),
        with(&team, Status::Rest),
        record(&directory, "other"),
    ];
    create(store, records).await;
    let unfinished = store.unfinished("job", 100).await.unwrap();
    assert_eq!(partitions(&unfinished), [chats, drive.clone()]);
    let running = &unfinished[1];
    assert!(replace(store, running.token, with(&drive, Status::Rest)).await);
    store.refresh().await.unwrap();
    assert_eq!(store.unfinished("job", 100).await.unwrap().len(), 1);
}

/// The first ones come, not any.
pub async fn a_listing_gives_no_more_than_its_limit(adapter: &impl Adapter) {
    let store = adapter.store();
    let ids = one_of_each_kind();
    create(store, ids.iter().rev().map(|id| record(id, "job")).collect()).await;
    assert_eq!(partitions(&store.unfinished("job", 2).await.unwrap()), ids[..2]);
    assert_eq!(partitions(&store.of_other_jobs("new", 3).await.unwrap()), ids[..3]);
    assert_eq!(store.list(None, 4).await.unwrap().len(), 4);
}

/// Pages of any size join to the whole, in the order of kinds and then of ids.
pub async fn all_records_are_listed_page_by_page(adapter: &impl Adapter) {
    let store = adapter.store();
    let names = ["10", "9", "B", "a", "ä", "會", "\u{1f512}"];
    let mut ids: Vec<PartitionId> = names.map(PartitionId::team).into();
    ids.extend(one_of_each_kind());
    create(store, ids.iter().map(|id| record(id, "job")).collect()).await;
    ids.sort_by_key(|id| (Kind::ALL.iter().position(|kind| *kind == id.kind), id.graph_id.clone()));
    for limit in [1, 5, 100] {
        assert_eq!(listed(store, limit).await, ids, "{limit} at a time");
    }
}

async fn listed(store: &dyn Store, limit: usize) -> Vec<PartitionId> {
    let mut listed: Vec<PartitionId> = Vec::new();
    loop {
        let page = store.list(listed.last(), limit).await.unwrap();
        if page.is_empty() {
            return listed;
        }
        listed.extend(page.into_iter().map(|record| record.partition));
    }
}

/// Two connectors may sync the same tenant.
pub async fn records_of_another_connector_are_not_seen(adapter: &impl Adapter) {
    let (store, neighbour) = (adapter.store(), adapter.neighbour());
    let team = PartitionId::team("t");
    create(store, vec![record(&team, "job")]).await;
    assert!(neighbour.records(std::slice::from_ref(&team)).await.unwrap().is_empty());
    assert!(neighbour.of_other_jobs("none", 10).await.unwrap().is_empty());
    assert!(neighbour.unfinished("job", 10).await.unwrap().is_empty());
    assert!(neighbour.list(None, 10).await.unwrap().is_empty());
    create(neighbour, vec![record(&team, "theirs")]).await;
    assert_eq!(stored(store, &team).await.value.job_id, "job");
}
