//! Chats and their members.

use serde::Deserialize;

use crate::date::Date;
use crate::lenient::or_default;

/// A `chat`. Graph: chat-list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    /// Thread id: `19:{a}_{b}@unq.gbl.spaces`, `19:…@thread.v2` or `19:meeting_…@thread.v2`.
    pub id: String,
    /// What its members named it.
    #[serde(default)]
    pub topic: Option<String>,
    /// `oneOnOne`, `group` or `meeting`.
    #[serde(default)]
    pub chat_type: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub created_date_time: Date,
    /// When it was renamed or its members changed; not when a message came.
    #[serde(default)]
    pub last_updated_date_time: Date,
    /// Deep link.
    #[serde(default)]
    pub web_url: Option<String>,
    /// With `$expand=members`: at most 25 of them (Graph: chat-list, known issues).
    #[serde(default, deserialize_with = "or_default")]
    pub members: Vec<ConversationMember>,
    /// With `$expand=lastMessagePreview`: null in a chat without messages.
    #[serde(default)]
    pub last_message_preview: Option<LastMessagePreview>,
}

/// A `chatMessageInfo`: the newest message of a chat.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastMessagePreview {
    /// When it was sent; edits, reactions and deletions of older messages don't show.
    #[serde(default)]
    pub created_date_time: Date,
}

/// A `conversationMember` of a team, channel or chat. Graph: chat-list-members, team-list-members.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationMember {
    /// The membership's id, opaque.
    #[serde(default, deserialize_with = "or_default")]
    pub id: String,
    /// The user's object id; absent for anonymous members.
    #[serde(default)]
    pub user_id: Option<String>,
    /// May be missing for some members (Graph: known issues).
    #[serde(default)]
    pub display_name: Option<String>,
}
