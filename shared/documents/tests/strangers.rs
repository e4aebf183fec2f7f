//! No input makes a document function panic: Graph's content is written by strangers.

#[cfg(test)]
mod tests {
    use documents::channel_meeting::Calls;
    use documents::{
        ChannelContext, ChatContext, Document, TeamContext, UserContext, calendar_event,
        channel_attachment, channel_meeting, channel_message, channel_tab, chat_attachment,
        chat_message, chat_recording, chat_tab, team, team_channel,
    };
    use graph::resources::{Channel, Chat, ChatMessage, DriveItem, Event, Group, TeamsTab};
    use proptest::prelude::*;
    use serde::de::DeserializeOwned;
    use serde_json::{Map, Value, json};

    /// Names and texts that mean something to Graph, so that random objects come near to real ones.
    const NAMES: [&str; 58] = [
        "id",
        "displayName",
        "description",
        "createdDateTime",
        "lastModifiedDateTime",
        "messageType",
        "deletedDateTime",
        "subject",
        "importance",
        "from",
        "user",
        "application",
        "device",
        "body",
        "contentType",
        "content",
        "attachments",
        "contentUrl",
        "name",
        "mentions",
        "mentioned",
        "mentionText",
        "reactions",
        "reactionType",
        "policyViolation",
        "dlpAction",
        "eventDetail",
        "@odata.type",
        "callId",
        "callDuration",
        "callParticipants",
        "participant",
        "callRecordingUrl",
        "callRecordingStatus",
        "callRecordingDisplayName",
        "file",
        "folder",
        "size",
        "parentReference",
        "driveId",
        "webUrl",
        "start",
        "end",
        "dateTime",
        "timeZone",
        "recurrence",
        "pattern",
        "range",
        "type",
        "interval",
        "daysOfWeek",
        "month",
        "sensitivity",
        "attendees",
        "organizer",
        "emailAddress",
        "locations",
        "configuration",
    ];
    const TEXTS: [&str; 16] = [
        "message",
        "html",
        "text",
        "reference",
        "messageReference",
        "success",
        "UTC",
        "0001-01-01T00:00:00Z",
        "2025-06-23T13:20:00.1234567Z",
        "application/vnd.microsoft.card.adaptive",
        "application/vnd.microsoft.card.hero",
        "#microsoft.graph.callEndedEventMessageDetail",
        "#microsoft.graph.callRecordingEventMessageDetail",
        "PT5M",
        "{\"text\":\"<b>\"}",
        "weekly",
    ];
    const TAGS: [&str; 22] = [
        "p",
        "div",
        "br",
        "ul",
        "ol start=\"2\"",
        "li",
        "blockquote",
        "table",
        "tr",
        "td",
        "pre",
        "code",
        "codeblock",
        "a href=\"https://a.example/?utm_x=1\"",
        "at",
        "emoji alt=\"🙂\"",
        "img src=x alt=y",
        "script",
        "style",
        "title",
        "!--",
        "attachment id=1",
    ];

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            proptest::sample::select(TEXTS.as_slice()).prop_map(str::to_owned),
            "\\PC{0,40}",
            html()
        ]
    }

    fn html() -> impl Strategy<Value = String> {
        let tag = proptest::sample::select(TAGS.as_slice());
        let piece = prop_oneof![
            tag.clone().prop_map(|tag| format!("<{tag}>")),
            tag.clone().prop_map(|tag| format!("</{tag}>")),
            tag.prop_map(|tag| format!("<{tag}/>")),
            "[ a\u{a0}\u{200b}\r\n\t語&;<>\"'/=!-]{0,12}",
            Just("&nbsp;&#0;&#x110000;&notit;".to_owned()),
        ];
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let name = proptest::sample::select(NAMES.as_slice()).prop_map(str::to_owned);
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(name, inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    /// An object with an id and with random properties, each of which is dropped if the resource refuses it.
    fn resource<T: DeserializeOwned>(value: &Value) -> T {
        let mut object = json!({ "id": value.get("id").and_then(Value::as_str).unwrap_or("1") });
        for (name, property) in value.as_object().into_iter().flatten() {
            let mut wider = object.clone();
            wider[name] = property.clone();
            if serde_json::from_value::<T>(wider.clone()).is_ok() {
                object = wider;
            }
        }
        serde_json::from_value(object).unwrap()
    }

    /// All the documents that `value` gives when it is taken for each resource in turn.
    fn documents(value: &Value) -> Vec<Document> {
        let group: Group = resource(value);
        let channel: Channel = resource(value);
        let at = ChannelContext::new(&TeamContext::new(&group), &channel);
        let chat = ChatContext::new(&resource::<Chat>(value), &[]);
        let user = UserContext { id: group.id.clone(), name: group.display_name.clone() };
        let (tab, item) = (resource::<TeamsTab>(value), resource::<DriveItem>(value));
        let (message, event) = (resource::<ChatMessage>(value), resource::<Event>(value));
        let mut calls = Calls::default();
        calls.fold("1", &message);
        let addresses = chat_attachment::addresses(&message).map(str::to_owned).collect();
        let mut documents = vec![
            team::document(&group, None),
            team_channel::document(&at, &channel),
            channel_tab::document(&at, &tab),
            chat_tab::document(&chat, &tab),
        ];
        documents.extend(channel_message::document(&at, Some("1"), &message));
        documents.extend(channel_meeting::documents(&at, &calls));
        documents.extend(channel_attachment::document(&at, "/a", &item));
        documents.extend(chat_message::document(&chat, &message));
        documents.extend(chat_attachment::document(&chat, addresses, &item));
        documents.extend(chat_recording::document(&chat, &message));
        documents.extend(calendar_event::document(&user, &event));
        documents
    }

    fn assert_whole(document: &Document) {
        assert!(!document.id.is_empty() && document.id.len() <= documents::id::BYTES_MAX);
        assert_eq!(document.fields["id"], document.id.as_str());
        assert_eq!(document.fields["object_type"], document.object_type.name());
        assert_eq!(document.fields["type"], document.object_type.elastic_type());
        assert!(document.fields.contains_key("title"));
        assert!(document.fields.values().all(|value| !value.is_null()));
    }

    proptest! {
        #[test]
        fn any_object_becomes_whole_documents_or_none(value in value()) {
            let made = documents(&value);
            made.iter().for_each(assert_whole);
            prop_assert_eq!(made, documents(&value));
        }

        #[test]
        fn any_html_becomes_clean_lines(content in html()) {
            let message = json!({ "id": "1", "body": { "contentType": "html", "content": content } });
            for document in documents(&message) {
                let text = document.fields.get("message").and_then(Value::as_str).unwrap_or_default();
                prop_assert!(!text.ends_with(char::is_whitespace));
                let unseen = text.contains(['\u{a0}', '\u{200b}', '\r']);
                prop_assert!(!unseen, "{text:?}");
            }
        }

        #[test]
        fn any_card_is_read(card in value(), text in text()) {
            for kind in ["adaptive", "hero", "o365connector", "list"] {
                let kind = format!("application/vnd.microsoft.card.{kind}");
                for content in [card.to_string(), json!({ "body": [card], "text": text }).to_string(), text.clone()] {
                    let card = json!({ "contentType": kind, "content": content });
                    documents(&json!({ "id": "1", "attachments": [card] })).iter().for_each(assert_whole);
                }
            }
        }
    }
}
