//! Trying again: when, how long, how often, and when no more.

use std::time::Duration;

use clock::Clock as _;
use graph::{Disposition, Error};

use crate::stand_in::{Answer, StandIn, empty_page};

#[tokio::test]
async fn a_short_retry_after_is_waited_for_and_nothing_is_asked_meanwhile() {
    let server = StandIn::start(|_, nth| match nth {
        0 => Answer::new(429, "").header("Retry-After", "7"),
        _ => empty_page(),
    })
    .await;
    let (client, clock) = server.client();
    client.page(&client.root().users()).await.unwrap();
    assert!((7..9).contains(&clock.now().as_second()), "{}", clock.now());
    let usage = client.meter().usage();
    assert_eq!((usage.throttled, usage.requests_total()), (1, 3));
}

#[tokio::test]
async fn a_longer_retry_after_is_handed_back_without_a_wait() {
    for status in [429, 503] {
        let throttled = move |_: &_, _| Answer::new(status, "").header("Retry-After", "120");
        let server = StandIn::start(throttled).await;
        let (client, clock) = server.client();
        let error = client.page(&client.root().users()).await.unwrap_err();
        assert_eq!(error.disposition(), Disposition::Wait(Duration::from_mins(2)));
        assert_eq!(clock.now().as_second(), 0);
        assert_eq!(server.graph_asked().len(), 1);
    }
}

#[tokio::test]
async fn what_may_pass_is_asked_again_and_passes() {
    for failure in [
        Answer::new(500, ""),
        Answer::new(502, "<html>"),
        Answer::new(503, ""),
        Answer::new(504, ""),
        Answer::new(409, ""),
        Answer::cut(),
        Answer::none(),
        Answer::ok("<html>a sign-in page"),
    ] {
        let named = format!("{failure:?}");
        let server = StandIn::start(move |_, nth| match nth {
            0..3 => failure.clone(),
            _ => empty_page(),
        })
        .await;
        let (client, clock) = server.client();
        assert!(client.page(&client.root().users()).await.is_ok(), "{named}");
        assert_eq!(server.graph_asked().len(), 4, "{named}");
        assert!(clock.now() > jiff::Timestamp::UNIX_EPOCH, "there was a pause: {named}");
    }
}

#[tokio::test]
async fn patience_ends_with_the_fifth_try() {
    for (failure, code) in [
        (Answer::new(500, ""), "graph_unavailable"),
        (Answer::cut(), "graph_network"),
        (Answer::none(), "graph_network"),
        (Answer::ok("{"), "graph_malformed"),
        (Answer::new(429, "").header("Retry-After", "1"), "graph_throttled"),
    ] {
        let server = StandIn::start(move |_, _| failure.clone()).await;
        let (client, _) = server.client();
        let error = client.page(&client.root().users()).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(server.graph_asked().len(), 5, "{code}");
    }
}

#[tokio::test]
async fn what_cannot_succeed_is_asked_once() {
    for status in [400, 402, 403, 404, 410, 412] {
        let server = StandIn::start(move |_, _| Answer::new(status, "")).await;
        let (client, _) = server.client();
        client.page(&client.root().users()).await.unwrap_err();
        assert_eq!(server.graph_asked().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_service_that_is_down_is_soon_asked_once_by_each_request() {
    let server = StandIn::start(|_, _| Answer::new(500, "")).await;
    let (client, _) = server.client();
    let users = client.root().users();
    for _ in 0..30 {
        client.page(&users).await.unwrap_err();
    }
    // 500 tokens at five a retry, over 30 requests.
    assert_eq!(server.graph_asked().len(), 30 + 100);
}

#[tokio::test]
async fn a_server_that_nobody_runs_is_a_network_error_that_names_its_cause() {
    let server = StandIn::start(|_, _| Answer::none()).await;
    let (client, _) = server.client();
    let error = client.page(&client.root().users()).await.unwrap_err();
    assert!(matches!(error, Error::Network { .. }));
    assert!(error.chain().starts_with("no answer to GET /v1.0/users: "), "{}", error.chain());
    assert!(!error.chain().contains('?'), "no query: {}", error.chain());
}
