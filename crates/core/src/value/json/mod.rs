//! Values as JSON text, with tags for what JSON lacks.
//!
//! An object with exactly one key, which starts with `$`, is a tag; everything else means what it means in
//! JSON. The tags:
//!
//! | JSON | value |
//! |---|---|
//! | `{"$undefined":true}` | `undefined` |
//! | `{"$number":"NaN"}`, `"Infinity"`, `"-Infinity"`, `"-0"` | that number |
//! | `{"$bigint":"123"}` | `123n` |
//! | `{"$date":"2020-01-01T00:00:00.000Z"}`, `{"$date":null}` | a date, an invalid one |
//! | `{"$map":[[key,value],...]}`, `{"$set":[member,...]}` | a Map, a Set |
//! | `{"$typed":["Uint8Array",[1,2,3]]}` | a typed array or `DataView` |
//! | `{"$buffer":[1,2,3]}` | an `ArrayBuffer` |
//! | `{"$regexp":["source","flags"]}` | a regular expression |
//! | `{"$error":["TypeError","message"]}` | an error |
//! | `{"$sparse":[5,{"0":1,"3":2}]}` | an array with holes: length and elements |
//! | `{"$boxed":1}` | `new Number(1)` and its kin |
//! | `{"$utf16":[97,55296]}` | a string with a lone surrogate |
//! | `{"$ref":"#/0/next"}` | the object at that place of the same JSON: cycles and shared references |
//! | `{"$object":{"$a":1}}` | an object whose only key starts with `$` |
//! | `{"$object":[["a",1],...]}` | an object by its properties, for keys with a lone surrogate |
//! | `{"$symbol":"description"}`, `{"$opaque":"function f"}` | results only: what equals nothing |
//!
//! A pointer is `#` and an RFC 6901 pointer (not percent-encoded) that leads through the tags as they are
//! written: `#/$map/0/1` is the value of a Map's first entry.

mod parse;
mod tags;
mod write;

pub use parse::{Decoder, StringSeed, ValueSeed, deserialize, parse_all};
pub use parse::{JsonError, Source, parse};
pub use tags::{Raw, resolve};
pub use write::{to_json, write_json};

/// Greatest depth to which arrays and objects may be nested in JSON text that is read. Writing has no such limit.
pub const MAX_DEPTH: usize = 100_000;

/// The greatest integer up to which every integer is exact as a number.
pub const MAX_EXACT_INTEGER: u64 = 1 << 53;

/// Returns the hint for an integer beyond [`MAX_EXACT_INTEGER`].
pub fn bigint_hint(digits: &str) -> String {
    // Very many digits would bury the hint.
    let digits = if digits.len() <= 40 { digits } else { "..." };
    format!(
        "for a BigInt write {{\"$bigint\":\"{digits}\"}}, for the nearest number a float such as 1e300, or for all of \
         them `large_integers = \"nearest\"` in `[problem]`"
    )
}

#[cfg(test)]
mod tests;
