//! A cluster that isn't there yet, or never comes; played by the scripted server.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock as _, Random, TestClock};
use elastic::{Address, Auth, ConnectError, Connection, Engine, StartUp, wait_for_cluster};
use jiff::Timestamp;
use serde_json::Value;

use crate::faults::error;
use crate::scripted::{Answer, Scripted, TIMEOUT};

/// What is found, and after how many seconds.
async fn wait(url: &str, start_up: StartUp) -> (Result<Engine, ConnectError>, i64) {
    let mut connection = Connection::new(Address::Url(url.to_owned()), Auth::None);
    connection.request_timeout = TIMEOUT;
    let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
    let (time, random) = (Arc::<TestClock>::clone(&clock), Arc::new(Random::seeded(1)));
    let found = wait_for_cluster(&connection, start_up, time, random).await;
    (found, clock.now().as_second())
}

#[tokio::test]
async fn a_cluster_that_starts_is_waited_for_with_growing_pauses() {
    let server = Scripted::start().await;
    server.tell(
        "GET / ",
        [Answer::Reset, Answer::Json(503, Value::Null), error(429, "circuit_breaking_exception")],
    );
    let (found, waited_s) = wait(&server.url, StartUp::default()).await;
    assert_eq!((found.unwrap().version.as_str(), waited_s), ("9.5.3", 1 + 2 + 4));
}

#[tokio::test]
async fn a_cluster_that_never_comes_is_told_with_the_last_reason() {
    let (found, waited_s) = wait("http://127.0.0.1:9", StartUp::default()).await;
    let text = found.unwrap_err().to_string();
    assert!(text.starts_with("not there after 120 s; asking for the version:"), "{text}");
    assert!(text.contains("refused") && text.contains("see that the cluster runs"), "{text}");
    assert_eq!(waited_s, 120);
}

#[tokio::test]
async fn a_refused_key_is_not_waited_for() {
    let server = Scripted::start().await;
    server.tell("GET / ", [error(401, "security_exception")]);
    let (found, waited_s) = wait(&server.url, StartUp::default()).await;
    assert!(found.unwrap_err().to_string().contains("make a new one"));
    assert_eq!(waited_s, 0);
}

#[tokio::test]
async fn odd_settings_end_the_wait_in_time() {
    for multiplier in [0.0, -3.0, f64::NAN, f64::INFINITY] {
        let initial_backoff = Duration::from_secs(4);
        let start_up = StartUp { max_wait: Duration::from_secs(9), initial_backoff, multiplier };
        let (found, waited_s) = wait("http://127.0.0.1:9", start_up).await;
        assert!(found.is_err());
        assert_eq!(waited_s, 9, "{multiplier}");
    }
}
