//! What an element does to the lines around it.

use html5ever::tokenizer::states::RawKind;

/// What an element does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Nothing: its text stands where it is. The phrasing elements of the HTML standard, old ones and those of formulas.
    Inline,
    /// Ends the line before and behind it. Elements that nobody knows do so, too: they don't glue words together.
    Block,
    /// Keeps its white space: a `pre` or the like.
    Preformatted,
    /// Ends a cell of a table.
    Cell,
    /// Is one line of text, whatever tags are in it: the title.
    Title,
    /// Has text, and no elements.
    Raw(RawKind),
    /// Has text that nobody sees.
    Hidden(RawKind),
    /// Has elements that nobody sees.
    Template,
    /// Has its text in an attribute.
    Picture,
    /// So has a field of a form.
    Field,
    /// Tells of the page.
    Meta,
    /// So does the outermost one.
    Html,
}

impl Element {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "a" | "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data"
            | "del" | "dfn" | "em" | "font" | "i" | "ins" | "kbd" | "label" | "mark" | "nobr"
            | "output" | "q" | "rb" | "rp" | "rt" | "ruby" | "s" | "samp" | "small" | "span"
            | "strike" | "strong" | "sub" | "sup" | "time" | "tt" | "u" | "var" | "wbr"
            | "math" | "mi" | "mn" | "mo" | "ms" | "mtext" | "mrow" | "msub" | "msup"
            | "msubsup" | "mfrac" | "mstyle" | "tspan" | "slot" => Self::Inline,
            "pre" | "listing" | "xmp" => Self::Preformatted,
            "td" | "th" => Self::Cell,
            "title" => Self::Title,
            "textarea" => Self::Raw(RawKind::Rcdata),
            "script" => Self::Hidden(RawKind::ScriptData),
            "style" => Self::Hidden(RawKind::Rawtext),
            "template" => Self::Template,
            "img" | "area" => Self::Picture,
            "input" => Self::Field,
            "meta" => Self::Meta,
            "html" => Self::Html,
            _ => Self::Block,
        }
    }

    /// How what is inside is to be tokenized, if not as elements.
    pub(super) fn raw(self) -> Option<RawKind> {
        match self {
            Self::Title => Some(RawKind::Rcdata),
            Self::Raw(kind) | Self::Hidden(kind) => Some(kind),
            Self::Inline
            | Self::Block
            | Self::Preformatted
            | Self::Cell
            | Self::Template
            | Self::Picture
            | Self::Field
            | Self::Meta
            | Self::Html => None,
        }
    }
}
