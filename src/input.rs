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
    /// What a whole program is run with.
    Program {
        /// What it finds on its standard input.
        stdin: Content,
        /// Its arguments, behind its own name. Few programs have any.
        args: Vec<String>,
    },
}

/// The most arguments that a program can be given.
pub const MAX_PROGRAM_ARGS: usize = 1000;

/// The most bytes that they can have together, each with one for its end: less than any system lets a process have.
pub const MAX_PROGRAM_ARGS_BYTES: usize = 64 << 10;

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
    /// What a whole program is run with.
    Program {
        /// What it finds on its standard input.
        stdin: Cow<'a, [u8]>,
        /// Its arguments.
        args: Cow<'a, [String]>,
    },
}

impl LoadedInput<'_> {
    /// Length of what a program reads, in bytes; of arguments nobody needs to know.
    pub fn len(&self) -> u64 {
        match self {
            Self::Arguments(_) => 0,
            Self::Program { stdin, .. } => stdin.len() as u64,
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
            Self::Program { .. } => None,
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
            Self::Program { stdin, args } => {
                LoadedInput::Program { stdin: stdin.load()?, args: Cow::Borrowed(args) }
            }
        })
    }

    /// The arguments; `None` for a program's input.
    pub fn arguments(&self) -> Option<&Value> {
        match self {
            Self::Arguments(arguments) => Some(arguments),
            Self::Program { .. } => None,
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

impl From<Content> for Input {
    /// A program's input without arguments.
    fn from(stdin: Content) -> Self {
        Self::Program { stdin, args: Vec::new() }
    }
}

impl<'a> From<&'a [u8]> for LoadedInput<'a> {
    /// A program's input without arguments.
    fn from(stdin: &'a [u8]) -> Self {
        Self::Program { stdin: stdin.into(), args: Cow::Borrowed(&[]) }
    }
}

/// What is wrong with a program's arguments; `None` if nothing is.
pub fn args_fault(args: &[String]) -> Option<String> {
    let bytes: usize = args.iter().map(|arg| arg.len() + 1).sum();
    if args.len() > MAX_PROGRAM_ARGS {
        Some(format!("a program can have {MAX_PROGRAM_ARGS} arguments, and these are {}", args.len()))
    } else if bytes > MAX_PROGRAM_ARGS_BYTES {
        Some(format!("a program's arguments can have {} KiB together", MAX_PROGRAM_ARGS_BYTES >> 10))
    } else {
        let has_nul = args.iter().any(|arg| arg.contains('\0'));
        has_nul.then(|| "an argument cannot have a NUL character in it".to_owned())
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
