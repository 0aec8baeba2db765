//! Import and export of problems from and to the packages of other judges.
//!
//! A package is read into drafts and notes: the problems, and the parts of the package that they do not have. Either
//! all drafts are written or none. They are read back, so that no problem is left behind that could not be judged.
//! [`export`] makes a package of a problem.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics fails, as it should"))]

mod dmoj;
mod draft;
mod error;
mod exercism;
pub mod export;
mod fields;
mod json;
mod kattis;
mod kattis_files;
mod leetcode;
mod program;
mod source;
pub mod template;
mod write;
mod yaml;

use std::path::{Path, PathBuf};

pub use error::{ImportError, Note, Place};
pub use write::WriteError;

use draft::{Draft, Notes, id_from};
use json::Json;
use source::Source;
use tribunal_problem::{
    containment,
    problem::{Problem, file::read_text, is_id},
};

/// The format of an imported package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A problem package of Kattis or ICPC, legacy or 2025-09: a folder or an archive
    Kattis,
    /// A problem of DMOJ: a folder or an archive with init.yml and its data
    Dmoj,
    /// An exercise of Exercism: canonical-data.json
    Exercism,
    /// A problem of LeetCode, or of a data set like it, as JSON
    Leetcode,
}

impl Format {
    /// Returns the name that `--from` takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kattis => "kattis",
            Self::Dmoj => "dmoj",
            Self::Exercism => "exercism",
            Self::Leetcode => "leetcode",
        }
    }
}

/// An import: the package, and the destination.
#[derive(Clone, Debug)]
pub struct Import<'a> {
    /// Path of the package.
    pub path: &'a Path,
    /// Format of the package; detected if not given.
    pub format: Option<Format>,
    /// Id of the problem; the package's name if not given.
    pub id: Option<&'a str>,
    /// Property of an exercise whose cases alone are imported.
    pub property: Option<&'a str>,
    /// Path of the folder of problems.
    pub problems: &'a Path,
    /// Path of the folder of submissions.
    pub submissions: &'a Path,
}

/// The result of an import.
#[derive(Debug)]
pub struct Imported {
    /// Format of the package.
    pub format: Format,
    /// Problems, each with the number of submissions that came with it.
    pub problems: Vec<(Problem, usize)>,
    /// Notes on parts that differ from the package.
    pub notes: Vec<Note>,
}

/// Imports a package as problems. Nothing is overwritten, and if an import fails, nothing is written.
///
/// # Errors
/// If the package cannot be read, has nothing that can be judged, or its problems cannot be written.
pub fn import(import: &Import<'_>) -> Result<Imported, WriteError> {
    let notes = Notes::default();
    let (format, mut drafts) = read(import, &notes)?;
    drafts.iter_mut().for_each(|draft| draft.bound_limits(&notes));
    let problems = write::write(&drafts, import.problems, import.submissions)?;
    let submissions = |id: &str| {
        let draft = drafts.iter().find(|draft| draft.id == id);
        let is_program = |path: &str| path != kattis_files::SUBMISSIONS_FILE;
        draft.map_or(0, |draft| draft.submissions.iter().filter(|(path, _)| is_program(path)).count())
    };
    let problems = problems.into_iter().map(|problem| (submissions(&problem.id), problem));
    let problems = problems.map(|(count, problem)| (problem, count)).collect();
    let mut notes = notes.into_list();
    notes.sort_by(|a, b| (&a.place.file, a.place.line).cmp(&(&b.place.file, b.place.line)));
    Ok(Imported { format, problems, notes })
}

/// Reads a package, with notes on everything that is not carried over.
fn read(import: &Import<'_>, notes: &Notes) -> Result<(Format, Vec<Draft>), ImportError> {
    let id = import.id.map(|id| match is_id(id) && !id.starts_with('.') {
        true => Ok(id.to_owned()),
        false => Err(ImportError::general(format!("{id:?} cannot be the id of a problem"))
            .hint("an id is made of letters, digits, `-`, `_` and `.`")),
    });
    let id = id.transpose()?;
    let named = |source: &Source| id.clone().unwrap_or_else(|| id_from(source.name()));
    // The path may be that of the file that defines the package.
    let file_name = import.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = match &*file_name {
        kattis::FILE | dmoj::FILE | "init.yaml" => import.path.parent().map(Path::to_owned),
        _ => None,
    };
    let folder = folder.map(|folder| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder });
    let Some(source) = Source::open(folder.as_deref().unwrap_or(import.path))? else {
        return of_json(import, &file_name, id, notes);
    };
    let has = |file| source.has_file(file);
    let candidates = [
        (Format::Kattis, has(kattis::FILE)),
        (Format::Dmoj, has(dmoj::FILE)),
        (Format::Exercism, has(exercism::FILE)),
    ];
    let found: Vec<Format> = candidates.iter().filter(|(_, has)| *has).map(|(format, _)| *format).collect();
    let format = match (import.format, &found[..]) {
        (Some(format), _) => format,
        (None, [only]) => *only,
        (None, []) => {
            let message = format!("there is no {}, {} or {} in it", kattis::FILE, dmoj::FILE, exercism::FILE);
            return Err(ImportError::of_file(import.path.display().to_string(), message)
                .hint("name its format with --from"));
        }
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|format| format.name()).collect();
            let message = format!("may be any of {}", names.join(", "));
            return Err(ImportError::of_file(import.path.display().to_string(), message)
                .hint("name its format with --from"));
        }
    };
    let drafts = match format {
        Format::Kattis => vec![kattis::read(&source, named(&source), notes)?],
        Format::Dmoj => vec![dmoj::read(&source, named(&source), notes)?],
        Format::Exercism => {
            let text = source.text(exercism::FILE, json::MAX_BYTES)?;
            let text = text.ok_or_else(|| ImportError::of_file(exercism::FILE, "is missing"))?;
            let description = source.text(exercism::DESCRIPTION, exercism::MAX_DESCRIPTION)?;
            exercism::read(exercism::FILE, &text, description, id, import.property, notes)?
        }
        Format::Leetcode => {
            return Err(ImportError::of_file(
                import.path.display().to_string(),
                "is a folder, not a JSON file",
            ));
        }
    };
    source.tell_rest(notes);
    Ok((format, drafts))
}

/// Reads a single JSON file.
fn of_json(
    import: &Import<'_>,
    file: &str,
    id: Option<String>,
    notes: &Notes,
) -> Result<(Format, Vec<Draft>), ImportError> {
    let shown = import.path.display().to_string();
    let text = read_text(import.path, json::MAX_BYTES)
        .map_err(|error| ImportError::of_file(&*shown, format!("this file {error}")))?;
    let format = match import.format {
        Some(format) => format,
        None if file == exercism::FILE => Format::Exercism,
        None if file.ends_with(".jsonl") => Format::Leetcode,
        None => {
            let unknown = |what: &str| {
                ImportError::of_file(&*shown, what.to_owned())
                    .hint("a package is a folder, a .zip, a .kpp or a JSON file; name its format with --from")
            };
            if !file.ends_with(".json") {
                return Err(unknown("this is no package that is known"));
            }
            let root = json::parse(&shown, &text)?;
            if root.get("exercise").is_some() && root.get("cases").and_then(Json::array).is_some() {
                Format::Exercism
            } else if leetcode::is_problem(&root) {
                Format::Leetcode
            } else {
                return Err(unknown("this JSON is no problem that is known"));
            }
        }
    };
    let drafts = match format {
        Format::Exercism => {
            let beside = import.path.with_file_name(exercism::DESCRIPTION);
            let description = match beside.is_file() {
                false => None,
                true => {
                    let wrong = |fault: &dyn std::fmt::Display| {
                        ImportError::of_file(exercism::DESCRIPTION, fault.to_string())
                    };
                    let folder = beside.parent().unwrap_or(Path::new(""));
                    containment::inside(folder, &beside, containment::PACKAGE)
                        .map_err(|fault| wrong(&fault))?;
                    Some(read_text(&beside, exercism::MAX_DESCRIPTION).map_err(|error| wrong(&error))?)
                }
            };
            exercism::read(file, &text, description, id, import.property, notes)?
        }
        Format::Leetcode => {
            let stem = import.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            leetcode::read(file, &text, &stem, id, notes)?
        }
        Format::Kattis | Format::Dmoj => {
            return Err(ImportError::of_file(shown, "is a file, not a folder or an archive"));
        }
    };
    Ok((format, drafts))
}
