//! A channel's reply chains.

use crate::content::write::Style;
use crate::draw::Draw;
use crate::messages::calls::Course;
use crate::messages::message::Message;
use crate::messages::posts::Post;
use crate::messages::room::Room;
use crate::moment::{MINUTE, Moment, SECOND};
use crate::tenant::Tenant;
use crate::tenant::channels::Channel;

/// A root message and its replies, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub(crate) root: Message,
    pub(crate) replies: Vec<Message>,
}

impl Chain {
    /// When anything in the chain changed last.
    pub(crate) fn changed(&self) -> Moment {
        self.replies.iter().map(|reply| reply.modified).fold(self.root.modified, Moment::max)
    }

    /// Root and replies.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        std::iter::once(&self.root).chain(&self.replies)
    }
}

impl Tenant {
    /// A channel's chains in Graph's order: the newest change of a whole chain first. Graph: channel-list-messages.
    pub(crate) fn chains(&self, channel: &Channel) -> Vec<Chain> {
        let Some(room) = Room::of_channel(self, channel) else {
            return Vec::new();
        };
        let acts = 0..channel.timeline.acts();
        let mut chains: Vec<Chain> = acts.flat_map(|act| act_of(&room, channel, act)).collect();
        chains.sort_by_key(|chain| std::cmp::Reverse((chain.changed(), chain.root.created)));
        chains
    }
}

/// The chains that one act makes: a post with replies, a call, a notice.
fn act_of(room: &Room<'_>, channel: &Channel, act: usize) -> Vec<Chain> {
    let seed = room.tenant.seed();
    let draw = &mut channel.part(seed, "chain", &[act]);
    let slot = channel.timeline.slot(act);
    match (act, channel.place, draw.below(100)) {
        (0, _, _) => {
            let opening = room.written(Post::Text(Style::Sentences), draw, slot.start, None);
            vec![with_replies(room, channel, (act, opening), draw)]
        }
        (1, 0, _) => call(room, Course::WHOLE, channel, act),
        (2, 0, _) if channel.team < 2 => vec![long_chain(room, slot.start, draw)],
        (3, 0, _) | (_, _, 0..7) => vec![alone(room.notice(draw, slot.start))],
        (_, _, 7..14) => call(room, Course::draw(draw), channel, act),
        _ => {
            let opening = room.post(draw, slot.start, None);
            vec![with_replies(room, channel, (act, opening), draw)]
        }
    }
}

fn alone(root: Message) -> Chain {
    Chain { root, replies: Vec::new() }
}

/// Two neighbouring chains have replies at the same moments, so that their ids are equal. Graph: chatMessage.
fn with_replies(
    room: &Room<'_>,
    channel: &Channel,
    (act, opening): (usize, Message),
    draw: &mut Draw,
) -> Chain {
    let (fewest, most) = room.tenant.shape().replies;
    let first = channel.timeline.turn(act - act % 2 + 2).after(SECOND);
    let replies = (0..draw.count(fewest, most)).map(|number| {
        let created = first.after(crate::draw::wide(number) * 17 * MINUTE);
        room.post(draw, created, Some(opening.created))
    });
    Chain { replies: replies.collect(), root: opening }
}

/// More replies than Graph shows inline.
fn long_chain(room: &Room<'_>, created: Moment, draw: &mut Draw) -> Chain {
    let opening = room.written(Post::Text(Style::Long), draw, created, None);
    let replies = (0..draw.count(203, 212)).map(|number| {
        let created = created.after((crate::draw::wide(number) + 1) * 3 * MINUTE);
        if number < 202 {
            let kind = if number % 2 == 0 { Post::Plain } else { Post::draw(draw) };
            room.written(kind, draw, created, Some(opening.created))
        } else {
            room.post(draw, created, Some(opening.created))
        }
    });
    Chain { replies: replies.collect(), root: opening }
}

/// A call's events: in one chain below the first, or each on its own.
fn call(room: &Room<'_>, course: Course, channel: &Channel, act: usize) -> Vec<Chain> {
    let draw = &mut channel.part(room.tenant.seed(), "call", &[act]);
    let together = draw.chance(60);
    let mut events = room.call(course, draw, channel.timeline.slot(act)).into_iter();
    if !together {
        return events.map(alone).collect();
    }
    let Some(opening) = events.next() else {
        return Vec::new();
    };
    let replies = events.map(|event| Message { reply_to: Some(opening.created), ..event });
    vec![Chain { replies: replies.collect(), root: opening }]
}
