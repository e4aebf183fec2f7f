//! Who says something, and who is spoken to.

use crate::draw::Draw;
use crate::messages::room::{Place, Room};
use crate::tenant::Tenant;
use crate::tenant::chats::Member;
use crate::words;

/// Somebody or something that acts in Teams. Graph: chatMessageFromIdentitySet.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) id: String,
    /// Graph leaves some names out.
    pub(crate) name: Option<String>,
    pub(crate) kind: IdentityKind,
    /// The user's number, if the directory knows them.
    pub(crate) person: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdentityKind {
    AadUser,
    FederatedUser,
    AnonymousGuest,
    Bot,
    AadApplication,
    Office365Connector,
    OutgoingWebhook,
}

impl IdentityKind {
    /// Graph's word: userIdentityType or applicationIdentityType.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AadUser => "aadUser",
            Self::FederatedUser => "federatedUser",
            Self::AnonymousGuest => "anonymousGuest",
            Self::Bot => "bot",
            Self::AadApplication => "aadApplication",
            Self::Office365Connector => "office365Connector",
            Self::OutgoingWebhook => "outgoingWebhook",
        }
    }

    pub(crate) fn is_user(self) -> bool {
        match self {
            Self::AadUser | Self::FederatedUser | Self::AnonymousGuest => true,
            Self::Bot | Self::AadApplication | Self::Office365Connector | Self::OutgoingWebhook => {
                false
            }
        }
    }
}

/// Somebody or something that is spoken to. Graph: chatMessageMention.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) number: usize,
    pub(crate) text: String,
    pub(crate) id: String,
    pub(crate) kind: MentionKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MentionKind {
    User,
    Bot,
    Channel,
    Team,
    Tag,
}

impl Tenant {
    /// A user, as messages name them.
    pub(crate) fn identity(&self, person: usize) -> Identity {
        let known = self.person(person);
        Identity {
            id: known.map(|person| person.id.clone()).unwrap_or_default(),
            name: known.map(|person| person.name.clone()),
            kind: IdentityKind::AadUser,
            person: Some(person),
        }
    }

    /// A member of a chat or channel, as messages name them.
    pub(crate) fn identity_of(&self, member: Member) -> Identity {
        match member {
            Member::Person(number) => self.identity(number),
            Member::Stranger(number) => {
                let stranger = self.stranger(number);
                Identity {
                    id: stranger.id,
                    name: stranger.name,
                    kind: IdentityKind::FederatedUser,
                    person: None,
                }
            }
        }
    }
}

impl Room<'_> {
    /// Who says the next thing: mostly a member, sometimes a machine or somebody without a name.
    pub(crate) fn sender(&self, draw: &mut Draw) -> Identity {
        let member = self.member(draw);
        match draw.below(100) {
            0..3 => machine(draw, IdentityKind::Bot, &words::BOTS),
            3..5 => machine(draw, IdentityKind::AadApplication, &["Power Automate"]),
            5..7 => machine(draw, IdentityKind::Office365Connector, &words::CONNECTORS),
            7..8 => machine(draw, IdentityKind::OutgoingWebhook, &["Custom bot"]),
            8..10 => Identity {
                id: draw.hex(32),
                name: Some("Anon (Guest)".to_owned()),
                kind: IdentityKind::AnonymousGuest,
                person: None,
            },
            10..13 => Identity { name: None, ..self.tenant.identity_of(member) },
            _ => self.tenant.identity_of(member),
        }
    }

    /// Somebody or something of the room to speak to.
    pub(crate) fn mention(&self, number: usize, draw: &mut Draw) -> Mention {
        let of = |kind, id: &str, text: &str| Mention {
            number,
            text: text.to_owned(),
            id: id.to_owned(),
            kind,
        };
        match (draw.below(10), self.place) {
            (0, Place::Channel(channel, _)) => of(MentionKind::Channel, &channel.id, &channel.name),
            (1, Place::Channel(_, team)) => of(MentionKind::Team, &team.id, &team.name),
            (2, Place::Channel(..)) => of(MentionKind::Tag, &draw.guid(), "On call"),
            (3, _) => of(MentionKind::Bot, &draw.guid(), "Incident bot"),
            _ => {
                let person = self.tenant.identity(self.tenant.some_member(draw));
                of(MentionKind::User, &person.id, &person.name.unwrap_or_default())
            }
        }
    }
}

fn machine(draw: &mut Draw, kind: IdentityKind, names: &[&'static str]) -> Identity {
    Identity { id: draw.guid(), name: Some(draw.word(names).to_owned()), kind, person: None }
}
