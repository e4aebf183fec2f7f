//! What the administrator allowed the application to read.

/// A thing that a request reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Users,
    Groups,
    TeamMembers,
    Channels,
    Tabs,
    Files,
    ChannelMessages,
    Chats,
    ChatMembers,
    ChatMessages,
    Calendars,
}

impl Need {
    /// The application permissions of which any one is enough. Graph: each route's page.
    fn any_of(self) -> &'static [&'static str] {
        match self {
            Self::Users => &["User.Read.All", "Directory.Read.All"],
            Self::Groups => &["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"],
            Self::TeamMembers => &["TeamMember.Read.All"],
            Self::Channels => {
                &["Channel.ReadBasic.All", "ChannelSettings.Read.All", "Group.Read.All"]
            }
            Self::Tabs => &["TeamsTab.Read.All"],
            Self::Files => &["Files.Read.All", "Sites.Read.All"],
            Self::ChannelMessages => &["ChannelMessage.Read.All"],
            Self::Chats => &["Chat.ReadBasic.All", "Chat.Read.All"],
            Self::ChatMembers => &["ChatMember.Read.All", "Chat.ReadBasic.All", "Chat.Read.All"],
            Self::ChatMessages => &["Chat.Read.All"],
            Self::Calendars => &["Calendars.Read"],
        }
    }
}

/// Everything that a crawler can want.
const ALL: [&str; 12] = [
    "Calendars.Read",
    "Channel.ReadBasic.All",
    "ChannelMember.Read.All",
    "ChannelMessage.Read.All",
    "Chat.Read.All",
    "Chat.ReadBasic.All",
    "Files.Read.All",
    "GroupMember.Read.All",
    "Team.ReadBasic.All",
    "TeamMember.Read.All",
    "TeamsTab.Read.All",
    "User.Read.All",
];

/// The permissions that were granted.
#[derive(Debug, Clone)]
pub(crate) struct Grants(Vec<String>);

impl Grants {
    /// What `--granted` says; everything when it says nothing.
    pub(crate) fn new(granted: Option<Vec<String>>) -> Self {
        Self(granted.unwrap_or_else(|| ALL.iter().map(|&name| name.to_owned()).collect()))
    }

    pub(crate) fn allow(&self, need: Need) -> bool {
        need.any_of().iter().any(|name| self.0.iter().any(|granted| granted == name))
    }

    /// The names, as a token's `roles` has them.
    pub(crate) fn roles(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greater_permission_does_for_a_lesser_one() {
        let grants = Grants::new(Some(vec!["Chat.Read.All".to_owned()]));
        assert!(grants.allow(Need::Chats));
        assert!(grants.allow(Need::ChatMessages));
        assert!(!grants.allow(Need::Tabs));
        assert!(Grants::new(None).allow(Need::Calendars));
    }
}
