//! The twelve kinds of document, by the names that Elastic's connector reference gives them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ObjectType {
    /// A team.
    Teams,
    /// A channel, in its host team.
    TeamChannel,
    /// A tab of a channel.
    ChannelTab,
    /// A post or reply in a channel.
    ChannelMessage,
    /// A call in a channel, with its recordings.
    ChannelMeeting,
    /// A file below a channel's folder.
    ChannelAttachment,
    /// A message of a chat.
    UserChatsMessage,
    /// A tab of a chat.
    UserChatTabs,
    /// A file that a chat's messages carry.
    UserChatAttachment,
    /// A recording of a call in a chat.
    UserChatMeetingRecording,
    /// An event with attendees or an online meeting.
    UserMeeting,
    /// Any other event.
    CalendarEvents,
}

impl ObjectType {
    /// All twelve, in the order of the document reference.
    pub const ALL: [Self; 12] = [
        Self::Teams,
        Self::TeamChannel,
        Self::ChannelTab,
        Self::ChannelMessage,
        Self::ChannelMeeting,
        Self::ChannelAttachment,
        Self::UserChatsMessage,
        Self::UserChatTabs,
        Self::UserChatAttachment,
        Self::UserChatMeetingRecording,
        Self::UserMeeting,
        Self::CalendarEvents,
    ];

    /// The field `object_type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Teams => "TEAMS",
            Self::TeamChannel => "TEAM_CHANNEL",
            Self::ChannelTab => "CHANNEL_TAB",
            Self::ChannelMessage => "CHANNEL_MESSAGE",
            Self::ChannelMeeting => "CHANNEL_MEETING",
            Self::ChannelAttachment => "CHANNEL_ATTACHMENT",
            Self::UserChatsMessage => "USER_CHATS_MESSAGE",
            Self::UserChatTabs => "USER_CHAT_TABS",
            Self::UserChatAttachment => "USER_CHAT_ATTACHMENT",
            Self::UserChatMeetingRecording => "USER_CHAT_MEETING_RECORDING",
            Self::UserMeeting => "USER_MEETING",
            Self::CalendarEvents => "CALENDAR_EVENTS",
        }
    }

    /// The field `type`: Elastic's string, one for both kinds of event.
    pub fn elastic_type(self) -> &'static str {
        match self {
            Self::Teams => "Teams",
            Self::TeamChannel => "Team Channel",
            Self::ChannelTab => "Channel Tab",
            Self::ChannelMessage => "Channel Message",
            Self::ChannelMeeting => "Channel Meeting",
            Self::ChannelAttachment => "Channel Attachment",
            Self::UserChatsMessage => "User Chat Messages",
            Self::UserChatTabs => "User Chat Tabs",
            Self::UserChatAttachment => "User Chat Attachment",
            Self::UserChatMeetingRecording => "User Chat Meeting Recording",
            Self::UserMeeting | Self::CalendarEvents => "User Meeting",
        }
    }
}

impl fmt::Display for ObjectType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A name that is none of the twelve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "object type {0:?} is unknown; use a name of the document reference such as CHANNEL_MESSAGE"
)]
pub struct UnknownObjectType(String);

impl FromStr for ObjectType {
    type Err = UnknownObjectType;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|object_type| object_type.name() == name)
            .ok_or_else(|| UnknownObjectType(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_serialized_alike() {
        for object_type in ObjectType::ALL {
            assert_eq!(object_type.name().parse(), Ok(object_type));
            assert_eq!(serde_json::to_value(object_type).unwrap(), object_type.name());
        }
        assert!("channel_message".parse::<ObjectType>().is_err());
    }
}
