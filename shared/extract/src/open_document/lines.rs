//! Lines of text in the making: what comes before a word waits until the word comes, so that nothing is written for
//! empty cells and paragraphs, however many there are.

use crate::output::{Output, Stop};

/// What comes before the next word; of several the last in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// White space.
    Space,
    /// The next cell, or a tab.
    Tab,
    /// The next line.
    Line,
}

/// Writes words and the gaps between them.
pub(super) struct Lines<'o, 'l> {
    output: &'o mut Output<'l>,
    gap: Gap,
}

impl<'o, 'l> Lines<'o, 'l> {
    pub(super) fn new(output: &'o mut Output<'l>) -> Self {
        Self { output, gap: Gap::Line }
    }

    /// Puts a gap before the next word.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Writes text whose white space counts as a space, as `OpenDocument` wants it; whether there were words in it.
    pub(super) fn words(&mut self, text: &str) -> Result<bool, Stop> {
        let mut any = false;
        for (index, word) in text.split([' ', '\t', '\n', '\r']).enumerate() {
            if index > 0 {
                self.gap(Gap::Space);
            }
            if !word.is_empty() {
                any = true;
                self.write_gap()?;
                self.output.push(word)?;
            }
        }
        Ok(any)
    }

    fn write_gap(&mut self) -> Result<(), Stop> {
        let line_is_empty = self.output.text().is_empty() || self.output.text().ends_with('\n');
        match std::mem::replace(&mut self.gap, Gap::None) {
            Gap::Line => self.output.end_line(),
            Gap::Space if !line_is_empty => self.output.push(" "),
            Gap::Tab if !line_is_empty => self.output.push("\t"),
            Gap::None | Gap::Space | Gap::Tab => Ok(()),
        }
    }
}
