//! Chats: messages, files, recordings and tabs.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Truth, document};
use crate::grants::Need;
use crate::messages::message::Message;
use crate::tenant::chats::Chat;
use crate::tenant::drives::{Drive, DriveOf, Item};
use crate::tenant::shelves::Standing;
use crate::tenant::tabs::Tab;
use crate::wire::Object;
use crate::wire::chats::chat_url;

impl Truth {
    /// Everything in a chat; nothing when no crawler comes upon it.
    pub(super) fn chat(&self, number: usize) -> Vec<Object> {
        let reachable = |chat: &&Chat| self.allows(Need::Chats) && self.tenant.is_reachable(chat);
        let Some(chat) = self.tenant.chat(number).filter(reachable) else {
            return Vec::new();
        };
        let mut objects = Vec::new();
        if self.allows(Need::Tabs) {
            objects.extend(self.tenant.chat_tabs(chat).iter().map(|tab| self.chat_tab(chat, tab)));
        }
        if self.allows(Need::ChatMessages) {
            let messages = self.tenant.messages(chat);
            let said = messages.iter().filter(|message| message.is_document());
            objects.extend(said.map(|message| self.chat_message(chat, message)));
            objects.extend(messages.iter().filter_map(|message| recording(chat, message)));
            if self.allows(Need::Files) {
                objects.extend(self.chat_files(chat, &messages));
            }
        }
        objects
    }

    /// The members' names, sorted.
    fn names(&self, chat: &Chat) -> String {
        let mut names: Vec<String> =
            chat.members.iter().filter_map(|member| self.tenant.member_name(*member)).collect();
        names.sort();
        names.join(",")
    }

    fn chat_tab(&self, chat: &Chat, tab: &Tab) -> Object {
        let website = tab
            .configuration
            .as_ref()
            .and_then(|configuration| configuration.website_url.as_deref());
        let fields = json!({
            "chat_id": chat.id,
            "title": tab.name,
            "members": self.names(chat),
            "url": website.unwrap_or_default(),
            "_timestamp": document::date(chat.updated),
        });
        document::of("USER_CHAT_TABS", &[&chat.id, "tabs", &tab.id], fields)
    }

    fn chat_message(&self, chat: &Chat, message: &Message) -> Object {
        let fields = json!({
            "chat_id": chat.id,
            "chatType": chat.kind.name(),
            "title": chat.topic.map_or_else(|| self.names(chat), str::to_owned),
            "sender": document::sender(message),
            "message": message.text(),
            "webUrl": chat_url(chat, &self.tenant),
            "creation_time": document::date(message.created),
            "_timestamp": document::date(message.modified),
        });
        document::of("USER_CHATS_MESSAGE", &[&chat.id, &message.id()], fields)
    }

    /// The files that living messages carry and whose address can be resolved, each once.
    fn chat_files(&self, chat: &Chat, messages: &[Message]) -> Vec<Object> {
        let living = messages.iter().filter(|message| message.is_document());
        let carried = living
            .flat_map(|message| &message.attachments)
            .filter_map(|attachment| attachment.file);
        let found = carried
            .filter(|(person, file)| self.tenant.standing(*person, *file) == Standing::Found);
        let mut files = BTreeMap::new();
        for (person, file) in found {
            let Some(drive) = self.tenant.drive(DriveOf::Person(person)) else {
                continue;
            };
            let address = self.tenant.chat_file_address(person, file).unwrap_or_default();
            if let Some(item) = drive.find(&address) {
                files.insert((person, file), self.chat_file(chat, &drive, item));
            }
        }
        files.into_values().collect()
    }

    fn chat_file(&self, chat: &Chat, drive: &Drive, item: &Item) -> Object {
        let fields = json!({
            "chat_id": chat.id,
            "members": self.names(chat),
            "title": item.name,
            "name": item.name,
            "weburl": drive.web_url(item),
            "size_in_bytes": item.size,
            "drive_id": drive.id,
            "item_id": item.id,
            "creation_time": document::date(item.created),
            "_timestamp": document::date(item.modified),
        });
        document::of("USER_CHAT_ATTACHMENT", &[&chat.id, "files", &drive.id, &item.id], fields)
    }
}

fn recording(chat: &Chat, message: &Message) -> Option<Object> {
    let call = message.call()?;
    let (address, name) = call.success()?;
    let fields = json!({
        "chat_id": chat.id,
        "title": name,
        "url": address,
        "call_id": call.call_id,
        "creation_time": document::date(message.created),
        "_timestamp": document::date(message.modified),
    });
    Some(document::of(
        "USER_CHAT_MEETING_RECORDING",
        &[&chat.id, "recordings", &message.id()],
        fields,
    ))
}
