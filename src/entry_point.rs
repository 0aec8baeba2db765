//! Entry points: how a submission is run.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How a submission is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryPoint {
    /// The function of this name is called with the case's arguments; what it returns is the result.
    Function(String),
    /// There is nothing to call: the submission is a program, which reads standard input and writes standard output.
    Program,
    /// The function `generate` makes test inputs. Each of the case's arguments is a run: an array of four words of 32
    /// bits, which seed its random numbers, and what it is given besides them. The result is the array of what the
    /// runs gave.
    Generator,
}

/// The function that a generator of test inputs has to define.
const GENERATE: &str = "generate";

impl EntryPoint {
    /// The function that is called, if one is.
    pub fn function(&self) -> Option<&str> {
        match self {
            Self::Function(name) => Some(name),
            Self::Program => None,
            Self::Generator => Some(GENERATE),
        }
    }

    /// What a submission has to be, for people.
    pub fn describe(&self) -> Cow<'_, str> {
        match self {
            Self::Function(name) => Cow::Borrowed(name),
            Self::Program => Cow::Borrowed("(program)"),
            Self::Generator => Cow::Borrowed(GENERATE),
        }
    }
}

impl From<&str> for EntryPoint {
    /// The function of this name.
    fn from(function: &str) -> Self {
        Self::Function(function.to_owned())
    }
}
