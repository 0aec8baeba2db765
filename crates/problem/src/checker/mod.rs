//! Checkers: comparison of results with expected results. They are pure: no I/O, no V8.

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

/// The comparison of a result with the expected one.
#[derive(Clone, Debug, PartialEq)]
pub enum Checker {
    /// Comparison of a program's output as text.
    Text(TextChecker),
    /// The setter's own checker.
    Custom(Custom),
    /// Deep equality.
    Exact,
    /// Deep equality, with a tolerance for numbers.
    Floats {
        /// Greatest absolute difference that is accepted.
        absolute: Option<f64>,
        /// Greatest difference that is accepted, as a fraction of the expected number.
        relative: Option<f64>,
    },
    /// Deep equality, regardless of the order of the outermost array, or with `nested` of every array.
    Unordered {
        /// Whether the order of inner arrays is ignored, too.
        nested: bool,
        /// Whether -0 differs from 0.
        signed_zero: bool,
    },
}

/// The input, answer and output of a whole program.
#[derive(Clone, Copy, Debug)]
pub struct ProgramTexts<'a> {
    /// Standard input of the program.
    pub input: &'a [u8],
    /// Answer of the case.
    pub answer: &'a [u8],
    /// Standard output of the program.
    pub output: &'a [u8],
}

/// The judgement of a checker on a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Verdict.
    pub verdict: Verdict,
    /// Reason why it is not accepted, without a place in the submission; `None` if it is accepted.
    pub message: Option<String>,
    /// Path of the first difference in the result, such as `result.edges[3].w`, or its place in the output, such as
    /// `line 3, token 2`; `None` where it has no place.
    pub path: Option<String>,
    /// Credit for the case where the verdict alone does not determine it.
    pub credit: Option<Credit>,
}

/// Greatest number of characters of a thrown error in messages.
const MAX_ERROR: usize = 300;

impl Checker {
    /// Returns the name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(checker) => checker.name(),
            Self::Custom(custom) => custom.name(),
            Self::Exact => "exact",
            Self::Floats { .. } => "floats",
            Self::Unordered { .. } => "unordered",
        }
    }

    /// Returns the setter's own checker, if the outcome has to be compared with the expected result by it. The checker
    /// does not see outcomes that need no comparison.
    pub fn custom(&self, expected: &Expected, outcome: &Outcome) -> Option<&Custom> {
        match (self, expected, outcome) {
            (Self::Custom(custom), Expected::Returns(_), Outcome::Returned(_))
            | (Self::Custom(custom), Expected::Writes(_), Outcome::Exited(0)) => Some(custom),
            _ => None,
        }
    }

    /// Judges an outcome by the expected result.
    ///
    /// An error where one is expected is right if its text, type and message, contains the expected text; another
    /// error, or a value, is a wrong answer. An error where a value is expected is a run-time error, and so is one that
    /// is thrown anywhere else than by the call. An outcome that stopped the run is the verdict regardless of the
    /// expected result.
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

    /// Judges a whole program by its outcome, its output and the answer. A program that did not end by itself, or not
    /// with exit code 0, gets the verdict of that outcome regardless of its output.
    pub fn check_program(&self, outcome: &Outcome, answer: &[u8], output: &[u8]) -> Judgement {
        match (self, outcome) {
            (Self::Text(checker), Outcome::Exited(0)) => checker.check(answer, output),
            _ => Judgement::without_comparing(outcome),
        }
    }

    /// Returns the rules by which values are equal; `None` where no values are compared.
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
    /// Returns the judgement of a right answer.
    pub fn accepted() -> Self {
        Self { verdict: Verdict::Accepted, message: None, path: None, credit: None }
    }

    /// Returns the judgement of an outcome that needs no comparison.
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

    /// Returns a judgement with a verdict and its reason.
    pub fn new(verdict: Verdict, message: String) -> Self {
        Self { verdict, message: Some(message), path: None, credit: None }
    }
}

fn quoted(text: &str) -> String {
    display::display_text(&Text::from(text), compare::BUDGET)
}

/// Returns a thrown error, shortened. The place of the throw is shown by callers that know the submission's name.
fn shown(error: &ScriptError) -> String {
    match error.text.char_indices().nth(MAX_ERROR) {
        Some((end, _)) => format!("{}…", &error.text[..end]),
        None => error.text.clone(),
    }
}
