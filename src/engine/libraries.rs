//! Making a startup snapshot with the libraries of a problem in it.

use super::{
    compile, error, host::{self, HostState},
    limits::{Limiter, limiter},
    platform, snapshot,
};
use crate::{
    libraries::{Library, LibraryFault},
    raw_run::{Limit, Limits, Outcome},
};

/// The private property of a global object that says that libraries have run there.
const LIBRARIES_KEY: &str = "tribunal.libraries";

/// Heap that V8 may use while libraries run, in bytes, where they may use `limit`.
fn heap_limit(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX >> 1)
}

/// The startup snapshot with these libraries: the top level of each has run, in order, on top of the prelude.
///
/// Must be called where an isolate of this engine is alive: the read-only heap is one for all isolates of a process,
/// that of the first one, and a snapshot that is made beside it refers to the very same. So isolates of different
/// snapshots can live side by side, as long as all of these were made upon the same one.
///
/// Where V8 has no form for what a library leaves, such as WebAssembly, it ends the process.
///
/// # Errors
/// The first library that does not compile, throws, reaches a limit, or leaves what cannot be kept.
pub fn library_snapshot(libraries: &[Library], limits: &Limits) -> Result<Vec<u8>, LibraryFault> {
    platform::initialize();
    let parameters = v8::CreateParams::default()
        .allow_atomics_wait(false)
        .heap_limits(0, heap_limit(limits.memory_bytes));
    let mut creator = v8::Isolate::snapshot_creator_from_existing_snapshot(
        v8::StartupData::from(snapshot::snapshot()),
        Some(snapshot::external_references()),
        Some(parameters),
    );
    creator.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
    creator.set_capture_stack_trace_for_uncaught_exceptions(false, 0);
    creator.set_host_import_module_dynamically_callback(super::case::refuse_dynamic_import);
    let handle = creator.thread_safe_handle();
    creator.set_slot(Limiter::new(handle));
    creator.set_slot(HostState::new(usize::try_from(limits.output_bytes).unwrap_or(usize::MAX)));
    let evaluated = {
        v8::scope!(let scope, &mut creator);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        let global = v8::Global::new(scope, context);
        limiter(scope).set_context(Some(global));
        let evaluated = evaluate(scope, libraries, limits);
        scope.set_default_context(context);
        evaluated
    };
    creator.cancel_terminate_execution();
    // What they hold would be in V8's way.
    creator.remove_slot::<Limiter>();
    creator.remove_slot::<HostState>();
    let blob = creator.create_blob(v8::FunctionCodeHandling::Keep);
    evaluated?;
    let unknown = || LibraryFault { index: 0, outcome: Outcome::NoAnswer("V8 makes no snapshot of it".into()) };
    Ok(blob.ok_or_else(unknown)?.to_vec())
}

/// Whether libraries have run in the scope's context, or in that of the snapshot which it was made from.
pub(super) fn have_run(scope: &mut v8::PinScope<'_, '_>) -> bool {
    let Some(key) = key(scope) else { return false };
    let global = scope.get_current_context().global(scope);
    global.has_private(scope, key) == Some(true)
}

fn key<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Private>> {
    let name = v8::String::new(scope, LIBRARIES_KEY)?;
    Some(v8::Private::for_api(scope, Some(name)))
}

/// What gives each library its `module`, and the submission what they export.
struct Modules<'s> {
    start: v8::Local<'s, v8::Function>,
    end: v8::Local<'s, v8::Function>,
    done: v8::Local<'s, v8::Function>,
}

impl<'s> Modules<'s> {
    fn new(scope: &mut v8::PinScope<'s, '_>) -> Option<Self> {
        let make = snapshot::evaluate(scope, "prelude/libraries.js", include_str!("prelude/libraries.js"))?;
        let make = v8::Local::<v8::Function>::try_from(make).ok()?;
        let prelude = snapshot::prelude(scope)?;
        let receiver = v8::undefined(scope).into();
        let modules = v8::Local::<v8::Object>::try_from(make.call(scope, receiver, &[prelude.into()])?).ok()?;
        let function = |name: &str| {
            let name = v8::String::new(scope, name)?.into();
            v8::Local::<v8::Function>::try_from(modules.get(scope, name)?).ok()
        };
        Some(Self { start: function("start")?, end: function("end")?, done: function("done")? })
    }
}

/// Runs the top level of each library in the scope's context.
fn evaluate(
    scope: &mut v8::PinScope<'_, '_>,
    libraries: &[Library],
    limits: &Limits,
) -> Result<(), LibraryFault> {
    let ours = |index| LibraryFault { index, outcome: Outcome::NoAnswer("the prelude failed".into()) };
    let modules = Modules::new(scope).ok_or_else(|| ours(0))?;
    let receiver = v8::undefined(scope).into();
    for (index, library) in libraries.iter().enumerate() {
        let mut names = Vec::new();
        for name in library.names() {
            names.push(v8::String::new(scope, &name).ok_or_else(|| ours(index))?.into());
        }
        modules.start.call(scope, receiver, &[]).ok_or_else(|| ours(index))?;
        host::state(scope).script = library.script_name().into();
        limiter(scope).arm(*limits);
        let ended = top_level(scope, library);
        let (cpu, _) = limiter(scope).disarm();
        if cpu > limits.cpu {
            limiter(scope).note(Limit::CpuTime, None);
        }
        if let Some((limit, at)) = limiter(scope).take_stopped() {
            return Err(LibraryFault { index, outcome: Outcome::Stopped { limit, at } });
        }
        if let Some(outcome) = ended.err().or_else(|| forget(scope)) {
            return Err(LibraryFault { index, outcome });
        }
        modules.end.call(scope, receiver, &names).ok_or_else(|| ours(index))?;
    }
    let last = libraries.len().saturating_sub(1);
    modules.done.call(scope, receiver, &[]).ok_or_else(|| ours(last))?;
    let key = key(scope).ok_or_else(|| ours(last))?;
    let global = scope.get_current_context().global(scope);
    let yes = v8::Boolean::new(scope, true).into();
    global.set_private(scope, key, yes).ok_or_else(|| ours(last))?;
    Ok(())
}

/// Runs a library, and what it leaves to microtasks.
fn top_level(scope: &mut v8::PinScope<'_, '_>, library: &Library) -> Result<(), Outcome> {
    v8::tc_scope!(let scope, scope);
    let name = library.script_name();
    let Some(script) = compile::named_script(scope, &library.source, &name) else {
        return Err(match compile::caught(scope) {
            Some(error) => Outcome::CompileError(error),
            // A limit, which the limiter knows.
            None => Outcome::NoAnswer("it was stopped".into()),
        });
    };
    if script.run(scope).is_none() {
        let (message, exception) = (scope.message(), scope.exception());
        return Err(match message {
            Some(message) if !scope.has_terminated() => {
                Outcome::Threw(error::from_message(scope, message, exception))
            }
            _ => Outcome::NoAnswer("it was stopped".into()),
        });
    }
    scope.perform_microtask_checkpoint();
    match host::state(scope).uncaught.take() {
        Some(error) => Err(Outcome::Threw(error)),
        None => Ok(()),
    }
}

/// Lets the prelude forget what it keeps of a library; tells what it must not keep.
fn forget(scope: &mut v8::PinScope<'_, '_>) -> Option<Outcome> {
    let failed = || Outcome::NoAnswer("the prelude failed".into());
    if std::mem::take(&mut host::state(scope).is_touched) {
        let receiver = v8::undefined(scope).into();
        let Some(resets) = snapshot::resets(scope) else { return Some(failed()) };
        for reset in resets {
            match reset.call(scope, receiver, &[]) {
                Some(result) if !result.is_false() => {}
                Some(_) => return Some(Outcome::NoAnswer("it leaves timers behind, which no snapshot can keep".into())),
                None => return Some(failed()),
            }
        }
    }
    None
}
