//! The messages that a message quotes or forwards.

use graph::resources::identity::IdentitySet;
use serde::Deserialize;
use serde_json::Value;

use crate::message::attachment::listed_texts;
use crate::text;

/// The JSON inside a `messageReference`, and what a `forwardedMessageReference` calls the same.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageReference {
    #[serde(default, alias = "originalMessageId")]
    message_id: Option<String>,
    #[serde(default)]
    message_preview: Option<String>,
    /// HTML.
    #[serde(default)]
    original_message_content: Option<String>,
    #[serde(default, alias = "originalMessageSender")]
    message_sender: Option<IdentitySet>,
}

/// `{message_id, sender, preview}`; none if `json` can't be read or tells nothing.
pub(super) fn quote(json: &str) -> Option<Value> {
    let quoted: MessageReference = serde_json::from_str(json).ok()?;
    let forwarded = quoted.original_message_content.map(|content| text::html(&content).text);
    let preview = quoted.message_preview.map(|preview| text::plain(&preview).text).or(forwarded);
    let sender = quoted.message_sender.as_ref().and_then(IdentitySet::actor);
    let listed = listed_texts([
        ("message_id", quoted.message_id.as_deref()),
        ("sender", sender.and_then(|sender| sender.display_name.as_deref())),
        ("preview", preview.as_deref()),
    ]);
    Some(listed).filter(|listed| listed.as_object().is_some_and(|fields| !fields.is_empty()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_forwarded_message_is_quoted_with_its_text() {
        let forwarded = json!({
            "originalMessageId": "1750684800001",
            "originalMessageContent": "<p>Ship it&nbsp;<b>today</b></p>",
            "originalMessageSender": { "user": { "id": "u1", "displayName": "Ana Ruiz" } },
        });
        let expected = json!({ "message_id": "1750684800001", "sender": "Ana Ruiz", "preview": "Ship it today" });
        assert_eq!(quote(&forwarded.to_string()), Some(expected));
    }

    #[test]
    fn a_quote_that_cannot_be_read_is_none() {
        for json in ["", "{}", "null", "[", "{\"messageId\":5}"] {
            assert_eq!(quote(json), None, "{json}");
        }
    }
}
