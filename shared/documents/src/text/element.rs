//! What an element of HTML or of Teams means to a reader.

use html5ever::tokenizer::states::RawKind;

/// What an element does to the lines around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Begins and ends a line.
    Block,
    /// A `ul`.
    Bullets,
    /// An `ol`.
    Numbers,
    /// A `li`.
    Item,
    /// A `blockquote`.
    Quote,
    /// A `table`.
    Table,
    /// A `tr`.
    Row,
    /// A `td` or `th`.
    Cell,
    /// A `pre` or `codeblock`: code with lines of its own.
    CodeBlock,
    /// A `code` inside a line.
    Code,
    /// A `br`.
    LineBreak,
    /// An `a`.
    Link,
    /// An `at`: a mention.
    Mention,
    /// An `emoji` or `customemoji`: its `alt` is what is read.
    Emoji,
    /// An `img`.
    Image,
    /// Not text at all.
    Hidden(RawKind),
    /// Any other: its text stands where it is.
    Inline,
}

impl Element {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "attachment"
            | "section" | "article" | "header" | "footer" | "main" | "aside" | "nav"
            | "address" | "figure" | "figcaption" | "dl" | "dt" | "dd" | "thead" | "tbody"
            | "tfoot" | "caption" | "form" | "fieldset" | "details" | "summary" | "center"
            | "body" => Self::Block,
            "ul" => Self::Bullets,
            "ol" => Self::Numbers,
            "li" => Self::Item,
            "blockquote" => Self::Quote,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "pre" | "codeblock" => Self::CodeBlock,
            "code" => Self::Code,
            "br" => Self::LineBreak,
            "a" => Self::Link,
            "at" => Self::Mention,
            "emoji" | "customemoji" => Self::Emoji,
            "img" => Self::Image,
            "script" => Self::Hidden(RawKind::ScriptData),
            "style" => Self::Hidden(RawKind::Rawtext),
            "title" => Self::Hidden(RawKind::Rcdata),
            _ => Self::Inline,
        }
    }
}
