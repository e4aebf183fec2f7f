//! Trying again in place: how long, how often, and when no more.
//!
//! Graph: throttling; SharePoint: how to avoid getting throttled.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clock::Random;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::error::Disposition;

/// A longer wait is not believed: Graph asks for minutes, and a clock may be wrong.
const ASKED_MAX: Duration = Duration::from_hours(24);

/// How long a request may be tried again in place.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Tries of one request, the first among them.
    pub attempts_max: u32,
    /// Longest wait that is granted in place; an answer that asks for more ends the request.
    pub wait_max: Duration,
}

impl Default for Patience {
    /// Five tries, no wait over ten seconds: on Lambda waiting is paid for, so longer waits go back to the queue.
    fn default() -> Self {
        Self { attempts_max: 5, wait_max: Duration::from_secs(10) }
    }
}

impl Patience {
    /// How long to wait before the next try after try number `attempt`; none when there is to be no other.
    ///
    /// Never sooner than Graph asked; what was throttled together doesn't come back together.
    pub(crate) fn pause(
        &self,
        disposition: Disposition,
        attempt: u32,
        random: &Random,
    ) -> Option<Duration> {
        let back_off = self.back_off(attempt.saturating_add(1), random);
        let pause = match disposition {
            Disposition::Wait(asked) if asked <= self.wait_max => asked.saturating_add(back_off),
            Disposition::Retry => back_off,
            Disposition::Wait(_)
            | Disposition::Park
            | Disposition::Restart
            | Disposition::FailJob => return None,
        };
        Some(pause).filter(|_| attempt < self.attempts_max)
    }

    /// Exponential back-off with jitter before try number `attempt` (from 2).
    fn back_off(&self, attempt: u32, random: &Random) -> Duration {
        let doubled = Duration::from_millis(500)
            .saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(2)));
        random.jitter(doubled.min(self.wait_max))
    }
}

/// Bounds the share of retries over all requests of a client: when a service is down, each request is tried once.
///
/// A bucket as AWS's SDKs have it: 500 tokens, a retry takes five, a success gives one back.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<u32>);

const TOKENS_MAX: u32 = 500;
const RETRY_COST: u32 = 5;

impl Default for RetryBudget {
    fn default() -> Self {
        Self(Mutex::new(TOKENS_MAX))
    }
}

impl RetryBudget {
    /// Takes the cost of one retry, if it is there.
    pub(crate) fn spend(&self) -> bool {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match tokens.checked_sub(RETRY_COST) {
            Some(left) => {
                *tokens = left;
                true
            }
            None => false,
        }
    }

    /// A request succeeded.
    pub(crate) fn earn(&self) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = TOKENS_MAX.min(*tokens + 1);
    }
}

/// The wait that an answer asks for: seconds, a fraction of them, or a date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok().map(|asked| asked.min(ASKED_MAX));
    }
    let date = rfc2822::parse(text).ok()?.timestamp();
    let asked = Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO);
    Some(asked.min(ASKED_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers, "2026-01-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn retry_after_is_read_in_each_of_its_forms() {
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("2.128"), Some(Duration::from_millis(2128)));
        assert_eq!(asked("Thu, 01 Jan 2026 00:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(asked("Wed, 31 Dec 2025 00:00:30 GMT"), Some(Duration::ZERO));
        assert_eq!(asked("1e12"), Some(ASKED_MAX));
        assert_eq!(asked("-5"), None);
        assert_eq!(asked("soon"), None);
    }

    #[test]
    fn back_off_doubles_up_to_the_longest_wait() {
        let (patience, random) = (Patience::default(), Random::seeded(3));
        assert!(patience.back_off(2, &random) <= Duration::from_millis(500));
        assert!(patience.back_off(4, &random) >= Duration::from_secs(1));
        assert!(patience.back_off(40, &random) <= patience.wait_max);
    }

    #[test]
    fn a_pause_is_never_shorter_than_asked_and_a_longer_one_than_patience_is_none() {
        let (patience, random) = (Patience::default(), Random::seeded(3));
        let pause = |disposition, attempt| patience.pause(disposition, attempt, &random);
        let asked = Duration::from_secs(7);
        let pauses: Vec<_> = (1..=4).filter_map(|n| pause(Disposition::Wait(asked), n)).collect();
        assert_eq!(pauses.len(), 4);
        assert!(pauses.iter().all(|pause| *pause > asked && *pause < asked + patience.wait_max));
        assert!(pause(Disposition::Wait(Duration::ZERO), 1) > Some(Duration::ZERO));
        assert_eq!(pause(Disposition::Wait(patience.wait_max + asked), 1), None);
        assert_eq!(pause(Disposition::Retry, patience.attempts_max), None);
        assert_eq!(pause(Disposition::Park, 1), None);
    }

    #[test]
    fn a_service_that_is_down_is_not_asked_five_times_for_ever() {
        let budget = RetryBudget::default();
        let granted = (0..1_000).filter(|_| budget.spend()).count();
        assert_eq!(granted, 100);
        for _ in 0..RETRY_COST {
            budget.earn();
        }
        assert!(budget.spend());
    }
}
