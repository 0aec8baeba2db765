//! YAML of packages: errors name the file.

use super::error::ImportError;
pub(super) use crate::yaml::{Key, Kind, MAX_BYTES, Node};

/// Reads a file's one document; an empty mapping for an empty file.
///
/// # Errors
/// Those of [`crate::yaml::parse`].
pub(super) fn parse(file: &str, text: &str) -> Result<Node, ImportError> {
    crate::yaml::parse(text).map_err(|error| ImportError::at(file, error.line, error.message))
}
