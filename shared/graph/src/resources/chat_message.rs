//! Messages of channels and chats.

use serde::Deserialize;

use crate::date::Date;
use crate::lenient::or_default;
use crate::resources::event_message::EventMessageDetail;
use crate::resources::identity::IdentitySet;
use crate::resources::replies::Replies;

/// A `chatMessage`. Graph: chatMessage.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessage {
    /// Creation milliseconds as text: unique only inside its chat, channel or reply chain.
    pub id: String,
    /// The root's id, on replies in channels.
    #[serde(default)]
    pub reply_to_id: Option<String>,
    /// What kind of entry it is.
    #[serde(default, deserialize_with = "or_default")]
    pub message_type: MessageType,
    /// When it was sent.
    #[serde(default)]
    pub created_date_time: Date,
    /// When it was sent, edited, reacted to or deleted.
    #[serde(default)]
    pub last_modified_date_time: Date,
    /// When its text was edited.
    #[serde(default)]
    pub last_edited_date_time: Date,
    /// When it was deleted; it stays in lists for a while, without its body.
    #[serde(default)]
    pub deleted_date_time: Date,
    /// The headline of a post (channels only).
    #[serde(default)]
    pub subject: Option<String>,
    /// `normal`, `high` or `urgent`.
    #[serde(default)]
    pub importance: Option<String>,
    /// Deep link; null in chats.
    #[serde(default)]
    pub web_url: Option<String>,
    /// The sender; null for system messages.
    #[serde(default)]
    pub from: Option<IdentitySet>,
    /// The text.
    #[serde(default)]
    pub body: Option<ItemBody>,
    /// Files, cards, quotes, meetings.
    #[serde(default, deserialize_with = "or_default")]
    pub attachments: Vec<ChatMessageAttachment>,
    /// Who is mentioned.
    #[serde(default, deserialize_with = "or_default")]
    pub mentions: Vec<ChatMessageMention>,
    /// Likes and their kin.
    #[serde(default, deserialize_with = "or_default")]
    pub reactions: Vec<ChatMessageReaction>,
    /// What data loss prevention did to it.
    #[serde(default)]
    pub policy_violation: Option<ChatMessagePolicyViolation>,
    /// What happened, on system messages.
    #[serde(default)]
    pub event_detail: Option<EventMessageDetail>,
    /// With `$expand=replies`: the newest 200 at most.
    #[serde(default)]
    pub replies: Replies,
    /// Where the rest of the replies is.
    #[serde(default, rename = "replies@odata.nextLink")]
    pub replies_next_link: Option<String>,
}

impl ChatMessage {
    /// The last change of the message or of any reply that came with it: what channel lists are sorted by.
    pub fn chain_modified(&self) -> Date {
        self.replies
            .iter()
            .map(|reply| reply.last_modified_date_time)
            .fold(self.last_modified_date_time, Ord::max)
    }
}

/// What kind of entry a message is. Graph: chatMessageType.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MessageType {
    /// Somebody wrote it.
    Message,
    /// An entry of a chat's own history.
    ChatEvent,
    /// Somebody is typing.
    Typing,
    /// Something happened: a call, a new member, a new name. Needs `Prefer: include-unknown-enum-members`.
    SystemEventMessage,
    /// A kind that is newer than this code.
    #[default]
    #[serde(other)]
    Unknown,
}

/// An `itemBody`: a text and how it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemBody {
    /// How the content is written.
    #[serde(default, deserialize_with = "or_default")]
    pub content_type: BodyType,
    /// The text.
    #[serde(default)]
    pub content: Option<String>,
}

/// How a body is written. Graph: bodyType.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BodyType {
    /// Plain text, never to be parsed as HTML.
    Text,
    /// HTML, with Teams' own elements in messages.
    #[default]
    #[serde(other)]
    Html,
}

/// A `chatMessageAttachment`. Graph: chatMessageAttachment.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessageAttachment {
    /// Unique inside the message.
    #[serde(default)]
    pub id: Option<String>,
    /// `reference` (a file), `messageReference` (a quote), `application/vnd.microsoft.card.adaptive` …
    #[serde(default)]
    pub content_type: Option<String>,
    /// Where a file is.
    #[serde(default)]
    pub content_url: Option<String>,
    /// JSON in a string: a card, a quote, a meeting.
    #[serde(default)]
    pub content: Option<String>,
    /// A file's or meeting's name.
    #[serde(default)]
    pub name: Option<String>,
}

/// A `chatMessageMention`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessageMention {
    /// The text inside `<at>`.
    #[serde(default)]
    pub mention_text: Option<String>,
    /// Who is meant.
    #[serde(default)]
    pub mentioned: Option<IdentitySet>,
}

/// A `chatMessageReaction`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessageReaction {
    /// `like`, `heart`, a character, or `custom`.
    #[serde(default)]
    pub reaction_type: Option<String>,
}

/// A `chatMessagePolicyViolation`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatMessagePolicyViolation {
    /// `none`, `notifySender`, `blockAccess`, `blockAccessExternal`, or several joined with commas.
    #[serde(default)]
    pub dlp_action: Option<String>,
}
