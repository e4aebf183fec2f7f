//! Indexer: whether a batch may be applied, and the claim that comes before the first write.

use jiff::Timestamp;

use crate::decide::{Settings, later};
use crate::message::IndexBatch;
use crate::record::PartitionRecord;

/// What becomes of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the owner's next: apply it.
    Accept,
    /// It is the first of an attempt at an epoch that nobody owns: claim the epoch, then apply it (R3).
    Claim,
    /// Superseded, or applied before: acknowledge it.
    Drop,
    /// Something before it is missing: free the position to be handed out again (R10), acknowledge it.
    Gap,
}

/// May this batch be applied to this record?
///
/// The epoch tells which right to write the batch uses, the attempt which of two deliveries of one task made it: the
/// first attempt that claims an epoch owns it.
pub fn judge(record: &PartitionRecord, batch: &IndexBatch) -> Verdict {
    if batch.epoch != record.epoch {
        return Verdict::Drop;
    }
    match &record.owner {
        Some(owner) if *owner == batch.attempt => match batch.sequence.cmp(&record.sequence) {
            std::cmp::Ordering::Less => Verdict::Drop,
            std::cmp::Ordering::Equal => Verdict::Accept,
            std::cmp::Ordering::Greater => Verdict::Gap,
        },
        Some(_) => Verdict::Drop,
        None if batch.sequence == 0 => Verdict::Claim,
        None => Verdict::Gap,
    }
}

/// The record once the batch's attempt owns its epoch.
pub fn claim(
    record: PartitionRecord,
    attempt: &str,
    now: Timestamp,
    settings: &Settings,
) -> PartitionRecord {
    PartitionRecord {
        revision: record.revision + 1,
        owner: Some(attempt.to_owned()),
        sequence: 0,
        lease_until: Some(later(now, settings.lease)),
        ..record
    }
}

/// The record when something before a batch is missing: the next tick hands the same position out again (R10).
pub fn gap(record: PartitionRecord, now: Timestamp) -> PartitionRecord {
    PartitionRecord { revision: record.revision + 1, lease_until: Some(now), ..record }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::{hand_out, sample};

    fn owned() -> PartitionRecord {
        claim(sample::running(), "a", sample::now(), &sample::settings())
    }

    #[test]
    fn the_first_attempt_that_comes_owns_the_epoch() {
        let record = sample::running();
        assert_eq!(judge(&record, &sample::batch(&record, "a", 0)), Verdict::Claim);
        let record = owned();
        assert_eq!(judge(&record, &sample::batch(&record, "a", 0)), Verdict::Accept);
        assert_eq!(judge(&record, &sample::batch(&record, "b", 0)), Verdict::Drop);
    }

    #[test]
    fn a_batch_of_an_ended_epoch_is_dropped() {
        let record = sample::running();
        let batch = sample::batch(&record, "a", 0);
        let hand_out::HandOut::Task(again) =
            hand_out::hand_out(record, sample::later(60), &sample::settings())
        else {
            panic!("it has tries left")
        };
        assert_eq!(judge(&again, &batch), Verdict::Drop);
    }

    #[test]
    fn r10_a_missing_batch_is_a_gap_and_frees_the_position() {
        let record = owned();
        assert_eq!(judge(&record, &sample::batch(&record, "a", 1)), Verdict::Gap);
        assert_eq!(judge(&sample::running(), &sample::batch(&record, "a", 1)), Verdict::Gap);
        assert!(hand_out::is_due(&gap(record, sample::later(2)), sample::later(2)));
    }

    #[test]
    fn a_batch_that_was_applied_before_is_dropped() {
        let mut record = owned();
        record.sequence = 2;
        assert_eq!(judge(&record, &sample::batch(&record, "a", 1)), Verdict::Drop);
        assert_eq!(judge(&record, &sample::batch(&record, "a", 2)), Verdict::Accept);
    }

    #[test]
    fn r3_a_claim_raises_the_revision_so_that_two_attempts_never_write_with_one_version() {
        let record = sample::running();
        let claimed = owned();
        assert_eq!(claimed.revision, record.revision + 1);
        assert_eq!(claimed.epoch, record.epoch, "its own later batches must still fit");
    }
}
