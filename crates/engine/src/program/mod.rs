//! Whole programs: they read standard input, write standard output and end with an exit code, as in Node.js.
//!
//! The parts of Node.js that programs find are written in JavaScript (`prelude/node/`) over the natives of [`host`],
//! some of which have a fast form ([`fast`]). They are in a context of their own in the startup snapshot, so that
//! submissions to problems with a function see nothing of them.

pub(super) mod fast;
pub(super) mod host;
pub(super) mod imports;
mod numbers;
pub mod speed;
#[cfg(test)]
mod tests;

use std::ptr::{self, NonNull};

use super::{
    case::{CaseEnd, LoadedProgram, TryCatch, caught, drain},
    compile::{self, Compiled},
    error, host as common, snapshot,
};

/// Node.js's message for a program that waits for something that never happens, in the error output, and the exit code.
const UNSETTLED: (&[u8], i32) = (b"Warning: Detected unsettled top-level await\n", 13);

/// The state of the natives for the running program.
#[derive(Default)]
pub(super) struct State {
    /// Standard input, while a program runs.
    input: Option<NonNull<[u8]>>,
    /// Its command-line arguments, while a program runs.
    args: Option<NonNull<[String]>>,
    /// Number of bytes of standard input that have been read.
    pub(super) position: usize,
    /// The exit code with which the program has ended itself.
    pub(super) exit_code: Option<i32>,
    /// Whether there are callbacks of `process.nextTick` to run.
    pub(super) has_ticks: bool,
    /// Rejected promises without a handler, with their reasons.
    rejections: Vec<(v8::Global<v8::Promise>, v8::Global<v8::Value>)>,
    /// Modules of the engine that the program has imported, with their exports.
    pub(super) modules: Vec<imports::Imported>,
    /// Numbers of calls of natives with a fast form, by form.
    #[cfg(test)]
    pub(super) calls: fast::Calls,
}

impl State {
    /// Returns standard input.
    pub(super) fn input(&self) -> &[u8] {
        // SAFETY: `run` puts it there for as long as it borrows the input, and takes it away before it returns.
        self.input.map_or(&[], |input| unsafe { input.as_ref() })
    }

    /// Returns the program's command-line arguments.
    pub(super) fn args(&self) -> &[String] {
        // SAFETY: as of `input`.
        self.args.map_or(&[], |args| unsafe { args.as_ref() })
    }

    /// Whether a program runs.
    pub(super) fn is_running(&self) -> bool {
        self.input.is_some()
    }

    /// Returns the rest of standard input.
    pub(super) fn rest(&self) -> &[u8] {
        self.input().get(self.position..).unwrap_or_default()
    }
}

/// The input of a program.
pub(super) struct Given<'a> {
    pub(super) stdin: &'a [u8],
    pub(super) args: &'a [String],
}

/// Names of the prelude's functions that are for the engine alone.
pub(super) const RUN_NEXT_TASK: &str = "runNextTask";
pub(super) const RUN_TICKS: &str = "runTicks";
pub(super) const FINISH: &str = "finish";
pub(super) const UNCAUGHT: &str = "uncaught";
pub(super) const REJECTED: &str = "rejected";
pub(super) const BUILTIN_MODULE: &str = "builtinModule";
pub(super) const MAIN_MODULE: &str = "mainModule";

/// Runs a program in the scope's context until it has nothing left to do. Returns its exit code.
pub(super) fn run(
    scope: &mut v8::PinScope<'_, '_>,
    queue: &v8::MicrotaskQueue,
    loaded: &LoadedProgram,
    source: &str,
    given: Given<'_>,
) -> Result<i32, CaseEnd> {
    let state = &mut common::state(scope).program;
    *state = State {
        input: NonNull::new(ptr::from_ref(given.stdin).cast_mut()),
        args: NonNull::new(ptr::from_ref(given.args).cast_mut()),
        ..State::default()
    };
    let ended = {
        v8::tc_scope!(let scope, scope);
        Turns { scope, queue }.run(loaded, source)
    };
    let exit_code = common::state(scope).program.exit_code;
    #[cfg(test)]
    {
        let state = common::state(scope);
        state.last_calls = state.program.calls;
    }
    // Objects of a program must not outlive it, and neither may the engine's handles to them.
    common::state(scope).program = State::default();
    match (ended, exit_code) {
        (Err(CaseEnd::Stopped), Some(code)) => Ok(code),
        (ended, _) => ended,
    }
}

/// The turns of a program's event loop.
struct Turns<'a, 'c, 't, 's, 'i> {
    scope: &'a mut TryCatch<'c, 't, 's, 'i>,
    queue: &'a v8::MicrotaskQueue,
}

impl<'s> Turns<'_, '_, '_, 's, '_> {
    fn run(&mut self, loaded: &LoadedProgram, source: &str) -> Result<i32, CaseEnd> {
        let Some(main) = self.main(&loaded.compiled, source) else {
            self.uncaught()?;
            return self.rest_of(None);
        };
        self.rest_of(main)
    }

    /// Runs the top level. Returns the promise of a module.
    fn main(&mut self, compiled: &Compiled, source: &str) -> Option<Option<v8::Local<'s, v8::Promise>>> {
        match compiled {
            Compiled::Body(cache) => {
                let cache = Some(&**cache);
                let body = compile::body(self.scope, source, compile::PROGRAM_PARAMETERS, cache)?;
                let main = self.call(MAIN_MODULE, &[])?;
                let main = v8::Local::<v8::Array>::try_from(main).ok()?;
                let mut arguments = Vec::with_capacity(compile::PROGRAM_PARAMETERS.len());
                for index in 0..main.length() {
                    arguments.push(main.get_index(self.scope, index)?);
                }
                body.call(self.scope, arguments[0], &arguments)?;
                Some(None)
            }
            Compiled::Module(cache) => {
                let module = compile::module(self.scope, source, Some(cache))?;
                module.instantiate_module(self.scope, imports::resolve)?;
                let promise = v8::Local::<v8::Promise>::try_from(module.evaluate(self.scope)?).ok()?;
                promise.mark_as_handled();
                Some(Some(promise))
            }
            // Programs are never compiled as scripts.
            Compiled::Script(_) => None,
        }
    }

    /// Runs everything that the top level has left to do.
    fn rest_of(&mut self, main: Option<v8::Local<'s, v8::Promise>>) -> Result<i32, CaseEnd> {
        let mut main = main;
        loop {
            self.settle()?;
            if let Some(promise) = main
                && promise.state() == v8::PromiseState::Rejected
            {
                main = None;
                let reason = promise.result(self.scope);
                self.uncaught_value(reason)?;
                continue;
            }
            match self.call(RUN_NEXT_TASK, &[]) {
                Some(ran) if ran.is_true() => {}
                None => self.uncaught()?,
                Some(_) => {
                    if main.is_some_and(|promise| promise.state() == v8::PromiseState::Pending) {
                        let (words, code) = UNSETTLED;
                        common::state(self.scope).errors.extend_from_slice(words);
                        return Ok(code);
                    }
                    match self.call(FINISH, &[]) {
                        Some(code) if code.is_number() => {
                            return Ok(code.int32_value(self.scope).unwrap_or(0));
                        }
                        Some(_) => {}
                        None => self.uncaught()?,
                    }
                }
            }
        }
    }

    /// Runs callbacks of `process.nextTick` and microtasks until there are none, and checks for rejected promises
    /// without a handler.
    fn settle(&mut self) -> Result<(), CaseEnd> {
        loop {
            if common::state(self.scope).program.has_ticks {
                common::state(self.scope).program.has_ticks = false;
                if self.call(RUN_TICKS, &[]).is_none() {
                    self.uncaught()?;
                    continue;
                }
            }
            match drain(self.scope, self.queue) {
                Ok(()) => {}
                // Thrown by a callback of `queueMicrotask`.
                Err(CaseEnd::ThrewOutsideCall(error)) => {
                    let thrown = common::state(self.scope).uncaught_value.take();
                    let Some(thrown) = thrown else { return Err(CaseEnd::Threw(error)) };
                    let thrown = v8::Local::new(self.scope, thrown);
                    self.uncaught_value(thrown)?;
                    continue;
                }
                Err(ended) => return Err(ended),
            }
            let state = &mut common::state(self.scope).program;
            if state.has_ticks {
                continue;
            }
            if state.rejections.is_empty() {
                return Ok(());
            }
            for (promise, reason) in std::mem::take(&mut state.rejections) {
                let promise = v8::Local::new(self.scope, promise);
                let reason = v8::Local::new(self.scope, reason);
                let Some(handled) = self.call(REJECTED, &[reason, promise.into()]) else {
                    self.uncaught()?;
                    continue;
                };
                if !handled.is_true() {
                    return Err(CaseEnd::Threw(error::from_exception(self.scope, reason)));
                }
            }
        }
    }

    /// Handles the exception in the scope, for which the program may have a handler of its own.
    fn uncaught(&mut self) -> Result<(), CaseEnd> {
        let exception = self.scope.exception();
        let ended = caught(self.scope);
        self.scope.reset();
        match (ended, exception) {
            (CaseEnd::Threw(error), Some(exception)) => self.tell(exception, CaseEnd::Threw(error)),
            (ended, _) => Err(ended),
        }
    }

    /// Handles a value that was thrown and not caught.
    fn uncaught_value(&mut self, value: v8::Local<'s, v8::Value>) -> Result<(), CaseEnd> {
        let error = error::from_exception(self.scope, value);
        self.tell(value, CaseEnd::Threw(error))
    }

    fn tell(&mut self, exception: v8::Local<'s, v8::Value>, ended: CaseEnd) -> Result<(), CaseEnd> {
        match self.call(UNCAUGHT, &[exception]) {
            Some(handled) if handled.is_true() => Ok(()),
            Some(_) => Err(ended),
            // The program's own handler threw.
            None => Err(caught(self.scope)),
        }
    }

    /// Calls a function of the prelude.
    fn call(
        &mut self,
        name: &str,
        arguments: &[v8::Local<'s, v8::Value>],
    ) -> Option<v8::Local<'s, v8::Value>> {
        let function = snapshot::prelude_function(self.scope, name)?;
        let receiver = v8::undefined(self.scope).into();
        function.call(self.scope, receiver, arguments)
    }
}

/// Called by V8 when a promise is rejected without a handler, or gets a handler afterwards.
pub(super) unsafe extern "C" fn note_rejection(message: v8::PromiseRejectMessage<'_>) {
    v8::callback_scope!(unsafe scope, &message);
    if !common::state(scope).program.is_running() {
        return;
    }
    let promise = message.get_promise();
    match message.get_event() {
        v8::PromiseRejectEvent::PromiseRejectWithNoHandler => {
            let Some(value) = message.get_value() else { return };
            let rejection = (v8::Global::new(scope, promise), v8::Global::new(scope, value));
            common::state(scope).program.rejections.push(rejection);
        }
        v8::PromiseRejectEvent::PromiseHandlerAddedAfterReject => {
            let promise = v8::Global::new(scope, promise);
            common::state(scope).program.rejections.retain(|(rejected, _)| *rejected != promise);
        }
        _ => {}
    }
}
