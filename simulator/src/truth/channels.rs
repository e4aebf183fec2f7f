//! Messages and files of channels.

use serde_json::json;

use super::{Truth, document, meetings};
use crate::messages::chains::Chain;
use crate::messages::message::Message;
use crate::moment::Moment;
use crate::tenant::channels::Channel;
use crate::tenant::drives::{Drive, Item, ItemKind};
use crate::tenant::groups::Group;
use crate::wire::Object;
use crate::wire::messages::message_url;

impl Truth {
    /// A channel's messages, and the meetings that its system messages tell of.
    pub(super) fn channel_messages(&self, team: &Group, channel: &Channel) -> Vec<Object> {
        let chains = self.tenant.chains(channel);
        let messages: Vec<&Message> = chains.iter().flat_map(Chain::messages).collect();
        let said = messages.iter().filter(|message| message.is_document());
        let mut objects: Vec<Object> =
            said.map(|message| self.message(team, channel, message)).collect();
        objects.extend(meetings::of_channel(team, channel, &messages));
        objects
    }

    fn message(&self, team: &Group, channel: &Channel, message: &Message) -> Object {
        let (own, root) = (message.id(), message.reply_to.map(Moment::id));
        let names = message.attachments.iter().filter_map(|attachment| attachment.name.as_deref());
        let fields = json!({
            "channel": channel.name,
            "title": document::title(message),
            "thread_id": root.as_ref().unwrap_or(&own),
            "reply_to_id": root,
            "sender": document::sender(message),
            "message": message.text(),
            "attached_documents": names.collect::<Vec<_>>().join(","),
            "url": message_url(message, channel, &self.tenant),
            "creation_time": document::date(message.created),
            "_timestamp": document::date(message.modified),
        });
        let path: Vec<&str> = std::iter::once(channel.id.as_str())
            .chain(root.as_deref())
            .chain([own.as_str()])
            .collect();
        document::in_channel("CHANNEL_MESSAGE", (team, channel), &path, fields)
    }

    /// The files below a channel's folder, if the folder can be found; notebooks are files, folders are none.
    pub(super) fn channel_files(&self, team: &Group, channel: &Channel) -> Vec<Object> {
        let Some(drive) = self.tenant.drive(channel.drive()) else {
            return Vec::new();
        };
        let Some(folder) = drive.folder_of(channel) else {
            return Vec::new();
        };
        let below = drive
            .items
            .iter()
            .enumerate()
            .filter(|(index, item)| is_file(item) && drive.is_below(*index, folder));
        below.map(|(_, item)| file(team, channel, &drive, item)).collect()
    }
}

fn is_file(item: &Item) -> bool {
    match item.kind {
        ItemKind::File { .. } | ItemKind::Package => true,
        ItemKind::Root | ItemKind::Folder => false,
    }
}

fn file(team: &Group, channel: &Channel, drive: &Drive, item: &Item) -> Object {
    let fields = json!({
        "title": item.name,
        "name": item.name,
        "weburl": drive.web_url(item),
        "size_in_bytes": item.size,
        "path": item.path,
        "drive_id": drive.id,
        "item_id": item.id,
        "creation_time": document::date(item.created),
        "_timestamp": document::date(item.modified),
    });
    document::in_channel("CHANNEL_ATTACHMENT", (team, channel), &[&drive.id, &item.id], fields)
}
