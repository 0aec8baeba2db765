//! `tribunal list`: the problems of a folder.

use anstream::ColorChoice;
use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table, TableStyle};
use serde_json::json;
use tribunal_core::{text::duration, text::printable};

use super::{args::Folders, print, problems_or_complaint};
use tribunal_core::entry_point::EntryPoint;

use crate::exit_code::ExitCode;
use tribunal_problem::{problem::Problem, submission};

/// Command-line arguments of `list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal list                the problems there are
  tribunal list --format json  for programs

Exit codes:
  0  listed
  2  some problem has errors, or there is none")]
pub struct ListArgs {
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
    /// Format of the list
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// The forms of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
}

pub(super) fn run(args: &ListArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let Some(problems) = problems_or_complaint(&args.folders.problems, &[], color) else {
        return Ok(ExitCode::CannotJudge);
    };
    let folder = &args.folders.submissions;
    // Problems can be listed before any submission is written.
    let is_there = folder.exists();
    let submissions = |problem| match is_there {
        true => submission::discover(folder, problem).map(|found| found.len()),
        false => Ok(0),
    };
    let rows: Vec<(&Problem, usize)> =
        problems.iter().map(|problem| Ok((problem, submissions(problem)?))).collect::<anyhow::Result<_>>()?;
    print(&match args.format {
        ListFormat::Table => table(&rows),
        ListFormat::Json => document(&rows)?,
    })?;
    Ok(ExitCode::AsExpected)
}

fn table(rows: &[(&Problem, usize)]) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_header(["problem", "title", "function", "checker", "cases", "time limit", "submissions"]);
    for (problem, submissions) in rows {
        table.add_row([
            printable(&problem.id).into_owned(),
            printable(&problem.title).into_owned(),
            problem.entry.describe().into_owned(),
            problem.checker.name().to_owned(),
            problem.cases.len().to_string(),
            duration(problem.limits.cpu),
            submissions.to_string(),
        ]);
    }
    for column in [4, 5, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    lines.concat()
}

fn document(rows: &[(&Problem, usize)]) -> serde_json::Result<String> {
    let problems: Vec<_> = rows
        .iter()
        .map(|(problem, submissions)| {
            json!({
                "id": problem.id,
                "title": problem.title,
                "kind": match problem.entry {
                    EntryPoint::Program => "stdio",
                    _ => "function",
                },
                "function": problem.entry.name(),
                "keywords": problem.keywords,
                "checker": problem.checker.name(),
                "cases": problem.cases.len(),
                "samples": problem.cases.iter().filter(|case| case.sample).count(),
                "time_limit": problem.limits.cpu.as_secs_f64(),
                "memory": problem.limits.memory_bytes >> 20,
                "submissions": submissions,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({ "schema": "tribunal.problems/1", "problems": problems }))?
        + "\n")
}
