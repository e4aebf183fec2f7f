//! The parts of a record's `_source`, as they are written and as anybody may have written them.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// The value at the end of `path`, if every step before it is an object.
pub(crate) fn at<'a>(source: &'a Map<String, Value>, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(source.get(*first)?, |value, name| value.get(*name))
}

/// A text that isn't empty.
pub(crate) fn text<'a>(source: &'a Map<String, Value>, path: &[&str]) -> Option<&'a str> {
    at(source, path)?.as_str().filter(|text| !text.is_empty())
}

/// True or false, also as a text: Elasticsearch indexes both as a boolean.
pub(crate) fn flag(source: &Map<String, Value>, path: &[&str]) -> Option<bool> {
    let value = at(source, path)?;
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

/// One of an enum's words.
pub(crate) fn word<T: DeserializeOwned>(source: &Map<String, Value>, path: &[&str]) -> Option<T> {
    serde_json::from_value(Value::from(text(source, path)?)).ok()
}

/// An object; an empty one where there is none.
pub(crate) fn object<'a>(source: &'a Map<String, Value>, path: &[&str]) -> &'a Map<String, Value> {
    at(source, path).and_then(Value::as_object).unwrap_or(&EMPTY)
}

/// A moment. Elastic's service writes `+00:00`, Elasticsearch `Z`, very old services no zone at all, which is UTC.
pub(crate) fn date(source: &Map<String, Value>, path: &[&str]) -> Option<Timestamp> {
    let text = text(source, path)?;
    text.parse().ok().or_else(|| Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}

/// A moment as Elastic's service writes it: UTC, microseconds, `+00:00`.
pub(crate) fn written(at: Timestamp) -> Value {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string().into()
}

/// An object of these fields.
pub(crate) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn source(value: &Value) -> Map<String, Value> {
        fields([("outer", json!({ "inner": value }))])
    }

    #[test]
    fn a_date_is_read_in_every_form_that_was_ever_written_and_written_in_one() {
        let table = [
            ("2026-08-20T09:15:00.123456+00:00", "2026-08-20T09:15:00.123456+00:00"),
            ("2026-08-20T09:15:00.123456789Z", "2026-08-20T09:15:00.123456+00:00"),
            ("2026-08-20T09:15:00", "2026-08-20T09:15:00.000000+00:00"),
            ("2026-08-20T09:15:00.5", "2026-08-20T09:15:00.500000+00:00"),
            ("2026-08-20T11:15:00+02:00", "2026-08-20T09:15:00.000000+00:00"),
        ];
        for (text, expected) in table {
            let read = date(&source(&json!(text)), &["outer", "inner"]).unwrap();
            assert_eq!(written(read), json!(expected), "{text}");
        }
    }

    #[test]
    fn what_has_another_type_is_not_there() {
        for odd in [json!(null), json!(1), json!([]), json!({}), json!("")] {
            let source = source(&odd);
            let path = ["outer", "inner"];
            assert_eq!(text(&source, &path), None, "{odd}");
            assert_eq!(date(&source, &path), None, "{odd}");
            assert_eq!(flag(&source, &path), None, "{odd}");
            assert!(object(&source, &path).is_empty(), "{odd}");
            assert_eq!(at(&source, &["outer", "inner", "further"]), None, "{odd}");
        }
    }

    #[test]
    fn a_boolean_may_be_a_text() {
        let table = [(json!(true), true), (json!("true"), true), (json!("false"), false)];
        for (value, expected) in table {
            assert_eq!(flag(&source(&value), &["outer", "inner"]), Some(expected));
        }
    }
}
