//! Calendar events.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Manners, Object, object};
use crate::content::html::page;
use crate::content::readable::readable;
use crate::moment::{DAY, Moment};
use crate::tenant::calendars::{Event, Range, Recurrence};

/// An event, its times in UTC. Graph: event.
pub(crate) fn event(event: &Event, manners: Manners) -> Object {
    let id = if manners.immutable_ids { &event.immutable_id } else { &event.id };
    let mut object = object(json!({
        "@odata.etag": format!("W/\"{}\"", event.modified.id()),
        "id": id,
        "iCalUId": event.ical_uid,
        "createdDateTime": event.created.graph(),
        "lastModifiedDateTime": event.modified.graph(),
        "changeKey": event.modified.id(),
        "subject": event.subject,
        "bodyPreview": readable(&event.body).chars().take(255).collect::<String>(),
        "body": body(event, manners),
        "start": time(event.start),
        "end": time(event.end),
        "originalStartTimeZone": event.zone,
        "originalEndTimeZone": event.zone,
        "isAllDay": event.all_day,
        "isCancelled": event.cancelled,
        "isOrganizer": event.attendees.is_empty(),
        "sensitivity": event.sensitivity,
        "showAs": event.show_as,
        "importance": "normal",
        "type": event.kind(),
        "seriesMasterId": null,
        "categories": event.categories,
        "hasAttachments": false,
        "webLink": web_link(event),
    }));
    object.extend(people_and_places(event));
    object
}

fn people_and_places(event: &Event) -> Object {
    let place = |name: &&str| json!({"displayName": name, "locationType": "default", "uniqueIdType": "unknown"});
    let (organizer, address) = &event.organizer;
    object(json!({
        "location": event.places.first().map_or_else(|| json!({"displayName": ""}), place),
        "locations": event.places.iter().map(place).collect::<Value>(),
        "attendees": event.attendees.iter().map(attendee).collect::<Value>(),
        "organizer": {"emailAddress": {"name": organizer, "address": address}},
        "recurrence": event.recurrence.as_ref().map(|recurrence| pattern(event, recurrence)),
        "isReminderOn": event.reminder.is_some(),
        "reminderMinutesBeforeStart": event.reminder.unwrap_or(15),
        "isOnlineMeeting": event.online.is_some(),
        "onlineMeetingProvider": if event.online.is_some() { "teamsForBusiness" } else { "unknown" },
        "onlineMeetingUrl": null,
        "onlineMeeting": event.online.as_ref().map(|address| json!({"joinUrl": address})),
    }))
}

fn body(event: &Event, manners: Manners) -> Value {
    if manners.text_bodies {
        json!({"contentType": "text", "content": format!("{}\r\n", readable(&event.body))})
    } else {
        json!({"contentType": "html", "content": page(&event.body)})
    }
}

fn time(moment: Moment) -> Value {
    json!({"dateTime": moment.outlook(), "timeZone": "UTC"})
}

fn web_link(event: &Event) -> String {
    let id = utf8_percent_encode(&event.id, NON_ALPHANUMERIC);
    format!("https://outlook.office365.com/owa/?itemid={id}&exvsurl=1&path=/calendar/item")
}

fn attendee((name, address): &(Option<String>, String)) -> Value {
    json!({
        "type": "required",
        "status": {"response": "none", "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": name, "address": address},
    })
}

fn pattern(event: &Event, recurrence: &Recurrence) -> Value {
    let start = event.start.date();
    let number = |range: std::ops::Range<usize>| -> u64 {
        start.get(range).and_then(|digits| digits.parse().ok()).unwrap_or(1)
    };
    let (month, day) = (number(5..7), number(8..10));
    let absolute = matches!(recurrence.pattern, "absoluteMonthly" | "absoluteYearly");
    let yearly = matches!(recurrence.pattern, "absoluteYearly" | "relativeYearly");
    let (kind, times) = match recurrence.range {
        Range::EndDate => ("endDate", 0),
        Range::NoEnd => ("noEnd", 0),
        Range::Numbered(times) => ("numbered", times),
    };
    let end = match recurrence.range {
        Range::EndDate => event.start.after(90 * DAY).date(),
        Range::NoEnd | Range::Numbered(_) => "0001-01-01".to_owned(),
    };
    json!({
        "pattern": {
            "type": recurrence.pattern,
            "interval": recurrence.interval,
            "month": if yearly { month } else { 0 },
            "dayOfMonth": if absolute { day } else { 0 },
            "daysOfWeek": recurrence.days,
            "firstDayOfWeek": "sunday",
            "index": "first",
        },
        "range": {
            "type": kind,
            "startDate": start,
            "endDate": end,
            "recurrenceTimeZone": event.zone,
            "numberOfOccurrences": times,
        },
    })
}
