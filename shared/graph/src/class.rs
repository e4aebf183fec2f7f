//! The classes of requests that Graph limits and counts apart.

/// What a request counts as. Graph: throttling-limits (Teams, Identity, Outlook), SharePoint throttling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The token endpoint.
    SignIn,
    /// Users, groups and their deltas.
    Identity,
    /// A team's members.
    TeamMembers,
    /// A team's channels.
    Channels,
    /// A channel's messages with their replies.
    ChannelMessages,
    /// A user's chats.
    Chats,
    /// A chat's messages.
    ChatMessages,
    /// Tabs of channels and chats.
    Tabs,
    /// Every other request to Teams: files folder, replies, chat members.
    TeamsOther,
    /// Drives and shares.
    SharePoint,
    /// Calendars.
    Outlook,
}

impl Class {
    /// Every class, in the order in which a report shows them.
    pub const ALL: [Self; 11] = [
        Self::SignIn,
        Self::Identity,
        Self::TeamMembers,
        Self::Channels,
        Self::ChannelMessages,
        Self::Chats,
        Self::ChatMessages,
        Self::Tabs,
        Self::TeamsOther,
        Self::SharePoint,
        Self::Outlook,
    ];

    /// The name in reports and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Identity => "identity",
            Self::TeamMembers => "team_members",
            Self::Channels => "channels",
            Self::ChannelMessages => "channel_messages",
            Self::Chats => "chats",
            Self::ChatMessages => "chat_messages",
            Self::Tabs => "tabs",
            Self::TeamsOther => "teams_other",
            Self::SharePoint => "sharepoint",
            Self::Outlook => "outlook",
        }
    }
}
