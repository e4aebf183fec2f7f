//! Records and documents to store, and short ways to store them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Adapter;
use crate::crawl::position::Position;
use crate::partition::{PartitionId, Subject};
use crate::port::store::{Store, Sweep, Token, Versioned, Write, Written};
use crate::record::{Counters, Mode, PartitionRecord, Status};

pub(super) fn record(partition: &PartitionId, job: &str) -> PartitionRecord {
    PartitionRecord {
        partition: partition.clone(),
        subject: Subject::Directory,
        revision: 1,
        epoch: 1,
        run: 1,
        job_id: job.to_owned(),
        mode: Mode::Full,
        status: Status::Pending,
        owner: None,
        sequence: 0,
        segment: 0,
        position: Position::start(partition.kind, Timestamp::UNIX_EPOCH),
        cursor: None,
        retry: BTreeMap::new(),
        retry_overflow: false,
        lease_until: None,
        not_before: None,
        tries: 0,
        counters: Counters::default(),
        issues: Vec::new(),
        issue_count: 0,
        last_completed_at: None,
        first_job_id: "j".to_owned(),
    }
}

/// One partition of each kind; as texts they stand in another order than their kinds do.
pub(super) fn one_of_each_kind() -> [PartitionId; 5] {
    [
        PartitionId::directory(),
        PartitionId::team("t"),
        PartitionId::chats("u"),
        PartitionId::calendar("u"),
        PartitionId::drive("d"),
    ]
}

pub(super) async fn create(store: &dyn Store, records: Vec<PartitionRecord>) {
    let count = records.len();
    assert_eq!(store.create(records).await.unwrap(), vec![true; count]);
    store.refresh().await.unwrap();
}

pub(super) async fn stored(
    store: &dyn Store,
    partition: &PartitionId,
) -> Versioned<PartitionRecord> {
    store.records(std::slice::from_ref(partition)).await.unwrap().pop().unwrap()
}

pub(super) async fn replace(store: &dyn Store, token: Token, value: PartitionRecord) -> bool {
    let replaced = store.replace(vec![Versioned { value, token }]).await.unwrap();
    matches!(*replaced, [Some(_)])
}

pub(super) fn partitions(records: &[Versioned<PartitionRecord>]) -> Vec<PartitionId> {
    records.iter().map(|record| record.value.partition.clone()).collect()
}

/// A document's fields, with its bookkeeping.
pub(super) fn source(
    place: (&PartitionId, &str),
    id: &str,
    version: u64,
    message: &str,
) -> Map<String, Value> {
    let (partition, scope) = place;
    let fields = [
        ("id", json!(id)),
        ("object_type", json!("CHANNEL_MESSAGE")),
        ("message", json!(message)),
        ("_sync", json!({"partition": partition, "scope": scope, "version": version})),
    ];
    fields.map(|(field, value)| (field.to_owned(), value)).into_iter().collect()
}

pub(super) fn team() -> PartitionId {
    PartitionId::team("t")
}

pub(super) fn upsert(id: &str, version: u64, message: &str) -> Write {
    let source = source((&team(), "channel"), id, version, message);
    Write { id: id.to_owned(), version, source: Some(source) }
}

pub(super) fn delete(id: &str, version: u64) -> Write {
    Write { id: id.to_owned(), version, source: None }
}

pub(super) async fn write(adapter: &impl Adapter, write: Write) -> Written {
    let written = adapter.store().write(vec![write]).await.unwrap();
    assert_eq!(written.len(), 1);
    written[0].clone()
}

pub(super) async fn message(adapter: &impl Adapter, id: &str) -> Option<String> {
    let source = adapter.source(id).await?;
    source.get("message").and_then(Value::as_str).map(str::to_owned)
}

pub(super) async fn stale(store: &dyn Store, partition: PartitionId, before: u64) -> Vec<String> {
    store.refresh_content().await.unwrap();
    let stale =
        store.stale(&Sweep { partition, before, is_first: false }, None, 1_000).await.unwrap();
    stale.into_iter().map(|stale| stale.id).collect()
}
