//! The startup snapshot: the heap of an isolate in which the prelude has run, so that a fresh context has consoles,
//! timers and the rest without running a line.

use std::{borrow::Cow, ffi::c_void, sync::OnceLock};

use v8::MapFnTo;

use super::{
    host, on_demand, platform,
    program::{
        self,
        fast::{self, Fast},
    },
};

/// A script of the prelude: its file, its text, and the names of the values that it makes. The text is a function of
/// the host's functions and of the function that returns any value of the prelude.
type Script = (&'static str, &'static str, &'static [&'static str]);

/// The prelude of submissions whose function is called.
const PRELUDE: [Script; 6] = [
    (
        "prelude/globals.js",
        include_str!("prelude/globals.js"),
        &[
            "global",
            "self",
            "module",
            "exports",
            "require",
            "structuredClone",
            "TextEncoder",
            "TextDecoder",
            "btoa",
            "atob",
        ],
    ),
    CONSOLE,
    INSPECT,
    TIMERS,
    MEMORY,
    ("prelude/generator.js", include_str!("prelude/generator.js"), &[RUN_GENERATOR]),
];

const MEMORY: Script =
    ("prelude/memory.js", include_str!("prelude/memory.js"), &[METER_MEMORY, MAKE_WEAK_REF]);

const CONSOLE: Script =
    ("prelude/console.js", include_str!("prelude/console.js"), &["console", RESET_CONSOLE]);

const INSPECT: Script = (
    "prelude/inspect.js",
    include_str!("prelude/inspect.js"),
    &["inspect", "formatWithOptions", "stripColors"],
);

const TIMERS: Script = (
    "prelude/timers.js",
    include_str!("prelude/timers.js"),
    &[
        "Date",
        "performance",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "clearTimeout",
        "clearInterval",
        "clearImmediate",
        "queueMicrotask",
        RUN_NEXT_TIMER,
        RESET_TIMERS,
    ],
);

/// Names of the functions that run the next timer, and of those that clear the state of a realm's timers and console.
const RUN_NEXT_TIMER: &str = "runNextTimer";
const RESET_TIMERS: &str = "resetTimers";
const RESET_CONSOLE: &str = "resetConsole";

/// Name of the function that has memory outside of the heap measured where a program takes it.
const METER_MEMORY: &str = "meterMemory";

/// Globals that V8 adds to each context anew, so that no snapshot can contain the engine's forms of them.
const METERED: [&str; 2] = ["WebAssembly", "SharedArrayBuffer"];

/// Name of the function that makes the result of `new WeakRef`.
const MAKE_WEAK_REF: &str = "makeWeakRef";

/// Name of the function that calls a generator.
const RUN_GENERATOR: &str = "runGenerator";

/// Names of the prelude that a submission sees as globals.
const GLOBALS: &[&str] = &[
    "global",
    "self",
    "module",
    "exports",
    "require",
    "structuredClone",
    "TextEncoder",
    "TextDecoder",
    "btoa",
    "atob",
    "console",
    "Date",
    "performance",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
    "queueMicrotask",
    "DOMException",
];

macro_rules! node {
    ($file:literal, $names:expr) => {
        (concat!("prelude/node/", $file), include_str!(concat!("prelude/node/", $file)), $names)
    };
}

/// The prelude of whole programs: the globals and modules of Node.js, and those of other judges.
const PROGRAM_PRELUDE: [Script; 22] = [
    (
        "prelude/globals.js",
        include_str!("prelude/globals.js"),
        &["global", "structuredClone", "TextEncoder", "TextDecoder", "incomplete", "btoa", "atob"],
    ),
    (CONSOLE.0, CONSOLE.1, &["console", "divert", RESET_CONSOLE]),
    INSPECT,
    (
        TIMERS.0,
        TIMERS.1,
        &[
            "Date",
            "performance",
            "queueMicrotask",
            "startTimer",
            "clearTimer",
            "isTimerDue",
            RUN_NEXT_TIMER,
            RESET_TIMERS,
        ],
    ),
    MEMORY,
    node!("errors.js", &["fail", "abortError", "received", "wrongType", "withAbsent"]),
    node!("modules.js", &[program::BUILTIN_MODULE, program::MAIN_MODULE, "require"]),
    node!("end.js", &[program::RUN_NEXT_TASK, program::FINISH]),
    node!(
        "loop.js",
        &[
            "runTask",
            "later",
            "nextTick",
            program::RUN_TICKS,
            "hasWork",
            "node:timers",
            "node:timers/promises",
            "setTimeout",
            "setInterval",
            "setImmediate",
            "clearTimeout",
            "clearInterval",
            "clearImmediate",
        ]
    ),
    node!("events.js", &["node:events"]),
    node!("stream.js", &["node:stream", "node:stream/promises", "node:stream/consumers"]),
    node!("buffer.js", &["node:buffer", "Buffer"]),
    node!("string_decoder.js", &["node:string_decoder"]),
    node!("process.js", &["process", "node:process", "finishProcess", program::UNCAUGHT, program::REJECTED]),
    node!("fs.js", &["node:fs", "node:fs/promises"]),
    node!("readline.js", &["node:readline", "node:readline/promises"]),
    node!("util.js", &["node:util", "node:util/types", "isDeepEqual"]),
    node!("assert.js", &["node:assert", "node:assert/strict"]),
    node!("path.js", &["node:path", "node:path/posix", "pathText", "pathParts", "addSharedOfPaths"]),
    node!("wasm.js", &["compileAtOnce"]),
    node!("small.js", &["node:os", "node:v8", "node:tty", "node:console",]),
    node!(
        "contest.js",
        &["readline", "print", "gets", "putstr", "write", "readInt", "readNumber", "readWord", "quit"]
    ),
];

/// Names of it that a program sees as globals.
const PROGRAM_GLOBALS: &[&str] = &[
    "global",
    "structuredClone",
    "TextEncoder",
    "TextDecoder",
    "btoa",
    "atob",
    "console",
    "Date",
    "performance",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
    "queueMicrotask",
    "process",
    "Buffer",
    "URL",
    "URLSearchParams",
    "AbortController",
    "AbortSignal",
    "Event",
    "EventTarget",
    "CustomEvent",
    "DOMException",
    "Blob",
    "File",
    "MessageChannel",
    "MessagePort",
    "MessageEvent",
    "BroadcastChannel",
    "PerformanceEntry",
    "PerformanceMark",
    "PerformanceMeasure",
    "PerformanceObserver",
    "Performance",
    "PerformanceObserverEntryList",
    "PerformanceResourceTiming",
    "crypto",
    "Crypto",
    "CryptoKey",
    "SubtleCrypto",
    "fetch",
    "Headers",
    "Request",
    "Response",
    "FormData",
    "ReadableStream",
    "ReadableStreamDefaultReader",
    "ReadableStreamBYOBReader",
    "ReadableStreamBYOBRequest",
    "ReadableByteStreamController",
    "ReadableStreamDefaultController",
    "TransformStream",
    "TransformStreamDefaultController",
    "WritableStream",
    "WritableStreamDefaultController",
    "WritableStreamDefaultWriter",
    "ByteLengthQueuingStrategy",
    "CountQueuingStrategy",
    "TextEncoderStream",
    "TextDecoderStream",
    "CompressionStream",
    "DecompressionStream",
    "readline",
    "print",
    "gets",
    "putstr",
    "write",
    "readInt",
    "readNumber",
    "readWord",
    "quit",
];

/// Names of it that the snapshot contains ready-made, because nearly all programs use them. Everything else is made in
/// the context of the program that uses it: having `Buffer`, `process` and `readline` in all contexts takes longer than
/// making them where they are used.
const PROGRAM_MADE: [&str; 3] = [program::MAIN_MODULE, program::FINISH, "node:fs"];

/// The index of the context of whole programs in the snapshot.
pub(super) const PROGRAM_CONTEXT: usize = 0;

/// The private property of a global object that holds the prelude's function which makes globals.
const PRELUDE_KEY: &str = "tribunal.prelude";

static BLOB: OnceLock<Box<[u8]>> = OnceLock::new();

/// Uses a snapshot that another process of this program has made, instead of making one.
///
/// # Panics
/// If this process has one already.
pub fn start_from(snapshot: Vec<u8>) {
    assert!(BLOB.set(snapshot.into()).is_ok(), "a process has one snapshot");
}

/// Uses a snapshot that an earlier process of this very program has made, unless this process has one already. One of
/// another build must not be used: it may refer to other native functions, which it knows by their order, or to another
/// V8.
pub fn offer_snapshot(snapshot: Vec<u8>) {
    // Both are equally good.
    let _ = BLOB.set(snapshot.into());
}

/// Returns the snapshot of this process, which is made once.
///
/// # Panics
/// If the prelude does not run: a bug in the engine that the first test finds.
pub fn snapshot() -> &'static [u8] {
    BLOB.get_or_init(|| {
        platform::initialize();
        let mut creator =
            v8::Isolate::snapshot_creator(Some(external_references()), Some(v8::CreateParams::default()));
        {
            v8::scope!(let scope, &mut creator);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            {
                let scope = &mut v8::ContextScope::new(scope, context);
                install_prelude(scope).expect("the prelude runs");
            }
            scope.set_default_context(context);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            {
                let scope = &mut v8::ContextScope::new(scope, context);
                install_program_prelude(scope).expect("the prelude of programs runs");
            }
            let place = scope.add_context(context);
            assert_eq!(place, PROGRAM_CONTEXT, "the only context besides the default one");
        }
        let blob = creator.create_blob(v8::FunctionCodeHandling::Keep).expect("a snapshot of the prelude");
        Box::from(&*blob)
    })
}

/// Returns a context for a whole program.
///
/// # Panics
/// If the snapshot has none: a bug in the engine that the first test finds.
pub(super) fn program_context<'s>(
    scope: &mut v8::PinScope<'s, '_, ()>,
    options: v8::ContextOptions<'_>,
) -> v8::Local<'s, v8::Context> {
    v8::Context::from_snapshot(scope, PROGRAM_CONTEXT, options)
        .expect("the snapshot has a context for programs")
}

/// Installs the prelude of submissions whose function is called in the scope's context.
pub(super) fn install_prelude(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let host = host::object(scope)?;
    install_random(scope)?;
    hide_sort(scope)?;
    install(scope, host, &PRELUDE, GLOBALS, false)
}

/// Replaces V8's `Math.random` by the engine's, in the scope's context.
fn install_random(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let Fast(forms) = &fast::RANDOM;
    let template = v8::FunctionTemplate::builder(host::random)
        .constructor_behavior(v8::ConstructorBehavior::Throw)
        .build_fast(scope, forms);
    let name = v8::String::new(scope, "random")?;
    template.set_class_name(name);
    template.remove_prototype();
    let function = template.get_function(scope)?;
    let math = v8::String::new(scope, "Math")?.into();
    let math = scope.get_current_context().global(scope).get(scope, math)?.to_object(scope)?;
    math.set(scope, name.into(), function.into())?;
    Some(())
}

/// Hides V8's `Array.prototype.sort` from V8's optimizing compilers, in the scope's context.
///
/// For up to 16 elements they replace it by a sort of their own, which compares other elements in another order, and
/// starts anew where optimized code is left in the middle of it. The language permits that. But for a program that
/// counts comparisons, or whose comparator is inconsistent (`(a, b) => a > b`), the answer would depend on when the
/// function is optimized, and so on the load of the machine. The compilers do not see through a proxy, and a proxy
/// without traps behaves as its target.
fn hide_sort(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let array = v8::Array::new(scope, 0);
    let prototype = v8::Local::<v8::Object>::try_from(array.get_prototype(scope)?).ok()?;
    let name = v8::String::new(scope, "sort")?;
    let sort = v8::Local::<v8::Object>::try_from(prototype.get(scope, name.into())?).ok()?;
    let none = v8::null(scope).into();
    let handler = v8::Object::with_prototype_and_properties(scope, none, &[], &[]);
    handler.set_integrity_level(scope, v8::IntegrityLevel::Frozen)?;
    let proxy = v8::Proxy::new(scope, sort, handler)?;
    let property = v8::PropertyDescriptor::new_from_value(proxy.into());
    prototype.define_property(scope, name.into(), &property)?;
    Some(())
}

/// Replaces the globals of a new context that provide memory outside of the heap, when they are first read.
pub(super) fn meter_globals(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let global = scope.get_current_context().global(scope);
    let names = [v8::String::new(scope, METERED[0])?, v8::String::new(scope, METERED[1])?];
    // One leads to the other: memories may have shared buffers.
    let originals = [global.get(scope, names[0].into())?, global.get(scope, names[1].into())?];
    let originals = v8::Array::new_with_elements(scope, &originals);
    for name in names {
        global.set_lazy_data_property_with_data(
            scope,
            name.into(),
            get_metered,
            originals.into(),
            v8::PropertyAttribute::DONT_ENUM,
            v8::SideEffectType::HasSideEffect,
            v8::SideEffectType::HasSideEffect,
        )?;
    }
    Some(())
}

/// Makes the engine's form of a global, when it is first read.
fn get_metered(
    scope: &mut v8::PinScope<'_, '_>,
    name: v8::Local<'_, v8::Name>,
    arguments: v8::PropertyCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if let Some(made) = metered(scope, name.into(), arguments.data()) {
        result.set(made);
    }
}

fn metered<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'_, v8::Value>,
    originals: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Value>> {
    let meter = prelude_function(scope, METER_MEMORY)?;
    let receiver = v8::undefined(scope).into();
    meter.call(scope, receiver, &[name, originals])
}

/// Replaces `ArrayBuffer`, so that resizable buffers are measured where the program makes them.
pub(super) fn meter_buffers(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let global = scope.get_current_context().global(scope);
    let name = v8::String::new(scope, "ArrayBuffer")?.into();
    let original = global.get(scope, name)?;
    let originals = v8::Array::new_with_elements(scope, &[original]);
    let ours = metered(scope, name, originals.into())?;
    let property = v8::PropertyDescriptor::new_from_value(ours);
    global.define_property(scope, name.try_into().ok()?, &property)?;
    Some(())
}

/// Returns an object with all natives of whole programs, in the scope's context.
pub(super) fn program_natives<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
    let natives = host::object(scope)?;
    program::host::extend(scope, natives)?;
    Some(natives)
}

/// Installs the prelude of whole programs in the scope's context.
fn install_program_prelude(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let host = program_natives(scope)?;
    install_random(scope)?;
    hide_sort(scope)?;
    install(scope, host, &PROGRAM_PRELUDE, PROGRAM_GLOBALS, true)?;
    for name in PROGRAM_MADE {
        let name = v8::String::new(scope, name)?.into();
        prelude_value(scope, name)?;
    }
    Some(())
}

/// Defines the prelude's globals in the scope's context. Each is made when it is first read: for a single program if
/// `is_own`, else for a realm that cases share.
fn install(
    scope: &mut v8::PinScope<'_, '_>,
    host: v8::Local<'_, v8::Object>,
    scripts: &[Script],
    globals: &[&str],
    is_own: bool,
) -> Option<()> {
    // The prelude's own Date is made from V8's, which its global hides.
    let date = v8::String::new(scope, "Date")?.into();
    let global = scope.get_current_context().global(scope);
    let real = global.get(scope, date)?;
    host.set(scope, date, real)?;
    replace_weak_ref(scope, host)?;
    let mut groups = Vec::new();
    for (file, source, names) in scripts {
        let mut group = vec![evaluate(scope, file, source)?];
        for name in *names {
            group.push(v8::String::new(scope, name)?.into());
        }
        groups.push(v8::Array::new_with_elements(scope, &group).into());
    }
    let groups = v8::Array::new_with_elements(scope, &groups);
    let lazy = evaluate(scope, "prelude/lazy.js", include_str!("prelude/lazy.js"))?;
    let lazy = v8::Local::<v8::Function>::try_from(lazy).ok()?;
    let receiver = v8::undefined(scope).into();
    let is_own = v8::Boolean::new(scope, is_own);
    let get = lazy.call(scope, receiver, &[host.into(), groups.into(), is_own.into()])?;

    let global = scope.get_current_context().global(scope);
    let key = prelude_key(scope)?;
    global.set_private(scope, key, get)?;
    let name = v8::String::new(scope, METER_MEMORY)?.into();
    prelude_value(scope, name)?;
    for name in globals {
        let name = v8::String::new(scope, name)?;
        // Without data of its own: V8 shares a property's accessor, and so its data, among all contexts.
        let none = v8::undefined(scope).into();
        global.set_lazy_data_property_with_data(
            scope,
            name.into(),
            get_global,
            none,
            v8::PropertyAttribute::DONT_ENUM,
            v8::SideEffectType::HasSideEffect,
            v8::SideEffectType::HasSideEffect,
        )?;
    }
    Some(())
}

/// Replaces V8's `WeakRef` by the engine's, which the prelude makes from it.
fn replace_weak_ref(scope: &mut v8::PinScope<'_, '_>, host: v8::Local<'_, v8::Object>) -> Option<()> {
    let global = scope.get_current_context().global(scope);
    let name = v8::String::new(scope, "WeakRef")?;
    let real = v8::Local::<v8::Object>::try_from(global.get(scope, name.into())?).ok()?;
    host.set(scope, name.into(), real.into())?;
    let ours = v8::Function::builder(weak_ref).length(1).build(scope)?;
    ours.set_name(name);
    let key = v8::String::new(scope, "prototype")?;
    let prototype = v8::Local::<v8::Object>::try_from(real.get(scope, key.into())?).ok()?;
    let mut property = v8::PropertyDescriptor::new_from_value_writable(prototype.into(), false);
    property.set_enumerable(false);
    ours.define_property(scope, key.into(), &property)?;
    for (home, key) in [(prototype, "constructor"), (global, "WeakRef")] {
        let key = v8::String::new(scope, key)?.into();
        let property = v8::PropertyDescriptor::new_from_value(ours.into());
        home.define_property(scope, key, &property)?;
    }
    Some(())
}

/// `new WeakRef(target)`.
fn weak_ref(
    scope: &mut v8::PinScope<'_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let new_target = arguments.new_target();
    if new_target.is_undefined() {
        if let Some(text) = v8::String::new(scope, "Constructor WeakRef requires 'new'") {
            let error = v8::Exception::type_error(scope, text);
            scope.throw_exception(error);
        }
        return;
    }
    let Some(make) = prelude_function(scope, MAKE_WEAK_REF) else { return };
    let receiver = v8::undefined(scope).into();
    if let Some(reference) = make.call(scope, receiver, &[arguments.get(0), new_target]) {
        result.set(reference);
    }
}

/// Makes a global of the prelude, when it is first read.
fn get_global(
    scope: &mut v8::PinScope<'_, '_>,
    name: v8::Local<'_, v8::Name>,
    _: v8::PropertyCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if let Some(value) = prelude_value(scope, name.into()) {
        result.set(value);
    }
}

/// Returns the prelude's value of a name; `None` with an exception if it could not be made, as when there is no stack
/// left.
fn prelude_value<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: v8::Local<'_, v8::Value>,
) -> Option<v8::Local<'s, v8::Value>> {
    let get = prelude(scope)?;
    let receiver = v8::undefined(scope).into();
    get.call(scope, receiver, &[name])
}

fn prelude_key<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Private>> {
    let name = v8::String::new(scope, PRELUDE_KEY)?;
    Some(v8::Private::for_api(scope, Some(name)))
}

/// Returns the addresses that the snapshot refers to, in the same order when it is made and when it is loaded.
pub(super) fn external_references() -> Cow<'static, [v8::ExternalReference]> {
    let getter: v8::AccessorNameGetterCallback = get_global.map_fn_to();
    let mut references = host::external_references();
    references.extend(program::host::external_references());
    references.extend(on_demand::external_references());
    references.push(v8::ExternalReference { pointer: getter as *mut c_void });
    references.push(v8::ExternalReference { function: host::random.map_fn_to() });
    references.push(fast::RANDOM.external_reference());
    references.push(v8::ExternalReference { function: weak_ref.map_fn_to() });
    Cow::Owned(references)
}

/// Returns the texts of the prelude.
#[cfg(test)]
pub(super) fn sources() -> impl Iterator<Item = &'static str> {
    PRELUDE.into_iter().chain(PROGRAM_PRELUDE).map(|(_, source, _)| source)
}

/// Runs a script of the engine. Returns its value.
pub(super) fn evaluate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    file: &str,
    source: &str,
) -> Option<v8::Local<'s, v8::Value>> {
    let name = v8::String::new(scope, file)?.into();
    let origin = v8::ScriptOrigin::new(scope, name, 0, 0, false, 0, None, false, false, false, None);
    let source = v8::String::new(scope, source)?;
    v8::Script::compile(scope, source, Some(&origin))?.run(scope)
}

/// Returns the scope's function that returns the prelude's value of a name, and makes it if necessary.
pub(super) fn prelude<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    let key = prelude_key(scope)?;
    let global = scope.get_current_context().global(scope);
    global.get_private(scope, key)?.try_into().ok()
}

/// Returns the scope's function that runs the next timer and returns whether there was one.
pub(super) fn run_next_timer<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    prelude_function(scope, RUN_NEXT_TIMER)
}

/// Returns the scope's functions that clear the state of its timers and its console. The first one returns whether no
/// timer was left.
pub(super) fn resets<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<[v8::Local<'s, v8::Function>; 2]> {
    Some([prelude_function(scope, RESET_TIMERS)?, prelude_function(scope, RESET_CONSOLE)?])
}

/// Returns the scope's function that calls a generator, its first argument, with random numbers.
pub(super) fn run_generator<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    prelude_function(scope, RUN_GENERATOR)
}

pub(super) fn prelude_function<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: &str,
) -> Option<v8::Local<'s, v8::Function>> {
    let name = v8::String::new(scope, name)?.into();
    prelude_value(scope, name)?.try_into().ok()
}
