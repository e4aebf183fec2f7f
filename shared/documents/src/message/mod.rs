//! What the documents of messages in channels and chats have in common.
//!
//! ```text
//! ChatMessage ──► lives? ──► Content (text, cards, quotes) ──► anything to see? ──► Document::of_message
//! ```

mod attachment;
mod content;
mod mention;
mod quote;
mod reaction;
mod sender;

use graph::resources::ChatMessage;
use graph::resources::chat_message::MessageType;
use serde_json::{Value, json};

use crate::document::Document;
use crate::text::Link;
pub(crate) use attachment::names as attachment_names;
pub(crate) use content::Content;
use sender::Sender;

/// Whether somebody wrote the message and nobody deleted it.
///
/// System events are told by their detail too: without `Prefer: include-unknown-enum-members` Graph hides
/// their type (Graph: chatMessage).
pub(crate) fn lives(message: &ChatMessage) -> bool {
    let written = match message.message_type {
        MessageType::Message | MessageType::Unknown => true,
        MessageType::ChatEvent | MessageType::Typing | MessageType::SystemEventMessage => false,
    };
    written && message.event_detail.is_none() && message.deleted_date_time.get().is_none()
}

impl Document {
    /// The fields that messages of channels and chats share.
    pub(crate) fn of_message(self, message: &ChatMessage, content: Content) -> Self {
        let importance = message.importance.as_deref().filter(|level| *level != "normal");
        let document = self
            .dates(message.created_date_time, message.last_modified_date_time)
            .date("edited_time", message.last_edited_date_time)
            .sent_by(&Sender::of(message.from.as_ref()))
            .given_text("subject", message.subject.as_deref())
            .given_text("importance", importance)
            .always("message", content.message)
            .given_text("body", Some(&content.body))
            .given_list("mentions", message.mentions.iter().map(mention::mention).collect())
            .reacted_to(&message.reactions)
            .given_list("links", content.links.into_iter().map(link).collect())
            .given_list("attachments", message.attachments.iter().map(attachment::listed).collect())
            .given_list("quotes", content.quotes)
            .given("has_hosted_content", content.shows_hosted.then_some(true))
            .given("policy_blocked", is_blocked(message).then_some(true));
        Self { cut: content.cut, ..document }
    }
}

/// Whether data loss prevention took the text away. `dlpAction` may name several actions.
fn is_blocked(message: &ChatMessage) -> bool {
    let violation = message.policy_violation.as_ref();
    let actions = violation.and_then(|violation| violation.dlp_action.as_deref());
    actions.unwrap_or_default().split(',').any(|action| action.trim() == "blockAccess")
}

fn link(link: Link) -> Value {
    let mut listed = json!({ "url": link.url, "host": link.host });
    if !link.text.is_empty() {
        put(&mut listed, "text", link.text);
    }
    listed
}

/// Adds a property to an object of a list.
fn put(listed: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(fields) = listed {
        fields.insert(name.to_owned(), value.into());
    }
}
