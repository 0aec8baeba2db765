//! Numbers in outputs: notations and tolerances.

use std::borrow::Cow;

/// The notation of numbers with a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Notation {
    /// In decimal, with or without an exponent, and finite: the grammar of the Kattis package format.
    Finite,
    /// In decimal, with or without an exponent. A number that is too great is infinite.
    Decimal,
    /// As Python's `float` reads it: `Decimal`, with `_` between digits, and `inf`, `infinity` and `nan` besides.
    Python,
}

impl Notation {
    /// Reads a token as a number.
    pub(super) fn read(self, token: &[u8]) -> Option<f64> {
        // Most tokens are words or plain numbers, and the first byte tells words.
        if !matches!(token.first()?, b'0'..=b'9' | b'+' | b'-' | b'.') && self != Self::Python {
            return None;
        }
        if self == Self::Python {
            return python(token);
        }
        let number = decimal(token)?;
        (self == Self::Decimal || number.is_finite()).then_some(number)
    }
}

fn decimal(token: &[u8]) -> Option<f64> {
    let has_only_its_bytes =
        token.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    // Of words made of these bytes, Rust reads exactly those of the grammar.
    if has_only_its_bytes { std::str::from_utf8(token).ok()?.parse().ok() } else { None }
}

fn python(token: &[u8]) -> Option<f64> {
    let mut text = Cow::Borrowed(std::str::from_utf8(token).ok()?);
    if text.contains('_') {
        let is_digit =
            |place: Option<usize>| place.and_then(|place| token.get(place)).is_some_and(u8::is_ascii_digit);
        let stray = |place: usize| !is_digit(place.checked_sub(1)) || !is_digit(place.checked_add(1));
        if text.match_indices('_').any(|(place, _)| stray(place)) {
            return None;
        }
        text = Cow::Owned(text.replace('_', ""));
    }
    text.parse().ok()
}

/// The numbers that count as the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub(super) notation: Notation,
    pub(super) tolerance: Tolerance,
}

/// The allowed difference of a number from the expected one. Each variant has the formula of its original, because the
/// formulas differ for close numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tolerance {
    /// Kattis: either is enough.
    Kattis {
        absolute: Option<f64>,
        relative: Option<f64>,
    },
    /// DMOJ's three modes: either, absolute, relative.
    DmojEither(f64),
    DmojAbsolute(f64),
    DmojRelative(f64),
    /// testlib's `doubleCompare`: either is enough, with 1e-15 for rounding errors of the numbers compared.
    Testlib(f64),
    /// The comparison of `acmp`, `rcmp` and `rncmp` themselves: absolute only.
    TestlibAbsolute(f64),
}

impl Tolerance {
    /// Whether a number is near enough to the expected one.
    pub(super) fn accepts(self, expected: f64, actual: f64) -> bool {
        let difference = (expected - actual).abs();
        match self {
            Self::Kattis { absolute, relative } => {
                absolute.is_some_and(|tolerance| difference <= tolerance)
                    || relative.is_some_and(|tolerance| difference <= tolerance * expected.abs())
            }
            Self::DmojEither(tolerance) => {
                difference <= tolerance
                    || expected.abs() >= tolerance && (1.0 - actual / expected).abs() <= tolerance
            }
            Self::DmojAbsolute(tolerance) => difference <= tolerance,
            Self::DmojRelative(tolerance) => {
                let (low, high) = around(expected, tolerance);
                low <= actual && actual <= high
            }
            Self::Testlib(tolerance) => {
                // From 1e300 on, a number counts as infinite.
                let is_infinite = |number: f64| number.abs() > 1e300;
                if is_infinite(expected) || is_infinite(actual) {
                    return is_infinite(expected)
                        && is_infinite(actual)
                        && expected.is_sign_positive() == actual.is_sign_positive();
                }
                let (low, high) = around(expected, tolerance);
                difference <= tolerance + 1e-15 || actual + 1e-15 >= low && actual <= high + 1e-15
            }
            // The difference of two equal infinities is NaN.
            Self::TestlibAbsolute(tolerance) => difference.is_nan() || difference <= tolerance,
        }
    }

    /// Returns the tolerance needed for a number to be accepted.
    pub(super) fn needed(self, expected: f64, actual: f64) -> f64 {
        let absolute = (expected - actual).abs();
        let relative = if expected == 0.0 { f64::INFINITY } else { absolute / expected.abs() };
        match self {
            Self::Kattis { absolute: Some(_), relative: None }
            | Self::DmojAbsolute(_)
            | Self::TestlibAbsolute(_) => absolute,
            Self::Kattis { absolute: None, relative: Some(_) } | Self::DmojRelative(_) => relative,
            _ => absolute.min(relative),
        }
    }

    /// Returns the same kind of tolerance with another size.
    pub(super) fn of(self, size: f64) -> Self {
        match self {
            Self::Kattis { absolute, relative } => {
                Self::Kattis { absolute: absolute.map(|_| size), relative: relative.map(|_| size) }
            }
            Self::DmojEither(_) => Self::DmojEither(size),
            Self::DmojAbsolute(_) => Self::DmojAbsolute(size),
            Self::DmojRelative(_) => Self::DmojRelative(size),
            Self::Testlib(_) => Self::Testlib(size),
            Self::TestlibAbsolute(_) => Self::TestlibAbsolute(size),
        }
    }
}

/// Returns the least and the greatest number within a relative tolerance.
fn around(expected: f64, tolerance: f64) -> (f64, f64) {
    let (one, other) = (expected * (1.0 - tolerance), expected * (1.0 + tolerance));
    (one.min(other), one.max(other))
}

/// Whether a token is an integer in testlib's form: no `+`, no `-0`, no leading zero.
pub(super) fn is_integer(token: &[u8]) -> bool {
    match token.strip_prefix(b"-").unwrap_or(token) {
        b"0" => token.len() == 1,
        [b'1'..=b'9', digits @ ..] => digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Whether a token is such an integer and fits into a type, as all integers of `safe_digits` digits do.
pub(super) fn fits<T: std::str::FromStr>(token: &[u8], safe_digits: usize) -> bool {
    is_integer(token)
        && (token.len() <= safe_digits
            || std::str::from_utf8(token).is_ok_and(|text| text.parse::<T>().is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notation_reads_what_its_original_reads() {
        /// A token, and its number for Kattis, for testlib and for Python.
        type Row = (&'static str, Option<f64>, Option<f64>, Option<f64>);
        let table: [Row; 26] = [
            ("1", Some(1.0), Some(1.0), Some(1.0)),
            ("-0", Some(-0.0), Some(-0.0), Some(-0.0)),
            ("+1.50", Some(1.5), Some(1.5), Some(1.5)),
            (".5", Some(0.5), Some(0.5), Some(0.5)),
            ("5.", Some(5.0), Some(5.0), Some(5.0)),
            ("5.e1", Some(50.0), Some(50.0), Some(50.0)),
            ("1e-3", Some(1e-3), Some(1e-3), Some(1e-3)),
            ("1E+3", Some(1e3), Some(1e3), Some(1e3)),
            ("1e-999", Some(0.0), Some(0.0), Some(0.0)),
            ("1e999", None, Some(f64::INFINITY), Some(f64::INFINITY)),
            ("1e", None, None, None),
            ("e1", None, None, None),
            (".", None, None, None),
            ("+", None, None, None),
            ("--1", None, None, None),
            ("1-1", None, None, None),
            ("1.2.3", None, None, None),
            ("0x10", None, None, None),
            ("1,5", None, None, None),
            ("inf", None, None, Some(f64::INFINITY)),
            ("-Infinity", None, None, Some(f64::NEG_INFINITY)),
            ("1_000", None, None, Some(1000.0)),
            ("1__0", None, None, None),
            ("_1", None, None, None),
            ("1_", None, None, None),
            ("1_.5", None, None, None),
        ];
        for (token, kattis, testlib, python) in table {
            let read = |notation: Notation| notation.read(token.as_bytes());
            assert_eq!(read(Notation::Finite), kattis, "{token}");
            assert_eq!(read(Notation::Decimal), testlib, "{token}");
            assert_eq!(read(Notation::Python), python, "{token}");
        }
        assert!(Notation::Python.read(b"NaN").is_some_and(f64::is_nan));
        assert_eq!(Notation::Finite.read(b"nan"), None);
        assert_eq!(Notation::Python.read(b"\xff1"), None);
        assert_eq!(Notation::Finite.read(b""), None);
    }

    #[test]
    fn each_tolerance_has_the_formula_of_its_original() {
        use Tolerance::*;
        let both = Kattis { absolute: Some(1e-6), relative: Some(1e-6) };
        let inf = f64::INFINITY;
        let table = [
            (both, 1.0, 1.000_001, true),
            (both, 1e9, 1e9 + 999.0, true),
            (both, 1e9, 1e9 + 1001.0, false),
            (both, 0.0, 1e-6, true),
            (Kattis { absolute: None, relative: Some(0.1) }, 0.0, 1e-300, false),
            (Kattis { absolute: None, relative: Some(0.1) }, -10.0, -11.0, true),
            (Kattis { absolute: Some(0.5), relative: None }, 1e9, 1e9 + 1.0, false),
            (DmojEither(0.125), 8.0, 9.0, true),
            // Below the tolerance, only the difference counts.
            (DmojEither(0.1), 0.01, 0.0105, true),
            (DmojEither(0.1), inf, inf, false),
            (DmojEither(0.1), f64::NAN, f64::NAN, false),
            (DmojAbsolute(0.1), 10.0, 11.0, false),
            (DmojRelative(0.125), -8.0, -9.0, true),
            (DmojRelative(0.125), -8.0, -9.1, false),
            (DmojRelative(0.1), 0.0, 0.01, false),
            (DmojRelative(0.1), inf, inf, true),
            (Testlib(1e-6), 1.0, 1.000_001, true),
            (Testlib(1e-6), 1e9, 1e9 + 999.0, true),
            (Testlib(1e-6), 1e9, 1e9 + 1001.0, false),
            (Testlib(1e-6), 1e301, inf, true),
            (Testlib(1e-6), 1e301, -inf, false),
            (Testlib(1e-6), 1.0, inf, false),
            (TestlibAbsolute(1.5e-6 + 1e-15), 1.0, 1.000_001_5, true),
            (TestlibAbsolute(1.5e-6 + 1e-15), 1e9, 1e9 + 1.0, false),
        ];
        for (tolerance, expected, actual, accepted) in table {
            assert_eq!(tolerance.accepts(expected, actual), accepted, "{tolerance:?} {expected} {actual}");
        }
    }

    #[test]
    fn whole_numbers_have_one_form() {
        for (token, is_one, is_64, is_32) in [
            ("0", true, true, true),
            ("-1", true, true, true),
            ("2147483647", true, true, true),
            ("2147483648", true, true, false),
            ("-9223372036854775808", true, true, false),
            ("9223372036854775808", true, false, false),
            ("123456789012345678901234567890", true, false, false),
            ("-0", false, false, false),
            ("007", false, false, false),
            ("+1", false, false, false),
            ("1.0", false, false, false),
            ("-", false, false, false),
            ("", false, false, false),
        ] {
            let token = token.as_bytes();
            assert_eq!(
                (is_integer(token), fits::<i64>(token, 18), fits::<i32>(token, 9)),
                (is_one, is_64, is_32)
            );
        }
    }
}
