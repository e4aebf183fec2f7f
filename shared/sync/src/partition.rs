//! What a tenant is cut into: the parts that have a cursor each.

use std::fmt;
use std::str::FromStr;

use documents::{ChannelContext, TeamContext, UserContext};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The kinds of partitions, in the order in which they are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Users and teams of the tenant; it discovers all the others.
    Directory,
    /// A team's channels, tabs and messages.
    Team,
    /// The chats that a user owns.
    Chats,
    /// A user's default calendar.
    Calendar,
    /// A drive that holds channels' folders.
    Drive,
}

impl Kind {
    /// Every kind, in the order in which they are handed out.
    pub const ALL: [Self; 5] =
        [Self::Directory, Self::Team, Self::Chats, Self::Calendar, Self::Drive];

    /// Place in the order in which kinds are handed out and listed; stores keep it, so it never changes.
    pub fn rank(self) -> u8 {
        match self {
            Self::Directory => 0,
            Self::Team => 1,
            Self::Chats => 2,
            Self::Calendar => 3,
            Self::Drive => 4,
        }
    }

    /// The name in ids, reports and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Team => "team",
            Self::Chats => "chats",
            Self::Calendar => "calendar",
            Self::Drive => "drive",
        }
    }
}

/// Names a partition: `directory`, `team:{team id}`, `chats:{user id}`, `calendar:{user id}`, `drive:{drive id}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitionId {
    /// What kind of part it is.
    pub kind: Kind,
    /// Graph's id of the team, user or drive; empty for the directory.
    pub graph_id: String,
}

impl PartitionId {
    /// The one partition that every tenant has.
    pub fn directory() -> Self {
        Self { kind: Kind::Directory, graph_id: String::new() }
    }

    /// A team's.
    pub fn team(id: impl Into<String>) -> Self {
        Self { kind: Kind::Team, graph_id: id.into() }
    }

    /// A user's chats.
    pub fn chats(user: impl Into<String>) -> Self {
        Self { kind: Kind::Chats, graph_id: user.into() }
    }

    /// A user's calendar.
    pub fn calendar(user: impl Into<String>) -> Self {
        Self { kind: Kind::Calendar, graph_id: user.into() }
    }

    /// A drive's.
    pub fn drive(id: impl Into<String>) -> Self {
        Self { kind: Kind::Drive, graph_id: id.into() }
    }
}

impl fmt::Display for PartitionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Directory => formatter.write_str(self.kind.name()),
            Kind::Team | Kind::Chats | Kind::Calendar | Kind::Drive => {
                write!(formatter, "{}:{}", self.kind.name(), self.graph_id)
            }
        }
    }
}

/// A text that names no partition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names no partition; one is written as `directory`, `team:ID`, `chats:ID`, `calendar:ID` or `drive:ID`"
)]
pub struct NoPartition(String);

impl FromStr for PartitionId {
    type Err = NoPartition;

    fn from_str(text: &str) -> Result<Self, NoPartition> {
        let (name, graph_id) = text.split_once(':').unwrap_or((text, ""));
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        match kind {
            Some(kind) if (kind == Kind::Directory) == graph_id.is_empty() => {
                Ok(Self { kind, graph_id: graph_id.to_owned() })
            }
            Some(_) | None => Err(NoPartition(text.to_owned())),
        }
    }
}

impl Serialize for PartitionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartitionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a partition's documents are about, as far as its own requests don't tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// The tenant.
    Directory,
    /// A team.
    Team {
        /// Which.
        team: TeamContext,
    },
    /// A user's chats.
    Chats {
        /// Whose.
        user: UserContext,
    },
    /// A user's calendar.
    Calendar {
        /// Whose.
        user: UserContext,
    },
    /// A drive and the folders in it that belong to channels.
    Drive {
        /// The team whose channels they are.
        team_id: String,
        /// One for each channel whose folder is in this drive.
        folders: Vec<ChannelFolder>,
    },
}

/// A channel's folder in a drive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelFolder {
    /// The folder's item id.
    pub item_id: String,
    /// The channel.
    pub channel: ChannelContext,
}

impl Subject {
    /// The partition that finds this one: it is read first, so that what it knows is fresh.
    pub fn found_by(&self) -> Option<PartitionId> {
        match self {
            Self::Directory => None,
            Self::Team { .. } | Self::Chats { .. } | Self::Calendar { .. } => {
                Some(PartitionId::directory())
            }
            Self::Drive { team_id, .. } => Some(PartitionId::team(team_id)),
        }
    }

    /// Takes over what a later discovery knows; a drive's folders are told one by one.
    #[must_use]
    pub fn merged(self, newer: Self) -> Self {
        match (self, newer) {
            (Self::Drive { mut folders, .. }, Self::Drive { team_id, folders: found }) => {
                folders.retain(|old| found.iter().all(|new| new.channel.id != old.channel.id));
                folders.extend(found);
                folders.sort_by(|a, b| a.channel.id.cmp(&b.channel.id));
                Self::Drive { team_id, folders }
            }
            (_, newer) => newer,
        }
    }
}

/// A partition that a run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discovered {
    /// Which.
    pub partition: PartitionId,
    /// What is known of it.
    pub subject: Subject,
}

/// A subset of one partition that can be complete by itself: deletions are decided per scope.
///
/// `teams` in the directory; in a team `channels`, `{channel}` and `{channel}/tabs`; `{chat}`, `{chat}/tabs` and
/// `{chat}/files` in a user's chats; `events` in a calendar; `{channel}` in a drive.
pub type Scope = String;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_ranked_in_the_order_in_which_they_are_handed_out() {
        assert!(Kind::ALL.map(Kind::rank).is_sorted());
    }

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        for id in [PartitionId::directory(), PartitionId::team("t:1"), PartitionId::drive("b!x")] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for text in ["", "team", "team:", "directory:x", "tenant:1"] {
            assert!(text.parse::<PartitionId>().is_err(), "{text}");
        }
    }
}
