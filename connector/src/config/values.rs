//! Numbers, times, switches and lists of words: a setting's text and what it means.
//!
//! A text that means nothing is a fault; reading goes on with the default, so that one run shows every fault.

use std::time::Duration;

use super::finding::Findings;
use super::keys::{Key, Wants};
use super::settings::{Given, Settings};
use super::yaml::{Text, Value};

impl Settings {
    /// A whole number.
    pub(super) fn whole(&mut self, key: &Key, findings: &mut Findings) -> u64 {
        self.parsed(key, whole, findings)
    }

    /// A whole number that counts things in memory.
    pub(super) fn count(&mut self, key: &Key, findings: &mut Findings) -> usize {
        usize::try_from(self.whole(key, findings)).unwrap_or(usize::MAX)
    }

    /// A number with fractions.
    pub(super) fn decimal(&mut self, key: &Key, findings: &mut Findings) -> f64 {
        self.parsed(key, decimal, findings)
    }

    /// A time, given in seconds.
    pub(super) fn seconds(&mut self, key: &Key, findings: &mut Findings) -> Duration {
        let seconds = self.decimal(key, findings);
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }

    /// Yes or no.
    pub(super) fn switch(&mut self, key: &Key, findings: &mut Findings) -> bool {
        self.parsed(key, |text, _| switch(text), findings)
    }

    /// A text with a meaning of its own; without it that of the default, or nothing.
    pub(super) fn meaning<T>(
        &mut self,
        key: &Key,
        parse: impl Fn(&str) -> Result<T, &'static str>,
        findings: &mut Findings,
    ) -> Option<T> {
        if let Some(Given { at, text, .. }) = self.optional_text(key, findings) {
            match parse(text.trim()) {
                Ok(meaning) => return Some(meaning),
                Err(wrong) => findings.fault(at, key.wanted(wrong, &self.owner)),
            }
        }
        parse(key.default?).ok()
    }

    fn parsed<T: Default>(
        &mut self,
        key: &Key,
        parse: impl Fn(&str, &Wants) -> Result<T, &'static str>,
        findings: &mut Findings,
    ) -> T {
        self.meaning(key, |text| parse(text, &key.wants), findings).unwrap_or_default()
    }

    /// The texts of a list.
    pub(super) fn words(&mut self, key: &Key, findings: &mut Findings) -> Vec<Given> {
        let Some((_, items)) = self.list(key, findings) else {
            return Vec::new();
        };
        let mut words = Vec::new();
        for item in items {
            match item.value {
                Value::Text(Text { text, style }) => words.push(Given::new(item.at, text, style)),
                Value::Empty | Value::Null | Value::List(_) | Value::Group(_) => {
                    findings.fault(item.at, key.wanted("holds what is no text", &self.owner));
                }
                Value::Undefined => {}
            }
        }
        words
    }
}

const OUT_OF_RANGE: &str = "is too small or too large";

fn whole(text: &str, wants: &Wants) -> Result<u64, &'static str> {
    let &Wants::Whole { least, most, .. } = wants else {
        return Err("is read as a whole number");
    };
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("is no whole number");
    }
    // Nothing else is left: a sign, or more digits than fit.
    let number = text.parse::<u64>().map_err(|_large| OUT_OF_RANGE)?;
    (least..=most).contains(&number).then_some(number).ok_or(OUT_OF_RANGE)
}

fn decimal(text: &str, wants: &Wants) -> Result<f64, &'static str> {
    let &Wants::Decimal { least, most, .. } = wants else {
        return Err("is read as a number");
    };
    let number = text.parse::<f64>().map_err(|_foreign| "is no number")?;
    if number.is_nan() {
        return Err("is no number");
    }
    (least..=most).contains(&number).then_some(number).ok_or(OUT_OF_RANGE)
}

/// YAML 1.1's words, as Elastic's service reads them.
fn switch(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => Err("is neither"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    const WHOLE: Wants = Wants::Whole { of: "things", least: 1, most: 10 };
    const DECIMAL: Wants = Wants::Decimal { of: "seconds", least: 0.1, most: 10.0 };

    #[test]
    fn a_number_within_its_bounds_is_taken_and_nothing_else() {
        for (text, number) in [("1", Ok(1)), ("010", Ok(10)), ("0", Err(OUT_OF_RANGE))] {
            assert_eq!(whole(text, &WHOLE), number, "{text}");
        }
        for text in ["11", "-1", "99999999999999999999"] {
            assert_eq!(whole(text, &WHOLE), Err(OUT_OF_RANGE), "{text}");
        }
        for text in ["1.0", "", "-", "+1", "1e1", "one", "1_0", "٣"] {
            assert_eq!(whole(text, &WHOLE), Err("is no whole number"), "{text}");
        }
        for (text, number) in [("0.1", 0.1), ("10", 10.0), ("2.5", 2.5), ("1e-1", 0.1)] {
            assert_eq!(decimal(text, &DECIMAL), Ok(number), "{text}");
        }
        for text in ["0", "-1", "10.01", "inf", "1e999"] {
            assert_eq!(decimal(text, &DECIMAL), Err(OUT_OF_RANGE), "{text}");
        }
        for text in ["", "NaN", "30s", "1,5"] {
            assert_eq!(decimal(text, &DECIMAL), Err("is no number"), "{text}");
        }
    }

    #[test]
    fn yamls_words_for_yes_and_no_are_known_in_any_case() {
        for text in ["true", "True", "YES", "on"] {
            assert_eq!(switch(text), Ok(true));
        }
        for text in ["false", "FALSE", "No", "off"] {
            assert_eq!(switch(text), Ok(false));
        }
        assert!(switch("1").is_err() && switch("").is_err());
    }

    #[test]
    fn every_default_is_a_value_that_its_key_takes() {
        for key in keys::FILE.ours().chain(keys::CONNECTOR.ours()) {
            let Some(default) = key.default else { continue };
            let fits = match key.wants {
                Wants::Whole { .. } => whole(default, &key.wants).is_ok(),
                Wants::Decimal { .. } => decimal(default, &key.wants).is_ok(),
                Wants::Switch => switch(default).is_ok(),
                Wants::List(_) => default == "[]",
                Wants::Group(_) => default == "{}",
                Wants::Text(_) => !default.is_empty(),
            };
            assert!(fits, "{}", key.name);
        }
    }
}
