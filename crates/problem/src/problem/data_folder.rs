//! The data folder: cases of whole programs in files, as in Kattis packages. `data/sample` and `data/secret` hold a
//! file `.in` and a file `.ans` for each case.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Case, Expected, case_yaml, diagnostics::Diagnostic, problem_file::Cases};
use tribunal_core::input::{Content, Input};

use crate::{
    checker::Checker,
    containment::{self, PROBLEM},
};

/// Folders of cases, in their order, and whether contestants see the cases.
const FOLDERS: [(&str, bool); 2] = [("sample", true), ("secret", false)];

/// Greatest length of an input or an answer, in bytes: the greatest that a worker accepts in a request.
const MAX_BYTES: u64 = 1 << 30;

/// Adds the cases in the folder `data` beside a problem file, in the order of their paths, and reports errors in it.
/// The folder is optional.
pub(super) fn read(
    problem_file: &Path,
    checker: Option<&Checker>,
    cases: &mut Cases,
    errors: &mut Vec<Diagnostic>,
) {
    let problem = problem_file.parent().unwrap_or(Path::new(""));
    let data = problem_file.with_file_name("data");
    for (folder, sample) in FOLDERS {
        let root = data.join(folder);
        if !root.is_dir() {
            continue;
        }
        if let Err(fault) = containment::inside(problem, &root, PROBLEM) {
            errors.push(Diagnostic::of_file(&root, format!("this folder {fault}"), None));
            continue;
        }
        let mut found = Found::default();
        if let Err((path, error)) = find(&root, &mut found) {
            errors.push(Diagnostic::of_file(&path, format!("cannot be read: {error}"), None));
        }
        for link in &found.links {
            let hint = "put the folder itself in its place".to_owned();
            errors.push(Diagnostic::of_file(link, "this is a symbolic link to a folder", Some(hint)));
        }
        found.inputs.sort();
        for input in found.inputs {
            match case(problem, &data, &input, sample) {
                Ok(mut case) => {
                    match checker
                        .map(|checker| case_yaml::read(problem, &input.with_extension("yaml"), checker))
                    {
                        None => {}
                        Some(Ok(own)) => {
                            case.checker = own.checker.map(Box::new);
                            if let Input::Program { args, .. } = &mut case.input {
                                *args = own.args;
                            }
                        }
                        Some(Err(found)) => errors.extend(found),
                    }
                    cases.push_file(case);
                }
                Err(error) => errors.push(*error),
            }
        }
    }
}

/// Returns the answers without an input in the data folder beside a problem file, by path: they are not cases. Where
/// cases are generated, a handwritten answer may outlast its input, so this is not an error.
pub fn answers_alone(problem_file: &Path) -> Vec<PathBuf> {
    let mut alone = Vec::new();
    for (folder, _) in FOLDERS {
        let mut found = Found::default();
        // A folder that cannot be listed is an error of the problem.
        let _ = find(&problem_file.with_file_name("data").join(folder), &mut found);
        found.inputs.sort();
        let has_input = |answer: &PathBuf| found.inputs.binary_search(&answer.with_extension("in")).is_ok();
        alone.extend(found.answers.iter().filter(|answer| !has_input(answer)).cloned());
    }
    alone.sort();
    alone
}

/// The files below a folder of cases.
#[derive(Default)]
struct Found {
    inputs: Vec<PathBuf>,
    answers: Vec<PathBuf>,
    /// Links to folders, which might lead back to a folder above.
    links: Vec<PathBuf>,
}

/// Finds the files below a folder.
fn find(folder: &Path, found: &mut Found) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        let is = |wanted: &str| path.extension().is_some_and(|extension| extension == wanted);
        if kind.is_dir() {
            find(&path, found)?;
        } else if is("in") {
            found.inputs.push(path);
        } else if is("ans") {
            found.answers.push(path);
        } else if kind.is_symlink() && path.is_dir() {
            found.links.push(path);
        }
    }
    Ok(())
}

fn case(problem: &Path, data: &Path, input: &Path, sample: bool) -> Result<Case, Box<Diagnostic>> {
    let answer = input.with_extension("ans");
    let below = input.strip_prefix(data).unwrap_or(input).with_extension("");
    let Some(name) = below.to_str().filter(|name| !name.contains(char::is_control)) else {
        let hint = "rename it: reports show it on one line".to_owned();
        return Err(Diagnostic::of_file(input, "this cannot be the name of a case", Some(hint)).into());
    };
    Ok(Case {
        name: name.to_owned(),
        sample,
        group: None,
        checker: None,
        input: content(problem, input, "this input")?.into(),
        expected: Expected::Writes(content(problem, &answer, "the answer to an input")?),
    })
}

fn content(problem: &Path, path: &Path, what: &str) -> Result<Content, Box<Diagnostic>> {
    let wrong = |problem: String, hint: Option<&str>| {
        Box::new(Diagnostic::of_file(path, format!("{what} {problem}"), hint.map(str::to_owned)))
    };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(wrong("is missing".to_owned(), Some("each .in has an .ans beside it")));
        }
        Err(error) => return Err(wrong(format!("cannot be read: {error}"), None)),
    };
    containment::inside(problem, path, PROBLEM).map_err(|fault| wrong(fault.to_string(), None))?;
    if !metadata.is_file() {
        return Err(wrong("is no regular file".to_owned(), None));
    }
    if metadata.len() > MAX_BYTES {
        return Err(wrong(format!("is longer than {MAX_BYTES} bytes"), None));
    }
    Ok(Content::File(path.to_owned(), metadata.len()))
}
