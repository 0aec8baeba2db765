//! Parsing of JSON text to a value.

use std::{collections::HashSet, fmt, ops::Range};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{
    MAX_DEPTH, MAX_EXACT_INTEGER, bigint_hint,
    tags::{Raw, resolve},
};
use crate::value::{Node, Object, Text, Value};

/// The origin of JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The setter of a problem. Likely slips are errors: integers that no number holds exactly, and values that occur
    /// only in results.
    Problem,
    /// The setter of a problem, who has allowed that an integer beyond 2^53 stands for the nearest number.
    RoundedProblem,
    /// A program that wrote a result.
    Result,
}

/// An error in JSON text, and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} at line {line}, column {column}{}", .hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())]
pub struct JsonError {
    /// Description of the error.
    pub message: String,
    /// Advice, if there is any.
    pub hint: Option<String>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The bytes of the text that are wrong.
    pub span: Range<usize>,
}

/// Parses a text that consists of one value.
///
/// # Errors
/// If the text is not JSON, is nested deeper than [`MAX_DEPTH`], has a key twice in an object, has an unknown tag or
/// one with wrong content, or contains something that `source` must not write. The first such place is reported.
pub fn parse(text: &str, source: Source) -> Result<Value, JsonError> {
    parse_all(text, source).map_err(|errors| {
        errors.into_iter().next().unwrap_or_else(|| JsonError::new(text, 0..0, "not a value", None))
    })
}

/// Parses a text as [`parse`] does, and returns all errors that can be found, in the order of the text; the list is not
/// empty.
pub fn parse_all(text: &str, source: Source) -> Result<Value, Vec<JsonError>> {
    let mut decoder = Decoder::new(text, source);
    let result = deserialize(text, ValueSeed(&mut decoder));
    decoder.finish(result)
}

/// Deserializes the whole text with a seed.
pub fn deserialize<'t, S: DeserializeSeed<'t>>(text: &'t str, seed: S) -> serde_json::Result<S::Value> {
    let mut json = serde_json::Deserializer::from_str(text);
    // The seeds of this module count levels and grow the stack themselves.
    json.disable_recursion_limit();
    let value = seed.deserialize(&mut json)?;
    json.end()?;
    Ok(value)
}

/// State that is shared by the seeds that read values out of one JSON text.
pub struct Decoder<'t> {
    text: &'t str,
    source: Source,
    /// The value being read.
    raw: Raw,
    /// Elements of the arrays being read, those of the innermost array last. With them each array is allocated once,
    /// and in its final size.
    elements: Vec<Node>,
    /// Properties of the objects being read, likewise.
    properties: Vec<(Text, Node)>,
    depth: usize,
    /// Whether a number was read that may have been written as an integer beyond 2^53.
    saw_great_number: bool,
    errors: Vec<JsonError>,
}

impl<'t> Decoder<'t> {
    /// Creates a decoder of this text, which comes from `source`.
    pub fn new(text: &'t str, source: Source) -> Self {
        Self {
            text,
            source,
            raw: Raw::default(),
            elements: Vec::new(),
            properties: Vec::new(),
            depth: 0,
            saw_great_number: false,
            errors: Vec::new(),
        }
    }

    /// Records an error at some bytes of the text. Reading goes on, so that further errors are found, up to a limit.
    pub fn note(&mut self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        const MAX_ERRORS: usize = 100;

        if self.errors.len() < MAX_ERRORS {
            self.errors.push(JsonError::new(self.text, span, message, hint));
        }
    }

    /// Returns the bytes of the text that a borrowed part of it takes; `None` for a string that had escapes.
    pub fn span_of(&self, part: &str) -> Option<Range<usize>> {
        let start = (part.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let end = start.checked_add(part.len())?;
        (end <= self.text.len()).then_some(start..end)
    }

    /// Returns the result, or all errors of the text in the order of the text; the list is not empty.
    ///
    /// A `None` stands for a value whose errors were recorded.
    pub fn finish<T>(mut self, result: serde_json::Result<Option<T>>) -> Result<T, Vec<JsonError>> {
        if self.saw_great_number && self.source == Source::Problem {
            for span in inexact_integers(self.text) {
                let digits = &self.text[span.clone()];
                let message = format!("the integer {} is beyond 2^53", shortened(digits));
                let hint = bigint_hint(digits);
                self.note(span, message, Some(hint));
            }
        }
        let value = match result {
            Ok(value) => value,
            Err(error) => {
                let (span, message, hint) = translate(self.text, &error);
                self.note(span, message, hint);
                None
            }
        };
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => {
                self.errors.sort_by_key(|error| error.span.start);
                if self.errors.is_empty() {
                    self.note(0..0, "not a value", None);
                }
                Err(self.errors)
            }
        }
    }
}

/// A seed that reads one value; `None` where its errors were recorded in the decoder.
pub struct ValueSeed<'d, 't>(pub &'d mut Decoder<'t>);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let decoder = self.0;
        let root = NodeSeed(decoder).deserialize(deserializer)?;
        Ok(match resolve(std::mem::take(&mut decoder.raw), root, decoder.source) {
            Ok(value) => Some(value),
            Err(errors) => {
                for error in errors {
                    decoder.note(error.span, error.message, error.hint);
                }
                None
            }
        })
    }
}

/// A seed that reads a value as plain JSON: tags stay objects.
struct NodeSeed<'d, 't>(&'d mut Decoder<'t>);

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl NodeSeed<'_, '_> {
    /// Runs `read` one level deeper, on more stack if there is little left.
    fn nested<T, E: serde::de::Error>(
        self,
        read: impl FnOnce(&mut Decoder<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        /// A level of nesting takes less than this, even in a debug build.
        const RED_ZONE_BYTES: usize = 64 << 10;
        const MORE_BYTES: usize = 4 << 20;

        let decoder = self.0;
        if decoder.depth == MAX_DEPTH {
            return Err(E::custom(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        decoder.depth += 1;
        let result = stacker::maybe_grow(RED_ZONE_BYTES, MORE_BYTES, || read(decoder));
        decoder.depth -= 1;
        result
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        self.0.saw_great_number |= value.unsigned_abs() > MAX_EXACT_INTEGER;
        Ok(Node::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        self.0.saw_great_number |= value > MAX_EXACT_INTEGER;
        Ok(Node::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        // An integer of twenty digits arrives here as well.
        self.0.saw_great_number |= value.abs() > MAX_EXACT_INTEGER as f64;
        Ok(Node::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::String(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        self.nested(|decoder| {
            let id = decoder.raw.reserve();
            let start = decoder.elements.len();
            while let Some(node) = seq.next_element_seed(NodeSeed(decoder))? {
                decoder.elements.push(node);
            }
            let elements = decoder.elements.split_off(start);
            Ok(decoder.raw.fill(id, Object::Array(elements)))
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        self.nested(|decoder| {
            let id = decoder.raw.reserve();
            let start = decoder.properties.len();
            let mut last_key = 0..0;
            let mut seen = Seen::default();
            while let Some((key, span)) = map.next_key_seed(StringSeed(decoder))? {
                if seen.contains(&decoder.properties[start..], &key) {
                    let message = format!("the key {key:?} stands twice in this object");
                    decoder.note(span.clone(), message, None);
                }
                last_key = span;
                let key = Text::from(key);
                seen.insert(&key);
                let node = map.next_value_seed(NodeSeed(decoder))?;
                decoder.properties.push((key, node));
            }
            let properties = decoder.properties.split_off(start);
            Ok(decoder.raw.fill_plain(id, properties, last_key))
        })
    }
}

/// A seed that reads a string or a key, and finds its place: the start of the text if it has escapes.
pub struct StringSeed<'d, 't>(pub &'d Decoder<'t>);

impl<'de> DeserializeSeed<'de> for StringSeed<'_, '_> {
    type Value = (String, Range<usize>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for StringSeed<'_, '_> {
    type Value = (String, Range<usize>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok((text.to_owned(), self.0.span_of(text).unwrap_or(0..0)))
    }
}

/// The keys that an object has so far: searched one by one while they are few, hashed when they are many.
#[derive(Default)]
struct Seen(HashSet<Text>);

impl Seen {
    const FEW: usize = 16;

    fn contains(&mut self, properties: &[(Text, Node)], key: &str) -> bool {
        if properties.len() <= Self::FEW {
            return properties.iter().any(|(known, _)| known.as_str() == Some(key));
        }
        if self.0.is_empty() {
            self.0.extend(properties.iter().map(|(known, _)| known.clone()));
        }
        self.0.contains(&Text::from(key))
    }

    fn insert(&mut self, key: &Text) {
        if !self.0.is_empty() {
            self.0.insert(key.clone());
        }
    }
}

impl JsonError {
    /// Creates an error at these bytes of the text, with advice.
    pub fn new(text: &str, span: Range<usize>, message: impl Into<String>, hint: Option<String>) -> Self {
        let before = &text[..text.floor_char_boundary(span.start)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            message: message.into(),
            hint,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
        }
    }
}

/// Translates an error of serde_json into its place, its message and its advice.
fn translate(text: &str, error: &serde_json::Error) -> (Range<usize>, String, Option<String>) {
    let mut message = error.to_string();
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    let line_start = match error.line() {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(newline, _)| newline + 1),
    };
    let start = text.floor_char_boundary(line_start + error.column().saturating_sub(1));
    let end = text.ceil_char_boundary((start + 1).min(text.len()));
    let hint = if message.contains("surrogate") || message.contains("hex escape") {
        Some("a string with a lone surrogate is written {\"$utf16\":[97,55296]}")
    } else if message.contains("number out of range") {
        Some("infinity is written {\"$number\":\"Infinity\"}")
    } else if matches!(text.as_bytes().get(start), Some(b'N' | b'I' | b'u' | b'\''))
        || text[start..].starts_with("-I")
    {
        Some(
            "JSON has no undefined, NaN or Infinity: write {\"$undefined\":true}, {\"$number\":\"NaN\"}; strings stand in double quotes",
        )
    } else if message.contains("trailing comma") {
        Some("JSON has no comma after the last element")
    } else {
        None
    };
    (start..end, message, hint.map(str::to_owned))
}

/// Returns the places of integers beyond 2^53 without a fraction or an exponent.
fn inexact_integers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                while matches!(bytes.get(at), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
                    at += 1;
                }
                let literal = &text[start..at];
                let magnitude = literal.strip_prefix('-').unwrap_or(literal);
                let integer = magnitude.bytes().all(|byte| byte.is_ascii_digit());
                if integer && magnitude.parse().is_ok_and(|digits: u128| digits <= MAX_EXACT_INTEGER.into()) {
                    continue;
                }
                if integer {
                    found.push(start..at);
                }
            }
            _ => at += 1,
        }
    }
    found
}

/// Shortens a long literal to its beginning.
fn shortened(literal: &str) -> String {
    match literal.get(..40) {
        Some(beginning) if literal.len() > 40 => format!("{beginning}..."),
        _ => literal.to_owned(),
    }
}
