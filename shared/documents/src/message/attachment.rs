//! The attachments of a message.

use graph::resources::ChatMessage;
use graph::resources::chat_message::ChatMessageAttachment;
use serde_json::{Map, Value};

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A `reference` to a file.
    File,
    /// A card of any kind.
    Card,
    /// A code snippet, whose text Teams hosts.
    Code,
    /// A quoted or forwarded message.
    Message,
    /// A meeting.
    Meeting,
    /// A tab.
    Tab,
    /// A kind that is newer than this code.
    Other,
}

impl Kind {
    /// By `contentType`. Graph: chatMessageAttachment.
    pub(super) fn of(content_type: &str) -> Self {
        match content_type {
            "reference" => Self::File,
            "messageReference" | "forwardedMessageReference" => Self::Message,
            "meetingReference" => Self::Meeting,
            "tabReference" => Self::Tab,
            "application/vnd.microsoft.card.codesnippet" => Self::Code,
            _ if content_type.starts_with("application/vnd.microsoft.card.") => Self::Card,
            _ if content_type.starts_with("application/vnd.microsoft.teams.card.") => Self::Card,
            _ => Self::Other,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Card => "card",
            Self::Code => "code",
            Self::Message => "message",
            Self::Meeting => "meeting",
            Self::Tab => "tab",
            Self::Other => "other",
        }
    }
}

/// The names of a message's attachments, in Graph's order.
pub(crate) fn names(message: &ChatMessage) -> impl Iterator<Item = &str> {
    let names = message.attachments.iter().filter_map(|attachment| attachment.name.as_deref());
    names.filter(|name| !name.is_empty())
}

/// `{id, name, kind, url}`, as far as Graph tells them.
pub(super) fn listed(attachment: &ChatMessageAttachment) -> Value {
    let kind = Kind::of(attachment.content_type.as_deref().unwrap_or_default());
    let parts = [
        ("id", attachment.id.as_deref()),
        ("name", attachment.name.as_deref()),
        ("kind", Some(kind.name())),
        ("url", attachment.content_url.as_deref()),
    ];
    listed_texts(parts)
}

/// An object of the texts that aren't empty.
pub(super) fn listed_texts<const N: usize>(parts: [(&str, Option<&str>); N]) -> Value {
    let given = parts.into_iter().filter_map(|(name, text)| Some((name, text?)));
    let given = given.filter(|(_, text)| !text.is_empty());
    Value::Object(given.map(|(name, text)| (name.to_owned(), text.into())).collect::<Map<_, _>>())
}
