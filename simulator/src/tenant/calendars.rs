//! Users' calendars.

use crate::content::rich::Block;
use crate::content::write;
use crate::draw::Draw;
use crate::moment::{DAY, HOUR, MINUTE, Moment};
use crate::tenant::Tenant;
use crate::tenant::people::Person;
use crate::words;

/// An event of a user's default calendar: a single one, or the master of a series.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// The id that changes when the event is moved.
    pub(crate) id: String,
    /// The id that stays. Graph: outlook-immutable-id.
    pub(crate) immutable_id: String,
    pub(crate) ical_uid: String,
    pub(crate) subject: String,
    pub(crate) body: Vec<Block>,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    pub(crate) start: Moment,
    pub(crate) end: Moment,
    pub(crate) all_day: bool,
    pub(crate) cancelled: bool,
    pub(crate) sensitivity: &'static str,
    pub(crate) show_as: &'static str,
    pub(crate) places: Vec<&'static str>,
    /// Name and address; some have no name.
    pub(crate) attendees: Vec<(Option<String>, String)>,
    pub(crate) organizer: (String, String),
    pub(crate) online: Option<String>,
    pub(crate) recurrence: Option<Recurrence>,
    pub(crate) categories: Vec<&'static str>,
    /// Minutes before the start, if the user wants a reminder.
    pub(crate) reminder: Option<u64>,
    pub(crate) zone: &'static str,
}

#[derive(Debug, Clone)]
pub(crate) struct Recurrence {
    pub(crate) pattern: &'static str,
    pub(crate) interval: u64,
    pub(crate) days: Vec<&'static str>,
    pub(crate) range: Range,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    EndDate,
    NoEnd,
    Numbered(u64),
}

impl Event {
    /// Whether it is a meeting: it has an attendee or is online.
    pub(crate) fn is_meeting(&self) -> bool {
        !self.attendees.is_empty() || self.online.is_some()
    }

    /// Whether a document shows no more of it than its time.
    pub(crate) fn is_private(&self) -> bool {
        matches!(self.sensitivity, "private" | "confidential")
    }

    /// Graph's word: eventType.
    pub(crate) fn kind(&self) -> &'static str {
        if self.recurrence.is_some() { "seriesMaster" } else { "singleInstance" }
    }
}

impl Tenant {
    /// A user's events, in Graph's order; the first five kinds are there for everyone.
    pub(crate) fn events(&self, person: &Person) -> Vec<Event> {
        let (fewest, most) = self.shape().events;
        let count = Draw::of(self.seed(), "events", &[person.number]).count(fewest, most);
        (0..count).map(|number| self.event(person, number)).collect()
    }

    fn event(&self, person: &Person, number: usize) -> Event {
        let mut draw = Draw::of(self.seed(), "event", &[person.number, number]);
        let mut event = plain_event(person, &mut draw);
        match number {
            0 => self.invite(&mut event, &mut draw),
            1 => {}
            2 => event.recurrence = Some(recurrence(&mut draw, person.number)),
            3 => event.cancelled = true,
            4 => event.sensitivity = draw.word(&["private", "confidential"]),
            _ => {
                if draw.chance(60) {
                    self.invite(&mut event, &mut draw);
                }
                let kind = draw.index(18);
                event.recurrence = draw.chance(30).then(|| recurrence(&mut draw, kind));
                event.cancelled = draw.chance(8);
                if draw.chance(10) {
                    event.sensitivity = draw.word(&["private", "confidential", "personal"]);
                }
            }
        }
        if event.cancelled {
            event.subject = format!("Canceled: {}", event.subject);
        }
        event
    }

    fn invite(&self, event: &mut Event, draw: &mut Draw) {
        for _ in 0..draw.count(1, 6) {
            let guest = draw.index(self.people.len());
            if let Some(guest) = self.person(guest) {
                let address =
                    guest.mail.clone().unwrap_or_else(|| format!("{}@fabrikam.com", guest.number));
                event.attendees.push((draw.chance(90).then(|| guest.name.clone()), address));
            }
        }
        event.online = draw.chance(60).then(|| {
            let thread = format!("19%3ameeting_{}%40thread.v2", draw.hex(48));
            format!("https://teams.microsoft.com/l/meetup-join/{thread}/0?context=%7b%22Tid%22%3a%22{}%22%7d", self.id)
        });
        if let Some(host) = self.person(self.some_member(draw)) {
            event.organizer = (host.name.clone(), host.mail.clone().unwrap_or_default());
        }
        event.end = event.end.max(event.start.after(HOUR / 2));
    }
}

/// An event of the user's own, without attendees.
fn plain_event(person: &Person, draw: &mut Draw) -> Event {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let all_day = draw.chance(12);
    let start = Moment::FIRST.after(draw.below(800) * DAY);
    let start = if all_day { start } else { start.after(draw.between(14, 36) * 30 * MINUTE) };
    let length = if all_day { draw.between(1, 3) * DAY } else { draw.between(1, 4) * 30 * MINUTE };
    let created = start.before(draw.between(1, 20) * DAY).max(Moment::FIRST);
    let address = |person: &Person| person.mail.clone().unwrap_or_default();
    Event {
        id: format!("AAMkA{}=", draw.letters(146, alphabet)),
        immutable_id: format!("AAkALgAA{}=", draw.letters(120, alphabet)),
        ical_uid: format!("040000008200E00074C5B7101A82E008{}", draw.hex(80).to_uppercase()),
        subject: draw.word(&words::TOPICS).to_owned(),
        body: write::body(draw),
        created,
        modified: created.after(draw.below(10 * DAY)),
        start,
        end: start.after(length),
        all_day,
        cancelled: false,
        sensitivity: "normal",
        show_as: draw.word(&["busy", "free", "tentative", "oof", "workingElsewhere"]),
        places: (0..draw.index(3)).map(|_| draw.word(&words::PLACES)).collect(),
        attendees: Vec::new(),
        organizer: (person.name.clone(), address(person)),
        online: None,
        recurrence: None,
        categories: draw.chance(20).then(|| draw.word(&words::CATEGORIES)).into_iter().collect(),
        reminder: draw.chance(80).then(|| draw.between(0, 4) * 15),
        zone: draw.word(&words::ZONES),
    }
}

/// The `kind`th of all pairs of a pattern and a range. Graph: recurrencePattern, recurrenceRange.
fn recurrence(draw: &mut Draw, kind: usize) -> Recurrence {
    const PATTERNS: [&str; 6] = [
        "daily",
        "weekly",
        "absoluteMonthly",
        "relativeMonthly",
        "absoluteYearly",
        "relativeYearly",
    ];
    let pattern = PATTERNS.get(kind % 6).copied().unwrap_or_default();
    let days = match pattern {
        "weekly" => vec!["monday", "thursday"],
        "relativeMonthly" | "relativeYearly" => vec![draw.word(&["monday", "friday"])],
        _ => Vec::new(),
    };
    let range = match (kind / 6) % 3 {
        0 => Range::EndDate,
        1 => Range::NoEnd,
        _ => Range::Numbered(draw.between(2, 20)),
    };
    Recurrence { pattern, interval: draw.between(1, 3), days, range }
}
