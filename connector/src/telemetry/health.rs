//! Whether the service's loops are alive.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The loops that are watched, by name.
#[derive(Debug, Default)]
pub(super) struct Loops(Mutex<BTreeMap<&'static str, Watched>>);

#[derive(Debug)]
struct Watched {
    /// Passes must succeed at least this often.
    within: Duration,
    /// When it was first watched, or last succeeded.
    since: Timestamp,
    has_succeeded: bool,
    /// The last failure after the last success.
    failure: Option<String>,
}

/// A failure's text is shown up to here, in characters.
const FAILURE_CHARACTERS: usize = 500;

impl Loops {
    pub(super) fn watch(&self, name: &'static str, within: Duration, now: Timestamp) {
        let watched = Watched { within, since: now, has_succeeded: false, failure: None };
        self.loops().insert(name, watched);
    }

    pub(super) fn succeeded(&self, name: &'static str, now: Timestamp) {
        if let Some(watched) = self.loops().get_mut(name) {
            *watched =
                Watched { since: now, has_succeeded: true, failure: None, within: watched.within };
        }
    }

    pub(super) fn failed(&self, name: &'static str, error: &impl Display) {
        if let Some(watched) = self.loops().get_mut(name) {
            watched.failure = Some(error.to_string().chars().take(FAILURE_CHARACTERS).collect());
        }
    }

    pub(super) fn health(&self, now: Timestamp) -> Health {
        let loops = self.loops();
        Health(loops.iter().map(|(name, watched)| (*name, watched.at(now))).collect())
    }

    fn loops(&self) -> MutexGuard<'_, BTreeMap<&'static str, Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    fn at(&self, now: Timestamp) -> LoopHealth {
        LoopHealth {
            // A clock that was set back counts as no time.
            age: Duration::try_from(now.duration_since(self.since)).unwrap_or_default(),
            within: self.within,
            has_succeeded: self.has_succeeded,
            failure: self.failure.clone(),
        }
    }
}

/// The health of the service at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health(BTreeMap<&'static str, LoopHealth>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct LoopHealth {
    /// Since the last success, or since the start if there was none.
    age: Duration,
    within: Duration,
    has_succeeded: bool,
    failure: Option<String>,
}

impl Health {
    /// Whether every loop succeeded in time.
    pub fn is_ok(&self) -> bool {
        self.0.values().all(LoopHealth::is_ok)
    }

    /// What `/health` answers: `status` (`ok` or `failing`), `reason` if it fails, and each loop under `loops`
    /// with `status`, `has_succeeded`, `age_seconds` (since the last success, else since the start),
    /// `limit_seconds` and `last_error` (of the passes after the last success).
    pub fn to_json(&self) -> Value {
        let status = |is_ok| if is_ok { "ok" } else { "failing" };
        let loops = self.0.iter().map(|(name, health)| {
            let shown = json!({
                "status": status(health.is_ok()),
                "has_succeeded": health.has_succeeded,
                "age_seconds": health.age.as_secs(),
                "limit_seconds": health.within.as_secs(),
                "last_error": health.failure,
            });
            ((*name).to_owned(), shown)
        });
        let mut json = Map::from_iter([
            ("status".to_owned(), json!(status(self.is_ok()))),
            ("loops".to_owned(), Value::Object(loops.collect())),
        ]);
        if !self.is_ok() {
            json.insert("reason".to_owned(), json!(self.reason()));
        }
        Value::Object(json)
    }

    fn reason(&self) -> String {
        let failing = self.0.iter().filter(|(_, health)| !health.is_ok());
        failing.map(|(name, health)| health.reason(name)).collect::<Vec<_>>().join("; ")
    }
}

impl LoopHealth {
    fn is_ok(&self) -> bool {
        self.age <= self.within
    }

    fn reason(&self, name: &str) -> String {
        let (age, within) = (self.age.as_secs(), self.within.as_secs());
        let reason =
            format!("loop `{name}`: no pass succeeded for {age} s, the limit is {within} s");
        match &self.failure {
            Some(failure) => format!("{reason}; last error: {failure}"),
            None => reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_mins(2);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn watched() -> Loops {
        let loops = Loops::default();
        loops.watch("schedule", LIMIT, at(0));
        loops.watch("cleanup", LIMIT, at(0));
        loops
    }

    #[test]
    fn a_service_that_just_started_is_healthy_and_one_that_never_succeeded_fails_later() {
        let loops = watched();
        assert!(loops.health(at(120)).is_ok());
        let health = loops.health(at(121)).to_json();
        assert_eq!(health["status"], "failing");
        assert_eq!(health["loops"]["schedule"]["has_succeeded"], false);
    }

    #[test]
    fn one_loop_that_stands_still_fails_the_service_and_is_named() {
        let loops = watched();
        loops.succeeded("schedule", at(100));
        loops.failed("cleanup", &"the cluster is away");
        assert_eq!(
            loops.health(at(130)).to_json(),
            json!({
                "status": "failing",
                "reason": "loop `cleanup`: no pass succeeded for 130 s, the limit is 120 s; \
                           last error: the cluster is away",
                "loops": {
                    "cleanup": {
                        "status": "failing", "has_succeeded": false, "age_seconds": 130,
                        "limit_seconds": 120, "last_error": "the cluster is away",
                    },
                    "schedule": {
                        "status": "ok", "has_succeeded": true, "age_seconds": 30,
                        "limit_seconds": 120, "last_error": null,
                    },
                },
            })
        );
    }

    #[test]
    fn a_success_makes_the_loop_healthy_again_and_forgets_the_failure() {
        let loops = watched();
        loops.failed("cleanup", &"away");
        loops.succeeded("schedule", at(200));
        loops.succeeded("cleanup", at(200));
        let health = loops.health(at(210));
        assert!(health.is_ok());
        assert_eq!(health.to_json().get("reason"), None);
        assert_eq!(health.to_json()["loops"]["cleanup"]["last_error"], Value::Null);
    }

    #[test]
    fn failures_within_the_limit_are_shown_but_do_not_fail_the_service() {
        let loops = watched();
        loops.failed("cleanup", &"x".repeat(10_000));
        let health = loops.health(at(60));
        assert!(health.is_ok());
        let shown = health.to_json()["loops"]["cleanup"]["last_error"].as_str().unwrap().len();
        assert_eq!(shown, FAILURE_CHARACTERS);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nothing_old() {
        let loops = watched();
        loops.succeeded("schedule", at(500));
        assert_eq!(loops.health(at(100)).0["schedule"].age, Duration::ZERO);
    }
}
