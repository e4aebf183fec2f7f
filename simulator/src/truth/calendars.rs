//! Events of users' calendars.

use serde_json::json;

use super::{Truth, document};
use crate::grants::Need;
use crate::tenant::calendars::Event;
use crate::tenant::people::Person;
use crate::wire::Object;

impl Truth {
    /// A user's events; nothing for users without a mailbox.
    pub(super) fn calendar(&self, number: usize) -> Vec<Object> {
        let readable = |person: &&Person| self.allows(Need::Calendars) && person.has_calendar();
        let Some(person) = self.tenant.person(number).filter(readable) else {
            return Vec::new();
        };
        let events = self.tenant.events(person).into_iter().filter(|event| !event.cancelled);
        events.map(|event| event_document(person, &event)).collect()
    }
}

fn event_document(person: &Person, event: &Event) -> Object {
    let private = event.is_private();
    let object_type = if event.is_meeting() { "USER_MEETING" } else { "CALENDAR_EVENTS" };
    let fields = json!({
        "title": if private { "Busy" } else { &event.subject },
        "user_id": person.id,
        "start": document::date(event.start),
        "end": document::date(event.end),
        "all_day": event.all_day,
        "ical_uid": (!private).then_some(&event.ical_uid),
        "event_type": event.kind(),
        "creation_time": document::date(event.created),
        "_timestamp": document::date(event.modified),
    });
    document::of(object_type, &[&person.id, "events", &event.immutable_id], fields)
}
