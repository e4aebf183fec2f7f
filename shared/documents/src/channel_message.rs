//! `CHANNEL_MESSAGE`: a post or reply in a channel.

use graph::resources::ChatMessage;

use crate::context::ChannelContext;
use crate::document::Document;
use crate::id;
use crate::message::{self, Content};
use crate::object_type::ObjectType;

/// The document of a post (`root_id` none) or of a reply to the post `root_id`.
///
/// None for deleted messages, system events and messages with nothing to see.
pub fn document(
    context: &ChannelContext,
    root_id: Option<&str>,
    message: &ChatMessage,
) -> Option<Document> {
    let said = Content::of(message)?;
    let attached: Vec<&str> = message::attachment_names(message).collect();
    let id = id::message(&context.id, root_id, &message.id);
    let document = Document::new(id, ObjectType::ChannelMessage)
        .in_channel(context)
        .always("channel", context.name.as_str())
        .always("title", said.title(message))
        .always("attached_documents", attached.join(","))
        .always_text("url", message.web_url.as_deref())
        .always("thread_id", root_id.unwrap_or(&message.id))
        .given_text("reply_to_id", root_id)
        .of_message(message, said);
    Some(document)
}
