//! V8 without most of the engine, as the baseline of benchmarks: the engine's cost above it is its own, the rest is
//! V8's.

use std::marker::PhantomData;

use super::{Isolate, from_js, host::HostState, platform, snapshot};
use tribunal_core::value::{Node, Value};

/// An isolate that runs one script's function on arguments given as JSON text, without prelude, limits, console or
/// isolation.
pub struct BareV8 {
    script: v8::Global<v8::UnboundScript>,
    /// A script that consists of the function's name.
    name: v8::Global<v8::UnboundScript>,
    /// A context in which the script has run, with its function.
    kept: (v8::Global<v8::Context>, v8::Global<v8::Function>),
    /// Dropped before the keeper: isolates of a thread must end last in, first out.
    isolate: v8::OwnedIsolate,
    /// All isolates of a process share one read-only heap, that of the first one. Isolates of the engine have more in
    /// theirs than V8's own snapshot has, and break on a smaller one; so one of them is made first.
    _keeper: Isolate,
}

/// Memory limit of the keeper in bytes: it runs nothing.
const KEEPER_BYTES: u64 = 16 << 20;

impl BareV8 {
    /// Compiles `source` and runs it once.
    ///
    /// # Errors
    /// The reason, if it does not compile or run, or its top level has no function of this name.
    pub fn new(source: &str, function: &str) -> Result<Self, String> {
        let keeper = Isolate::new(KEEPER_BYTES);
        let mut isolate = v8::Isolate::new(v8::CreateParams::default());
        let set_up = {
            v8::scope!(let scope, &mut isolate);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            v8::tc_scope!(let scope, scope);
            set_up(scope, source, function).ok_or_else(|| caught(scope))
        };
        let (script, name, kept) = set_up?;
        Ok(Self { script, name, kept, isolate, _keeper: keeper })
    }

    /// Calls the function in a fresh context with the elements of a JSON array, and returns its result.
    ///
    /// # Errors
    /// The exception that it throws, as text.
    pub fn call(&mut self, arguments: &str) -> Result<Value, String> {
        v8::scope!(let scope, &mut self.isolate);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        v8::tc_scope!(let scope, scope);
        top_level(scope, &self.script, &self.name)
            .and_then(|function| call(scope, function, arguments))
            .ok_or_else(|| caught(scope))
    }

    /// Calls the function in one context that all such calls share. A call sees everything that earlier calls have
    /// left: there is no isolation.
    ///
    /// # Errors
    /// The exception that it throws, as text.
    pub fn call_again(&mut self, arguments: &str) -> Result<Value, String> {
        let (context, function) = &self.kept;
        v8::scope_with_context!(let scope, &mut self.isolate, context);
        v8::tc_scope!(let scope, scope);
        let function = v8::Local::new(scope, function);
        call(scope, function, arguments).ok_or_else(|| caught(scope))
    }
}

/// An isolate that only makes contexts with the prelude, to measure the benefit of the startup snapshot.
pub struct Contexts<'a> {
    isolate: v8::OwnedIsolate,
    from_snapshot: bool,
    /// The isolate beneath, for the same reason as in [`BareV8`]; it ends later.
    _keeper: PhantomData<&'a Isolate>,
}

impl<'a> Contexts<'a> {
    /// Creates an isolate whose contexts have the prelude from the startup snapshot, or, if not `from_snapshot`, one
    /// from V8's own snapshot, in which the prelude's scripts run for each context. `_keeper` is any isolate of the
    /// engine on this thread.
    pub fn new(from_snapshot: bool, _keeper: &'a Isolate) -> Self {
        platform::initialize();
        let mut parameters = v8::CreateParams::default().external_references(snapshot::external_references());
        if from_snapshot {
            parameters = parameters.snapshot_blob(v8::StartupData::from(snapshot::snapshot()));
        }
        let mut isolate = v8::Isolate::new(parameters);
        isolate.set_slot(HostState::new(0));
        Self { isolate, from_snapshot, _keeper: PhantomData }
    }

    /// Makes a context with the prelude.
    ///
    /// # Panics
    /// If the prelude does not run: a bug in the engine that the first test finds.
    pub fn make(&mut self) {
        self.with_new(|_| ());
    }

    fn with_new<T>(&mut self, then: impl FnOnce(&mut v8::PinScope<'_, '_>) -> T) -> T {
        v8::scope!(let scope, &mut self.isolate);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        if !self.from_snapshot {
            snapshot::install_prelude(scope).expect("the prelude runs");
        }
        then(scope)
    }
}

type SetUp = (
    v8::Global<v8::UnboundScript>,
    v8::Global<v8::UnboundScript>,
    (v8::Global<v8::Context>, v8::Global<v8::Function>),
);

/// Compiles the script and one of the function's name, and runs both in the scope's context.
fn set_up(scope: &mut v8::PinScope<'_, '_>, source: &str, function: &str) -> Option<SetUp> {
    let script = compile(scope, source)?;
    let name = compile(scope, function)?;
    let function = top_level(scope, &script, &name)?;
    let context = scope.get_current_context();
    Some((script, name, (v8::Global::new(scope, context), v8::Global::new(scope, function))))
}

fn compile(scope: &mut v8::PinScope<'_, '_>, text: &str) -> Option<v8::Global<v8::UnboundScript>> {
    let text = v8::String::new(scope, text)?;
    let script = v8::Script::compile(scope, text, None)?.get_unbound_script(scope);
    Some(v8::Global::new(scope, script))
}

/// Runs the script in the scope's context, and finds the function that it defines there.
fn top_level<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    script: &v8::Global<v8::UnboundScript>,
    name: &v8::Global<v8::UnboundScript>,
) -> Option<v8::Local<'s, v8::Function>> {
    v8::Local::new(scope, script).bind_to_current_context(scope).run(scope)?;
    let function = v8::Local::new(scope, name).bind_to_current_context(scope).run(scope)?;
    v8::Local::try_from(function).ok()
}

/// Calls a function with the elements of a JSON array. Returns `None` with an exception in the scope if it throws, and
/// without one if its promise never settles.
fn call<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    function: v8::Local<'s, v8::Function>,
    arguments: &str,
) -> Option<Value> {
    let text = v8::String::new(scope, arguments)?;
    let array = v8::Local::<v8::Array>::try_from(v8::json::parse(scope, text)?).ok()?;
    let mut arguments = Vec::with_capacity(array.length() as usize);
    for index in 0..array.length() {
        arguments.push(array.get_index(scope, index)?);
    }
    let receiver = v8::undefined(scope).into();
    let mut result = function.call(scope, receiver, &arguments)?;
    // Microtasks have run at the end of the call.
    if let Ok(promise) = v8::Local::<v8::Promise>::try_from(result) {
        result = promise.result(scope);
        match promise.state() {
            v8::PromiseState::Fulfilled => {}
            v8::PromiseState::Pending => return None,
            v8::PromiseState::Rejected => {
                scope.throw_exception(result);
                return None;
            }
        }
    }
    read(scope, result)
}

/// Reads a result: a number directly, and any other value as the engine does.
fn read(scope: &mut v8::PinScope<'_, '_>, result: v8::Local<'_, v8::Value>) -> Option<Value> {
    match v8::Local::<v8::Number>::try_from(result) {
        Ok(number) => Some(Value::primitive(Node::Number(number.value()))),
        Err(_) => from_js::read(scope, result, &mut { usize::MAX }).ok(),
    }
}

/// Describes the exception in the scope.
fn caught(scope: &mut v8::PinnedRef<'_, v8::TryCatch<'_, '_, v8::HandleScope<'_>>>) -> String {
    match scope.exception() {
        Some(exception) => exception.to_rust_string_lossy(scope),
        None => "there is no function, or no result".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_have_the_prelude_with_and_without_a_snapshot() {
        let keeper = Isolate::new(KEEPER_BYTES);
        for from_snapshot in [true, false, true] {
            let mut contexts = Contexts::new(from_snapshot, &keeper);
            contexts.make();
            let value = contexts.with_new(|scope| {
                let text = "btoa('x') + typeof setTimeout + new TextEncoder().encode('y')";
                let value = snapshot::evaluate(scope, "test", text)?;
                Some(value.to_rust_string_lossy(scope))
            });
            assert_eq!(value.as_deref(), Some("eA==function121"), "{from_snapshot}");
        }
    }
}
