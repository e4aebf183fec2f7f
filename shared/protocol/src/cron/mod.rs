//! Quartz schedules: when a sync is due.
//!
//! ```text
//!  seconds minutes hours day-of-month month day-of-week [year]        UTC
//!     │       ╰──────┴──────────┬───────┴────────┬────────╯
//!  ignored               sets of numbers    days by their place in the month
//!                            field.rs              day.rs
//! ```
//!
//! The syntax is that of Quartz's `CronExpression`, which Elasticsearch accepts too. A schedule is as fine as a
//! minute (Elastic: connectors service, scheduling). One of the two day fields must be open, `?` or `*`.

mod field;
mod day;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use self::day::Days;
use self::field::Field;

const SECONDS: Field = Field { name: "seconds", first: 0, last: 59, names: &[], cyclic: true };
const MINUTES: Field = Field { name: "minutes", first: 0, last: 59, names: &[], cyclic: true };
const HOURS: Field = Field { name: "hours", first: 0, last: 23, names: &[], cyclic: true };
const MONTHS: Field = Field {
    name: "month",
    first: 1,
    last: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    cyclic: true,
};
/// The last year bounds the search for a day that never comes, such as 31 February.
const YEARS: Field = Field { name: "year", first: 1970, last: 2199, names: &[], cyclic: false };

/// Why an expression is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CronError {
    /// Too few or too many fields; five are the Unix form.
    #[error(
        "it has {found} fields, but 6 or 7 are wanted: seconds, minutes, hours, day of month, month, day of week \
         and maybe year, such as 0 0 3 * * ?"
    )]
    Fields {
        /// How many there are.
        found: usize,
    },
    /// A field holds what it can't.
    #[error("{field} can't be {text}: {wanted}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// The part that can't be read, in capitals.
        text: String,
        /// What would be good.
        wanted: String,
    },
    /// Both day fields are restricted, which Quartz doesn't know.
    #[error("day of month and day of week are both restricted; write ? in one of them")]
    Days,
}

/// When a sync is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    minutes: BTreeSet<i8>,
    hours: BTreeSet<i8>,
    days: Days,
    months: BTreeSet<i8>,
    years: BTreeSet<i16>,
}

impl Schedule {
    /// The schedule that `expression` writes, in any case.
    ///
    /// # Errors
    /// [`CronError`] names the field that can't be read.
    pub fn parse(expression: &str) -> Result<Self, CronError> {
        let expression = expression.to_ascii_uppercase();
        let fields: Vec<_> = expression.split_ascii_whitespace().collect();
        let (seconds, minutes, hours, day, month, weekday, year) = match *fields.as_slice() {
            [s, m, h, day, month, weekday] => (s, m, h, day, month, weekday, "*"),
            [s, m, h, day, month, weekday, year] => (s, m, h, day, month, weekday, year),
            _ => return Err(CronError::Fields { found: fields.len() }),
        };
        SECONDS.values::<i8, BTreeSet<_>>(seconds)?;
        Ok(Self {
            minutes: MINUTES.values(minutes)?,
            hours: HOURS.values(hours)?,
            days: Days::parse(day, weekday)?,
            months: MONTHS.values(month)?,
            years: YEARS.values(year)?,
        })
    }

    /// The first fire that isn't before `at`; none if there never is one again.
    pub fn next_from(&self, at: Timestamp) -> Option<Timestamp> {
        self.fires_from(at).next()
    }

    /// All fires that aren't before `at`, in order.
    pub(crate) fn fires_from(&self, at: Timestamp) -> impl Iterator<Item = Timestamp> {
        let from = Offset::UTC.to_datetime(at);
        let months = self.years.range(from.year()..).flat_map(|year| {
            self.months.iter().filter_map(|month| Date::new(*year, *month, 1).ok())
        });
        months
            .filter(move |first| first.last_of_month() >= from.date())
            .flat_map(|first| self.days.of(first))
            .filter(move |date| *date >= from.date())
            .flat_map(|date| self.times().map(move |time| date.to_datetime(time)))
            .filter(move |fire| *fire >= from)
            .filter_map(|fire| Offset::UTC.to_timestamp(fire).ok())
    }

    /// The times of a day on which it fires.
    fn times(&self) -> impl Iterator<Item = Time> {
        self.hours.iter().flat_map(|hour| {
            self.minutes.iter().filter_map(|minute| Time::new(*hour, *minute, 0, 0).ok())
        })
    }
}

#[cfg(test)]
mod tests;
