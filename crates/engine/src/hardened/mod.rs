//! The hardened realm: one context for many cases, in which no case can leave anything for the next.
//!
//! A fresh context costs V8 0.2 ms. This one is made once. Before a program runs in it, every object that it holds is
//! frozen for good, and everything that keeps hidden state is removed (`freeze.js`). A submission is compiled once, as
//! the body of a function, and that function is called anew for each case: its variables, closures and classes are new,
//! and everything older cannot be changed. `docs/hardened-realm.md` has the whole argument.
//!
//! A run here never leads to a verdict against a program. A run counts only if it gives a plain answer and leaves the
//! realm as clean as before. Any other run is marked as such, and the program is run again in a fresh context.

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use super::{
    case::{self, CaseEnd, ReadFailure, caught, drain},
    compile, entry,
    heap::HeapWatch,
    host,
    isolate::Program,
    libraries,
    limits::{SHORT, limiter, thread_cpu_time},
    snapshot, stack, to_js,
};
use tribunal_core::{
    execution::{Execution, IsolateLimits, Limits, Outcome},
    value::{Object, TypedKind, Value, is_identifier},
};

/// Turns a program's text into the strict body of a function. It stands on the text's first line, whose columns it must
/// not move.
const STRICT: &str = "'use strict';";

/// Returns the stack for the calls of a case in bytes, in an isolate with these limits: a small part of the isolate's
/// stack.
///
/// A fresh context runs a program from its first line on; this realm runs it hot, and optimised code has smaller
/// frames. A recursion that overflows the stack in a fresh context may succeed here, so deep recursion is not run in
/// this realm. V8 enforces this as it does any limit of the stack, and a call beyond it makes an error.
fn depth(isolate_limits: &IsolateLimits) -> usize {
    (isolate_limits.deep_stack().unwrap_or(stack::DEFAULT_BYTES) / 64).clamp(MIN_DEPTH, MAX_DEPTH)
}

/// Least stack for the calls of a case, in bytes. V8 compiles no function where less than 40 KiB are left.
const MIN_DEPTH: usize = 96 << 10;

/// Greatest stack for the calls of a case, in bytes. Few programs that recurse deeper are short enough to benefit from
/// this realm.
const MAX_DEPTH: usize = 256 << 10;

/// Greatest number of queues that V8 may have to keep in its list.
const MAX_QUEUES: usize = 2048;

/// A context that many cases share without affecting one another.
pub(super) struct HardenedRealm {
    context: v8::Global<v8::Context>,
    /// The value of `this` at the top level.
    global: v8::Global<v8::Object>,
    require: v8::Global<v8::Value>,
    /// The key of `module.exports`.
    exports_key: v8::Global<v8::String>,
    /// Functions that clear the state of the prelude's timers and console.
    resets: [v8::Global<v8::Function>; 2],
    /// The program that was compiled last.
    loaded: Option<HardenedProgram>,
    /// Whether the heap is watched on behalf of this realm's cases.
    is_watched: bool,
    /// The frozen objects.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hold it against what V8 says there is"))]
    frozen: v8::Global<v8::Array>,
    /// The microtasks of the running case, and of no other.
    queue: v8::MicrotaskQueueHandle,
    /// Whether a case may have put something into the queue.
    queue_is_used: bool,
    /// Number of queues made since the last collection.
    queues: usize,
    /// Stack for the calls of a case, in bytes.
    depth: usize,
    /// The lowest address of the stack that a compiler may reach.
    stack_limit: usize,
}

/// A program that is compiled for the realm.
struct HardenedProgram {
    source: Arc<str>,
    function: String,
    /// The function whose body is the program's text; `None` where the text cannot run in this realm.
    body: Option<v8::Global<v8::Function>>,
}

/// The reason why a case has no answer.
enum Declined {
    /// It ended in a way that leaves the realm as it was.
    Ended(Outcome),
    /// It may have left something behind, so the realm must not be used any more.
    Contaminated(&'static str),
}

impl HardenedRealm {
    /// Makes a realm from the startup snapshot, in an isolate with these limits, whose other calls may take the stack
    /// down to the address `stack_limit`.
    ///
    /// Returns `None` if V8 cannot, for lack of memory, or if a problem's libraries have run in its snapshot: it is not
    /// proven that their state can be frozen.
    pub(super) fn new(
        isolate: &mut v8::OwnedIsolate,
        isolate_limits: &IsolateLimits,
        stack_limit: usize,
    ) -> Option<Self> {
        stack::allow_down_to(isolate, stack_limit);
        Self::prepared_by(isolate, isolate_limits, stack_limit, |scope, context| {
            if libraries::have_run(scope) {
                return None;
            }
            // No global leads to the functions that the prelude makes for itself, so this one is made before any
            // program runs.
            snapshot::prelude_function(scope, "inspect")?;
            stack::show_traced_frames(scope)?;
            let frozen = freeze(scope)?;
            context.set_allow_generation_from_strings(false);
            let hook = v8::Function::builder(host::note_promise).build(scope)?;
            scope.set_promise_hooks(Some(hook), None, None, Some(hook));
            Some(frozen)
        })
    }

    /// Makes a realm of a new context that `prepare` has prepared. `prepare` returns an array of the objects that it
    /// froze.
    fn prepared_by(
        isolate: &mut v8::OwnedIsolate,
        isolate_limits: &IsolateLimits,
        stack_limit: usize,
        prepare: impl for<'s> FnOnce(
            &mut v8::PinScope<'s, '_>,
            v8::Local<'s, v8::Context>,
        ) -> Option<v8::Local<'s, v8::Array>>,
    ) -> Option<Self> {
        let queue = v8::MicrotaskQueue::new(isolate, v8::MicrotasksPolicy::Explicit);
        v8::scope!(let scope, isolate);
        let options = v8::ContextOptions {
            microtask_queue: Some((&raw const *queue).cast_mut()),
            ..Default::default()
        };
        let context = v8::Context::new(scope, options);
        let scope = &mut v8::ContextScope::new(scope, context);
        let frozen = prepare(scope, context)?;
        let global = context.global(scope);
        let require = v8::String::new(scope, "require")?.into();
        let require = global.get(scope, require)?;
        let exports_key = v8::String::new(scope, "exports")?;
        let resets = snapshot::resets(scope)?.map(|reset| v8::Global::new(scope, reset));
        Some(Self {
            context: v8::Global::new(scope, context),
            global: v8::Global::new(scope, global),
            require: v8::Global::new(scope, require),
            exports_key: v8::Global::new(scope, exports_key),
            resets,
            loaded: None,
            is_watched: false,
            frozen: v8::Global::new(scope, frozen),
            queue,
            // Making the realm may have used it.
            queue_is_used: true,
            queues: 0,
            depth: depth(isolate_limits),
            stack_limit,
        })
    }

    /// Marks that the heap is now watched on behalf of other cases than this realm's.
    pub(super) fn is_left(&mut self) {
        self.is_watched = false;
    }

    /// Ends the realm: microtasks that are left in its queue never run. `ended` is a queue that outlives the context.
    pub(super) fn end(self, isolate: &mut v8::OwnedIsolate, ended: &v8::MicrotaskQueue) {
        v8::scope!(let scope, isolate);
        v8::Local::new(scope, &self.context).set_microtask_queue(ended);
    }

    /// Runs a case. The flag is `false` if the realm must not be used any more.
    pub(super) fn run(
        &mut self,
        isolate: &mut v8::OwnedIsolate,
        program: &Program<'_>,
        name: &str,
        arguments: &Value,
        limits: &Limits,
        heap: &HeapWatch,
    ) -> (Execution, bool) {
        host::state(isolate).start_hardened_case(limits.output_bytes);
        v8::scope!(let scope, isolate);
        let context = v8::Local::new(scope, &self.context);
        self.renew_queue(scope, context);
        let scope = &mut v8::ContextScope::new(scope, context);
        if !limiter(scope).has_context() {
            limiter(scope).set_context(Some(self.context.clone()));
        }
        if !self.is_watched {
            heap.start_case(scope);
            self.is_watched = true;
        }
        let mut run = Execution::ended(Outcome::NoAnswer(String::new()));
        run.compile = self.load(scope, program, name, limits);
        stack::allow_down_to(scope, stack::address_below(self.depth));
        let answer = self.answer(scope, name, arguments, limits, heap, &mut run);
        // A reached limit decides, whatever the program did afterwards.
        if let Some((limit, at)) = limiter(scope).take_stopped() {
            run.outcome = Outcome::Stopped { limit, at };
            return (run, false);
        }
        let errors_made = host::state(scope).errors_made;
        let (outcome, reason) = match answer {
            // One of the errors may have been an overflow, and a case must not be able to measure its depth.
            Ok(_) if errors_made > 0 => (Outcome::NoAnswer(String::new()), Some("an error was made")),
            Ok(answer) => (Outcome::Returned(answer), self.clean_up(scope).err()),
            Err(Declined::Ended(outcome)) if errors_made > 1 || outcome.is_stack_overflow() => {
                (outcome, Some("an error was made"))
            }
            Err(Declined::Ended(outcome)) => (outcome, self.clean_up(scope).err()),
            Err(Declined::Contaminated(reason)) => (Outcome::NoAnswer(String::new()), Some(reason)),
        };
        run.outcome = reason.map_or(outcome, |reason| Outcome::NoAnswer(reason.into()));
        self.queue_is_used = host::state(scope).had_microtasks;
        (run, reason.is_none())
    }

    /// Gives the context a queue that no case has used, if the present one was used: microtasks left by another case
    /// never run.
    ///
    /// Microtasks come only from promises and `queueMicrotask`, so a queue is kept until a case has used one of them.
    /// V8 keeps a list of all queues until the garbage collector has found that they are gone, and walks it for each
    /// new one: with no collection for 200,000 cases, that took 70 us a case.
    fn renew_queue(&mut self, scope: &mut v8::PinScope<'_, '_, ()>, context: v8::Local<'_, v8::Context>) {
        if self.queue_is_used {
            if self.queues == MAX_QUEUES {
                scope.low_memory_notification();
                self.is_watched = false;
                self.queues = 0;
            }
            let queue = v8::MicrotaskQueue::new(scope, v8::MicrotasksPolicy::Explicit);
            context.set_microtask_queue(&queue);
            self.queue = queue;
            self.queues += 1;
        }
        // Assumed until the case has ended without using it.
        self.queue_is_used = true;
    }

    /// Calls the program and reads its answer. CPU time and the like are stored in `run`.
    fn answer(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        name: &str,
        arguments: &Value,
        limits: &Limits,
        heap: &HeapWatch,
        run: &mut Execution,
    ) -> Result<Value, Declined> {
        let Some(HardenedProgram { body: Some(body), .. }) = &self.loaded else {
            return Err(Declined::ended("the program is not one for the hardened realm"));
        };
        let body = v8::Local::new(scope, body);
        if arguments.objects.iter().any(has_buffer) {
            return Err(Declined::ended("a buffer is none for the hardened realm"));
        }
        let Some(arguments) = to_js::elements(scope, arguments) else {
            return Err(Declined::ended("V8 refuses the case's arguments as too large"));
        };
        limiter(scope).arm_for_short(*limits);
        let answer = self.call(scope, body, name, &arguments, limits);
        (run.cpu, run.wall) = limiter(scope).disarm_after_short();
        let answer = answer?;
        if run.wall > SHORT || heap.has_grown_outside(scope) {
            if heap.ends_with_too_much(scope) {
                return Err(Declined::Contaminated("the memory limit is exceeded"));
            }
            run.memory_bytes = heap.peak();
            heap.start_case(scope);
            if limits.is_memory_near(run.memory_bytes) {
                return Err(Declined::ended("the memory limit is near"));
            }
        }
        if run.cpu >= limits.cpu - limits.cpu / 10 {
            return Err(Declined::ended("the time limit is near"));
        }
        Ok(answer)
    }

    /// Runs the program's top level, then its function, then reads the result.
    fn call(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        body: v8::Local<'_, v8::Function>,
        name: &str,
        arguments: &[v8::Local<'_, v8::Value>],
        limits: &Limits,
    ) -> Result<Value, Declined> {
        v8::tc_scope!(let scope, scope);
        let exports = v8::Object::new(scope);
        let module = v8::Object::new(scope);
        let key = v8::Local::new(scope, &self.exports_key);
        module.create_data_property(scope, key.into(), exports.into());
        let require = v8::Local::new(scope, &self.require);
        let global = v8::Local::new(scope, &self.global);
        let parameters = [exports.into(), require, module.into()];
        let Some(found) = body.call(scope, global.into(), &parameters) else {
            return Err(Declined::from(caught(scope)));
        };
        // Microtasks that the top level has queued run before any call.
        drain(scope, &self.queue).map_err(Declined::from)?;
        let mut receiver = v8::undefined(scope).into();
        let function = match v8::Local::<v8::Function>::try_from(found) {
            Ok(function) => function,
            Err(_) => {
                let entry = elsewhere(scope, found, name);
                let Some(entry) = entry.filter(|entry| !entry.is_class) else {
                    return Err(if scope.has_terminated() {
                        Declined::from(CaseEnd::Stopped)
                    } else {
                        Declined::ended("no function is found")
                    });
                };
                receiver = entry.receiver;
                entry.function
            }
        };
        let Some(result) = function.call(scope, receiver, arguments) else {
            return Err(Declined::from(caught(scope)));
        };
        let result = case::awaited(scope, &self.queue, result).map_err(Declined::from)?;
        let budget = usize::try_from(limits.output_bytes).unwrap_or(usize::MAX);
        let answer = case::read(scope, result, &mut { budget }).map_err(|error| match error {
            ReadFailure::TooLarge => Declined::ended("the result is too large"),
            ReadFailure::Ended(ended) => ended.into(),
        });
        if let Some(error) = host::state(scope).uncaught.take() {
            return Err(Declined::Ended(Outcome::Threw(error)));
        }
        answer
    }

    /// Clears the prelude's state of a case, whether or not there is any.
    ///
    /// # Errors
    /// A description of the state that the case has left behind.
    fn clean_up(&self, scope: &mut v8::PinScope<'_, '_>) -> Result<(), &'static str> {
        if host::state(scope).has_microtasks {
            return Err("microtasks were left");
        }
        let receiver = v8::undefined(scope).into();
        for reset in &self.resets {
            let reset = v8::Local::new(scope, reset);
            match reset.call(scope, receiver, &[]) {
                Some(result) if !result.is_false() => {}
                Some(_) => return Err("timers were left"),
                None => return Err("the prelude failed"),
            }
        }
        Ok(())
    }

    /// Compiles the program unless it is the one compiled last. Returns the CPU time of that.
    fn load(
        &mut self,
        scope: &mut v8::PinScope<'_, '_>,
        program: &Program<'_>,
        name: &str,
        limits: &Limits,
    ) -> Duration {
        if let Some(loaded) = &self.loaded
            && Arc::ptr_eq(&loaded.source, program.source)
            && loaded.function == name
        {
            return Duration::ZERO;
        }
        let start = thread_cpu_time();
        stack::allow_down_to(scope, self.stack_limit);
        limiter(scope).arm(*limits);
        let body = compile_body(scope, program, name);
        limiter(scope).disarm();
        let body = body.map(|body| v8::Global::new(scope, body));
        self.loaded =
            Some(HardenedProgram { source: Arc::clone(program.source), function: name.to_owned(), body });
        thread_cpu_time().saturating_sub(start)
    }
}

impl Declined {
    fn ended(reason: &str) -> Self {
        Self::Ended(Outcome::NoAnswer(reason.into()))
    }
}

impl From<CaseEnd> for Declined {
    fn from(ended: CaseEnd) -> Self {
        match ended.outcome() {
            Some(outcome) => Self::Ended(outcome),
            None => Self::Contaminated("a limit stopped the program"),
        }
    }
}

/// Whether an argument gives a program a buffer; `freeze.js` explains why it must not have one.
fn has_buffer(object: &Object) -> bool {
    matches!(object, Object::Buffer(_) | Object::Typed { kind: TypedKind::DataView, .. })
}

/// Freezes the scope's realm. Returns an array of its objects.
fn freeze<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Array>> {
    let freeze = snapshot::evaluate(scope, "hardened/freeze.js", include_str!("freeze.js"))?;
    let freeze = v8::Local::<v8::Function>::try_from(freeze).ok()?;
    let receiver = v8::undefined(scope).into();
    freeze.call(scope, receiver, &[])?.try_into().ok()
}

/// Compiles a program as the strict body of a function of `exports`, `require` and `module`. The function returns the
/// program's function, or the values in which to look it up.
///
/// The text is embedded between two fragments. This is sound only because it is a complete script by itself: nothing is
/// left open at its end. Returns `None` for any other text.
fn compile_body<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    program: &Program<'_>,
    name: &str,
) -> Option<v8::Local<'s, v8::Function>> {
    let source = program.source;
    if program.is_module || !is_identifier(name) {
        return None;
    }
    v8::tc_scope!(let scope, scope);
    // A global that every program has is not an answer, and from inside the body the two look alike.
    let key = v8::String::new(scope, name)?;
    let global = scope.get_current_context().global(scope);
    if global.has(scope, key.into()) != Some(false) || !compile::is_script(scope, source) {
        return None;
    }
    let text = format!(
        "{STRICT}{source}\n;return typeof {name} === 'function' ? {name} \
         : [module, exports, typeof Solution === 'undefined' ? undefined : Solution];"
    );
    let columns = i32::try_from(STRICT.len()).ok()?;
    compile::body_at(scope, &text, compile::SCRIPT_PARAMETERS, None, -columns)
}

/// Finds the function in the array that a program's body returns where the name itself is no function.
fn elsewhere<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    found: v8::Local<'s, v8::Value>,
    name: &str,
) -> Option<entry::Entry<'s>> {
    let found = v8::Local::<v8::Array>::try_from(found).ok()?;
    let places = [found.get_index(scope, 0)?, found.get_index(scope, 1)?, found.get_index(scope, 2)?];
    entry::find_elsewhere(scope, name, places)
}
