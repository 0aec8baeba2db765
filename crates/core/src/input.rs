//! Inputs of cases.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read as _},
    path::PathBuf,
    sync::Arc,
};

use sha2::{Digest as _, Sha256};

use crate::value::Value;

/// The input of a case, as its problem holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Arguments of a call: an array value.
    Arguments(Value),
    /// Input of a whole program.
    Program {
        /// Its standard input.
        stdin: Content,
        /// Its command-line arguments, after its own name. Few programs have any.
        args: Vec<String>,
    },
}

/// Greatest number of command-line arguments of a program.
pub const MAX_PROGRAM_ARGS: usize = 1000;

/// Greatest length of a program's command-line arguments in bytes, each with one byte for its end. Every operating
/// system allows more.
pub const MAX_PROGRAM_ARGS_BYTES: usize = 64 << 10;

/// Bytes that a problem holds in memory or in a file. A file is read only when its content is needed: the data of a
/// whole problem set need not fit into memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes in memory.
    Inline(Arc<[u8]>),
    /// A file, and the length in bytes that it had when the problem was read.
    File(PathBuf, u64),
}

/// The input of a case, loaded into memory.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadedInput<'a> {
    /// Arguments of a call: an array value.
    Arguments(Cow<'a, Value>),
    /// Input of a whole program.
    Program {
        /// Its standard input.
        stdin: Cow<'a, [u8]>,
        /// Its command-line arguments.
        args: Cow<'a, [String]>,
    },
}

impl LoadedInput<'_> {
    /// Returns the length of a program's standard input in bytes; 0 for arguments of a call, whose length is not
    /// needed.
    pub fn len(&self) -> u64 {
        match self {
            Self::Arguments(_) => 0,
            Self::Program { stdin, .. } => stdin.len() as u64,
        }
    }

    /// Whether [`len`](Self::len) is zero.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the arguments of a call; `None` for a program's input.
    pub fn arguments(&self) -> Option<&Value> {
        match self {
            Self::Arguments(arguments) => Some(arguments),
            Self::Program { .. } => None,
        }
    }

    /// Returns the seed of the random numbers that a submission gets with this input in a run with the seed `run`. It
    /// depends on nothing but `run` and the content of the input.
    pub fn seed(&self, run: u64) -> u64 {
        let mut digest = Digest(Sha256::new_with_prefix(run.to_le_bytes()));
        match self {
            Self::Arguments(arguments) => {
                digest.0.update([0]);
                // Writing plain data to memory cannot fail.
                let _ = postcard::to_io(arguments, &mut digest);
            }
            Self::Program { stdin, args } => {
                digest.0.update([1]);
                for arg in args.iter() {
                    digest.0.update(arg);
                    // A separator that no argument contains.
                    digest.0.update([0]);
                }
                digest.0.update([0]);
                digest.0.update(stdin);
            }
        }
        let digest = digest.0.finalize();
        digest.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }
}

/// A digest as a writer: the bytes written are hashed.
struct Digest(Sha256);

impl io::Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Input {
    /// Loads the input into memory.
    ///
    /// # Errors
    /// If its file cannot be read, or its length has changed.
    pub fn load(&self) -> io::Result<LoadedInput<'_>> {
        Ok(match self {
            Self::Arguments(arguments) => LoadedInput::Arguments(Cow::Borrowed(arguments)),
            Self::Program { stdin, args } => {
                LoadedInput::Program { stdin: stdin.load()?, args: Cow::Borrowed(args) }
            }
        })
    }

    /// Returns the arguments of a call; `None` for a program's input.
    pub fn arguments(&self) -> Option<&Value> {
        match self {
            Self::Arguments(arguments) => Some(arguments),
            Self::Program { .. } => None,
        }
    }
}

impl Content {
    /// Loads the content into memory.
    ///
    /// # Errors
    /// If its file cannot be read, or its length has changed since the problem was read and checked.
    pub fn load(&self) -> io::Result<Cow<'_, [u8]>> {
        let (path, length) = match self {
            Self::Inline(bytes) => return Ok(Cow::Borrowed(bytes)),
            Self::File(path, length) => (path, *length),
        };
        let failed = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(1));
        // One byte more than expected, to notice a file that has grown.
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

    /// Returns its length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Inline(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
        }
    }

    /// Whether it is empty.
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
    /// Creates a program's input without arguments.
    fn from(stdin: Content) -> Self {
        Self::Program { stdin, args: Vec::new() }
    }
}

impl<'a> From<&'a [u8]> for LoadedInput<'a> {
    /// Creates a program's input without arguments.
    fn from(stdin: &'a [u8]) -> Self {
        Self::Program { stdin: stdin.into(), args: Cow::Borrowed(&[]) }
    }
}

/// Returns the fault of a program's command-line arguments; `None` if there is none.
pub fn validate_args(args: &[String]) -> Option<String> {
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
    fn a_seed_is_that_of_the_run_and_of_what_is_in_the_input() {
        let number = |number: f64| Value::primitive(crate::value::Node::Number(number));
        let program = |stdin: &str, args: &[&str]| LoadedInput::Program {
            stdin: stdin.as_bytes().to_vec().into(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        };
        let inputs = [
            LoadedInput::Arguments(Cow::Owned(number(1.0))),
            LoadedInput::Arguments(Cow::Owned(number(2.0))),
            program("", &[]),
            program("1", &[]),
            program("2", &[]),
            program("", &["1"]),
            program("", &["1", "2"]),
            program("", &["12"]),
            program("2", &["1"]),
        ];
        let seeds: Vec<u64> =
            inputs.iter().flat_map(|input| [0, 1, u64::MAX].map(|run| input.seed(run))).collect();
        for (index, seed) in seeds.iter().enumerate() {
            assert!(!seeds[..index].contains(seed), "{:?}", inputs[index / 3]);
        }
        assert_eq!(inputs[0].seed(7), LoadedInput::Arguments(Cow::Owned(number(1.0))).seed(7));
    }

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
