//! JavaScript strings, which are sequences of UTF-16 units and need not be well-formed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A JavaScript string.
///
/// Nearly all are well-formed and kept as UTF-8; only one with a lone surrogate is kept as its units. Each
/// string has one form, so the derived equality is JavaScript's `===`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text(Repr);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Repr {
    Utf8(Box<str>),
    /// Holds at least one lone surrogate.
    Utf16(Box<[u16]>),
}

impl Text {
    /// Creates a string from UTF-16 units, well-formed or not.
    pub fn from_utf16(units: &[u16]) -> Self {
        match String::from_utf16(units) {
            Ok(text) => text.into(),
            Err(_) => Self(Repr::Utf16(units.into())),
        }
    }

    /// Returns the string, if it is well-formed.
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::Utf8(text) => Some(text),
            Repr::Utf16(_) => None,
        }
    }

    /// Returns the UTF-16 units, if the string is not well-formed.
    pub fn as_ill_formed(&self) -> Option<&[u16]> {
        match &self.0 {
            Repr::Utf8(_) => None,
            Repr::Utf16(units) => Some(units),
        }
    }

    /// Returns the string for people: lone surrogates become U+FFFD.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Utf8(text) => Cow::Borrowed(text),
            Repr::Utf16(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// Returns the number of bytes that the string takes in memory.
    pub fn size_bytes(&self) -> usize {
        match &self.0 {
            Repr::Utf8(text) => text.len(),
            Repr::Utf16(units) => units.len() * 2,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Repr::Utf8(text.into()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Repr::Utf8(text.into_boxed_str()))
    }
}

/// Whether a text has the form of a name in a program; reserved words are accepted.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = |c: char| c == '$' || c == '_' || unicode_ident::is_xid_start(c);
    let continues =
        |c: char| starts(c) || unicode_ident::is_xid_continue(c) || matches!(c, '\u{200c}' | '\u{200d}');
    chars.next().is_some_and(starts) && chars.all(continues)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_those_of_javascript() {
        for name in ["f", "$", "_a1", "größe", "日本", "x\u{200d}y", "class"] {
            assert!(is_identifier(name), "{name}");
        }
        for name in ["", "1a", "a-b", "a b", "a.b", "\u{200d}x", "f()"] {
            assert!(!is_identifier(name), "{name}");
        }
    }

    #[test]
    fn a_lone_surrogate_survives_and_a_pair_becomes_utf8() {
        let lone = Text::from_utf16(&[0x61, 0xd800]);
        assert_eq!(lone.as_ill_formed(), Some(&[0x61, 0xd800][..]));
        assert_eq!(lone.to_string_lossy(), "a\u{fffd}");
        let pair = Text::from_utf16(&[0xd83d, 0xde00]);
        assert_eq!(pair, Text::from("\u{1f600}"));
    }
}
