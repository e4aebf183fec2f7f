//! The requests that the simulator knows.

use percent_encoding::percent_decode_str;

/// A resource of Graph, with the ids in its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Users,
    UsersDelta,
    Groups,
    GroupsDelta,
    TeamMembers { team: String },
    Channels { team: String, which: Which },
    ChannelTabs { team: String, channel: String },
    FilesFolder { team: String, channel: String },
    ChannelMessages { team: String, channel: String },
    ChannelMessage { team: String, channel: String, message: String },
    Replies { team: String, channel: String, message: String },
    Reply { team: String, channel: String, message: String, reply: String },
    UserChats { user: String },
    Chat { chat: String },
    ChatMembers { chat: String },
    ChatTabs { chat: String },
    ChatMessages { chat: String },
    ChatMessage { chat: String, message: String },
    Events { user: String },
    DriveDelta { drive: String },
    DriveItem { drive: String, item: String },
    DriveChildren { drive: String, item: String },
    Share { share: String },
}

/// Which channels of a team are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// `/channels`: those that the team hosts.
    Hosted,
    /// `/allChannels`: those, and what other teams share with it.
    All,
    /// `/incomingChannels`: only what other teams share with it.
    Incoming,
}

impl Route {
    /// The resource at a path below the version; nothing when it isn't known.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let decoded = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let segments: Vec<String> = path.strip_prefix("/v1.0/")?.split('/').map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let text = |id: &&str| (*id).to_owned();
        match segments.as_slice() {
            ["users"] => Some(Self::Users),
            ["users", "delta" | "delta()"] => Some(Self::UsersDelta),
            ["users", user, "chats"] => Some(Self::UserChats { user: text(user) }),
            ["users", user, "events"] => Some(Self::Events { user: text(user) }),
            ["groups"] => Some(Self::Groups),
            ["groups", "delta" | "delta()"] => Some(Self::GroupsDelta),
            ["teams", team, rest @ ..] => Self::of_team(text(team), rest),
            ["chats", chat, rest @ ..] => Self::of_chat(text(chat), rest),
            ["drives", drive, rest @ ..] => Self::of_drive(text(drive), rest),
            ["shares", share, "driveItem"] => Some(Self::Share { share: text(share) }),
            _ => None,
        }
    }

    fn of_team(team: String, rest: &[&str]) -> Option<Self> {
        match rest {
            ["members"] => Some(Self::TeamMembers { team }),
            ["channels"] => Some(Self::Channels { team, which: Which::Hosted }),
            ["allChannels"] => Some(Self::Channels { team, which: Which::All }),
            ["incomingChannels"] => Some(Self::Channels { team, which: Which::Incoming }),
            ["channels", channel, rest @ ..] => Self::of_channel(team, (*channel).to_owned(), rest),
            _ => None,
        }
    }

    fn of_channel(team: String, channel: String, rest: &[&str]) -> Option<Self> {
        let text = |id: &&str| (*id).to_owned();
        match rest {
            ["tabs"] => Some(Self::ChannelTabs { team, channel }),
            ["filesFolder"] => Some(Self::FilesFolder { team, channel }),
            ["messages"] => Some(Self::ChannelMessages { team, channel }),
            ["messages", message] => {
                Some(Self::ChannelMessage { team, channel, message: text(message) })
            }
            ["messages", message, "replies"] => {
                Some(Self::Replies { team, channel, message: text(message) })
            }
            ["messages", message, "replies", reply] => {
                Some(Self::Reply { team, channel, message: text(message), reply: text(reply) })
            }
            _ => None,
        }
    }

    fn of_chat(chat: String, rest: &[&str]) -> Option<Self> {
        match rest {
            [] => Some(Self::Chat { chat }),
            ["members"] => Some(Self::ChatMembers { chat }),
            ["tabs"] => Some(Self::ChatTabs { chat }),
            ["messages"] => Some(Self::ChatMessages { chat }),
            ["messages", message] => {
                Some(Self::ChatMessage { chat, message: (*message).to_owned() })
            }
            _ => None,
        }
    }

    fn of_drive(drive: String, rest: &[&str]) -> Option<Self> {
        match rest {
            ["root", "delta" | "delta()"] => Some(Self::DriveDelta { drive }),
            ["items", item] => Some(Self::DriveItem { drive, item: (*item).to_owned() }),
            ["items", item, "children"] => {
                Some(Self::DriveChildren { drive, item: (*item).to_owned() })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_may_be_encoded_or_not() {
        let chat = "19:a_b@unq.gbl.spaces".to_owned();
        let route = Some(Route::ChatMessages { chat });
        assert_eq!(Route::parse("/v1.0/chats/19:a_b@unq.gbl.spaces/messages"), route);
        assert_eq!(Route::parse("/v1.0/chats/19%3Aa_b%40unq.gbl.spaces/messages"), route);
    }

    #[test]
    fn an_unknown_path_is_no_route() {
        for path in ["/v1.0/teams", "/beta/users", "/v1.0/users/1/messages", "/v1.0/chats", "/"] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
    }
}
