//! What system messages tell of. Graph: eventMessageDetail.

use serde_json::{Value, json};

use super::messages::{identity_set, user_identity};
use crate::messages::calls::{CallEvent, CallEventKind, Recording};
use crate::messages::message::EventDetail;
use crate::messages::notices::{Notice, NoticeKind};

/// The `eventDetail` of a system message.
pub(crate) fn event_detail(event: &EventDetail) -> Value {
    match event {
        EventDetail::Call(call) => call_detail(call),
        EventDetail::Notice(notice) => notice_detail(notice),
    }
}

fn call_detail(call: &CallEvent) -> Value {
    let initiator = identity_set(&call.initiator);
    match &call.kind {
        CallEventKind::Started => json!({
            "@odata.type": "#microsoft.graph.callStartedEventMessageDetail",
            "callId": call.call_id,
            "callEventType": "meeting",
            "initiator": initiator,
        }),
        CallEventKind::Ended { seconds, participants } => json!({
            "@odata.type": "#microsoft.graph.callEndedEventMessageDetail",
            "callId": call.call_id,
            "callDuration": duration(seconds * 1_000),
            "callEventType": "meeting",
            "callParticipants":
                participants.iter().map(|who| json!({"participant": identity_set(who)})).collect::<Value>(),
            "initiator": initiator,
        }),
        CallEventKind::Recording(recording) => recording_detail(call, recording, &initiator),
        CallEventKind::Transcript => json!({
            "@odata.type": "#microsoft.graph.callTranscriptEventMessageDetail",
            "callId": call.call_id,
            "callTranscriptICalUid": null,
            "meetingOrganizer": initiator,
        }),
    }
}

fn recording_detail(call: &CallEvent, recording: &Recording, initiator: &Value) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.callRecordingEventMessageDetail",
        "callId": call.call_id,
        "callRecordingDisplayName": recording.name,
        "callRecordingUrl": recording.address,
        "callRecordingDuration": duration(recording.milliseconds),
        "callRecordingStatus": recording.status.name(),
        "meetingOrganizer": initiator,
        "initiator": initiator,
    })
}

/// ISO 8601, as Graph writes it: `PT40M19.26S`.
fn duration(milliseconds: u64) -> String {
    let (seconds, fraction) = (milliseconds / 1_000, milliseconds % 1_000);
    let part = |value: u64, unit: &str| {
        if value == 0 { String::new() } else { format!("{value}{unit}") }
    };
    let (hours, minutes) = (part(seconds / 3_600, "H"), part(seconds / 60 % 60, "M"));
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:03}") };
    format!("PT{hours}{minutes}{}{fraction}S", seconds % 60)
}

fn notice_detail(notice: &Notice) -> Value {
    let members: Value = notice.members.iter().map(user_identity).collect();
    let (kind, mut detail) = match notice.kind {
        NoticeKind::MembersAdded => (
            "membersAdded",
            json!({"visibleHistoryStartDateTime": "0001-01-01T00:00:00Z", "members": members}),
        ),
        NoticeKind::MembersDeleted => ("membersDeleted", json!({"members": members})),
        NoticeKind::MembersJoined => ("membersJoined", json!({"members": members})),
        NoticeKind::MembersLeft => ("membersLeft", json!({"members": members})),
        NoticeKind::ChatRenamed => ("chatRenamed", json!({"chatDisplayName": notice.text})),
        NoticeKind::ChannelAdded => {
            ("channelAdded", json!({"channelId": notice.id, "channelDisplayName": notice.text}))
        }
        NoticeKind::ChannelRenamed => {
            ("channelRenamed", json!({"channelId": notice.id, "channelDisplayName": notice.text}))
        }
        NoticeKind::ChannelDescriptionUpdated => (
            "channelDescriptionUpdated",
            json!({"channelId": notice.id, "channelDescription": notice.text}),
        ),
        NoticeKind::TeamRenamed => {
            ("teamRenamed", json!({"teamId": notice.id, "teamDisplayName": notice.text}))
        }
        NoticeKind::TeamArchived => ("teamArchived", json!({"teamId": notice.id})),
        NoticeKind::TeamsAppInstalled => (
            "teamsAppInstalled",
            json!({"teamsAppId": notice.id, "teamsAppDisplayName": notice.text}),
        ),
        NoticeKind::TeamsAppRemoved => (
            "teamsAppRemoved",
            json!({"teamsAppId": notice.id, "teamsAppDisplayName": notice.text}),
        ),
        NoticeKind::TabUpdated => ("tabUpdated", json!({"tabId": notice.id})),
        NoticeKind::MessagePinned => ("messagePinned", json!({"eventDateTime": null})),
        NoticeKind::MeetingPolicyUpdated => {
            ("meetingPolicyUpdated", json!({"meetingChatEnabled": true, "meetingChatId": null}))
        }
        NoticeKind::RoleUpdated => {
            let user = notice.members.first().map(user_identity);
            let roles = ["owner"];
            (
                "conversationMemberRoleUpdated",
                json!({"conversationMemberRoles": roles, "conversationMemberUser": user}),
            )
        }
    };
    if let Some(detail) = detail.as_object_mut() {
        detail.insert(
            "@odata.type".to_owned(),
            json!(format!("#microsoft.graph.{kind}EventMessageDetail")),
        );
        detail.insert("initiator".to_owned(), identity_set(&notice.initiator));
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_as_graph_does() {
        assert_eq!(duration(59_000), "PT59S");
        assert_eq!(duration(2_419_260), "PT40M19.260S");
        assert_eq!(duration(3_600_000), "PT1H0S");
    }
}
