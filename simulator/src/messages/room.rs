//! Where a message is said.

use crate::draw::Draw;
use crate::tenant::Tenant;
use crate::tenant::channels::Channel;
use crate::tenant::chats::{Chat, Member};
use crate::tenant::drives::ItemKind;
use crate::tenant::groups::Group;

/// A channel or a chat with what its messages refer to.
#[derive(Debug)]
pub(crate) struct Room<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) place: Place<'a>,
    members: Vec<Member>,
    /// Files of the channel's folder; a chat's files are those of the sender.
    pub(crate) files: Vec<SharedFile>,
}

/// Where a room is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    Channel(&'a Channel, &'a Group),
    Chat(&'a Chat),
}

/// A file that a message can carry.
#[derive(Debug, Clone)]
pub(crate) struct SharedFile {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) address: String,
}

impl<'a> Room<'a> {
    /// A channel; none when it has no team.
    pub(crate) fn of_channel(tenant: &'a Tenant, channel: &'a Channel) -> Option<Self> {
        let team = tenant.group(channel.team)?;
        Some(Self {
            tenant,
            place: Place::Channel(channel, team),
            members: team.members.iter().copied().map(Member::Person).collect(),
            files: folder_files(tenant, channel),
        })
    }

    pub(crate) fn of_chat(tenant: &'a Tenant, chat: &'a Chat) -> Self {
        let members = chat.members.clone();
        Self { tenant, place: Place::Chat(chat), members, files: Vec::new() }
    }

    pub(crate) fn member(&self, draw: &mut Draw) -> Member {
        draw.pick(&self.members).copied().unwrap_or(Member::Person(0))
    }

    pub(crate) fn is_channel(&self) -> bool {
        matches!(self.place, Place::Channel(..))
    }

    /// The address at which Graph has the room's messages.
    pub(crate) fn messages_address(&self) -> String {
        match self.place {
            Place::Channel(channel, team) => {
                format!(
                    "https://graph.microsoft.com/v1.0/teams/{}/channels/{}/messages",
                    team.id, channel.id
                )
            }
            Place::Chat(chat) => {
                format!("https://graph.microsoft.com/v1.0/chats/{}/messages", chat.id)
            }
        }
    }
}

fn folder_files(tenant: &Tenant, channel: &Channel) -> Vec<SharedFile> {
    let Some(drive) = tenant.drive(channel.drive()) else {
        return Vec::new();
    };
    let Some(folder) = drive.folder_of(channel) else {
        return Vec::new();
    };
    let files = drive
        .items
        .iter()
        .filter(|item| item.parent == Some(folder) && matches!(item.kind, ItemKind::File { .. }));
    files
        .map(|item| SharedFile {
            id: item.guid.to_lowercase(),
            name: item.name.clone(),
            address: drive.address(item),
        })
        .collect()
}
