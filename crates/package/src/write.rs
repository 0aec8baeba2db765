//! Writing of drafts to folders: all of them, or none.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use toml_edit::{Array, InlineTable, Value as Toml};

use super::{
    draft::{Case, Content, Draft, DraftKind, Expected, Group},
    error::ImportError,
    json::Json,
};
use tribunal_problem::{
    problem::{self, Diagnostics, FILE_NAME, Problem},
    staging::Staging,
};

/// Greatest number of cases in the problem file itself; more go to a case file.
const MAX_INLINE_CASES: usize = 40;

/// Greatest length of a case in the problem file itself, in bytes.
const MAX_INLINE_BYTES: usize = 1000;

/// The reason why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file or folder that must not be overwritten.
    #[error("{} is there already; remove it, or choose another id with --id", .0.display())]
    Exists(PathBuf),
    /// An error of the system.
    #[error("cannot write {}: {source}", .path.display())]
    Io {
        /// Path of the file or folder.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// A problem that, read back, has errors.
    #[error("the problem that this makes has errors, so nothing was written:\n{0}")]
    InvalidProblem(Diagnostics),
    /// An error in the package, such as two problems with one id.
    #[error("{0}")]
    Package(#[from] ImportError),
}

/// Writes problems with their submissions, and returns the problems as they are read back.
///
/// # Errors
/// If one of them cannot be written, exists already, or is unsound; then none of them was written.
pub(super) fn write(
    drafts: &[Draft],
    problems: &Path,
    submissions: &Path,
) -> Result<Vec<Problem>, WriteError> {
    for (index, draft) in drafts.iter().enumerate() {
        if drafts.iter().skip(index + 1).any(|other| other.id == draft.id) {
            let message = format!("this makes two problems with the id `{}`", draft.id);
            return Err(ImportError::general(message).into());
        }
        for path in [problems.join(&draft.id), problems.join(format!("{}.toml", draft.id))] {
            refuse_existing(path)?;
        }
        if !draft.submissions.is_empty() {
            refuse_existing(submissions.join(&draft.id))?;
        }
    }
    let mut staged = Staged::default();
    let result = staged.write(drafts, problems, submissions);
    if result.is_err() {
        staged.undo();
    }
    result
}

fn refuse_existing(path: PathBuf) -> Result<(), WriteError> {
    match fs::symlink_metadata(&path) {
        Ok(_) => Err(WriteError::Exists(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(WriteError::Io { path, source }),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError + '_ {
    |source| WriteError::Io { path: path.to_owned(), source }
}

/// The files and folders written so far.
#[derive(Default)]
struct Staged {
    /// Folders that are at their destination.
    moved: Vec<PathBuf>,
    /// Parent folders that were made, innermost first.
    made: Vec<PathBuf>,
}

impl Staged {
    fn write(
        &mut self,
        drafts: &[Draft],
        problems: &Path,
        submissions: &Path,
    ) -> Result<Vec<Problem>, WriteError> {
        // Beside the destination, so that moving them there is one step.
        let staging = self.folder(problems)?;
        for draft in drafts {
            let folder = staging.path().join(&draft.id);
            fs::create_dir(&folder).map_err(at(&folder))?;
            let mut text = draft.problem_file.clone().unwrap_or_else(|| problem_toml(draft));
            if let Some(lines) = case_file(draft) {
                text += "\n[cases]\nfiles = [\"cases/imported.jsonl\"]\n";
                put(&folder, "cases/imported.jsonl", &Content::Text(lines))?;
            }
            put(&folder, FILE_NAME, &Content::Text(text))?;
            for (path, content) in &draft.files {
                put(&folder, path, content)?;
            }
        }
        let read = problem::load(staging.path(), &[])
            .map_err(|errors| WriteError::InvalidProblem(errors.of_folder_moved(staging.path(), problems)))?;
        let mut moves = Vec::new();
        let mut stagings = vec![staging];
        if drafts.iter().any(|draft| !draft.submissions.is_empty()) {
            let staging = self.folder(submissions)?;
            for draft in drafts.iter().filter(|draft| !draft.submissions.is_empty()) {
                let folder = staging.path().join(&draft.id);
                fs::create_dir(&folder).map_err(at(&folder))?;
                for (path, content) in &draft.submissions {
                    put(&folder, path, content)?;
                }
                moves.push((folder, submissions.join(&draft.id)));
            }
            stagings.push(staging);
        }
        moves.extend(
            drafts.iter().map(|draft| (stagings[0].path().join(&draft.id), problems.join(&draft.id))),
        );
        for (from, to) in moves {
            refuse_existing(to.clone())?;
            fs::rename(&from, &to).map_err(at(&to))?;
            self.moved.push(to);
        }
        Ok(read)
    }

    /// Returns a staging folder in `around`, which is made where it is missing.
    fn folder(&mut self, around: &Path) -> Result<Staging, WriteError> {
        let missing = around.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists());
        let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        fs::create_dir_all(around).map_err(at(around))?;
        self.made.splice(0..0, missing);
        Staging::new_in(around, ".import-").map_err(at(around))
    }

    /// Removes everything that was written, as far as the system allows.
    fn undo(&self) {
        for folder in &self.moved {
            let _ = fs::remove_dir_all(folder);
        }
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Writes a file below a folder.
fn put(folder: &Path, path: &str, content: &Content) -> Result<(), WriteError> {
    let target = folder.join(path);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(at(parent))?;
    }
    let written = match content {
        Content::Copy(from) | Content::CopyProgram(from) => {
            from.copy_to(&target)?;
            Ok(())
        }
        Content::Text(text) | Content::Program(text) => fs::write(&target, text),
        Content::Bytes(bytes) => fs::write(&target, bytes),
    };
    let is_program = matches!(content, Content::CopyProgram(_) | Content::Program(_));
    let mode = || fs::set_permissions(&target, fs::Permissions::from_mode(0o755));
    written.and_then(|()| if is_program { mode() } else { Ok(()) }).map_err(at(&target))
}

/// Returns the text of `problem.toml`, without the table `[cases]`.
fn problem_toml(draft: &Draft) -> String {
    let mut text = format!("# {}\n", comment(&draft.origin));
    let kind = match draft.kind {
        DraftKind::Stdio => "stdio",
        DraftKind::Function { .. } => "function",
    };
    text += "format = 1\n";
    line(&mut text, "title", &(&draft.title).into());
    line(&mut text, "kind", &kind.into());
    let optional = [
        ("description", Some(&draft.description).filter(|text| !text.is_empty())),
        ("author", draft.author.as_ref()),
        ("license", draft.license.as_ref()),
        ("source", draft.source.as_ref()),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            line(&mut text, key, &value.into());
        }
    }
    if !draft.keywords.is_empty() {
        line(&mut text, "keywords", &draft.keywords.iter().collect::<Array>().into());
    }
    if let DraftKind::Function { signature, .. } = &draft.kind {
        text += &format!("\n[{}]\n", signature.table);
        line(&mut text, "name", &(&signature.name).into());
        for (key, value) in &signature.settings {
            line(&mut text, key, value);
        }
    }
    if !draft.limits.is_empty() || !draft.time_multipliers.is_empty() {
        text += "\n[limits]\n";
        for (key, value) in &draft.limits {
            line(&mut text, key, &number(*value));
        }
        if !draft.time_multipliers.is_empty() {
            let multipliers = draft.time_multipliers.iter().map(|(key, value)| (*key, number(*value)));
            line(&mut text, "time_multipliers", &multipliers.collect::<InlineTable>().into());
        }
    }
    if let Some(checker) = &draft.checker {
        text += "\n[checker]\n";
        line(&mut text, "name", &(&checker.name).into());
        for (key, value) in &checker.settings {
            line(&mut text, key, value);
        }
    }
    for group in &draft.groups {
        self::group(&mut text, group);
    }
    if let DraftKind::Function { cases, .. } = &draft.kind {
        for case in inline_cases(cases) {
            self::case(&mut text, case);
        }
    }
    if !draft.tables.is_empty() {
        text += &format!("\n{}", draft.tables.to_string().trim_start());
    }
    text
}

fn line(text: &mut String, key: &str, value: &Toml) {
    text.push_str(&format!("{key} = {value}\n"));
}

/// Returns a text that can follow a `#`.
fn comment(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// Returns a number, written as an integer if it has no fraction.
pub(super) fn number(number: f64) -> Toml {
    if number.fract() == 0.0 && number.abs() < 1e15 && !(number == 0.0 && number.is_sign_negative()) {
        (number as i64).into()
    } else {
        number.into()
    }
}

fn group(text: &mut String, group: &Group) {
    text.push_str("\n[[group]]\n");
    line(text, "name", &(&group.name).into());
    if let Some(score) = &group.max_score {
        line(text, "max_score", score);
    }
    if let Some(aggregation) = &group.score_aggregation {
        line(text, "score_aggregation", &aggregation.into());
    }
    if !group.require_pass.is_empty() {
        line(text, "require_pass", &group.require_pass.iter().collect::<Array>().into());
    }
    if let Some(on_reject) = &group.on_reject {
        line(text, "on_reject", &on_reject.into());
    }
}

/// Returns the cases in the problem file: all of them or none, since inline cases come first in a problem.
fn inline_cases(cases: &[Case]) -> &[Case] {
    let is_short = |case: &Case| {
        let length = |json: &Json| json.tagged().len();
        let expected = match &case.expected {
            Expected::Returns(json) => length(json),
            Expected::Throws(_) => 0,
        };
        length(&case.args) + case.calls.as_ref().map_or(0, length) + expected <= MAX_INLINE_BYTES
    };
    // Cases that have no form in a case file have to be here.
    let is_class = cases.iter().any(|case| case.calls.is_some());
    let is_few = cases.len() <= MAX_INLINE_CASES && cases.iter().all(is_short);
    if is_few || is_class { cases } else { &[] }
}

fn case(text: &mut String, case: &Case) {
    text.push_str("\n[[case]]\n");
    if let Some(name) = &case.name {
        line(text, "name", &name.into());
    }
    if case.sample {
        text.push_str("sample = true\n");
    }
    json_line(text, "args", &case.args);
    if let Some(calls) = &case.calls {
        json_line(text, "calls", calls);
    }
    match &case.expected {
        Expected::Returns(json) => json_line(text, "expected", json),
        Expected::Throws(None) => text.push_str("throws = true\n"),
        Expected::Throws(Some(part)) => line(text, "throws", &part.into()),
    }
}

/// Writes a value as TOML where TOML has a form for it, else as JSON.
fn json_line(text: &mut String, key: &str, json: &Json) {
    match json.to_toml() {
        Some(value) => line(text, key, &value),
        None => line(text, &format!("{key}_json"), &json.tagged().into()),
    }
}

/// Returns the text of a case file for the cases that are not inline.
fn case_file(draft: &Draft) -> Option<String> {
    let DraftKind::Function { cases, .. } = &draft.kind else { return None };
    if cases.is_empty() || !inline_cases(cases).is_empty() {
        return None;
    }
    let mut lines = String::new();
    for case in cases {
        let mut members = Vec::new();
        if let Some(name) = &case.name {
            members.push(("name", Json::String(name.clone()).tagged()));
        }
        if case.sample {
            members.push(("sample", "true".to_owned()));
        }
        members.push(("args", case.args.tagged()));
        members.push(match &case.expected {
            Expected::Returns(json) => ("expected", json.tagged()),
            Expected::Throws(None) => ("throws", "true".to_owned()),
            Expected::Throws(Some(part)) => ("throws", Json::String(part.clone()).tagged()),
        });
        let members: Vec<String> = members.iter().map(|(key, json)| format!("\"{key}\":{json}")).collect();
        lines += &format!("{{{}}}\n", members.join(","));
    }
    Some(lines)
}
