//! `tribunal check`: every error in the files of problems.

use std::path::{Path, PathBuf};
use tribunal_core::text::count;

use anstream::ColorChoice;
use anyhow::{Context as _, ensure};
use clap::Args;

use super::{libraries_or_complaint, print, problems_or_complaint, show, workers};
use crate::exit_code::ExitCode;
use tribunal_judge::load_check;
use tribunal_problem::problem::{Diagnostics, Problem};

/// Command-line arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal check                             every problem
  tribunal check sum                         one problem
  tribunal check problems/sum                the same
  tribunal check problems/sum/problem.toml   the same

Exit codes:
  0  no problem has errors
  2  some problem has, or there is none")]
pub struct CheckArgs {
    /// Problems by id or path, or folders of them; the folder of problems if there is none
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The folder of problems
    #[arg(
        long,
        value_name = "DIR",
        default_value = "problems",
        env = "TRIBUNAL_PROBLEMS",
        hide_env_values = true
    )]
    pub problems: PathBuf,
}

pub(super) fn run(args: &CheckArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let paths = if args.paths.is_empty() { std::slice::from_ref(&args.problems) } else { &args.paths };
    let (mut problems, mut cases, mut sound) = (0, 0, true);
    for path in paths {
        let (folder, ids) = match is_id(path, &args.problems) {
            true => (args.problems.clone(), vec![path.to_string_lossy().into_owned()]),
            false => place(path)?,
        };
        match problems_or_complaint(&folder, &ids, color) {
            Some(mut found) => {
                // Checked anew each time, without a store.
                sound &=
                    libraries_or_complaint(&mut found, None, color)? && programs_or_complaint(&found, color)?;
                problems += found.len();
                cases += found.iter().map(|problem| problem.cases.len()).sum::<usize>();
            }
            None => sound = false,
        }
    }
    if !sound {
        return Ok(ExitCode::CannotJudge);
    }
    print(&format!("{} with {}, no errors\n", count(problems, "problem"), count(cases, "case")))?;
    Ok(ExitCode::AsExpected)
}

/// Loads the programs of problems; `false` after their errors have been shown.
fn programs_or_complaint(problems: &[Problem], color: ColorChoice) -> anyhow::Result<bool> {
    let executor = workers::executor()?;
    let mut session = executor.session()?;
    let mut faults = Vec::new();
    for problem in problems {
        faults.extend(load_check::faults(problem, session.as_mut())?);
    }
    if faults.is_empty() {
        return Ok(true);
    }
    show(&Diagnostics::new(faults), color);
    Ok(false)
}

/// Whether this is the id of a problem: there is no file of that name here.
fn is_id(path: &Path, problems: &Path) -> bool {
    let (folder, file) =
        (problems.join(path).join("problem.toml"), problems.join(path).with_added_extension("toml"));
    !path.exists() && path.components().count() == 1 && (folder.exists() || file.exists())
}

/// Returns the folder of problems that holds a path, and the id of the problem that it stands for; no id for all
/// problems.
pub(super) fn place(path: &Path) -> anyhow::Result<(PathBuf, Vec<String>)> {
    let is_file = path.metadata().with_context(|| format!("cannot read {}", path.display()))?.is_file();
    let in_folder = path.file_name().is_some_and(|name| name == "problem.toml");
    let problem = match (is_file, in_folder) {
        (true, true) => path.parent().unwrap_or(path).to_owned(),
        (true, false) => {
            let is_problem = path.extension().is_some_and(|extension| extension == "toml");
            let shown = path.display();
            ensure!(
                is_problem,
                "{shown} is no problem: name its folder, or its file problem.toml or <id>.toml"
            );
            path.with_extension("")
        }
        (false, _) if path.join("problem.toml").exists() => path.to_owned(),
        (false, _) => return Ok((path.to_owned(), Vec::new())),
    };
    // `.` and `..` have no name of their own.
    let problem = match problem.file_name() {
        Some(_) => problem,
        None => problem.canonicalize().with_context(|| format!("cannot read {}", path.display()))?,
    };
    let id = problem.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = match problem.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    Ok((folder, vec![id]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_be_a_folder_of_problems_a_problem_or_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        std::fs::create_dir(path.join("sum")).expect("a folder");
        std::fs::write(path.join("sum/problem.toml"), "").expect("a file");
        std::fs::write(path.join("flat.toml"), "").expect("a file");
        let one = |id: &str| (path.to_owned(), vec![id.to_owned()]);
        assert_eq!(place(path).expect("a place"), (path.to_owned(), vec![]));
        assert_eq!(place(&path.join("sum")).expect("a place"), one("sum"));
        assert_eq!(place(&path.join("sum/")).expect("a place"), one("sum"));
        assert_eq!(place(&path.join("sum/problem.toml")).expect("a place"), one("sum"));
        assert_eq!(place(&path.join("flat.toml")).expect("a place"), one("flat"));
        assert!(place(&path.join("none")).is_err());
    }
}
