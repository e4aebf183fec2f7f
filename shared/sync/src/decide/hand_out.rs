//! Scheduler: whose turn it is, and the right to write that goes with a task.

use jiff::Timestamp;

use crate::decide::{Settings, later};
use crate::issue::{Issue, code};
use crate::record::{PartitionRecord, Status};

/// Whether a task of this record is to be handed out now.
pub fn is_due(record: &PartitionRecord, now: Timestamp) -> bool {
    let passed = |moment: Option<Timestamp>| moment.is_none_or(|moment| moment <= now);
    match record.status {
        Status::Pending => passed(record.not_before),
        Status::Running => passed(record.lease_until),
        Status::Rest | Status::Failed => false,
    }
}

/// What a hand-out makes of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum HandOut {
    /// Store it, then send its task.
    Task(PartitionRecord),
    /// Store it: the partition has used up its tries (R11), its cursor is unchanged.
    GaveUp(PartitionRecord),
}

/// Gives the right to write to a new task, or gives the run up.
pub fn hand_out(record: PartitionRecord, now: Timestamp, settings: &Settings) -> HandOut {
    if record.tries >= settings.tries_max {
        let reason = format!(
            "given up after {} tries without progress; the next run tries again",
            record.tries
        );
        return HandOut::GaveUp(give_up(record, code::GAVE_UP, reason));
    }
    let revision = record.revision + 1;
    HandOut::Task(PartitionRecord {
        revision,
        epoch: revision,
        owner: None,
        sequence: 0,
        status: Status::Running,
        tries: record.tries + 1,
        not_before: None,
        lease_until: Some(later(now, settings.lease)),
        ..record
    })
}

/// The record of a run that is given up, with the reason; its cursor is unchanged.
pub fn give_up(record: PartitionRecord, code: &str, reason: String) -> PartitionRecord {
    let revision = record.revision + 1;
    let mut failed = PartitionRecord {
        revision,
        epoch: revision,
        owner: None,
        status: Status::Failed,
        lease_until: None,
        not_before: None,
        ..record
    };
    failed.note(Issue { scope: String::new(), document: None, code: code.to_owned(), reason });
    failed
}

/// The record after its process died and no other can hold its lease: due at once, and not counted as a try.
///
/// None for a record without a task out.
pub fn after_restart(record: PartitionRecord, now: Timestamp) -> Option<PartitionRecord> {
    match record.status {
        Status::Running => Some(PartitionRecord {
            revision: record.revision + 1,
            lease_until: Some(now),
            tries: record.tries.saturating_sub(1),
            ..record
        }),
        Status::Rest | Status::Pending | Status::Failed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::sample;

    #[test]
    fn a_lease_that_is_over_frees_the_same_position() {
        let record = sample::running();
        assert!(!is_due(&record, sample::later(59)));
        assert!(is_due(&record, sample::later(60)));
        let HandOut::Task(again) = hand_out(record.clone(), sample::later(60), &sample::settings())
        else {
            panic!("it has tries left")
        };
        assert_eq!(again.position, record.position);
        assert!(again.epoch > record.epoch, "the old task's batches count no more");
    }

    #[test]
    fn r11_a_partition_that_makes_no_progress_is_given_up_and_keeps_its_cursor() {
        let mut record = sample::completed();
        record.status = Status::Running;
        record.tries = 3;
        let HandOut::GaveUp(failed) =
            hand_out(record.clone(), sample::later(60), &sample::settings())
        else {
            panic!("no tries are left")
        };
        assert_eq!((failed.status, &failed.cursor), (Status::Failed, &record.cursor));
        assert!(failed.epoch > record.epoch);
        assert!(failed.issues[0].reason.contains("3 tries"));
    }

    #[test]
    fn a_restart_of_the_process_is_no_try() {
        let record = sample::running();
        let freed = after_restart(record.clone(), sample::later(1)).unwrap();
        assert!(is_due(&freed, sample::later(1)));
        assert_eq!(freed.tries, 0);
        assert_eq!(after_restart(sample::record(), sample::now()), None);
    }

    #[test]
    fn a_pause_that_graph_asked_for_is_kept() {
        let mut record = sample::record();
        record.not_before = Some(sample::later(30));
        assert!(!is_due(&record, sample::later(29)));
        assert!(is_due(&record, sample::later(30)));
    }
}
