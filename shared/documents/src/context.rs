//! Where an object is: what its document says of the team, channel, chat or user around it.
//!
//! Contexts are small and serializable: they travel in the positions of a crawl.

use graph::Date;
use graph::resources::channel::MembershipType;
use graph::resources::{Channel, Chat, ConversationMember, Group};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::document::Document;

/// The team around a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamContext {
    /// Its group's id.
    pub id: String,
    /// Its name, empty if it has none.
    pub name: String,
    /// When it was made.
    pub created: Option<Timestamp>,
}

impl TeamContext {
    /// What a team's group tells.
    pub fn new(group: &Group) -> Self {
        Self {
            id: group.id.clone(),
            name: group.display_name.clone().unwrap_or_default(),
            created: group.created_date_time.get(),
        }
    }
}

/// The channel around a message, tab or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelContext {
    /// Its host team.
    pub team: TeamContext,
    /// Its thread id.
    pub id: String,
    /// Its name, empty if it has none.
    pub name: String,
    /// Who may see it, if Graph said so.
    pub membership: Option<MembershipType>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

impl ChannelContext {
    /// What a channel of `team` tells.
    pub fn new(team: &TeamContext, channel: &Channel) -> Self {
        Self {
            team: team.clone(),
            id: channel.id.clone(),
            name: channel.display_name.clone().unwrap_or_default(),
            membership: channel.membership_type,
            created: channel.created_date_time.get(),
        }
    }

    /// The time of what has none of its own: the channel's, else the team's.
    pub(crate) fn timestamp(&self) -> Date {
        self.created.or(self.team.created).map(Date::from).unwrap_or_default()
    }

    /// Graph's word for who may see it; none rather than a guess for a kind that is newer than this code.
    pub(crate) fn membership(&self) -> Option<&'static str> {
        match self.membership? {
            MembershipType::Standard => Some("standard"),
            MembershipType::Private => Some("private"),
            MembershipType::Shared => Some("shared"),
            MembershipType::Unknown => None,
        }
    }
}

/// The chat around a message, tab or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatContext {
    /// Its thread id.
    pub id: String,
    /// Its topic, else its members.
    pub title: String,
    /// Its members' names, sorted, joined with `,`.
    pub members: String,
    /// `oneOnOne`, `group` or `meeting`.
    pub chat_type: Option<String>,
    /// Deep link.
    pub web_url: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was renamed or its members changed.
    pub updated: Option<Timestamp>,
}

impl ChatContext {
    /// What a chat and its members tell, in whatever order Graph lists them.
    pub fn new(chat: &Chat, members: &[ConversationMember]) -> Self {
        let names = members.iter().filter_map(|member| member.display_name.as_deref());
        let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        let members = names.join(",");
        let topic = chat.topic.as_ref().filter(|topic| !topic.trim().is_empty());
        Self {
            id: chat.id.clone(),
            title: topic.unwrap_or(&members).clone(),
            members,
            chat_type: chat.chat_type.clone(),
            web_url: chat.web_url.clone(),
            created: chat.created_date_time.get(),
            updated: chat.last_updated_date_time.get(),
        }
    }

    /// The time of what has none of its own.
    pub(crate) fn timestamp(&self) -> Date {
        self.updated.or(self.created).map(Date::from).unwrap_or_default()
    }
}

/// The user whose calendar it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserContext {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: Option<String>,
}

impl Document {
    /// The fields that say where it is in a channel.
    pub(crate) fn in_channel(self, context: &ChannelContext) -> Self {
        self.always("team_id", context.team.id.as_str())
            .always("team_name", context.team.name.as_str())
            .always("channel_id", context.id.as_str())
            .always("channel_name", context.name.as_str())
            .given("channel_membership", context.membership())
    }

    /// The fields that say where it is in a chat.
    pub(crate) fn in_chat(self, context: &ChatContext) -> Self {
        self.always("chat_id", context.id.as_str())
            .always("chat_title", context.title.as_str())
            .always_text("chatType", context.chat_type.as_deref())
    }
}
