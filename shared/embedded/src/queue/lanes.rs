//! The queue's rules over a state and a moment.
//!
//! ```text
//!           lane of group a    m3 m2 [m1] ─┐
//!           lane of group b       m5 [m4] ─┼─▶ turns: lanes by the time at which their first message is visible
//!           a message alone          [m6] ─┘
//! ```
//!
//! Messages that must keep an order share a lane, and only a lane's first message can be taken. A lane whose next
//! message comes up goes behind the lanes that are waiting already: so none starves, however long another one is.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use sync::port::queue::{Delivery, Outgoing, Receipt};

use super::Options;
use super::recent::Recent;

/// The moment `duration` later, or the end of time.
pub(super) fn after(now: Timestamp, duration: Duration) -> Timestamp {
    now.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// What shares an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum LaneName {
    /// A FIFO group.
    Group(String),
    /// One message that has no order, by its number.
    Alone(u64),
}

/// When a lane's first message is visible, and a number that tells lanes of one moment apart, oldest first.
type Turn = (Timestamp, u64);

/// Messages in their order; only the first can be taken, so only it can be invisible. Never empty.
type Messages<M> = VecDeque<Message<M>>;

#[derive(Debug)]
struct Lane<M> {
    turn: Turn,
    messages: Messages<M>,
}

#[derive(Debug)]
struct Message<M> {
    content: M,
    /// When it may be seen for the first time.
    visible_at: Timestamp,
    /// How often it was received.
    receives: u32,
    /// Its last delivery, as long as that may be acknowledged.
    delivery: Option<u64>,
}

/// The queue's whole state.
#[derive(Debug)]
pub(super) struct Lanes<M> {
    options: Options,
    by_name: HashMap<LaneName, Lane<M>>,
    turns: BTreeMap<Turn, LaneName>,
    /// The lanes of deliveries that may be acknowledged.
    deliveries: HashMap<u64, LaneName>,
    recent: Recent,
    dead_letters: Vec<M>,
    /// The last number that was given to a turn, a message or a delivery.
    number: u64,
}

impl<M: Clone> Lanes<M> {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            by_name: HashMap::new(),
            turns: BTreeMap::new(),
            deliveries: HashMap::new(),
            recent: Recent::default(),
            dead_letters: Vec::new(),
            number: 0,
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.by_name.values().map(|lane| lane.messages.len()).sum()
    }

    pub(super) fn dead_letters(&self) -> &[M] {
        &self.dead_letters
    }

    /// When the next message is visible that isn't yet, or already is.
    pub(super) fn next_visible(&self) -> Option<Timestamp> {
        self.turns.first_key_value().map(|((at, _), _)| *at)
    }

    pub(super) fn send(&mut self, messages: Vec<Outgoing<M>>, now: Timestamp) {
        for Outgoing { message, delay, fifo } in messages {
            let name = match fifo {
                Some(fifo) if !self.recent.remember(&fifo.deduplication_id, now) => continue,
                Some(fifo) => LaneName::Group(fifo.group),
                None => LaneName::Alone(self.next_number()),
            };
            let visible_at = after(now, delay);
            let message = Message { content: message, visible_at, receives: 0, delivery: None };
            self.append(name, message, now);
        }
    }

    /// Takes the first messages of up to `max` lanes.
    pub(super) fn take(&mut self, max: usize, now: Timestamp) -> Vec<Delivery<M>> {
        let mut taken = Vec::new();
        let mut invisible = Vec::new();
        while taken.len() < max
            && let Some((name, mut messages)) = self.visible_lane(now)
        {
            self.bury(&mut messages);
            match messages.front_mut() {
                Some(first) if first.visible_at <= now => {
                    self.number += 1;
                    taken.push(first.deliver(self.number));
                    self.deliveries.insert(self.number, name.clone());
                    invisible.push((name, messages));
                }
                Some(_) | None => self.queue(name, messages, now),
            }
        }
        // Only now, so that a visibility time of zero gives no message twice at once.
        for (name, messages) in invisible {
            self.queue(name, messages, after(now, self.options.visibility));
        }
        taken
    }

    /// Deletes the message of a delivery, unless it was delivered again since.
    pub(super) fn acknowledge(&mut self, receipt: &Receipt, now: Timestamp) {
        let Some((name, mut messages)) = self.lane_of(receipt) else {
            return;
        };
        messages.pop_front();
        self.queue(name, messages, now);
    }

    /// Shows the message of a delivery again at `at`, unless it was delivered again since.
    pub(super) fn release(&mut self, receipt: &Receipt, at: Timestamp) {
        let Some((name, mut messages)) = self.lane_of(receipt) else {
            return;
        };
        if let Some(first) = messages.front_mut() {
            first.delivery = None;
        }
        self.queue(name, messages, at);
    }

    fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn append(&mut self, name: LaneName, message: Message<M>, now: Timestamp) {
        match self.by_name.get_mut(&name) {
            Some(lane) => lane.messages.push_back(message),
            None => self.queue(name, Messages::from([message]), now),
        }
    }

    /// Gives a lane its next turn: not before `at`, and behind all of the same moment. An empty one gets none.
    fn queue(&mut self, name: LaneName, messages: Messages<M>, at: Timestamp) {
        let Some(first) = messages.front() else {
            return;
        };
        let turn = (first.visible_at.max(at), self.next_number());
        self.turns.insert(turn, name.clone());
        self.by_name.insert(name, Lane { turn, messages });
    }

    /// Takes out the lane that has waited longest for its turn.
    fn visible_lane(&mut self, now: Timestamp) -> Option<(LaneName, Messages<M>)> {
        let turn = self.turns.first_entry().filter(|turn| turn.key().0 <= now)?;
        let (name, lane) = self.by_name.remove_entry(&turn.remove())?;
        Some((name, lane.messages))
    }

    /// Takes out the lane of a delivery that may be acknowledged.
    fn lane_of(&mut self, receipt: &Receipt) -> Option<(LaneName, Messages<M>)> {
        let name = self.deliveries.remove(&receipt.0.parse().ok()?)?;
        let (name, lane) = self.by_name.remove_entry(&name)?;
        self.turns.remove(&lane.turn);
        Some((name, lane.messages))
    }

    /// Ends the right of the first message's last delivery, and moves to the dead letters what was received too often.
    fn bury(&mut self, messages: &mut Messages<M>) {
        if let Some(lapsed) = messages.front_mut().and_then(|first| first.delivery.take()) {
            self.deliveries.remove(&lapsed);
        }
        let worn_out = |first: &mut Message<M>| first.receives >= self.options.receives_max;
        if let Some(dead) = messages.pop_front_if(worn_out) {
            self.dead_letters.push(dead.content);
        }
    }
}

impl<M: Clone> Message<M> {
    fn deliver(&mut self, number: u64) -> Delivery<M> {
        self.receives += 1;
        self.delivery = Some(number);
        Delivery {
            message: self.content.clone(),
            receipt: Receipt(number.to_string()),
            receive_count: self.receives,
        }
    }
}
