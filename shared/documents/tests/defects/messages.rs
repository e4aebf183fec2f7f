//! Messages: what is lost, broken or overwritten.

use documents::{channel_message, chat_message};
use serde_json::json;

use crate::given::{channel, chat, html, message, post, said};

#[test]
fn equal_message_ids_in_two_containers_are_two_documents() {
    // Both connectors take the message id alone for `_id`: later messages overwrite earlier ones.
    let hello = html("hello");
    let ids = [
        channel_message::document(&channel("c1"), None, &hello).unwrap().id,
        channel_message::document(&channel("c2"), None, &hello).unwrap().id,
        channel_message::document(&channel("c1"), Some("1750684800000"), &hello).unwrap().id,
        channel_message::document(&channel("c1"), Some("1750684800001"), &hello).unwrap().id,
        chat_message::document(&chat("x1"), &hello).unwrap().id,
        chat_message::document(&chat("x2"), &hello).unwrap().id,
    ];
    for (at, id) in ids.iter().enumerate() {
        assert!(!ids[..at].contains(id), "{id}");
    }
}

#[test]
fn a_system_event_is_none_whatever_graph_calls_it() {
    // The old connector skips the name `unknownFutureValue`, which the right header takes away.
    for kind in ["systemEventMessage", "unknownFutureValue", "message"] {
        let event = message(json!({
            "messageType": kind,
            "body": { "contentType": "html", "content": "<systemEventMessage/>" },
            "eventDetail": { "@odata.type": "#microsoft.graph.chatRenamedEventMessageDetail" },
        }));
        assert_eq!(chat_message::document(&chat("x"), &event), None);
        assert_eq!(channel_message::document(&channel("c"), None, &event), None);
    }
}

#[test]
fn a_message_of_a_newer_type_is_a_document() {
    let newer = message(json!({ "messageType": "newThing", "body": { "content": "hello" } }));
    assert_eq!(post(&newer).fields["message"], "hello");
}

#[test]
fn a_message_with_only_a_file_is_a_document() {
    // Old: no text, no document.
    let file = message(json!({
        "body": { "contentType": "html", "content": "<attachment id=\"a\"></attachment>" },
        "attachments": [{ "id": "a", "contentType": "reference", "name": "plan.docx" }],
    }));
    assert_eq!(post(&file).fields["title"], "plan.docx");
    assert!(chat_message::document(&chat("x"), &file).is_some());
}

#[test]
fn a_message_with_only_a_card_is_a_document_with_its_text() {
    let card = json!({ "body": [{ "type": "TextBlock", "text": "Lunch is served" }] });
    let card = message(json!({
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": card.to_string(),
        }],
    }));
    let document = post(&card);
    assert_eq!(document.fields["body"], "Lunch is served");
    assert_eq!(document.fields["message"], "");
}

#[test]
fn a_message_with_only_an_image_is_a_document() {
    let image = html("<img src=\"https://graph.microsoft.com/v1.0/x/hostedContents/1/$value\">");
    assert_eq!(post(&image).fields["has_hosted_content"], true);
}

#[test]
fn a_message_with_a_broken_card_survives() {
    let card = message(json!({
        "body": { "contentType": "html", "content": "hello" },
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": "{\"body\":",
        }],
    }));
    assert_eq!(post(&card).fields["body"], "hello");
}

#[test]
fn mentions_and_links_do_not_break_lines() {
    let text =
        html("<p>Hi <at id=\"0\">Ana</at>, see <a href=\"https://a.example\">the plan</a></p>");
    assert_eq!(said(&text), "Hi @Ana, see the plan");
    assert_eq!(post(&text).fields["links"][0]["url"], "https://a.example/");
}

#[test]
fn an_emoji_is_read() {
    assert_eq!(said(&html("<emoji id=\"smile\" alt=\"🙂\" title=\"Smile\"></emoji>")), "🙂");
}

#[test]
fn a_no_break_space_is_not_content() {
    let blank = html("<div>&nbsp;</div>");
    assert_eq!(channel_message::document(&channel("c"), None, &blank), None);
}

#[test]
fn plain_text_after_a_less_than_sign_survives() {
    for text in ["if x<y then swap", "Vec<String>", "&lt;b&gt;"] {
        let plain = message(json!({ "body": { "contentType": "text", "content": text } }));
        assert_eq!(said(&plain), text);
    }
}

#[test]
fn a_bot_has_a_name() {
    // Old: `sender` is empty unless a user sent it.
    let bot = json!({ "application": { "id": "b", "displayName": "Flow" } });
    let bot = message(json!({ "from": bot, "body": { "content": "done" } }));
    assert_eq!(post(&bot).fields["sender"], "Flow");
}

#[test]
fn a_headline_and_its_thread_are_kept() {
    // Old: no subject, no team, no thread; a reply cannot be told from a root.
    let root = message(json!({ "subject": "Kick-off" }));
    let root = post(&root);
    assert_eq!(root.fields["title"], "Kick-off");
    assert_eq!(root.fields["team_name"], "Harbour");
    assert_eq!(root.fields["thread_id"], "1750684800123");
    assert!(!root.fields.contains_key("reply_to_id"));
    let reply = channel_message::document(&channel("c"), Some("17"), &html("yes")).unwrap();
    assert_eq!(reply.fields["thread_id"], "17");
    assert_eq!(reply.fields["reply_to_id"], "17");
}

#[test]
fn mentions_reactions_importance_edits_and_cards_are_kept() {
    // New: all of them are absent.
    let rich = message(json!({
        "importance": "high",
        "lastEditedDateTime": "2025-06-23T13:21:00Z",
        "body": { "contentType": "html", "content": "<at id=\"0\">Bo</at>" },
        "mentions": [{ "mentionText": "Bo", "mentioned": { "user": { "id": "u2", "displayName": "Bo" } } }],
        "reactions": [{ "reactionType": "like" }, { "reactionType": "like" }],
    }));
    let fields = post(&rich).fields;
    assert_eq!(fields["importance"], "high");
    assert_eq!(fields["edited_time"], "2025-06-23T13:21:00.000Z");
    assert_eq!(fields["mentions"], json!([{ "id": "u2", "name": "Bo", "kind": "user" }]));
    assert_eq!(fields["reactions"], json!([{ "type": "like", "count": 2 }]));
    assert_eq!(fields["sender_id"], "u1");
}
