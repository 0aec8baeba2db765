//! Reports as JSON: `tribunal.report/1`, as `schema/report.schema.json` and `schema/report-line.schema.json` describe
//! it.

use std::{
    io::{self, Write},
    time::Duration,
};

use serde::{Serialize, ser::SerializeSeq as _};
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use tribunal_core::realm::Realm;
use tribunal_core::{engine_info::EngineInfo, text};
use tribunal_judge::report::{CaseReport, Failure, GroupReport, RunReport, SubmissionReport};

use tribunal_problem::{scoring::Score, verdict::Verdict};

/// Name and version of the format. It changes when a reader of the old format could misread the new one.
const SCHEMA: &str = "tribunal.report/1";

/// Writes one document, and a line end.
pub(super) fn write(report: &RunReport, times: bool, out: &mut dyn Write) -> io::Result<()> {
    let document = DocumentView {
        schema: SCHEMA,
        engine: (&report.engine).into(),
        interrupted: report.interrupted,
        submissions: SubmissionsView { submissions: &report.submissions, times },
        summary: SummaryView::new(report, times),
    };
    write_line(&document, out)
}

/// Writes a document for each submission and one for the summary, a line each.
pub(super) fn write_lines(report: &RunReport, times: bool, out: &mut dyn Write) -> io::Result<()> {
    for submission in &report.submissions {
        let submission = SubmissionView::new(submission, times);
        write_line(&LineView::Submission { schema: SCHEMA, submission }, out)?;
    }
    let (engine, interrupted) = ((&report.engine).into(), report.interrupted);
    let summary = SummaryView::new(report, times);
    write_line(&LineView::Summary { schema: SCHEMA, engine, interrupted, summary }, out)
}

/// Writes a document and a line end, safe to show on a terminal.
pub(crate) fn write_line(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(&mut *out, Printable))?;
    out.write_all(b"\n")
}

/// Compact JSON that is safe to show on a terminal: all other characters are written as `\u` escapes.
struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = fragment;
        while let Some(at) = plain.find(text::is_hidden) {
            let (before, rest) = plain.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut rest = rest.chars();
            for unit in rest.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            plain = rest.as_str();
        }
        CompactFormatter.write_string_fragment(out, plain)
    }
}

#[derive(Serialize)]
struct DocumentView<'a> {
    schema: &'static str,
    engine: EngineView<'a>,
    interrupted: bool,
    submissions: SubmissionsView<'a>,
    summary: SummaryView,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LineView<'a> {
    Submission {
        schema: &'static str,
        #[serde(flatten)]
        submission: SubmissionView<'a>,
    },
    Summary {
        schema: &'static str,
        engine: EngineView<'a>,
        interrupted: bool,
        #[serde(flatten)]
        summary: SummaryView,
    },
}

#[derive(Serialize)]
struct EngineView<'a> {
    name: &'a str,
    v8: &'a str,
}

impl<'a> From<&'a EngineInfo> for EngineView<'a> {
    fn from(engine: &'a EngineInfo) -> Self {
        Self { name: engine.name, v8: &engine.v8 }
    }
}

#[derive(Serialize)]
struct SummaryView {
    submissions: usize,
    cases: usize,
    as_expected: usize,
    wall_us: Option<u64>,
}

impl SummaryView {
    fn new(report: &RunReport, times: bool) -> Self {
        Self {
            submissions: report.submissions.len(),
            cases: report.cases(),
            as_expected: report.as_expected(),
            wall_us: times.then(|| micros(report.wall)),
        }
    }
}

/// The submissions, written one by one: there may be half a million cases.
struct SubmissionsView<'a> {
    submissions: &'a [SubmissionReport],
    times: bool,
}

impl Serialize for SubmissionsView<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.submissions.iter().map(|s| SubmissionView::new(s, self.times)))
    }
}

#[derive(Serialize)]
struct SubmissionView<'a> {
    problem: &'a str,
    submission: &'a str,
    verdict: Verdict,
    expected: &'a [Verdict],
    as_expected: bool,
    #[serde(rename = "surprise", skip_serializing_if = "Option::is_none")]
    mismatch: Option<String>,
    #[serde(flatten)]
    score: ScoreView,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupView<'a>>,
    compile_us: Option<u64>,
    message: Option<&'a str>,
    cases: CasesView<'a>,
}

impl<'a> SubmissionView<'a> {
    fn new(report: &'a SubmissionReport, times: bool) -> Self {
        let mismatch = report.mismatch();
        Self {
            problem: &report.problem,
            submission: &report.submission,
            verdict: report.verdict,
            expected: report.expected.verdicts(),
            as_expected: mismatch.is_none(),
            mismatch,
            score: report.score.into(),
            groups: report.groups.iter().map(GroupView::from).collect(),
            compile_us: report.compile.filter(|_| times).map(micros),
            message: report.message.as_deref(),
            cases: CasesView { cases: &report.cases, times },
        }
    }
}

/// A score, without any fields where nothing is scored.
#[derive(Serialize)]
struct ScoreView {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<f64>,
}

impl From<Option<Score>> for ScoreView {
    fn from(score: Option<Score>) -> Self {
        Self { score: score.map(|score| score.points), max_score: score.and_then(|score| score.max) }
    }
}

#[derive(Serialize)]
struct GroupView<'a> {
    name: &'a str,
    verdict: Verdict,
    #[serde(flatten)]
    score: ScoreView,
}

impl<'a> From<&'a GroupReport> for GroupView<'a> {
    fn from(group: &'a GroupReport) -> Self {
        Self { name: &group.name, verdict: group.verdict, score: group.score.into() }
    }
}

struct CasesView<'a> {
    cases: &'a [CaseReport],
    times: bool,
}

impl Serialize for CasesView<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut cases = serializer.serialize_seq(Some(self.cases.len()))?;
        for case in self.cases {
            cases.serialize_element(&CaseView {
                name: &case.name,
                verdict: case.verdict,
                score: case.score.into(),
                cpu_us: self.times.then(|| micros(case.cpu)),
                wall_us: self.times.then(|| micros(case.wall)),
                check_us: self.times.then(|| micros(case.check)),
                flaky: case.flaky,
                memory_bytes: self.times.then_some(case.memory_bytes),
                message: case.message.as_deref(),
                realm: case.realm.filter(|_| self.times),
                failure: case.failure.as_ref().map(FailureView::from),
            })?;
        }
        cases.end()
    }
}

#[derive(Serialize)]
struct CaseView<'a> {
    name: &'a str,
    verdict: Verdict,
    #[serde(flatten)]
    score: ScoreView,
    cpu_us: Option<u64>,
    wall_us: Option<u64>,
    memory_bytes: Option<u64>,
    check_us: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    flaky: bool,
    message: Option<&'a str>,
    realm: Option<Realm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureView<'a>>,
}

#[derive(Serialize)]
struct FailureView<'a> {
    input: &'a str,
    expected: &'a str,
    actual: Option<&'a str>,
    path: Option<&'a str>,
    stdout: &'a str,
}

impl<'a> From<&'a Failure> for FailureView<'a> {
    fn from(failure: &'a Failure) -> Self {
        Self {
            input: &failure.input,
            expected: &failure.expected,
            actual: failure.actual.as_deref(),
            path: failure.path.as_deref(),
            stdout: &failure.stdout,
        }
    }
}

/// Returns whole microseconds; more than 584 000 years become the greatest number.
fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
