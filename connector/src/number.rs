//! Numbers as a person reads them; whole-number arithmetic only, so that a table never shows `NaN`.

use std::time::Duration;

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size in the largest binary unit that leaves at least one: `1.5 MiB`.
pub fn bytes(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(size, _)| bytes >= *size) {
        Some((size, unit)) => format!("{} {unit}", tenths(bytes, size)),
        None => format!("{bytes} B"),
    }
}

/// `numerator / denominator` with one decimal, rounded down; `0.0` for nothing of nothing.
pub fn tenths(numerator: u64, denominator: u64) -> String {
    let tenths = u128::from(numerator) * 10 / u128::from(denominator.max(1));
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A duration by its two largest units at most: `850 ms`, `2.5 s`, `3 min 20 s`, `1 h 5 min`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0) => format!("{} ms", duration.as_millis()),
        (0, 0, whole) => format!("{whole}.{} s", duration.subsec_millis() / 100),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// How many a second, rounded down; nothing while no time has passed.
pub fn per_second(count: u64, elapsed: Duration) -> Option<u64> {
    let rate = u128::from(count) * 1000 / elapsed.as_millis().max(1);
    (!elapsed.is_zero()).then(|| u64::try_from(rate).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn sizes_take_the_largest_unit_that_fits() {
        for (size, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1536, "1.5 KiB"),
            (5 << 20, "5.0 MiB"),
            (u64::MAX, "17179869183.9 GiB"),
        ] {
            assert_eq!(bytes(size), text);
        }
    }

    #[test]
    fn a_share_of_nothing_is_a_number() {
        assert_eq!(tenths(0, 0), "0.0");
        assert_eq!(tenths(5, 2), "2.5");
        assert_eq!(per_second(7, Duration::ZERO), None);
        assert_eq!(per_second(7, Duration::from_secs(2)), Some(3));
    }

    #[test]
    fn durations_show_two_units_at_most() {
        for (milliseconds, text) in
            [(850, "850 ms"), (2_540, "2.5 s"), (200_000, "3 min 20 s"), (3_930_000, "1 h 5 min")]
        {
            assert_eq!(duration(Duration::from_millis(milliseconds)), text);
        }
    }
}
