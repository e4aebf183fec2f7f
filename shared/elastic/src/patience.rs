//! Trying again in place: how often, and after which pauses.

use std::time::Duration;

use clock::Random;

/// The first pause; each following one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// How often a request that may succeed later is made again before its caller is told: `bulk.max_retries`,
/// `bulk.retry_interval` of `config.yml`.
///
/// What the caller is told then isn't lost: a batch stays on its queue.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Tries after the first one.
    pub max_retries: u32,
    /// The longest pause between two tries.
    pub retry_interval: Duration,
}

impl Default for Patience {
    /// Five tries after the first, ten seconds between two at most: some 15 seconds in all.
    fn default() -> Self {
        Self { max_retries: 5, retry_interval: Duration::from_secs(10) }
    }
}

impl Patience {
    /// How long to wait before try number `retry` after the first one (from 1); none when there is to be no other.
    ///
    /// Drawn anew each time: what was refused together doesn't come back together.
    pub(crate) fn pause(&self, retry: u32, random: &Random) -> Option<Duration> {
        let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(retry.saturating_sub(1)));
        (retry <= self.max_retries).then(|| random.jitter(doubled.min(self.retry_interval)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_the_interval_and_end() {
        let (patience, random) = (Patience::default(), Random::seeded(1));
        let pauses: Vec<_> = (1..=5).map(|retry| patience.pause(retry, &random).unwrap()).collect();
        assert!(pauses[0] <= FIRST_PAUSE && pauses[4] >= Duration::from_secs(4));
        assert_eq!(patience.pause(6, &random), None);
        let long = Patience { max_retries: 100, ..patience };
        assert!(long.pause(90, &random).unwrap() <= long.retry_interval);
    }
}
