//! The application permissions that a crawl needs, and what each lack costs.
//!
//! Each request of `request.rs` names its least permission here, and the broader ones that Graph takes
//! instead. A permission of Elastic's reference list that no request needs is listed with nothing to lose.
//! What stands in is named only where Graph's own permission tables name it: a doubtful stand-in would
//! promise documents that never come.

/// An application permission that a token lacks, and what a crawl without it leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The least permission that would do, as the portal shows it: `ChannelMessage.Read.All`.
    pub permission: &'static str,
    /// Object types, `CHANNEL_MESSAGE`, and fields of them, `TEAMS.member_count`; empty if nothing is lost.
    pub left_out: Vec<&'static str>,
}

/// One permission, who can stand in for it, and what needs it.
struct Needed {
    permission: &'static str,
    stand_ins: &'static [&'static str],
    by: &'static [&'static str],
}

/// In the order in which a crawl meets them. Graph: the "Permissions" table of each request's page.
const NEEDED: &[Needed] = &[
    // group-list
    Needed {
        permission: "GroupMember.Read.All",
        stand_ins: &[
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
        by: &[
            "TEAMS",
            "TEAM_CHANNEL",
            "CHANNEL_TAB",
            "CHANNEL_MESSAGE",
            "CHANNEL_MEETING",
            "CHANNEL_ATTACHMENT",
        ],
    },
    // on Elastic's list; this crawl lists teams as groups
    Needed { permission: "Team.ReadBasic.All", stand_ins: &[], by: &[] },
    // team-list-members
    Needed {
        permission: "TeamMember.Read.All",
        stand_ins: &["TeamMember.ReadWrite.All"],
        by: &["TEAMS.member_count"],
    },
    // channel-list
    Needed {
        permission: "Channel.ReadBasic.All",
        stand_ins: &[
            "ChannelSettings.Read.All",
            "ChannelSettings.ReadWrite.All",
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
        by: &[
            "TEAM_CHANNEL",
            "CHANNEL_TAB",
            "CHANNEL_MESSAGE",
            "CHANNEL_MEETING",
            "CHANNEL_ATTACHMENT",
        ],
    },
    // channel-list-messages; meetings are told by a channel's system messages
    Needed {
        permission: "ChannelMessage.Read.All",
        stand_ins: &[],
        by: &["CHANNEL_MESSAGE", "CHANNEL_MEETING"],
    },
    // channel-list-tabs
    Needed {
        permission: "TeamsTab.Read.All",
        stand_ins: &[
            "TeamsTab.ReadWrite.All",
            "TeamsTab.ReadWriteForTeam.All",
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
        by: &["CHANNEL_TAB"],
    },
    // chat-list-tabs: no permission of groups or directory opens chats
    Needed {
        permission: "TeamsTab.Read.All",
        stand_ins: &["TeamsTab.ReadWrite.All", "TeamsTab.ReadWriteForChat.All"],
        by: &["USER_CHAT_TABS"],
    },
    // user-list
    Needed {
        permission: "User.Read.All",
        stand_ins: &["User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        by: &[
            "USER_CHATS_MESSAGE",
            "USER_CHAT_TABS",
            "USER_CHAT_ATTACHMENT",
            "USER_CHAT_MEETING_RECORDING",
            "USER_MEETING",
            "CALENDAR_EVENTS",
        ],
    },
    // chat-list, chat-list-members
    Needed {
        permission: "Chat.ReadBasic.All",
        stand_ins: &["Chat.Read.All", "Chat.ReadWrite.All"],
        by: &[
            "USER_CHATS_MESSAGE",
            "USER_CHAT_TABS",
            "USER_CHAT_ATTACHMENT",
            "USER_CHAT_MEETING_RECORDING",
        ],
    },
    // chat-list-messages
    Needed {
        permission: "Chat.Read.All",
        stand_ins: &["Chat.ReadWrite.All"],
        by: &["USER_CHATS_MESSAGE", "USER_CHAT_ATTACHMENT", "USER_CHAT_MEETING_RECORDING"],
    },
    // channel-get-filesfolder, driveitem-delta, shares-get
    Needed {
        permission: "Files.Read.All",
        stand_ins: &["Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All"],
        by: &["CHANNEL_ATTACHMENT", "USER_CHAT_ATTACHMENT"],
    },
    // user-list-events
    Needed {
        permission: "Calendars.Read",
        stand_ins: &["Calendars.ReadWrite"],
        by: &["USER_MEETING", "CALENDAR_EVENTS"],
    },
];

/// What the `roles` of a token ([`crate::Token::roles`]) lack, in the order in which a crawl meets it.
pub fn missing(roles: &[String]) -> Vec<Missing> {
    let granted = |name: &&str| roles.iter().any(|role| role.eq_ignore_ascii_case(name));
    let mut missing: Vec<Missing> = Vec::new();
    for Needed { permission, stand_ins, by } in NEEDED {
        if granted(permission) || stand_ins.iter().any(granted) {
            continue;
        }
        match missing.iter_mut().find(|known| known.permission == *permission) {
            Some(known) => known.left_out.extend(*by),
            None => missing.push(Missing { permission, left_out: by.to_vec() }),
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(roles: &[&str]) -> Vec<Missing> {
        missing(&roles.iter().map(|&role| role.to_owned()).collect::<Vec<_>>())
    }

    fn names(roles: &[&str]) -> Vec<&'static str> {
        lacking(roles).into_iter().map(|missing| missing.permission).collect()
    }

    const LEAST: [&str; 10] = [
        "GroupMember.Read.All",
        "Team.ReadBasic.All",
        "TeamMember.Read.All",
        "Channel.ReadBasic.All",
        "ChannelMessage.Read.All",
        "TeamsTab.Read.All",
        "User.Read.All",
        "Chat.Read.All",
        "Files.Read.All",
        "Calendars.Read",
    ];

    #[test]
    fn the_least_permissions_lack_nothing_and_none_of_them_is_idle() {
        assert_eq!(lacking(&LEAST), []);
        for permission in LEAST {
            let others: Vec<_> = LEAST.into_iter().filter(|&other| other != permission).collect();
            assert!(names(&others).contains(&permission), "{permission}");
        }
    }

    #[test]
    fn broader_permissions_stand_in_for_narrow_ones() {
        let broad = [
            "Directory.Read.All",
            "Team.ReadBasic.All",
            "TeamMember.ReadWrite.All",
            "ChannelMessage.Read.All",
            "TeamsTab.ReadWrite.All",
            "Chat.ReadWrite.All",
            "Sites.Read.All",
            "Calendars.ReadWrite",
        ];
        assert_eq!(lacking(&broad), []);
    }

    #[test]
    fn a_group_permission_opens_the_tabs_of_channels_but_not_of_chats() {
        let tabs =
            |roles| lacking(roles).into_iter().find(|one| one.permission == "TeamsTab.Read.All");
        assert_eq!(tabs(&[]).unwrap().left_out, ["CHANNEL_TAB", "USER_CHAT_TABS"]);
        assert_eq!(tabs(&["Group.Read.All"]).unwrap().left_out, ["USER_CHAT_TABS"]);
        assert_eq!(tabs(&["TeamsTab.Read.All"]), None);
    }

    #[test]
    fn basic_chats_without_their_messages_leave_out_the_messages_only() {
        let missing = lacking(&["Chat.ReadBasic.All"]);
        let chats = missing.iter().find(|one| one.permission == "Chat.Read.All").unwrap();
        assert!(!chats.left_out.contains(&"USER_CHAT_TABS"));
        assert!(missing.iter().all(|one| one.permission != "Chat.ReadBasic.All"));
    }

    #[test]
    fn without_any_role_every_object_type_is_left_out() {
        let all: std::collections::BTreeSet<_> =
            lacking(&[]).into_iter().flat_map(|one| one.left_out).collect();
        assert_eq!(all.iter().filter(|name| !name.contains('.')).count(), 12);
    }
}
