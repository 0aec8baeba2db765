//! Checkers compare what a run gave with what was expected. They are pure: no I/O, no V8.

mod classes;
mod compare;
mod path;
#[cfg(test)]
mod tests;

use crate::{
    problem::Expected,
    raw_run::{Limit, Location, Outcome, ScriptError},
    value::{Text, display},
    verdict::Verdict,
};
use compare::{Difference, Order, Rules, compare};

/// How results are compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Checker {
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
    },
}

/// What a checker says of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not accepted; `None` where it is.
    pub message: Option<String>,
    /// Path of the first difference between the result and the expected value, such as
    /// `result.edges[3].w`; `None` where there are no two values that differ.
    pub path: Option<String>,
}

/// Characters of a thrown error that messages show at most.
const MAX_ERROR: usize = 300;

impl Checker {
    /// Its name in problem files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Floats { .. } => "floats",
            Self::Unordered { .. } => "unordered",
        }
    }

    /// Judges how a run ended by what was expected of it.
    ///
    /// An error where one is expected is right if its text, type and message, contains the expected text;
    /// another error, or a value, is a wrong answer. An error where a value is expected is a run-time error.
    /// What stopped the run is the verdict whatever was expected.
    pub fn check(&self, expected: &Expected, outcome: &Outcome) -> Judgement {
        match (outcome, expected) {
            (Outcome::Returned(actual), Expected::Returns(value)) => {
                match compare(value, actual, self.rules()) {
                    Ok(()) => Judgement { verdict: Verdict::Accepted, message: None, path: None },
                    Err(Difference { message, path }) => {
                        Judgement { verdict: Verdict::WrongAnswer, message: Some(message), path: Some(path) }
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
                _ => Judgement { verdict: Verdict::Accepted, message: None, path: None },
            },
            (Outcome::Threw(error), Expected::Returns(_)) => {
                Judgement::new(Verdict::RunTimeError, shown(error))
            }
            (Outcome::CompileError(error), _) => Judgement::new(Verdict::CompileError, shown(error)),
            (Outcome::NoAnswer(reason) | Outcome::Crashed(reason), _) => {
                Judgement::new(Verdict::RunTimeError, reason.clone())
            }
            (Outcome::Stopped { limit, at }, _) => {
                let (verdict, what) = match limit {
                    Limit::CpuTime => (Verdict::TimeLimitExceeded, "CPU time limit exceeded"),
                    Limit::WallTime => (Verdict::TimeLimitExceeded, "wall-clock time limit exceeded"),
                    Limit::Memory => (Verdict::MemoryLimitExceeded, "memory limit exceeded"),
                    Limit::Output => (Verdict::OutputLimitExceeded, "output limit exceeded"),
                };
                Judgement::new(verdict, format!("{what}{}", place(at.as_ref())))
            }
        }
    }

    fn rules(&self) -> Rules {
        let exact = Rules { absolute: None, relative: None, order: Order::Matters };
        match *self {
            Self::Exact => exact,
            Self::Floats { absolute, relative } => Rules { absolute, relative, ..exact },
            Self::Unordered { nested: false } => Rules { order: Order::OutermostIgnored, ..exact },
            Self::Unordered { nested: true } => Rules { order: Order::Ignored, ..exact },
        }
    }
}

impl Judgement {
    fn new(verdict: Verdict, message: String) -> Self {
        Self { verdict, message: Some(message), path: None }
    }
}

fn quoted(text: &str) -> String {
    display::display_text(&Text::from(text), compare::BUDGET)
}

/// A thrown error with its place, shortened.
fn shown(error: &ScriptError) -> String {
    let text = match error.text.char_indices().nth(MAX_ERROR) {
        Some((end, _)) => format!("{}…", &error.text[..end]),
        None => error.text.clone(),
    };
    format!("{text}{}", place(error.location.as_ref()))
}

fn place(location: Option<&Location>) -> String {
    location.map(|at| format!(" at line {}, column {}", at.line, at.column)).unwrap_or_default()
}
