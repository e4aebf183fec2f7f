//! Samples of Graph's answers, each read as what it is.
//!
//! `GRAPH_SAMPLES` names their folder; its `manifest.json` says of each file which request it answers.

use std::collections::BTreeMap;
use std::path::Path;

use graph::resources::chat_message::ChatMessage;
use graph::resources::{
    Channel, Chat, ConversationMember, DriveItem, Event, Group, TeamsTab, User,
};
use graph::{Page, SignInError, Unreadable};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::stand_in::{Answer, StandIn, empty_page};

#[derive(Deserialize)]
struct Manifest {
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
struct Sample {
    name: String,
    file: String,
    endpoint: String,
    status: u16,
}

/// Excerpts: the pages that they were taken from left out the ids, which Graph itself never does.
const WITHOUT_IDS: [&str; 10] = [
    "calendar-view",
    "calendar-view-delta-api",
    "driveitem-children",
    "event-message-unpinned",
    "groups-list-3",
    "groups-list-4",
    "user-delta-api-2",
    "user-delta-api-3",
    "users-list-3",
    "users-list-5",
];

#[tokio::test]
async fn every_sample_is_read_as_what_it_is() {
    let Some(folder) = folder() else { return };
    let folder = Path::new(&folder);
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let Manifest { samples } = serde_json::from_slice(&manifest).unwrap();
    let mut read: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unread: Vec<String> = Vec::new();
    for sample in &samples {
        let kind = kind(&sample.endpoint, sample.status);
        let mut body = std::fs::read(folder.join(&sample.file)).unwrap();
        if WITHOUT_IDS.contains(&sample.name.as_str()) {
            assert!(!faults(kind, &body).is_empty(), "{} has its ids", sample.name);
            body = with_ids(&body);
        }
        let faults = match kind {
            "error" => error(sample, body).await,
            "token" => token(sample, body).await,
            _ => faults(kind, &body),
        };
        if !faults.is_empty() {
            unread.push(format!("{} as {kind}: {faults}", sample.name));
        }
        *read.entry(kind).or_default() += 1;
    }
    assert!(unread.is_empty(), "{unread:#?}");
    assert_eq!(read.len(), 13, "samples of each kind: {read:?}");
    assert!(read["other"] * 5 < samples.len(), "most samples are read: {read:?}");
}

#[allow(clippy::disallowed_methods, reason = "CI says where the samples are")]
#[allow(clippy::print_stderr, reason = "a test that checks nothing says so")]
fn folder() -> Option<String> {
    let folder = std::env::var("GRAPH_SAMPLES").ok();
    if folder.is_none() {
        eprintln!("GRAPH_SAMPLES names no folder: no sample was read");
    }
    folder
}

/// What the answer to `endpoint` is; `other` is none of our resources.
fn kind(endpoint: &str, status: u16) -> &'static str {
    let path = endpoint.split('?').next().unwrap();
    let has = |part: &str| path.contains(part);
    match () {
        () if has("oauth2") => "token",
        () if status >= 400 => "error",
        () if ["POST to", "notification", "$batch", "subscriptions"].into_iter().any(has) => {
            "other"
        }
        () if ["hostedContents", "onlineMeetings", "pinned"].into_iter().any(has) => "other",
        () if ["sharedWithTeams", "deletedTeams", "joinedTeams"].into_iter().any(has) => "other",
        () if has("part of chatMessage") => "part",
        () if has("chatMessage") || has("essages") || has("decrypted") => "message",
        () if has("embers") => "member",
        () if has("filesFolder") || has("/drive") || has("driveItem") => "item",
        () if has("/shares") || path.ends_with("/teams") || path.ends_with("/{team-id}") => "other",
        () if has("/tabs") => "tab",
        () if has("hannel") => "channel",
        () if has("/chats") => "chat",
        () if has("event") || has("calendarView") => "event",
        () if has("/groups") => "group",
        () if has("/users") => "user",
        () => "unknown",
    }
}

/// The same answer with an id in each of its objects.
fn with_ids(body: &[u8]) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(body).unwrap();
    if body["value"].is_array() {
        for object in body["value"].as_array_mut().unwrap() {
            object["id"] = json!("1");
        }
    } else {
        body["id"] = json!("1");
    }
    body.to_string().into_bytes()
}

fn faults(kind: &str, body: &[u8]) -> String {
    match kind {
        "part" => part(body),
        "message" => one_or_many::<ChatMessage>(body),
        "member" => one_or_many::<ConversationMember>(body),
        "item" => one_or_many::<DriveItem>(body),
        "tab" => one_or_many::<TeamsTab>(body),
        "channel" => one_or_many::<Channel>(body),
        "chat" => one_or_many::<Chat>(body),
        "event" => one_or_many::<Event>(body),
        "group" => one_or_many::<Group>(body),
        "user" => one_or_many::<User>(body),
        "other" => String::new(),
        _ => "no rule tells what it is".to_owned(),
    }
}

/// What cannot be read of a page, or of one object.
fn one_or_many<T: DeserializeOwned>(body: &[u8]) -> String {
    let is_page = serde_json::from_slice::<Value>(body).unwrap().get("value").is_some();
    if !is_page {
        return serde_json::from_slice::<T>(body)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
    }
    match Page::<T>::parse(body) {
        Ok(page) => {
            let unreadable: Vec<Unreadable> =
                page.items.into_iter().filter_map(Result::err).collect();
            if unreadable.is_empty() { String::new() } else { format!("{unreadable:?}") }
        }
        Err(error) => error.to_string(),
    }
}

/// Some properties of a message, or of several that differ in `from`.
fn part(body: &[u8]) -> String {
    let mut part: Value = serde_json::from_slice(body).unwrap();
    part["id"] = json!("1");
    let sender = part["from"].take();
    let senders = sender.as_array().cloned().unwrap_or_else(|| vec![sender]);
    let with = |sender| {
        let mut message = part.clone();
        message["from"] = sender;
        message
    };
    let messages: Vec<_> = senders.into_iter().map(with).collect();
    one_or_many::<ChatMessage>(json!({ "value": messages }).to_string().as_bytes())
}

/// What the client makes of an error's body: its deepest code must be found.
async fn error(sample: &Sample, body: Vec<u8>) -> String {
    let deepest = deepest_code(&serde_json::from_slice::<Value>(&body).unwrap()["error"]);
    let answer = Answer::new(sample.status, body).header("Retry-After", "3600");
    let server = StandIn::start(move |_, _| answer.clone()).await;
    let (client, _) = server.client();
    let error = client.page(&client.root().users()).await.unwrap_err().chain();
    let known = error.contains(&format!("answered {} {deepest}", sample.status));
    if known { String::new() } else { format!("{deepest} is not in: {error}") }
}

fn deepest_code(error: &Value) -> String {
    let inner = error.get("innerError").or(error.get("innererror"));
    let inner = inner.map(deepest_code).unwrap_or_default();
    if inner.is_empty() { error["code"].as_str().unwrap_or_default().to_owned() } else { inner }
}

/// What the client makes of a token, or of its refusal.
async fn token(sample: &Sample, body: Vec<u8>) -> String {
    let answer = Answer::new(sample.status, body);
    let server = StandIn::with_entra(|_, _| empty_page(), move |_| answer.clone()).await;
    let (client, _) = server.client();
    match (sample.status, client.token().await) {
        (200, Ok(_)) | (400, Err(SignInError::Refused { code: Some(_), .. })) => String::new(),
        (_, answer) => format!("{answer:?}"),
    }
}
