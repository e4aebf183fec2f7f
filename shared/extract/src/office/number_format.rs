//! How the number of a list item is written (ECMA-376 part 1, `ST_NumberFormat`).

/// How often a letter is repeated; greater numbers are written in digits.
const LETTERS_MAX: u32 = 30;
/// The greatest number that Roman numerals are usual for.
const ROMAN_MAX: u32 = 3999;

/// A format; those of single languages are read as digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum NumberFormat {
    #[default]
    Decimal,
    /// Two digits at least.
    DecimalZero,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
    /// No number, but what the level has around it.
    None,
    /// A mark that isn't text.
    Bullet,
}

impl NumberFormat {
    /// The format that a document calls so.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "decimalZero" => Self::DecimalZero,
            "lowerLetter" => Self::LowerLetter,
            "upperLetter" => Self::UpperLetter,
            "lowerRoman" => Self::LowerRoman,
            "upperRoman" => Self::UpperRoman,
            "none" => Self::None,
            "bullet" => Self::Bullet,
            _ => Self::Decimal,
        }
    }

    /// A number in this format.
    pub(super) fn write(self, number: u32) -> String {
        match self {
            Self::Decimal => number.to_string(),
            Self::DecimalZero => format!("{number:02}"),
            Self::LowerLetter => letters(number).to_lowercase(),
            Self::UpperLetter => letters(number),
            Self::LowerRoman => roman(number).to_lowercase(),
            Self::UpperRoman => roman(number),
            Self::None | Self::Bullet => String::new(),
        }
    }
}

/// A to Z, then AA to ZZ, then AAA: each round has one letter more.
fn letters(number: u32) -> String {
    let rounds = number.div_ceil(26);
    if number == 0 || rounds > LETTERS_MAX {
        return number.to_string();
    }
    let letter = u32::from('A') + (number - 1) % 26;
    (0..rounds).filter_map(|_| char::from_u32(letter)).collect()
}

fn roman(number: u32) -> String {
    if number == 0 || number > ROMAN_MAX {
        return number.to_string();
    }
    let mut rest = number;
    let mut numeral = String::new();
    for (value, letters) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while rest >= value {
            numeral.push_str(letters);
            rest -= value;
        }
    }
    numeral
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_in_its_format() {
        for (format, number, expected) in [
            ("decimal", 12, "12"),
            ("decimalZero", 7, "07"),
            ("decimalZero", 12, "12"),
            ("lowerLetter", 3, "c"),
            ("lowerLetter", 26, "z"),
            ("upperLetter", 27, "AA"),
            ("upperLetter", 54, "BBB"),
            ("lowerRoman", 14, "xiv"),
            ("upperRoman", 1999, "MCMXCIX"),
            ("none", 3, ""),
            ("bullet", 3, ""),
            ("chineseCounting", 3, "3"),
        ] {
            assert_eq!(NumberFormat::of(format).write(number), expected, "{format} {number}");
        }
    }

    #[test]
    fn numbers_beyond_a_format_are_written_in_digits() {
        for format in ["lowerLetter", "upperLetter", "lowerRoman", "upperRoman"] {
            for number in [0, u32::MAX] {
                assert_eq!(NumberFormat::of(format).write(number), number.to_string(), "{format}");
            }
        }
    }
}
