//! Problem sets: folders of problems.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{Diagnostics, Problem, diagnostics::Diagnostic, problem_file};
use tribunal_core::suggest::did_you_mean;

/// Name of the problem file in a problem's folder.
pub const FILE_NAME: &str = "problem.toml";

/// Reads the problems of a folder, or those with the ids in `filter` if there are any, by id.
///
/// A problem is a file `<id>/problem.toml` or `<id>.toml`; other files and folders are ignored.
///
/// # Errors
/// All errors in the set and in the files of the problems that are read. Files of problems that the filter leaves out
/// are not read.
pub fn load(dir: &Path, filter: &[String]) -> Result<Vec<Problem>, Diagnostics> {
    load_as(dir, filter, false)
}

/// Reads problems as [`load`] does, where cases that are still to be generated may be missing.
///
/// # Errors
/// Those of [`load`].
pub fn load_unfinished(dir: &Path, filter: &[String]) -> Result<Vec<Problem>, Diagnostics> {
    load_as(dir, filter, true)
}

fn load_as(dir: &Path, filter: &[String], unfinished: bool) -> Result<Vec<Problem>, Diagnostics> {
    let mut found = Vec::new();
    let files = find(dir, &mut found);
    let concerns_us =
        |id: &Option<String>| filter.is_empty() || id.as_ref().is_none_or(|id| filter.contains(id));
    let mut errors: Vec<Diagnostic> =
        found.into_iter().filter(|(id, _)| concerns_us(id)).map(|(_, error)| error).collect();
    let mut wanted: BTreeMap<&str, &Path> = BTreeMap::new();
    for id in filter {
        match files.get_key_value(id) {
            Some((id, file)) => {
                wanted.insert(id, file);
            }
            // A set without any problem is already reported.
            None if !files.is_empty() => {
                let known = || files.keys().map(String::as_str);
                let hint = did_you_mean(id, known()).unwrap_or_else(|| match files.len() {
                    0..=20 => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
                    count => format!("there are {count} problems, none with a name like this"),
                });
                errors.push(Diagnostic::of_file(dir, format!("there is no problem `{id}`"), Some(hint)));
            }
            None => {}
        }
    }
    if filter.is_empty() {
        wanted.extend(files.iter().map(|(id, file)| (id.as_str(), file.as_path())));
    }
    let read = |(id, file): (&str, &Path)| problem_file::read(file, id, unfinished);
    let wanted: Vec<(&str, &Path)> = wanted.into_iter().collect();
    // In parallel, which halves the time of a set on two cores. For one problem, starting the threads takes longer than
    // reading it. V8 does not use these threads: isolates have a pool of their own.
    let results: Vec<_> = match wanted.len() {
        0 | 1 => wanted.into_iter().map(read).collect(),
        _ => wanted.into_par_iter().map(read).collect(),
    };
    let mut problems = Vec::new();
    for result in results {
        match result {
            Ok(problem) => problems.push(problem),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(problems) } else { Err(Diagnostics::new(errors)) }
}

/// Returns the ids of the problems in a folder, in order, including problems with errors.
///
/// # Errors
/// If the folder cannot be listed, or has no problems.
pub fn ids(dir: &Path) -> Result<Vec<String>, Diagnostics> {
    let mut found = Vec::new();
    let files = find(dir, &mut found);
    let mut ids: BTreeSet<String> = files.into_keys().collect();
    let mut errors = Vec::new();
    for (id, error) in found {
        match id {
            Some(id) => drop(ids.insert(id)),
            None => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(ids.into_iter().collect()) } else { Err(Diagnostics::new(errors)) }
}

/// Finds the problem files by id. Errors come with the id that they concern, if it is only one.
fn find(dir: &Path, errors: &mut Vec<(Option<String>, Diagnostic)>) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    let entries = match fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(entries) => entries,
        Err(error) => {
            let hint = "name the folder of problems with --problems";
            let message = format!("cannot list the problems: {error}");
            errors.push((None, Diagnostic::of_file(dir, message, Some(hint.into()))));
            return files;
        }
    };
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let mut file = entry.path();
        if name.starts_with('.') {
            continue;
        }
        let id = if file.is_dir() {
            file.push(FILE_NAME);
            if fs::symlink_metadata(&file).is_err() {
                continue;
            }
            name.as_ref()
        } else if name == FILE_NAME {
            let hint = "this folder is a problem itself: name the folder that it lies in";
            let message = "this file stands for its folder";
            errors.push((None, Diagnostic::of_file(&file, message, Some(hint.into()))));
            continue;
        } else if let Some(id) = name.strip_suffix(".toml") {
            id
        } else {
            continue;
        };
        if !is_id(id) {
            let message = format!("{id:?} cannot be the id of a problem");
            let hint = "an id is made of letters, digits, `-`, `_` and `.`: rename it";
            errors.push((Some(id.to_owned()), Diagnostic::of_file(&file, message, Some(hint.into()))));
        } else if let Some(other) = files.insert(id.to_owned(), file.clone()) {
            // A fixed order, whatever the order of the folder.
            let (first, second) = if other < file { (other, file) } else { (file, other) };
            let hint = format!("{} is it already: rename one of them", first.display());
            let message = format!("there are two problems `{id}`");
            errors.push((Some(id.to_owned()), Diagnostic::of_file(&second, message, Some(hint))));
        }
    }
    if files.is_empty() && errors.is_empty() {
        let hint = format!("a problem is a file <id>/{FILE_NAME} or <id>.toml");
        errors.push((None, Diagnostic::of_file(dir, "there are no problems in this folder", Some(hint))));
    }
    files
}

/// Whether a text can be the id of a problem.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
