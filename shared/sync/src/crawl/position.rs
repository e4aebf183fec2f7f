//! Where a run stands: all that the next segment needs, and nothing that a crash could lose.

use std::collections::{BTreeMap, BTreeSet};

use documents::ChatContext;
use documents::channel_meeting::Calls;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::partition::{Kind, Scope};

/// Where the next incremental run starts; fixed before this run reads anything (R4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mark {
    /// The scheduler's clock at enlistment, less a skew: every later change is stamped with it or after it.
    Time {
        /// The moment.
        at: Timestamp,
    },
    /// The directory's delta links; none of a list that may not be read.
    Directory {
        /// Of `users/delta`.
        users: Option<String>,
        /// Of `groups/delta`.
        groups: Option<String>,
    },
    /// A drive's delta link.
    Drive {
        /// Of `root/delta`.
        link: String,
    },
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The run's mark; none until the opening segment of a kind whose mark is a token took it (R19).
    pub mark: Option<Mark>,
    /// What became of the scopes so far.
    pub scopes: Scopes,
    /// How often in a row a segment ended because Graph failed, not because its time was up.
    pub stalls: u32,
    /// Where the reading is.
    pub place: Place,
}

/// What became of a run's scopes so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// Read to their end.
    pub complete: BTreeSet<Scope>,
    /// Met an error: they keep their old mark and aren't swept (R6).
    pub failed: BTreeSet<Scope>,
    /// Changed too fast to be swept (R8).
    pub busy: BTreeSet<Scope>,
}

impl Scopes {
    /// Whether this run is done with the scope, one way or the other.
    pub(crate) fn is_read(&self, scope: &str) -> bool {
        self.complete.contains(scope) || self.failed.contains(scope) || self.busy.contains(scope)
    }

    /// Scopes of which everything that is there was met: read to the end, without an error or a doubt.
    pub(crate) fn without_doubt(&self) -> BTreeSet<Scope> {
        let doubtful = |scope: &&Scope| self.failed.contains(*scope) || self.busy.contains(*scope);
        self.complete.iter().filter(|scope| !doubtful(scope)).cloned().collect()
    }
}

impl Position {
    /// Where a run of this kind begins. `mark` is the scheduler's clock less the skew.
    pub fn start(kind: Kind, mark: Timestamp) -> Self {
        let time = Some(Mark::Time { at: mark });
        let (mark, place) = match kind {
            Kind::Directory => (None, Place::Directory(DirectoryPlace::Users { link: None })),
            Kind::Team => (time, Place::Team(TeamPlace::Channels)),
            Kind::Chats => (time, Place::Chats(ChatsPlace::default())),
            Kind::Calendar => (time, Place::Calendar(ListPlace::default())),
            Kind::Drive => (None, Place::Drive(DrivePlace::default())),
        };
        Self { mark, scopes: Scopes::default(), stalls: 0, place }
    }
}

/// Where the reading is, for each kind of partition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum Place {
    /// In the directory.
    Directory(DirectoryPlace),
    /// In a team.
    Team(TeamPlace),
    /// In a user's chats.
    Chats(ChatsPlace),
    /// In a calendar.
    Calendar(ListPlace),
    /// In a drive.
    Drive(DrivePlace),
}

/// Where the reading of a newest-first list is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPlace {
    /// Which pass: 0 reads all, the later ones catch up with what changed meanwhile (R8).
    pub pass: u32,
    /// When this pass began, less the skew: how far the next one goes back.
    pub began: Option<Timestamp>,
    /// How far this pass goes back; none for all.
    pub since: Option<Timestamp>,
    /// The next page of this pass; none for its first.
    pub link: Option<String>,
    /// Pages of this pass that were read.
    pub pages: u32,
    /// What the last page meant.
    pub end: PageEnd,
}

/// What the end of a page of a newest-first list means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageEnd {
    /// Read on: the same pass, or the next one.
    #[default]
    More,
    /// Everything that is there was met.
    Complete,
    /// It changes faster than it is read (R8).
    Busy,
}

/// In the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "list", rename_all = "snake_case")]
pub enum DirectoryPlace {
    /// The list of users.
    Users {
        /// Its next page; none for the first.
        link: Option<String>,
    },
    /// The list of teams.
    Teams {
        /// The page that is being read; none for the first.
        link: Option<String>,
        /// Teams of that page that are done.
        done: BTreeSet<String>,
        /// Pages before it.
        pages: u32,
        /// Listings before this one, each of which something changed in.
        pass: u32,
        /// Where the delta round begins that tells what changed in this one; none for the mark's.
        since: Option<String>,
    },
    /// What became of teams while they were listed: anything but nothing lists them again.
    CatchUp {
        /// The delta round's next page.
        link: String,
        /// Listings before it.
        pass: u32,
        /// Whether this one found something so far.
        changed: bool,
    },
    /// All was read.
    End,
}

/// In a team: its channels in the order of their ids, each stage by stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "read", rename_all = "snake_case")]
pub enum TeamPlace {
    /// The list of channels itself.
    Channels,
    /// One channel.
    Channel {
        /// Its id.
        id: String,
        /// What of it comes next.
        stage: ChannelStage,
    },
    /// All was read.
    End,
}

/// What of a channel comes next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "read", rename_all = "snake_case")]
pub enum ChannelStage {
    /// Its tabs.
    Tabs,
    /// Its folder.
    FilesFolder,
    /// Its messages.
    Messages {
        /// Where in their list.
        list: ListPlace,
        /// Chains of the last page whose replies go on elsewhere.
        chains: Vec<ReplyChain>,
        /// Calls found so far.
        calls: Calls,
    },
}

/// A chain with more replies than came with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyChain {
    /// The root message's id.
    pub root_id: String,
    /// The next page of its replies.
    pub link: String,
    /// How far the pass goes back that met it; none for all.
    pub since: Option<Timestamp>,
}

/// In a user's chats.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatsPlace {
    /// Where in the list of chats.
    pub list: ListPlace,
    /// Large chats of the current page that turned out to be others' to read.
    pub others: BTreeSet<String>,
    /// The chat that is being read.
    pub chat: Option<Box<ChatPlace>>,
}

/// In one chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChatPlace {
    /// Graph's id of the chat.
    pub id: String,
    /// What its documents say of it.
    pub context: ChatContext,
    /// What of it comes next.
    pub stage: ChatStage,
    /// Addresses of files that its messages carry, with those messages' ids.
    pub files: BTreeMap<String, BTreeSet<String>>,
    /// Documents of files that were resolved, with the messages that carry them.
    pub resolved: BTreeMap<String, BTreeSet<String>>,
}

/// What of a chat comes next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "read", rename_all = "snake_case")]
pub enum ChatStage {
    /// Its tabs.
    Tabs,
    /// Its messages.
    Messages {
        /// Where in their list.
        list: ListPlace,
    },
    /// The files that its messages carry.
    Files,
}

/// In a drive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DrivePlace {
    /// Which pass: 0 reads all, the later ones catch up (R8).
    pub pass: u32,
    /// The next page; none for the first of all.
    pub link: Option<String>,
    /// Pages of this pass that were read.
    pub pages: u32,
    /// Folders seen, by item id.
    pub folders: BTreeMap<String, Folder>,
    /// Files whose folder wasn't seen before them.
    pub orphans: BTreeSet<String>,
    /// What the last page meant; the orphans come after the last of all.
    pub end: PageEnd,
}

/// A folder of a drive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Folder {
    /// The folder that it is in; none for the drive's root.
    pub parent: Option<String>,
    /// Its name.
    pub name: String,
}
