//! The report of `grade` as a page: a matrix of submissions and cases for each problem, and each submission by itself.

use std::{borrow::Cow, cmp::Reverse, collections::BTreeMap, io};

use askama::Template;

use super::{
    Page, block,
    difference::{Piece, difference},
    plot::{self, CasePoint, Quantity},
};
use tribunal_core::text::{self, count, printable};

use tribunal_judge::report::{CaseReport, Failure, RunReport, SubmissionReport, median};
use tribunal_problem::verdict::Verdict;

/// Number of failing cases of a submission that are shown in full: enough to see the error, few enough that a page of
/// hundreds of submissions can be opened. The JSON report has all of them.
const FULL_CASES: usize = 25;

/// Columns of the matrix under one number.
const NUMBERED: usize = 10;

/// Writes the page.
///
/// # Errors
/// If writing to `out` fails.
pub fn write(report: &RunReport, times: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let mut number = 0;
    let mut view = |report| {
        number += 1;
        Submission { number, report, times }
    };
    let problems: Vec<Problem<'_>> = report
        .submissions
        .chunk_by(|one, next| one.problem == next.problem)
        .map(|submissions| Problem { submissions: submissions.iter().map(&mut view).collect() })
        .collect();
    GradePage { page: Page::new(include_str!("grade.js")), report, times, problems }.write_into(out)?;
    Ok(())
}

#[derive(Template)]
#[template(path = "report/html/grade.html")]
struct GradePage<'a> {
    page: Page,
    report: &'a RunReport,
    times: bool,
    problems: Vec<Problem<'a>>,
}

impl GradePage<'_> {
    fn submissions(&self) -> impl Iterator<Item = &Submission<'_>> {
        self.problems.iter().flat_map(|problem| &problem.submissions)
    }

    /// Returns the verdicts of submissions, with the number of each, the best first.
    fn verdicts(&self) -> BTreeMap<Verdict, usize> {
        let mut verdicts = BTreeMap::new();
        for submission in &self.report.submissions {
            *verdicts.entry(submission.verdict).or_default() += 1;
        }
        verdicts
    }

    /// Returns the verdicts of cases, for the legend.
    fn legend(&self) -> Vec<Verdict> {
        let cases = self.report.submissions.iter().flat_map(|submission| &submission.cases);
        let got: BTreeMap<Verdict, ()> = cases.map(|case| (case.verdict, ())).collect();
        got.into_keys().collect()
    }

    fn unexpected(&self) -> usize {
        self.report.submissions.len() - self.report.as_expected()
    }

    fn wall(&self) -> String {
        text::duration(self.report.wall)
    }
}

/// A problem with its submissions, at least one.
struct Problem<'a> {
    submissions: Vec<Submission<'a>>,
}

impl Problem<'_> {
    fn id(&self) -> Cow<'_, str> {
        self.submissions.first().map_or(Cow::Borrowed(""), Submission::problem)
    }

    fn cases(&self) -> &[CaseReport] {
        self.submissions.first().map_or(&[], |submission| &submission.report.cases)
    }

    /// Returns the names of the cases, a line each.
    fn case_names(&self) -> String {
        self.cases().iter().map(|case| printable(&case.name)).collect::<Vec<_>>().join("\n")
    }

    fn size(&self) -> String {
        format!("{} × {}", count(self.submissions.len(), "submission"), count(self.cases().len(), "case"))
    }

    /// Returns the numbers above the matrix, with the number of columns under each.
    fn numbers(&self) -> impl Iterator<Item = (usize, usize)> {
        let cases = self.cases().len();
        (0..cases).step_by(NUMBERED).map(move |first| (first + 1, NUMBERED.min(cases - first)))
    }
}

/// A submission with its number on the page.
struct Submission<'a> {
    number: usize,
    report: &'a SubmissionReport,
    times: bool,
}

impl<'a> Submission<'a> {
    fn problem(&self) -> Cow<'_, str> {
        printable(&self.report.problem)
    }

    fn name(&self) -> Cow<'_, str> {
        printable(&self.report.submission)
    }

    fn expected(&self) -> String {
        self.report.expected.describe()
    }

    fn message(&self) -> Option<String> {
        self.report.message.as_deref().map(block)
    }

    fn score(&self) -> Option<String> {
        self.report.score.map(|score| score.to_string())
    }

    /// Returns name, verdict and score of each group.
    fn groups(&self) -> impl Iterator<Item = (Cow<'_, str>, Verdict, String)> {
        self.report.groups.iter().map(|group| {
            let score = group.score.map_or_else(|| "–".to_owned(), |score| score.to_string());
            (printable(&group.name), group.verdict, score)
        })
    }

    fn compile(&self) -> Option<String> {
        self.report.compile.filter(|_| self.times).map(text::duration)
    }

    fn cpu_median(&self) -> Option<String> {
        median(&self.report.cpu_times()).filter(|_| self.times).map(text::duration)
    }

    fn cpu_max(&self) -> Option<String> {
        self.report.cpu_times().last().copied().filter(|_| self.times).map(text::duration)
    }

    fn memory(&self) -> Option<String> {
        self.report.memory_bytes().filter(|_| self.times).map(memory)
    }

    /// Whether the memory of any case was measured.
    fn has_memory(&self) -> bool {
        self.report.memory_bytes().is_some_and(|bytes| bytes > 0)
    }

    /// Returns the CPU time of each case, a line each.
    fn case_times(&self) -> String {
        self.lines(|case| text::duration(case.cpu))
    }

    /// Returns the memory of each case, a line each.
    fn case_memory(&self) -> String {
        self.lines(|case| memory(case.memory_bytes))
    }

    fn lines(&self, shown: impl Fn(&CaseReport) -> String) -> String {
        let line = |case| if has_run(case) { shown(case) } else { String::new() };
        self.report.cases.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn time_plot(&self) -> String {
        self.plot(Quantity::Time, |case| case.cpu.as_secs_f64() * 1e6)
    }

    fn memory_plot(&self) -> String {
        self.plot(Quantity::Memory, |case| case.memory_bytes as f64)
    }

    fn plot(&self, quantity: Quantity, value: impl Fn(&CaseReport) -> f64) -> String {
        let cases = self.report.cases.iter().enumerate();
        let points: Vec<CasePoint> = cases
            .filter(|(_, case)| has_run(case))
            .map(|(index, case)| CasePoint {
                number: index + 1,
                value: value(case),
                failed: case.verdict != Verdict::Accepted,
            })
            .collect();
        plot::cases(&points, self.report.cases.len(), quantity)
    }

    /// Returns the failing cases that are shown in full, the worst if there are too many, in the problem's order.
    fn failing(&self) -> Vec<FailingCase<'a>> {
        let mut failing: Vec<_> = self.failures().collect();
        failing.sort_by_key(|(_, case, _)| Reverse(case.verdict));
        failing.truncate(FULL_CASES);
        failing.sort_by_key(|(index, ..)| *index);
        let view = |(index, case, failure)| {
            let same_failure_as = self.report.same_failure_as(case);
            FailingCase { number: index + 1, case, same_failure_as, failure }
        };
        failing.into_iter().map(view).collect()
    }

    /// Returns the number of failing cases that are not shown in full.
    fn untold(&self) -> usize {
        self.failures().count().saturating_sub(FULL_CASES)
    }

    fn failures(&self) -> impl Iterator<Item = (usize, &'a CaseReport, &'a Failure)> {
        let cases = self.report.cases.iter().enumerate();
        cases.filter_map(|(index, case)| Some((index, case, case.failure.as_ref()?)))
    }

    fn source(&self) -> String {
        block(&self.report.source)
    }

    /// Returns the numbers of the source's lines, a line each.
    fn line_numbers(&self) -> String {
        let lines = self.report.source.lines().count();
        (1..=lines).map(|line| line.to_string()).collect::<Vec<_>>().join("\n")
    }
}

/// A case that is shown in full.
struct FailingCase<'a> {
    number: usize,
    case: &'a CaseReport,
    /// An earlier case that failed to run in the same way.
    same_failure_as: Option<&'a CaseReport>,
    failure: &'a Failure,
}

impl FailingCase<'_> {
    fn name(&self) -> Cow<'_, str> {
        printable(&self.case.name)
    }

    fn message(&self) -> String {
        match self.same_failure_as {
            Some(first) => format!("the same as in {}", printable(&first.name)),
            None => self.case.message.as_deref().map(block).unwrap_or_default(),
        }
    }

    fn input(&self) -> Cow<'_, str> {
        printable(&self.failure.input)
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        self.failure.path.as_deref().map(printable)
    }

    fn stdout(&self) -> String {
        block(&self.failure.stdout)
    }

    /// Returns the expected result, and the actual one if there is one.
    fn values(&self) -> (Vec<Piece>, Option<Vec<Piece>>) {
        match &self.failure.actual {
            Some(actual) => {
                let (expected, actual) = difference(&self.failure.expected, actual);
                (expected, Some(actual))
            }
            None => {
                let text = printable(&self.failure.expected).into_owned();
                (vec![Piece { text, differs: false }], None)
            }
        }
    }
}

fn has_run(case: &CaseReport) -> bool {
    !matches!(case.verdict, Verdict::Skip | Verdict::CompileError)
}

/// Returns the verdict as the name of a class in `page.css`.
fn class(verdict: &Verdict) -> String {
    verdict.code().to_lowercase()
}

/// Returns the verdict for a cell of the matrix.
fn letter(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "✓",
        Verdict::Skip => "–",
        Verdict::WrongAnswer => "W",
        Verdict::RunTimeError => "R",
        Verdict::OutputLimitExceeded => "O",
        Verdict::TimeLimitExceeded => "T",
        Verdict::MemoryLimitExceeded => "M",
        Verdict::CompileError => "C",
        Verdict::InternalError => "I",
    }
}

/// Returns the verdict in words.
fn words(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Skip => "not judged",
        Verdict::WrongAnswer => "wrong answer",
        Verdict::RunTimeError => "run-time error",
        Verdict::OutputLimitExceeded => "output limit exceeded",
        Verdict::TimeLimitExceeded => "time limit exceeded",
        Verdict::MemoryLimitExceeded => "memory limit exceeded",
        Verdict::CompileError => "compile error",
        Verdict::InternalError => "the judge's own fault",
    }
}
/// Returns the peak memory of a case, for display. It is not measured where cases take almost no time, as in the
/// hardened realm.
fn memory(bytes: u64) -> String {
    if bytes == 0 { "not measured".to_owned() } else { text::bytes(bytes) }
}
