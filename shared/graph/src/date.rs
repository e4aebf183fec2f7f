//! Dates as Graph writes them, in every odd form that was seen.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A moment that Graph may have left out, written oddly, or not written at all.
///
/// Seen in Graph's own samples: seven digits of fraction, no fraction, no zone, no `T` between date and time
/// (`2021-03-1706:47:05.123Z`) and `0001-01-01T00:00:00Z` for "never". What cannot be read is none: a date
/// never fails its object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Option<Timestamp>);

impl Date {
    /// Reads `text` leniently; a text without a zone is UTC.
    pub fn parse(text: &str) -> Self {
        Self(canonical(text.trim()).and_then(|text| text.parse().ok()).filter(is_a_date))
    }

    /// The moment, if there is one.
    pub fn get(self) -> Option<Timestamp> {
        self.0
    }
}

impl From<Timestamp> for Date {
    fn from(moment: Timestamp) -> Self {
        Self(Some(moment))
    }
}

/// `0001-01-01` stands for "never".
fn is_a_date(moment: &Timestamp) -> bool {
    moment.as_second() > -62_135_510_400 // 0001-01-02
}

/// RFC 3339 with at most nine digits of fraction, from the forms that Graph writes.
fn canonical(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    let time = rest.trim_start_matches(['T', 't', ' ']);
    if time.is_empty() {
        return Some(format!("{day}T00:00:00Z"));
    }
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at_checked(zone_at)?;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let fraction: String = fraction.chars().take(9).collect();
    let point = if fraction.is_empty() { "" } else { "." };
    let zone = if zone.is_empty() { "Z" } else { zone };
    Some(format!("{day}T{whole}{point}{fraction}{zone}"))
}

/// RFC 3339 in UTC, or null: what [`Date`] itself reads back unchanged.
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(moment) => serializer.collect_str(&moment),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateVisitor)
    }
}

struct DateVisitor;

impl<'de> Visitor<'de> for DateVisitor {
    type Value = Date;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date")
    }

    fn visit_str<E>(self, text: &str) -> Result<Date, E> {
        Ok(Date::parse(text))
    }

    fn visit_unit<E>(self) -> Result<Date, E> {
        Ok(Date(None))
    }

    fn visit_none<E>(self) -> Result<Date, E> {
        Ok(Date(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Date, E> {
        Ok(Date(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Date, E> {
        Ok(Date(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Date, E> {
        Ok(Date(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Date, E> {
        Ok(Date(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Date, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Date(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Date, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Date(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Date::parse(text).get().map(|moment| moment.to_string())
    }

    #[test]
    fn every_odd_form_of_a_date_is_read() {
        for (text, expected) in [
            ("2021-03-28T20:29:37.068Z", "2021-03-28T20:29:37.068Z"),
            ("2017-04-15T11:00:00.0000000", "2017-04-15T11:00:00Z"),
            ("2021-03-1706:47:05.123Z", "2021-03-17T06:47:05.123Z"),
            ("2022-03-08T07:33:50", "2022-03-08T07:33:50Z"),
            ("2022-03-08 07:33:50Z", "2022-03-08T07:33:50Z"),
            ("2022-03-08", "2022-03-08T00:00:00Z"),
            ("2025-06-23T15:20:00.1234567891234+02:00", "2025-06-23T13:20:00.123456789Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_date_that_was_written_is_read_back_to_the_nanosecond() {
        for text in ["2021-03-28T20:29:37.068Z", "2025-06-23T15:20:00.123456789+02:00", "never"] {
            let date = Date::parse(text);
            let json = serde_json::to_string(&date).unwrap();
            assert_eq!(serde_json::from_str::<Date>(&json).unwrap(), date, "{json}");
        }
        assert_eq!(serde_json::to_string(&Date::default()).unwrap(), "null");
    }

    #[test]
    fn what_is_no_date_is_left_out() {
        for text in ["", "soon", "0001-01-01T00:00:00Z", "2021-13-40T00:00:00Z", "2021-03-é7T00"] {
            assert_eq!(read(text), None, "{text}");
        }
        for json in ["null", "5", "-1", "1.5", "true", "[1,[2]]", "{\"a\":{\"b\":1}}"] {
            let date: Date = serde_json::from_str(json).expect(json);
            assert_eq!(date.get(), None, "{json}");
        }
    }
}
