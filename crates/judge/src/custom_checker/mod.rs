//! Custom checkers, which belong to problems: a script in a worker process that never runs a submission, or a program
//! as it is.
//!
//! A failure of a checker is an internal error with its reason and place, and not the submission's fault, whose output
//! or result the checker gets as data only. The one exception is a script that fails on a result though it accepts the
//! case's own answer: else a result of a strange shape would make the judge fail, which a submission could cause at
//! will.

mod program;
mod script;

use std::{io, path::PathBuf};

pub(crate) use script::{FUNCTION as CHECK, as_submission};

use tribunal_core::value::Value;

use tribunal_exec::runner::{Session, process::ProcessRunner, process::this_program};
use tribunal_problem::{
    checker::{
        Judgement, ProgramTexts,
        custom::{Custom, Script},
    },
    verdict::Verdict,
};

/// The source of worker processes for scripts.
pub struct ScriptRunner(Result<ProcessRunner, String>);

impl ScriptRunner {
    /// Returns a runner whose workers are this program.
    pub fn of_this_program() -> Self {
        Self::new(this_program())
    }

    fn new(program: io::Result<PathBuf>) -> Self {
        Self(program.map(ProcessRunner::new).map_err(|error| error.to_string()))
    }
}

/// One worker thread's custom checkers.
pub struct CustomCheckers<'a> {
    runner: &'a ScriptRunner,
    /// The session for scripts, once one was needed.
    session: Option<Box<dyn Session + 'a>>,
    /// The script that was run last.
    loaded: Option<script::LoadedScript>,
}

impl<'a> CustomCheckers<'a> {
    /// Returns checkers whose scripts run with this runner. No process is started yet.
    pub fn new(runner: &'a ScriptRunner) -> Self {
        Self { runner, session: None, loaded: None }
    }

    /// Judges the output of a program.
    pub fn check_program(&mut self, custom: &Custom, texts: &ProgramTexts<'_>) -> Judgement {
        match custom {
            Custom::Script(script) => match script::of_texts(texts) {
                Ok(argument) => self.run_script(script, argument, || {
                    script::of_texts(&ProgramTexts { output: texts.answer, ..*texts }).ok()
                }),
                Err(error) => failed(&error),
            },
            Custom::Program(program) => program::check(program, texts),
        }
    }

    /// Judges the result of a function.
    pub fn check_call(
        &mut self,
        custom: &Custom,
        args: &Value,
        expected: &Value,
        result: &Value,
    ) -> Judgement {
        match custom {
            Custom::Script(script) => {
                self.run_script(script, script::of_call(args, expected, result), || {
                    Some(script::of_call(args, expected, expected))
                })
            }
            Custom::Program(_) => failed("a checker program is for whole programs"),
        }
    }

    /// Calls a script; `right` is the argument with the case's own answer, to find out whether a failure is the
    /// script's own.
    fn run_script(
        &mut self,
        script: &Script,
        argument: Value,
        right: impl FnOnce() -> Option<Value>,
    ) -> Judgement {
        let runner = match &self.runner.0 {
            Ok(runner) => runner,
            Err(error) => return failed(&format!("no process to run {} in: {error}", script.name)),
        };
        let mut call = |argument| script::call(script, argument, runner, &mut self.session, &mut self.loaded);
        call(argument).unwrap_or_else(|what| {
            let accepts_what_is_right = right().is_some_and(|right| {
                call(right).is_ok_and(|judgement| judgement.verdict == Verdict::Accepted)
            });
            if accepts_what_is_right {
                Judgement::new(Verdict::WrongAnswer, format!("the checker cannot judge it: {what}"))
            } else {
                failed(&what)
            }
        })
    }
}

/// Returns the judgement for a failure of the checker.
fn failed(what: &str) -> Judgement {
    Judgement::new(Verdict::InternalError, format!("the checker failed: {what}"))
}
