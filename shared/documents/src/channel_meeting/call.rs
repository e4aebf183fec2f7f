//! One call of a channel, as far as its events are known.
//!
//! Every part is a maximum or minimum over the events, so that folding is idempotent and free of order.

use std::collections::BTreeMap;

use graph::Date;
use graph::resources::ChatMessage;
use graph::resources::event_message::{CallEvent, CallRecordingStatus, EventMessageDetail};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::duration;

const PARTICIPANTS_MAX: usize = 250;
const RECORDINGS_MAX: usize = 50;

/// What the events of one call tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Call {
    first: Option<First>,
    modified: Option<Timestamp>,
    started: Option<Timestamp>,
    ended: Option<Ended>,
    recordings: BTreeMap<String, Recording>,
    cut: bool,
}

/// The earliest event; one without a readable date comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct First {
    undated: bool,
    created: Option<Timestamp>,
    message_id: String,
    root_id: String,
    web_url: Option<String>,
}

/// The end of a call; of several the one that was changed last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Ended {
    modified: Option<Timestamp>,
    created: Option<Timestamp>,
    duration_s: Option<i64>,
    participants: Vec<String>,
}

/// A recording that was finished or lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Recording {
    pub(super) status: RecordingStatus,
    pub(super) name: String,
}

/// How a recording ended, the better one last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum RecordingStatus {
    Failure,
    Success,
}

impl Recording {
    pub(super) fn is_watchable(&self) -> bool {
        self.status == RecordingStatus::Success
    }
}

impl Call {
    /// Takes one event; false if not all of it fitted.
    pub(super) fn take(
        &mut self,
        root_id: &str,
        message: &ChatMessage,
        kind: CallEvent,
        event: &EventMessageDetail,
    ) -> bool {
        let first = First::of(root_id, message);
        if self.first.as_ref().is_none_or(|known| first < *known) {
            self.first = Some(first);
        }
        self.modified = self.modified.max(message.last_modified_date_time.get());
        let fitted = match kind {
            CallEvent::Started => self.take_start(message.created_date_time),
            CallEvent::Ended => self.take_end(message, event),
            CallEvent::Recording => self.take_recording(event),
        };
        self.cut |= !fitted;
        fitted
    }

    fn take_start(&mut self, created: Date) -> bool {
        self.started = self.started.into_iter().chain(created.get()).min();
        true
    }

    fn take_end(&mut self, message: &ChatMessage, event: &EventMessageDetail) -> bool {
        let people = event.call_participants.iter().filter_map(|one| one.participant.as_ref());
        let names = people.filter_map(|who| who.actor()?.display_name.clone());
        let mut names = names.filter(|name| !name.is_empty());
        let ended = Ended {
            modified: message.last_modified_date_time.get(),
            created: message.created_date_time.get(),
            duration_s: event.call_duration.as_deref().and_then(duration::seconds),
            participants: names.by_ref().take(PARTICIPANTS_MAX).collect(),
        };
        self.ended = self.ended.take().max(Some(ended));
        names.next().is_none()
    }

    fn take_recording(&mut self, event: &EventMessageDetail) -> bool {
        let status = event.call_recording_status.and_then(outcome);
        let url = event.call_recording_url.as_deref().filter(|url| !url.is_empty());
        let (Some(status), Some(url)) = (status, url) else {
            return true;
        };
        let name = event.call_recording_display_name.clone().unwrap_or_default();
        let recording = Recording { status, name };
        let known = self.recordings.remove(url);
        self.recordings.insert(url.to_owned(), known.into_iter().fold(recording, Ord::max));
        if self.recordings.len() > RECORDINGS_MAX {
            self.recordings.pop_last();
            return false;
        }
        true
    }

    pub(super) fn created(&self) -> Date {
        date(self.first.as_ref().and_then(|first| first.created))
    }

    pub(super) fn modified(&self) -> Date {
        date(self.modified)
    }

    pub(super) fn start(&self) -> Date {
        date(self.started)
    }

    pub(super) fn end(&self) -> Date {
        date(self.ended.as_ref().and_then(|ended| ended.created))
    }

    pub(super) fn duration_s(&self) -> Option<i64> {
        self.ended.as_ref()?.duration_s
    }

    pub(super) fn participants(&self) -> &[String] {
        self.ended.as_ref().map(|ended| ended.participants.as_slice()).unwrap_or_default()
    }

    pub(super) fn root_id(&self) -> &str {
        self.first.as_ref().map(|first| first.root_id.as_str()).unwrap_or_default()
    }

    pub(super) fn web_url(&self) -> Option<&str> {
        self.first.as_ref()?.web_url.as_deref()
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    pub(super) fn recordings(&self) -> impl Iterator<Item = (&str, &Recording)> {
        self.recordings.iter().map(|(url, recording)| (url.as_str(), recording))
    }
}

impl First {
    fn of(root_id: &str, message: &ChatMessage) -> Self {
        let created = message.created_date_time.get();
        Self {
            undated: created.is_none(),
            created,
            message_id: message.id.clone(),
            root_id: root_id.to_owned(),
            web_url: message.web_url.clone(),
        }
    }
}

/// The recordings that are listed; the others are still under way, or newer than this code.
fn outcome(status: CallRecordingStatus) -> Option<RecordingStatus> {
    match status {
        CallRecordingStatus::Success => Some(RecordingStatus::Success),
        CallRecordingStatus::Failure => Some(RecordingStatus::Failure),
        CallRecordingStatus::Initial
        | CallRecordingStatus::ChunkFinished
        | CallRecordingStatus::Unknown => None,
    }
}

fn date(moment: Option<Timestamp>) -> Date {
    moment.map(Date::from).unwrap_or_default()
}
