//! On what terms a request is served: what it counts as, what it needs, what it may ask.

use super::route::{Route, Which};
use crate::grants::Need;

impl Route {
    /// The class that the request is counted as.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Users | Self::UsersDelta | Self::Groups | Self::GroupsDelta => "identity",
            Self::TeamMembers { .. } => "team_members",
            Self::Channels { which: Which::Hosted, .. } => "channels",
            Self::ChannelMessages { .. } => "channel_messages",
            Self::UserChats { .. } => "chats",
            Self::ChatMessages { .. } => "chat_messages",
            Self::ChannelTabs { .. } | Self::ChatTabs { .. } => "tabs",
            Self::Channels { .. }
            | Self::FilesFolder { .. }
            | Self::ChannelMessage { .. }
            | Self::Replies { .. }
            | Self::Reply { .. }
            | Self::Chat { .. }
            | Self::ChatMembers { .. }
            | Self::ChatMessage { .. } => "teams_other",
            Self::Events { .. } => "outlook",
            Self::DriveDelta { .. }
            | Self::DriveItem { .. }
            | Self::DriveChildren { .. }
            | Self::Share { .. } => "sharepoint",
        }
    }

    /// What the application must have been granted.
    pub(crate) fn need(&self) -> Need {
        match self {
            Self::Users | Self::UsersDelta => Need::Users,
            Self::Groups | Self::GroupsDelta => Need::Groups,
            Self::TeamMembers { .. } => Need::TeamMembers,
            Self::Channels { .. } => Need::Channels,
            Self::ChannelTabs { .. } | Self::ChatTabs { .. } => Need::Tabs,
            Self::ChannelMessages { .. }
            | Self::ChannelMessage { .. }
            | Self::Replies { .. }
            | Self::Reply { .. } => Need::ChannelMessages,
            Self::UserChats { .. } | Self::Chat { .. } => Need::Chats,
            Self::ChatMembers { .. } => Need::ChatMembers,
            Self::ChatMessages { .. } | Self::ChatMessage { .. } => Need::ChatMessages,
            Self::Events { .. } => Need::Calendars,
            Self::FilesFolder { .. }
            | Self::DriveDelta { .. }
            | Self::DriveItem { .. }
            | Self::DriveChildren { .. }
            | Self::Share { .. } => Need::Files,
        }
    }

    /// The options that the route knows; any other is ignored, and counted against the caller.
    pub(crate) fn options(&self) -> &'static [&'static str] {
        match self {
            Self::Groups => &["$select", "$top", "$filter", "$skiptoken"],
            Self::UsersDelta | Self::GroupsDelta => &["$select", "$deltatoken", "$skiptoken"],
            Self::Users | Self::TeamMembers { .. } | Self::DriveChildren { .. } => {
                &["$select", "$top", "$skiptoken"]
            }
            Self::ChannelTabs { .. } | Self::ChatTabs { .. } => &["$select", "$expand"],
            Self::ChannelMessages { .. } => &["$top", "$expand", "$skiptoken"],
            Self::Replies { .. } => &["$top", "$skiptoken"],
            Self::UserChats { .. } => &["$expand", "$top", "$orderby", "$skiptoken"],
            Self::Chat { .. } => &["$expand", "$select"],
            Self::ChatMessages { .. } => &["$top", "$orderby", "$filter", "$skiptoken"],
            Self::FilesFolder { .. }
            | Self::ChannelMessage { .. }
            | Self::Reply { .. }
            | Self::ChatMembers { .. }
            | Self::ChatMessage { .. } => &[],
            Self::Events { .. } => &["$select", "$top", "$skip", "$filter"],
            Self::DriveDelta { .. } => &["$select", "$top", "token"],
            Self::Channels { .. } | Self::DriveItem { .. } | Self::Share { .. } => &["$select"],
        }
    }
}
