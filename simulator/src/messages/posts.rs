//! What somebody writes, and what becomes of it.

use crate::content::html::Manner;
use crate::content::rich::{Block, Inline};
use crate::content::write::{self, Style};
use crate::draw::Draw;
use crate::messages::attachments::Attachment;
use crate::messages::message::{Body, Message, Reaction};
use crate::messages::room::Room;
use crate::moment::{HOUR, MINUTE, Moment};
use crate::words;

/// What a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Post {
    Text(Style),
    Plain,
    Mentions,
    /// A file with a text.
    File,
    /// The first file of the sender, which can always be resolved, and no text.
    FirstFile,
    Image,
    ImageOnly,
    Card,
    CardOnly,
    Quote,
    CodeSnippet,
    Blocked,
    /// Nothing at all: no document.
    Nothing,
}

impl Post {
    pub(crate) fn draw(draw: &mut Draw) -> Self {
        match draw.below(100) {
            0..52 => Self::Text(Style::draw(draw)),
            52..60 => Self::Plain,
            60..67 => Self::Mentions,
            67..74 => Self::File,
            74..76 => Self::FirstFile,
            76..79 => Self::Image,
            79..81 => Self::ImageOnly,
            81..85 => Self::Card,
            85..88 => Self::CardOnly,
            88..93 => Self::Quote,
            93..95 => Self::CodeSnippet,
            95..97 => Self::Blocked,
            _ => Self::Nothing,
        }
    }
}

impl Room<'_> {
    /// A post that was made at `created`, and whatever happened to it since.
    pub(crate) fn post(
        &self,
        draw: &mut Draw,
        created: Moment,
        reply_to: Option<Moment>,
    ) -> Message {
        let kind = Post::draw(draw);
        let mut message = self.written(kind, draw, created, reply_to);
        live_on(&mut message, self, draw);
        message
    }

    /// A post as it was sent.
    pub(crate) fn written(
        &self,
        kind: Post,
        draw: &mut Draw,
        created: Moment,
        reply_to: Option<Moment>,
    ) -> Message {
        let mut message = Message::empty(created);
        message.reply_to = reply_to;
        let sender = if kind == Post::FirstFile {
            self.tenant.identity(self.tenant.some_member(draw))
        } else {
            self.sender(draw)
        };
        let opens_chain = self.is_channel() && reply_to.is_none();
        message.subject = (opens_chain && draw.chance(25)).then(|| draw.word(&words::SUBJECTS));
        if draw.chance(4) {
            message.importance = draw.word(&["high", "urgent"]);
        }
        message.sender = Some(sender);
        self.fill(&mut message, kind, draw);
        message
    }

    fn fill(&self, message: &mut Message, kind: Post, draw: &mut Draw) {
        let manner = manner(draw);
        let blocks = match kind {
            Post::Text(style) => write::text(style, draw),
            Post::Plain => {
                message.body = Body::Plain(write::plain(draw));
                return;
            }
            Post::Mentions => self.mentions(message, draw),
            Post::File => {
                [self.carry(message, draw.index(8)), write::text(Style::Sentences, draw)].concat()
            }
            Post::FirstFile => self.carry(message, 0),
            Post::Image => {
                [self.image(message, draw), write::text(Style::Sentences, draw)].concat()
            }
            Post::ImageOnly => self.image(message, draw),
            Post::Card => [self.card(message, draw), write::text(Style::Sentences, draw)].concat(),
            Post::CardOnly => attach(message, Attachment::adaptive(draw)),
            Post::Quote => {
                [self.quote(message, draw), write::text(Style::Sentences, draw)].concat()
            }
            Post::CodeSnippet => {
                attach(message, Attachment::code_snippet(self, message.created, draw))
            }
            Post::Blocked => {
                message.blocked = true;
                message.subject = None;
                Vec::new()
            }
            Post::Nothing => {
                message.subject = None;
                vec![Block::Blank]
            }
        };
        message.body = Body::Rich(blocks, manner);
    }

    fn mentions(&self, message: &mut Message, draw: &mut Draw) -> Vec<Block> {
        let mut inlines = Vec::new();
        for number in 0..draw.count(1, 3) {
            let mention = self.mention(number, draw);
            inlines.extend([
                Inline::Mention { number, name: mention.text.clone() },
                Inline::text(" "),
            ]);
            message.mentions.push(mention);
        }
        inlines.push(Inline::text(write::sentence(draw)));
        vec![Block::Paragraph(inlines)]
    }

    /// Attaches a file if the room has one; else there is a text instead.
    fn carry(&self, message: &mut Message, file: usize) -> Vec<Block> {
        match message.sender.as_ref().and_then(|sender| self.file(sender, file)) {
            Some(attachment) => attach(message, attachment),
            None => vec![Block::Paragraph(vec![Inline::text(
                "There was a file, but I cannot find it.",
            )])],
        }
    }

    fn image(&self, message: &Message, draw: &mut Draw) -> Vec<Block> {
        let hosted =
            draw.letters(120, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
        let address =
            format!("{}/{}/hostedContents/{hosted}/$value", self.messages_address(), message.id());
        let alt = draw.word(&["image", "image", "", "Floor plan of the second floor"]);
        vec![Block::Paragraph(vec![Inline::Image { address, alt }])]
    }

    /// Cards whose texts could be read in more than one order come with a subject, in chains.
    fn card(&self, message: &mut Message, draw: &mut Draw) -> Vec<Block> {
        if self.is_channel() && message.reply_to.is_some() {
            return attach(message, Attachment::adaptive(draw));
        }
        if self.is_channel() {
            message.subject = Some(draw.word(&words::SUBJECTS));
        }
        attach(message, Attachment::card(draw))
    }

    fn quote(&self, message: &mut Message, draw: &mut Draw) -> Vec<Block> {
        let said = message.created.before(draw.between(1, 600) * MINUTE);
        let by = self.tenant.identity_of(self.member(draw));
        attach(message, Attachment::quote(said, &by, write::sentence(draw)))
    }
}

fn attach(message: &mut Message, attachment: Attachment) -> Vec<Block> {
    let block = Block::Attachment(attachment.id.clone());
    message.attachments.push(attachment);
    vec![block]
}

fn manner(draw: &mut Draw) -> Manner {
    match draw.below(3) {
        0 => Manner::Plain,
        1 => Manner::Nested,
        _ => Manner::Broken,
    }
}

/// Edits, reactions and deletions: each changes `modified`, only an edit changes `edited`. Graph: chatMessage.
fn live_on(message: &mut Message, room: &Room<'_>, draw: &mut Draw) {
    if draw.chance(8) {
        let edited = message.created.after(draw.between(1, 72) * HOUR / 2);
        message.edited = Some(edited);
        message.modified = edited;
    }
    if draw.chance(12) {
        for _ in 0..draw.count(1, 4) {
            message.modified = message.modified.after(draw.between(1, 90) * MINUTE);
            let (kind, name) = draw.pick(&words::REACTIONS).copied().unwrap_or_default();
            let by = room.tenant.identity_of(room.member(draw));
            message.reactions.push(Reaction { kind, name, at: message.modified, by });
        }
    }
    if draw.chance(4) {
        let deleted = message.modified.after(draw.between(1, 48) * HOUR);
        let gone = Message::empty(message.created);
        let (reply_to, edited, sender) = (message.reply_to, message.edited, message.sender.take());
        *message =
            Message { reply_to, edited, sender, modified: deleted, deleted: Some(deleted), ..gone };
    }
}
