//! Runs of one case of a submission in a fresh context.

use super::{
    compile::{self, Compiled},
    entry::{self, Builtin, Entry},
    error,
    from_js::{self, ReadError},
    host,
    program::imports,
    snapshot,
};
use tribunal_core::{
    execution::{Outcome, ScriptError},
    outline,
    value::Value,
};

/// A scope that catches exceptions of the program. Handles live as long as the enclosing scope, `'s`.
pub(super) type TryCatch<'c, 't, 's, 'i> = v8::PinnedRef<'c, v8::TryCatch<'t, 's, v8::HandleScope<'i>>>;

/// The end of a case without a result.
pub(super) enum CaseEnd {
    /// The call threw, or its promise was rejected.
    Threw(ScriptError),
    /// The program threw outside the call.
    ThrewOutsideCall(ScriptError),
    /// There is nothing to compare, for this reason.
    NoAnswer(String),
    /// A limit stopped the program; the limiter knows which one.
    Stopped,
}

/// Number of a generator's stack frames that are searched for the place of an error: those of the prelude are few.
const GENERATOR_FRAMES: i32 = 16;

/// A submission that is compiled in an isolate, with everything that its runs need.
pub(super) struct LoadedProgram {
    pub(super) compiled: Compiled,
    /// The function to call; `None` for a whole program.
    pub(super) function: Option<Function>,
    /// Whether it may make resizable buffers.
    pub(super) resizes: bool,
}

/// A submission's function, by name.
pub(super) struct Function {
    pub(super) name: String,
    /// A script that consists of the function's name.
    pub(super) name_script: v8::Global<v8::UnboundScript>,
    /// Whether the name has a meaning without the submission, as `parseInt` has.
    pub(super) is_builtin: bool,
    /// The script `Solution`.
    pub(super) solution_script: v8::Global<v8::UnboundScript>,
    /// Whether it is a class, which is constructed and whose methods are called.
    pub(super) is_class: bool,
    /// Whether it is a generator, which the prelude calls.
    pub(super) is_generator: bool,
    /// Whether it is called once it is found.
    pub(super) is_called: bool,
}

/// Runs the submission's top level in the scope's context, calls its function, and awaits the result.
pub(super) fn call<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    queue: &v8::MicrotaskQueue,
    loaded: &LoadedProgram,
    wanted: &Function,
    source: &str,
    arguments: &[v8::Local<'s, v8::Value>],
) -> Result<v8::Local<'s, v8::Value>, CaseEnd> {
    v8::tc_scope!(let scope, scope);
    let Entry { function, receiver, is_class } = find(scope, queue, loaded, wanted, source)?;
    if !wanted.is_called {
        return Ok(v8::undefined(scope).into());
    }
    let result = if wanted.is_generator {
        let Some(run_generator) = snapshot::run_generator(scope) else { return Err(caught(scope)) };
        let arguments: Vec<_> = std::iter::once(function.into()).chain(arguments.iter().copied()).collect();
        // A setter looks for a mistake in the line that calls what throws.
        scope.set_capture_stack_trace_for_uncaught_exceptions(true, GENERATOR_FRAMES);
        let result = run_generator.call(scope, receiver, &arguments);
        scope.set_capture_stack_trace_for_uncaught_exceptions(false, 0);
        result
    } else if is_class {
        function.new_instance(scope, arguments).map(Into::into)
    } else {
        function.call(scope, receiver, arguments)
    };
    let Some(result) = result else { return Err(thrown(scope)) };
    awaited(scope, queue, result)
}

/// A call of a method.
pub(super) struct MethodCall<'v, 's> {
    pub(super) method: &'v str,
    pub(super) arguments: Vec<v8::Local<'s, v8::Value>>,
}

/// Runs the submission's top level in the scope's context, constructs an object of its class, and calls its methods one
/// after the other. Each return value is read before the next call can change it. Together they may take no more than
/// `budget` bytes.
pub(super) fn call_methods<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    queue: &v8::MicrotaskQueue,
    loaded: &LoadedProgram,
    wanted: &Function,
    source: &str,
    (arguments, calls): (&[v8::Local<'s, v8::Value>], &[MethodCall<'_, 's>]),
    budget: usize,
) -> Result<Vec<Value>, ReadFailure> {
    v8::tc_scope!(let scope, scope);
    let ended = ReadFailure::Ended;
    let class = find(scope, queue, loaded, wanted, source).map_err(ended)?.function;
    let Some(object) = class.new_instance(scope, arguments) else { return Err(ended(thrown(scope))) };
    drain(scope, queue).map_err(ended)?;
    let mut budget = budget;
    let mut returned = Vec::with_capacity(calls.len());
    for MethodCall { method, arguments } in calls {
        let Some(found) = v8::String::new(scope, method).and_then(|key| object.get(scope, key.into())) else {
            return Err(ended(thrown(scope).outside_call()));
        };
        let Ok(function) = v8::Local::<v8::Function>::try_from(found) else {
            return Err(ended(CaseEnd::NoAnswer(format!("`{}` has no method `{method}`", wanted.name))));
        };
        let Some(result) = function.call(scope, object.into(), arguments) else {
            return Err(ended(thrown(scope)));
        };
        let result = awaited(scope, queue, result).map_err(ended)?;
        returned.push(read(scope, result, &mut budget)?);
    }
    Ok(returned)
}

/// Runs the submission's top level and finds the function or class that the problem asks for.
fn find<'s>(
    scope: &mut TryCatch<'_, '_, 's, '_>,
    queue: &v8::MicrotaskQueue,
    loaded: &LoadedProgram,
    wanted: &Function,
    source: &str,
) -> Result<Entry<'s>, CaseEnd> {
    let name_script = v8::Local::new(scope, &wanted.name_script);
    let builtin = match wanted.is_builtin {
        true => Builtin::of(scope, &wanted.name, name_script),
        false => Builtin::default(),
    };
    let module = match top_level(scope, queue, &loaded.compiled, source) {
        Some(Ok(module)) => module,
        Some(Err(ended)) => return Err(ended.outside_call()),
        None => return Err(thrown(scope).outside_call()),
    };
    // Microtasks that the top level has queued run before any call.
    drain(scope, queue)?;

    let solution_script = v8::Local::new(scope, &wanted.solution_script);
    let name = (&*wanted.name, wanted.is_class);
    match entry::find(scope, name, name_script, solution_script, module, builtin) {
        Some(entry) => Ok(entry),
        None if scope.has_caught() => Err(thrown(scope).outside_call()),
        None => {
            Err(CaseEnd::NoAnswer(outline::missing(&wanted.name, wanted.is_class, source, module.is_some())))
        }
    }
}

/// Awaits the result of a call: a promise, or any other object with a `then`, as `await` does it.
pub(super) fn awaited<'s>(
    scope: &mut TryCatch<'_, '_, 's, '_>,
    queue: &v8::MicrotaskQueue,
    result: v8::Local<'s, v8::Value>,
) -> Result<v8::Local<'s, v8::Value>, CaseEnd> {
    let promise = match v8::Local::<v8::Promise>::try_from(result) {
        Ok(promise) => Some(promise),
        Err(_) => promise_of(scope, result)?,
    };
    match promise {
        Some(promise) => settled(scope, queue, promise),
        None => match host::state(scope).uncaught.take() {
            Some(error) => Err(CaseEnd::ThrewOutsideCall(error)),
            None => Ok(result),
        },
    }
}

/// Returns the promise that `await` makes of an object with a method `then`; `None` for any other value.
///
/// `then` is read once: the promise is resolved with an object that holds the function found here.
fn promise_of<'s>(
    scope: &mut TryCatch<'_, '_, 's, '_>,
    result: v8::Local<'s, v8::Value>,
) -> Result<Option<v8::Local<'s, v8::Promise>>, CaseEnd> {
    let Ok(object) = v8::Local::<v8::Object>::try_from(result) else { return Ok(None) };
    let Some(key) = v8::String::new(scope, "then") else { return Err(caught(scope)) };
    // A getter that throws counts as a rejected promise.
    let Some(then) = object.get(scope, key.into()) else { return Err(thrown(scope)) };
    if !then.is_function() {
        return Ok(None);
    }
    let promise = {
        let method = v8::Array::new_with_elements(scope, &[result, then]).into();
        v8::Function::builder(call_then).data(method).build(scope).and_then(|then| {
            let thenable = v8::Object::new(scope);
            thenable.create_data_property(scope, key.into(), then.into())?;
            let resolver = v8::PromiseResolver::new(scope)?;
            resolver.resolve(scope, thenable.into())?;
            Some(resolver.get_promise(scope))
        })
    };
    promise.map(Some).ok_or_else(|| caught(scope))
}

/// Calls the `then` that was found, as a method of its object.
fn call_then<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    let Ok(method) = v8::Local::<v8::Array>::try_from(arguments.data()) else { return };
    let (Some(object), Some(then)) = (method.get_index(scope, 0), method.get_index(scope, 1)) else { return };
    let Ok(then) = v8::Local::<v8::Function>::try_from(then) else { return };
    // The promise is rejected with whatever this throws.
    then.call(scope, object, &[arguments.get(0), arguments.get(1)]);
}

/// Reads a result that takes no more than `budget` bytes, and subtracts its size from `budget`.
pub(super) fn read(
    scope: &mut v8::PinScope<'_, '_>,
    value: v8::Local<'_, v8::Value>,
    budget: &mut usize,
) -> Result<Value, ReadFailure> {
    v8::tc_scope!(let scope, scope);
    from_js::read(scope, value, budget).map_err(|error| match error {
        ReadError::TooLarge => ReadFailure::TooLarge,
        ReadError::Threw => ReadFailure::Ended(caught(scope).outside_call()),
    })
}

/// The reason why a result could not be read.
pub(super) enum ReadFailure {
    /// It takes more than its budget.
    TooLarge,
    /// A getter in it threw or was stopped.
    Ended(CaseEnd),
}

impl CaseEnd {
    /// Returns the same end for code outside the call.
    fn outside_call(self) -> Self {
        match self {
            Self::Threw(error) => Self::ThrewOutsideCall(error),
            ended => ended,
        }
    }

    /// Returns the outcome; `None` where a limit stopped the program.
    pub(super) fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Threw(error) => Some(Outcome::Threw(error)),
            Self::ThrewOutsideCall(error) => Some(Outcome::ThrewOutsideCall(error)),
            Self::NoAnswer(reason) => Some(Outcome::NoAnswer(reason)),
            Self::Stopped => None,
        }
    }
}

/// Runs the top level. Returns the namespace if it is a module, or `None` with an exception in the scope.
fn top_level<'s>(
    scope: &mut TryCatch<'_, '_, 's, '_>,
    queue: &v8::MicrotaskQueue,
    compiled: &Compiled,
    source: &str,
) -> Option<Result<Option<v8::Local<'s, v8::Object>>, CaseEnd>> {
    match compiled {
        Compiled::Script(script) => {
            let script = v8::Local::new(scope, script);
            script.bind_to_current_context(scope).run(scope)?;
            Some(Ok(None))
        }
        Compiled::Body(cache) => {
            let body = compile::body(scope, source, compile::SCRIPT_PARAMETERS, Some(cache))?;
            let global = scope.get_current_context().global(scope);
            let mut parameters = Vec::with_capacity(3);
            for name in compile::SCRIPT_PARAMETERS {
                let key = v8::String::new(scope, name)?;
                parameters.push(global.get(scope, key.into())?);
            }
            body.call(scope, parameters[0], &parameters)?;
            Some(Ok(None))
        }
        Compiled::Module(cache) => {
            let module = compile::module(scope, source, Some(cache))?;
            if !module.instantiate_module(scope, refuse_import)? {
                return None;
            }
            let evaluated = v8::Local::<v8::Promise>::try_from(module.evaluate(scope)?).ok()?;
            Some(match settled(scope, queue, evaluated) {
                Ok(_) => Ok(v8::Local::<v8::Object>::try_from(module.get_module_namespace()).ok()),
                Err(CaseEnd::NoAnswer(_)) => {
                    Err(CaseEnd::NoAnswer("the module's top-level `await` never ends".into()))
                }
                Err(ended) => Err(ended),
            })
        }
    }
}

/// Runs microtasks and timers until a promise is settled.
pub(super) fn settled<'s>(
    scope: &mut TryCatch<'_, '_, 's, '_>,
    queue: &v8::MicrotaskQueue,
    promise: v8::Local<'s, v8::Promise>,
) -> Result<v8::Local<'s, v8::Value>, CaseEnd> {
    promise.mark_as_handled();
    let mut run_next_timer = None;
    loop {
        drain(scope, queue)?;
        match promise.state() {
            v8::PromiseState::Fulfilled => return Ok(promise.result(scope)),
            v8::PromiseState::Rejected => {
                let reason = promise.result(scope);
                let error = error::from_exception(scope, reason);
                return Err(described(scope, error, reason));
            }
            v8::PromiseState::Pending => {}
        }
        let Some(function) = run_next_timer.or_else(|| snapshot::run_next_timer(scope)) else {
            return Err(caught(scope).outside_call());
        };
        run_next_timer = Some(function);
        let receiver = v8::undefined(scope).into();
        match function.call(scope, receiver, &[]) {
            Some(ran) if ran.is_true() => {}
            Some(_) => return Err(CaseEnd::NoAnswer("the promise never settles".into())),
            // A timer's callback threw.
            None => return Err(thrown(scope).outside_call()),
        }
    }
}

/// Runs the microtasks that are queued, and those that they queue.
pub(super) fn drain(scope: &mut TryCatch<'_, '_, '_, '_>, queue: &v8::MicrotaskQueue) -> Result<(), CaseEnd> {
    queue.perform_checkpoint(scope);
    host::state(scope).has_microtasks = false;
    if scope.has_terminated() || scope.is_execution_terminating() {
        return Err(CaseEnd::Stopped);
    }
    match host::state(scope).uncaught.take() {
        Some(error) => Err(CaseEnd::ThrewOutsideCall(error)),
        None => Ok(()),
    }
}

/// Returns the end for the exception in the scope, in places where the program's own code may run, with the clocks on.
fn thrown(scope: &mut TryCatch<'_, '_, '_, '_>) -> CaseEnd {
    let exception = scope.exception();
    match (caught(scope), exception) {
        (CaseEnd::Threw(error), Some(exception)) => described(scope, error, exception),
        (ended, _) => ended,
    }
}

/// Returns the end for an error, with the text that [`error::describe`] makes.
fn described(
    scope: &mut v8::PinScope<'_, '_>,
    error: ScriptError,
    value: v8::Local<'_, v8::Value>,
) -> CaseEnd {
    match error::describe(scope, value) {
        Ok(text) => CaseEnd::Threw(ScriptError { text: text.unwrap_or(error.text), ..error }),
        Err(error::Terminated) => CaseEnd::Stopped,
    }
}

/// Returns the end for the exception in the scope, without running any of the program's code.
pub(super) fn caught(scope: &mut TryCatch<'_, '_, '_, '_>) -> CaseEnd {
    if scope.has_terminated() {
        return CaseEnd::Stopped;
    }
    let error = match (scope.message(), scope.exception()) {
        (Some(message), exception) => error::from_message(scope, message, exception),
        (None, Some(exception)) => error::from_exception(scope, exception),
        (None, None) => ScriptError { text: "an unknown error".into(), location: None },
    };
    CaseEnd::Threw(error)
}

/// Refuses an `import`: there is nothing to import.
fn refuse_import<'s>(
    context: v8::Local<'s, v8::Context>,
    specifier: v8::Local<'s, v8::String>,
    _: v8::Local<'s, v8::FixedArray>,
    _: v8::Local<'s, v8::Module>,
) -> Option<v8::Local<'s, v8::Module>> {
    v8::callback_scope!(unsafe scope, context);
    let error = import_error(scope, specifier)?;
    scope.throw_exception(error);
    None
}

/// Handles `import()`: at run time as well, only whole programs have anything to import.
pub(super) fn import_dynamically<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    _: v8::Local<'s, v8::Data>,
    _: v8::Local<'s, v8::Value>,
    specifier: v8::Local<'s, v8::String>,
    _: v8::Local<'s, v8::FixedArray>,
) -> Option<v8::Local<'s, v8::Promise>> {
    if host::state(scope).program.is_running() {
        return imports::import(scope, specifier);
    }
    let resolver = v8::PromiseResolver::new(scope)?;
    let error = import_error(scope, specifier)?;
    resolver.reject(scope, error)?;
    Some(resolver.get_promise(scope))
}

fn import_error<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    specifier: v8::Local<'_, v8::String>,
) -> Option<v8::Local<'s, v8::Value>> {
    let specifier: String = specifier.to_rust_string_lossy(scope).chars().take(100).collect();
    let text = format!("Cannot find module '{specifier}': submissions run without modules");
    let text = v8::String::new(scope, &text)?;
    Some(v8::Exception::error(scope, text))
}
