//! Runs of text into lines: what separates two of them is written once there is a second one.

use crate::output::{Output, Stop};

/// What stands between two pieces of text; the greater one wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    /// Between the paragraphs of a cell.
    Space,
    /// Between cells.
    Tab,
    /// Between paragraphs and rows.
    Line,
}

/// Text on its way to the output.
#[derive(Debug, Default)]
pub(super) struct Flow {
    gap: Gap,
}

impl Flow {
    /// At least this is to stand before the next text.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Text that goes on where the last one ended, but for the gap.
    pub(super) fn text(&mut self, text: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        if text.is_empty() {
            return Ok(());
        }
        let starts_line = output.text().is_empty() || output.text().ends_with('\n');
        match std::mem::take(&mut self.gap) {
            Gap::Line => output.end_line()?,
            Gap::Tab if !starts_line => output.push("\t")?,
            Gap::Space if !starts_line => output.push(" ")?,
            Gap::None | Gap::Space | Gap::Tab => {}
        }
        output.push(text)
    }
}
