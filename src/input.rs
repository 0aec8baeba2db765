//! What a case gives to a submission.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read as _},
    path::PathBuf,
    sync::Arc,
};

use crate::value::Value;

/// What a case gives to a submission, as a problem has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The arguments of a call: an array value.
    Arguments(Value),
    /// What the program finds on its standard input.
    Stdin(Content),
}

/// Bytes that a problem has in itself or in a file, which is read when it is needed: data of a whole problem set need
/// not fit into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These.
    Inline(Arc<[u8]>),
    /// Those of a file, which had this length in bytes when the problem was read.
    File(PathBuf, u64),
}

/// What a case gives to a submission, in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadedInput<'a> {
    /// The arguments of a call: an array value.
    Arguments(Cow<'a, Value>),
    /// What the program finds on its standard input.
    Stdin(Cow<'a, [u8]>),
}

impl LoadedInput<'_> {
    /// Length of what a program reads, in bytes; of arguments nobody needs to know.
    pub fn len(&self) -> u64 {
        match self {
            Self::Arguments(_) => 0,
            Self::Stdin(bytes) => bytes.len() as u64,
        }
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arguments; `None` for a program's input.
    pub fn arguments(&self) -> Option<&Value> {
        match self {
            Self::Arguments(arguments) => Some(arguments),
            Self::Stdin(_) => None,
        }
    }
}

impl Input {
    /// The input, in memory.
    ///
    /// # Errors
    /// If its file cannot be read, or has another length than it had.
    pub fn load(&self) -> io::Result<LoadedInput<'_>> {
        Ok(match self {
            Self::Arguments(arguments) => LoadedInput::Arguments(Cow::Borrowed(arguments)),
            Self::Stdin(content) => LoadedInput::Stdin(content.load()?),
        })
    }

    /// The arguments; `None` for a program's input.
    pub fn arguments(&self) -> Option<&Value> {
        match self {
            Self::Arguments(arguments) => Some(arguments),
            Self::Stdin(_) => None,
        }
    }
}

impl Content {
    /// The content, in memory.
    ///
    /// # Errors
    /// If its file cannot be read, or has another length than it had: what was checked is not what is there.
    pub fn load(&self) -> io::Result<Cow<'_, [u8]>> {
        let (path, length) = match self {
            Self::Inline(bytes) => return Ok(Cow::Borrowed(bytes)),
            Self::File(path, length) => (path, *length),
        };
        let failed = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(1));
        // One byte more than there should be, should it have grown.
        File::open(path)
            .map_err(failed)?
            .take(length.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() as u64 != length {
            return Err(failed(io::Error::other("the file has changed since the problem was read")));
        }
        Ok(Cow::Owned(bytes))
    }

    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Inline(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> From<&'a Value> for LoadedInput<'a> {
    fn from(arguments: &'a Value) -> Self {
        Self::Arguments(Cow::Borrowed(arguments))
    }
}

impl From<Value> for Input {
    fn from(arguments: Value) -> Self {
        Self::Arguments(arguments)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Inline(text.as_bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_was_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.in");
        std::fs::write(&path, "3\n").unwrap();
        let content = Content::File(path.clone(), 2);
        assert_eq!(&*content.load().unwrap(), b"3\n");
        for changed in ["3", "3\n4"] {
            std::fs::write(&path, changed).unwrap();
            assert!(content.load().unwrap_err().to_string().contains("has changed"), "{changed}");
        }
        std::fs::remove_file(&path).unwrap();
        assert!(content.load().unwrap_err().to_string().contains("1.in"));
    }
}
