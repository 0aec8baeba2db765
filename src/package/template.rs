//! `tribunal new`: a problem to begin with, in which every key has a comment.

use std::path::Path;

use clap::ValueEnum;

use super::{
    draft::{Content, Draft, Kind, Signature},
    error::ImportError,
    write::{self, WriteError},
};
use crate::problem::{Problem, is_id};

/// The kinds of problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum NewKind {
    /// Submissions define a function, which is called
    #[default]
    Function,
    /// Submissions are programs, which read standard input and write standard output
    Stdio,
}

/// The problem files, but for their titles.
const FUNCTION: &str = include_str!("template/function.toml");
const STDIO: &str = include_str!("template/stdio.toml");

/// What stands for the title in these.
const TITLE: &str = "\"TITLE\"";

/// Writes a problem with this id and title, and a submission to it. Nothing is overwritten.
///
/// # Errors
/// If it cannot be written, or there is such a problem already.
pub fn create(
    kind: NewKind,
    id: &str,
    title: Option<&str>,
    problems: &Path,
    submissions: &Path,
) -> Result<Problem, WriteError> {
    if !is_id(id) || id.starts_with('.') {
        let error = ImportError::general(format!("{id:?} cannot be the id of a problem"));
        return Err(error.hint("an id is made of letters, digits, `-`, `_` and `.`").into());
    }
    let text = |text: &str| Content::Text(text.to_owned());
    let signature = Signature { table: "function", name: "add".into(), settings: Vec::new() };
    let function = Kind::Function { signature, cases: Vec::new() };
    let draft_kind = if kind == NewKind::Function { function } else { Kind::Stdio };
    let mut draft = Draft::new(id.to_owned(), String::new(), title.unwrap_or(id), draft_kind);
    let title = toml_edit::Value::from(&draft.title).to_string();
    let (toml, submission) = match kind {
        NewKind::Function => {
            draft.files.push(("cases/more.jsonl".into(), text(include_str!("template/more.jsonl"))));
            (FUNCTION, include_str!("template/function.js"))
        }
        NewKind::Stdio => {
            for (path, content) in [
                ("data/sample/1.in", "1 2\n"),
                ("data/sample/1.ans", "3\n"),
                ("data/secret/1.in", "-5 5\n"),
                ("data/secret/1.ans", "0\n"),
                ("data/secret/2.in", "1000000 1000000\n"),
                ("data/secret/2.ans", "2000000\n"),
            ] {
                draft.files.push((path.into(), text(content)));
            }
            (STDIO, include_str!("template/stdio.js"))
        }
    };
    draft.submissions.push(("accepted/example.js".into(), text(submission)));
    draft.problem_file = Some(toml.replacen(TITLE, &title, 1));
    let problems = write::write(&[draft], problems, submissions)?;
    problems.into_iter().next().ok_or_else(|| ImportError::general("no problem was written").into())
}
