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

/// File name extensions of programs, with the language of each and whether it is always an ES module.
const EXTENSIONS: [(&str, Language, bool); 6] = [
    ("js", Language::JavaScript, false),
    ("mjs", Language::JavaScript, true),
    ("cjs", Language::JavaScript, false),
    ("ts", Language::TypeScript, false),
    ("mts", Language::TypeScript, true),
    ("cts", Language::TypeScript, false),
];

impl Language {
    /// The language of a file by its name; `None` if it is not named like a program.
    pub fn of_path(path: &Path) -> Option<Self> {
        entry(path).map(|(_, language, _)| *language)
    }
}

/// Whether a file is an ES module by its name, whatever its text looks like.
pub fn is_module_path(path: &Path) -> bool {
    entry(path).is_some_and(|(_, _, is_module)| *is_module)
}

/// The entry of [`EXTENSIONS`] for a file.
fn entry(path: &Path) -> Option<&'static (&'static str, Language, bool)> {
    let extension = path.extension()?;
    EXTENSIONS.iter().find(|(known, ..)| extension == *known)
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
