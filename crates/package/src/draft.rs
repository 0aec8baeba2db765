//! Drafts: problems read from a package, before they are written.

use std::cell::RefCell;

use toml_edit::{DocumentMut, Value as Toml};

use super::{
    error::{Note, Place},
    json::Json,
    source::PackageFile,
};
use tribunal_problem::problem::{FILE_NAME, is_id, limit_range};

/// A draft of a problem: the contents of its `problem.toml`, and the files beside it.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: String,
    /// Origin of the draft, for a comment.
    pub(super) origin: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) keywords: Vec<String>,
    pub(super) author: Option<String>,
    pub(super) license: Option<String>,
    pub(super) source: Option<String>,
    pub(super) kind: DraftKind,
    /// Keys of `[limits]`, in the units of `docs/problems.md`.
    pub(super) limits: Vec<(String, f64)>,
    /// Key `time_multipliers` of `[limits]`.
    pub(super) time_multipliers: Vec<(&'static str, f64)>,
    pub(super) checker: Option<Settings>,
    pub(super) groups: Vec<Group>,
    /// Text of `problem.toml`, where it is not made from the other fields.
    pub(super) problem_file: Option<String>,
    /// Further tables of `problem.toml`.
    pub(super) tables: DocumentMut,
    /// Files beside `problem.toml`, by their paths there.
    pub(super) files: Vec<(String, Content)>,
    /// Files in the problem's folder of submissions, by their paths there.
    pub(super) submissions: Vec<(String, Content)>,
}

/// The kind of a draft's submissions.
#[derive(Debug)]
pub(super) enum DraftKind {
    /// A whole program; its cases are files below `data/`.
    Stdio,
    /// A function, or a class.
    Function { signature: Signature, cases: Vec<Case> },
}

/// The entry point that a submission to a function problem defines.
#[derive(Debug)]
pub(super) struct Signature {
    /// Name of its table: `function` or `class`.
    pub(super) table: &'static str,
    pub(super) name: String,
    /// Further keys, such as `params`.
    pub(super) settings: Vec<(&'static str, Toml)>,
}

/// A case of a function problem.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) name: Option<String>,
    pub(super) sample: bool,
    /// Arguments: an array.
    pub(super) args: Json,
    /// Calls of methods, for a class.
    pub(super) calls: Option<Json>,
    pub(super) expected: Expected,
}

#[derive(Debug)]
pub(super) enum Expected {
    Returns(Json),
    /// An error; with a text, an error whose type and message contain it.
    Throws(Option<String>),
}

/// A table with a name, such as `[checker]`.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) settings: Vec<(String, Toml)>,
}

/// A table `[[group]]`.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) name: String,
    /// A number, or `unbounded`.
    pub(super) max_score: Option<Toml>,
    pub(super) score_aggregation: Option<String>,
    pub(super) require_pass: Vec<String>,
    pub(super) on_reject: Option<String>,
}

/// The content of a file.
#[derive(Debug)]
pub(super) enum Content {
    /// A copy of a package's file, with its permissions.
    Copy(PackageFile),
    /// An executable copy of a package's file, even where an archive has lost that permission.
    CopyProgram(PackageFile),
    Text(String),
    Bytes(Vec<u8>),
    /// An executable script.
    Program(String),
}

impl Draft {
    /// Returns a draft without any of the optional parts of a package.
    pub(super) fn new(id: String, origin: String, title: &str, kind: DraftKind) -> Self {
        Self {
            id,
            origin,
            title: title_line(title),
            description: String::new(),
            keywords: Vec::new(),
            author: None,
            license: None,
            source: None,
            kind,
            limits: Vec::new(),
            time_multipliers: Vec::new(),
            checker: None,
            groups: Vec::new(),
            problem_file: None,
            tables: DocumentMut::new(),
            files: Vec::new(),
            submissions: Vec::new(),
        }
    }

    /// Moves limits that a problem cannot have into the range of those that it can have.
    pub(super) fn bound_limits(&mut self, notes: &Notes) {
        for (key, value) in &mut self.limits {
            let range = limit_range(key);
            if !range.contains(value) {
                let bounded = value.clamp(*range.start(), *range.end());
                notes.file(
                    FILE_NAME,
                    format!(
                        "`{key}` of {value} becomes {bounded}: it has to be from {} to {}",
                        range.start(),
                        range.end()
                    ),
                );
                *value = bounded;
            }
        }
    }

    /// Sets a limit, in place of its previous value.
    pub(super) fn limit(&mut self, key: &str, value: f64) {
        self.limits.retain(|(known, _)| known != key);
        self.limits.push((key.to_owned(), value));
    }
}

/// The parts of a package that are not carried over, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Notes(RefCell<Vec<Note>>);

impl Notes {
    pub(super) fn line(&self, file: &str, line: usize, message: impl Into<String>) {
        self.0.borrow_mut().push(Note { place: Place::line(file, line), message: message.into() });
    }

    pub(super) fn file(&self, file: &str, message: impl Into<String>) {
        self.0.borrow_mut().push(Note { place: Place::file(file), message: message.into() });
    }

    pub(super) fn into_list(self) -> Vec<Note> {
        self.0.into_inner()
    }
}

/// Returns the id nearest to a name: characters that an id cannot have become `-`.
pub(super) fn id_from(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for char in name.chars() {
        match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' => id.push(char),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    // An id that begins with a dot would be hidden.
    let id = id.trim_start_matches('.').trim_end_matches('-').chars().take(100).collect::<String>();
    if is_id(&id) { id } else { "imported".to_owned() }
}

/// Returns a text on one line, as a title has to be.
fn title_line(text: &str) -> String {
    let spaced: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "Untitled".to_owned() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_gives_an_id() {
        for (name, id) in [
            ("two-sum", "two-sum"),
            ("A+B Problem!", "A-B-Problem"),
            ("..", "imported"),
            (".hidden", "hidden"),
            ("数", "imported"),
            ("", "imported"),
            ("a/../b", "a-..-b"),
        ] {
            assert_eq!(id_from(name), id, "{name}");
        }
    }
}
