//! Errors in a package, and notes on parts of it that are not carried over.

use std::fmt;

/// An error in a package or a part of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}{}", .place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default(), .hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default())]
pub struct ImportError {
    /// Place in the package.
    pub place: Option<Place>,
    /// Description of the error.
    pub message: String,
    /// Hint for the fix, where it is known.
    pub hint: Option<String>,
}

/// A place in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File or folder, as its path in the package.
    pub file: String,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
}

/// A note on a part of a package that the problem does not have, or has in another form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Place in the package.
    pub place: Place,
    /// Description of the part, and of its treatment.
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
