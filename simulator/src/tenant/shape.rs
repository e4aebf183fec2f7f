//! How many of everything a tenant of a size has.

use crate::options::Size;

/// Counts; ranges are `(fewest, most)`.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) people: usize,
    /// Groups, one in four of which is no team.
    pub(crate) groups: usize,
    /// Channels of a team, General among them.
    pub(crate) channels: (usize, usize),
    /// Reply chains of a channel.
    pub(crate) chains: (usize, usize),
    /// Reply chains of the one channel that has many pages.
    pub(crate) chains_of_busiest: usize,
    /// Replies of an ordinary chain.
    pub(crate) replies: (usize, usize),
    pub(crate) one_on_ones: usize,
    pub(crate) group_chats: usize,
    pub(crate) meeting_chats: usize,
    /// Posts and calls of a chat.
    pub(crate) acts: (usize, usize),
    /// Posts and calls of the chats that have many pages.
    pub(crate) acts_of_busiest: usize,
    /// Every how many chats one is as busy as that.
    pub(crate) busiest_every: usize,
    /// Files of a channel's folder.
    pub(crate) files: (usize, usize),
    /// Events of a calendar.
    pub(crate) events: (usize, usize),
}

impl Shape {
    pub(crate) fn of(size: Size) -> Self {
        match size {
            Size::Small => Self {
                people: 36,
                groups: 9,
                channels: (2, 4),
                chains: (2, 6),
                chains_of_busiest: 56,
                replies: (0, 2),
                one_on_ones: 14,
                group_chats: 20,
                meeting_chats: 8,
                acts: (2, 6),
                acts_of_busiest: 70,
                busiest_every: 20,
                files: (2, 4),
                events: (5, 6),
            },
            Size::Medium => Self {
                people: 220,
                groups: 48,
                channels: (3, 7),
                chains: (20, 70),
                chains_of_busiest: 400,
                replies: (0, 3),
                one_on_ones: 320,
                group_chats: 120,
                meeting_chats: 100,
                acts: (4, 24),
                acts_of_busiest: 320,
                busiest_every: 40,
                files: (3, 20),
                events: (8, 24),
            },
        }
    }

    /// Chats of all kinds.
    pub(crate) fn chats(&self) -> usize {
        self.one_on_ones + self.group_chats + self.meeting_chats
    }
}
