//! The startup snapshot: the heap of an isolate in which the prelude has run, so that a fresh context has
//! consoles, timers and the rest without running a line.

use std::{borrow::Cow, ffi::c_void, sync::OnceLock};

use v8::MapFnTo;

use super::{host, platform};

/// The scripts of the prelude: each a function of the host's functions that gives these globals.
const PRELUDE: [(&str, &str, &[&str]); 4] = [
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
    ("prelude/console.js", include_str!("prelude/console.js"), &["console", RESET_CONSOLE]),
    (
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
    ),
    ("prelude/generator.js", include_str!("prelude/generator.js"), &[RUN_GENERATOR]),
];

/// What the prelude gives to us alone: the function that runs the next timer, and those that make a realm forget
/// what its timers and its console have kept.
const RUN_NEXT_TIMER: &str = "runNextTimer";
const RESET_TIMERS: &str = "resetTimers";
const RESET_CONSOLE: &str = "resetConsole";
/// And the one that calls a generator of test inputs.
const RUN_GENERATOR: &str = "runGenerator";
const OURS: [&str; 4] = [RUN_NEXT_TIMER, RESET_TIMERS, RESET_CONSOLE, RUN_GENERATOR];

/// The private property of a global object that has the prelude's function which makes globals.
const PRELUDE_KEY: &str = "tribunal.prelude";

static BLOB: OnceLock<Box<[u8]>> = OnceLock::new();

/// Uses a snapshot that another process of this program has made, instead of making one.
///
/// # Panics
/// If this process has one already.
pub fn start_from(snapshot: Vec<u8>) {
    assert!(BLOB.set(snapshot.into()).is_ok(), "a process has one snapshot");
}

/// Uses a snapshot that an earlier process of this very program has made, unless this process has one: another build
/// may have other native functions or another V8, which the snapshot refers to by their order.
pub fn offer_snapshot(snapshot: Vec<u8>) {
    // One is as good as the other.
    let _ = BLOB.set(snapshot.into());
}

/// The snapshot of this process, made once.
///
/// # Panics
/// If the prelude does not run: a fault of ours that the first test finds.
pub fn snapshot() -> &'static [u8] {
    BLOB.get_or_init(|| {
        platform::initialize();
        let mut creator =
            v8::Isolate::snapshot_creator(Some(external_references()), Some(v8::CreateParams::default()));
        {
            v8::scope!(let scope, &mut creator);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            install_prelude(scope).expect("the prelude runs");
            scope.set_default_context(context);
        }
        let blob = creator.create_blob(v8::FunctionCodeHandling::Keep).expect("a snapshot of the prelude");
        Box::from(&*blob)
    })
}

/// Gives the scope's context the prelude's globals, each of which is made when it is first read.
pub(super) fn install_prelude(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let host = host::object(scope)?;
    // The prelude's own Date is made from V8's, which its global hides.
    let date = v8::String::new(scope, "Date")?.into();
    let global = scope.get_current_context().global(scope);
    let real = global.get(scope, date)?;
    host.set(scope, date, real)?;
    let mut groups = Vec::new();
    for (file, source, names) in PRELUDE {
        let mut group = vec![evaluate(scope, file, source)?];
        for name in names {
            group.push(v8::String::new(scope, name)?.into());
        }
        groups.push(v8::Array::new_with_elements(scope, &group).into());
    }
    let groups = v8::Array::new_with_elements(scope, &groups);
    let lazy = evaluate(scope, "prelude/lazy.js", include_str!("prelude/lazy.js"))?;
    let lazy = v8::Local::<v8::Function>::try_from(lazy).ok()?;
    let receiver = v8::undefined(scope).into();
    let get = lazy.call(scope, receiver, &[host.into(), groups.into()])?;

    let global = scope.get_current_context().global(scope);
    let key = prelude_key(scope)?;
    global.set_private(scope, key, get)?;
    for name in PRELUDE.iter().flat_map(|(.., names)| *names).filter(|name| !OURS.contains(*name)) {
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

/// What the prelude gives under a name; `None` with an exception where making it failed, as it does when there
/// is no stack left.
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

/// The addresses that the snapshot refers to, in the same order when it is made and when it is loaded.
pub(super) fn external_references() -> Cow<'static, [v8::ExternalReference]> {
    let getter: v8::AccessorNameGetterCallback = get_global.map_fn_to();
    let mut references = host::external_references();
    references.push(v8::ExternalReference { pointer: getter as *mut c_void });
    Cow::Owned(references)
}

/// The value of a script of ours.
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

/// The function of the scope's context that gives what the prelude has under a name, and makes it if need be.
pub(super) fn prelude<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    let key = prelude_key(scope)?;
    let global = scope.get_current_context().global(scope);
    global.get_private(scope, key)?.try_into().ok()
}

/// The function of the scope's context that runs the next timer and says whether there was one.
pub(super) fn run_next_timer<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    prelude_function(scope, RUN_NEXT_TIMER)
}

/// The functions of the scope's context that make its timers and its console forget what they keep. The first
/// says whether no timer was left.
pub(super) fn resets<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<[v8::Local<'s, v8::Function>; 2]> {
    Some([prelude_function(scope, RESET_TIMERS)?, prelude_function(scope, RESET_CONSOLE)?])
}

/// The function of the scope's context that calls a generator, its first argument, with random numbers.
pub(super) fn run_generator<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    prelude_function(scope, RUN_GENERATOR)
}

fn prelude_function<'s>(scope: &mut v8::PinScope<'s, '_>, name: &str) -> Option<v8::Local<'s, v8::Function>> {
    let name = v8::String::new(scope, name)?.into();
    prelude_value(scope, name)?.try_into().ok()
}
