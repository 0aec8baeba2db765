//! The judge of one case: from an execution to a case report.

use std::{
    io,
    time::{Duration, Instant},
};

use super::task::Task;
use tribunal_core::{
    entry_point::{self, EntryPoint, ShapedFunction},
    execution::{Execution, Location, Outcome},
    input::Input,
    outline,
    realm::Realm,
    value::{
        Node, Value,
        display::{display, display_call, display_node},
    },
};

use crate::{
    custom_checker::CustomCheckers,
    report::{CaseReport, Failure},
    snippet::snippet,
};
use tribunal_problem::{
    checker::{Judgement, ProgramTexts},
    problem::{Case, Expected, Problem},
    verdict::Verdict,
};

/// Greatest length of an input, an expected or an actual value in a report, in characters.
const SHOWN: usize = 400;

/// Greatest length of an argument of a method's call in a report, in characters.
const SHOWN_CALL: usize = 60;

/// Greatest length of the end of a program's output in a report, in bytes.
const SHOWN_OUTPUT: usize = 2000;

/// Judges one run of a case in a realm of this kind.
pub(super) fn judge(
    task: &Task,
    case: usize,
    realm: Realm,
    run: &Execution,
    checkers: &mut CustomCheckers<'_>,
) -> CaseReport {
    let case = &task.problem.cases[case];
    let mut report = judge_case(&task.problem, case, &task.submission.name, realm, run, checkers);
    let path = report.failure.as_ref().and_then(|failure| failure.path.as_deref());
    if let Some(hint) = hint(&task.problem.entry, &task.submission.source, &run.outcome, path)
        && let Some(message) = &mut report.message
    {
        message.push_str(hint);
    }
    report
}

/// Returns a hint on the likely mistake of a submission, to append to the message of a case that failed with a
/// difference at this path.
fn hint(entry: &EntryPoint, source: &str, outcome: &Outcome, path: Option<&str>) -> Option<&'static str> {
    match outcome {
        Outcome::Returned(Value { root: Node::Undefined, .. }) if path == Some(RESULT) => {
            (!outline::returns_something(source)).then_some(": is a `return` missing?")
        }
        Outcome::Threw(error) if *entry == EntryPoint::Program && error.text.contains(NO_FILE) => Some(
            "\nThere are no files; a program reads its standard input, for example with `readFileSync(0)`, and writes its \
             standard output, for example with `console.log`.",
        ),
        _ => None,
    }
}

/// The message of node for a missing file.
const NO_FILE: &str = "ENOENT: no such file or directory";

/// The path of a function's result as a whole.
const RESULT: &str = "result";

/// Judges a run of a case that need not be one of the problem's own.
pub(crate) fn judge_case(
    problem: &Problem,
    case: &Case,
    submission: &str,
    realm: Realm,
    run: &Execution,
    checkers: &mut CustomCheckers<'_>,
) -> CaseReport {
    let start = Instant::now();
    let (judgement, sides) = match compare(problem, case, run, checkers) {
        Ok(compared) => compared,
        // A fault of the judge, and never the submission's.
        Err(error) => {
            let message = format!("cannot read the case's data: {error}");
            return CaseReport::not_run(&case.name, Verdict::InternalError, Some(&message));
        }
    };
    let check = start.elapsed();
    let accepted = judgement.verdict == Verdict::Accepted;
    let message = if accepted { None } else { Some(message(judgement.message, submission, &run.outcome)) };
    let failure = sides.filter(|_| judgement.verdict != Verdict::CompileError).map(|sides| Failure {
        input: sides.input,
        expected: sides.expected,
        actual: sides.actual,
        path: judgement.path,
        stdout: tail(match problem.entry {
            // For a whole program, standard output is the answer.
            EntryPoint::Program => &run.stderr,
            EntryPoint::Function(_)
            | EntryPoint::Shaped(_)
            | EntryPoint::Class(_)
            | EntryPoint::Generator
            | EntryPoint::Defined(_) => &run.stdout,
        }),
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
        credit: judgement.credit,
        score: None,
        message,
        failure,
    }
}

/// The input and both results of a failed case, as reports show them.
struct Sides {
    input: String,
    expected: String,
    actual: Option<String>,
}

/// Returns the judgement of the problem's checker on a run; and both sides, where it is not accepted.
///
/// # Errors
/// If the case's files cannot be read.
fn compare(
    problem: &Problem,
    case: &Case,
    run: &Execution,
    checkers: &mut CustomCheckers<'_>,
) -> io::Result<(Judgement, Option<Sides>)> {
    let checker = problem.checker_of(case);
    let custom = checker.custom(&case.expected, &run.outcome);
    let (judgement, expected) = match (&case.expected, &case.input) {
        (Expected::Writes(answer), Input::Program { stdin: input, .. }) => {
            let answer = answer.load()?;
            let judgement = match custom {
                Some(custom) => {
                    let input = input.load()?;
                    checkers.check_program(
                        custom,
                        &ProgramTexts { input: &input, answer: &answer, output: &run.stdout },
                    )
                }
                // The built-in checkers do not look at the input, which may be long.
                None => checker.check_program(&run.outcome, &answer, &run.stdout),
            };
            let expected = (judgement.verdict != Verdict::Accepted).then(|| head(&answer));
            (judgement, expected)
        }
        (expected, _) => {
            let judgement = match (custom, &case.input, expected, &run.outcome) {
                (
                    Some(custom),
                    Input::Arguments(args),
                    Expected::Returns(expected),
                    Outcome::Returned(result),
                ) => checkers.check_call(custom, args, expected, result),
                _ => checker.check(expected, &run.outcome),
            };
            let judgement = in_words_of(&problem.entry, case.input.arguments(), judgement);
            let expected = (judgement.verdict != Verdict::Accepted).then(|| match expected {
                Expected::Returns(value) => display(value, SHOWN),
                Expected::OneOf(values) => one_of(values),
                Expected::Throws(None) => "an error".to_owned(),
                Expected::Throws(Some(text)) => format!("an error with \"{text}\""),
                Expected::Writes(_) => "an output".to_owned(),
            });
            (judgement, expected)
        }
    };
    let Some(expected) = expected else { return Ok((judgement, None)) };
    let sides = Sides {
        input: match (&case.input, &problem.entry) {
            (Input::Arguments(arguments), EntryPoint::Class(class)) => display_calls(&class.name, arguments),
            (Input::Arguments(arguments), entry) => {
                display_call(entry.name().unwrap_or_default(), arguments, SHOWN)
            }
            (Input::Program { stdin, args }, _) if args.is_empty() => head(&stdin.load()?),
            (Input::Program { stdin, args }, _) => {
                // Before the input and quoted, so that they are not taken for a part of it.
                let mut args = serde_json::Value::from(args.as_slice()).to_string();
                args.truncate(args.floor_char_boundary(SHOWN));
                format!("{args} {}", head(&stdin.load()?))
            }
        },
        expected,
        actual: match &run.outcome {
            Outcome::Returned(value) => Some(display(value, SHOWN)),
            _ if problem.entry == EntryPoint::Program => Some(head(&run.stdout)),
            _ => None,
        },
    };
    Ok((judgement, Some(sides)))
}

/// Expresses the place of a difference in terms of the call: in place of the result, the argument that was changed, or
/// the call that returned it.
fn in_words_of(entry: &EntryPoint, arguments: Option<&Value>, judgement: Judgement) -> Judgement {
    let root = match entry {
        EntryPoint::Shaped(ShapedFunction { result: Some(index), .. }) => format!("args[{index}]"),
        EntryPoint::Class(_) => "calls".to_owned(),
        _ => return judgement,
    };
    let path = judgement.path.as_deref().and_then(|path| path.strip_prefix(RESULT)).map(|rest| {
        let call = arguments.and_then(entry_point::calls).and_then(|(_, calls)| {
            let (index, _) = rest.strip_prefix('[')?.split_once(']')?;
            let (method, args) = calls.get(index.parse::<usize>().ok()?)?;
            Some((index.len() + 2, display_method(arguments?, method, args, SHOWN_CALL)))
        });
        match (entry, call) {
            (EntryPoint::Class(_), Some((end, call))) => {
                format!("{root}{} {call}{}", &rest[..end], &rest[end..])
            }
            _ => format!("{root}{rest}"),
        }
    });
    // Where only the order differs, the message names an array.
    let message = judgement.message.map(|message| message.replace("(`result", &format!("(`{root}")));
    Judgement { path: path.or(judgement.path), message, ..judgement }
}

/// Returns a call of a method, shortened.
fn display_method(value: &Value, method: &str, args: &[Node], budget: usize) -> String {
    let args: Vec<_> = args.iter().map(|node| display_node(value, node, budget)).collect();
    format!("{method}({})", args.join(", "))
}

/// Returns the construction of an object and the calls of its methods, shortened.
fn display_calls(class: &str, arguments: &Value) -> String {
    let Some((constructor, calls)) = entry_point::calls(arguments) else { return String::new() };
    let mut text = format!("new {}", display_method(arguments, class, constructor, SHOWN_CALL));
    for (index, (method, args)) in calls.iter().enumerate() {
        if text.chars().count() > SHOWN {
            text.push_str(&format!("; … {} more", calls.len() - index));
            break;
        }
        text.push_str("; ");
        text.push_str(&display_method(arguments, method, args, SHOWN_CALL));
    }
    text
}

/// Returns several values, any of which is right, as text.
fn one_of(values: &[Value]) -> String {
    let shown: Vec<_> = values.iter().take(3).map(|value| display(value, SHOWN / 3)).collect();
    let more = if values.len() > shown.len() {
        format!(" or {} more", values.len() - shown.len())
    } else {
        String::new()
    };
    format!("{}{more}", shown.join(" or "))
}

/// Returns the checker's message, with the place in the submission where there is one.
fn message(said: Option<String>, submission: &str, outcome: &Outcome) -> String {
    let said = said.unwrap_or_default();
    match outcome {
        Outcome::CompileError(error) | Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => {
            snippet(error, submission)
        }
        Outcome::Stopped { at: Some(Location { line, column, .. }), .. } => {
            format!("{said}, at {submission}:{line}:{column}")
        }
        _ => said,
    }
}

/// Returns the end of a program's output, as far as it is shown.
fn tail(output: &[u8]) -> String {
    let start = output.len().saturating_sub(SHOWN_OUTPUT);
    if start == 0 {
        return String::from_utf8_lossy(output).into_owned();
    }
    // Not from within a character.
    let rest = &output[start..];
    let inside = rest.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count();
    format!("…{}", String::from_utf8_lossy(&rest[inside..]))
}

/// Returns the beginning of a text, as far as it is shown.
fn head(text: &[u8]) -> String {
    // No character of UTF-8 has more than four bytes.
    let shown = String::from_utf8_lossy(&text[..text.len().min(4 * SHOWN)]);
    match shown.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None if text.len() > 4 * SHOWN => format!("{shown}…"),
        None => shown.into_owned(),
    }
}

impl CaseReport {
    /// Returns the report of a case that did not run.
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
            credit: None,
            score: None,
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
    use crate::custom_checker::ScriptRunner;
    use tribunal_core::{
        execution::{Limit, Limits, ScriptError},
        value::{Node, Value, arbitrary},
    };
    use tribunal_exec::worker::protocol::{FrameLimit, Inbox, Reply, encode};
    use tribunal_problem::{checker::Checker, submission::Submission};

    #[test]
    fn the_end_of_long_output_is_shown_from_a_whole_character() {
        assert_eq!(tail(b"short"), "short");
        let long = "é".repeat(SHOWN_OUTPUT);
        let shown = tail(long.as_bytes());
        assert!(shown.starts_with("…é") && shown.len() <= SHOWN_OUTPUT + '…'.len_utf8());
    }

    fn task(checker: Checker, expected: Expected) -> Task {
        let input = Value::primitive(Node::Null).into();
        let problem = Problem {
            id: "p".to_owned(),
            path: PathBuf::new(),
            title: String::new(),
            description: String::new(),
            keywords: Vec::new(),
            entry: EntryPoint::Function("f".to_owned()),
            libraries: Default::default(),
            limits: Limits::default(),
            code_bytes: 0,
            checker,
            groups: Vec::new(),
            cases: vec![Case {
                name: "c".to_owned(),
                sample: false,
                group: None,
                checker: None,
                input,
                expected,
            }],
            setter: tribunal_problem::problem::Setter::default(),
        };
        let submission = Submission {
            problem: "p".to_owned(),
            name: "f.js".to_owned(),
            path: PathBuf::new(),
            source: "".into(),
            fault: None,
            expected: Default::default(),
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
            1 => error.clone().prop_map(Outcome::ThrewOutsideCall),
            1 => error.prop_map(Outcome::CompileError),
            1 => any::<String>().prop_map(Outcome::NoAnswer),
            1 => location.prop_map(|at| Outcome::Stopped { limit: Limit::Output, at }),
        ]
    }

    proptest! {
        /// A worker that a submission has taken over may send an honest reply with some bytes changed, so that
        /// references lead nowhere, keys come twice, elements lie beyond the length.
        #[test]
        fn whatever_a_worker_says_is_judged_and_reported(
            outcome in outcome(),
            expected in arbitrary::value(),
            changes in vec((any::<Index>(), any::<u8>()), 0..6),
        ) {
            let mut frame = Vec::new();
            encode(&Reply::Ran { run: Execution::ended(outcome), cache: None }, &mut frame);
            for (place, byte) in changes {
                // Behind the length, which the protocol's own tests cover.
                let body = &mut frame[4..];
                body[place.index(body.len())] = byte;
            }
            let mut inbox = Inbox::new(FrameLimit::of_bytes(frame.len()));
            inbox.fill(&mut frame.as_slice()).expect("bytes in memory");
            let Ok(Some(Reply::Ran { run, .. })) = inbox.take() else { return Ok(()) };
            let tolerance = Checker::Floats { absolute: Some(1e-6), relative: Some(1e-6) };
            let scripts = ScriptRunner::of_this_program();
            for checker in [Checker::Exact, tolerance, Checker::Unordered { nested: true, signed_zero: true }] {
                for expected in [Expected::Returns(expected.clone()), Expected::Throws(Some("x".to_owned()))] {
                    let task = task(checker.clone(), expected);
                    let report = judge(&task, 0, Realm::Fresh, &run, &mut CustomCheckers::new(&scripts));
                    prop_assert!(report.message.is_none() == (report.verdict == Verdict::Accepted));
                }
            }
        }
    }
}
