//! From what a run gave to what the report says of the case.

use std::time::{Duration, Instant};

use super::task::Task;
use crate::{
    problem::Expected,
    raw_run::{Location, Outcome, RawRun},
    realm::Realm,
    report::{CaseReport, Failure, snippet},
    value::display::{display, display_call},
    verdict::Verdict,
};

/// Characters of an input, an expected or an actual value that a report shows.
const SHOWN: usize = 400;

/// Bytes of the end of a program's output that a report shows.
const SHOWN_OUTPUT: usize = 2000;

/// Judges one run of a case in a realm of this kind.
pub(super) fn judge(task: &Task, case: usize, realm: Realm, run: &RawRun) -> CaseReport {
    let (problem, submission) = (&task.problem, &task.submission.name);
    let case = &problem.cases[case];
    let start = Instant::now();
    let judgement = problem.checker.check(&case.expected, &run.outcome);
    let check = start.elapsed();
    let accepted = judgement.verdict == Verdict::Accepted;
    let message = if accepted { None } else { Some(message(judgement.message, submission, &run.outcome)) };
    let failure = (!accepted && judgement.verdict != Verdict::CompileError).then(|| Failure {
        input: display_call(&problem.function, &case.args, SHOWN),
        expected: match &case.expected {
            Expected::Returns(value) => display(value, SHOWN),
            Expected::Throws(None) => "an error".into(),
            Expected::Throws(Some(text)) => format!("an error with \"{text}\""),
        },
        actual: match &run.outcome {
            Outcome::Returned(value) => Some(display(value, SHOWN)),
            _ => None,
        },
        path: judgement.path,
        stdout: tail(&run.stdout),
    });
    CaseReport {
        name: case.name.clone(),
        verdict: judgement.verdict,
        realm: Some(realm),
        cpu: run.cpu,
        wall: run.wall,
        check,
        memory_bytes: run.memory_bytes,
        flaky: false,
        message,
        failure,
    }
}

/// What the checker says, with the place in the submission where there is one.
fn message(said: Option<String>, submission: &str, outcome: &Outcome) -> String {
    let said = said.unwrap_or_default();
    match outcome {
        Outcome::CompileError(error) | Outcome::Threw(error) => snippet(error, submission),
        Outcome::Stopped { at: Some(Location { line, column, .. }), .. } => {
            format!("{said}, at {submission}:{line}:{column}")
        }
        _ => said,
    }
}

/// The end of a program's output, as far as it is shown.
fn tail(output: &str) -> String {
    let start = output.len().saturating_sub(SHOWN_OUTPUT);
    let start = output.ceil_char_boundary(start);
    if start == 0 { output.to_owned() } else { format!("…{}", &output[start..]) }
}

impl CaseReport {
    /// The report of a case that did not run.
    pub(super) fn not_run(name: &str, verdict: Verdict, message: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            verdict,
            realm: None,
            cpu: Duration::ZERO,
            wall: Duration::ZERO,
            check: Duration::ZERO,
            memory_bytes: 0,
            flaky: false,
            message: message.map(str::to_owned),
            failure: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::{collection::vec, prelude::*, sample::Index};

    use super::*;
    use crate::{
        checker::Checker,
        problem::{Case, Problem},
        raw_run::{Limit, Limits, ScriptError},
        submission::Submission,
        value::{Node, Value, arbitrary},
        worker::protocol::{Inbox, Reply, encode},
    };

    #[test]
    fn the_end_of_long_output_is_shown_from_a_whole_character() {
        assert_eq!(tail("short"), "short");
        let long = "é".repeat(SHOWN_OUTPUT);
        let shown = tail(&long);
        assert!(shown.starts_with("…é") && shown.len() <= SHOWN_OUTPUT + '…'.len_utf8());
    }

    fn task(checker: Checker, expected: Expected) -> Task {
        let args = Value::primitive(Node::Null);
        let problem = Problem {
            id: "p".to_owned(),
            path: PathBuf::new(),
            title: String::new(),
            description: String::new(),
            keywords: Vec::new(),
            function: "f".to_owned(),
            libraries: Default::default(),
            limits: Limits { cpu: Duration::ZERO, wall: Duration::ZERO, memory_bytes: 0, output_bytes: 0 },
            code_bytes: 0,
            checker,
            cases: vec![Case { name: "c".to_owned(), sample: false, args, expected }],
        };
        let submission = Submission {
            problem: "p".to_owned(),
            name: "f.js".to_owned(),
            path: PathBuf::new(),
            source: "".into(),
            fault: None,
            expected: Vec::new(),
        };
        Task::new(problem.into(), submission, Realm::Fresh)
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        let location = (any::<(u32, u32)>(), proptest::option::of(any::<String>()))
            .prop_map(|((line, column), source_line)| Location { line, column, source_line });
        let location = proptest::option::of(location);
        let error =
            (any::<String>(), location.clone()).prop_map(|(text, location)| ScriptError { text, location });
        prop_oneof![
            4 => arbitrary::value().prop_map(Outcome::Returned),
            1 => error.clone().prop_map(Outcome::Threw),
            1 => error.prop_map(Outcome::CompileError),
            1 => any::<String>().prop_map(Outcome::NoAnswer),
            1 => location.prop_map(|at| Outcome::Stopped { limit: Limit::Output, at }),
        ]
    }

    proptest! {
        /// A worker that was taken over sends what is almost an honest reply: some of its bytes are others, so
        /// that references lead nowhere, keys come twice, elements lie beyond the length.
        #[test]
        fn whatever_a_worker_says_is_judged_and_reported(
            outcome in outcome(),
            expected in arbitrary::value(),
            changes in vec((any::<Index>(), any::<u8>()), 0..6),
        ) {
            let mut frame = Vec::new();
            encode(&Reply::Ran { run: RawRun::ended(outcome), cache: None }, &mut frame);
            for (place, byte) in changes {
                // Behind the length, which the protocol's own tests are about.
                let body = &mut frame[4..];
                body[place.index(body.len())] = byte;
            }
            let mut inbox = Inbox::new(frame.len());
            inbox.fill(&mut frame.as_slice()).expect("bytes in memory");
            let Ok(Some(Reply::Ran { run, .. })) = inbox.take() else { return Ok(()) };
            let tolerance = Checker::Floats { absolute: Some(1e-6), relative: Some(1e-6) };
            for checker in [Checker::Exact, tolerance, Checker::Unordered { nested: true }] {
                for expected in [Expected::Returns(expected.clone()), Expected::Throws(Some("x".to_owned()))] {
                    let report = judge(&task(checker.clone(), expected), 0, Realm::Fresh, &run);
                    prop_assert!(report.message.is_none() == (report.verdict == Verdict::Accepted));
                }
            }
        }
    }
}
