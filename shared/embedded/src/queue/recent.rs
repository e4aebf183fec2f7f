//! Deduplication ids that were sent lately.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use super::lanes::after;

/// How long a deduplication id is remembered. SQS: five minutes, not adjustable.
pub(super) const REMEMBERED: Duration = Duration::from_mins(5);

/// The ids of the last [`REMEMBERED`].
#[derive(Debug, Default)]
pub(super) struct Recent {
    ids: HashSet<String>,
    /// The same ids with the moment at which each is forgotten, soonest first.
    forgotten: VecDeque<(Timestamp, String)>,
}

impl Recent {
    /// Remembers an id; false if it was there already.
    pub(super) fn remember(&mut self, id: &str, now: Timestamp) -> bool {
        while let Some((_, id)) = self.forgotten.pop_front_if(|(at, _)| *at <= now) {
            self.ids.remove(&id);
        }
        let new = self.ids.insert(id.to_owned());
        if new {
            self.forgotten.push_back((after(now, REMEMBERED), id.to_owned()));
        }
        new
    }
}
