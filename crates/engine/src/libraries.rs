//! Construction of startup snapshots that contain a problem's libraries.

use super::{
    compile, error,
    host::{self, HostState},
    limits::{Limiter, limiter},
    platform, snapshot,
};
use tribunal_core::{
    execution::{Limit, Limits, Outcome},
    libraries::{Built, Library, LibraryError},
};

/// The private property of a global object that marks that libraries have run there.
const LIBRARIES_KEY: &str = "tribunal.libraries";

/// Returns the heap that V8 may use while libraries run, in bytes, where they may use `limit`.
fn heap_limit(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX >> 1)
}

/// Builds the startup snapshot with these libraries. The top level of each has run, in order, on top of the prelude: as
/// a CommonJS module if it exports something, else as a script, whose names the submission sees.
///
/// Must be called while an isolate of this engine is alive. All isolates of a process share one read-only heap, that of
/// the first one, and a snapshot that is made meanwhile refers to the same. So isolates of different snapshots can
/// exist side by side, as long as all these snapshots were made on top of the same one.
///
/// V8 ends the process if it has no form for an object that a library leaves, such as WebAssembly.
///
/// # Errors
/// The first library that does not compile, throws, reaches a limit, or leaves something that cannot be kept.
pub fn library_snapshot(libraries: &[Library], limits: &Limits) -> Result<Built, LibraryError> {
    platform::initialize();
    let parameters =
        v8::CreateParams::default().allow_atomics_wait(false).heap_limits(0, heap_limit(limits.memory_bytes));
    let mut creator = v8::Isolate::snapshot_creator_from_existing_snapshot(
        v8::StartupData::from(snapshot::snapshot()),
        Some(snapshot::external_references()),
        Some(parameters),
    );
    creator.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
    creator.set_capture_stack_trace_for_uncaught_exceptions(false, 0);
    creator.set_host_import_module_dynamically_callback(super::case::import_dynamically);
    let handle = creator.thread_safe_handle();
    creator.set_slot(Limiter::new(handle));
    creator.set_slot(HostState::new(usize::try_from(limits.output_bytes).unwrap_or(usize::MAX)));
    let made = kinds(&mut creator, libraries, limits).and_then(|are_modules| {
        v8::scope!(let scope, &mut creator);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        evaluate(scope, libraries, &are_modules, limits)?;
        scope.set_default_context(context);
        Ok(are_modules)
    });
    add_program_context(&mut creator, libraries, made.as_deref().unwrap_or_default(), limits);
    creator.cancel_terminate_execution();
    if made.is_err() {
        // V8 has to write a snapshot before it releases the isolate.
        v8::scope!(let scope, &mut creator);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        scope.set_default_context(context);
    }
    // The handles that they hold would be in V8's way.
    creator.remove_slot::<Limiter>();
    creator.remove_slot::<HostState>();
    let blob = creator.create_blob(v8::FunctionCodeHandling::Keep);
    let are_modules = made?;
    let failed =
        || LibraryError { index: 0, outcome: Outcome::NoAnswer("V8 makes no snapshot of it".into()) };
    Ok(Built { snapshot: blob.ok_or_else(failed)?.to_vec(), are_modules })
}

/// Adds the context of whole programs to the new snapshot, with the libraries in it. If one of them runs for functions
/// but fails for programs, all are left out: only a problem for programs misses them, and its programs report it.
fn add_program_context(
    creator: &mut v8::OwnedIsolate,
    libraries: &[Library],
    are_modules: &[bool],
    limits: &Limits,
) {
    v8::scope!(let scope, creator);
    let with_libraries = {
        let context = snapshot::program_context(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        let evaluated = !are_modules.is_empty() && evaluate(scope, libraries, are_modules, limits).is_ok();
        scope.cancel_terminate_execution();
        evaluated.then_some(context)
    };
    let context =
        with_libraries.unwrap_or_else(|| snapshot::program_context(scope, v8::ContextOptions::default()));
    let place = scope.add_context(context);
    assert_eq!(place, snapshot::PROGRAM_CONTEXT, "the only context besides the default one");
}

/// Returns for each library whether it is a CommonJS module: whether it exports something when it runs as one. There is
/// no other way to know. Each attempt has a context of its own, where the libraries before it have run.
fn kinds(
    isolate: &mut v8::OwnedIsolate,
    libraries: &[Library],
    limits: &Limits,
) -> Result<Vec<bool>, LibraryError> {
    let mut are_modules = Vec::with_capacity(libraries.len());
    for (index, library) in libraries.iter().enumerate() {
        let may_export = library.source.contains("exports");
        let is_module = may_export && {
            v8::scope!(let scope, isolate);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            let modules = evaluate(scope, &libraries[..index], &are_modules, limits)?;
            let ran = modules.run(scope, library, true, limits);
            match ran {
                Err(outcome @ Outcome::Stopped { .. }) => return Err(LibraryError { index, outcome }),
                // As a script it may be right, and if not, the run as a script reports the fault.
                Err(_) => false,
                Ok(()) => modules.has_exported(scope),
            }
        };
        are_modules.push(is_module);
    }
    Ok(are_modules)
}

/// Whether libraries have run in the scope's context, or in the one of the snapshot from which it was made.
pub(super) fn have_run(scope: &mut v8::PinScope<'_, '_>) -> bool {
    let Some(key) = key(scope) else { return false };
    let global = scope.get_current_context().global(scope);
    global.has_private(scope, key) == Some(true)
}

fn key<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Private>> {
    let name = v8::String::new(scope, LIBRARIES_KEY)?;
    Some(v8::Private::for_api(scope, Some(name)))
}

/// Functions of the prelude that provide each library with its `module`, and the submission with the exports.
struct Modules<'s> {
    start: v8::Local<'s, v8::Function>,
    has_exported: v8::Local<'s, v8::Function>,
    end: v8::Local<'s, v8::Function>,
}

impl<'s> Modules<'s> {
    fn new(scope: &mut v8::PinScope<'s, '_>) -> Option<Self> {
        let make = snapshot::evaluate(scope, "prelude/libraries.js", include_str!("prelude/libraries.js"))?;
        let make = v8::Local::<v8::Function>::try_from(make).ok()?;
        let prelude = snapshot::prelude(scope)?;
        let receiver = v8::undefined(scope).into();
        let modules =
            v8::Local::<v8::Object>::try_from(make.call(scope, receiver, &[prelude.into()])?).ok()?;
        let function = |name: &str| {
            let name = v8::String::new(scope, name)?.into();
            v8::Local::<v8::Function>::try_from(modules.get(scope, name)?).ok()
        };
        Some(Self {
            start: function("start")?,
            has_exported: function("hasExported")?,
            end: function("end")?,
        })
    }

    /// Runs a library with a new `module`: as the body of a function if it is a CommonJS module, else as a script.
    fn run(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        library: &Library,
        as_module: bool,
        limits: &Limits,
    ) -> Result<(), Outcome> {
        host::state(scope).script = library.script_name().into();
        let context = scope.get_current_context();
        let global = v8::Global::new(scope, context);
        limiter(scope).set_context(Some(global));
        limiter(scope).arm(*limits);
        let ended = self.top_level(scope, library, as_module);
        let (cpu, _) = limiter(scope).disarm();
        limiter(scope).set_context(None);
        if cpu > limits.cpu {
            limiter(scope).note(Limit::CpuTime, None);
        }
        let stopped = limiter(scope).take_stopped();
        let uncaught = host::state(scope).uncaught.take();
        if let Some((limit, at)) = stopped {
            scope.cancel_terminate_execution();
            return Err(Outcome::Stopped { limit, at });
        }
        ended?;
        match uncaught {
            Some(error) => Err(Outcome::Threw(error)),
            None => forget(scope),
        }
    }

    /// Runs a library's top level, and the microtasks that it has queued.
    fn top_level(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        library: &Library,
        as_module: bool,
    ) -> Result<(), Outcome> {
        v8::tc_scope!(let scope, scope);
        let name = library.script_name();
        let receiver = v8::undefined(scope).into();
        let Some(parameters) = self.start.call(scope, receiver, &[]) else { return Err(failed()) };
        let ran = if as_module {
            let Some(body) = compile::named_body(scope, &library.source, &name) else {
                return Err(not_compiled(scope));
            };
            let Some(parameters) = elements(scope, parameters) else { return Err(failed()) };
            // Not `exports`, as in Node.js: properties that a library adds to `this` are globals.
            let global = scope.get_current_context().global(scope);
            body.call(scope, global.into(), &parameters)
        } else {
            let Some(script) = compile::named_script(scope, &library.source, &name) else {
                return Err(not_compiled(scope));
            };
            script.run(scope)
        };
        if ran.is_none() {
            let exception = scope.exception();
            return Err(match scope.message() {
                Some(message) if !scope.has_terminated() => {
                    Outcome::Threw(error::from_message(scope, message, exception))
                }
                _ => stopped(),
            });
        }
        scope.perform_microtask_checkpoint();
        Ok(())
    }

    fn has_exported(&self, scope: &mut v8::PinScope<'s, '_>) -> bool {
        let receiver = v8::undefined(scope).into();
        self.has_exported.call(scope, receiver, &[]).is_some_and(|answer| answer.is_true())
    }
}

/// Returns the outcome of a library after which one of the engine's own scripts failed.
fn failed() -> Outcome {
    Outcome::NoAnswer("the prelude fails after it".into())
}

/// Returns the outcome of a library that a limit stopped, until the limiter provides the limit.
fn stopped() -> Outcome {
    Outcome::NoAnswer("it was stopped".into())
}

fn not_compiled(scope: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>) -> Outcome {
    compile::caught(scope).map_or_else(stopped, Outcome::CompileError)
}

fn elements<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    array: v8::Local<'s, v8::Value>,
) -> Option<Vec<v8::Local<'s, v8::Value>>> {
    let array = v8::Local::<v8::Array>::try_from(array).ok()?;
    (0..array.length()).map(|index| array.get_index(scope, index)).collect()
}

/// Runs the top level of each library in the scope's context, and prepares the context for a submission.
fn evaluate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    libraries: &[Library],
    are_modules: &[bool],
    limits: &Limits,
) -> Result<Modules<'s>, LibraryError> {
    let last = LibraryError { index: libraries.len().saturating_sub(1), outcome: failed() };
    let modules = Modules::new(scope).ok_or_else(|| last.clone())?;
    let receiver = v8::undefined(scope).into();
    for (index, (library, is_module)) in libraries.iter().zip(are_modules).enumerate() {
        let fault = |outcome| LibraryError { index, outcome };
        modules.run(scope, library, *is_module, limits).map_err(fault)?;
        let mut names = Vec::new();
        for name in library.names() {
            names.push(v8::String::new(scope, &name).ok_or_else(|| fault(failed()))?.into());
        }
        modules.end.call(scope, receiver, &names).ok_or_else(|| fault(failed()))?;
    }
    let is_ready = modules.start.call(scope, receiver, &[]).is_some() && mark(scope).is_some();
    if is_ready { Ok(modules) } else { Err(last) }
}

/// Marks in the scope's context that libraries have run there.
fn mark(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let key = key(scope)?;
    let global = scope.get_current_context().global(scope);
    let yes = v8::Boolean::new(scope, true).into();
    global.set_private(scope, key, yes).map(drop)
}

/// Clears the prelude's state of a library.
///
/// # Errors
/// The state that it must not keep.
fn forget(scope: &mut v8::PinScope<'_, '_>) -> Result<(), Outcome> {
    if !std::mem::take(&mut host::state(scope).is_touched) {
        return Ok(());
    }
    let receiver = v8::undefined(scope).into();
    for reset in snapshot::resets(scope).ok_or_else(failed)? {
        match reset.call(scope, receiver, &[]) {
            Some(result) if !result.is_false() => {}
            Some(_) => {
                return Err(Outcome::NoAnswer("it leaves timers behind, which no snapshot can keep".into()));
            }
            None => return Err(failed()),
        }
    }
    Ok(())
}
