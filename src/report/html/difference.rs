//! The difference between two values, for display: the tokens of one that the other does not have.

use similar::{Algorithm, ChangeTag, capture_diff_slices};

use tribunal_core::text::printable;

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its text, safe to show.
    pub(super) text: String,
    /// Whether it is missing in the other value at this place.
    pub(super) differs: bool,
}

/// Returns both values in pieces, those that differ apart from those that do not.
pub(super) fn difference(expected: &str, actual: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (expected, actual) = (tokens(expected), tokens(actual));
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for operation in capture_diff_slices(Algorithm::Myers, &expected, &actual) {
        for change in operation.iter_changes(&expected, &actual) {
            let differs = change.tag() != ChangeTag::Equal;
            if change.tag() != ChangeTag::Insert {
                push(&mut left, change.value(), differs);
            }
            if change.tag() != ChangeTag::Delete {
                push(&mut right, change.value(), differs);
            }
        }
    }
    (left, right)
}

/// Appends a token to the last piece, or begins a new one.
fn push(pieces: &mut Vec<Piece>, token: &str, differs: bool) {
    let text = printable(token);
    match pieces.last_mut() {
        Some(last) if last.differs == differs => last.text.push_str(&text),
        _ => pieces.push(Piece { text: text.into_owned(), differs }),
    }
}

/// Returns the tokens of a text: words and numbers as a whole, everything else character by character.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
        let end = match is_word(first) {
            true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(end);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the pieces, with brackets around those that differ.
    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.differs { format!("«{}»", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn what_differs_is_marked_by_the_token() {
        let table = [
            ("[1, 2, 3]", "[1, 2, 4]", "[1, 2, «3»]", "[1, 2, «4»]"),
            ("[1, 2]", "[1, 2, 3]", "[1, 2]", "[1, 2«, 3»]"),
            ("-1.5", "1.5", "«-1.5»", "«1.5»"),
            ("{ a: \"x\" }", "{ a: \"y z\" }", "{ a: \"«x»\" }", "{ a: \"«y z»\" }"),
            ("same", "same", "same", "same"),
            ("", "x", "", "«x»"),
            ("a\u{202e}", "a", "a«\\u{202e}»", "a"),
        ];
        for (expected, actual, left, right) in table {
            let (expected, actual) = difference(expected, actual);
            assert_eq!((shown(&expected).as_str(), shown(&actual).as_str()), (left, right));
        }
    }
}
