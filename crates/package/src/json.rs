//! Untrusted JSON, with the order of its keys, which is the order of arguments in some formats.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use serde::{
    Serialize, Serializer,
    de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap as _,
};
use toml_edit::{Array, InlineTable, Value as Toml};

use super::{draft::Notes, error::ImportError};
use tribunal_core::value::json::MAX_EXACT_INTEGER;

/// Greatest length of a JSON file, in bytes.
pub(super) const MAX_BYTES: u64 = 64 << 20;

/// Greatest depth of a value that is written as TOML, whose reader has a bound.
const MAX_TOML_DEPTH: usize = 30;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    /// The absence of a value, which JSON cannot represent.
    Undefined,
    Bool(bool),
    Integer(i128),
    /// A number with a fraction or exponent, or an integer beyond 2^64.
    Float(f64),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Parses a whole text.
///
/// # Errors
/// If it is not JSON, has a duplicate key in an object, or is nested deeper than 127 levels.
pub(super) fn parse(file: &str, text: &str) -> Result<Json, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        // The message ends with the place.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        ImportError::at(file, error.line().max(1), message)
    })
}

impl Json {
    /// Returns the value of a key; `None` without the key, where it is null, and where this is not an object.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        let Self::Object(entries) = self else { return None };
        entries
            .iter()
            .find(|(found, _)| found == key)
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    /// Returns the first of these keys that is there, with its value.
    pub(super) fn first<'k>(&self, keys: &[&'k str]) -> Option<(&'k str, &Json)> {
        keys.iter().find_map(|key| self.get(key).map(|value| (*key, value)))
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn array(&self) -> Option<&[Json]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    pub(super) fn object(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether it contains an integer that a JavaScript number cannot hold, and that therefore becomes a BigInt.
    pub(super) fn has_bigint(&self) -> bool {
        match self {
            Self::Integer(number) => is_big(*number),
            Self::Array(elements) => elements.iter().any(Json::has_bigint),
            Self::Object(entries) => entries.iter().any(|(_, value)| value.has_bigint()),
            _ => false,
        }
    }

    /// Returns the text of the value as a problem has it, with tags where the plain text would mean another value.
    pub(super) fn tagged(&self) -> String {
        // The value contains nothing that JSON cannot hold.
        serde_json::to_string(&Tagged(self)).unwrap_or_default()
    }

    /// Returns the text of the value.
    pub(super) fn plain(&self) -> String {
        // The value contains nothing that JSON cannot hold.
        serde_json::to_string_pretty(&Plain(self)).unwrap_or_default()
    }

    /// Returns the value as TOML, in the form of a problem file; `None` where TOML has no form for it.
    pub(super) fn to_toml(&self) -> Option<Toml> {
        to_toml(self, 0)
    }
}

/// A collector of keys that are not carried over, each noted once with its number of occurrences.
#[derive(Default)]
pub(super) struct Unknown(BTreeMap<String, usize>);

impl Unknown {
    /// Records the keys of an object that are not known.
    pub(super) fn look(&mut self, place: &str, json: &Json, known: &[&[&str]]) {
        for (key, value) in json.object().unwrap_or_default() {
            if !value.is_null() && !known.iter().any(|keys| keys.contains(&&**key)) {
                *self.0.entry(format!("{place}{key}")).or_default() += 1;
            }
        }
    }

    pub(super) fn tell(self, file: &str, notes: &Notes) {
        for (key, count) in self.0 {
            let times = if count == 1 { String::new() } else { format!(" (it is there {count} times)") };
            notes.file(file, format!("`{key}` is not carried over: nobody here has use for it{times}"));
        }
    }
}

/// Whether JavaScript numbers cannot hold every integer of this size.
fn is_big(number: i128) -> bool {
    number.unsigned_abs() > MAX_EXACT_INTEGER.into()
}

/// Whether an object would be taken for a tag.
fn looks_like_a_tag(entries: &[(String, Json)]) -> bool {
    matches!(entries, [(key, _)] if key.starts_with('$'))
}

/// A value that is written without tags.
struct Plain<'j>(&'j Json);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Null | Json::Undefined => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Integer(number) => serializer.serialize_i128(*number),
            Json::Float(number) => serializer.serialize_f64(*number),
            Json::String(text) => serializer.serialize_str(text),
            Json::Array(elements) => serializer.collect_seq(elements.iter().map(Plain)),
            Json::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, Plain(value))))
            }
        }
    }
}

/// A value that is written with tags.
struct Tagged<'j>(&'j Json);

/// An object that is written without a tag of its own.
struct Literal<'j>(&'j [(String, Json)]);

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Null => serializer.serialize_unit(),
            Json::Undefined => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("$undefined", &true)?;
                map.end()
            }
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Integer(number) if is_big(*number) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("$bigint", &number.to_string())?;
                map.end()
            }
            Json::Integer(number) => serializer.serialize_i64(*number as i64),
            Json::Float(number) => serializer.serialize_f64(*number),
            Json::String(text) => serializer.serialize_str(text),
            Json::Array(elements) => serializer.collect_seq(elements.iter().map(Tagged)),
            Json::Object(entries) if looks_like_a_tag(entries) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("$object", &Literal(entries))?;
                map.end()
            }
            Json::Object(entries) => Literal(entries).serialize(serializer),
        }
    }
}

impl Serialize for Literal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, Tagged(value))))
    }
}

fn to_toml(json: &Json, depth: usize) -> Option<Toml> {
    let object = |entries: &[(String, Json)]| {
        let mut table = InlineTable::new();
        for (key, value) in entries {
            table.insert(key, to_toml(value, depth + 1)?);
        }
        Some(table)
    };
    Some(match json {
        _ if depth > MAX_TOML_DEPTH => return None,
        Json::Null => return None,
        Json::Undefined => InlineTable::from_iter([("$undefined", true)]).into(),
        Json::Bool(value) => (*value).into(),
        Json::Integer(number) if is_big(*number) => {
            InlineTable::from_iter([("$bigint", number.to_string())]).into()
        }
        Json::Integer(number) => (*number as i64).into(),
        Json::Float(number) => (*number).into(),
        Json::String(text) => text.into(),
        Json::Array(elements) => {
            elements.iter().map(|element| to_toml(element, depth + 1)).collect::<Option<Array>>()?.into()
        }
        Json::Object(entries) if looks_like_a_tag(entries) => {
            InlineTable::from_iter([("$object", object(entries)?)]).into()
        }
        Json::Object(entries) => object(entries)?.into(),
    })
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
                Ok(Json::Integer(number.into()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
                Ok(Json::Integer(number.into()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
                Ok(Json::Float(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Json, E> {
                Ok(Json::String(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Json, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = sequence.next_element()? {
                    elements.push(element);
                }
                Ok(Json::Array(elements))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let (mut entries, mut seen) = (Vec::new(), HashSet::new());
                while let Some((key, value)) = map.next_entry::<String, Json>()? {
                    if !seen.insert(key.clone()) {
                        return Err(A::Error::custom(format_args!("the key {key:?} is there twice")));
                    }
                    entries.push((key, value));
                }
                Ok(Json::Object(entries))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tribunal_core::value::json::{self, Source};

    #[test]
    fn values_keep_their_meaning_and_order() {
        let text = r#"{"b":[1,-2.5,1e300],"a":{"$x":9007199254740993},"s":"\u00e9\n","n":null,"big":18446744073709551615}"#;
        let json = parse("x.json", text).unwrap();
        let tagged = json.tagged();
        assert_eq!(
            tagged,
            r#"{"b":[1,-2.5,1e+300],"a":{"$object":{"$x":{"$bigint":"9007199254740993"}}},"s":"é\n","n":null,"big":{"$bigint":"18446744073709551615"}}"#
        );
        assert!(json.has_bigint());
        json::parse(&tagged, Source::Problem).unwrap();
        assert!(json.to_toml().is_none());
        let without_null = parse("x.json", r#"{"b":[1,2.5],"a":{"$x":true}}"#).unwrap();
        let toml = without_null.to_toml().unwrap().to_string();
        assert_eq!(toml, r#"{ b = [1, 2.5], a = { "$object" = { "$x" = true } } }"#);
    }

    #[test]
    fn integers_beyond_all_integers_are_the_nearest_number() {
        let json = parse("x.json", "[123456789012345678901234567890]").unwrap();
        assert_eq!(json.tagged(), "[1.2345678901234568e+29]");
        json::parse(&json.tagged(), Source::Problem).unwrap();
    }

    #[test]
    fn hostile_json_is_a_clear_error() {
        let error = |text: &str| parse("x.json", text).unwrap_err().to_string();
        assert!(error(&"[".repeat(1 << 20)).contains("recursion limit"));
        assert_eq!(error("{\n\"a\": 1,\n\"a\": 2}"), "x.json:3: the key \"a\" is there twice");
        for text in ["", "{", "[1,]", "nul", "\"\\ud800\"", "1e999", "\u{0}", "[] []"] {
            assert!(error(text).starts_with("x.json:1: "), "{text}");
        }
    }
}
