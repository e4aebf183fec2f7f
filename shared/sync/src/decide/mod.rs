//! Every decision about progress, as a pure function of a record and what came in.
//!
//! Nothing here knows of queues, stores or crashes. The rules carry the numbers of the model that they come from
//! (`docs/sync-protocol.md`), and so do their tests.
//!
//! ```text
//! enlist ─▶ hand_out ─▶ (worker) ─▶ judge ─▶ claim ─▶ (write) ─▶ advance ─▶ finalise
//!              ▲                      └────▶ gap                    │
//!              └────────── lease over, Continue ◀───────────────────┘        cancel
//! ```

pub mod enlist;
pub mod hand_out;
pub mod judge;
pub mod advance;
pub mod cancel;
pub mod finalise;

#[cfg(test)]
pub(crate) mod sample;

use std::time::Duration;

use jiff::Timestamp;

/// The numbers that decisions depend on.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How long a task may be out without a batch of it being accepted. Longer than queue wait + longest segment +
    /// visibility time + index lag; too short costs work, never truth.
    pub lease: Duration,
    /// Hand-outs without progress after which a partition's run fails (R11).
    pub tries_max: u32,
    /// How far a mark is set back: no clock of the source is further behind ours.
    pub clock_skew: Duration,
}

impl Settings {
    /// For a process that runs all three roles by itself.
    ///
    /// A segment of 10 s can be held up for minutes by pauses that Graph asks for. A restart waits for no lease, and
    /// a living process loses no task: so the lease may be long.
    pub fn of_one_process() -> Self {
        Self { lease: Duration::from_mins(10), tries_max: 5, clock_skew: Duration::from_mins(5) }
    }
}

/// `now` moved by a duration; the end of time is far enough.
fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// `now` set back by a duration.
fn earlier(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}
