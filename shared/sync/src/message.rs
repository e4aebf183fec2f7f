//! What travels on the two queues.
//!
//! A task says "read this partition, you hold this epoch"; a batch says "this is what was read, in this order".
//! Both are JSON and carry a version, so that a message from another release is recognised and kept apart.

use documents::Document;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::crawl::position::Position;
use crate::issue::Issue;
use crate::partition::{Discovered, PartitionId, Scope};

/// The version of both messages that this code writes and reads.
pub const VERSION: u32 = 1;

/// "Read this partition from where its record stands", on the crawl queue.
///
/// Position, mode and cursor stand in the partition's record, which a worker reads first: as long as the epochs are
/// equal, so are they.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrawlTask {
    /// [`VERSION`].
    pub version: u32,
    /// The connector.
    pub connector_id: String,
    /// The sync job.
    pub job_id: String,
    /// What to read.
    pub partition: PartitionId,
    /// The right to write that this task carries.
    pub epoch: u64,
}

/// An ordered list of operations that a segment emits, on the index queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexBatch {
    /// [`VERSION`].
    pub version: u32,
    /// The connector.
    pub connector_id: String,
    /// The sync job.
    pub job_id: String,
    /// The partition that was read.
    pub partition: PartitionId,
    /// The right to write that its task carried.
    pub epoch: u64,
    /// Which delivery of the task made it: a random id.
    pub attempt: String,
    /// Place among the attempt's batches, from 0.
    pub sequence: u32,
    /// How often it was sent again because its sweep had more to delete than one handling may.
    pub sweep_round: u32,
    /// What its sweep deleted in the rounds before.
    #[serde(default)]
    pub swept: u64,
    /// What to do, at most one for each id.
    pub operations: Vec<Operation>,
    /// How many documents the sync rules kept out of it.
    #[serde(default)]
    pub excluded: u64,
    /// Partitions that were found.
    pub discovered: Vec<Discovered>,
    /// What could not be read.
    pub issues: Vec<Issue>,
    /// What follows.
    pub end: End,
}

/// One change of the content index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Operation {
    /// Write a document.
    Upsert {
        /// The scope that it belongs to.
        scope: Scope,
        /// The document.
        document: Box<Document>,
    },
    /// Delete a document: Graph said that the object is gone, or the sync rules exclude it.
    Delete {
        /// The document's id.
        id: String,
    },
}

impl Operation {
    /// The id of the document that it changes.
    pub fn id(&self) -> &str {
        match self {
            Self::Upsert { document, .. } => &document.id,
            Self::Delete { id } => id,
        }
    }
}

/// What follows a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "then", rename_all = "snake_case")]
pub enum End {
    /// More batches of this segment.
    None,
    /// The segment is over; the next one starts here.
    Continue {
        /// Where.
        position: Box<Position>,
        /// When at the earliest: Graph asked for a pause.
        not_before: Option<Timestamp>,
    },
    /// The run is over.
    Done {
        /// Where the run stood at its end: its mark becomes the cursor, and in a full run the scopes without doubt
        /// are swept.
        position: Box<Position>,
    },
    /// The run can't succeed before somebody acts; its cursor stays.
    Failed {
        /// Why, and what to do.
        reason: String,
    },
}

impl IndexBatch {
    /// The FIFO group: one for each partition, at most 64 characters (SQS takes 128).
    pub fn group(&self) -> String {
        digest(&[&self.connector_id, &self.partition.to_string()])
    }

    /// Equal for two sendings of the same batch only (R16: the attempt is part of it).
    pub fn deduplication_id(&self) -> String {
        digest(&[
            &self.connector_id,
            &self.partition.to_string(),
            &self.epoch.to_string(),
            &self.attempt,
            &self.sequence.to_string(),
            &self.sweep_round.to_string(),
        ])
    }
}

/// SHA-256 in hex of the parts, with a separator that no part holds.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(hash.finalize().iter())
}

/// Bytes as text in hex.
pub(crate) fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    let digit = |digit: u8| char::from_digit(u32::from(digit), 16);
    bytes.flat_map(|byte| [byte >> 4, byte & 0xf]).filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::position::Position;
    use crate::decide::sample;
    use crate::partition::Kind;

    #[test]
    fn a_batch_reads_back_as_it_was_written_wherever_its_run_stands() {
        for kind in Kind::ALL {
            let position = Box::new(Position::start(kind, sample::now()));
            for end in [
                End::None,
                End::Continue { position: position.clone(), not_before: Some(sample::later(9)) },
                End::Done { position },
                End::Failed { reason: "no".to_owned() },
            ] {
                let batch = IndexBatch {
                    discovered: vec![sample::discovered()],
                    end,
                    ..sample::batch(&sample::record(), "a", 3)
                };
                let json = serde_json::to_string(&batch).unwrap();
                assert_eq!(serde_json::from_str::<IndexBatch>(&json).unwrap(), batch);
            }
        }
    }

    #[test]
    fn a_batch_from_before_documents_were_excluded_is_read() {
        let batch = sample::batch(&sample::record(), "a", 0);
        let mut json = serde_json::to_value(&batch).unwrap();
        for field in ["excluded", "swept"] {
            json.as_object_mut().unwrap().remove(field).unwrap();
        }
        assert_eq!(serde_json::from_value::<IndexBatch>(json).unwrap(), batch);
    }

    #[test]
    fn queue_ids_are_short_enough_for_sqs_and_differ_by_partition() {
        let batch = sample::batch(&sample::record(), "a", 0);
        let other = IndexBatch { partition: PartitionId::team("other"), ..batch.clone() };
        assert_eq!(batch.group().len(), 64);
        assert_ne!(batch.group(), other.group());
        assert_ne!(
            batch.deduplication_id(),
            IndexBatch { sweep_round: 1, ..batch.clone() }.deduplication_id()
        );
    }
}
