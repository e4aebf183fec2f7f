//! Calls, recordings and calendars.

use documents::channel_meeting::Calls;
use documents::{UserContext, calendar_event, channel_meeting, chat_recording};
use graph::resources::ChatMessage;
use serde_json::{Value, json};

use crate::given::{calendar, call_event, channel, chat, event, html};

#[test]
fn two_recordings_of_one_call_are_two_documents() {
    // Old: `_id` is the call's, so that one overwrites the other.
    let recording = |id: &str| {
        let own = json!({
            "callRecordingStatus": "success",
            "callRecordingUrl": format!("https://contoso.sharepoint.com/{id}.mp4"),
        });
        ChatMessage { id: id.to_owned(), ..call_event("callRecording", own) }
    };
    let one = chat_recording::document(&chat("x"), &recording("1")).unwrap();
    let other = chat_recording::document(&chat("x"), &recording("2")).unwrap();
    assert_ne!(one.id, other.id);
    assert_eq!(one.fields["call_id"], other.fields["call_id"]);
    assert_eq!(one.fields["chat_id"], "x");
}

#[test]
fn a_channel_meeting_without_a_call_ended_event_has_an_id() {
    // Old: the document has no `_id`, and the whole sync fails.
    for kind in ["callStarted", "callRecording"] {
        let mut calls = Calls::default();
        calls.fold("100", &call_event(kind, json!({})));
        let documents = channel_meeting::documents(&channel("c"), &calls);
        assert_eq!(documents.len(), 1);
        assert_eq!(documents[0].id, "c/meetings/call-1");
    }
}

#[test]
fn other_events_of_a_thread_are_no_meeting() {
    let mut calls = Calls::default();
    calls.fold("100", &call_event("membersAdded", json!({})));
    calls.fold("100", &html("hello"));
    assert_eq!(channel_meeting::documents(&channel("c"), &calls), []);
}

#[test]
fn a_channel_meeting_says_where_and_when_it_was() {
    let mut calls = Calls::default();
    calls.fold("100", &call_event("callStarted", json!({})));
    calls.fold("100", &call_event("callEnded", json!({ "callDuration": "PT30M" })));
    let fields = channel_meeting::documents(&channel("c"), &calls).remove(0).fields;
    assert_eq!(fields["team_name"], "Harbour");
    assert_eq!(fields["start"], "2025-06-23T13:20:00.123Z");
    assert_eq!(fields["end"], "2025-06-23T13:20:00.123Z");
    assert_eq!(fields["duration"], 1800);
}

#[test]
fn a_private_appointment_shows_nothing_but_busy() {
    // Old: private and confidential appointments are readable by all.
    for sensitivity in ["private", "confidential", "aNewerOne"] {
        let secret = "Doctor Who";
        let document = calendar(json!({
            "sensitivity": sensitivity,
            "subject": secret,
            "body": { "contentType": "text", "content": secret },
            "attendees": [{ "emailAddress": { "name": secret, "address": secret } }],
            "organizer": { "emailAddress": { "name": secret, "address": secret } },
            "locations": [{ "displayName": secret }],
            "categories": [secret],
            "iCalUId": secret,
            "webLink": secret,
            "onlineMeeting": { "joinUrl": secret },
            "originalStartTimeZone": secret,
            "recurrence": {
                "pattern": { "type": "daily", "interval": 1 },
                "range": { "type": "endDate", "startDate": secret, "endDate": secret },
            },
        }));
        assert_eq!(document.fields["title"], "Busy");
        assert_eq!(document.fields["start"], "2025-06-23T13:00:00.000Z");
        assert!(!Value::Object(document.fields).to_string().contains(secret));
    }
}

#[test]
fn a_numbered_series_does_not_end_in_the_year_one() {
    let document = calendar(json!({ "recurrence": {
        "pattern": { "type": "weekly", "interval": 1, "daysOfWeek": ["monday"] },
        "range": {
            "type": "numbered",
            "startDate": "2025-06-02",
            "endDate": "0001-01-01",
            "numberOfOccurrences": 10,
        },
    } }));
    assert_eq!(
        document.fields["meeting_detail"],
        "Recurrence: Occurs Every 1 week on monday starting 2025-06-02 for 10 times Organizer: Ana"
    );
}

#[test]
fn every_pattern_of_a_series_is_told_with_its_interval() {
    // Old: the interval of a yearly series is ignored.
    for (pattern, expected) in [
        (json!({ "type": "daily", "interval": 2 }), "2 day"),
        (json!({ "type": "weekly", "interval": 3, "daysOfWeek": ["friday"] }), "3 week on friday"),
        (json!({ "type": "absoluteMonthly", "interval": 1, "dayOfMonth": 5 }), "1 month on day 5"),
        (
            json!({ "type": "relativeMonthly", "interval": 1, "index": "last", "daysOfWeek": ["monday"] }),
            "1 month on last monday",
        ),
        (
            json!({ "type": "absoluteYearly", "interval": 2, "dayOfMonth": 5, "month": 3 }),
            "2 year on day 5 of March",
        ),
        (
            json!({ "type": "relativeYearly", "interval": 1, "index": "first", "daysOfWeek": ["monday"], "month": 12 }),
            "1 year on first monday of December",
        ),
    ] {
        let range = json!({ "type": "noEnd", "startDate": "2025-06-02", "endDate": "0001-01-01" });
        let document = calendar(json!({ "recurrence": { "pattern": pattern, "range": range } }));
        let expected =
            format!("Recurrence: Occurs Every {expected} starting 2025-06-02 Organizer: Ana");
        assert_eq!(document.fields["meeting_detail"], expected);
    }
}

#[test]
fn a_description_is_whole() {
    // Old: the first 255 characters.
    let long = "lift and shift ".repeat(100);
    let document = calendar(json!({ "body": { "contentType": "text", "content": long } }));
    assert_eq!(document.fields["description"], long.trim());
}

#[test]
fn an_event_without_organizer_or_start_is_a_document() {
    // Old: it raises and ends the user's calendar.
    let document = calendar(json!({ "organizer": null, "start": null }));
    assert_eq!(document.fields["meeting_detail"], "");
    assert!(!document.fields.contains_key("start"));
}

#[test]
fn copies_of_a_meeting_can_be_collapsed() {
    // Old: one copy for each attendee's mailbox, and nothing that they share.
    let own = json!({ "iCalUId": "040000008200E" });
    let user = UserContext { id: "u2".to_owned(), name: None };
    let other = calendar_event::document(&user, &event(own.clone())).unwrap();
    assert_ne!(calendar(own.clone()).id, other.id);
    assert_eq!(calendar(own).fields["ical_uid"], other.fields["ical_uid"]);
}

#[test]
fn meetings_and_other_events_are_told_apart() {
    // Old: eleven types for the twelve names.
    let alone = calendar(json!({}));
    let meeting = calendar(json!({ "attendees": [{ "emailAddress": { "name": "Bo" } }] }));
    assert_eq!(alone.fields["object_type"], "CALENDAR_EVENTS");
    assert_eq!(meeting.fields["object_type"], "USER_MEETING");
    assert_eq!(alone.fields["type"], meeting.fields["type"]);
}
