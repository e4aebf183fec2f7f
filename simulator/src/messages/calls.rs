//! Calls and their recordings, told by system events.

use crate::draw::Draw;
use crate::messages::message::{EventDetail, Message};
use crate::messages::room::{Place, Room};
use crate::messages::senders::Identity;
use crate::tenant::drives::DriveOf;
use crate::tenant::timeline::Slot;

/// One event of a call. Graph: callStarted-, callEnded-, callRecordingEventMessageDetail.
#[derive(Debug, Clone)]
pub(crate) struct CallEvent {
    pub(crate) call_id: String,
    pub(crate) initiator: Identity,
    pub(crate) kind: CallEventKind,
}

#[derive(Debug, Clone)]
pub(crate) enum CallEventKind {
    Started,
    Ended { seconds: u64, participants: Vec<Identity> },
    Recording(Recording),
    Transcript,
}

#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) name: String,
    /// None as long as it is being made.
    pub(crate) address: Option<String>,
    pub(crate) milliseconds: u64,
    pub(crate) status: RecordingStatus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RecordingStatus {
    Initial,
    ChunkFinished,
    Failure,
    Success,
}

impl RecordingStatus {
    /// Graph's word: callRecordingStatus.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::ChunkFinished => "chunkFinished",
            Self::Failure => "failure",
            Self::Success => "success",
        }
    }
}

/// How a call goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    started: bool,
    ended: bool,
    /// How many recordings succeed, and whether one fails.
    recordings: usize,
    fails: bool,
}

impl Course {
    /// Started, recorded once, ended.
    pub(crate) const WHOLE: Self = Self { started: true, ended: true, recordings: 1, fails: false };

    pub(crate) fn draw(draw: &mut Draw) -> Self {
        let recordings = draw.pick(&[0, 0, 1, 1, 2, 3]).copied().unwrap_or_default();
        let started = recordings == 0 || draw.chance(90);
        Self { started, ended: draw.chance(80), recordings, fails: draw.chance(15) }
    }
}

impl Room<'_> {
    /// The system messages of one call, in the order in which they came.
    pub(crate) fn call(&self, course: Course, draw: &mut Draw, slot: Slot) -> Vec<Message> {
        let call_id = draw.guid();
        let kinds = self.events(course, draw);
        let steps = kinds.len();
        let mut messages = Vec::new();
        for (step, kind) in kinds.into_iter().enumerate() {
            let initiator = Identity { name: None, ..self.tenant.identity_of(self.member(draw)) };
            let mut message = Message::empty(slot.step(step, steps));
            message.event =
                Some(EventDetail::Call(CallEvent { call_id: call_id.clone(), initiator, kind }));
            messages.push(message);
        }
        messages
    }

    fn events(&self, course: Course, draw: &mut Draw) -> Vec<CallEventKind> {
        let mut events = Vec::new();
        if course.started {
            events.push(CallEventKind::Started);
        }
        for number in 0..course.recordings {
            events.extend(self.recording(number, draw).map(CallEventKind::Recording));
        }
        if course.fails {
            let name = format!("Meeting Recording {}.mp4", course.recordings + 1);
            events.push(CallEventKind::Recording(Recording {
                address: Some(self.recording_address(&name, draw)),
                name,
                milliseconds: 0,
                status: RecordingStatus::Failure,
            }));
        }
        if course.ended {
            let participants = (0..draw.count(1, 5)).map(|_| self.participant(draw)).collect();
            events.push(CallEventKind::Ended { seconds: draw.between(20, 7_200), participants });
        }
        if draw.chance(20) {
            events.push(CallEventKind::Transcript);
        }
        events
    }

    /// A recording tells of itself three times; only the last has an address.
    fn recording(&self, number: usize, draw: &mut Draw) -> [Recording; 3] {
        let name = format!(
            "Meeting-{}-Meeting Recording {}.mp4",
            draw.between(20_230_101, 20_230_131),
            number + 1
        );
        let address = self.recording_address(&name, draw);
        let milliseconds = draw.between(30_000, 5_400_000);
        let state = |status, address, milliseconds| Recording {
            name: name.clone(),
            address,
            milliseconds,
            status,
        };
        [
            state(RecordingStatus::Initial, None, 0),
            state(RecordingStatus::ChunkFinished, Some(address.clone()), milliseconds / 2),
            state(RecordingStatus::Success, Some(address), milliseconds),
        ]
    }

    fn recording_address(&self, name: &str, draw: &mut Draw) -> String {
        let name = name.replace(' ', "%20");
        let (of, folder) = match self.place {
            Place::Channel(channel, _) => {
                (channel.drive(), "Shared%20Documents/General/Recordings")
            }
            Place::Chat(_) => {
                (DriveOf::Person(self.tenant.some_member(draw)), "Documents/Recordings")
            }
        };
        let site = self.tenant.site(of).unwrap_or_default();
        format!("{site}/{folder}/{}/{name}?web=1", draw.hex(8))
    }

    /// Most participants have a name.
    fn participant(&self, draw: &mut Draw) -> Identity {
        let known = self.tenant.identity_of(self.member(draw));
        if draw.chance(15) { Identity { name: None, ..known } } else { known }
    }
}

impl Message {
    /// The call event that the message tells of.
    pub(crate) fn call(&self) -> Option<&CallEvent> {
        match &self.event {
            Some(EventDetail::Call(call)) => Some(call),
            Some(EventDetail::Notice(_)) | None => None,
        }
    }
}

impl CallEvent {
    /// The address and the name of a recording that was made.
    pub(crate) fn success(&self) -> Option<(&str, &str)> {
        match &self.kind {
            CallEventKind::Recording(recording) if recording.status == RecordingStatus::Success => {
                Some((recording.address.as_deref()?, &recording.name))
            }
            CallEventKind::Recording(_)
            | CallEventKind::Started
            | CallEventKind::Ended { .. }
            | CallEventKind::Transcript => None,
        }
    }
}
