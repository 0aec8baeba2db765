//! Numbers in the input of a program, for `readInt` and `readNumber`: parsed in one pass, because programs read
//! millions.

/// The largest integer up to which numbers hold all integers.
const MOST: u64 = (1 << 53) - 1;

/// Powers of ten that numbers hold exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// A parser of the first word of a text, with which the text begins. Returns the number and the word's length in bytes.
pub(super) type Parse = fn(&[u8]) -> Option<(f64, usize)>;

/// Parses a word that is an integer, if a number holds it exactly.
pub(super) fn integer(text: &[u8]) -> Option<(f64, usize)> {
    let start = sign_length(text);
    let (value, end) = digits(text, start, 0)?;
    (end > start && is_end(text, end)).then(|| (with_sign(text, value as f64), end))
}

/// Parses a word that is a number in decimal notation.
pub(super) fn decimal(text: &[u8]) -> Option<(f64, usize)> {
    short_decimal(text).or_else(|| any_decimal(text))
}

/// Parses a decimal without an exponent and with few digits. A mantissa and a power of ten that are both exact have the
/// nearest number as their quotient (W. D. Clinger, "How to read floating point numbers accurately", 1990).
fn short_decimal(text: &[u8]) -> Option<(f64, usize)> {
    let start = sign_length(text);
    let (whole, point) = digits(text, start, 0)?;
    let (value, end, decimals) = if text.get(point) == Some(&b'.') {
        let (value, end) = digits(text, point + 1, whole)?;
        (value, end, end - point - 1)
    } else {
        (whole, point, 0)
    };
    let has_digits = point > start || decimals > 0;
    let power = POWERS.get(decimals)?;
    (has_digits && is_end(text, end)).then(|| (with_sign(text, value as f64 / power), end))
}

fn any_decimal(text: &[u8]) -> Option<(f64, usize)> {
    let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
    let word = &text[..end];
    // JavaScript has no numbers that begin otherwise, though Rust takes `inf`.
    if !matches!(word[sign_length(word)..], [b'0'..=b'9' | b'.', ..]) {
        return None;
    }
    Some((std::str::from_utf8(word).ok()?.parse().ok()?, end))
}

fn sign_length(text: &[u8]) -> usize {
    usize::from(matches!(text, [b'-' | b'+', ..]))
}

fn with_sign(text: &[u8], value: f64) -> f64 {
    if text.first() == Some(&b'-') { -value } else { value }
}

/// Appends the following digits to `value`. Returns the result and their end; `None` beyond what numbers hold exactly.
fn digits(text: &[u8], start: usize, mut value: u64) -> Option<(u64, usize)> {
    let mut end = start;
    while let Some(byte) = text.get(end)
        && byte.is_ascii_digit()
    {
        value = value * 10 + u64::from(byte - b'0');
        if value > MOST {
            return None;
        }
        end += 1;
    }
    Some((value, end))
}

/// Whether a word may end here.
fn is_end(text: &[u8], at: usize) -> bool {
    text.get(at).is_none_or(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn integers_are_those_that_numbers_hold() {
        for (text, value) in [
            ("0", Some(0.0)),
            ("-0", Some(-0.0)),
            ("+7 8", Some(7.0)),
            ("0000000000000000000000000012\n", Some(12.0)),
            ("9007199254740991", Some(9_007_199_254_740_991.0)),
            ("-9007199254740991", Some(-9_007_199_254_740_991.0)),
            ("9007199254740992", None),
            ("99999999999999999999999999", None),
            ("", None),
            ("-", None),
            ("--1", None),
            ("1x", None),
            ("1.0", None),
            ("1\u{a0}", None),
        ] {
            let number = integer(text.as_bytes()).map(|(number, _)| number.to_bits());
            assert_eq!(number, value.map(f64::to_bits), "{text:?}");
        }
        assert_eq!(integer(b"12 3"), Some((12.0, 2)));
        assert_eq!(decimal(b"1.50\t3"), Some((1.5, 4)));
    }

    #[test]
    fn words_that_are_no_numbers_are_none() {
        for text in
            ["", ".", "-.", "inf", "-inf", "NaN", "infinity", "0x10", "1e", "1.2.3", "1_000", "1,5", "e5"]
        {
            assert_eq!(decimal(text.as_bytes()), None, "{text:?}");
        }
    }

    fn check(text: &str) {
        let (number, length) = decimal(text.as_bytes()).unwrap();
        let expected: f64 = text.parse().unwrap();
        assert_eq!((number.to_bits(), length), (expected.to_bits(), text.len()), "{text}");
    }

    proptest! {
        #[test]
        fn decimals_are_the_nearest_numbers(text in "[+-]?[0-9]{0,20}(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?") {
            prop_assume!(text.parse::<f64>().is_ok());
            check(&text);
        }

        #[test]
        fn short_ones_are_the_nearest_numbers(text in "-?[0-9]{1,9}\\.?[0-9]{0,9}") {
            check(&text);
        }

        #[test]
        fn numbers_as_they_are_written_come_out_the_same(number in any::<f64>().prop_filter("finite", |n| n.is_finite())) {
            check(&format!("{number}"));
            check(&format!("{number:e}"));
        }
    }
}
