//! Where readers write: bounded text, metadata, and what is left of the file's budget.

use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::limits::Limits;
use crate::refusal::Refusal;

/// What a file came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    /// What it was read as.
    pub kind: Kind,
    /// Its text in reading order, a line for each paragraph, row or cell group.
    pub text: String,
    /// Whether the text lost its end to a limit.
    pub truncated: bool,
    /// What the file says of itself.
    pub metadata: Metadata,
}

/// What a file says of itself; only what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was made, as the file has it in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// When it was changed last, as the file has it in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Its language, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Metadata {
    /// What a file says, without white space around it; none if that is nothing. Names and titles are meant to be
    /// read, so that what is beyond 1,024 bytes is cut off.
    pub(crate) fn said(text: &str) -> Option<String> {
        let text = text.trim();
        let said = text.get(..text.floor_char_boundary(1024)).unwrap_or_default();
        (!said.is_empty()).then(|| said.to_owned())
    }
}

/// Why a reader stops before the end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// No more text is wanted, or the time is over: what is there is kept.
    Full,
    /// There is no text to be had.
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The text as it grows, within what is left of the file's budget.
pub(crate) struct Output<'a> {
    limits: &'a Limits,
    is_late: &'a dyn Fn() -> bool,
    text: String,
    truncated: bool,
    inflated_bytes: usize,
    parts: usize,
    depth: usize,
    /// What the file says of itself; files inside it don't write it.
    pub(crate) metadata: Metadata,
}

impl<'a> Output<'a> {
    pub(crate) fn new(limits: &'a Limits, is_late: &'a dyn Fn() -> bool) -> Self {
        Self {
            limits,
            is_late,
            text: String::new(),
            truncated: false,
            inflated_bytes: 0,
            parts: 0,
            depth: 0,
            metadata: Metadata::default(),
        }
    }

    /// The limits of the whole file.
    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Adds text as it stands.
    pub(crate) fn push(&mut self, text: &str) -> Result<(), Stop> {
        let room = self.limits.text_bytes.saturating_sub(self.text.len());
        if text.len() <= room {
            self.text.push_str(text);
            return Ok(());
        }
        self.truncated = true;
        let end = text.floor_char_boundary(room);
        self.text.push_str(text.get(..end).unwrap_or_default());
        Err(Stop::Full)
    }

    /// Ends the line, unless it is empty.
    pub(crate) fn end_line(&mut self) -> Result<(), Stop> {
        if self.text.is_empty() || self.text.ends_with('\n') { Ok(()) } else { self.push("\n") }
    }

    /// Adds a line of its own.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Stop> {
        self.end_line()?;
        self.push(text)?;
        self.end_line()
    }

    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Takes back the text from this byte on, to be written in another way.
    pub(crate) fn take_since(&mut self, start: usize) -> String {
        self.text.split_off(self.text.floor_char_boundary(start))
    }

    /// To be asked now and then by whoever may take long: the text ends here if the time is over.
    pub(crate) fn check_time(&mut self) -> Result<(), Stop> {
        if (self.is_late)() {
            self.truncated = true;
            return Err(Stop::Full);
        }
        Ok(())
    }

    /// The end of the text, if there is more than a limit allows.
    pub(crate) fn cut(&mut self) -> Stop {
        self.truncated = true;
        Stop::Full
    }

    /// Takes a part out of the budget of parts.
    pub(crate) fn take_parts(&mut self, count: usize) -> Result<(), Stop> {
        self.parts = self.parts.saturating_add(count);
        if self.parts > self.limits.parts {
            let most = self.limits.parts;
            return Err(Refusal::Limit(format!("more than {most} parts")).into());
        }
        Ok(())
    }

    /// How many bytes the next part may come to, inflated.
    pub(crate) fn part_bytes(&self) -> usize {
        self.limits.part_bytes.min(self.limits.inflated_bytes.saturating_sub(self.inflated_bytes))
    }

    /// Takes inflated bytes out of the budget; a part that is longer than [`Output::part_bytes`] goes over it.
    pub(crate) fn take_inflated(&mut self, bytes: usize) -> Result<(), Stop> {
        if bytes > self.part_bytes() {
            let most = self.limits.inflated_bytes >> 20;
            return Err(Refusal::Limit(format!("more than {most} MiB when unpacked")).into());
        }
        self.inflated_bytes += bytes;
        Ok(())
    }

    /// Reads a file inside this one with `read`, under the same budget; none below the deepest level. That it can't be
    /// read is no fault of the one around it.
    pub(crate) fn inside(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        if self.depth >= self.limits.nesting {
            return Ok(());
        }
        self.depth += 1;
        let metadata = self.metadata.clone();
        let result = read(self);
        self.metadata = metadata;
        self.depth -= 1;
        match result {
            Err(Stop::Refused(Refusal::Limit(_))) => {
                // The budget is the whole file's, and it is used up.
                self.truncated = true;
                Err(Stop::Full)
            }
            Ok(()) | Err(Stop::Refused(_)) => Ok(()),
            Err(Stop::Full) => Err(Stop::Full),
        }
    }

    pub(crate) fn into_extracted(self, kind: Kind) -> Extracted {
        let Self { text, truncated, metadata, .. } = self;
        Extracted { kind, text, truncated, metadata }
    }
}

impl std::fmt::Debug for Output<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Output").field("bytes", &self.text.len()).finish_non_exhaustive()
    }
}
