//! Failures of the loops: each is logged, a loop that only fails takes its time, and too many end the process.
//!
//! Elastic: connectors protocol, `service.max_errors` and `service.max_errors_span`.

use std::collections::VecDeque;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

/// Longest pause of a loop that only fails, unless its usual one is longer: a cluster that is away for a minute is no
/// reason to end, however quick the loops are.
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// How often in a row a loop's passes failed.
#[derive(Debug, Default)]
pub(super) struct Streak(u32);

impl Streak {
    /// Takes note of a pass; gives how long to rest after it, twice as long after each that failed.
    pub(super) fn rest(&mut self, succeeded: bool, usual: Duration) -> Duration {
        self.0 = if succeeded { 0 } else { self.0.saturating_add(1) };
        usual.saturating_mul(2_u32.saturating_pow(self.0)).min(PAUSE_MAX.max(usual))
    }
}

/// Counts failures.
#[derive(Debug)]
pub(super) struct Faults {
    max: usize,
    span: Duration,
    failed: Mutex<VecDeque<(Timestamp, String)>>,
    over: Notify,
}

impl Faults {
    pub(super) fn new(max: u64, span: Duration) -> Self {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        Self { max, span, failed: Mutex::default(), over: Notify::new() }
    }

    /// Takes note of how a pass ended; gives what it brought.
    pub(super) fn note<T, E: Display>(
        &self,
        what: &str,
        passed: Result<T, E>,
        now: Timestamp,
    ) -> Option<T> {
        match passed {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::error!("{what}: {error}");
                self.add(error.to_string(), now);
                None
            }
        }
    }

    fn add(&self, text: String, now: Timestamp) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.push_back((now, text));
        while failed
            .front()
            .is_some_and(|(at, _)| now.duration_since(*at).unsigned_abs() > self.span)
        {
            failed.pop_front();
        }
        if failed.len() > self.max {
            self.over.notify_one();
        }
    }

    /// Comes back with the last failure once there are too many.
    pub(super) async fn too_many(&self) -> String {
        self.over.notified().await;
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.back().map(|(_, text)| text.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn a_loop_that_fails_takes_its_time_until_it_succeeds() {
        let (mut quick, mut slow) = (Streak::default(), Streak::default());
        for (succeeded, seconds) in
            [(true, 1), (false, 2), (false, 4), (false, 8), (false, 16), (false, 30), (true, 1)]
        {
            let rest = quick.rest(succeeded, Duration::from_secs(1));
            assert_eq!(rest.as_secs(), seconds);
            assert_eq!(slow.rest(succeeded, Duration::from_mins(5)), Duration::from_mins(5));
        }
    }

    #[test]
    fn only_more_failures_than_the_span_may_have_are_too_many() {
        let faults = Faults::new(2, Duration::from_secs(10));
        for second in [0, 20, 25] {
            faults.note("x", Err::<(), _>("no"), Timestamp::from_second(second).unwrap());
        }
        assert!(faults.too_many().now_or_never().is_none());
        faults.note("x", Err::<(), _>("last"), Timestamp::from_second(26).unwrap());
        assert_eq!(faults.too_many().now_or_never().as_deref(), Some("last"));
        assert_eq!(faults.note("x", Ok::<_, &str>(7), Timestamp::UNIX_EPOCH), Some(7));
    }
}
