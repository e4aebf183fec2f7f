//! What people write, drawn.

use super::rich::{Block, CodeForm, Inline};
use crate::draw::Draw;
use crate::words;

/// The kinds of text that a message can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Sentences,
    Long,
    List,
    Table,
    Quote,
    Code,
    Link,
    Emoji,
}

impl Style {
    /// Mostly sentences, sometimes one of the others.
    pub(crate) fn draw(draw: &mut Draw) -> Self {
        match draw.below(100) {
            0..60 => Self::Sentences,
            60..66 => Self::Long,
            66..73 => Self::List,
            73..79 => Self::Table,
            79..85 => Self::Quote,
            85..90 => Self::Code,
            90..96 => Self::Link,
            _ => Self::Emoji,
        }
    }
}

/// A text in a style.
pub(crate) fn text(style: Style, draw: &mut Draw) -> Vec<Block> {
    match style {
        Style::Sentences => (0..draw.count(1, 2)).map(|_| paragraph(draw)).collect(),
        Style::Long => vec![Block::Paragraph(vec![Inline::text(words::LONG)]), paragraph(draw)],
        Style::List => vec![paragraph(draw), list(draw), list(draw)],
        Style::Table => vec![Block::Heading(draw.word(&words::SUBJECTS).to_owned()), table(draw)],
        Style::Quote => vec![quote(draw), paragraph(draw)],
        Style::Code => {
            let form = if draw.chance(50) { CodeForm::Pre } else { CodeForm::CodeBlock };
            vec![
                paragraph(draw),
                Block::Code { text: draw.word(&words::CODE).to_owned(), form },
                Block::Rule,
            ]
        }
        Style::Link => vec![link(draw)],
        Style::Emoji => vec![emoji(draw)],
    }
}

/// An event's text.
pub(crate) fn body(draw: &mut Draw) -> Vec<Block> {
    match draw.below(4) {
        0 => Vec::new(),
        1 => text(Style::List, draw),
        2 => text(Style::Link, draw),
        _ => text(Style::Sentences, draw),
    }
}

/// A plain text with lines and what looks like HTML.
pub(crate) fn plain(draw: &mut Draw) -> String {
    match draw.below(3) {
        0 => format!("{}\r\n{}", sentence(draw), sentence(draw)),
        1 => format!("Is it Vec<String> or &amp;str?\n\n<b>{}</b>\u{a0}", sentence(draw)),
        _ => sentence(draw).to_owned(),
    }
}

pub(crate) fn sentence(draw: &mut Draw) -> &'static str {
    draw.word(&words::SENTENCES)
}

fn paragraph(draw: &mut Draw) -> Block {
    let mut inlines = vec![Inline::text(sentence(draw))];
    match draw.below(10) {
        0 => inlines.extend([Inline::Break, Inline::text(sentence(draw))]),
        1 => {
            inlines
                .extend([Inline::text(" "), Inline::Strong(draw.word(&words::CELLS).to_owned())]);
        }
        2 => inlines.extend([Inline::text(" → "), Inline::Code("cargo test -p sync".to_owned())]),
        _ => {}
    }
    Block::Paragraph(inlines)
}

fn list(draw: &mut Draw) -> Block {
    let item = |draw: &mut Draw| vec![Inline::text(sentence(draw))];
    Block::List {
        ordered: draw.chance(50),
        items: (0..draw.count(1, 4)).map(|_| item(draw)).collect(),
    }
}

fn table(draw: &mut Draw) -> Block {
    let columns = draw.count(2, 4);
    let row = |draw: &mut Draw| (0..columns).map(|_| draw.word(&words::CELLS).to_owned()).collect();
    Block::Table((0..draw.count(2, 4)).map(|_| row(draw)).collect())
}

fn quote(draw: &mut Draw) -> Block {
    let inner = paragraph(draw);
    if draw.chance(30) {
        Block::Quote(vec![Block::Quote(vec![inner]), paragraph(draw)])
    } else {
        Block::Quote(vec![inner])
    }
}

/// A link; some are wrapped as Defender for Office 365 does it.
fn link(draw: &mut Draw) -> Block {
    let address = draw.word(&words::HOSTS);
    let wrapped = || {
        let inner: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
        format!(
            "https://nam02.safelinks.protection.outlook.com/?url={inner}&data=05%7C01&reserved=0"
        )
    };
    let address = if draw.chance(50) { wrapped() } else { address.to_owned() };
    let link = Inline::Link { text: draw.word(&words::CELLS).to_owned(), address };
    Block::Paragraph(vec![
        Inline::text(sentence(draw)),
        Inline::text(" "),
        link,
        Inline::text(" — new"),
    ])
}

fn emoji(draw: &mut Draw) -> Block {
    let (character, title) = draw.pick(&words::EMOJI).copied().unwrap_or_default();
    let mut inlines =
        vec![Inline::text(sentence(draw)), Inline::text(" "), Inline::Emoji { character, title }];
    if draw.chance(40) {
        inlines.extend([Inline::text(" "), Inline::CustomEmoji("party-parrot")]);
    }
    Block::Paragraph(inlines)
}
