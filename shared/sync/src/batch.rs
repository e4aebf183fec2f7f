//! Worker: operations become numbered batches, each small enough for the queue, sent in order.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use documents::Document;
use serde_json::{Map, Value};

use crate::issue::Issue;
use crate::message::{CrawlTask, End, IndexBatch, Operation, VERSION};
use crate::partition::{Discovered, Scope};
use crate::port::queue::{Fifo, Outgoing, Queue, QueueError};

/// Bytes of JSON that a batch's content may have; SQS takes 1 MiB a message, and the rest is for the envelope.
const BYTES_MAX: usize = 900 * 1024;

/// Documents of a batch: what Elasticsearch takes at once with ease.
const DOCUMENTS_MAX: usize = 500;

/// What a document adds to its fields on the way: names, braces, bookkeeping.
const ENVELOPE_BYTES: usize = 256;

/// How the index gets rid of a document that the sync rules exclude, if an earlier run wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// The run's sweep deletes it; nothing need be said of it.
    BySweep,
    /// By an operation: no sweep comes along.
    Now,
}

/// Fills batches and sends them; the next only after the queue took the one before.
#[derive(Debug)]
pub(crate) struct Batches<'a> {
    queue: &'a dyn Queue<IndexBatch>,
    next: IndexBatch,
    places: HashMap<String, usize>,
    /// Ids that the sync rules keep out of the batch that is being filled.
    excluded: HashSet<String>,
    /// Of the batch that is being filled.
    bytes: usize,
    /// Of all batches so far.
    bytes_total: usize,
}

impl<'a> Batches<'a> {
    /// Batches of one attempt at a task.
    pub(crate) fn new(queue: &'a dyn Queue<IndexBatch>, task: &CrawlTask, attempt: String) -> Self {
        let next = IndexBatch {
            version: VERSION,
            connector_id: task.connector_id.clone(),
            job_id: task.job_id.clone(),
            partition: task.partition.clone(),
            epoch: task.epoch,
            attempt,
            sequence: 0,
            sweep_round: 0,
            swept: 0,
            operations: Vec::new(),
            excluded: 0,
            discovered: Vec::new(),
            issues: Vec::new(),
            end: End::None,
        };
        Self {
            queue,
            next,
            places: HashMap::new(),
            excluded: HashSet::new(),
            bytes: 0,
            bytes_total: 0,
        }
    }

    /// Bytes of documents and discoveries that were emitted so far.
    pub(crate) fn bytes_total(&self) -> usize {
        self.bytes_total
    }

    /// Writes a document.
    pub(crate) async fn upsert(
        &mut self,
        scope: &Scope,
        document: Document,
    ) -> Result<(), QueueError> {
        let bytes = json_bytes_of_object(&document.fields) + ENVELOPE_BYTES;
        self.push(Operation::Upsert { scope: scope.clone(), document: Box::new(document) }, bytes)
            .await
    }

    /// Deletes a document: its object is gone.
    pub(crate) async fn delete(&mut self, id: String) -> Result<(), QueueError> {
        let bytes = id.len() + ENVELOPE_BYTES;
        self.push(Operation::Delete { id }, bytes).await
    }

    /// Counts a document that the sync rules keep out, and sees to it that the index hasn't it.
    pub(crate) async fn exclude(&mut self, id: String, removal: Removal) -> Result<(), QueueError> {
        match removal {
            Removal::BySweep if !self.places.contains_key(&id) => self.make_room(id.len()).await?,
            // A sweep spares what its run wrote, and this very batch would write it.
            Removal::BySweep | Removal::Now => self.delete(id.clone()).await?,
        }
        self.excluded.insert(id);
        Ok(())
    }

    /// Tells of a partition.
    pub(crate) async fn discover(&mut self, found: Discovered) -> Result<(), QueueError> {
        self.make_room(4 * ENVELOPE_BYTES).await?;
        self.next.discovered.push(found);
        Ok(())
    }

    /// Tells what could not be read.
    pub(crate) fn note(&mut self, issue: Issue) {
        self.bytes += issue.reason.len() + ENVELOPE_BYTES;
        self.next.issues.push(issue);
    }

    /// Sends what is left, with what follows.
    pub(crate) async fn end(mut self, end: End) -> Result<(), QueueError> {
        self.next.end = end;
        self.send().await
    }

    /// One operation for each id in a batch: the last.
    async fn push(&mut self, operation: Operation, bytes: usize) -> Result<(), QueueError> {
        self.make_room(bytes).await?;
        self.excluded.remove(operation.id());
        let place = self.places.get(operation.id()).copied();
        if let Some(earlier) = place.and_then(|place| self.next.operations.get_mut(place)) {
            *earlier = operation;
        } else {
            self.places.insert(operation.id().to_owned(), self.next.operations.len());
            self.next.operations.push(operation);
        }
        Ok(())
    }

    async fn make_room(&mut self, bytes: usize) -> Result<(), QueueError> {
        let documents = self.next.operations.len() + self.excluded.len();
        let full = self.bytes + bytes > BYTES_MAX || documents >= DOCUMENTS_MAX;
        if full && self.bytes > 0 {
            self.send().await?;
        }
        self.bytes += bytes;
        self.bytes_total += bytes;
        Ok(())
    }

    async fn send(&mut self) -> Result<(), QueueError> {
        let following =
            IndexBatch { sequence: self.next.sequence + 1, ..self.next.clone_without_content() };
        let mut batch = std::mem::replace(&mut self.next, following);
        batch.excluded = u64::try_from(self.excluded.len()).unwrap_or(u64::MAX);
        self.places.clear();
        self.excluded.clear();
        self.bytes = 0;
        self.queue.send(vec![outgoing(batch)]).await
    }
}

impl IndexBatch {
    /// The same envelope, empty.
    fn clone_without_content(&self) -> Self {
        Self {
            version: self.version,
            connector_id: self.connector_id.clone(),
            job_id: self.job_id.clone(),
            partition: self.partition.clone(),
            epoch: self.epoch,
            attempt: self.attempt.clone(),
            sequence: self.sequence,
            sweep_round: self.sweep_round,
            swept: self.swept,
            operations: Vec::new(),
            excluded: 0,
            discovered: Vec::new(),
            issues: Vec::new(),
            end: End::None,
        }
    }
}

/// A batch as the index queue wants it.
pub(crate) fn outgoing(batch: IndexBatch) -> Outgoing<IndexBatch> {
    let fifo = Some(Fifo { group: batch.group(), deduplication_id: batch.deduplication_id() });
    Outgoing { message: batch, delay: Duration::ZERO, fifo }
}

/// Bytes of an object as compact JSON.
pub(crate) fn json_bytes_of_object(object: &Map<String, Value>) -> usize {
    object
        .iter()
        .map(|(name, value)| json_bytes_of_text(name) + 2 + json_bytes(value))
        .sum::<usize>()
        + 2
}

/// Bytes of a value as compact JSON; documents are a few levels deep.
fn json_bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(_) => 20,
        Value::String(text) => json_bytes_of_text(text),
        Value::Array(items) => items.iter().map(|item| json_bytes(item) + 1).sum::<usize>() + 2,
        Value::Object(object) => json_bytes_of_object(object),
    }
}

fn json_bytes_of_text(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' => 1,
        0..=0x1f => 5,
        _ => 0,
    };
    text.len() + 2 + text.bytes().map(escaped).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use documents::ObjectType;
    use serde_json::json;

    use super::*;
    use crate::partition::PartitionId;
    use crate::port::queue::{Delivery, Receipt};

    /// Keeps what is sent.
    #[derive(Debug, Default)]
    struct Sent(Mutex<Vec<Outgoing<IndexBatch>>>);

    #[async_trait]
    impl Queue<IndexBatch> for Sent {
        async fn send(&self, messages: Vec<Outgoing<IndexBatch>>) -> Result<(), QueueError> {
            self.0.lock().unwrap().extend(messages);
            Ok(())
        }

        async fn receive(
            &self,
            _: usize,
            _: Duration,
        ) -> Result<Vec<Delivery<IndexBatch>>, QueueError> {
            Ok(Vec::new())
        }

        async fn acknowledge(&self, _: &Receipt) -> Result<(), QueueError> {
            Ok(())
        }

        async fn release(&self, _: &Receipt, _: Duration) -> Result<(), QueueError> {
            Ok(())
        }
    }

    impl Sent {
        fn batches(self) -> Vec<IndexBatch> {
            self.0.into_inner().unwrap().into_iter().map(|sent| sent.message).collect()
        }
    }

    fn task() -> CrawlTask {
        let (connector_id, job_id) = ("c".to_owned(), "j".to_owned());
        CrawlTask {
            version: VERSION,
            connector_id,
            job_id,
            partition: PartitionId::team("t"),
            epoch: 9,
        }
    }

    fn document(id: &str, body: &str) -> Document {
        let fields = json!({ "id": id, "body": body }).as_object().unwrap().clone();
        let (id, object_type) = (id.to_owned(), ObjectType::ChannelMessage);
        Document { id, object_type, fields, parents: Vec::new(), content_tag: None, cut: false }
    }

    #[tokio::test]
    async fn a_batch_holds_so_many_operations_and_bytes_and_no_more() {
        let sent = Sent::default();
        let mut batches = Batches::new(&sent, &task(), "a".to_owned());
        for n in 0..1_001 {
            batches.upsert(&Scope::new(), document(&n.to_string(), "short")).await.unwrap();
        }
        let long = "\"\u{1}ä".repeat(100_000);
        batches.upsert(&Scope::new(), document("long", &long)).await.unwrap();
        batches.end(End::None).await.unwrap();
        let batches = sent.batches();
        let counts: Vec<usize> = batches.iter().map(|batch| batch.operations.len()).collect();
        assert_eq!(counts, [500, 500, 1, 1]);
        assert!(batches.iter().map(|batch| batch.sequence).eq(0..4));
        let small = batches.iter().filter(|batch| batch.operations.len() > 1);
        assert!(
            small
                .map(|batch| serde_json::to_vec(batch).unwrap().len())
                .all(|bytes| bytes < 1 << 20)
        );
    }

    #[tokio::test]
    async fn r1_of_two_operations_for_one_id_a_batch_keeps_the_last() {
        let sent = Sent::default();
        let mut batches = Batches::new(&sent, &task(), "a".to_owned());
        for body in ["first", "second"] {
            batches.upsert(&Scope::new(), document("x", body)).await.unwrap();
        }
        batches.delete("y".to_owned()).await.unwrap();
        batches.end(End::None).await.unwrap();
        let operations = sent.batches().remove(0).operations;
        let bodies: Vec<_> = operations
            .iter()
            .filter_map(|operation| match operation {
                Operation::Upsert { document, .. } => document.fields.get("body"),
                Operation::Delete { .. } => None,
            })
            .collect();
        assert_eq!((operations.len(), bodies), (2, vec![&json!("second")]));
    }

    fn counts(batch: &IndexBatch) -> (usize, u64) {
        (batch.operations.len(), batch.excluded)
    }

    #[tokio::test]
    async fn what_a_sweep_removes_is_only_counted_and_the_rest_is_deleted() {
        for (removal, deletions) in [(Removal::BySweep, 0), (Removal::Now, 2)] {
            let sent = Sent::default();
            let mut batches = Batches::new(&sent, &task(), "a".to_owned());
            for id in ["x", "y", "x"] {
                batches.exclude(id.to_owned(), removal).await.unwrap();
            }
            batches.end(End::None).await.unwrap();
            let batch = sent.batches().remove(0);
            assert_eq!(counts(&batch), (deletions, 2), "{removal:?}: each is counted once");
            let deletes = |operation: &Operation| matches!(operation, Operation::Delete { .. });
            assert!(batch.operations.iter().all(deletes));
        }
    }

    #[tokio::test]
    async fn r1_what_is_met_last_decides_between_a_document_and_its_exclusion() {
        for removal in [Removal::BySweep, Removal::Now] {
            let sent = Sent::default();
            let mut batches = Batches::new(&sent, &task(), "a".to_owned());
            batches.upsert(&Scope::new(), document("x", "open")).await.unwrap();
            batches.exclude("x".to_owned(), removal).await.unwrap();
            batches.exclude("y".to_owned(), removal).await.unwrap();
            batches.upsert(&Scope::new(), document("y", "open")).await.unwrap();
            batches.end(End::None).await.unwrap();
            let batch = sent.batches().remove(0);
            assert_eq!(counts(&batch), (2, 1), "{removal:?}");
            assert_eq!(batch.operations[0], Operation::Delete { id: "x".to_owned() });
            assert!(
                matches!(&batch.operations[1], Operation::Upsert { document, .. } if document.id == "y")
            );
        }
    }

    #[tokio::test]
    async fn what_is_excluded_fills_batches_too_so_that_they_renew_the_lease() {
        let sent = Sent::default();
        let mut batches = Batches::new(&sent, &task(), "a".to_owned());
        for n in 0..1_200 {
            batches.exclude(n.to_string(), Removal::BySweep).await.unwrap();
        }
        batches.end(End::None).await.unwrap();
        let batches = sent.batches();
        assert_eq!(batches.iter().map(counts).collect::<Vec<_>>(), [(0, 500), (0, 500), (0, 200)]);
    }

    #[tokio::test]
    async fn r16_another_attempt_at_the_same_batch_is_another_message() {
        let id = |attempt: &str| {
            Batches::new(&Sent::default(), &task(), attempt.to_owned()).next.deduplication_id()
        };
        assert_ne!(id("a"), id("b"));
        assert_eq!(id("a").len(), 64);
    }

    #[test]
    fn the_size_of_a_document_is_never_guessed_too_small() {
        let fields =
            json!({ "a": "\"\\\n\u{7}ü", "b": [1, -2.5, true, null, { "c": "d" }], "e": {} });
        let fields = fields.as_object().unwrap();
        assert!(json_bytes_of_object(fields) >= serde_json::to_vec(fields).unwrap().len());
    }
}
