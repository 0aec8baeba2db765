//! YAML of packages: errors name the file, and keys that are not read get a note.

use super::{draft::Notes, error::ImportError};
pub(super) use tribunal_problem::yaml::{Key, MAX_BYTES, YamlNode, YamlValue};

/// The document of a file. When dropped, it makes a note on every key that was not read.
pub(super) struct Document<'n> {
    file: String,
    root: YamlNode,
    notes: &'n Notes,
}

impl std::ops::Deref for Document<'_> {
    type Target = YamlNode;

    fn deref(&self) -> &YamlNode {
        &self.root
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        for key in self.root.unseen() {
            let message = format!("`{}` is not carried over: this key is not known", key.text);
            self.notes.line(&self.file, key.line, message);
        }
    }
}

/// Parses a file with at most one document; an empty file is an empty mapping.
///
/// # Errors
/// Those of [`tribunal_problem::yaml::parse`].
pub(super) fn parse<'n>(file: &str, text: &str, notes: &'n Notes) -> Result<Document<'n>, ImportError> {
    let root = tribunal_problem::yaml::parse(text)
        .map_err(|error| ImportError::at(file, error.line, error.message))?;
    Ok(Document { file: file.to_owned(), root, notes })
}
