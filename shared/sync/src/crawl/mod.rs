//! Worker: reading one part of the tenant, a step at a time.
//!
//! One file for each kind of partition. A step is about one request: it emits what it read, then moves the place on,
//! so that a segment can end between any two steps and the next one goes on from there. An error belongs to the
//! scope that is being read: it is noted, the scope keeps its old mark and isn't swept, and the others go on.

pub mod position;
mod pass;
mod directory;
mod team;
mod channel;
mod chats;
mod chat;
mod calendar;
mod drive;
mod folders;

use std::collections::BTreeMap;

use clock::Clock;
use documents::Document;
use documents::rule::{Policy, Rules};
use graph::page::Unreadable;
use graph::{AddressError, Client};
use jiff::Timestamp;

use crate::batch::{Batches, Removal};
use crate::crawl::position::{Mark, PageEnd, Place, Scopes};
use crate::issue::{Issue, code};
use crate::partition::{Scope, Subject};
use crate::port::queue::QueueError;
use crate::port::store::StoreError;
use crate::record::Mode;
use crate::users::UsersInScope;

/// Most pages of a list that is read whole within a step; no tenant has as many tabs or members.
const PAGES_MAX: usize = 200;

/// What a step of reading works with.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    /// Graph, as the connector's application.
    pub(crate) graph: &'a Client,
    /// Whose chats are read.
    pub(crate) users: &'a UsersInScope,
    /// The sync job.
    pub(crate) job_id: &'a str,
    /// Where what is read goes.
    pub(crate) batches: Batches<'a>,
    /// Which documents the job wants. They never decide what is read or where a reading stands.
    pub(crate) rules: &'a Rules,
    /// How the partition is read.
    pub(crate) mode: Mode,
    /// Scopes that the last run didn't read to their end, as the cursor has them.
    pub(crate) behind: BTreeMap<Scope, Option<Mark>>,
    /// The run's mark.
    pub(crate) mark: Option<Mark>,
    /// What became of the run's scopes.
    pub(crate) scopes: Scopes,
    /// The time.
    pub(crate) clock: &'a dyn Clock,
    /// How far a mark is set back.
    pub(crate) clock_skew: std::time::Duration,
}

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// There is more to read.
    More,
    /// The mark was taken: it is stored before anything is read (R19).
    Opened,
    /// All was read.
    Done,
}

/// Why a step ended early; its place has not moved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    /// Graph.
    #[error(transparent)]
    Graph(#[from] graph::Error),
    /// The index queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The state.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AddressError> for Stop {
    fn from(error: AddressError) -> Self {
        Self::Graph(error.into())
    }
}

impl Segment<'_> {
    /// Notes that something of a scope could not be read.
    pub(crate) fn note(&mut self, scope: &Scope, code: &str, reason: String) {
        self.batches.note(Issue {
            scope: scope.clone(),
            document: None,
            code: code.to_owned(),
            reason,
        });
    }

    /// A scope met an error: it keeps its old mark and isn't swept (R6).
    pub(crate) fn fail(&mut self, scope: &Scope, code: &str, reason: String) {
        self.note(scope, code, reason);
        self.scopes.failed.insert(scope.clone());
    }

    /// An item can't be read: the others are, but the scope isn't complete.
    pub(crate) fn unreadable(&mut self, scope: &Scope, item: Unreadable) {
        let issue = Issue {
            scope: scope.clone(),
            document: item.id,
            code: code::UNREADABLE_ITEM.to_owned(),
            reason: format!("Graph sent an item that can't be read: {}", item.reason),
        };
        self.batches.note(issue);
        self.scopes.failed.insert(scope.clone());
    }

    /// A scope was read to its end.
    pub(crate) fn complete(&mut self, scope: &Scope) {
        self.scopes.complete.insert(scope.clone());
    }

    /// A list was read to its end, or as far as it went.
    pub(crate) fn end(&mut self, scope: &Scope, end: PageEnd) {
        if end == PageEnd::Busy {
            self.note(
                scope,
                code::BUSY,
                "it changes faster than it can be read; nothing in it is deleted".to_owned(),
            );
            self.scopes.busy.insert(scope.clone());
        }
        self.complete(scope);
    }

    /// Writes a document that the sync rules include, and tells if a part of its text was over the limit.
    ///
    /// What they exclude is treated as if the tenant hadn't it.
    pub(crate) async fn upsert(
        &mut self,
        scope: &Scope,
        document: Document,
    ) -> Result<(), QueueError> {
        match self.rules.verdict(&document.fields) {
            Policy::Include => {}
            Policy::Exclude => {
                let removal = self.removal(scope);
                return self.batches.exclude(document.id, removal).await;
            }
        }
        if document.cut {
            self.batches.note(Issue {
                scope: scope.clone(),
                document: Some(document.id.clone()),
                code: code::DOCUMENT_CUT.to_owned(),
                reason: "its text or one of its lists is over the limit: the rest was left out"
                    .to_owned(),
            });
        }
        self.batches.upsert(scope, document).await
    }

    /// How a document of this scope is removed: a full run sweeps it, unless it can't read the scope to its end (R6).
    ///
    /// That is known of a scope that failed before or already did so now; one that is yet to fail is behind in the next
    /// run.
    fn removal(&self, scope: &Scope) -> Removal {
        let in_doubt = self.behind.contains_key(scope)
            || self.scopes.failed.contains(scope)
            || self.scopes.busy.contains(scope);
        match self.mode {
            Mode::Full if !in_doubt => Removal::BySweep,
            Mode::Full | Mode::Incremental => Removal::Now,
        }
    }

    /// The clock, set back so far that no change that is yet to come is stamped earlier.
    pub(crate) fn source_clock(&self) -> Timestamp {
        self.clock.now().checked_sub(self.clock_skew).unwrap_or(Timestamp::MIN)
    }

    /// All pages of a list that is short by nature, in one step.
    ///
    /// Read twice if it has more than one page: what moved between the pages meanwhile is met by the second reading.
    pub(crate) async fn whole_list<T>(
        &mut self,
        list: impl Fn() -> graph::Listing<T> + Send + Sync,
        scope: &Scope,
    ) -> Result<Vec<T>, Stop>
    where
        T: serde::de::DeserializeOwned + Send,
    {
        let mut items = Vec::new();
        for _reading in 0..2 {
            let mut next = Some(list());
            let mut pages = 0;
            while let Some(listing) = next {
                let page = self.graph.page(&listing).await?;
                pages += 1;
                for item in page.items {
                    match item {
                        Ok(item) => items.push(item),
                        Err(unreadable) => self.unreadable(scope, unreadable),
                    }
                }
                next = match page.next_link {
                    Some(link) if pages < PAGES_MAX => {
                        Some(listing.from_link(self.graph.root(), &link)?)
                    }
                    Some(_) => {
                        self.fail(
                            scope,
                            code::LIST_TOO_LONG,
                            format!("more than {PAGES_MAX} pages; the rest was left out"),
                        );
                        None
                    }
                    None => None,
                };
            }
            if pages == 1 {
                break;
            }
        }
        Ok(items)
    }
}

/// The reading of one partition: its place, and what was fetched for the next steps but needn't be stored.
#[derive(Debug)]
pub(crate) enum Reading {
    /// The directory.
    Directory(directory::Reading),
    /// A team.
    Team(team::Reading),
    /// A user's chats.
    Chats(chats::Reading),
    /// A calendar.
    Calendar(calendar::Reading),
    /// A drive.
    Drive(drive::Reading),
}

impl Reading {
    /// Goes on at a place; none if subject and place are of different kinds.
    pub(crate) fn resume(subject: Subject, place: Place) -> Option<Self> {
        Some(match (subject, place) {
            (Subject::Directory, Place::Directory(place)) => {
                Self::Directory(directory::Reading::new(place))
            }
            (Subject::Team { team }, Place::Team(place)) => {
                Self::Team(team::Reading::new(team, place))
            }
            (Subject::Chats { user }, Place::Chats(place)) => {
                Self::Chats(chats::Reading::new(user, place))
            }
            (Subject::Calendar { user }, Place::Calendar(place)) => {
                Self::Calendar(calendar::Reading::new(user, place))
            }
            (Subject::Drive { folders, .. }, Place::Drive(place)) => {
                Self::Drive(drive::Reading::new(folders, place))
            }
            (
                Subject::Directory
                | Subject::Team { .. }
                | Subject::Chats { .. }
                | Subject::Calendar { .. }
                | Subject::Drive { .. },
                _,
            ) => return None,
        })
    }

    /// Reads on: about one request. `graph_id` is the partition's.
    pub(crate) async fn step(
        &mut self,
        segment: &mut Segment<'_>,
        graph_id: &str,
    ) -> Result<Step, Stop> {
        match self {
            Self::Directory(reading) => reading.step(segment).await,
            Self::Team(reading) => reading.step(segment).await,
            Self::Chats(reading) => reading.step(segment).await,
            Self::Calendar(reading) => reading.step(segment).await,
            Self::Drive(reading) => reading.step(segment, graph_id).await,
        }
    }

    /// Leaves out what the last step failed on, for this run: notes it, and moves the place on.
    pub(crate) fn skip(&mut self, segment: &mut Segment<'_>, code: &str, reason: String) {
        match self {
            Self::Directory(reading) => reading.skip(segment, code, reason),
            Self::Team(reading) => reading.skip(segment, code, reason),
            Self::Chats(reading) => reading.skip(segment, code, reason),
            Self::Calendar(reading) => reading.skip(segment, code, reason),
            Self::Drive(reading) => reading.skip(segment, code, &reason),
        }
    }

    /// Where it is.
    pub(crate) fn into_place(self) -> Place {
        match self {
            Self::Directory(reading) => Place::Directory(reading.into_place()),
            Self::Team(reading) => Place::Team(reading.into_place()),
            Self::Chats(reading) => Place::Chats(reading.into_place()),
            Self::Calendar(reading) => Place::Calendar(reading.into_place()),
            Self::Drive(reading) => Place::Drive(reading.into_place()),
        }
    }
}
