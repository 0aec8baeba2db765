//! Source texts: a program as it is run, without anything of what is expected of it.

use std::{path::Path, sync::Arc};

/// A language that programs are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The language that engines run.
    JavaScript,
    /// JavaScript with types, which are taken out before it is run.
    TypeScript,
}

/// The text of a program, and what its file says of it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its name in reports and messages.
    pub name: &'a str,
    /// The file that it was read from.
    pub path: &'a Path,
    /// The text itself. One text is compiled once: its address says whether it is the same.
    pub text: &'a Arc<str>,
    /// The language of the file.
    pub language: Language,
    /// Whether it is an ES module whatever its text looks like.
    pub is_module: bool,
}
