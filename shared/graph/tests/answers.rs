//! What the client sends, what it makes of the answers, and where it never goes.

use futures::TryStreamExt as _;
use graph::resources::User;
use graph::{Disposition, Error, Page};

use crate::stand_in::{Answer, StandIn, empty_page};

/// A page with the users `ids`, and where the next one is.
fn page_of(ids: &[&str], next_link: &str) -> Answer {
    let users: Vec<_> = ids.iter().map(|id| serde_json::json!({ "id": id })).collect();
    Answer::ok(serde_json::json!({ "value": users, "@odata.nextLink": next_link }).to_string())
}

async fn all_users(server: &StandIn) -> Result<Vec<String>, Error> {
    let (client, _) = server.client();
    let pages: Vec<Page<User>> = client.pages(client.root().users()).try_collect().await?;
    Ok(pages.into_iter().flat_map(|page| page.items).map(|user| user.unwrap().id).collect())
}

#[tokio::test]
async fn each_request_says_who_asks_and_what_it_prefers() {
    let server = StandIn::start(|_, _| empty_page()).await;
    let (client, _) = server.client();
    client.page(&client.root().users()).await.unwrap();
    client.page(&client.root().events("u")).await.unwrap();
    let asked = server.graph_asked();
    assert_eq!(asked[0].header("prefer"), Some("include-unknown-enum-members"));
    assert_eq!(asked[0].header("authorization"), Some("Bearer token-0"));
    assert!(asked[0].header("user-agent").unwrap().starts_with("NONISV|TeamsConnector|"));
    let calendar = asked[1].header("prefer").unwrap();
    for preference in
        ["include-unknown-enum-members", "outlook.timezone=\"UTC\"", "IdType=\"ImmutableId\""]
    {
        assert!(calendar.contains(preference), "{calendar}");
    }
    let ids: Vec<_> =
        asked.iter().map(|asked| asked.header("client-request-id").unwrap()).collect();
    assert!(ids[0].len() == 36 && ids[0] != ids[1], "{ids:?}");
}

#[tokio::test]
async fn an_empty_page_is_not_the_last_and_a_next_link_is_followed_word_for_word() {
    let server = StandIn::start(|asked, nth| {
        let origin = format!("http://{}", asked.header("host").unwrap());
        match nth {
            0 => page_of(&["a"], &format!("{origin}/v1.0/Users?skipToken=%5b1%5D")),
            1 => page_of(&[], &format!("{origin}/v1.0/users?$skiptoken=2")),
            _ => Answer::ok(r#"{"value":[{"id":"b"}]}"#),
        }
    })
    .await;
    assert_eq!(all_users(&server).await.unwrap(), ["a", "b"]);
    let targets: Vec<_> =
        server.graph_asked().iter().map(|asked| asked.target().to_owned()).collect();
    assert_eq!(targets[1..], ["/v1.0/Users?skipToken=%5b1%5D", "/v1.0/users?$skiptoken=2"]);
}

#[tokio::test]
async fn a_page_that_fails_is_not_the_last_page() {
    let server = StandIn::start(|asked, nth| match nth {
        0 => page_of(&["a"], &format!("http://{}/v1.0/users?2", asked.header("host").unwrap())),
        _ => Answer::new(403, ""),
    })
    .await;
    assert_eq!(all_users(&server).await.unwrap_err().code(), "graph_forbidden");
}

#[tokio::test]
async fn a_foreign_next_link_is_not_followed_and_its_server_sees_no_token() {
    let foreign = StandIn::start(|_, _| empty_page()).await;
    let link = format!("{}/v1.0/users?$skiptoken=secret", foreign.origin());
    let server = StandIn::start(move |_, _| page_of(&["a"], &link)).await;
    let error = all_users(&server).await.unwrap_err();
    assert_eq!((error.code(), error.disposition()), ("graph_foreign_link", Disposition::Park));
    assert!(!error.chain().contains("secret"), "{}", error.chain());
    assert!(foreign.graph_asked().is_empty() && foreign.entra_asked().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed_by_graph_or_by_the_sign_in() {
    let foreign = StandIn::start(|_, _| empty_page()).await;
    let moved = |to: &StandIn| {
        let location = to.origin();
        move || Answer::new(307, "").header("Location", &location)
    };
    let graph = moved(&foreign);
    let server = StandIn::start(move |_, _| graph()).await;
    assert_eq!(all_users(&server).await.unwrap_err().code(), "graph_refused");
    let entra = moved(&foreign);
    let server = StandIn::with_entra(|_, _| empty_page(), move |_| entra()).await;
    assert_eq!(all_users(&server).await.unwrap_err().code(), "graph_sign_in");
    assert!(foreign.graph_asked().is_empty() && foreign.entra_asked().is_empty());
}

#[tokio::test]
async fn a_page_over_the_limit_is_not_read_to_its_end_nor_asked_for_again() {
    let server = StandIn::start(|_, _| Answer::ok(vec![b' '; 33 << 20])).await;
    let error = all_users(&server).await.unwrap_err();
    assert_eq!((error.code(), error.disposition()), ("graph_too_large", Disposition::Park));
    assert_eq!(server.graph_asked().len(), 1);
}

#[tokio::test]
async fn a_byte_that_is_no_utf8_costs_a_character_and_not_the_page() {
    let server = StandIn::start(|_, _| Answer::ok(&b"{\"value\":[{\"id\":\"a\xff\"}]}"[..])).await;
    assert_eq!(all_users(&server).await.unwrap(), ["a\u{fffd}"]);
}

#[tokio::test]
async fn what_stands_in_an_unreadable_answer_is_not_repeated() {
    let server = StandIn::start(|_, _| Answer::ok(r#"{"value":"the merger is on"}"#)).await;
    let error = all_users(&server).await.unwrap_err();
    assert_eq!(error.code(), "graph_malformed");
    assert!(!error.chain().contains("merger"), "{}", error.chain());
}

#[tokio::test]
async fn an_error_names_its_request_to_microsofts_support() {
    let body = r#"{"error":{"code":"Forbidden","innerError":{"request-id":"in-body"}}}"#;
    for (answer, id) in [
        (Answer::new(403, body), "in-body"),
        (Answer::new(403, body).header("request-id", "in-header"), "in-header"),
    ] {
        let answer = answer.header("Date", "Tue, 24 Nov 2026 08:00:00 GMT");
        let server = StandIn::start(move |_, _| answer.clone()).await;
        let error = all_users(&server).await.unwrap_err();
        let Error::Forbidden(refusal) = &error else { panic!("{error}") };
        assert_eq!(refusal.request_id.as_deref(), Some(id));
        assert!(refusal.date.is_some());
        assert!(error.chain().ends_with(&format!("403 Forbidden, request-id {id}")), "{error}");
    }
}

#[tokio::test]
async fn one_object_is_read_by_its_path() {
    let server = StandIn::start(|_, _| Answer::ok(r#"{"id":"17","subject":"Hello"}"#)).await;
    let (client, _) = server.client();
    let message = client.entity(&client.root().reply("t", "c", "1", "17")).await.unwrap();
    assert_eq!((message.id.as_str(), message.subject.as_deref()), ("17", Some("Hello")));
    let path = "/v1.0/teams/t/channels/c/messages/1/replies/17";
    assert_eq!(server.graph_asked()[0].target(), path);
}
