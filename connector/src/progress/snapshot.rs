//! How far a sync is, as one line of text.

use std::time::Duration;

use crate::number::{duration, grouped, per_second};

/// How far a sync is at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// Partitions that are read to their end.
    pub partitions_done: u64,
    /// Partitions found so far; it grows while teams and users are discovered.
    pub partitions_known: u64,
    /// Documents written.
    pub documents: u64,
    /// Requests sent to Graph.
    pub requests: u64,
    /// Since this process began or took up the sync.
    pub elapsed: Duration,
    /// What was done of it before.
    pub before: Before,
}

/// What an earlier process did of a sync; it took none of this one's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// Partitions that were read to their end.
    pub partitions_done: u64,
    /// Documents written.
    pub documents: u64,
}

/// An estimate from less than this would be a guess.
const ESTIMATE_AFTER: Duration = Duration::from_secs(3);

impl Snapshot {
    /// The time until the end, if the partitions to come take as long as those done.
    pub fn remaining(&self) -> Option<Duration> {
        let left = u32::try_from(self.partitions_known.checked_sub(self.partitions_done)?).ok()?;
        let done = self.partitions_done.saturating_sub(self.before.partitions_done);
        let done = u32::try_from(done).ok()?;
        if self.elapsed < ESTIMATE_AFTER || left == 0 {
            return None;
        }
        self.elapsed.checked_div(done)?.checked_mul(left)
    }

    /// The line that shows it.
    pub fn line(&self) -> String {
        let mut parts = vec![
            format!(
                "{} of {} partitions",
                grouped(self.partitions_done),
                grouped(self.partitions_known)
            ),
            format!("{} documents", grouped(self.documents)),
            format!("{} requests", grouped(self.requests)),
        ];
        let documents = self.documents.saturating_sub(self.before.documents);
        let rate = per_second(documents, self.elapsed).filter(|_| documents > 0);
        if let Some(rate) = rate {
            parts.push(format!("{} documents/s", grouped(rate)));
        }
        if let Some(remaining) = self.remaining() {
            // A tenth of a second would promise more than an estimate knows.
            let remaining = Duration::from_secs(remaining.as_secs().max(1));
            parts.push(format!("about {} left", duration(remaining).replace(".0 s", " s")));
        }
        parts.join(", ")
    }
}

#[cfg(test)]
pub(super) mod sample {
    use super::*;

    pub(in super::super) fn at(seconds: u64) -> Snapshot {
        Snapshot {
            partitions_done: 12,
            partitions_known: 40,
            documents: 4200,
            requests: 512,
            elapsed: Duration::from_secs(seconds),
            before: Before::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sample::at;
    use super::*;

    #[test]
    fn a_line_tells_how_far_how_fast_and_how_long() {
        assert_eq!(
            at(20).line(),
            "12 of 40 partitions, 4,200 documents, 512 requests, 210 documents/s, about 46 s left"
        );
        assert_eq!(
            at(600).line(),
            "12 of 40 partitions, 4,200 documents, 512 requests, 7 documents/s, about 23 min 20 s left"
        );
    }

    #[test]
    fn what_was_done_before_takes_no_part_in_rate_and_estimate() {
        let before = Before { partitions_done: 10, documents: 4000 };
        let resumed = Snapshot { before, ..at(20) };
        assert_eq!(
            resumed.line(),
            "12 of 40 partitions, 4,200 documents, 512 requests, 10 documents/s, about 4 min 40 s left"
        );
    }

    #[test]
    fn nothing_is_estimated_from_too_little_or_at_the_end() {
        let at_once = Snapshot::default();
        assert_eq!(at_once.line(), "0 of 0 partitions, 0 documents, 0 requests");
        let first = Snapshot { partitions_done: 0, ..at(20) };
        let soon = at(1);
        let ended = Snapshot { partitions_done: 40, ..at(20) };
        let beyond = Snapshot { partitions_done: 41, ..at(20) };
        for snapshot in [at_once, first, soon, ended, beyond] {
            assert_eq!(snapshot.remaining(), None, "{snapshot:?}");
        }
    }
}
