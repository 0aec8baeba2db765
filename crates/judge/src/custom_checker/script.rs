//! Checkers in JavaScript: called with one object, and their result read as data.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use super::failed;
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{Limit, Limits, Location, Outcome},
    input::Input,
    libraries::Libraries,
    suggest::did_you_mean,
    value::{Node, Object, Text, Value, display::display},
};

use crate::snippet::snippet;
use tribunal_exec::prepared::Prepared;
use tribunal_exec::runner::{Job, Runner, Session, process::ProcessRunner};
use tribunal_problem::{
    checker::{Judgement, ProgramTexts, custom::Script},
    scoring::Credit,
    submission::Submission,
    verdict::Verdict,
};

/// The function that a script defines.
pub(crate) const FUNCTION: &str = "check";

/// Memory limit of a script, in bytes: for inputs and outputs of tens of MB and the values made of them.
const MEMORY: u64 = 1 << 30;

/// Greatest length of the texts for a script together, in bytes.
const MAX_TEXT: usize = 256 << 20;

/// Limit of a script's console output, and of its result, in bytes each.
const OUTPUT: u64 = 1 << 20;

/// The stack of a script, in bytes: as much as submissions have by default.
const STACK: u64 = 64 << 20;

/// Greatest length of a script's message in reports, in characters.
const SHOWN: usize = 1000;

/// The results that a script may return, for messages.
const RETURNS: &str =
    "true, false, a number from 0 to 1, or { verdict: \"AC\" or \"WA\", score: 0 to 1, message: text }";

/// A script in the form that the runner takes.
pub(super) struct LoadedScript {
    submission: Submission,
    prepared: Prepared,
}

/// Returns the argument for a whole program: its input, the answer and its output as strings.
///
/// # Errors
/// If they are too long for a script.
pub(super) fn of_texts(texts: &ProgramTexts<'_>) -> Result<Value, String> {
    let length = texts.input.len() + texts.answer.len() + texts.output.len();
    if length > MAX_TEXT {
        return Err(format!(
            "input, answer and output have {length} bytes, and a script can have {MAX_TEXT}; a lower `output` in \
             [limits] keeps what programs write below that"
        ));
    }
    let text =
        |bytes: &[u8]| Value::primitive(Node::String(String::from_utf8_lossy(bytes).into_owned().into()));
    let texts = [("input", texts.input), ("answer", texts.answer), ("output", texts.output)];
    Ok(argument(texts.map(|(name, bytes)| (name, text(bytes)))))
}

/// Returns the argument for a function: the arguments of its call, the expected value and its result.
pub(super) fn of_call(args: &Value, expected: &Value, result: &Value) -> Value {
    argument([("args", args.clone()), ("expected", expected.clone()), ("result", result.clone())])
}

/// Returns the array of the one argument: an object with these properties.
fn argument<const N: usize>(properties: [(&str, Value); N]) -> Value {
    let mut whole = Value::primitive(Node::Undefined);
    let properties = properties.map(|(name, value)| {
        let Value { mut root, mut objects } = value;
        let (before, count) = (whole.objects.len(), objects.len());
        // A worker that a submission has taken over may refer to objects that its value does not have; these must not
        // become references to those of another value.
        let shift = |node: &mut Node| {
            if let Node::Object(id) = node {
                let is_there = (*id as usize) < count;
                let moved = u32::try_from(*id as usize + before).ok().filter(|_| is_there);
                *node = moved.map_or(Node::Undefined, Node::Object);
            }
        };
        shift(&mut root);
        objects.iter_mut().for_each(|object| object.for_each_node_mut(shift));
        whole.objects.append(&mut objects);
        (Text::from(name), root)
    });
    let argument = whole.push(Object::Plain(properties.into()));
    whole.root = whole.push(Object::Array(vec![argument]));
    whole
}

/// Calls the script.
///
/// # Errors
/// The failure of the script, where it gives no judgement.
pub(super) fn call<'a>(
    script: &Script,
    argument: Value,
    runner: &'a ProcessRunner,
    session: &mut Option<Box<dyn Session + 'a>>,
    loaded: &mut Option<LoadedScript>,
) -> Result<Judgement, String> {
    loaded.take_if(|loaded| !Arc::ptr_eq(&loaded.submission.source, &script.source));
    let loaded = loaded.get_or_insert_with(|| LoadedScript::new(script));
    let session = match session {
        Some(session) => session,
        empty => match runner.session() {
            Ok(started) => empty.insert(started),
            Err(error) => return Err(error.to_string()),
        },
    };
    let input = Input::Arguments(argument);
    let inputs = [&input];
    let entry = EntryPoint::from(FUNCTION);
    let job = Job::new(
        loaded.submission.as_source(),
        &entry,
        Libraries::none(),
        Limits {
            cpu: script.time_limit,
            wall: wall_limit(script.time_limit),
            memory_bytes: MEMORY,
            output_bytes: OUTPUT,
            stack_bytes: STACK,
            first_stack_bytes: STACK,
        },
        &inputs,
        &loaded.prepared,
    );
    let mut outcome = None;
    let result = session.run(&job, &mut |_, run| {
        outcome = Some(run.outcome);
        ControlFlow::Break(())
    });
    match (result, outcome) {
        (_, Some(outcome)) => judgement(script, outcome),
        (Err(error), None) => Err(error.to_string()),
        (Ok(()), None) => Err(format!("{} was not run", script.name)),
    }
}

/// Returns the wall-clock limit that backs up a limit of CPU time.
pub(super) fn wall_limit(time_limit: Duration) -> Duration {
    time_limit * 4 + Duration::from_secs(1)
}

impl LoadedScript {
    fn new(script: &Script) -> Self {
        Self { submission: as_submission(script), prepared: Prepared::default() }
    }
}

/// Returns a script in the form of a submission, for runners.
pub(crate) fn as_submission(script: &Script) -> Submission {
    Submission {
        problem: String::new(),
        name: script.name.clone(),
        path: script.path.clone(),
        source: Arc::clone(&script.source),
        fault: None,
        expected: Default::default(),
    }
}

/// Returns the judgement that the outcome of a call stands for.
fn judgement(script: &Script, outcome: Outcome) -> Result<Judgement, String> {
    let name = &script.name;
    match outcome {
        Outcome::Returned(value) => {
            read(&value).map_err(|wrong| format!("{name} returned {wrong}; it has to return {RETURNS}"))
        }
        Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => {
            Err(format!("{name} threw {}", snippet(&error, name)))
        }
        Outcome::CompileError(error) => Err(format!("{name} does not compile: {}", snippet(&error, name))),
        Outcome::NoAnswer(reason) | Outcome::Crashed(reason) => {
            // The runner calls every source a submission.
            Err(format!("{name}: {}", reason.replace("the submission", "it")))
        }
        Outcome::Exited(code) => Err(format!("{name} ended with exit code {code}")),
        Outcome::Stopped { limit, at } => {
            let seconds = script.time_limit.as_secs_f64();
            let what = match limit {
                Limit::CpuTime => format!("took more than its time limit of {seconds} s"),
                Limit::WallTime => {
                    format!("took much longer than its time limit of {seconds} s by the clock")
                }
                Limit::Memory => format!("used more than {} MiB", MEMORY >> 20),
                Limit::Output => format!("wrote or returned more than {} MiB", OUTPUT >> 20),
            };
            let at = at.map(|Location { line, column, .. }| format!(", at {name}:{line}:{column}"));
            Err(format!("{name} {what}{}", at.unwrap_or_default()))
        }
    }
}

/// Reads the result of a script; `Err` is the fault in it.
fn read(value: &Value) -> Result<Judgement, String> {
    match (&value.root, value.object(&value.root)) {
        (Node::Bool(true), _) => Ok(Judgement::accepted()),
        (Node::Bool(false), _) => Ok(wrong(None)),
        (node @ Node::Number(number), _) => {
            let part = part(value, node)?;
            let judgement = if *number == 1.0 { Judgement::accepted() } else { wrong(None) };
            Ok(Judgement { credit: Some(Credit::Part(part)), ..judgement })
        }
        (_, Some(Object::Plain(properties))) => read_properties(value, properties),
        _ => Err(shown(value, &value.root)),
    }
}

fn read_properties(value: &Value, properties: &[(Text, Node)]) -> Result<Judgement, String> {
    const KEYS: [&str; 3] = ["verdict", "score", "message"];
    let (mut verdict, mut credit, mut message) = (None, None, None);
    for (key, node) in properties {
        match (key.as_str(), node) {
            // The same as a missing property.
            (Some("score" | "message"), Node::Undefined) => {}
            (Some("verdict"), Node::String(text)) if text.as_str() == Some("AC") => {
                verdict = Some(Verdict::Accepted);
            }
            (Some("verdict"), Node::String(text)) if text.as_str() == Some("WA") => {
                verdict = Some(Verdict::WrongAnswer);
            }
            // The script finds the case itself wrong.
            (Some("verdict"), Node::String(text)) if text.as_str() == Some("IE") => {
                verdict = Some(Verdict::InternalError);
            }
            (Some("verdict"), node) => return Err(format!("the verdict {}", shown(value, node))),
            (Some("score"), node) => credit = Some(Credit::Part(part(value, node)?)),
            (Some("message"), Node::String(text)) => {
                message = Some(shortened(&text.to_string_lossy(), SHOWN))
            }
            (Some("message"), node) => return Err(format!("the message {}", shown(value, node))),
            _ => {
                let key = key.to_string_lossy();
                let hint = did_you_mean(&key, KEYS).map(|hint| format!(" ({hint})")).unwrap_or_default();
                return Err(format!("an object with `{}`{hint}", shortened(&key, 60)));
            }
        }
    }
    let judgement = match verdict {
        Some(Verdict::Accepted) => Judgement::accepted(),
        Some(Verdict::InternalError) => {
            let message = message.unwrap_or_else(|| "it says that the case is wrong".to_owned());
            return Ok(failed(&message));
        }
        Some(_) => wrong(message),
        None => return Err("an object without a verdict".to_owned()),
    };
    Ok(Judgement { credit, ..judgement })
}

/// Reads a score.
fn part(value: &Value, node: &Node) -> Result<f64, String> {
    match node {
        // Without the sign of a negative zero.
        Node::Number(part) if (0.0..=1.0).contains(part) => Ok(part.abs()),
        node => Err(format!("the score {}", shown(value, node))),
    }
}

fn wrong(message: Option<String>) -> Judgement {
    let message = message.filter(|message| !message.trim().is_empty());
    Judgement::new(
        Verdict::WrongAnswer,
        message.unwrap_or_else(|| "the checker says that it is wrong".to_owned()),
    )
}

fn shown(value: &Value, node: &Node) -> String {
    display(&Value { root: node.clone(), objects: value.objects.clone() }, 60)
}

/// Returns a text, cut where it is long.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tribunal_core::value::json::{Source, parse, to_json};

    #[test]
    fn what_a_script_returns_is_read_strictly() {
        let read_json = |json: &str| read(&parse(json, Source::Result).unwrap());
        let accepted = |json: &str| {
            let judgement = read_json(json).unwrap_or_else(|wrong| panic!("{json}: {wrong}"));
            (judgement.verdict == Verdict::Accepted, judgement.credit, judgement.message)
        };
        let part = |part| Some(Credit::Part(part));
        let says = |text: &str| Some(text.to_owned());
        let wrong = || says("the checker says that it is wrong");
        for (json, expected) in [
            ("true", (true, None, None)),
            ("false", (false, None, wrong())),
            ("1", (true, part(1.0), None)),
            ("0", (false, part(0.0), wrong())),
            ("-0", (false, part(0.0), wrong())),
            ("0.25", (false, part(0.25), wrong())),
            ("{\"verdict\":\"AC\"}", (true, None, None)),
            ("{\"verdict\":\"AC\",\"score\":0.5,\"message\":\"well\"}", (true, part(0.5), None)),
            ("{\"verdict\":\"WA\",\"message\":\"no path\"}", (false, None, says("no path"))),
            ("{\"verdict\":\"WA\",\"score\":{\"$undefined\":true}}", (false, None, wrong())),
        ] {
            assert_eq!(accepted(json), expected, "{json}");
        }
        // The case itself may be wrong.
        let judgement = read_json("{\"verdict\":\"IE\",\"message\":\"the answer is not the best\"}").unwrap();
        assert_eq!(judgement.verdict, Verdict::InternalError);
        assert_eq!(judgement.message.as_deref(), Some("the checker failed: the answer is not the best"));
        for (json, said) in [
            ("null", "null"),
            ("\"AC\"", "\"AC\""),
            ("{\"$undefined\":true}", "undefined"),
            ("2", "the score 2"),
            ("-0.5", "the score -0.5"),
            ("{\"$number\":\"NaN\"}", "the score NaN"),
            ("[true]", "[true]"),
            ("{}", "an object without a verdict"),
            ("{\"score\":1}", "an object without a verdict"),
            ("{\"verdict\":\"ac\"}", "the verdict \"ac\""),
            ("{\"verdict\":true}", "the verdict true"),
            ("{\"verdict\":\"AC\",\"score\":\"1\"}", "the score \"1\""),
            ("{\"verdict\":\"AC\",\"mesage\":\"x\"}", "an object with `mesage` (did you mean `message`?)"),
            ("{\"verdict\":\"WA\",\"message\":[1]}", "the message [1]"),
        ] {
            assert_eq!(read_json(json), Err(said.to_owned()), "{json}");
        }
    }

    #[test]
    fn an_argument_holds_its_parts_as_they_are() {
        let value = |json: &str| parse(json, Source::Problem).unwrap();
        let cyclic = "{\"next\":{\"$ref\":\"#\"}}";
        let whole = of_call(&value("[[1],{\"a\":2}]"), &value("\"x\""), &value(cyclic));
        assert_eq!(
            to_json(&whole),
            "[{\"args\":[[1],{\"a\":2}],\"expected\":\"x\",\"result\":{\"next\":{\"$ref\":\"#/0/result\"}}}]"
        );
        let texts = of_texts(&ProgramTexts { input: b"1", answer: b"", output: b"a\xff" }).unwrap();
        assert_eq!(to_json(&texts), "[{\"input\":\"1\",\"answer\":\"\",\"output\":\"a\u{fffd}\"}]");
        let long = vec![b'x'; MAX_TEXT / 2];
        assert!(of_texts(&ProgramTexts { input: &long, answer: b"", output: &long }).is_ok());
        assert!(of_texts(&ProgramTexts { input: &long, answer: b"x", output: &long }).is_err());
    }

    #[test]
    fn a_forged_result_refers_to_nothing_that_is_not_its_own() {
        let expected = parse("{\"secret\":1}", Source::Problem).unwrap();
        let args = parse("[]", Source::Problem).unwrap();
        for id in [0, 1, 2, 3, u32::MAX] {
            let forged =
                Value { root: Node::Object(id), objects: vec![Object::Array(vec![Node::Object(id)])] };
            let whole = of_call(&args, &expected, &forged);
            let result = match whole.object(&whole.root) {
                Some(Object::Array(elements)) => match whole.object(&elements[0]) {
                    Some(Object::Plain(properties)) => properties[2].1.clone(),
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            };
            match id {
                0 => assert_eq!(whole.object(&result), Some(&Object::Array(vec![result.clone()]))),
                _ => assert_eq!(result, Node::Undefined),
            }
        }
    }
}
