//! `USER_CHAT_MEETING_RECORDING`: a recording of a call in a chat, one for each event that tells of one.

use graph::resources::ChatMessage;
use graph::resources::event_message::{CallEvent, CallRecordingStatus};

use crate::context::ChatContext;
use crate::document::Document;
use crate::object_type::ObjectType;
use crate::{duration, id};

/// The document of the recording that `message` tells of; none if it tells of none that can be watched.
pub fn document(context: &ChatContext, message: &ChatMessage) -> Option<Document> {
    let event = message.event_detail.as_ref()?;
    let watchable = event.call_event() == Some(CallEvent::Recording)
        && event.call_recording_status == Some(CallRecordingStatus::Success)
        && message.deleted_date_time.get().is_none();
    let url = event.call_recording_url.as_deref().filter(|url| watchable && !url.is_empty())?;
    let id = id::chat_recording(&context.id, &message.id);
    let document = Document::new(id, ObjectType::UserChatMeetingRecording)
        .dates(message.created_date_time, message.last_modified_date_time)
        .in_chat(context)
        .always_text("title", event.call_recording_display_name.as_deref())
        .always("url", url)
        .given_text("call_id", event.call_id.as_deref())
        .given("duration", event.call_recording_duration.as_deref().and_then(duration::seconds));
    Some(document)
}
