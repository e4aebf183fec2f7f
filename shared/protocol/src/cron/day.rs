//! The two day fields of a schedule: days by their number and by their weekday, counted from either end of a month.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::CronError;
use super::field::Field;

const DAYS: Field = Field { name: "day of month", first: 1, last: 31, names: &[], cyclic: true };

/// Quartz counts from Sunday, which is 1.
const WEEKDAYS: Field = Field {
    name: "day of week",
    first: 1,
    last: 7,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    cyclic: true,
};

/// The days on which a schedule fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Days {
    Every,
    OfMonth(BTreeSet<DayOfMonth>),
    OfWeek(BTreeSet<DayOfWeek>),
}

impl Days {
    pub(super) fn parse(of_month: &str, of_week: &str) -> Result<Self, CronError> {
        match (is_open(of_month), is_open(of_week)) {
            (true, true) => Ok(Self::Every),
            (false, true) => items(of_month, day_of_month).map(Self::OfMonth),
            (true, false) => items(of_week, day_of_week).map(Self::OfWeek),
            (false, false) => Err(CronError::Days),
        }
    }

    /// The days of the month that begins with `first`, in order.
    pub(super) fn of(&self, first: Date) -> impl Iterator<Item = Date> {
        let days = first.series(1.day()).take_while(move |date| date.month() == first.month());
        days.filter(|date| match self {
            Self::Every => true,
            Self::OfMonth(days) => days.iter().any(|day| day.date(*date) == Some(*date)),
            Self::OfWeek(days) => days.iter().any(|day| day.falls_on(*date)),
        })
    }
}

fn is_open(field: &str) -> bool {
    field == "?" || field == "*"
}

/// What a list's items stand for, each once: a longer list costs no more when days are looked up.
fn items<D: Ord>(
    list: &str,
    item: impl Fn(&str) -> Result<Vec<D>, CronError>,
) -> Result<BTreeSet<D>, CronError> {
    let items = list.split(',').map(item).collect::<Result<Vec<_>, _>>()?;
    Ok(items.into_iter().flatten().collect())
}

/// One day of each month that is long enough for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DayOfMonth {
    place: Place,
    /// Whether the working day next to it is meant.
    nearest_weekday: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Day(i8),
    BeforeLast(i8),
}

impl DayOfMonth {
    /// The day in the month of `date`.
    fn date(self, date: Date) -> Option<Date> {
        let day = match self.place {
            Place::Day(day) => day,
            Place::BeforeLast(days) => date.days_in_month() - days,
        };
        let date = Date::new(date.year(), date.month(), day).ok()?;
        if self.nearest_weekday { nearest_weekday(date) } else { Some(date) }
    }
}

/// The nearest Monday to Friday in the month of `date`.
fn nearest_weekday(date: Date) -> Option<Date> {
    let days = match date.weekday() {
        Weekday::Saturday if date.day() == 1 => 2,
        Weekday::Saturday => -1,
        Weekday::Sunday if date == date.last_of_month() => -2,
        Weekday::Sunday => 1,
        Weekday::Monday
        | Weekday::Tuesday
        | Weekday::Wednesday
        | Weekday::Thursday
        | Weekday::Friday => 0,
    };
    date.checked_add(days.days()).ok()
}

/// An item of the day of month: numbers, `L` (the last), `L-3` (three before the last), and with a `W` the working
/// day next to one of these.
fn day_of_month(item: &str) -> Result<Vec<DayOfMonth>, CronError> {
    let (day, nearest_weekday) = match item.strip_suffix('W') {
        Some(day) => (day, true),
        None => (item, false),
    };
    let places = match (day.strip_prefix('L'), nearest_weekday) {
        (Some(before), _) => vec![Place::BeforeLast(before_last(item, before)?)],
        (None, true) => vec![Place::Day(DAYS.number(day)?)],
        (None, false) => DAYS.range(day)?.into_iter().map(Place::Day).collect(),
    };
    Ok(places.into_iter().map(|place| DayOfMonth { place, nearest_weekday }).collect())
}

/// How many days before the last one, as written after an `L`.
fn before_last(item: &str, text: &str) -> Result<i8, CronError> {
    if text.is_empty() {
        return Ok(0);
    }
    let days = text.strip_prefix('-').and_then(|days| days.parse().ok());
    days.filter(|days| (0..=30).contains(days))
        .ok_or_else(|| DAYS.refuse(item, "after L comes nothing, or - and a number from 0 to 30"))
}

/// A day of the week, 1 for Sunday, in every week or in one of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DayOfWeek {
    Every(i8),
    Nth(i8, i8),
    Last(i8),
}

impl DayOfWeek {
    fn falls_on(self, date: Date) -> bool {
        let weekday = date.weekday().to_sunday_one_offset();
        match self {
            Self::Every(day) => weekday == day,
            Self::Nth(nth, day) => weekday == day && (date.day() - 1) / 7 + 1 == nth,
            Self::Last(day) => weekday == day && date.day() + 7 > date.days_in_month(),
        }
    }
}

/// An item of the day of week: numbers or names, `L` (Saturday, the week's last day), `6L` (the month's last
/// Friday), `6#3` (its third).
fn day_of_week(item: &str) -> Result<Vec<DayOfWeek>, CronError> {
    if item == "L" {
        return Ok(vec![DayOfWeek::Every(WEEKDAYS.number("SAT")?)]);
    }
    if let Some(day) = item.strip_suffix('L') {
        return Ok(vec![DayOfWeek::Last(WEEKDAYS.number(day)?)]);
    }
    if let Some((day, nth)) = item.split_once('#') {
        let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
        let nth = nth.ok_or_else(|| WEEKDAYS.refuse(item, "after # comes a number from 1 to 5"))?;
        return Ok(vec![DayOfWeek::Nth(nth, WEEKDAYS.number(day)?)]);
    }
    Ok(WEEKDAYS.range(item)?.into_iter().map(DayOfWeek::Every).collect())
}
