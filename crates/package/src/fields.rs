//! YAML mappings with the keys that are read; [`super::yaml::Document`] makes notes on the others.

use super::{
    draft::Notes,
    error::ImportError,
    yaml::{Key, YamlNode},
};

/// A mapping of a file.
pub(super) struct Fields<'n> {
    file: &'n str,
    entries: &'n [(Key, YamlNode)],
}

impl<'n> Fields<'n> {
    /// # Errors
    /// If the node is no mapping.
    pub(super) fn new(file: &'n str, node: &'n YamlNode) -> Result<Self, ImportError> {
        let entries = node.entries().ok_or_else(|| {
            ImportError::at(file, node.line, format!("this has to be a mapping, not {}", node.type_name()))
        })?;
        Ok(Self { file, entries })
    }

    /// Returns the value of a key, if it is there and not null.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'n YamlNode> {
        let entry = self.entries.iter().find(|(found, _)| found.text == key);
        entry.inspect(|(key, _)| key.see()).map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// Returns a text.
    ///
    /// # Errors
    /// If it is a sequence or mapping.
    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<&'n str>, ImportError> {
        self.typed(key, "a text", YamlNode::text)
    }

    /// Returns a number that is not negative.
    ///
    /// # Errors
    /// If it is something else.
    pub(super) fn number(&mut self, key: &'static str) -> Result<Option<f64>, ImportError> {
        self.typed(key, "a number that is not negative", |node| node.number().filter(|number| *number >= 0.0))
    }

    /// Returns a value of some type.
    ///
    /// # Errors
    /// If it is of another type.
    pub(super) fn typed<T>(
        &mut self,
        key: &'static str,
        wanted: &str,
        read: impl FnOnce(&'n YamlNode) -> Option<T>,
    ) -> Result<Option<T>, ImportError> {
        let Some(node) = self.get(key) else { return Ok(None) };
        let wrong = || ImportError::at(self.file, node.line, format!("`{key}` has to be {wanted}"));
        read(node).map(Some).ok_or_else(wrong)
    }

    /// Makes notes on the keys in `reasons` that are there, with the reason why they are not carried over.
    pub(super) fn tell(&self, notes: &Notes, reasons: &[(&str, &str)]) {
        for (key, value) in self.entries.iter().filter(|(_, value)| !value.is_null()) {
            if let Some((_, reason)) = reasons.iter().find(|(known, _)| *known == key.text) {
                key.see();
                value.see_all();
                notes.line(self.file, key.line, format!("`{}` is not carried over: {reason}", key.text));
            }
        }
    }
}
