//! Checkers compare what a run gave with what was expected. They are pure: no I/O, no V8.

mod classes;
mod compare;
mod path;
#[cfg(test)]
mod tests;
pub mod text;

use crate::{
    problem::Expected,
    raw_run::{Limit, Outcome, ScriptError},
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
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is not accepted, without a place in the submission; `None` where it is.
    pub message: Option<String>,
    /// Where the first difference is: its path in the result, such as `result.edges[3].w`, or its place in what
    /// the program wrote, such as `line 3, token 2`; `None` where it is at no place.
    pub path: Option<String>,
    /// What part of the case's points it is worth, from 0 to 1; `None` where the checker gives no scores.
    pub score: Option<f64>,
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
                    Ok(()) => Judgement::accepted(),
                    Err(Difference { message, path }) => {
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
            (Outcome::Threw(error), Expected::Returns(_)) => {
                Judgement::new(Verdict::RunTimeError, shown(error))
            }
            (Outcome::CompileError(error), _) => Judgement::new(Verdict::CompileError, shown(error)),
            (Outcome::NoAnswer(reason) | Outcome::Crashed(reason), _) => {
                Judgement::new(Verdict::RunTimeError, reason.clone())
            }
            (Outcome::Stopped { limit, .. }, _) => {
                let (verdict, what) = match limit {
                    Limit::CpuTime => (Verdict::TimeLimitExceeded, "CPU time limit exceeded"),
                    Limit::WallTime => (Verdict::TimeLimitExceeded, "wall-clock time limit exceeded"),
                    Limit::Memory => (Verdict::MemoryLimitExceeded, "memory limit exceeded"),
                    Limit::Output => (Verdict::OutputLimitExceeded, "output limit exceeded"),
                };
                Judgement::new(verdict, what.to_owned())
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
        Self { verdict, message: Some(message), path: None, score: None }
    }

    fn accepted() -> Self {
        Self { verdict: Verdict::Accepted, message: None, path: None, score: None }
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
