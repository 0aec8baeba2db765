//! Values written as TOML.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeFloat, DeInteger, DeTable, DeValue},
};

use super::diagnostics::Reporter;
use tribunal_core::value::{
    Node, Object, Text, Value,
    json::{MAX_EXACT_INTEGER, Raw, Source, bigint_hint, resolve},
};

/// Returns the value that TOML stands for, tags included; `None` after an error, which is reported.
pub(super) fn value(reporter: &mut Reporter<'_>, toml: &Spanned<DeValue<'_>>) -> Option<Value> {
    let mut raw = Raw::default();
    let root = node(reporter, &mut raw, toml);
    match resolve(raw, root?, reporter.source) {
        Ok(value) => Some(value),
        Err(errors) => {
            for error in errors {
                reporter.error(error.span, error.message, error.hint.as_deref().map(in_toml));
            }
            None
        }
    }
}

/// Rewrites a hint that shows JSON for setters who write TOML.
pub(super) fn in_toml(hint: &str) -> String {
    hint.replace("\":", "\" = ")
}

fn node(reporter: &mut Reporter<'_>, raw: &mut Raw, toml: &Spanned<DeValue<'_>>) -> Option<Node> {
    // The parser bounds the depth.
    match toml.get_ref() {
        DeValue::String(text) => Some(Node::String((&**text).into())),
        DeValue::Integer(integer) => self::integer(reporter, integer, toml.span()).map(Node::Number),
        DeValue::Float(float) => self::float(reporter, float, toml.span()).map(Node::Number),
        DeValue::Boolean(value) => Some(Node::Bool(*value)),
        DeValue::Datetime(_) => {
            let hint = "write { \"$date\" = \"2020-01-01T00:00:00.000Z\" } for a Date, or a text in quotes";
            reporter.error(toml.span(), "a TOML date is no JavaScript value", Some(hint.into()));
            None
        }
        DeValue::Array(elements) => {
            let id = raw.reserve();
            // All elements are read, so that every error is reported.
            let nodes: Vec<Option<Node>> =
                elements.iter().map(|element| node(reporter, raw, element)).collect();
            Some(raw.fill(id, Object::Array(nodes.into_iter().collect::<Option<_>>()?)))
        }
        DeValue::Table(table) => self::table(reporter, raw, table),
    }
}

fn table(reporter: &mut Reporter<'_>, raw: &mut Raw, table: &DeTable<'_>) -> Option<Node> {
    let id = raw.reserve();
    let properties: Vec<Option<(Text, Node)>> = table
        .iter()
        .map(|(key, value)| Some(((&**key.get_ref()).into(), node(reporter, raw, value)?)))
        .collect();
    let last_key = table.keys().next_back().map_or(0..0, Spanned::span);
    Some(raw.fill_plain(id, properties.into_iter().collect::<Option<_>>()?, last_key))
}

fn integer(reporter: &mut Reporter<'_>, integer: &DeInteger<'_>, span: Range<usize>) -> Option<f64> {
    let digits = integer.as_str();
    let number = i128::from_str_radix(digits, integer.radix()).ok();
    match number.filter(|number| number.unsigned_abs() <= MAX_EXACT_INTEGER.into()) {
        // To TOML this is 0, but a setter who writes it means -0.
        Some(0) if digits.starts_with('-') => Some(-0.0),
        Some(number) => Some(number as f64),
        None if reporter.source == Source::RoundedProblem => nearest(reporter, integer, span),
        None => {
            let hint = bigint_hint(if integer.radix() == 10 { digits } else { "..." });
            reporter.error(span, "this integer is beyond 2^53", Some(in_toml(&hint)));
            None
        }
    }
}

/// Returns the number nearest to an integer.
fn nearest(reporter: &mut Reporter<'_>, integer: &DeInteger<'_>, span: Range<usize>) -> Option<f64> {
    let number = match integer.radix() {
        10 => integer.as_str().parse().ok(),
        radix => i128::from_str_radix(integer.as_str(), radix).ok().map(|number| number as f64),
    };
    let number = number.filter(|number: &f64| number.is_finite());
    if number.is_none() {
        reporter.error(span, "this number is beyond all numbers", Some("infinity is written inf".into()));
    }
    number
}

fn float(reporter: &mut Reporter<'_>, float: &DeFloat<'_>, span: Range<usize>) -> Option<f64> {
    let number = float.as_str().parse().ok();
    if number.is_some_and(|number: f64| number.is_finite())
        || !float.as_str().contains(|c: char| c.is_ascii_digit())
    {
        return number;
    }
    reporter.error(span, "this number is beyond all numbers", Some("infinity is written inf".into()));
    None
}
