//! When things happen in a channel or chat: each act has a slot of its own.

use crate::draw::{Draw, wide};
use crate::moment::{DAY, HOUR, Moment};

/// A span of time that is cut into equal slots, one for each act, so that act `n` knows its time without the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline {
    start: Moment,
    length: u64,
    acts: usize,
}

/// When an act happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) start: Moment,
    /// Milliseconds until the next act.
    pub(crate) length: u64,
}

impl Timeline {
    /// From `start` to a drawn end, weeks before the tenant's last moment: later changes must fit in, too.
    pub(crate) fn draw(draw: &mut Draw, start: Moment, acts: usize) -> Self {
        let last = Moment::LAST.before(30 * DAY).since(start);
        let length = draw.between(last / 3, last).max(HOUR);
        Self { start, length, acts }
    }

    pub(crate) fn acts(&self) -> usize {
        self.acts
    }

    /// When the turn of an act comes; the end of the timeline after its last act.
    pub(crate) fn turn(&self, act: usize) -> Moment {
        self.start.after(self.length / wide(self.acts).max(1) * wide(act.min(self.acts)))
    }

    /// The slot of an act: the first begins when the timeline does, the others a little after their turn.
    pub(crate) fn slot(&self, act: usize) -> Slot {
        let length = self.length / wide(self.acts).max(1);
        let delay = match act {
            0 => 0,
            _ => Draw::of(self.start.since(Moment::FIRST), "slot", &[act]).below(length / 4),
        };
        Slot { start: self.turn(act).after(delay), length: length - delay }
    }
}

impl Slot {
    /// The moment of step `step` of `steps`: later steps come later, all of them before the next act.
    pub(crate) fn step(self, step: usize, steps: usize) -> Moment {
        self.start.after(self.length / (wide(steps) + 1) * wide(step))
    }
}

/// A moment at which things happen in many channels and chats at once, so that their messages have equal ids.
pub(crate) fn common_moment(seed: u64) -> Moment {
    Moment::FIRST.after(400 * DAY).after(Draw::of(seed, "common moment", &[]).below(10 * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_come_one_after_the_other_and_leave_time_for_later_changes() {
        let timeline = Timeline::draw(&mut Draw::of(1, "test", &[]), Moment::FIRST, 50);
        for act in 0..49 {
            let slot = timeline.slot(act);
            assert!(slot.step(7, 8) < timeline.slot(act + 1).start);
            assert!(slot.step(0, 8) < slot.step(1, 8));
        }
        assert!(timeline.turn(60) <= Moment::LAST.before(30 * DAY));
    }
}
