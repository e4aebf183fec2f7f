//! `USER_MEETING` and `CALENDAR_EVENTS`: an event of a user's default calendar.
//!
//! What its owner marked as private shows when the owner is busy, and nothing else.

mod detail;

use graph::resources::Event;
use graph::resources::event::{Attendee, DateTimeTimeZone};
use serde_json::Value;

use crate::context::UserContext;
use crate::document::Document;
use crate::object_type::ObjectType;
use crate::{id, text};

/// The document of a single event or series; none for cancelled events and for the parts of a series.
pub fn document(user: &UserContext, event: &Event) -> Option<Document> {
    let part_of_series = matches!(event.event_type.as_deref(), Some("occurrence" | "exception"));
    if event.is_cancelled == Some(true) || part_of_series {
        return None;
    }
    let document = Document::new(id::calendar_event(&user.id, &event.id), object_type(event))
        .dates(event.created_date_time, event.last_modified_date_time)
        .busy_time(event)
        .always("Cancelled_status", false)
        .always("user_id", user.id.as_str())
        .given_text("user_name", user.name.as_deref());
    Some(if is_open(event) { document.open_event(event) } else { document.private_event() })
}

/// A meeting has somebody else in it, or is held online.
fn object_type(event: &Event) -> ObjectType {
    let meets = !event.attendees.is_empty()
        || event.is_online_meeting == Some(true)
        || event.online_meeting.is_some();
    if meets { ObjectType::UserMeeting } else { ObjectType::CalendarEvents }
}

/// Whether all may read it. A sensitivity that is newer than this code is taken for a private one.
fn is_open(event: &Event) -> bool {
    matches!(event.sensitivity.as_deref(), None | Some("" | "normal" | "personal"))
}

impl Document {
    /// What a private event shows too.
    fn busy_time(self, event: &Event) -> Self {
        let utc = |time: &Option<DateTimeTimeZone>| {
            time.as_ref().map(DateTimeTimeZone::utc).unwrap_or_default()
        };
        self.date("start", utc(&event.start))
            .date("end", utc(&event.end))
            .given("all_day", event.is_all_day)
            .given_text("show_as", event.show_as.as_deref())
            .given_text("sensitivity", event.sensitivity.as_deref())
            .given_text("event_type", event.event_type.as_deref())
    }

    fn open_event(self, event: &Event) -> Self {
        let description = text::readable(event.body.as_ref());
        let cut = description.cut;
        let web_link = event.web_link.as_deref();
        let document = self
            .always_text("title", event.subject.as_deref())
            .given_text("body", Some(&description.text))
            .always("description", description.text)
            .always("attendees", event.attendees.iter().filter_map(attendee).collect::<Value>())
            .always_text("online_meeting_url", online_meeting_url(event))
            .always("meeting_detail", detail::meeting_detail(event))
            .always("location", locations(event))
            .always_text("web_link", web_link)
            .given_text("url", web_link)
            .always("reminder", event.is_reminder_on.unwrap_or_default())
            .always("reminder_time", event.reminder_minutes_before_start.unwrap_or_default())
            .always("categories", event.categories.as_slice())
            .always_text("original_start_timezone", event.original_start_time_zone.as_deref())
            .always_text("original_end_timezone", event.original_end_time_zone.as_deref())
            .organized(event)
            .given_text("ical_uid", event.ical_uid.as_deref());
        Self { cut, ..document }
    }

    fn organized(self, event: &Event) -> Self {
        let organizer = event.organizer.as_ref().and_then(|who| who.email_address.as_ref());
        self.given_text("organizer", organizer.and_then(|who| who.name.as_deref()))
            .given_text("organizer_email", organizer.and_then(|who| who.address.as_deref()))
    }

    /// Elastic's fields, with nothing in them.
    fn private_event(self) -> Self {
        let nothing = || Value::Array(Vec::new());
        self.always("title", "Busy")
            .always("description", "")
            .always("attendees", nothing())
            .always("online_meeting_url", "")
            .always("meeting_detail", "")
            .always("location", nothing())
            .always("web_link", "")
            .always("reminder", false)
            .always("reminder_time", 0)
            .always("categories", nothing())
            .always("original_start_timezone", "")
            .always("original_end_timezone", "")
    }
}

/// `Name(address)`.
fn attendee(attendee: &Attendee) -> Option<String> {
    let who = attendee.email_address.as_ref()?;
    let name = who.name.as_deref().unwrap_or_default();
    let address = who.address.as_deref().unwrap_or_default();
    Some(format!("{name}({address})"))
}

fn online_meeting_url(event: &Event) -> Option<&str> {
    event.online_meeting.as_ref()?.join_url.as_deref()
}

fn locations(event: &Event) -> Value {
    let names = event.locations.iter().filter_map(|place| place.display_name.as_deref());
    names.filter(|name| !name.is_empty()).collect()
}
