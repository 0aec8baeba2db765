//! Reports: what a run of the judge found, as data. How it is shown is one module a format.

pub mod html;
mod json;
mod junit;
mod progress;
mod snippet;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use json::write_line as write_json;
pub use progress::Progress;
pub use snippet::snippet;

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    sync::Arc,
    time::Duration,
};

use anstream::{AutoStream, ColorChoice, adapter::StripBytes};

use tribunal_core::engine_info::EngineInfo;
use tribunal_core::realm::Realm;

use tribunal_problem::{
    expectation::{Expectation, Judged},
    scoring::{Credit, Score},
    verdict::Verdict,
};

/// The forms in which a report is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: a table, what failed and why, a summary
    #[default]
    Table,
    /// One JSON document, see schema/report.schema.json
    Json,
    /// A JSON document a line: each submission, then the summary, see schema/report-line.schema.json
    Jsonl,
    /// JUnit XML, for CI services
    Junit,
}

/// How much the table tells. The other formats always tell everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// The submissions that did not get the verdict expected of them, without their cases; the summary.
    Quiet,
    /// Every submission; of each that did not get its expected verdict, the first failing cases.
    #[default]
    Normal,
    /// Every submission with all of its failing cases, expected or not.
    Verbose,
}

/// How a report is shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether the table has colour.
    pub color: bool,
    /// Columns of the terminal, which the table keeps to; `None` where nothing has to be shortened.
    pub width: Option<usize>,
    /// Whether times and memory are shown. Without them, reports of equal results are equal.
    pub times: bool,
    /// How much the table tells.
    pub verbosity: Verbosity,
}

impl Style {
    /// The style that suits standard output.
    pub fn of_stdout(color: ColorChoice, times: bool, verbosity: Verbosity) -> Self {
        let stdout = io::stdout();
        let width = if stdout.is_terminal() {
            let columns = terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
            // A terminal that does not tell its width says 0.
            Some(columns.filter(|columns| *columns > 0).unwrap_or(80))
        } else {
            None
        };
        Self { color: has_color(color, &stdout), width, times, verbosity }
    }
}

/// Whether what is written to `stream` has colour: as asked for, and with [`ColorChoice::Auto`] if it is a
/// terminal that knows colour and none of the usual variables (`NO_COLOR`, `CLICOLOR`) says otherwise.
pub fn has_color(choice: ColorChoice, stream: &impl anstream::stream::RawStream) -> bool {
    match choice {
        ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
        ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
        ColorChoice::Never => false,
    }
}

/// Writes a report.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(report: &RunReport, format: Format, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table if style.color => table::write(report, style, out),
        Format::Table => table::write(report, style, &mut Plain { out, strip: StripBytes::new() }),
        Format::Json => json::write(report, style.times, out),
        Format::Jsonl => json::write_lines(report, style.times, out),
        Format::Junit => junit::write(report, style.times, out),
    }
}

/// Strips styles off what is written.
struct Plain<'a> {
    out: &'a mut dyn Write,
    strip: StripBytes,
}

impl Write for Plain<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.strip.strip_next(bytes).try_for_each(|text| self.out.write_all(text))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a report to standard output. That whoever reads it closes it early is not an error.
///
/// # Errors
/// If writing fails for any other reason.
pub fn print(report: &RunReport, format: Format, style: &Style) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(report, format, style, &mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Everything that a run of the judge found, in the order of the plan.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// What ran the submissions.
    pub engine: EngineInfo,
    /// Whether the run was stopped before its end; what was not judged is [`Verdict::Skip`].
    pub interrupted: bool,
    /// The submissions, by problem and then by path.
    pub submissions: Vec<SubmissionReport>,
    /// Wall-clock time of the whole run.
    pub wall: Duration,
}

/// What was found of one submission.
#[derive(Clone, Debug)]
pub struct SubmissionReport {
    /// Id of the problem.
    pub problem: String,
    /// Path of the submission below the problem's folder of submissions, with `/` between the parts.
    pub submission: String,
    /// Its text, empty where it could not be read as one.
    pub source: Arc<str>,
    /// The worst verdict of its cases.
    pub verdict: Verdict,
    /// What was expected of it.
    pub expected: Expectation,
    /// CPU time of compiling it once; `None` where the runner does not know.
    pub compile: Option<Duration>,
    /// What there is to say of the submission as a whole, such as the error it does not compile with.
    pub message: Option<String>,
    /// Its score, where the problem gives any.
    pub score: Option<Score>,
    /// The problem's test groups, in its order.
    pub groups: Vec<GroupReport>,
    /// Its cases, in the problem's order.
    pub cases: Vec<CaseReport>,
}

/// What was found of a test group of one submission.
#[derive(Clone, Debug)]
pub struct GroupReport {
    /// The group's name.
    pub name: String,
    /// The worst verdict of its cases.
    pub verdict: Verdict,
    /// Its score, where it has one.
    pub score: Option<Score>,
}

impl RunReport {
    /// How many submissions got a verdict that was expected of them.
    pub fn as_expected(&self) -> usize {
        self.submissions.iter().filter(|submission| submission.as_expected()).count()
    }

    /// How many cases there are, judged or not.
    pub fn cases(&self) -> usize {
        self.submissions.iter().map(|submission| submission.cases.len()).sum()
    }
}

impl SubmissionReport {
    /// Whether it got what was expected of it.
    pub fn as_expected(&self) -> bool {
        self.surprise().is_none()
    }

    /// What is not as expected, for people; `None` if all is.
    pub fn surprise(&self) -> Option<String> {
        let cases = self.cases.iter().map(|case| Judged {
            name: &case.name,
            verdict: case.verdict,
            message: case.message.as_deref(),
        });
        let score = |group: Option<usize>| match group {
            Some(group) => self.groups.get(group).and_then(|group| group.score),
            None => self.score,
        };
        self.expected.surprise(self.verdict, |group| score(group).map(|score| score.points), cases)
    }

    /// Its cases that were judged.
    fn judged(&self) -> impl Iterator<Item = &CaseReport> {
        self.cases.iter().filter(|case| case.verdict != Verdict::Skip)
    }

    /// The first of its cases that failed to run in the same way as this one, where that is an earlier one: the cause
    /// is one and is told once.
    fn same_as<'a>(&'a self, case: &CaseReport) -> Option<&'a CaseReport> {
        let fails = matches!(case.verdict, Verdict::RunTimeError | Verdict::InternalError);
        let same = |other: &&CaseReport| other.verdict == case.verdict && other.message == case.message;
        let first = self.cases.iter().find(same).filter(|_| fails && case.message.is_some())?;
        (!std::ptr::eq(first, case)).then_some(first)
    }

    /// CPU times of its cases that ran, in ascending order.
    fn cpu_times(&self) -> Vec<Duration> {
        let mut times: Vec<Duration> = self.ran().map(|case| case.cpu).collect();
        times.sort_unstable();
        times
    }

    /// Peak memory of its cases that ran, in bytes.
    fn memory_bytes(&self) -> Option<u64> {
        self.ran().map(|case| case.memory_bytes).max()
    }

    /// Its cases that ran: what does not compile has not.
    fn ran(&self) -> impl Iterator<Item = &CaseReport> {
        self.judged().filter(|case| case.verdict != Verdict::CompileError)
    }

    /// How many of its cases were accepted.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.verdict == Verdict::Accepted).count()
    }
}

/// The middle of durations in ascending order.
fn median(sorted: &[Duration]) -> Option<Duration> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some((lower + upper) / 2)
}

/// What was found of one case of a submission.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// The case's name.
    pub name: String,
    /// What the judge says.
    pub verdict: Verdict,
    /// The realm that it was judged in; `None` where it was not run.
    pub realm: Option<Realm>,
    /// CPU time of the submission in this case, compiling left out.
    pub cpu: Duration,
    /// Wall-clock time of the same.
    pub wall: Duration,
    /// Wall-clock time of comparing its result with what was expected.
    pub check: Duration,
    /// Whether it ended so close to its time limit that it was run again, alone, and the two runs disagreed;
    /// the second one counts.
    pub flaky: bool,
    /// Peak memory of the case in bytes.
    pub memory_bytes: u64,
    /// What its checker gave besides the verdict.
    pub credit: Option<Credit>,
    /// What it is worth, where it is scored by itself.
    pub score: Option<Score>,
    /// Why it is not accepted; `None` where it is.
    pub message: Option<String>,
    /// What a person needs to see why it failed; `None` where it did not.
    pub failure: Option<Failure>,
}

/// A failed case, shortened for people.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The call, such as `f([1, 2], 3)`.
    pub input: String,
    /// What was expected.
    pub expected: String,
    /// What came instead, where anything came.
    pub actual: Option<String>,
    /// Path of the first difference, such as `result.edges[3].w`.
    pub path: Option<String>,
    /// The end of what the submission wrote to its console, empty where it wrote nothing.
    pub stdout: String,
}
