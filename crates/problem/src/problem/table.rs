//! Tables of a problem file, with every error reported at its place.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::diagnostics::Reporter;
use tribunal_core::suggest::did_you_mean;

/// A table, with the place for errors about missing keys.
pub(super) struct Table<'d, 'i> {
    /// Name of the table in messages.
    pub(super) name: &'static str,
    pub(super) entries: &'d DeTable<'i>,
    pub(super) span: Range<usize>,
}

impl<'d, 'i> Table<'d, 'i> {
    pub(super) fn get(&self, key: &str) -> Option<&'d Spanned<DeValue<'i>>> {
        self.entries.get(key)
    }

    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries.get_key_value(key).map_or(0..0, |(key, _)| key.span())
    }
}

/// Reading tables.
impl Reporter<'_> {
    /// Reports unknown keys.
    pub(super) fn known_keys(&mut self, table: &Table<'_, '_>, known: &[&str]) {
        for key in table.entries.keys() {
            let name = key.get_ref();
            if !known.contains(&&**name) {
                self.unknown_keys.insert(key.span().start);
                let hint = did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("known are {}", known.join(", ")));
                self.error(key.span(), format!("unknown key `{name}` in {}", table.name), Some(hint));
            }
        }
    }

    /// Whether the table has an unknown key, already reported, that is a misspelling of one of `keys`: one mistake is
    /// one error. Call it after [`Self::known_keys`].
    pub(super) fn is_misspelt(&self, table: &Table<'_, '_>, keys: &[&str]) -> bool {
        table.entries.keys().any(|key| {
            self.unknown_keys.contains(&key.span().start)
                && did_you_mean(key.get_ref(), keys.iter().copied()).is_some()
        })
    }

    /// Reports a missing key, unless it is there misspelt.
    pub(super) fn missing(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        message: String,
        hint: Option<String>,
    ) {
        if !self.is_misspelt(table, &[key]) {
            self.error(table.span.clone(), message, hint);
        }
    }

    /// Returns the only one of several keys that is there.
    pub(super) fn one_of<'d, 'i, 'k>(
        &mut self,
        table: &Table<'d, 'i>,
        keys: &[&'k str],
    ) -> Option<(&'k str, &'d Spanned<DeValue<'i>>)> {
        let mut present = keys.iter().filter_map(|key| table.get(key).map(|value| (*key, value)));
        let first = present.next();
        if let Some((second, _)) = present.next() {
            let hint = format!("only one of {} can be there", keys.join(", "));
            let message = format!("`{}` is there, too", first.map_or("", |(key, _)| key));
            self.error(table.key_span(second), message, Some(hint));
            return None;
        }
        if first.is_none() && !self.is_misspelt(table, keys) {
            let message = format!("{} is missing in {}", listed(keys), table.name);
            self.error(table.span.clone(), message, None);
        }
        first
    }

    pub(super) fn table<'d, 'i>(
        &mut self,
        around: &Table<'d, 'i>,
        key: &str,
        name: &'static str,
    ) -> Option<Table<'d, 'i>> {
        let value = around.get(key)?;
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table { name, entries, span: around.key_span(key) }),
            other => {
                self.wrong_type(value, key, "a table", other);
                None
            }
        }
    }

    pub(super) fn string<'d>(&mut self, table: &Table<'d, '_>, key: &str) -> Option<(&'d str, Range<usize>)> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some((text, value.span())),
            other => {
                self.wrong_type(value, key, "text in quotes", other);
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, table: &Table<'_, '_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            other => {
                self.wrong_type(value, key, "true or false", other);
                None
            }
        }
    }

    pub(super) fn strings<'d>(&mut self, table: &Table<'d, '_>, key: &str) -> Vec<(&'d str, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(elements) = value.get_ref() else {
            self.wrong_type(value, key, "an array of texts", value.get_ref());
            return Vec::new();
        };
        let mut strings = Vec::new();
        for element in elements {
            match element.get_ref() {
                DeValue::String(text) => strings.push((&**text, element.span())),
                other => self.wrong_type(element, key, "an array of texts", other),
            }
        }
        strings
    }

    fn wrong_type(&mut self, at: &Spanned<DeValue<'_>>, key: &str, wanted: &str, found: &DeValue<'_>) {
        let found = match found {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.error(at.span(), format!("`{key}` has to be {wanted}, not {found}"), None);
    }
}

/// Formats a list of keys: "`a`, `b` or `c`".
pub(super) fn listed(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    match &quoted[..] {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => quoted.concat(),
    }
}

pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) => {
            i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|number| number as f64)
        }
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}
