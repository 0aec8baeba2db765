//! Reports as text: a table of the submissions, their failures with the reasons, and a summary.
//!
//! All text written here is styled; for output without colour the styles are stripped afterwards.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::HashSet,
    fmt::Write as _,
    io::{self, Write},
};

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Effects, Style as Paint};
use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::{Style, Verbosity};
use tribunal_core::text::{self, printable};
use tribunal_judge::report::{CaseReport, GroupReport, RunReport, SubmissionReport, median};
use tribunal_problem::verdict::Verdict;

/// Number of failing cases of a submission that are shown unless all are asked for.
const FIRST_CASES: usize = 3;
/// Columns between those of the table.
const GAP: u16 = 2;
/// Columns that names keep on the narrowest terminal.
const NARROWEST_NAME: usize = 12;

const BOLD: Paint = Paint::new().bold();
const DIM: Paint = Paint::new().effects(Effects::DIMMED);
const GOOD: Paint = AnsiColor::Green.on_default();
const BAD: Paint = AnsiColor::Red.on_default();

/// Writes the report.
pub(super) fn write(report: &RunReport, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let unexpected_only = style.verbosity == Verbosity::Quiet;
    let rows: Vec<&SubmissionReport> =
        report.submissions.iter().filter(|s| !(unexpected_only && s.as_expected())).collect();
    if !rows.is_empty() {
        write_table(&rows, style, out)?;
        writeln!(out)?;
    }
    let mut details = Details { style, out: &mut *out, faults: HashSet::new() };
    for submission in &report.submissions {
        let told = match style.verbosity {
            Verbosity::Quiet => false,
            Verbosity::Normal => !submission.as_expected(),
            Verbosity::Verbose => true,
        };
        if told {
            details.submission(submission)?;
        }
    }
    if report.interrupted {
        writeln!(out, "{}", paint(BAD, "interrupted; this is what was found until then"))?;
    }
    writeln!(out, "{}", summary(report, style.times))
}

fn write_table(rows: &[&SubmissionReport], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut header = vec!["Problem", "Submission", "Verdict", "Passed"];
    if style.times {
        header.extend(["CPU med", "CPU max", "Memory"]);
    }
    let scored = rows.iter().any(|submission| submission.score.is_some());
    if scored {
        header.insert(4, "Score");
    }
    let rows: Vec<Vec<String>> = rows.iter().map(|submission| row(submission, style.times, scored)).collect();
    let names = name_columns(&header, &rows, style.width);

    let mut table = Table::new();
    // Nothing wraps: the names are cut to fit, and the rest is short.
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(header.iter().map(|title| paint(BOLD, title)));
    for cells in &rows {
        table.add_row(cells.iter().enumerate().map(|(index, text)| match names.get(index) {
            Some(width) => Cell::new(text::elide_middle(text, *width)),
            None => Cell::new(text),
        }));
    }
    let last = header.len() - 1;
    for (index, column) in table.column_iter_mut().enumerate() {
        // The lines between columns, which are not drawn, take a further column.
        column.set_padding((0, if index == last { 0 } else { GAP - 1 }));
        if index > 2 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    writeln!(out, "{}", table.trim_fmt())
}

/// Returns the cells of a row; those of the names have no style.
fn row(submission: &SubmissionReport, times: bool, scored: bool) -> Vec<String> {
    let (mark, mark_paint) = mark(submission);
    let verdict = submission.verdict;
    let mut cells = vec![
        printable(&submission.problem).into_owned(),
        printable(&submission.submission).into_owned(),
        format!("{} {}", paint(mark_paint, mark), paint(verdict_paint(verdict), verdict.code())),
        format!("{}/{}", submission.passed(), submission.cases.len()),
    ];
    if scored {
        cells.push(submission.score.map_or_else(|| "-".to_owned(), |score| score.to_string()));
    }
    if times {
        let cpu = submission.cpu_times();
        let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        cells.push(shown(median(&cpu).map(text::duration)));
        cells.push(shown(cpu.last().copied().map(text::duration)));
        // Memory is not measured where cases take almost no time, as in the hardened realm.
        cells.push(shown(submission.memory_bytes().filter(|bytes| *bytes > 0).map(text::bytes)));
    }
    cells
}

/// Returns the widths of problem and submission with which each row fits into one line of the terminal.
fn name_columns(header: &[&str], rows: &[Vec<String>], width: Option<usize>) -> [usize; 2] {
    let natural = |index: usize| {
        let cells = rows.iter().map(|cells| text::columns(&strip_str(&cells[index]).to_string()));
        cells.chain([text::columns(header[index])]).max().unwrap_or(0)
    };
    let wanted = [natural(0), natural(1)];
    let Some(width) = width else { return wanted };
    let others: usize = (2..header.len()).map(natural).sum();
    let gaps = usize::from(GAP) * (header.len() - 1);
    let left = width.saturating_sub(others + gaps);
    if wanted[0] + wanted[1] <= left {
        return wanted;
    }
    // The problem gets at most a third: the folder in the submission's name shows its expected verdict.
    let problem = wanted[0].min((left / 3).max(NARROWEST_NAME));
    [problem, wanted[1].min(left.saturating_sub(problem).max(NARROWEST_NAME))]
}

/// The writer of the details of single submissions.
struct Details<'a> {
    style: &'a Style,
    out: &'a mut dyn Write,
    /// The faults of the judge and of problems' checkers that are shown already, each with its problem: those of a
    /// checker that does not compile are the same in every case of every submission.
    faults: HashSet<(&'a str, &'a str)>,
}

impl<'a> Details<'a> {
    fn submission(&mut self, submission: &'a SubmissionReport) -> io::Result<()> {
        let mut failing: Vec<&CaseReport> = submission
            .judged()
            .filter(|case| case.verdict != Verdict::Accepted && !repeats(submission, case))
            .collect();
        let skipped = submission.cases.len() - submission.judged().count();
        if submission.as_expected() && failing.is_empty() && submission.message.is_none() {
            return Ok(());
        }
        // The submission's verdict is its worst case's, so the worst cases come first.
        failing.sort_by_key(|case| Reverse(case.verdict));
        let failed = failing.len();
        if self.style.verbosity != Verbosity::Verbose {
            failing.retain(|case| {
                let fault = case.message.as_deref().filter(|_| case.verdict == Verdict::InternalError);
                fault.is_none_or(|fault| self.faults.insert((&submission.problem, fault)))
            });
        }
        let told = failed - failing.len();
        let failed = failing.len();
        if self.style.verbosity != Verbosity::Verbose {
            failing.retain(|case| submission.same_failure_as(case).is_none());
        }
        let same = failed - failing.len();
        let hidden = match self.style.verbosity {
            Verbosity::Verbose => 0,
            _ => failing.len().saturating_sub(FIRST_CASES),
        };
        failing.truncate(failing.len() - hidden);

        self.heading(submission)?;
        if let Some(message) = &submission.message {
            self.block(2, message)?;
        }
        let is_told = |group: &&GroupReport| group.score.is_some() || group.verdict != Verdict::Accepted;
        for group in submission.groups.iter().filter(is_told) {
            let score = group.score.map_or_else(String::new, |score| format!("  {score}"));
            let verdict = paint(verdict_paint(group.verdict), group.verdict.code());
            let name = self.fit(30, &printable(&group.name)).into_owned();
            writeln!(self.out, "  {} {name}: {verdict}{score}", paint(DIM, "group"))?;
        }
        for case in failing {
            self.case(case, submission.same_failure_as(case))?;
        }
        if same > 0 {
            self.note(&format!("… and {same} more that failed in the same way (-v shows all)"))?;
        }
        if told > 0 {
            self.note(&format!("{} with a fault that is told above", text::count(told, "case")))?;
        }
        if hidden > 0 {
            self.note(&format!("… and {hidden} more that failed (-v shows all)"))?;
        }
        if skipped > 0 {
            self.note(&format!("{} not judged", text::count(skipped, "case")))?;
        }
        writeln!(self.out)
    }

    /// Writes one line: the submission, its verdict, and the expected one.
    fn heading(&mut self, submission: &SubmissionReport) -> io::Result<()> {
        let (mark, mark_paint) = mark(submission);
        let name = format!("{} {}", printable(&submission.problem), printable(&submission.submission));
        let verdict = paint(verdict_paint(submission.verdict), submission.verdict.code());
        let rest = match submission.mismatch() {
            None => format!("{verdict}, as expected"),
            Some(_) if submission.expected.rules().is_empty() => {
                format!("{verdict}, expected {}", submission.expected.describe())
            }
            Some(mismatch) => printable(&mismatch).into_owned(),
        };
        // The text behind the name gets the room of the longest such text.
        let name = self.fit(24, &name).into_owned();
        writeln!(self.out, "{} {}: {rest}", paint(mark_paint, mark), paint(BOLD, &name))
    }

    /// Writes a case that failed, unless it failed in the same way as an earlier one that is shown.
    fn case(&mut self, case: &CaseReport, same_failure_as: Option<&CaseReport>) -> io::Result<()> {
        let name = printable(&case.name);
        let name = self.fit(12, &name).into_owned();
        let verdict = paint(verdict_paint(case.verdict), case.verdict.code());
        let score = case.score.map_or_else(String::new, |score| format!("  {score}"));
        writeln!(self.out, "  {verdict} {}{score}", paint(BOLD, &name))?;
        match (same_failure_as, &case.message) {
            (Some(first), _) => self.block(4, &format!("the same as in {}", first.name))?,
            (None, Some(message)) => self.block(4, message)?,
            (None, None) => {}
        }
        if case.flaky {
            self.block(4, "flaky: close to its time limit, and run again alone with another verdict")?;
        }
        let Some(failure) = &case.failure else { return Ok(()) };
        self.field("input", &failure.input)?;
        self.field("expected", &failure.expected)?;
        if let Some(actual) = &failure.actual {
            self.field("actual", actual)?;
        }
        if let Some(path) = &failure.path {
            self.field("differs at", path)?;
        }
        for (index, line) in failure.stdout.split_terminator('\n').enumerate() {
            self.field(if index == 0 { "console" } else { "" }, line)?;
        }
        Ok(())
    }

    fn field(&mut self, label: &str, value: &str) -> io::Result<()> {
        let value = printable(value);
        let value = self.fit(17, &value).into_owned();
        writeln!(self.out, "    {}  {value}", paint(DIM, &format!("{label:<10}")))
    }

    /// Writes text that may have several lines, indented.
    fn block(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let line = printable(line);
            let line = self.fit(indent, &line).into_owned();
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn note(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "  {}", paint(DIM, text))
    }

    /// Returns the text, cut to the room of a line behind `taken` columns. Where everything is asked for or the output
    /// is no terminal, only the longest lines are cut.
    fn fit<'t>(&self, taken: usize, text: &'t str) -> Cow<'t, str> {
        let width = match (self.style.width, self.style.verbosity) {
            (Some(width), Verbosity::Quiet | Verbosity::Normal) => {
                width.saturating_sub(taken).max(NARROWEST_NAME)
            }
            _ => text::MAX_LINE,
        };
        text::elide_end(text, width)
    }
}

/// Whether a case adds nothing to the submission's own message, as every case of a submission that does not compile.
fn repeats(submission: &SubmissionReport, case: &CaseReport) -> bool {
    submission.message.is_some() && case.failure.is_none() && {
        case.message.is_none() || case.message == submission.message
    }
}

fn summary(report: &RunReport, times: bool) -> String {
    let submissions = report.submissions.len();
    let as_expected = report.as_expected();
    let cases = report.cases();
    let judged: usize = report.submissions.iter().map(|submission| submission.judged().count()).sum();

    let mut line = format!("{}: ", text::count(submissions, "submission"));
    line.push_str(&paint(
        if as_expected == submissions { GOOD } else { Paint::new() },
        &format!("{as_expected} as expected"),
    ));
    if as_expected < submissions {
        line.push_str(", ");
        line.push_str(&paint(BAD, &format!("{} not", submissions - as_expected)));
    }
    // Writing to a string cannot fail.
    let _ = write!(line, "; {}", text::count(cases, "case"));
    if judged < cases {
        let _ = write!(line, " ({} not judged)", cases - judged);
    }
    if times {
        let _ = write!(line, " in {}", text::duration(report.wall));
        let seconds = report.wall.as_secs_f64();
        if judged > 0 && seconds > 0.0 {
            let _ = write!(line, " ({:.0} cases/s)", judged as f64 / seconds);
        }
    }
    line
}

fn mark(submission: &SubmissionReport) -> (&'static str, Paint) {
    if submission.as_expected() { ("✓", GOOD) } else { ("✗", BAD) }
}

fn verdict_paint(verdict: Verdict) -> Paint {
    match verdict {
        Verdict::Accepted => GOOD,
        Verdict::Skip => DIM,
        Verdict::WrongAnswer => BAD,
        Verdict::RunTimeError => AnsiColor::Magenta.on_default(),
        Verdict::OutputLimitExceeded | Verdict::TimeLimitExceeded | Verdict::MemoryLimitExceeded => {
            AnsiColor::Yellow.on_default()
        }
        Verdict::CompileError => AnsiColor::Cyan.on_default(),
        Verdict::InternalError => BAD.bold().invert(),
    }
}

fn paint(paint: Paint, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{paint}{text}{paint:#}") }
}
