//! Runners that exist to be measured: V8 without limits or a prelude, and a new isolate for each case.

use std::{ops::ControlFlow, sync::Arc};

use tribunal_core::{
    execution::{Execution, Outcome, ScriptError},
    value::json,
};

use tribunal_core::engine_info::EngineInfo;
use tribunal_engine::{Isolate, floor::BareV8};
use tribunal_exec::runner::{Job, Runner, RunnerError, Session, load};

/// A runner of cases in V8 itself, with no limits and no prelude: for trusted code that has been run before.
#[derive(Debug)]
pub(super) struct BareRunner {
    /// Whether each case gets a context of its own.
    pub(super) fresh_context: bool,
}

impl Runner for BareRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "isolate", v8: tribunal_engine::v8_version().to_owned() }
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(BareSession { fresh_context: self.fresh_context, bare: None }))
    }
}

struct BareSession {
    fresh_context: bool,
    bare: Option<(Arc<str>, BareV8)>,
}

impl Session for BareSession {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let cannot = |why: &str| RunnerError::Other(format!("bare V8 cannot run this: {why}").into());
        let source = &job.source.text;
        if job.source.is_module {
            return Err(cannot("it is an ES module"));
        }
        let Some(function) = job.entry.function() else { return Err(cannot("it is a whole program")) };
        // The old one is dropped before the new one is made: isolates of a thread must end last in, first out.
        drop(self.bare.take_if(|(loaded, _)| !Arc::ptr_eq(loaded, source)));
        let (_, bare) = match &mut self.bare {
            Some(bare) => bare,
            empty => {
                let bare = BareV8::new(source, function).map_err(|error| cannot(&error))?;
                empty.insert((Arc::clone(source), bare))
            }
        };
        for (index, input) in job.inputs.iter().enumerate() {
            let Some(args) = input.arguments() else { return Err(cannot("it is a whole program")) };
            let text = json::to_json(args);
            if text.contains("\"$") {
                return Err(cannot("its arguments are not plain JSON"));
            }
            let result = if self.fresh_context { bare.call(&text) } else { bare.call_again(&text) };
            let outcome = match result {
                Ok(value) => Outcome::Returned(value),
                // The engine's prelude, such as a console, is missing here.
                Err(error) if error.starts_with("ReferenceError") => return Err(cannot(&error)),
                Err(text) => Outcome::Threw(ScriptError { text, location: None }),
            };
            if each(index, Execution::ended(outcome)).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// A runner of each case in an isolate of its own.
#[derive(Debug)]
pub(super) struct NewIsolateRunner;

impl Runner for NewIsolateRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "isolate", v8: tribunal_engine::v8_version().to_owned() }
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(NewIsolateSession))
    }
}

struct NewIsolateSession;

impl Session for NewIsolateSession {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let program = job.program();
        for (index, input) in job.inputs.iter().enumerate() {
            let run = Isolate::new(job.limits.memory_bytes).run(&program, &load(input)?, &job.limits);
            if each(index, run).is_break() {
                break;
            }
        }
        Ok(())
    }
}
