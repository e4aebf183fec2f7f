//! `USER_CHAT_ATTACHMENT`: a file that messages of a chat carry, found through its own address.

use graph::resources::{ChatMessage, DriveItem};

use crate::context::ChatContext;
use crate::document::Document;
use crate::object_type::ObjectType;
use crate::{file, id, message};

/// The addresses of the files that `message` carries; none if it is deleted or a system message.
pub fn addresses(message: &ChatMessage) -> impl Iterator<Item = &str> {
    let lives = message::lives(message);
    let files = message
        .attachments
        .iter()
        .filter(move |attachment| lives && attachment.content_type.as_deref() == Some("reference"));
    files.filter_map(|file| file.content_url.as_deref()).filter(|address| !address.is_empty())
}

/// The document of `item`, which the messages `parents` (their ids) carry.
///
/// None for folders, for deleted items, and for an item that doesn't name its drive.
pub fn document(
    context: &ChatContext,
    mut parents: Vec<String>,
    item: &DriveItem,
) -> Option<Document> {
    let drive = item.drive_id().filter(|_| file::is_file(item))?;
    parents.sort_unstable();
    parents.dedup();
    let id = id::chat_attachment(&context.id, drive, &item.id);
    let document = Document::new(id, ObjectType::UserChatAttachment)
        .in_chat(context)
        .of_file(drive, item)
        .always("members", context.members.as_str());
    Some(Document { parents, ..document })
}
