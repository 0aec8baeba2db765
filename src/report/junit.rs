//! Reports as JUnit XML, the format of CI services.
//!
//! A test suite is a submission, a test case is a case. A failure in the CI service is an unexpected result: in a
//! submission with an expected verdict nothing fails, and a wrong answer of one that is expected to give wrong answers
//! passes. In any other submission the cases fail whose verdict is neither AC nor an expected one. Where there are no
//! such cases, as in a submission that was expected to exceed its time and did not, a test case named `verdict` fails
//! in their place. The judge's own faults are errors rather than failures, and cases not judged are skipped.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use tribunal_core::text::printable;
use tribunal_judge::report::{CaseReport, RunReport, SubmissionReport};
use tribunal_problem::verdict::Verdict;

/// Writes the report.
pub(super) fn write(report: &RunReport, times: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut junit = Report::new("tribunal");
    if times {
        junit.set_time(report.wall);
    }
    junit.add_test_suites(report.submissions.iter().map(|submission| suite(submission, times)));
    // Through memory, because an error of quick-junit does not tell a closed pipe from others.
    let xml = junit.to_string().map_err(io::Error::other)?;
    // Jenkins' schema, junit-10.xsd, allows the number of skipped cases for suites only; and XML readers take a
    // carriage return for a line end unless it is escaped.
    let xml =
        xml.replacen(&format!(" skipped=\"{}\"", junit.skipped), "", 1).replace(CARRIAGE_RETURN, "&#13;");
    out.write_all(xml.as_bytes())
}

fn suite(submission: &SubmissionReport, times: bool) -> TestSuite {
    let name = printable(&format!("{}/{}", submission.problem, submission.submission)).into_owned();
    let mut suite = TestSuite::new(name.as_str());
    if times {
        suite.set_time(submission.cases.iter().map(|case| case.cpu).sum());
    }
    let expected = submission.expected.describe();
    suite.add_property(("verdict", submission.verdict.code()));
    suite.add_property(("expected", expected.as_str()));
    if let Some(score) = submission.score {
        suite.add_property(("score", score.to_string().as_str()));
    }

    let as_expected = submission.as_expected();
    let mut accounted_for = as_expected;
    for case in &submission.cases {
        let fails = match case.verdict {
            Verdict::Accepted | Verdict::Skip => false,
            // No submission is expected to get it.
            Verdict::InternalError => true,
            verdict => !as_expected && !submission.expected.verdicts().contains(&verdict),
        };
        accounted_for |= fails;
        let mut test = test_case(&name, &case.name, status(case, fails));
        if times {
            test.set_time(case.cpu);
        }
        if !fails && !matches!(case.verdict, Verdict::Accepted | Verdict::Skip) {
            test.set_system_out(lines(&format!("{}\n{}", case.verdict, description(case))));
        }
        suite.add_test_case(test);
    }
    if !accounted_for {
        let kind = match submission.verdict {
            Verdict::InternalError => NonSuccessKind::Error,
            _ => NonSuccessKind::Failure,
        };
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(submission.verdict.code());
        status.set_message(printable(&format!("{}, expected {expected}", submission.verdict)));
        status.set_description(lines(submission.message.as_deref().unwrap_or_default()));
        suite.add_test_case(test_case(&name, "verdict", status));
    }
    suite
}

fn test_case(suite: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut test = TestCase::new(printable(name), status);
    test.set_classname(suite);
    test
}

fn status(case: &CaseReport, fails: bool) -> TestCaseStatus {
    let mut status = match case.verdict {
        Verdict::Skip => return TestCaseStatus::skipped(),
        Verdict::InternalError => TestCaseStatus::non_success(NonSuccessKind::Error),
        _ if fails => TestCaseStatus::non_success(NonSuccessKind::Failure),
        _ => return TestCaseStatus::success(),
    };
    status.set_type(case.verdict.code());
    // Services show the message as a title: its first line.
    let title = case.message.as_deref().and_then(|message| message.lines().next());
    let title = title.unwrap_or(case.verdict.code());
    status.set_message(printable(title));
    status.set_description(lines(&description(case)));
    status
}

/// Returns the details of a case's failure, on several lines.
fn description(case: &CaseReport) -> String {
    let mut text = String::new();
    let mut add = |label: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            text.push_str(label);
            text.push_str(value);
            text.push('\n');
        }
    };
    add("", case.message.as_deref());
    if let Some(failure) = &case.failure {
        add("input:      ", Some(&failure.input));
        add("expected:   ", Some(&failure.expected));
        add("actual:     ", failure.actual.as_deref());
        add("differs at: ", failure.path.as_deref());
        add("console:\n", Some(&failure.stdout));
    }
    text
}

/// A stand-in for a carriage return until all is written, since quick-junit drops carriage returns: a noncharacter,
/// which is in no printable text.
const CARRIAGE_RETURN: char = '\u{fdd0}';

/// Returns printable text that keeps its line ends and carriage returns.
fn lines(text: &str) -> String {
    let line = |line: &str| {
        let parts: Vec<_> = line.split('\r').map(printable).collect();
        parts.join(CARRIAGE_RETURN.encode_utf8(&mut [0; 4]))
    };
    text.split_terminator('\n').map(line).collect::<Vec<_>>().join("\n")
}
