//! `tribunal export`: a problem as a package for other judges.

use anstream::ColorChoice;
use anyhow::Context as _;
use tribunal_core::{text::count, text::printable};

use super::{args::ExportArgs, import::is_or_are, print, problems_or_complaint, warn};
use crate::exit_code::ExitCode;
use tribunal_package::export;
use tribunal_problem::submission::{self, Taken};

pub(super) fn run(args: &ExportArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let ids = std::slice::from_ref(&args.problem);
    let Some(problems) = problems_or_complaint(&args.folders.problems, ids, color) else {
        return Ok(ExitCode::CannotJudge);
    };
    let problem = problems.first().context("there is no such problem")?;
    // A problem may be exported before it has a submission.
    let submissions = match args.folders.submissions.is_dir() {
        true => submission::discover(&args.folders.submissions, problem)?,
        false => Vec::new(),
    };
    let out = args.out.clone().unwrap_or_else(|| args.to.default_path(&problem.id));
    let exported = export::export(args.to, problem, &submissions, &out)?;
    let mistakable = submission::mistakable_of(&args.folders.submissions, problem);
    let passed_over = mistakable.iter().filter(|found| found.taken == Taken::PassedOver);
    let notes: Vec<String> = exported
        .notes
        .iter()
        .map(ToString::to_string)
        .chain(passed_over.map(|found| format!("{found}: it is not carried over")))
        .collect();
    for note in &notes {
        warn(color, &printable(note));
    }
    let mut text = format!(
        "{}: {}, {}\n",
        printable(&out.display().to_string()),
        count(exported.cases, "case"),
        count(exported.submissions, "submission")
    );
    if !notes.is_empty() {
        text += &format!("{} not as in the problem; see the warnings\n", is_or_are(notes.len()));
    }
    print(&text)?;
    Ok(ExitCode::AsExpected)
}
