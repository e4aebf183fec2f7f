//! Failures of the loops: each is logged, and too many of them end the process.
//!
//! Elastic: connectors protocol, `service.max_errors` and `service.max_errors_span`.

use std::collections::VecDeque;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

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
