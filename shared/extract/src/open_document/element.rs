//! What an element of `OpenDocument` means to a reader.

/// What an element does to the text in and around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// A paragraph, a heading, or the words that stand for a picture: begins and ends a line.
    Paragraph,
    /// Text within a line: spans, fields, notes, links.
    Inline,
    /// A `text:s`: so many spaces.
    Spaces,
    /// A `text:tab`.
    Tab,
    /// A `text:line-break`.
    LineBreak,
    /// An `office:spreadsheet`: its tables are sheets.
    Spreadsheet,
    /// A `table:table`.
    Table,
    /// A `table:table-row`.
    Row,
    /// A `table:table-cell`; one that is repeated is read once.
    Cell,
    /// Not to be read, with all that is in it.
    Hidden,
    /// Any other: it has no text of its own.
    Other,
}

impl Element {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "text:p" | "text:h" | "svg:title" | "svg:desc" => Self::Paragraph,
            "text:s" => Self::Spaces,
            "text:tab" => Self::Tab,
            "text:line-break" => Self::LineBreak,
            // Text that was deleted, cells that others lie over, and numbers that are right on one page only.
            "text:tracked-changes"
            | "table:covered-table-cell"
            | "text:page-number"
            | "text:page-count" => Self::Hidden,
            "office:spreadsheet" => Self::Spreadsheet,
            "table:table" => Self::Table,
            "table:table-row" => Self::Row,
            "table:table-cell" => Self::Cell,
            _ if name.starts_with("text:") => Self::Inline,
            _ => Self::Other,
        }
    }

    /// Whether characters that stand directly in it are text. Elsewhere they are white space between elements, or
    /// what isn't meant to be read: pictures in base64, dates, formulas.
    pub(super) fn holds_text(self) -> bool {
        matches!(self, Self::Paragraph | Self::Inline)
    }
}
