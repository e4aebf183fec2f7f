//! The token: fetched once, early, and not again after a refusal.

use std::time::Duration;

use clock::Clock as _;
use futures::future::join_all;
use graph::{Class, Disposition, Error, SignInError};

use crate::stand_in::{Answer, SECRET, StandIn, empty_page, numbered_token};

#[tokio::test]
async fn many_requests_at_once_share_one_sign_in() {
    let server = StandIn::start(|_, _| empty_page()).await;
    let (client, _) = server.client();
    let users = client.root().users();
    let pages = join_all((0..20).map(|_| client.page(&users))).await;
    assert!(pages.iter().all(Result::is_ok));
    assert_eq!(server.graph_asked().len(), 20);
    assert_eq!(server.entra_asked().len(), 1);
    let usage = client.meter().usage();
    assert_eq!((usage.requests[&Class::SignIn], usage.requests[&Class::Identity]), (1, 20));
}

#[tokio::test]
async fn the_sign_in_asks_the_tenant_for_the_configured_root() {
    let server = StandIn::start(|_, _| empty_page()).await;
    server.client().0.token().await.unwrap();
    let asked = server.entra_asked().remove(0);
    assert_eq!(asked.target(), "/tenant/oauth2/v2.0/token");
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
    let scope = format!("{}/.default", server.origin());
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("client_id", "client"),
        ("client_secret", SECRET),
        ("scope", &scope),
    ] {
        assert!(form.contains(&(name.to_owned(), value.to_owned())), "{name}");
    }
}

#[tokio::test]
async fn the_token_is_refreshed_five_minutes_before_it_dies() {
    let server = StandIn::start(|_, _| empty_page()).await;
    let (client, clock) = server.client();
    let users = client.root().users();
    for (seconds, sign_ins) in [(0, 1), (3_298, 1), (2, 2), (60, 2)] {
        clock.advance(Duration::from_secs(seconds));
        client.page(&users).await.unwrap();
        assert_eq!(server.entra_asked().len(), sign_ins, "{} s", clock.now().as_second());
    }
    assert_eq!(server.graph_asked()[3].header("authorization"), Some("Bearer token-1"));
}

#[tokio::test]
async fn a_token_that_still_lives_bridges_a_sign_in_service_that_is_down() {
    let down = |nth| {
        if nth == 0 { numbered_token(nth) } else { Answer::new(503, "busy") }
    };
    let server = StandIn::with_entra(|_, _| empty_page(), down).await;
    let (client, clock) = server.client();
    let users = client.root().users();
    client.page(&users).await.unwrap();
    clock.advance(Duration::from_secs(3_400));
    for _ in 0..10 {
        client.page(&users).await.unwrap();
    }
    assert_eq!(server.entra_asked().len(), 2, "a failed refresh is not repeated by each request");
    clock.advance(Duration::from_mins(5));
    let error = client.page(&users).await.unwrap_err();
    assert!(matches!(error, Error::SignIn(SignInError::Unavailable { .. })), "{error}");
}

#[tokio::test]
async fn a_token_that_graph_refuses_is_renewed_once_for_all() {
    let server = StandIn::start(|asked, _| match asked.header("authorization") {
        Some("Bearer token-0") => {
            Answer::new(401, r#"{"error":{"code":"InvalidAuthenticationToken"}}"#)
        }
        _ => empty_page(),
    })
    .await;
    let (client, _) = server.client();
    let users = client.root().users();
    let pages = join_all((0..10).map(|_| client.page(&users))).await;
    assert!(pages.iter().all(Result::is_ok));
    assert_eq!(server.entra_asked().len(), 2);
}

#[tokio::test]
async fn a_fresh_token_that_graph_refuses_ends_the_job() {
    let server = StandIn::start(|_, _| Answer::new(401, "")).await;
    let (client, _) = server.client();
    let error = client.page(&client.root().users()).await.unwrap_err();
    assert_eq!((error.code(), error.disposition()), ("graph_unauthorized", Disposition::FailJob));
    assert_eq!((server.graph_asked().len(), server.entra_asked().len()), (2, 2));
}

#[tokio::test]
async fn a_refused_sign_in_is_not_repeated_for_a_minute_and_graph_is_not_asked() {
    let refused = r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired.",
        "error_codes":[7000222],"trace_id":"t-1"}"#;
    let server = StandIn::with_entra(|_, _| empty_page(), move |_| Answer::new(401, refused)).await;
    let (client, clock) = server.client();
    let users = client.root().users();
    for page in join_all((0..5).map(|_| client.page(&users))).await {
        let error = page.unwrap_err();
        assert_eq!(error.disposition(), Disposition::FailJob);
        assert!(error.chain().contains("secret has expired"), "{}", error.chain());
    }
    assert_eq!((server.entra_asked().len(), server.graph_asked().len()), (1, 0));
    clock.advance(Duration::from_mins(1));
    client.page(&users).await.unwrap_err();
    assert_eq!(server.entra_asked().len(), 2);
}

#[tokio::test]
async fn a_busy_sign_in_service_is_asked_again_after_the_time_that_it_named() {
    let busy = |nth| match nth {
        0 => Answer::new(429, r#"{"error":"x","error_codes":[90055]}"#).header("Retry-After", "4"),
        _ => numbered_token(nth),
    };
    let server = StandIn::with_entra(|_, _| empty_page(), busy).await;
    let (client, clock) = server.client();
    client.page(&client.root().users()).await.unwrap();
    assert_eq!(server.entra_asked().len(), 2);
    assert!(clock.now().as_second() >= 4);
}

#[tokio::test]
async fn no_secret_shows_in_a_debug_form_or_an_error() {
    let server = StandIn::start(|_, _| Answer::new(403, "")).await;
    let (client, _) = server.client();
    let token = client.token().await.unwrap();
    let listing = client.root().users();
    let error = client.page(&listing).await.unwrap_err();
    let shown = format!("{client:?} {token:?} {listing:?} {error:?} {:?}", server.connection());
    for secret in [SECRET, "token-0"] {
        assert!(!shown.contains(secret) && !error.chain().contains(secret), "{shown}");
    }
}
