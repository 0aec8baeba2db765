//! The cases of a problem for whole programs that lie in files, as Kattis packages have them: `data/sample` and
//! `data/secret`, with a file `.in` and a file `.ans` for each case.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Case, Expected, case_yaml, diagnostics::Diagnostic, problem_file::Cases};
use crate::{
    checker::Checker,
    input::{Content, Input},
};

/// The folders of cases, in their order, and whether contestants see what is in them.
const FOLDERS: [(&str, bool); 2] = [("sample", true), ("secret", false)];

/// Longest input or answer, in bytes: what a worker accepts of a request.
const MAX_BYTES: u64 = 1 << 30;

/// Adds the cases in the folder `data` beside a problem file, in the order of their paths, and reports what is wrong
/// there. Nothing is wrong if there is no such folder.
pub(super) fn read(
    problem_file: &Path,
    checker: Option<&Checker>,
    cases: &mut Cases,
    errors: &mut Vec<Diagnostic>,
) {
    let data = problem_file.with_file_name("data");
    for (folder, sample) in FOLDERS {
        let root = data.join(folder);
        if !root.is_dir() {
            continue;
        }
        let mut inputs = Vec::new();
        if let Err((path, error)) = find(&root, &mut inputs) {
            errors.push(Diagnostic::of_file(&path, format!("cannot be read: {error}"), None));
        }
        inputs.sort();
        for input in inputs {
            match case(&data, &input, sample) {
                Ok(mut case) => {
                    match checker.map(|checker| case_yaml::read(&input.with_extension("yaml"), checker)) {
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

/// The inputs below a folder.
fn find(folder: &Path, inputs: &mut Vec<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // A link to a folder might lead back here.
        if entry.file_type().map_err(failed)?.is_dir() && !is_hidden {
            find(&path, inputs)?;
        } else if path.extension().is_some_and(|extension| extension == "in") {
            inputs.push(path);
        }
    }
    Ok(())
}

fn case(data: &Path, input: &Path, sample: bool) -> Result<Case, Box<Diagnostic>> {
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
        input: content(input, "this input")?.into(),
        expected: Expected::Writes(content(&answer, "the answer to an input")?),
    })
}

fn content(path: &Path, what: &str) -> Result<Content, Box<Diagnostic>> {
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
    if !metadata.is_file() {
        return Err(wrong("is no regular file".to_owned(), None));
    }
    if metadata.len() > MAX_BYTES {
        return Err(wrong(format!("is longer than {MAX_BYTES} bytes"), None));
    }
    Ok(Content::File(path.to_owned(), metadata.len()))
}
