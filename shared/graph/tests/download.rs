//! Files' contents: where they are read, without a token, and what becomes of a cut.

use graph::{AddressError, Client, Download, DownloadUrl, Error};

use crate::stand_in::{Answer, Asked, StandIn};

const LIMIT: usize = 1_000;

/// A file that was listed with an address, or without one.
fn file(client: &Client, listed: Option<&str>) -> Download {
    let listed = listed.map(|listed| serde_json::from_value::<DownloadUrl>(listed.into()).unwrap());
    client.root().content("d", "i", listed)
}

fn is_graph(asked: &Asked) -> bool {
    asked.target() == "/v1.0/drives/d/items/i/content"
}

/// Graph names this server's `/fresh`.
fn moved(asked: &Asked) -> Answer {
    let host = asked.header("host").unwrap();
    Answer::new(302, "").header("Location", &format!("http://{host}/fresh?tempauth=secret"))
}

fn targets(server: &StandIn) -> Vec<String> {
    server.graph_asked().iter().map(|asked| asked.target().to_owned()).collect()
}

#[tokio::test]
async fn an_address_gets_no_token_and_graph_does() {
    let server = StandIn::start(|asked, _| match asked.target() {
        _ if is_graph(asked) => moved(asked),
        "/fresh?tempauth=secret" => Answer::ok("content"),
        _ => Answer::new(500, ""),
    })
    .await;
    let (client, _) = server.client();
    assert_eq!(client.download(&file(&client, None), LIMIT).await.unwrap(), b"content");
    let bearers: Vec<bool> =
        server.graph_asked().iter().map(|asked| asked.header("authorization").is_some()).collect();
    assert_eq!(bearers, [true, false]);
}

#[tokio::test]
async fn a_listed_address_saves_the_question_and_one_that_is_too_old_costs_it() {
    for (status, expected) in [
        (200, vec!["/listed"]),
        (403, vec!["/listed", "/v1.0/drives/d/items/i/content", "/fresh?tempauth=secret"]),
        (404, vec!["/listed", "/v1.0/drives/d/items/i/content", "/fresh?tempauth=secret"]),
    ] {
        let server = StandIn::start(move |asked, _| match asked.target() {
            "/listed" => Answer::new(status, "content"),
            "/fresh?tempauth=secret" => Answer::ok("content"),
            _ => moved(asked),
        })
        .await;
        let (client, _) = server.client();
        let listed = format!("{}/listed", server.origin());
        let bytes = client.download(&file(&client, Some(&listed)), LIMIT).await.unwrap();
        assert_eq!(bytes, b"content");
        assert_eq!(targets(&server), expected);
    }
}

#[tokio::test]
async fn after_a_cut_only_the_rest_is_asked_for_unless_the_file_is_another_by_then() {
    let whole = "0123456789".repeat(60);
    for (tag, from) in [("\"same\"", 200), ("W/\"weak\"", 0)] {
        let body = whole.clone();
        let server = StandIn::start(move |asked, nth| {
            if nth == 0 {
                return Answer::broken(&body, 200).header("ETag", tag);
            }
            match asked.header("range") {
                Some("bytes=200-") => {
                    assert_eq!(asked.header("if-range"), Some(tag));
                    Answer::new(206, body.get(200..).unwrap())
                        .header("Content-Range", "bytes 200-599/600")
                }
                Some(other) => panic!("{other}"),
                None => Answer::ok(body.as_str()),
            }
        })
        .await;
        let (client, _) = server.client();
        let listed = format!("{}/listed", server.origin());
        let bytes = client.download(&file(&client, Some(&listed)), LIMIT).await.unwrap();
        assert_eq!(bytes, whole.as_bytes());
        assert_eq!(client.meter().usage().bytes_received, u64::try_from(800 - from).unwrap());
    }
}

#[tokio::test]
async fn a_part_that_begins_elsewhere_is_no_continuation() {
    let whole = "0123456789".repeat(60);
    let server = StandIn::start(move |asked, nth| match (nth, asked.header("range")) {
        (0, _) => Answer::broken(&whole, 200).header("ETag", "\"t\""),
        (1, Some(_)) => Answer::new(206, "elsewhere").header("Content-Range", "bytes 300-308/600"),
        (_, Some(range)) => panic!("{range}"),
        (_, None) => Answer::ok("another"),
    })
    .await;
    let (client, _) = server.client();
    let listed = format!("{}/listed", server.origin());
    let bytes = client.download(&file(&client, Some(&listed)), LIMIT).await.unwrap();
    assert_eq!(bytes, b"another");
}

#[tokio::test]
async fn a_file_over_the_limit_is_left_whatever_it_said_of_its_length() {
    for answer in [Answer::ok("x".repeat(LIMIT + 1)), Answer::endless(&"x".repeat(LIMIT + 1))] {
        let server = StandIn::start(move |_, _| answer.clone()).await;
        let (client, _) = server.client();
        let listed = format!("{}/listed", server.origin());
        let error = client.download(&file(&client, Some(&listed)), LIMIT).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: LIMIT, .. }), "{error}");
        assert_eq!(server.graph_asked().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_of_a_file_is_none_of_the_token_or_of_a_list() {
    for (status, code) in
        [(401, "graph_forbidden"), (403, "graph_forbidden"), (410, "graph_not_found")]
    {
        let server = StandIn::start(move |asked, _| match asked.target() {
            _ if is_graph(asked) => moved(asked),
            _ => Answer::new(status, ""),
        })
        .await;
        let (client, _) = server.client();
        let error = client.download(&file(&client, None), LIMIT).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!error.chain().contains("secret"), "{}", error.chain());
    }
}

#[tokio::test]
async fn an_address_in_clear_is_not_asked_and_not_shown() {
    let server = StandIn::start(|_, _| {
        Answer::new(302, "").header("Location", "http://files.example/x?tempauth=secret")
    })
    .await;
    let (client, _) = server.client();
    let error = client.download(&file(&client, None), LIMIT).await.unwrap_err();
    assert!(matches!(error, Error::Address(AddressError::NotEncrypted { .. })), "{error}");
    assert!(!error.chain().contains("secret"));
    let listed: DownloadUrl = serde_json::from_str("\"https://x/?tempauth=secret\"").unwrap();
    assert!(!format!("{listed:?}").contains("secret"));
}
