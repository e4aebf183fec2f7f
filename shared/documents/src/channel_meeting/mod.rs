//! `CHANNEL_MEETING`: a call in a channel, one document for all the events that tell of it.
//!
//! The events (`callStarted`, `callEnded`, `callRecording`) stand anywhere in the channel's list, on several
//! pages; a crawl folds each into [`Calls`] as it comes by and writes the documents when it has seen all.

mod call;
mod calls;

use serde_json::{Value, json};

use crate::context::ChannelContext;
use crate::document::Document;
use crate::id;
use crate::object_type::ObjectType;
use call::{Call, Recording, RecordingStatus};
pub use calls::{CALLS_MAX, Calls, Folded};

/// The documents of all `calls` of a channel, in the order of their ids.
pub fn documents(context: &ChannelContext, calls: &Calls) -> Vec<Document> {
    calls.iter().map(|(call_id, call)| document(context, call_id, call)).collect()
}

fn document(context: &ChannelContext, call_id: &str, call: &Call) -> Document {
    let mut recordings: Vec<(&str, &Recording)> = call.recordings().collect();
    recordings.sort_unstable_by_key(|(url, recording)| (recording.name.as_str(), *url));
    let shown = recordings.iter().find(|(_, recording)| recording.is_watchable());
    let title = match shown {
        Some((_, recording)) => recording.name.clone(),
        None => format!("Meeting in {}", context.name),
    };
    let id = id::channel_meeting(&context.id, call_id);
    let document = Document::new(id, ObjectType::ChannelMeeting)
        .dates(call.created(), call.modified())
        .in_channel(context)
        .always("title", title)
        .always("participants", call.participants().join(", "))
        .always_text("recording_url", shown.map(|(url, _)| *url))
        .given_text("url", call.web_url())
        .always("call_id", call_id)
        .always("thread_id", call.root_id())
        .date("start", call.start())
        .date("end", call.end())
        .given("duration", call.duration_s())
        .given_list("recordings", recordings.into_iter().map(listed).collect());
    Document { cut: call.is_cut(), ..document }
}

fn listed((url, recording): (&str, &Recording)) -> Value {
    let status = match recording.status {
        RecordingStatus::Failure => "failure",
        RecordingStatus::Success => "success",
    };
    json!({ "name": recording.name, "url": url, "status": status })
}
