//! Dates as XML formats have them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A date in RFC 3339, in UTC. One without an offset is taken as UTC and one without a time as midnight, as nothing
/// tells better; none if there isn't a day in it.
pub(crate) fn rfc3339(text: &str) -> Option<String> {
    let text = text.trim();
    let timestamp = text.parse::<Timestamp>().ok().or_else(|| {
        let local = text.parse::<DateTime>().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })?;
    Some(timestamp.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_comes_out_in_utc_however_much_of_it_is_there() {
        for (text, date) in [
            ("2008-03-13T19:00:46", Some("2008-03-13T19:00:46Z")),
            ("2018-04-23T14:52:27.5+02:00", Some("2018-04-23T12:52:27.5Z")),
            (" 2010-06-01\n", Some("2010-06-01T00:00:00Z")),
            ("2010", None),
            ("yesterday", None),
        ] {
            assert_eq!(rfc3339(text).as_deref(), date, "{text}");
        }
    }
}
