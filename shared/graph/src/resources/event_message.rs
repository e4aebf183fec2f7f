//! What a system message tells: calls and their recordings; the other kinds are passed over.

use std::cmp::Ordering;

use serde::Deserialize;

use crate::lenient::or_default;
use crate::resources::identity::IdentitySet;

/// An `eventMessageDetail` of any kind, with the properties of the call events.
///
/// Graph: `callStartedEventMessageDetail`, `callEndedEventMessageDetail`, `callRecordingEventMessageDetail`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventMessageDetail {
    /// `#microsoft.graph.callEndedEventMessageDetail` …
    #[serde(default, rename = "@odata.type")]
    pub odata_type: Option<String>,
    /// The call that it belongs to.
    #[serde(default)]
    pub call_id: Option<String>,
    /// ISO 8601: `PT59S`.
    #[serde(default)]
    pub call_duration: Option<String>,
    /// Who took part.
    #[serde(default, deserialize_with = "or_default")]
    pub call_participants: Vec<CallParticipant>,
    /// The recording's file name.
    #[serde(default)]
    pub call_recording_display_name: Option<String>,
    /// The recording's address in OneDrive or SharePoint.
    #[serde(default)]
    pub call_recording_url: Option<String>,
    /// ISO 8601.
    #[serde(default)]
    pub call_recording_duration: Option<String>,
    /// How far the recording is.
    #[serde(default)]
    pub call_recording_status: Option<CallRecordingStatus>,
}

/// One who took part in a call.
#[derive(Debug, Clone, Deserialize)]
pub struct CallParticipant {
    /// Who.
    #[serde(default)]
    pub participant: Option<IdentitySet>,
}

/// How far a recording is. Graph: callRecordingStatus.
///
/// Ordered by how much is known: a recording has several messages, and the greatest status is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallRecordingStatus {
    /// It has begun.
    Initial,
    /// A part of it is stored.
    ChunkFinished,
    /// It was lost.
    Failure,
    /// It can be watched.
    Success,
    /// A status that is newer than this code.
    #[serde(other)]
    Unknown,
}

impl CallRecordingStatus {
    /// serde wants `Unknown` last, its rank is the lowest.
    fn rank(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Initial => 1,
            Self::ChunkFinished => 2,
            Self::Failure => 3,
            Self::Success => 4,
        }
    }
}

impl Ord for CallRecordingStatus {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for CallRecordingStatus {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The kinds of event that make documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEvent {
    /// A call began.
    Started,
    /// A call ended.
    Ended,
    /// A recording changed its status.
    Recording,
}

impl EventMessageDetail {
    /// Which call event this is; none for the thirty other kinds.
    pub fn call_event(&self) -> Option<CallEvent> {
        match self.odata_type.as_deref()?.trim_start_matches("#microsoft.graph.") {
            "callStartedEventMessageDetail" => Some(CallEvent::Started),
            "callEndedEventMessageDetail" => Some(CallEvent::Ended),
            "callRecordingEventMessageDetail" => Some(CallEvent::Recording),
            _ => None,
        }
    }
}
