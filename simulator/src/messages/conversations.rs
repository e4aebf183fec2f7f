//! A chat's messages.

use crate::content::write::Style;
use crate::messages::calls::Course;
use crate::messages::message::Message;
use crate::messages::posts::Post;
use crate::messages::room::Room;
use crate::tenant::Tenant;
use crate::tenant::chats::{Chat, ChatType};

impl Tenant {
    /// A chat's messages, oldest first.
    pub(crate) fn messages(&self, chat: &Chat) -> Vec<Message> {
        let room = Room::of_chat(self, chat);
        (0..chat.timeline.acts()).flat_map(|act| act_of(&room, chat, act)).collect()
    }

    /// A chat's newest message; none when nobody has written.
    pub(crate) fn last_message(&self, chat: &Chat) -> Option<Message> {
        let last = chat.timeline.acts().checked_sub(1)?;
        act_of(&Room::of_chat(self, chat), chat, last).pop()
    }
}

/// The messages of one act. The first two acts are the same in every tenant: a file that can be resolved in each
/// second chat, a recorded call in each meeting's.
fn act_of(room: &Room<'_>, chat: &Chat, act: usize) -> Vec<Message> {
    let draw = &mut chat.part(room.tenant.seed(), "chat act", &[act]);
    let slot = chat.timeline.slot(act);
    let is_last = act + 1 == chat.timeline.acts();
    match (act, chat.kind, draw.below(100)) {
        (0, _, _) if chat.number.is_multiple_of(2) => {
            let first = room.written(Post::FirstFile, draw, slot.start, None);
            let again =
                Message { created: slot.step(1, 2), modified: slot.step(1, 2), ..first.clone() };
            vec![first, again] // two messages that carry one file
        }
        (0, _, _) => vec![room.written(Post::Text(Style::Sentences), draw, slot.start, None)],
        (1, ChatType::Meeting, _) => room.call(Course::WHOLE, draw, slot),
        (_, ChatType::Group | ChatType::Meeting, 0..6) if !is_last => {
            vec![room.notice(draw, slot.start)]
        }
        (_, _, 6..12) if !is_last => room.call(Course::draw(draw), draw, slot),
        _ => vec![room.post(draw, slot.start, None)],
    }
}
