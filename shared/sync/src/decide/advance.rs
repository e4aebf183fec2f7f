//! Indexer: the record after a batch's content was written.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::crawl::position::Position;
use crate::decide::{Settings, hand_out, later};
use crate::issue::{Issue, code};
use crate::message::{End, IndexBatch};
use crate::partition::Scope;
use crate::record::{Counters, Cursor, Mode, PartitionRecord, RETRY_MAX, Refused, Status};

/// What the store said of a batch's operations, and what its sweep deleted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Applied {
    /// Ids that are stored as the batch has them, or newer.
    pub written: Vec<String>,
    /// Ids that the store will never take, with their scope and the reason.
    pub refused: Vec<(String, Scope, String)>,
    /// Sums.
    pub counters: Counters,
}

/// The record once the batch is applied.
///
/// `Continue` hands the next segment out by this very change, `Done` ends the epoch (R14). The lease is renewed.
pub fn advance(
    record: PartitionRecord,
    batch: &IndexBatch,
    applied: &Applied,
    now: Timestamp,
    settings: &Settings,
) -> PartitionRecord {
    let revision = record.revision + 1;
    let moved = remember(record, batch, applied);
    let moved = PartitionRecord {
        revision,
        sequence: batch.sequence + 1,
        lease_until: Some(later(now, settings.lease)),
        ..moved
    };
    match &batch.end {
        End::None => moved,
        End::Continue { position, not_before } => PartitionRecord {
            epoch: revision,
            owner: None,
            sequence: 0,
            segment: moved.segment + 1,
            position: (**position).clone(),
            tries: 1,
            not_before: *not_before,
            // A pause belongs to the wait, not to the lease.
            lease_until: Some(later(
                not_before.map_or(now, |moment| moment.max(now)),
                settings.lease,
            )),
            ..moved
        },
        End::Done { position } => PartitionRecord {
            epoch: revision,
            owner: None,
            status: Status::Rest,
            lease_until: None,
            cursor: cursor(&moved, position),
            retry: still_refused(&moved, position),
            last_completed_at: Some(now),
            position: (**position).clone(),
            ..moved
        },
        End::Failed { reason } => hand_out::give_up(
            PartitionRecord { revision: revision - 1, ..moved },
            code::FAILED,
            reason.clone(),
        ),
    }
}

/// Adds the batch's outcome to counters, issues and refused documents (R9).
fn remember(mut record: PartitionRecord, batch: &IndexBatch, applied: &Applied) -> PartitionRecord {
    // Every write of this batch carried this version.
    let version = record.revision + 1;
    record.counters.add(&applied.counters);
    record.counters.excluded += batch.excluded;
    for issue in &batch.issues {
        record.note(issue.clone());
    }
    for id in &applied.written {
        record.retry.remove(id);
    }
    for (id, scope, reason) in &applied.refused {
        record.note(Issue {
            scope: scope.clone(),
            document: Some(id.clone()),
            code: code::STORE_REFUSED.to_owned(),
            reason: reason.clone(),
        });
        if record.retry.len() < RETRY_MAX || record.retry.contains_key(id) {
            record.retry.insert(id.clone(), Refused { scope: scope.clone(), version });
        } else {
            record.retry_overflow = true;
        }
    }
    record
}

/// The run's mark for all scopes but those that failed, which keep the mark that they had (R6).
fn cursor(record: &PartitionRecord, position: &Position) -> Option<Cursor> {
    let Some(mark) = position.mark.clone() else {
        return record.cursor.clone();
    };
    let old_mark = |scope: &Scope| {
        let cursor = record.cursor.as_ref()?;
        cursor.behind.get(scope).cloned().unwrap_or_else(|| Some(cursor.mark.clone()))
    };
    let behind =
        position.scopes.failed.iter().map(|scope| (scope.clone(), old_mark(scope))).collect();
    Some(Cursor { mark, behind })
}

/// A full run meets every living document again: what an earlier run was refused and this one didn't meet in a scope
/// that it read to the end isn't there any more.
fn still_refused(record: &PartitionRecord, position: &Position) -> BTreeMap<String, Refused> {
    let mut retry = record.retry.clone();
    if record.mode == Mode::Full {
        retry.retain(|_, refused| {
            refused.version >= record.run || !position.scopes.complete.contains(&refused.scope)
        });
    }
    retry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::position::Mark;
    use crate::decide::judge::{Verdict, claim, judge};
    use crate::decide::sample;
    use std::collections::BTreeSet;

    fn owned() -> PartitionRecord {
        claim(sample::running(), "a", sample::now(), &sample::settings())
    }

    fn after(record: &PartitionRecord, end: End, applied: &Applied) -> PartitionRecord {
        let batch = IndexBatch { end, ..sample::batch(record, "a", record.sequence) };
        advance(record.clone(), &batch, applied, sample::later(1), &sample::settings())
    }

    fn done(position: Position) -> End {
        End::Done { position: Box::new(position) }
    }

    #[test]
    fn a_segment_in_the_middle_moves_the_sequence_only() {
        let record = owned();
        let next = after(&record, End::None, &Applied::default());
        assert_eq!(
            (next.sequence, next.epoch, &next.position),
            (1, record.epoch, &record.position)
        );
        assert!(next.lease_until > record.lease_until, "an accepted batch renews the lease");
    }

    #[test]
    fn r14_the_end_of_a_segment_and_of_a_run_end_the_epoch() {
        let record = owned();
        let position = Box::new(record.position.clone());
        let late = sample::batch(&record, "a", 1);
        let next =
            after(&record, End::Continue { position, not_before: None }, &Applied::default());
        assert_eq!(judge(&next, &late), Verdict::Drop);
        assert_eq!((next.status, next.tries, next.owner.as_deref()), (Status::Running, 1, None));
        let next = after(&record, done(record.position.clone()), &Applied::default());
        assert_eq!(judge(&next, &late), Verdict::Drop);
        assert_eq!(next.status, Status::Rest);
    }

    #[test]
    fn a_pause_is_no_part_of_the_lease() {
        let record = owned();
        let position = Box::new(record.position.clone());
        let not_before = Some(sample::later(600));
        let next = after(&record, End::Continue { position, not_before }, &Applied::default());
        assert_eq!(next.lease_until, Some(sample::later(660)));
    }

    #[test]
    fn r6_a_scope_that_failed_keeps_its_old_mark() {
        let mut record = owned();
        let old = Mark::Time { at: sample::now() };
        record.cursor = Some(Cursor { mark: old.clone(), behind: BTreeMap::new() });
        let mut position = record.position.clone();
        position.mark = Some(Mark::Time { at: sample::later(500) });
        position.scopes.failed = BTreeSet::from(["x".to_owned()]);
        let cursor = after(&record, done(position.clone()), &Applied::default()).cursor.unwrap();
        assert_eq!(cursor.mark, Mark::Time { at: sample::later(500) });
        assert_eq!(cursor.behind.get("x"), Some(&Some(old)));
        record.cursor = None;
        let cursor = after(&record, done(position), &Applied::default()).cursor.unwrap();
        assert_eq!(cursor.behind.get("x"), Some(&None), "a scope without a cursor is read in full");
    }

    #[test]
    fn r9_a_refused_document_is_remembered_until_it_is_written() {
        let record = owned();
        let refused = Applied {
            refused: vec![("d".to_owned(), "s".to_owned(), "too deep".to_owned())],
            ..Applied::default()
        };
        let next = after(&record, End::None, &refused);
        assert!(next.retry.contains_key("d"));
        assert_eq!(next.issues[0].document.as_deref(), Some("d"));
        let written = Applied { written: vec!["d".to_owned()], ..Applied::default() };
        assert!(after(&next, End::None, &written).retry.is_empty());
    }

    #[test]
    fn r9_a_refused_document_that_a_later_full_run_does_not_meet_is_forgotten() {
        let mut record = owned();
        record.retry.insert("old".to_owned(), Refused { scope: "s".to_owned(), version: 1 });
        record.retry.insert("unread".to_owned(), Refused { scope: "other".to_owned(), version: 1 });
        let mut position = record.position.clone();
        position.scopes.complete = BTreeSet::from(["s".to_owned()]);
        let refused = vec![("new".to_owned(), "s".to_owned(), "no".to_owned())];
        let next = after(&record, done(position), &Applied { refused, ..Applied::default() });
        assert_eq!(next.retry.keys().map(String::as_str).collect::<Vec<_>>(), ["new", "unread"]);
    }

    #[test]
    fn more_refusals_than_a_record_holds_make_the_next_run_a_full_one() {
        let record = owned();
        let refused =
            (0..=RETRY_MAX).map(|n| (n.to_string(), "s".to_owned(), "no".to_owned())).collect();
        let next = after(&record, End::None, &Applied { refused, ..Applied::default() });
        assert!(next.retry_overflow);
        assert_eq!(next.retry.len(), RETRY_MAX);
        assert_eq!(next.issue_count, 1_001, "none is uncounted");
    }

    #[test]
    fn what_the_sync_rules_kept_out_is_counted_over_all_batches() {
        let mut record = owned();
        for excluded in [3, 0, 4] {
            let batch = IndexBatch { excluded, ..sample::batch(&record, "a", record.sequence) };
            let applied = Applied::default();
            record = advance(record, &batch, &applied, sample::later(1), &sample::settings());
        }
        assert_eq!(record.counters, Counters { excluded: 7, ..Counters::default() });
    }

    #[test]
    fn a_run_that_fails_keeps_the_cursor_and_says_why() {
        let mut record = owned();
        record.cursor =
            Some(Cursor { mark: Mark::Time { at: sample::now() }, behind: BTreeMap::new() });
        let next = after(
            &record,
            End::Failed { reason: "sign-in failed".to_owned() },
            &Applied::default(),
        );
        assert_eq!((next.status, &next.cursor), (Status::Failed, &record.cursor));
        assert_eq!(next.revision, record.revision + 1);
        assert_eq!(next.issues[0].reason, "sign-in failed");
    }
}
