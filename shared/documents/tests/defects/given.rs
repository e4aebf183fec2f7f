//! What the tests begin with: a channel, a chat, messages and events.

use documents::{
    ChannelContext, ChatContext, Document, TeamContext, UserContext, calendar_event,
    channel_message,
};
use graph::resources::{Chat, ChatMessage, Event};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn harbour() -> TeamContext {
    let created = "2023-01-04T10:00:00Z";
    TeamContext::new(&read(
        json!({ "id": "t1", "displayName": "Harbour", "createdDateTime": created }),
    ))
}

pub(crate) fn channel(id: &str) -> ChannelContext {
    let channel = json!({ "id": id, "displayName": "Cranes", "membershipType": "standard" });
    ChannelContext::new(&harbour(), &read(channel))
}

pub(crate) fn chat(id: &str) -> ChatContext {
    let members = json!([{ "displayName": "Bo" }, { "displayName": "Ana" }]);
    let chat = json!({ "id": id, "chatType": "group", "createdDateTime": "2024-02-01T08:00:00Z" });
    ChatContext::new(&read::<Chat>(chat), &read::<Vec<_>>(members))
}

/// A message of Ana's with what `own` says.
pub(crate) fn message(own: Value) -> ChatMessage {
    let mut message = json!({
        "id": "1750684800123",
        "messageType": "message",
        "createdDateTime": "2025-06-23T13:20:00.123Z",
        "from": { "user": { "id": "u1", "displayName": "Ana" } },
    });
    let Value::Object(own) = own else { panic!("not an object") };
    message.as_object_mut().unwrap().extend(own);
    read(message)
}

pub(crate) fn html(content: &str) -> ChatMessage {
    message(json!({ "body": { "contentType": "html", "content": content } }))
}

pub(crate) fn call_event(kind: &str, own: Value) -> ChatMessage {
    let mut detail = json!({
        "@odata.type": format!("#microsoft.graph.{kind}EventMessageDetail"),
        "callId": "call-1",
    });
    let Value::Object(own) = own else { panic!("not an object") };
    detail.as_object_mut().unwrap().extend(own);
    message(json!({ "messageType": "systemEventMessage", "eventDetail": detail, "from": null }))
}

pub(crate) fn event(own: Value) -> Event {
    let mut event = json!({
        "id": "e1",
        "subject": "Lift review",
        "start": { "dateTime": "2025-06-23T13:00:00.0000000", "timeZone": "UTC" },
        "end": { "dateTime": "2025-06-23T13:30:00.0000000", "timeZone": "UTC" },
        "organizer": { "emailAddress": { "name": "Ana" } },
    });
    let Value::Object(own) = own else { panic!("not an object") };
    event.as_object_mut().unwrap().extend(own);
    read(event)
}

pub(crate) fn calendar(own: Value) -> Document {
    let user = UserContext { id: "u1".to_owned(), name: None };
    calendar_event::document(&user, &event(own)).unwrap()
}

pub(crate) fn post(message: &ChatMessage) -> Document {
    channel_message::document(&channel("c1"), None, message).unwrap()
}

pub(crate) fn said(message: &ChatMessage) -> String {
    post(message).fields["message"].as_str().unwrap().to_owned()
}
