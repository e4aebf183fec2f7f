//! Every request that the connector makes of Graph, and what it asks for.
//!
//! Properties are named by `$select` wherever Graph allows it: that is cheaper for Graph and for us.

use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::class::Class;
use crate::page::Listing;
use crate::resources::{
    Channel, Chat, ChatMessage, ConversationMember, DriveItem, Event, Group, TeamsTab, User,
};
use crate::root::{GraphRoot, GraphUrl};

/// One GET request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) url: GraphUrl,
    pub(crate) class: Class,
    pub(crate) prefer: Prefer,
}

/// What the `Prefer` header asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Prefer {
    /// Without it system messages and shared channels arrive as `unknownFutureValue`. Graph: chatMessage.
    UnknownEnumMembers,
    /// Times in UTC, bodies as text, ids that survive a move. Graph: user-list-events, outlook-immutable-id.
    Calendar,
}

impl Prefer {
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::UnknownEnumMembers => "include-unknown-enum-members",
            Self::Calendar => {
                "include-unknown-enum-members, outlook.timezone=\"UTC\", outlook.body-content-type=\"text\", \
                 IdType=\"ImmutableId\""
            }
        }
    }
}

/// One object of type `T` and where it is.
#[derive(Debug)]
pub struct Entity<T> {
    pub(crate) request: Request,
    item: PhantomData<fn() -> T>,
}

const ITEM: &str = "id,name,size,file,folder,package,root,deleted,parentReference,webUrl,createdDateTime,\
                    lastModifiedDateTime,cTag,createdBy,lastModifiedBy,@microsoft.graph.downloadUrl";
const EVENT: &str = "id,iCalUId,createdDateTime,lastModifiedDateTime,subject,body,start,end,isAllDay,isCancelled,\
                     sensitivity,showAs,type,locations,attendees,organizer,recurrence,isOnlineMeeting,\
                     onlineMeeting,webLink,categories,isReminderOn,reminderMinutesBeforeStart,\
                     originalStartTimeZone,originalEndTimeZone";
const USER: &str = "id,displayName,mail,userType,assignedPlans";
const GROUP: &str =
    "id,displayName,description,visibility,createdDateTime,resourceProvisioningOptions";
const CHANNEL: &str =
    "id,displayName,description,membershipType,createdDateTime,webUrl,tenantId,isArchived";

impl GraphRoot {
    /// The users of the tenant, 999 a page. Graph: user-list.
    pub fn users(&self) -> Listing<User> {
        self.list(Class::Identity, &["users"], &[("$select", USER), ("$top", "999")])
    }

    /// What becomes of users from now on: an empty page with a deltaLink. Graph: user-delta.
    pub fn users_from_now(&self) -> Listing<User> {
        self.list(
            Class::Identity,
            &["users", "delta"],
            &[("$select", USER), ("$deltatoken", "latest")],
        )
    }

    /// The groups that are teams, 999 a page. Graph: teams-list-all-teams.
    pub fn team_groups(&self) -> Listing<Group> {
        let teams = "resourceProvisioningOptions/Any(x:x eq 'Team')";
        self.list(
            Class::Identity,
            &["groups"],
            &[("$filter", teams), ("$select", GROUP), ("$top", "999")],
        )
    }

    /// What becomes of groups and their members from now on. Graph: group-delta.
    pub fn groups_from_now(&self) -> Listing<Group> {
        let select = format!("{GROUP},members");
        self.list(
            Class::Identity,
            &["groups", "delta"],
            &[("$select", &select), ("$deltatoken", "latest")],
        )
    }

    /// A team's members, 999 a page. Graph: team-list-members.
    pub fn team_members(&self, team: &str) -> Listing<ConversationMember> {
        self.list(Class::TeamMembers, &["teams", team, "members"], &[("$top", "999")])
    }

    /// The channels that a team hosts; never `email`, which is slow to fill. Graph: channel-list.
    pub fn channels(&self, team: &str) -> Listing<Channel> {
        self.list(Class::Channels, &["teams", team, "channels"], &[("$select", CHANNEL)])
    }

    /// A channel's tabs with their apps. Graph: channel-list-tabs.
    pub fn channel_tabs(&self, team: &str, channel: &str) -> Listing<TeamsTab> {
        let path = ["teams", team, "channels", channel, "tabs"];
        self.list(Class::Tabs, &path, &[("$expand", "teamsApp")])
    }

    /// A channel's folder: 404 as long as nobody opened it, 400 for some names. Graph: channel-get-filesfolder.
    pub fn files_folder(&self, team: &str, channel: &str) -> Entity<DriveItem> {
        let path = ["teams", team, "channels", channel, "filesFolder"];
        self.one(Class::TeamsOther, &path, &[])
    }

    /// A channel's reply chains, newest change first, 50 a page, up to 200 replies inline. Graph: channel-list-messages.
    pub fn channel_messages(&self, team: &str, channel: &str) -> Listing<ChatMessage> {
        let path = ["teams", team, "channels", channel, "messages"];
        self.list(Class::ChannelMessages, &path, &[("$top", "50"), ("$expand", "replies")])
    }

    /// One root message of a channel, without its replies. Graph: chatmessage-get.
    pub fn channel_message(&self, team: &str, channel: &str, message: &str) -> Entity<ChatMessage> {
        let path = ["teams", team, "channels", channel, "messages", message];
        self.one(Class::ChannelMessages, &path, &[])
    }

    /// One reply of a chain. Graph: chatmessage-get.
    pub fn reply(&self, team: &str, channel: &str, root: &str, reply: &str) -> Entity<ChatMessage> {
        let path = ["teams", team, "channels", channel, "messages", root, "replies", reply];
        self.one(Class::TeamsOther, &path, &[])
    }

    /// A chain's replies; only ever followed from a chain's own nextLink. Graph: chatmessage-list-replies.
    pub fn replies(&self, team: &str, channel: &str, root: &str) -> Listing<ChatMessage> {
        let path = ["teams", team, "channels", channel, "messages", root, "replies"];
        self.list(Class::TeamsOther, &path, &[("$top", "50")])
    }

    /// A user's chats, latest message first, with up to 25 members each. Graph: chat-list.
    pub fn chats(&self, user: &str) -> Listing<Chat> {
        self.list(
            Class::Chats,
            &["users", user, "chats"],
            &[
                ("$expand", "members,lastMessagePreview"),
                ("$orderby", "lastMessagePreview/createdDateTime desc"),
                ("$top", "50"),
            ],
        )
    }

    /// All members of a chat. Graph: chat-list-members.
    pub fn chat_members(&self, chat: &str) -> Listing<ConversationMember> {
        self.list(Class::TeamsOther, &["chats", chat, "members"], &[])
    }

    /// A chat's tabs with their apps. Graph: chat-list-tabs.
    pub fn chat_tabs(&self, chat: &str) -> Listing<TeamsTab> {
        self.list(Class::Tabs, &["chats", chat, "tabs"], &[("$expand", "teamsApp")])
    }

    /// A chat's messages, newest change first, 50 a page. Graph: chat-list-messages.
    pub fn chat_messages(&self, chat: &str) -> Listing<ChatMessage> {
        let order = ("$orderby", "lastModifiedDateTime desc");
        self.list(Class::ChatMessages, &["chats", chat, "messages"], &[("$top", "50"), order])
    }

    /// One message of a chat. Graph: chatmessage-get.
    pub fn chat_message(&self, chat: &str, message: &str) -> Entity<ChatMessage> {
        self.one(Class::ChatMessages, &["chats", chat, "messages", message], &[])
    }

    /// A user's events and series masters, 1,000 a page. Graph: user-list-events.
    pub fn events(&self, user: &str) -> Listing<Event> {
        self.calendar(user, &[("$select", EVENT), ("$top", "1000")])
    }

    /// The user's events that changed at `since` (RFC 3339) or later.
    pub fn events_changed_since(&self, user: &str, since: &str) -> Listing<Event> {
        let filter = format!("lastModifiedDateTime ge {since}");
        self.calendar(user, &[("$select", EVENT), ("$filter", &filter), ("$top", "1000")])
    }

    /// Every item of a drive. Graph: driveitem-delta.
    pub fn drive(&self, drive: &str) -> Listing<DriveItem> {
        self.list(Class::SharePoint, &["drives", drive, "root", "delta"], &[("$select", ITEM)])
    }

    /// What becomes of a drive from now on: an empty page with a deltaLink. Graph: driveitem-delta.
    pub fn drive_from_now(&self, drive: &str) -> Listing<DriveItem> {
        let path = ["drives", drive, "root", "delta"];
        self.list(Class::SharePoint, &path, &[("$select", ITEM), ("token", "latest")])
    }

    /// An item by its id. Graph: driveitem-get.
    pub fn drive_item(&self, drive: &str, item: &str) -> Entity<DriveItem> {
        self.one(Class::SharePoint, &["drives", drive, "items", item], &[("$select", ITEM)])
    }

    /// The item that a sharing or web address points to. Graph: shares-get.
    pub fn shared_item(&self, address: &str) -> Entity<DriveItem> {
        let share = format!("u!{}", URL_SAFE_NO_PAD.encode(address));
        self.one(Class::SharePoint, &["shares", &share, "driveItem"], &[("$select", ITEM)])
    }

    fn list<T>(&self, class: Class, path: &[&str], query: &[(&str, &str)]) -> Listing<T> {
        let url = self.resource(path, query);
        Listing::new(Request { url, class, prefer: Prefer::UnknownEnumMembers })
    }

    fn calendar(&self, user: &str, query: &[(&str, &str)]) -> Listing<Event> {
        let url = self.resource(&["users", user, "events"], query);
        Listing::new(Request { url, class: Class::Outlook, prefer: Prefer::Calendar })
    }

    fn one<T>(&self, class: Class, path: &[&str], query: &[(&str, &str)]) -> Entity<T> {
        let url = self.resource(path, query);
        let request = Request { url, class, prefer: Prefer::UnknownEnumMembers };
        Entity { request, item: PhantomData }
    }

    pub(crate) fn get(&self, class: Class, path: &[&str]) -> Request {
        Request { url: self.resource(path, &[]), class, prefer: Prefer::UnknownEnumMembers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_is_asked_for_by_its_whole_path_and_counted_in_its_class() {
        let root = GraphRoot::parse("https://graph.microsoft.com").unwrap();
        for (entity, path, class) in [
            (
                root.channel_message("t", "c", "1"),
                "/teams/t/channels/c/messages/1",
                Class::ChannelMessages,
            ),
            (
                root.reply("t", "c", "1", "2"),
                "/teams/t/channels/c/messages/1/replies/2",
                Class::TeamsOther,
            ),
            (root.chat_message("c", "3"), "/chats/c/messages/3", Class::ChatMessages),
        ] {
            assert_eq!(entity.request.url.path(), format!("/v1.0{path}"));
            assert_eq!(entity.request.class, class);
        }
    }

    #[test]
    fn a_shared_address_is_encoded_as_graph_asks() {
        let root = GraphRoot::parse("https://graph.microsoft.com").unwrap();
        let entity = root.shared_item("https://contoso.sharepoint.com/sites/x/a b.docx?d=1");
        let path = entity.request.url.path();
        assert_eq!(
            path,
            "/v1.0/shares/u!aHR0cHM6Ly9jb250b3NvLnNoYXJlcG9pbnQuY29tL3NpdGVzL3gvYSBiLmRvY3g_ZD0x/driveItem"
        );
    }
}
