//! YAML of packages: errors name the file, and what nobody looks at is told of.

use super::{draft::Notes, error::ImportError};
pub(super) use tribunal_problem::yaml::{Key, MAX_BYTES, YamlNode, YamlValue};

/// A file's one document. When it goes, it tells of every key that nobody has looked for.
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

/// Reads a file's one document; an empty mapping for an empty file.
///
/// # Errors
/// Those of [`tribunal_problem::yaml::parse`].
pub(super) fn parse<'n>(file: &str, text: &str, notes: &'n Notes) -> Result<Document<'n>, ImportError> {
    let root = tribunal_problem::yaml::parse(text)
        .map_err(|error| ImportError::at(file, error.line, error.message))?;
    Ok(Document { file: file.to_owned(), root, notes })
}
