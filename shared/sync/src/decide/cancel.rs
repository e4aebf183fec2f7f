//! Scheduler: a job that ended before its partitions did.

use crate::record::{PartitionRecord, Status};

/// The record at rest, its cursor unchanged; batches that are under way count no more (R14).
///
/// None for a record that is at rest already.
pub fn cancel(record: PartitionRecord) -> Option<PartitionRecord> {
    if record.at_rest() {
        return None;
    }
    let revision = record.revision + 1;
    Some(PartitionRecord {
        revision,
        epoch: revision,
        owner: None,
        status: Status::Rest,
        lease_until: None,
        not_before: None,
        ..record
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::judge::{Verdict, judge};
    use crate::decide::sample;

    #[test]
    fn r14_a_batch_in_flight_changes_nothing_after_a_cancel() {
        let record = sample::running();
        let batch = sample::batch(&record, "a", 0);
        let cancelled = cancel(record.clone()).unwrap();
        assert_eq!(judge(&cancelled, &batch), Verdict::Drop);
        assert_eq!(cancelled.cursor, record.cursor);
        assert_eq!(cancel(cancelled), None);
    }
}
