//! Checkers of a problem's setter, as data. The judge runs them.

use std::{path::PathBuf, sync::Arc, time::Duration};

/// A checker that is part of the problem.
#[derive(Clone, Debug, PartialEq)]
pub enum Custom {
    /// A JavaScript function.
    Script(Script),
    /// A program of any kind.
    Program(Program),
}

/// A JavaScript file that defines the function `check`.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// Name of the file in the problem file, for messages.
    pub name: String,
    /// Path of the file.
    pub path: PathBuf,
    /// Text of the file.
    pub source: Arc<str>,
    /// CPU time limit for a case.
    pub time_limit: Duration,
}

/// A program that is started for each case.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// The program and its first arguments; not empty. A program with a `/` in its name is relative to the folder.
    pub command: Vec<String>,
    /// Arguments after those of the protocol.
    pub args: Vec<String>,
    /// Folder of the problem, in which the program runs.
    pub folder: PathBuf,
    /// Protocol between the judge and the program.
    pub protocol: Protocol,
    /// CPU time limit for a case.
    pub time_limit: Duration,
}

/// The protocol between the judge and a checker program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The program gets the files of input and answer and a folder for its feedback as arguments, and the output on its
    /// standard input. It answers with exit code 42 or 43.
    Kattis,
    /// The program gets the files of input, output and answer as arguments. It answers with exit code 0, 1 and others.
    Testlib,
}

impl Custom {
    /// Returns the name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Script(_) => "script",
            Self::Program(_) => "program",
        }
    }
}
