//! Events of a user's calendar.

use serde::Deserialize;

use crate::date::Date;
use crate::lenient::or_default;
use crate::resources::chat_message::ItemBody;

/// An `event`: a single instance or a series master in `/events`. Graph: user-list-events.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Stays the same when the event moves, with `Prefer: IdType="ImmutableId"`.
    pub id: String,
    /// The same in every mailbox that has the event.
    #[serde(default, rename = "iCalUId")]
    pub ical_uid: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub created_date_time: Date,
    /// When it was changed.
    #[serde(default)]
    pub last_modified_date_time: Date,
    /// Title.
    #[serde(default)]
    pub subject: Option<String>,
    /// Description.
    #[serde(default)]
    pub body: Option<ItemBody>,
    /// When it begins.
    #[serde(default)]
    pub start: Option<DateTimeTimeZone>,
    /// When it ends.
    #[serde(default)]
    pub end: Option<DateTimeTimeZone>,
    /// Whole days, from midnight to midnight.
    #[serde(default)]
    pub is_all_day: Option<bool>,
    /// Cancelled by its organizer.
    #[serde(default)]
    pub is_cancelled: Option<bool>,
    /// `normal`, `personal`, `private` or `confidential`.
    #[serde(default)]
    pub sensitivity: Option<String>,
    /// `free`, `tentative`, `busy`, `oof` …
    #[serde(default)]
    pub show_as: Option<String>,
    /// `singleInstance`, `occurrence`, `exception` or `seriesMaster`.
    #[serde(default, rename = "type")]
    pub event_type: Option<String>,
    /// Places.
    #[serde(default, deserialize_with = "or_default")]
    pub locations: Vec<Location>,
    /// Who is invited.
    #[serde(default, deserialize_with = "or_default")]
    pub attendees: Vec<Attendee>,
    /// Who invited.
    #[serde(default)]
    pub organizer: Option<Recipient>,
    /// How a series goes on.
    #[serde(default)]
    pub recurrence: Option<PatternedRecurrence>,
    /// It is held online.
    #[serde(default)]
    pub is_online_meeting: Option<bool>,
    /// Where it is held online.
    #[serde(default)]
    pub online_meeting: Option<OnlineMeetingInfo>,
    /// Opens it in Outlook.
    #[serde(default)]
    pub web_link: Option<String>,
    /// Names of the user's categories.
    #[serde(default, deserialize_with = "or_default")]
    pub categories: Vec<String>,
    /// Whether a reminder is set.
    #[serde(default)]
    pub is_reminder_on: Option<bool>,
    /// Minutes.
    #[serde(default)]
    pub reminder_minutes_before_start: Option<i64>,
    /// Zone in which it was made, a Windows or IANA name.
    #[serde(default)]
    pub original_start_time_zone: Option<String>,
    /// Zone in which its end was given.
    #[serde(default)]
    pub original_end_time_zone: Option<String>,
}

/// A `dateTimeTimeZone`: a wall time and its zone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateTimeTimeZone {
    /// `2025-06-23T13:00:00.0000000`, no zone in it.
    #[serde(default)]
    pub date_time: Option<String>,
    /// `UTC` with `Prefer: outlook.timezone="UTC"`, else a Windows or IANA name.
    #[serde(default)]
    pub time_zone: Option<String>,
}

impl DateTimeTimeZone {
    /// The moment, if the zone is UTC; in another zone it is left out rather than guessed.
    pub fn utc(&self) -> Date {
        match (&self.date_time, self.time_zone.as_deref()) {
            (Some(time), Some("UTC" | "Etc/GMT" | "Coordinated Universal Time")) => {
                Date::parse(time)
            }
            (_, _) => Date::default(),
        }
    }
}

/// A `location`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// Its name.
    #[serde(default)]
    pub display_name: Option<String>,
}

/// An `attendee`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    /// Who.
    #[serde(default)]
    pub email_address: Option<EmailAddress>,
}

/// A `recipient`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    /// Who.
    #[serde(default)]
    pub email_address: Option<EmailAddress>,
}

/// An `emailAddress`.
#[derive(Debug, Clone, Deserialize)]
pub struct EmailAddress {
    /// Display name.
    #[serde(default)]
    pub name: Option<String>,
    /// SMTP address.
    #[serde(default)]
    pub address: Option<String>,
}

/// An `onlineMeetingInfo`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OnlineMeetingInfo {
    /// Joins it.
    #[serde(default)]
    pub join_url: Option<String>,
}

/// A `patternedRecurrence`.
#[derive(Debug, Clone, Deserialize)]
pub struct PatternedRecurrence {
    /// How often.
    #[serde(default)]
    pub pattern: Option<RecurrencePattern>,
    /// From when to when.
    #[serde(default)]
    pub range: Option<RecurrenceRange>,
}

/// A `recurrencePattern`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecurrencePattern {
    /// Which of the six kinds it is.
    #[serde(default, rename = "type")]
    pub pattern_type: Option<RecurrencePatternType>,
    /// Every how many days, weeks, months or years.
    #[serde(default)]
    pub interval: Option<i64>,
    /// `monday` …
    #[serde(default, deserialize_with = "or_default")]
    pub days_of_week: Vec<String>,
    /// 1 to 31.
    #[serde(default)]
    pub day_of_month: Option<i64>,
    /// 1 to 12.
    #[serde(default)]
    pub month: Option<i64>,
    /// `first`, `second`, `third`, `fourth` or `last`.
    #[serde(default)]
    pub index: Option<String>,
}

/// How a series repeats. Graph: recurrencePatternType.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RecurrencePatternType {
    /// Every n days.
    Daily,
    /// Every n weeks on some days.
    Weekly,
    /// Every n months on a day of the month.
    AbsoluteMonthly,
    /// Every n months on, say, the first Monday.
    RelativeMonthly,
    /// Every n years on a day of a month.
    AbsoluteYearly,
    /// Every n years on, say, the first Monday of March.
    RelativeYearly,
    /// A kind that is newer than this code.
    #[serde(other)]
    Unknown,
}

/// A `recurrenceRange`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecurrenceRange {
    /// How the series ends.
    #[serde(default, rename = "type")]
    pub range_type: Option<RecurrenceRangeType>,
    /// `2025-06-02`.
    #[serde(default)]
    pub start_date: Option<String>,
    /// `2025-12-29`; `0001-01-01` when the series doesn't end by date.
    #[serde(default)]
    pub end_date: Option<String>,
    /// How often, when the series is numbered.
    #[serde(default)]
    pub number_of_occurrences: Option<i64>,
}

/// How a series ends. Graph: recurrenceRangeType.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RecurrenceRangeType {
    /// On a day.
    EndDate,
    /// Never.
    NoEnd,
    /// After a number of occurrences.
    Numbered,
    /// A kind that is newer than this code.
    #[serde(other)]
    Unknown,
}
