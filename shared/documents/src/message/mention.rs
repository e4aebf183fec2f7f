//! Who a message mentions.

use graph::resources::chat_message::ChatMessageMention;
use graph::resources::identity::{Identity, IdentitySet};
use serde_json::Value;

use crate::message::attachment::listed_texts;

/// `{id, name, kind}`. The name is the mentioned one's own: Teams cuts the text of a mention into words.
pub(super) fn mention(mention: &ChatMessageMention) -> Value {
    let (identity, kind) = mention.mentioned.as_ref().and_then(mentioned).unzip();
    let name = identity.and_then(|identity| identity.display_name.as_deref());
    listed_texts([
        ("id", identity.map(|identity| identity.id.as_str())),
        ("name", name.filter(|name| !name.is_empty()).or(mention.mention_text.as_deref())),
        ("kind", kind.flatten()),
    ])
}

/// Who is meant, and what that is: `user`, `application`, `team`, `channel`, `chat` or `tag`.
fn mentioned(set: &IdentitySet) -> Option<(&Identity, Option<&'static str>)> {
    let of_kind = |identity, kind| Some((identity, Some(kind)));
    match set {
        IdentitySet { user: Some(user), .. } => of_kind(user, "user"),
        IdentitySet { application: Some(application), .. } => of_kind(application, "application"),
        IdentitySet { conversation: Some(conversation), .. } => {
            Some((conversation, conversation_kind(conversation)))
        }
        IdentitySet { tag: Some(tag), .. } => of_kind(tag, "tag"),
        IdentitySet { device, .. } => Some((device.as_ref()?, None)),
    }
}

/// None rather than a guess for a kind that is newer than this code.
fn conversation_kind(conversation: &Identity) -> Option<&'static str> {
    match conversation.conversation_identity_type.as_deref()? {
        "team" => Some("team"),
        "channel" => Some("channel"),
        "chat" => Some("chat"),
        _ => None,
    }
}
