//! Source texts: programs as they are run, without any expectation of their results.

use std::{path::Path, sync::Arc};

/// A programming language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// JavaScript, which engines run as it is.
    JavaScript,
    /// TypeScript: JavaScript with types, which are stripped before it is run.
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
    /// Returns the language of a file by its name; `None` if the name is not that of a program.
    pub fn of_path(path: &Path) -> Option<Self> {
        entry(path).map(|(_, language, _)| *language)
    }
}

/// Whether the name of a file makes it an ES module, whatever its text.
pub fn is_module_path(path: &Path) -> bool {
    entry(path).is_some_and(|(_, _, is_module)| *is_module)
}

/// Returns the entry of [`EXTENSIONS`] for a file.
fn entry(path: &Path) -> Option<&'static (&'static str, Language, bool)> {
    let extension = path.extension()?;
    EXTENSIONS.iter().find(|(known, ..)| extension == *known)
}

/// The text of a program, and the properties that its file name implies.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its name in reports and messages.
    pub name: &'a str,
    /// The file that it was read from.
    pub path: &'a Path,
    /// The text. Its address identifies it: a text that is shared is compiled once.
    pub text: &'a Arc<str>,
    /// The language of the file.
    pub language: Language,
    /// Whether the name of the file makes it an ES module, whatever its text.
    pub is_module: bool,
}
