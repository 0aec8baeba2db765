//! The hardened realm: one context for many cases, in which no case can leave anything for the next.
//!
//! A fresh context costs V8 0.2 ms. This one is made once. Before a program runs in it, every object that it holds
//! is frozen for good, and what keeps state in hidden ways is taken away (`freeze.js`). A submission is compiled
//! once, as the body of a function, and that function is called anew for each case: its variables, closures and
//! classes are new, and everything older cannot be changed. `docs/hardened-realm.md` has the whole argument.
//!
//! Nothing here gives a verdict against a program. Whatever is not a plain answer, given in a realm that is as
//! clean as before, ends as a run that says so, and the program is run in a fresh context instead.

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

/// Makes a program's text the strict body of a function. On the text's first line, whose columns it must not move.
const STRICT: &str = "'use strict';";

/// How deep the calls of a case may go, in bytes, in an isolate with so much room: a small part of its stack.
///
/// A fresh context runs a program from its first line on; this realm runs it hot, and optimised code has smaller frames. A
/// recursion that overflows the stack in a fresh context may reach its end here, so one that is deep is none for this realm.
/// V8 holds calls to it as it does to any limit of the stack, and whoever goes beyond has made an error.
fn depth(isolate_limits: &IsolateLimits) -> usize {
    (isolate_limits.deep_stack().unwrap_or(stack::DEFAULT_BYTES) / 64).clamp(MIN_DEPTH, MAX_DEPTH)
}

/// V8 compiles no function where less than 40 KiB are left.
const MIN_DEPTH: usize = 96 << 10;

/// Few programs that recurse deeper are short enough to gain anything here.
const MAX_DEPTH: usize = 256 << 10;

/// How many queues V8 may have to keep in its list.
const MAX_QUEUES: usize = 2048;

/// A context that cases share without meeting.
pub(super) struct HardenedRealm {
    context: v8::Global<v8::Context>,
    /// What `this` is at the top level.
    global: v8::Global<v8::Object>,
    require: v8::Global<v8::Value>,
    /// The key of `module.exports`.
    exports_key: v8::Global<v8::String>,
    /// Make the prelude's timers and console forget what they keep.
    resets: [v8::Global<v8::Function>; 2],
    /// The program that was compiled last.
    loaded: Option<HardenedProgram>,
    /// Whether the heap is watched from the start of a case of this realm.
    is_watched: bool,
    /// What was frozen.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hold it against what V8 says there is"))]
    frozen: v8::Global<v8::Array>,
    /// The microtasks of the case that runs, and of no other.
    queue: v8::MicrotaskQueueHandle,
    /// Whether any case may ever have put something into the queue.
    queue_is_used: bool,
    /// How many queues were made since the last collection.
    queues: usize,
    /// How deep the calls of a case may go, in bytes.
    depth: usize,
    /// The address down to which a compiler may take the stack.
    stack_limit: usize,
}

/// A program as the realm runs it.
struct HardenedProgram {
    source: Arc<str>,
    function: String,
    /// The function whose body is the program's text; `None` where the text is not for this realm.
    body: Option<v8::Global<v8::Function>>,
}

/// Why a case was not answered.
enum Declined {
    /// It ended, in a way that leaves the realm as it was.
    Ended(Outcome),
    /// It may have left something behind, so the realm must not be used any more.
    Contaminated(&'static str),
}

impl HardenedRealm {
    /// Makes a realm from the startup snapshot, in an isolate of so much room, whose calls may else take the stack down to
    /// the address `stack_limit`.
    ///
    /// `None` if V8 cannot, for want of memory, or if a problem's libraries have run in its snapshot: nobody has shown
    /// that what they leave can be frozen.
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
            // What the prelude makes for itself alone, no global leads to: it is to be there before any program is.
            snapshot::prelude_function(scope, "inspect")?;
            stack::show_traced_frames(scope)?;
            let frozen = freeze(scope)?;
            context.set_allow_generation_from_strings(false);
            let hook = v8::Function::builder(host::note_promise).build(scope)?;
            scope.set_promise_hooks(Some(hook), None, None, Some(hook));
            Some(frozen)
        })
    }

    /// A realm of a new context that `prepare` has made ready; it gives an array of the objects that it froze.
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

    /// Says that the heap is watched for someone else's sake now.
    pub(super) fn is_left(&mut self) {
        self.is_watched = false;
    }

    /// Ends the realm: whatever waits in its queue never runs. `ended` is a queue that outlives the context.
    pub(super) fn end(self, isolate: &mut v8::OwnedIsolate, ended: &v8::MicrotaskQueue) {
        v8::scope!(let scope, isolate);
        v8::Local::new(scope, &self.context).set_microtask_queue(ended);
    }

    /// Runs a case. `false` beside it if the realm must not be used any more.
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
        // A limit that was reached counts, whatever the program made of it.
        if let Some((limit, at)) = limiter(scope).take_stopped() {
            run.outcome = Outcome::Stopped { limit, at };
            return (run, false);
        }
        let errors_made = host::state(scope).errors_made;
        let (outcome, reason) = match answer {
            // One of them may have been an overflow, whose depth is nothing that a case may know.
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

    /// Gives the context a queue into which no case has ever put anything: what another case has left to be run is left for
    /// good, whatever it was.
    ///
    /// No microtask comes into being without a promise or `queueMicrotask`, so a queue remains until a case had one of them.
    /// V8 keeps a list of all queues until the garbage collector has found that they are gone, and walks it for each new
    /// one: with no collection for 200,000 cases, that took 70 us a case.
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
        // Until the case has come to its end, and had none.
        self.queue_is_used = true;
    }

    /// Calls the program and reads its answer; what it took goes into `run`.
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
        // What the top level has left to microtasks happens before anybody calls.
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

    /// Makes the prelude forget a case, whether or not that has left anything there.
    ///
    /// # Errors
    /// What the case has left behind, if anything.
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

    /// Compiles the program unless it is the one compiled last; gives the CPU time that took.
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

/// Whether a program that is given this gets a buffer by it, which `freeze.js` says why it must not.
fn has_buffer(object: &Object) -> bool {
    matches!(object, Object::Buffer(_) | Object::Typed { kind: TypedKind::DataView, .. })
}

/// Freezes the scope's realm; gives an array of the objects in it.
fn freeze<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Array>> {
    let freeze = snapshot::evaluate(scope, "hardened/freeze.js", include_str!("freeze.js"))?;
    let freeze = v8::Local::<v8::Function>::try_from(freeze).ok()?;
    let receiver = v8::undefined(scope).into();
    freeze.call(scope, receiver, &[])?.try_into().ok()
}

/// Compiles a program as the strict body of a function of `exports`, `require` and `module`, which ends by giving
/// the program's function, or what else to look it up in.
///
/// The text stands between two of ours, which is sound only because it is a script by itself: what is open at
/// its end is open in none. `None` for any other text.
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
    // What every program has is nobody's answer, and from inside the body the two look alike.
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

/// Finds the function in the array that a program's body gives where the name itself is none.
fn elsewhere<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    found: v8::Local<'s, v8::Value>,
    name: &str,
) -> Option<entry::Entry<'s>> {
    let found = v8::Local::<v8::Array>::try_from(found).ok()?;
    let places = [found.get_index(scope, 0)?, found.get_index(scope, 1)?, found.get_index(scope, 2)?];
    entry::find_elsewhere(scope, name, places)
}
