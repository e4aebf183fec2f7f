//! The calls of a channel while its list is being read.

use std::collections::BTreeMap;

use graph::resources::ChatMessage;
use graph::resources::event_message::{CallEvent, EventMessageDetail};
use serde::{Deserialize, Serialize};

use crate::channel_meeting::call::Call;

/// So many calls of one channel are kept.
pub const CALLS_MAX: usize = 1_000;

/// The calls of a channel, folded from its events in any order and any number of times.
///
/// Bounded, because it travels in a crawl's position: [`CALLS_MAX`] calls, 250 participants and 50 recordings
/// of each. Past that the smallest call ids are kept, so that the order of the events still doesn't matter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Calls(BTreeMap<String, Call>);

/// What became of a message that was offered to [`Calls::fold`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Folded {
    /// It tells of a call and was taken.
    Taken,
    /// It doesn't tell of a call.
    NotACall,
    /// A limit was reached: the call of this id is left out or incomplete, which is worth an issue.
    Full(String),
}

impl Calls {
    /// Takes the event of `message`, whose chain begins with the message `root_id`.
    pub fn fold(&mut self, root_id: &str, message: &ChatMessage) -> Folded {
        let Some((call_id, kind, event)) = call_event(message) else {
            return Folded::NotACall;
        };
        let full = match self.make_room(call_id) {
            Some(left_out) if left_out == call_id => return Folded::Full(left_out),
            left_out => left_out,
        };
        let call = self.0.entry(call_id.to_owned()).or_default();
        let fitted = call.take(root_id, message, kind, event);
        match full {
            Some(left_out) => Folded::Full(left_out),
            None if fitted => Folded::Taken,
            None => Folded::Full(call_id.to_owned()),
        }
    }

    /// Leaves the largest id out when `call_id` is one too many, and says which that was.
    fn make_room(&mut self, call_id: &str) -> Option<String> {
        if self.0.len() < CALLS_MAX || self.0.contains_key(call_id) {
            return None;
        }
        match self.0.last_entry() {
            Some(last) if last.key().as_str() > call_id => Some(last.remove_entry().0),
            Some(_) | None => Some(call_id.to_owned()),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Call)> {
        self.0.iter().map(|(call_id, call)| (call_id.as_str(), call))
    }
}

/// The call event of a message that lives, with the id of its call.
fn call_event(message: &ChatMessage) -> Option<(&str, CallEvent, &EventMessageDetail)> {
    let event = message.event_detail.as_ref()?;
    let kind = event.call_event()?;
    let lives = message.deleted_date_time.get().is_none();
    let call_id = event.call_id.as_deref().filter(|id| lives && !id.is_empty())?;
    Some((call_id, kind, event))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn recording(call_id: &str, second: usize, url: &str) -> ChatMessage {
        serde_json::from_value(json!({
            "id": format!("17506848{second:05}"),
            "messageType": "systemEventMessage",
            "createdDateTime": format!("2025-06-23T13:20:{:02}Z", second % 60),
            "eventDetail": {
                "@odata.type": "#microsoft.graph.callRecordingEventMessageDetail",
                "callId": call_id,
                "callRecordingDisplayName": "Standup.mp4",
                "callRecordingUrl": url,
                "callRecordingStatus": "success",
            },
        }))
        .unwrap()
    }

    #[test]
    fn the_order_and_number_of_events_do_not_matter() {
        let events: Vec<_> = (0..40)
            .map(|n| recording(&format!("call-{}", n % 7), n, &format!("https://a.example/{n}")))
            .collect();
        let mut forth = Calls::default();
        let mut back = Calls::default();
        for event in events.iter().chain(&events) {
            assert_eq!(forth.fold("1", event), Folded::Taken);
        }
        for event in events.iter().rev() {
            back.fold("1", event);
        }
        assert_eq!(forth, back);
    }

    #[test]
    fn past_the_limit_the_smallest_ids_stay_whatever_the_order() {
        let ids: Vec<_> = (0..CALLS_MAX + 5).map(|n| format!("call-{n:05}")).collect();
        let mut forth = Calls::default();
        let mut back = Calls::default();
        let left_out: Vec<_> =
            ids.iter().map(|id| forth.fold("1", &recording(id, 1, "https://a.example"))).collect();
        for id in ids.iter().rev() {
            back.fold("1", &recording(id, 1, "https://a.example"));
        }
        assert_eq!(forth, back);
        assert_eq!(left_out[CALLS_MAX - 1], Folded::Taken);
        assert_eq!(left_out[CALLS_MAX], Folded::Full("call-01000".to_owned()));
    }

    #[test]
    fn a_fifty_first_recording_is_told() {
        let mut calls = Calls::default();
        for n in 0..50 {
            let event = recording("call", n, &format!("https://a.example/{n:02}"));
            assert_eq!(calls.fold("1", &event), Folded::Taken);
        }
        let event = recording("call", 50, "https://a.example/50");
        assert_eq!(calls.fold("1", &event), Folded::Full("call".to_owned()));
    }

    #[test]
    fn calls_survive_a_crawl_position() {
        let mut calls = Calls::default();
        calls.fold("1", &recording("call", 5, "https://a.example"));
        let text = serde_json::to_string(&calls).unwrap();
        assert_eq!(serde_json::from_str::<Calls>(&text).unwrap(), calls);
    }
}
