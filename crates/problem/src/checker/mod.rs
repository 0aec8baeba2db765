//! Checkers compare what a run gave with what was expected. They are pure: no I/O, no V8.

mod classes;
mod compare;
pub mod custom;
mod partition;
mod path;
#[cfg(test)]
mod tests;
pub mod text;

use tribunal_core::{
    execution::{Limit, Outcome, ScriptError},
    value::{Text, display},
};

use crate::{problem::Expected, scoring::Credit, verdict::Verdict};
use compare::{Difference, Order, Rules, compare};
use custom::Custom;
use text::TextChecker;

/// How results are compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Checker {
    /// A program's output as text.
    Text(TextChecker),
    /// By what the problem's setter has written.
    Custom(Custom),
    /// Deep equality.
    Exact,
    /// Deep equality but for numbers, which may differ by a tolerance.
    Floats {
        /// The greatest difference that is accepted, whatever the size of the numbers.
        absolute: Option<f64>,
        /// The greatest difference that is accepted as a part of the expected number.
        relative: Option<f64>,
    },
    /// Deep equality but for the order of the outermost array, or with `nested` of every array.
    Unordered {
        /// Whether the order of inner arrays is ignored, too.
        nested: bool,
        /// Whether -0 differs from 0.
        signed_zero: bool,
    },
}

/// What a program was given, what it should have written, and what it wrote.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// Its standard input.
    pub input: &'a [u8],
    /// The answer of the problem's setter.
    pub answer: &'a [u8],
    /// Its standard output.
    pub output: &'a [u8],
}

/// What a checker says of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not accepted, without a place in the submission; `None` where it is.
    pub message: Option<String>,
    /// Where the first difference is: its path in the result, such as `result.edges[3].w`, or its place in what
    /// the program wrote, such as `line 3, token 2`; `None` where it is at no place.
    pub path: Option<String>,
    /// What the case is worth where the verdict alone does not say it.
    pub credit: Option<Credit>,
}

/// Characters of a thrown error that messages show at most.
const MAX_ERROR: usize = 300;

impl Checker {
    /// Its name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(checker) => checker.name(),
            Self::Custom(custom) => custom.name(),
            Self::Exact => "exact",
            Self::Floats { .. } => "floats",
            Self::Unordered { .. } => "unordered",
        }
    }

    /// The setter's own checker, if that is what compares how a run ended with what was expected. What needs no
    /// comparing, it does not see.
    pub fn custom(&self, expected: &Expected, outcome: &Outcome) -> Option<&Custom> {
        match (self, expected, outcome) {
            (Self::Custom(custom), Expected::Returns(_), Outcome::Returned(_))
            | (Self::Custom(custom), Expected::Writes(_), Outcome::Exited(0)) => Some(custom),
            _ => None,
        }
    }

    /// Judges how a run ended by what was expected of it.
    ///
    /// An error where one is expected is right if its text, type and message, contains the expected text;
    /// another error, or a value, is a wrong answer. An error where a value is expected is a run-time error, and so is
    /// one that is thrown anywhere else than by the call.
    /// What stopped the run is the verdict whatever was expected.
    pub fn check(&self, expected: &Expected, outcome: &Outcome) -> Judgement {
        match (outcome, expected) {
            (Outcome::Returned(actual), Expected::Returns(value)) => {
                let Some(rules) = self.rules() else { return Judgement::without_comparing(outcome) };
                match compare(&[value], actual, rules) {
                    Ok(()) => Judgement::accepted(),
                    Err(Difference { message, path }) => {
                        Judgement { path: Some(path), ..Judgement::new(Verdict::WrongAnswer, message) }
                    }
                }
            }
            (Outcome::Returned(actual), Expected::OneOf(values)) => {
                let Some(rules) = self.rules() else { return Judgement::without_comparing(outcome) };
                match compare(&values.iter().collect::<Vec<_>>(), actual, rules) {
                    Ok(()) => Judgement::accepted(),
                    Err(Difference { message, path }) => {
                        let message = format!("none of {} accepted answers; {message}", values.len());
                        Judgement { path: Some(path), ..Judgement::new(Verdict::WrongAnswer, message) }
                    }
                }
            }
            (Outcome::Returned(actual), Expected::Throws(text)) => {
                let error = match text {
                    Some(text) => format!("an error with the text {}", quoted(text)),
                    None => "an error".to_owned(),
                };
                let got = display::display(actual, compare::BUDGET);
                Judgement::new(Verdict::WrongAnswer, format!("expected {error}, got {got}"))
            }
            (Outcome::Threw(error), Expected::Throws(text)) => match text {
                Some(text) if !error.text.contains(text.as_str()) => {
                    let message =
                        format!("expected an error with the text {}, got {}", quoted(text), shown(error));
                    Judgement::new(Verdict::WrongAnswer, message)
                }
                _ => Judgement::accepted(),
            },
            _ => Judgement::without_comparing(outcome),
        }
    }

    /// Judges how a program ended by what it wrote (`output`) and by the setter's answer. One that did not come to its end, or not with exit code 0, gets
    /// what that means, whatever it wrote.
    pub fn check_program(&self, outcome: &Outcome, answer: &[u8], output: &[u8]) -> Judgement {
        match (self, outcome) {
            (Self::Text(checker), Outcome::Exited(0)) => checker.check(answer, output),
            _ => Judgement::without_comparing(outcome),
        }
    }

    /// When values are equal; `None` where none are compared.
    fn rules(&self) -> Option<Rules> {
        let exact = Rules { absolute: None, relative: None, signed_zero: true, order: Order::Matters };
        match *self {
            Self::Text(_) | Self::Custom(_) => None,
            Self::Exact => Some(exact),
            Self::Floats { absolute, relative } => Some(Rules { absolute, relative, ..exact }),
            Self::Unordered { nested, signed_zero } => {
                let order = if nested { Order::Ignored } else { Order::OutermostIgnored };
                Some(Rules { signed_zero, order, ..exact })
            }
        }
    }
}

impl Judgement {
    /// A right answer.
    pub fn accepted() -> Self {
        Self { verdict: Verdict::Accepted, message: None, path: None, credit: None }
    }

    /// What an outcome means of which nothing needs to be compared.
    fn without_comparing(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Threw(error) | Outcome::ThrewOutsideCall(error) => {
                Self::new(Verdict::RunTimeError, shown(error))
            }
            Outcome::CompileError(error) => Self::new(Verdict::CompileError, shown(error)),
            Outcome::NoAnswer(reason) | Outcome::Crashed(reason) => {
                Self::new(Verdict::RunTimeError, reason.clone())
            }
            Outcome::Exited(code) => {
                Self::new(Verdict::RunTimeError, format!("the program ended with exit code {code}"))
            }
            Outcome::Returned(_) => {
                Self::new(Verdict::InternalError, "there is nothing to compare with".to_owned())
            }
            Outcome::Stopped { limit, .. } => {
                let (verdict, what) = match limit {
                    Limit::CpuTime => (Verdict::TimeLimitExceeded, "CPU time limit exceeded"),
                    Limit::WallTime => (Verdict::TimeLimitExceeded, "wall-clock time limit exceeded"),
                    Limit::Memory => (Verdict::MemoryLimitExceeded, "memory limit exceeded"),
                    Limit::Output => (Verdict::OutputLimitExceeded, "output limit exceeded"),
                };
                Self::new(verdict, what.to_owned())
            }
        }
    }

    /// A verdict with its reason.
    pub fn new(verdict: Verdict, message: String) -> Self {
        Self { verdict, message: Some(message), path: None, credit: None }
    }
}

fn quoted(text: &str) -> String {
    display::display_text(&Text::from(text), compare::BUDGET)
}

/// A thrown error, shortened. Where it was thrown is for those to show who know the submission's name.
fn shown(error: &ScriptError) -> String {
    match error.text.char_indices().nth(MAX_ERROR) {
        Some((end, _)) => format!("{}…", &error.text[..end]),
        None => error.text.clone(),
    }
}
