//! `USER_CHATS_MESSAGE`: a message of a chat.

use graph::resources::ChatMessage;

use crate::context::ChatContext;
use crate::document::Document;
use crate::id;
use crate::message::Content;
use crate::object_type::ObjectType;

/// The document of a message; none for deleted messages, system events and messages with nothing to see.
pub fn document(context: &ChatContext, message: &ChatMessage) -> Option<Document> {
    let said = Content::of(message)?;
    let id = id::message(&context.id, None, &message.id);
    let document = Document::new(id, ObjectType::UserChatsMessage)
        .in_chat(context)
        .always("title", context.title.as_str())
        .always_text("webUrl", context.web_url.as_deref())
        .always("url", deep_link(&context.id, &message.id))
        .of_message(message, said);
    Some(document)
}

/// Opens the message in Teams; Graph gives none for chats. Teams: deep links.
fn deep_link(chat: &str, message: &str) -> String {
    let context = "%7B%22contextType%22%3A%22chat%22%7D";
    format!("https://teams.microsoft.com/l/message/{chat}/{message}?context={context}")
}
