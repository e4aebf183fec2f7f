//! Points in the tenant's time, in milliseconds.

use std::fmt;

use jiff::Timestamp;

/// Milliseconds since 1970, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64);

pub(crate) const SECOND: u64 = 1_000;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

impl Moment {
    /// 2023-01-01T00:00:00Z: nothing in a tenant is older.
    pub(crate) const FIRST: Self = Self(1_672_531_200_000);
    /// 2025-06-30T23:59:59Z: nothing in a tenant is newer.
    pub(crate) const LAST: Self = Self(1_751_327_999_000);

    /// `milliseconds` later, but never after [`Moment::LAST`].
    pub(crate) fn after(self, milliseconds: u64) -> Self {
        let later = self.0.saturating_add_unsigned(milliseconds);
        Self(later.min(Self::LAST.0))
    }

    pub(crate) fn before(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_sub_unsigned(milliseconds))
    }

    /// Milliseconds from `earlier` to here; 0 when it is later.
    pub(crate) fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0 - earlier.0).unwrap_or(0)
    }

    /// The start of the second.
    pub(crate) fn whole_second(self) -> Self {
        Self(self.0 - self.0.rem_euclid(1_000))
    }

    /// A Graph filter's date; nothing when it is no date.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let timestamp: Timestamp = text.parse().ok()?;
        Some(Self(timestamp.as_millisecond()))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or_default()
    }

    /// `2025-06-23T13:20:00.123Z`: always three digits.
    pub(crate) fn exact(self) -> String {
        format!("{:.3}", self.timestamp())
    }

    /// As Graph writes it: the fraction without its trailing zeros, and no fraction when it is zero.
    pub(crate) fn graph(self) -> String {
        self.timestamp().to_string()
    }

    /// As Outlook writes a time of a calendar: seven digits, no zone. Graph: dateTimeTimeZone.
    pub(crate) fn outlook(self) -> String {
        format!("{:.7}", self.timestamp()).trim_end_matches('Z').to_owned()
    }

    /// `2025-06-23`.
    pub(crate) fn date(self) -> String {
        self.exact().chars().take(10).collect()
    }

    /// A message's id: its creation in milliseconds. Graph: chatMessage.
    pub(crate) fn id(self) -> String {
        self.0.to_string()
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.exact())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_the_dates_that_their_comments_say() {
        assert_eq!(Moment::FIRST.exact(), "2023-01-01T00:00:00.000Z");
        assert_eq!(Moment::LAST.exact(), "2025-06-30T23:59:59.000Z");
    }

    #[test]
    fn each_form_has_its_own_digits() {
        let moment = Moment::FIRST.after(510);
        assert_eq!(moment.exact(), "2023-01-01T00:00:00.510Z");
        assert_eq!(moment.graph(), "2023-01-01T00:00:00.51Z");
        assert_eq!(moment.outlook(), "2023-01-01T00:00:00.5100000");
        assert_eq!(Moment::FIRST.graph(), "2023-01-01T00:00:00Z");
        assert_eq!(moment.date(), "2023-01-01");
        assert_eq!(moment.id(), "1672531200510");
        assert_eq!(Moment::parse("2023-01-01T00:00:00.51Z"), Some(moment));
    }

    #[test]
    fn nothing_comes_after_the_last_moment() {
        assert_eq!(Moment::LAST.after(DAY), Moment::LAST);
    }
}
