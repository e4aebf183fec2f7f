//! Waiting for a cluster that isn't there yet, as one that starts together with the connector.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};

use crate::client::Client;
use crate::connection::{ConnectError, Connection};
use crate::engine::Engine;
use crate::patience::Patience;

/// The shortest pause, whatever the settings are.
const PAUSE_MIN: Duration = Duration::from_millis(100);

/// How long a cluster is waited for: `elasticsearch.*` of `config.yml`.
#[derive(Debug, Clone, Copy)]
pub struct StartUp {
    /// How long in all, `max_wait_duration`.
    pub max_wait: Duration,
    /// The first pause, `initial_backoff_duration`.
    pub initial_backoff: Duration,
    /// How much longer each pause is than the one before it, `backoff_multiplier`.
    pub multiplier: f64,
}

impl Default for StartUp {
    /// Two minutes, with pauses of 1, 2, 4, … seconds: the defaults of Elastic's connector service.
    fn default() -> Self {
        Self {
            max_wait: Duration::from_mins(2),
            initial_backoff: Duration::from_secs(1),
            multiplier: 2.0,
        }
    }
}

impl StartUp {
    fn next(&self, pause: Duration) -> Duration {
        let longer = Duration::try_from_secs_f64(pause.as_secs_f64() * self.multiplier);
        longer.unwrap_or(self.max_wait).max(PAUSE_MIN)
    }
}

/// Asks the cluster what it is until it answers.
///
/// # Errors
/// When the connection can't be made as configured, the cluster refuses for good, or doesn't answer in time: with the
/// last reason.
pub async fn wait_for_cluster(
    connection: &Connection,
    start_up: StartUp,
    clock: Arc<dyn Clock>,
    random: Arc<Random>,
) -> Result<Engine, ConnectError> {
    let once = Patience { max_retries: 0, ..Patience::default() };
    let client = Client::new(connection, once, Arc::clone(&clock), random)?;
    let begin = clock.now();
    let mut pause = start_up.initial_backoff.max(PAUSE_MIN);
    loop {
        let failure = match Engine::ask(&client).await {
            Ok(engine) => return Ok(engine),
            Err(failure) => failure,
        };
        if !failure.may_pass() {
            return Err(failure.into());
        }
        let waited = Duration::try_from(clock.now().duration_since(begin)).unwrap_or_default();
        let left = start_up.max_wait.saturating_sub(waited);
        if left.is_zero() {
            let waited = start_up.max_wait.as_secs();
            return Err(ConnectError::Away(format!("not there after {waited} s; {failure}")));
        }
        tracing::info!(pause_s = pause.as_secs(), reason = %failure, "waiting for the cluster");
        clock.sleep(pause.min(left)).await;
        pause = start_up.next(pause);
    }
}
