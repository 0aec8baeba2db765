//! YAML of a package, with its errors as those of the package.

use super::error::ImportError;

pub(super) use crate::yaml::{Key, Kind, MAX_BYTES, Node};

/// Reads a file's one document; an empty mapping for an empty file.
///
/// # Errors
/// If it is no YAML, has several documents, a key twice, tags of its own, or is larger than anything here may be.
pub(super) fn parse(file: &str, text: &str) -> Result<Node, ImportError> {
    crate::yaml::parse(text).map_err(|error| ImportError::at(file, error.line, error.message))
}
