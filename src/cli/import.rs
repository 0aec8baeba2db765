//! `tribunal import`: problems from the packages of other judges.

use anstream::ColorChoice;
use anyhow::bail;
use tribunal_core::{text::count, text::printable};

use super::{args::ImportArgs, complain, print, show, warn};
use crate::exit_code::ExitCode;
use tribunal_package::{Import, WriteError};

pub(super) fn run(args: &ImportArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let imported = match tribunal_package::import(&Import {
        path: &args.path,
        format: args.from,
        id: args.id.as_deref(),
        property: args.property.as_deref(),
        problems: &args.folders.problems,
        submissions: &args.folders.submissions,
    }) {
        Ok(imported) => imported,
        Err(WriteError::Unsound(errors)) => {
            complain(color, "the problem that this makes has errors, so nothing was written");
            show(&errors, color);
            return Ok(ExitCode::CannotJudge);
        }
        // Much of the text comes from the package.
        Err(error) => bail!("{}", printable(&error.to_string())),
    };
    for note in &imported.notes {
        warn(color, &printable(&note.to_string()));
    }
    let mut text = String::new();
    for (problem, submissions) in &imported.problems {
        let folder = args.folders.problems.join(&problem.id);
        let folder = folder.display().to_string();
        let cases = count(problem.cases.len(), "case");
        let submissions = count(*submissions, "submission");
        text += &format!("{}: {cases}, {submissions}\n", printable(&folder));
    }
    text += &match imported.notes.len() {
        0 => "everything was carried over\n".to_owned(),
        notes => format!("{} not as in the package; see the warnings\n", is_or_are(notes)),
    };
    print(&text)?;
    Ok(ExitCode::AsExpected)
}

/// Returns "1 thing is", "2 things are" and so on.
pub(super) fn is_or_are(number: usize) -> String {
    format!("{} {}", count(number, "thing"), if number == 1 { "is" } else { "are" })
}
