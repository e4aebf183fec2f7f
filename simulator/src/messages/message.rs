//! One message, as the tenant knows it.

use crate::content::html::Manner;
use crate::content::readable::{readable, readable_plain};
use crate::content::rich::{Block, Inline};
use crate::messages::attachments::Attachment;
use crate::messages::calls::CallEvent;
use crate::messages::notices::Notice;
use crate::messages::senders::{Identity, Mention};
use crate::moment::Moment;

/// A message of a channel or chat.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    pub(crate) edited: Option<Moment>,
    pub(crate) deleted: Option<Moment>,
    /// The root's creation, for a reply.
    pub(crate) reply_to: Option<Moment>,
    pub(crate) subject: Option<&'static str>,
    pub(crate) importance: &'static str,
    pub(crate) sender: Option<Identity>,
    pub(crate) body: Body,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) reactions: Vec<Reaction>,
    /// Data loss prevention took the text away.
    pub(crate) blocked: bool,
    pub(crate) event: Option<EventDetail>,
}

/// What a message says.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Rich(Vec<Block>, Manner),
    Plain(String),
}

/// What happened, for a message that nobody wrote.
#[derive(Debug, Clone)]
pub(crate) enum EventDetail {
    Call(CallEvent),
    Notice(Notice),
}

#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    pub(crate) at: Moment,
    pub(crate) by: Identity,
}

impl Message {
    /// A message without anything in it.
    pub(crate) fn empty(created: Moment) -> Self {
        Self {
            created,
            modified: created,
            edited: None,
            deleted: None,
            reply_to: None,
            subject: None,
            importance: "normal",
            sender: None,
            body: Body::Rich(Vec::new(), Manner::Plain),
            attachments: Vec::new(),
            mentions: Vec::new(),
            reactions: Vec::new(),
            blocked: false,
            event: None,
        }
    }

    pub(crate) fn id(&self) -> String {
        self.created.id()
    }

    /// The text that a person reads, without the attachments'.
    pub(crate) fn text(&self) -> String {
        match &self.body {
            Body::Rich(blocks, _) => readable(blocks),
            Body::Plain(text) => readable_plain(text),
        }
    }

    /// Whether a crawler must have indexed it: somebody said something, and it is still there.
    pub(crate) fn is_document(&self) -> bool {
        let says_something = self.subject.is_some()
            || !self.text().is_empty()
            || !self.attachments.is_empty()
            || self.shows_image()
            || self.blocked;
        self.event.is_none() && self.deleted.is_none() && says_something
    }

    fn shows_image(&self) -> bool {
        let Body::Rich(blocks, _) = &self.body else {
            return false;
        };
        blocks.iter().any(|block| match block {
            Block::Paragraph(inlines) => {
                inlines.iter().any(|inline| matches!(inline, Inline::Image { .. }))
            }
            Block::Heading(_)
            | Block::List { .. }
            | Block::Table(_)
            | Block::Quote(_)
            | Block::Code { .. }
            | Block::Rule
            | Block::Attachment(_)
            | Block::Blank => false,
        })
    }
}
