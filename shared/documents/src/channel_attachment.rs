//! `CHANNEL_ATTACHMENT`: a file below a channel's folder.

use graph::resources::DriveItem;

use crate::context::ChannelContext;
use crate::document::Document;
use crate::object_type::ObjectType;
use crate::{file, id};

/// The document of `item`, whose own path from the drive's root (its name last) is `path`.
///
/// None for folders, for deleted items, and for an item that doesn't name its drive.
pub fn document(context: &ChannelContext, path: &str, item: &DriveItem) -> Option<Document> {
    let drive = item.drive_id().filter(|_| file::is_file(item))?;
    let id = id::channel_attachment(drive, &item.id);
    let document = Document::new(id, ObjectType::ChannelAttachment);
    Some(document.in_channel(context).of_file(drive, item).given_text("path", Some(path)))
}
