//! System events that are no calls: somebody joined, something was renamed.

use crate::draw::Draw;
use crate::messages::message::{EventDetail, Message};
use crate::messages::room::Room;
use crate::messages::senders::Identity;
use crate::moment::Moment;
use crate::words;

/// A notice. Graph: eventMessageDetail and its kinds.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) kind: NoticeKind,
    pub(crate) initiator: Identity,
    pub(crate) members: Vec<Identity>,
    /// A new name or description, where the kind has one.
    pub(crate) text: &'static str,
    /// The id of a tab, an app or a channel, where the kind has one.
    pub(crate) id: String,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    MembersAdded,
    MembersDeleted,
    MembersJoined,
    MembersLeft,
    ChatRenamed,
    ChannelAdded,
    ChannelRenamed,
    ChannelDescriptionUpdated,
    TeamRenamed,
    TeamArchived,
    TeamsAppInstalled,
    TeamsAppRemoved,
    TabUpdated,
    MessagePinned,
    MeetingPolicyUpdated,
    RoleUpdated,
}

const OF_CHANNELS: [NoticeKind; 10] = [
    NoticeKind::MembersAdded,
    NoticeKind::MembersDeleted,
    NoticeKind::ChannelAdded,
    NoticeKind::ChannelRenamed,
    NoticeKind::ChannelDescriptionUpdated,
    NoticeKind::TeamRenamed,
    NoticeKind::TeamArchived,
    NoticeKind::TeamsAppInstalled,
    NoticeKind::TeamsAppRemoved,
    NoticeKind::TabUpdated,
];

const OF_CHATS: [NoticeKind; 9] = [
    NoticeKind::MembersAdded,
    NoticeKind::MembersDeleted,
    NoticeKind::MembersJoined,
    NoticeKind::MembersLeft,
    NoticeKind::ChatRenamed,
    NoticeKind::MessagePinned,
    NoticeKind::MeetingPolicyUpdated,
    NoticeKind::RoleUpdated,
    NoticeKind::TeamsAppInstalled,
];

impl Room<'_> {
    /// A system message that is no call's.
    pub(crate) fn notice(&self, draw: &mut Draw, created: Moment) -> Message {
        let kinds: &[NoticeKind] = if self.is_channel() { &OF_CHANNELS } else { &OF_CHATS };
        let kind = draw.pick(kinds).copied().unwrap_or(NoticeKind::MembersAdded);
        let mut somebody = || Identity { name: None, ..self.tenant.identity_of(self.member(draw)) };
        let (initiator, members) = (somebody(), vec![somebody(), somebody()]);
        let mut message = Message::empty(created);
        let (text, id) = (draw.word(&words::TOPICS), draw.guid());
        message.event = Some(EventDetail::Notice(Notice { kind, initiator, members, text, id }));
        message
    }
}
