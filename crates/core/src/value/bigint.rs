//! Conversion of decimal text to a BigInt, in less than quadratic time.

use num_bigint::{BigInt, BigUint, Sign};

/// Digits of a piece that is read by `str::parse`, before the pieces are joined. Beyond this length, `str::parse` is
/// the slower way.
const PIECE: usize = 8192;

/// Parses `-?[0-9]+` as a BigInt. Returns `None` for any other text.
///
/// `str::parse` takes a second for a million digits, and submissions do return such numbers.
pub(super) fn parse_decimal(text: &str) -> Option<BigInt> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (Sign::Minus, digits),
        None => (Sign::Plus, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // The least significant piece comes first. Each round joins neighbours, so the pieces double in length.
    let mut pieces: Vec<BigUint> = digits
        .as_bytes()
        .rchunks(PIECE)
        .map(|piece| BigUint::parse_bytes(piece, 10).unwrap_or_default())
        .collect();
    if pieces.len() > 1 {
        let mut weight = BigUint::from(10u8).pow(PIECE as u32);
        loop {
            pieces = pieces
                .chunks(2)
                .map(|pair| match pair {
                    [low, high] => high * &weight + low,
                    rest => rest.iter().sum(),
                })
                .collect();
            if pieces.len() == 1 {
                break;
            }
            weight = &weight * &weight;
        }
    }
    pieces.pop().map(|magnitude| BigInt::from_biguint(sign, magnitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_joined_right() {
        for length in [1, 2, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE, 5 * PIECE + 7] {
            let digits: String = (0..length).map(|i| char::from(b'1' + (i * 7 % 9) as u8)).collect();
            assert_eq!(parse_decimal(&digits).unwrap().to_string(), digits);
            assert_eq!(parse_decimal(&format!("-{digits}")).unwrap().to_string(), format!("-{digits}"));
        }
        let zeros = "0".repeat(3 * PIECE);
        assert_eq!(parse_decimal(&zeros), Some(BigInt::ZERO));
        assert_eq!(parse_decimal("-0"), Some(BigInt::ZERO));
    }

    #[test]
    fn anything_but_digits_is_refused() {
        for text in ["", "-", "+1", "1n", "0x10", "1_000", " 1", "1.0", "--1", "١"] {
            assert_eq!(parse_decimal(text), None, "{text}");
        }
    }
}
