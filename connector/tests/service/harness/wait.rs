//! Waiting for something to become true, never for time to pass where something can be looked at instead.

use std::fmt::Debug;
use std::time::Duration;

use clock::{Clock as _, SystemClock};

/// How long anything may take on a busy machine before the test fails.
pub(crate) const LIMIT: Duration = Duration::from_mins(3);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Looks again and again until it gives `Ok`; fails with what it saw last.
pub(crate) async fn until<T, S, F>(what: &str, look: impl FnMut() -> F) -> T
where
    S: Debug,
    F: Future<Output = Result<T, S>>,
{
    until_within(LIMIT, what, look).await
}

/// The same with a limit of its own.
pub(crate) async fn until_within<T, S, F>(
    limit: Duration,
    what: &str,
    mut look: impl FnMut() -> F,
) -> T
where
    S: Debug,
    F: Future<Output = Result<T, S>>,
{
    let started = SystemClock.now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(seen) => {
                let waited = SystemClock.now().duration_since(started).unsigned_abs();
                assert!(waited < limit, "waited {waited:?} until {what}; last seen: {seen:#?}");
            }
        }
        pause(BETWEEN_LOOKS).await;
    }
}

/// Lets time pass, for what must *not* happen meanwhile.
pub(crate) async fn pause(duration: Duration) {
    SystemClock.sleep(duration).await;
}

/// Lets time pass until a whole minute began and the service had some passes after it.
pub(crate) async fn pass_a_minute() {
    let second = SystemClock.now().as_second().rem_euclid(60);
    pause(Duration::from_secs(u64::try_from(60 - second).unwrap() + 4)).await;
}
