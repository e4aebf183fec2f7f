//! The replies that come inside a root message.

use std::slice;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::page::{Unreadable, parse_item};
use crate::resources::chat_message::ChatMessage;

/// Replies of one chain; one that cannot be read stands for itself and spoils neither the root nor the others.
#[derive(Debug, Clone, Default)]
pub struct Replies {
    /// Those that can be read, in Graph's order.
    pub messages: Vec<ChatMessage>,
    /// Those that cannot; a scope that has one isn't read whole.
    pub unreadable: Vec<Unreadable>,
}

impl Replies {
    /// Those that can be read.
    pub fn iter(&self) -> slice::Iter<'_, ChatMessage> {
        self.messages.iter()
    }
}

impl<'a> IntoIterator for &'a Replies {
    type Item = &'a ChatMessage;
    type IntoIter = slice::Iter<'a, ChatMessage>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'de> Deserialize<'de> for Replies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut replies = Self::default();
        let raw = Option::<Vec<Box<RawValue>>>::deserialize(deserializer)?;
        for json in raw.unwrap_or_default() {
            match parse_reply(json.get()) {
                Ok(message) => replies.messages.push(message),
                Err(unreadable) => replies.unreadable.push(unreadable),
            }
        }
        Ok(replies)
    }
}

/// Graph's chains are two levels deep: what goes deeper is refused before it is read level by level on the stack.
fn parse_reply(json: &str) -> Result<ChatMessage, Unreadable> {
    #[derive(Deserialize)]
    struct WithoutReplies {
        #[serde(default, rename = "replies")]
        _none: Option<[IgnoredAny; 0]>,
    }
    parse_item::<WithoutReplies>(json)?;
    parse_item(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(replies: &str) -> Result<ChatMessage, Unreadable> {
        parse_item(&format!(r#"{{"id":"1","replies":{replies}}}"#))
    }

    #[test]
    fn a_reply_that_cannot_be_read_spoils_neither_the_root_nor_its_neighbours() {
        let root = chain(r#"[{"id":"2"},{"id":"3","subject":7},{"id":"4","replies":[]}]"#).unwrap();
        let ids: Vec<_> = root.replies.iter().map(|reply| reply.id.as_str()).collect();
        assert_eq!(ids, ["2", "4"]);
        assert_eq!(root.replies.unreadable[0].id.as_deref(), Some("3"));
    }

    #[test]
    fn a_root_without_replies_has_none() {
        for replies in ["null", "[]"] {
            let root = chain(replies).unwrap();
            assert!(root.replies.messages.is_empty() && root.replies.unreadable.is_empty());
        }
    }

    #[test]
    fn replies_inside_replies_are_refused_however_deep_they_go() {
        let depth = 10_000;
        let deep = r#"[{"id":"2","replies":"#.repeat(depth) + "null" + &"}]".repeat(depth);
        let root = chain(&deep).unwrap();
        assert_eq!(root.replies.unreadable[0].id.as_deref(), Some("2"));
    }
}
