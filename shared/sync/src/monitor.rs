//! Indexer: whether the store refuses so many documents of a job that the job should end.
//!
//! One refused document is kept apart, and the sync goes on. Many of them mean that something else is wrong: a mapping,
//! a pipeline, a limit of the index. Going on would only fill the dead letters.
//! Elastic: connector service, `elasticsearch.bulk.error_monitor`.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// How many refused documents a job may have; with Elastic's names and defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Whether a job ends at all; if not, refused documents are only counted.
    pub enabled: bool,
    /// In the whole job.
    pub max_total_errors: u64,
    /// In a row.
    pub max_consecutive_errors: u64,
    /// As a share of the last results, from 0 to 1. The divisor is always the window's size, at the start, too.
    pub max_error_rate: f64,
    /// How many results the share is of; 0 for no share.
    pub error_window_size: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            enabled: true,
            max_total_errors: 1_000,
            max_consecutive_errors: 10,
            max_error_rate: 0.15,
            error_window_size: 100,
        }
    }
}

/// What the store said of one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It was applied.
    Taken,
    /// It will never be.
    Refused {
        /// The document's id.
        document: &'a str,
        /// Why.
        reason: &'a str,
    },
}

/// Watches the results of one job at a time.
#[derive(Debug)]
pub struct ErrorMonitor {
    thresholds: Thresholds,
    watch: Mutex<Watch>,
}

impl ErrorMonitor {
    /// A monitor that saw nothing yet.
    pub fn new(thresholds: Thresholds) -> Self {
        Self { thresholds, watch: Mutex::default() }
    }

    /// A job goes on, after `refused` of its documents were refused elsewhere or earlier.
    pub fn resume(&self, job_id: &str, refused: u64) {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        *watch = Watch { refused, ..Watch::of(job_id) };
    }

    /// Sees results of a job, in their order; those of another job than before start the counts anew.
    pub fn observe<'a>(&self, job_id: &str, outcomes: impl IntoIterator<Item = Outcome<'a>>) {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if watch.job_id != job_id {
            *watch = Watch::of(job_id);
        }
        for outcome in outcomes {
            watch.see(outcome, &self.thresholds);
        }
    }

    /// The limit that this job went over first, if any.
    pub fn exceeded(&self, job_id: &str) -> Option<Exceeded> {
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        watch.exceeded.clone().filter(|_| watch.job_id == job_id)
    }
}

/// A limit that a job went over, and on which document.
#[derive(Debug, Clone, PartialEq)]
pub struct Exceeded {
    limit: Limit,
    /// Of the job's documents, this one among them.
    refused: u64,
    document: String,
    reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    Total { max: u64 },
    Consecutive { max: u64 },
    Rate { refused: u32, of: u32, max: f64 },
}

/// A job's error: what happened, where the documents are, and what to do.
impl fmt::Display for Exceeded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the store refused more than ")?;
        match self.limit {
            Limit::Total { max } => write!(formatter, "{max} documents")?,
            Limit::Consecutive { max } => write!(formatter, "{max} documents in a row")?,
            Limit::Rate { refused, of, max } => {
                write!(
                    formatter,
                    "a share of {max} of the last {of} documents, {refused} of them"
                )?;
            }
        }
        let Self { refused, document, reason, .. } = self;
        write!(
            formatter,
            "; the last one is {document}: {reason}; {refused} were refused in this job, they are kept as dead \
             letters, each with its reason; see to it that the index takes them, then sync again"
        )
    }
}

/// What was seen of one job.
#[derive(Debug, Default)]
struct Watch {
    job_id: String,
    refused: u64,
    refused_in_a_row: u64,
    /// The last results, oldest first; true for a refused document.
    window: VecDeque<bool>,
    refused_in_window: u32,
    exceeded: Option<Exceeded>,
}

impl Watch {
    fn of(job_id: &str) -> Self {
        Self { job_id: job_id.to_owned(), ..Self::default() }
    }

    fn see(&mut self, outcome: Outcome<'_>, thresholds: &Thresholds) {
        match outcome {
            Outcome::Taken => {
                self.refused_in_a_row = 0;
                self.slide(false, thresholds.error_window_size);
            }
            Outcome::Refused { document, reason } => {
                self.refused += 1;
                self.refused_in_a_row += 1;
                self.slide(true, thresholds.error_window_size);
                if self.exceeded.is_none() {
                    self.exceeded = self.limit(thresholds).map(|limit| Exceeded {
                        limit,
                        refused: self.refused,
                        document: document.to_owned(),
                        reason: reason.to_owned(),
                    });
                }
            }
        }
    }

    fn slide(&mut self, refused: bool, size: u32) {
        self.window.push_back(refused);
        self.refused_in_window += u32::from(refused);
        while self.window.len() > usize::try_from(size).unwrap_or(usize::MAX) {
            let oldest = self.window.pop_front().unwrap_or_default();
            self.refused_in_window -= u32::from(oldest);
        }
    }

    /// The limit that the counts are over.
    fn limit(&self, thresholds: &Thresholds) -> Option<Limit> {
        let Thresholds { max_total_errors, max_consecutive_errors, max_error_rate, .. } =
            *thresholds;
        let (refused, of) = (self.refused_in_window, thresholds.error_window_size);
        if !thresholds.enabled {
            None
        } else if self.refused_in_a_row > max_consecutive_errors {
            Some(Limit::Consecutive { max: max_consecutive_errors })
        } else if self.refused > max_total_errors {
            Some(Limit::Total { max: max_total_errors })
        } else if f64::from(refused) / f64::from(of) > max_error_rate {
            Some(Limit::Rate { refused, of, max: max_error_rate })
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results of a job: `x` is refused, anything else is taken.
    fn observe(monitor: &ErrorMonitor, job_id: &str, results: &str) {
        monitor.observe(
            job_id,
            results.chars().map(|result| match result {
                'x' => Outcome::Refused { document: "19:c/1", reason: "too deep" },
                _ => Outcome::Taken,
            }),
        );
    }

    /// The limit that a job with these results goes over.
    fn limit(thresholds: Thresholds, results: &str) -> Option<Limit> {
        let monitor = ErrorMonitor::new(thresholds);
        observe(&monitor, "j", results);
        monitor.exceeded("j").map(|exceeded| exceeded.limit)
    }

    #[test]
    fn the_eleventh_refusal_in_a_row_is_one_too_many() {
        let limit = |results: &str| limit(Thresholds::default(), results);
        assert_eq!(limit(&"x".repeat(10)), None);
        assert_eq!(limit(&"x".repeat(11)), Some(Limit::Consecutive { max: 10 }));
        assert_eq!(limit(&format!("{0}.{1}", "x".repeat(10), "x".repeat(5))), None);
    }

    #[test]
    fn the_sixteenth_refusal_within_any_hundred_results_is_one_too_many() {
        let limit = |results: &str| limit(Thresholds::default(), results);
        let rate = Some(Limit::Rate { refused: 16, of: 100, max: 0.15 });
        assert_eq!(limit(&"x.".repeat(15)), None);
        assert_eq!(limit(&"x.".repeat(16)), rate, "the divisor is 100 from the start");
        let spread = format!("x{}", ".".repeat(6));
        assert_eq!(limit(&spread.repeat(140)), None, "15 in any 100");
        let first_and_last =
            |between: usize| format!("{}{}x", "x.".repeat(15), ".".repeat(between));
        assert_eq!(limit(&first_and_last(69)), rate, "the first is the oldest of 100");
        assert_eq!(limit(&first_and_last(70)), None, "the first isn't among the last 100");
    }

    #[test]
    fn the_thousand_and_first_refusal_is_one_too_many() {
        let thresholds = Thresholds { max_error_rate: 1.0, ..Thresholds::default() };
        assert_eq!(limit(thresholds, &"x.".repeat(1_000)), None);
        assert_eq!(limit(thresholds, &"x.".repeat(1_001)), Some(Limit::Total { max: 1_000 }));
    }

    #[test]
    fn a_monitor_that_is_off_and_a_window_of_nothing_end_no_job() {
        let off = Thresholds { enabled: false, ..Thresholds::default() };
        assert_eq!(limit(off, &"x".repeat(5_000)), None);
        let no_window = Thresholds { error_window_size: 0, ..Thresholds::default() };
        assert_eq!(limit(no_window, &"x.".repeat(900)), None);
    }

    #[test]
    fn a_job_that_goes_on_counts_what_was_refused_before() {
        let monitor = ErrorMonitor::new(Thresholds::default());
        monitor.resume("j", 999);
        observe(&monitor, "j", ".x");
        assert_eq!(monitor.exceeded("j"), None);
        observe(&monitor, "j", "x");
        assert_eq!(monitor.exceeded("j").unwrap().limit, Limit::Total { max: 1_000 });
    }

    #[test]
    fn each_job_is_counted_by_itself_across_its_batches() {
        let monitor = ErrorMonitor::new(Thresholds::default());
        for job_id in ["j1", "j2"] {
            observe(&monitor, job_id, "xxxxxx");
        }
        assert_eq!(monitor.exceeded("j2"), None);
        observe(&monitor, "j2", "xxxxx");
        assert!(monitor.exceeded("j2").is_some());
        assert_eq!(monitor.exceeded("j1"), None);
    }

    #[test]
    fn the_text_tells_the_limit_the_first_document_over_it_and_where_the_refused_ones_are() {
        let monitor = ErrorMonitor::new(Thresholds::default());
        observe(&monitor, "j", &"x".repeat(11));
        observe(&monitor, "j", &"x".repeat(9));
        let text = monitor.exceeded("j").unwrap().to_string();
        for part in [
            "more than 10 documents in a row",
            "19:c/1: too deep",
            "11 were refused in this job",
            "dead letters",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
