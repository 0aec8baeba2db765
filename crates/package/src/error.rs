//! What goes wrong with a package, and what of it is left behind.

use std::fmt;

/// Why a package, or a part of it, cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}{}", .place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default(), .hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())]
pub struct ImportError {
    /// Where in the package.
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// What to do, where that is known.
    pub hint: Option<String>,
}

/// A place in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file or folder, as its path in the package.
    pub file: String,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
}

/// Something of a package that the problem does not have, or has in another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where in the package.
    pub place: Place,
    /// What it is, and what becomes of it.
    pub message: String,
}

impl ImportError {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), message: message.into(), hint: None }
    }

    pub(super) fn at(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self::new(Place::line(file, line), message)
    }

    pub(super) fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Place::file(file), message)
    }

    pub(super) fn general(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl Place {
    pub(super) fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None }
    }

    pub(super) fn line(file: impl Into<String>, line: usize) -> Self {
        Self { file: file.into(), line: Some(line) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
