//! What a case gives to a submission.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read as _},
    path::PathBuf,
    sync::Arc,
};

use sha2::{Digest as _, Sha256};

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

    /// The seed of the random numbers that a submission gets with this input in a run of this seed. It is of what is in
    /// the input, wherever and by whom it is run.
    pub fn seed(&self, run: u64) -> u64 {
        let mut digest = Digest(Sha256::new_with_prefix(run.to_le_bytes()));
        match self {
            Self::Arguments(arguments) => {
                digest.0.update([0]);
                // Into memory, and of plain data.
                let _ = postcard::to_io(arguments, &mut digest);
            }
            Self::Program { stdin, args } => {
                digest.0.update([1]);
                for arg in args.iter() {
                    digest.0.update(arg);
                    // Which none has in it.
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

/// What is written goes into a digest.
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
