//! `meeting_detail`: when an event is, and who invited, in the words of Elastic's connector.

use graph::resources::Event;
use graph::resources::event::{
    DateTimeTimeZone, PatternedRecurrence, RecurrencePattern, RecurrencePatternType,
    RecurrenceRange, RecurrenceRangeType,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Schedule: …` or `Recurrence: …`, then the organizer; what Graph doesn't tell is left out.
pub(super) fn meeting_detail(event: &Event) -> String {
    let when = event.recurrence.as_ref().and_then(recurrence).or_else(|| schedule(event));
    let organizer = event.organizer.as_ref().and_then(|who| who.email_address.as_ref());
    let organizer = organizer.and_then(|who| who.name.as_deref()).filter(|name| !name.is_empty());
    let organizer = organizer.map(|name| format!("Organizer: {name}"));
    when.into_iter().chain(organizer).collect::<Vec<_>>().join(" ")
}

/// `Schedule: 23 Jun, 2025 at 13:00 to 23 Jun, 2025 at 13:30`, in UTC.
fn schedule(event: &Event) -> Option<String> {
    let start = moment(event.start.as_ref()?)?;
    let end = moment(event.end.as_ref()?)?;
    Some(format!("Schedule: {start} to {end}"))
}

fn moment(time: &DateTimeTimeZone) -> Option<String> {
    Some(time.utc().get()?.strftime("%d %b, %Y at %H:%M").to_string())
}

/// `Recurrence: Occurs Every 1 week on monday starting 2025-06-02 until 2025-12-29`.
fn recurrence(recurrence: &PatternedRecurrence) -> Option<String> {
    let pattern = pattern(recurrence.pattern.as_ref()?)?;
    let range = recurrence.range.as_ref()?;
    let start = range.start_date.as_deref()?;
    Some(format!("Recurrence: Occurs Every {pattern} starting {start}{}", ending(range)))
}

/// A numbered series has `0001-01-01` as its `endDate`, which is no date.
fn ending(range: &RecurrenceRange) -> String {
    let ending = match range.range_type {
        Some(RecurrenceRangeType::EndDate) => {
            range.end_date.as_ref().map(|end| format!(" until {end}"))
        }
        Some(RecurrenceRangeType::Numbered) => {
            range.number_of_occurrences.map(|times| format!(" for {times} times"))
        }
        Some(RecurrenceRangeType::NoEnd | RecurrenceRangeType::Unknown) | None => None,
    };
    ending.unwrap_or_default()
}

fn pattern(pattern: &RecurrencePattern) -> Option<String> {
    let days = pattern.days_of_week.join(",");
    let interval = pattern.interval.unwrap_or(1);
    let every = match pattern.pattern_type? {
        RecurrencePatternType::Daily => format!("{interval} day"),
        RecurrencePatternType::Weekly => format!("{interval} week on {days}"),
        RecurrencePatternType::AbsoluteMonthly => {
            format!("{interval} month on day {}", pattern.day_of_month?)
        }
        RecurrencePatternType::RelativeMonthly => {
            format!("{interval} month on {} {days}", pattern.index.as_deref()?)
        }
        RecurrencePatternType::AbsoluteYearly => {
            format!("{interval} year on day {} of {}", pattern.day_of_month?, month(pattern)?)
        }
        RecurrencePatternType::RelativeYearly => {
            let index = pattern.index.as_deref()?;
            format!("{interval} year on {index} {days} of {}", month(pattern)?)
        }
        RecurrencePatternType::Unknown => return None,
    };
    Some(every)
}

fn month(pattern: &RecurrencePattern) -> Option<&'static str> {
    let number = usize::try_from(pattern.month?).ok()?;
    MONTHS.get(number.checked_sub(1)?).copied()
}
