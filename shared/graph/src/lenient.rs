//! Reading what Graph sends without falling over it.

use serde::{Deserialize, Deserializer};

/// A property that may be missing or null reads as its default (with `#[serde(default)]` beside it).
///
/// Graph may answer null for any property, lists among them.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// What is wrong with some JSON and where, without the text that stands there: it may be somebody's message.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match (text.split_once('"'), text.rsplit_once('"')) {
        (Some((before, _)), Some((_, after))) => format!("{before}…{after}"),
        (_, _) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_tells_the_place_but_not_the_text() {
        let error = serde_json::from_str::<u32>(r#""the \"merger\" is on""#).unwrap_err();
        assert_eq!(reason(&error), "invalid type: string …, expected u32 at line 1 column 22");
        let error = serde_json::from_str::<u32>("[").unwrap_err();
        assert!(reason(&error).contains("line 1"), "{}", reason(&error));
    }
}
