//! Findings as text.

use std::io::{self, Write};
use tribunal_core::{text::count, text::duration, text::printable};

use anstyle::{AnsiColor, Effects, Style as Paint};

use tribunal_judge::verify::{Finding, KillMatrix, Level, TimeLimit, Verification, VerifyReport};

/// Number of findings of a kind that are shown; the JSON document has all.
const SHOWN: usize = 5;

/// Number of lines of a finding's message that are shown.
const LINES: usize = 12;

/// Number of cells of a strip that stands for all cases.
const STRIP: usize = 60;

const BOLD: Paint = Paint::new().bold();
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// The style of the findings.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether times are shown.
    pub times: bool,
    /// Whether all findings are shown, and the matrix of problems without errors.
    pub verbose: bool,
}

/// Writes the findings, with colour.
///
/// # Errors
/// If writing fails.
pub fn write(verified: &VerifyReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for problem in &verified.problems {
        of_problem(problem, style, out)?;
    }
    if verified.interrupted {
        let bad = AnsiColor::Red.on_default();
        writeln!(out, "{bad}interrupted; this is what was found until then{bad:#}")?;
    }
    summary(verified, style, out)
}

fn of_problem(problem: &Verification, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (mark, paint) = mark(problem.worst());
    let (id, title) = (printable(&problem.problem), printable(&problem.title));
    writeln!(out, "{paint}{mark}{paint:#} {BOLD}{id}{BOLD:#}  {title}")?;
    if problem.cases > 0 {
        let mut facts = vec![count(problem.cases, "case"), count(problem.submissions, "submission")];
        if let Some(reference) = &problem.reference {
            facts.push(format!("reference {}", printable(reference)));
        }
        facts.extend(problem.coverage.as_ref().map(|coverage| {
            let reached = coverage.lines - coverage.unreached_lines().min(coverage.lines);
            format!("{reached} of its {} reached", count(coverage.lines, "line"))
        }));
        facts.push(if problem.has_validator { "inputs validated".into() } else { "no validator".into() });
        writeln!(out, "  {DIM}{}{DIM:#}", facts.join(", "))?;
    }
    if let Some(limit) = problem.time_limit.as_ref().filter(|_| style.times) {
        writeln!(out, "  {DIM}{}{DIM:#}", of_time_limit(limit))?;
    }
    let mut same = 0;
    for (index, finding) in problem.findings.iter().enumerate() {
        let kind = |finding: &Finding| (finding.level, finding.check);
        let is_next = index > 0 && kind(&problem.findings[index - 1]) == kind(finding);
        same = if is_next { same + 1 } else { 0 };
        let more = problem.findings[index..].iter().take_while(|other| kind(other) == kind(finding)).count();
        if same < SHOWN || style.verbose {
            of_finding(finding, out)?;
        } else if same == SHOWN {
            writeln!(out, "    {DIM}… and {more} more like this (-v shows all){DIM:#}")?;
        }
    }
    let is_wanted = style.verbose || problem.worst() >= Some(Level::Warning);
    if is_wanted && !problem.matrix.rows.is_empty() {
        of_matrix(&problem.matrix, out)?;
    }
    writeln!(out)
}

fn of_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (mark, paint) = mark(Some(finding.level));
    let mut about = Vec::new();
    about.extend(finding.submission.as_deref());
    about.extend(finding.case.as_deref());
    let about = match about.is_empty() {
        true => String::new(),
        false => format!(" {BOLD}{}{BOLD:#}", printable(&about.join(" on "))),
    };
    let check = finding.check.name();
    let mut lines = finding.message.lines();
    let first = printable(lines.next().unwrap_or_default());
    writeln!(out, "  {paint}{mark} {check}{paint:#}{about}: {first}")?;
    for (index, line) in lines.enumerate() {
        if index == LINES {
            writeln!(out, "    {DIM}…{DIM:#}")?;
            break;
        }
        writeln!(out, "    {DIM}|{DIM:#} {}", printable(line))?;
    }
    if let Some(file) = &finding.file {
        let place = match (finding.line, finding.column) {
            (Some(line), Some(column)) => format!(":{line}:{column}"),
            (Some(line), None) => format!(":{line}"),
            _ => String::new(),
        };
        writeln!(out, "    {DIM}--> {}{place}{DIM:#}", printable(file))?;
    }
    Ok(())
}

/// Writes the verdicts of each wrong submission, a letter for each case or for several.
fn of_matrix(matrix: &KillMatrix, out: &mut dyn Write) -> io::Result<()> {
    let width = matrix.rows.iter().map(|row| row.submission.chars().count()).max().unwrap_or(0);
    let cases = matrix.cases.len();
    writeln!(out, "  {DIM}wrong submissions by cases ({} fail the most){DIM:#}", most(matrix))?;
    for row in &matrix.rows {
        let strip = matrix.strip(row, STRIP);
        let name = printable(&row.submission);
        let failed = row.failed_by().count();
        writeln!(out, "  {name:width$}  {:4} {failed:>5} of {cases}  {DIM}{strip}{DIM:#}", row.verdict)?;
    }
    Ok(())
}

/// Returns the cases that fail the most submissions.
fn most(matrix: &KillMatrix) -> String {
    let kills = matrix.kills();
    let most = kills.iter().copied().max().unwrap_or(0);
    let names: Vec<&str> = kills
        .iter()
        .zip(&matrix.cases)
        .filter(|(kills, _)| **kills == most)
        .map(|(_, name)| &**name)
        .collect();
    match &names[..] {
        [] => "none".to_owned(),
        [name] => printable(name).into_owned(),
        [name, others @ ..] => format!("{} and {} more", printable(name), others.len()),
    }
}

fn of_time_limit(limit: &TimeLimit) -> String {
    let mut text = format!("time limit {}", duration(limit.limit));
    if let Some(slowest) = &limit.slowest_within {
        let (name, cpu) = (printable(&slowest.submission), duration(slowest.cpu));
        text.push_str(&format!("; the slowest that has to keep it takes {cpu} ({name})"));
    }
    if let Some(fastest) = &limit.fastest_beyond {
        let (name, cpu) = (printable(&fastest.submission), duration(fastest.cpu));
        text.push_str(&format!("; the fastest that has to exceed it takes {cpu} or more ({name})"));
    }
    text
}

fn summary(verified: &VerifyReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let problems = &verified.problems;
    let total = |level| problems.iter().map(|problem| problem.count(level)).sum::<usize>();
    let mut parts = Vec::new();
    for (level, noun) in [(Level::Fault, "fault"), (Level::Error, "error"), (Level::Warning, "warning")] {
        let number = total(level);
        if number > 0 {
            let (_, paint) = mark(Some(level));
            parts.push(format!("{paint}{}{paint:#}", count(number, noun)));
        }
    }
    let found = if parts.is_empty() { "nothing wrong".to_owned() } else { parts.join(", ") };
    let time = if style.times { format!(" in {}", duration(verified.wall)) } else { String::new() };
    writeln!(out, "{}: {found}{time}", count(problems.len(), "problem"))
}

fn mark(level: Option<Level>) -> (&'static str, Paint) {
    match level {
        None | Some(Level::Note) => ("✓", AnsiColor::Green.on_default()),
        Some(Level::Warning) => ("!", AnsiColor::Yellow.on_default()),
        Some(Level::Error) => ("✗", AnsiColor::Red.on_default()),
        Some(Level::Fault) => ("?", AnsiColor::Magenta.on_default()),
    }
}
