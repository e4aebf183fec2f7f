//! The structure of a text.

/// Something that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    Paragraph(Vec<Inline>),
    Heading(String),
    List {
        ordered: bool,
        items: Vec<Vec<Inline>>,
    },
    Table(Vec<Vec<String>>),
    Quote(Vec<Block>),
    /// Lines of code, in one of HTML's ways to show them.
    Code {
        text: String,
        form: CodeForm,
    },
    Rule,
    /// Where an attachment shows.
    Attachment(String),
    /// A paragraph in which nothing can be seen.
    Blank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeForm {
    /// `<pre>`
    Pre,
    /// Teams' `<codeblock>`, its lines parted by `<br>`, its spaces by NBSP.
    CodeBlock,
}

/// Something within a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inline {
    Text(String),
    Strong(String),
    Code(String),
    Break,
    Link {
        text: String,
        address: String,
    },
    /// `<at>`, with the mention's number.
    Mention {
        number: usize,
        name: String,
    },
    Emoji {
        character: &'static str,
        title: &'static str,
    },
    /// An emoji of the tenant's own: `alt` is its name.
    CustomEmoji(&'static str),
    /// A hosted image; most have the text `image`, which says nothing.
    Image {
        address: String,
        alt: &'static str,
    },
}

impl Inline {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
