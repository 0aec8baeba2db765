//! Checkers that a problem's setter has written, as data. The judge runs them.

use std::{path::PathBuf, sync::Arc, time::Duration};

/// A checker that the problem brings along.
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
    /// The file as the problem file names it, for messages.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub source: Arc<str>,
    /// CPU time that it may take for a case.
    pub time_limit: Duration,
}

/// A program that is started for each case.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// The program and its first arguments; not empty. A program with a `/` in its name is relative to the folder.
    pub command: Vec<String>,
    /// Arguments behind those of the protocol.
    pub args: Vec<String>,
    /// The problem's folder, in which it runs.
    pub folder: PathBuf,
    /// What it is given and how it answers.
    pub protocol: Protocol,
    /// CPU time that it may take for a case.
    pub time_limit: Duration,
}

/// What a checker program is given and how it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Called with the files of input and answer and a folder for its feedback, with the output on its standard
    /// input; answers with exit code 42 or 43.
    Kattis,
    /// Called with the files of input, output and answer; answers with exit code 0, 1 and others.
    Testlib,
}

impl Custom {
    /// Its name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Script(_) => "script",
            Self::Program(_) => "program",
        }
    }
}
