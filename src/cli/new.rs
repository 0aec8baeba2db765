//! `tribunal new`: a problem from a template.

use super::{args::NewArgs, print};
use crate::{
    exit_code::ExitCode,
    package::template::{self, NewKind},
    report::printable,
};

pub(super) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let folders = &args.folders;
    let title = args.title.as_deref();
    let problem = template::create(args.kind, &args.id, title, &folders.problems, &folders.submissions)?;
    let (id, problems, submissions) =
        (&problem.id, folders.problems.display(), folders.submissions.display());
    let cases = match args.kind {
        NewKind::Function => format!("{problems}/{id}/cases/more.jsonl"),
        NewKind::Stdio => format!("{problems}/{id}/data/"),
    };
    let text = format!(
        "{problems}/{id}/problem.toml         the task, the limits, the first cases\n{cases}  more cases\n{submissions}/{id}/accepted/example.js  a submission\n"
    );
    let mut lines: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let (path, what) = line.split_once("  ").unwrap_or((line, ""));
        lines.push((printable(path.trim()).into_owned(), what.trim().to_owned()));
    }
    let width = lines.iter().map(|(path, _)| path.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> = lines.iter().map(|(path, what)| format!("{path:width$}  {what}\n")).collect();
    print(&lines.concat())?;
    Ok(ExitCode::AsExpected)
}
