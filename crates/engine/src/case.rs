//! Running one case of a submission in a context of its own.

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

/// A scope that catches what the program throws; handles live as long as the scope around it, `'s`.
pub(super) type TryCatch<'c, 't, 's, 'i> = v8::PinnedRef<'c, v8::TryCatch<'t, 's, v8::HandleScope<'i>>>;

/// How running a case may end before there is a result.
pub(super) enum CaseEnd {
    /// The call threw, or what it promised was rejected.
    Threw(ScriptError),
    /// The program threw anywhere else.
    ThrewOutsideCall(ScriptError),
    /// There is nothing to compare, for this reason.
    NoAnswer(String),
    /// A limit stopped the program; which one, the limiter knows.
    Stopped,
}

/// Frames of a generator's stack that are looked at for the place of an error: those of the prelude are few.
const GENERATOR_FRAMES: i32 = 16;

/// What one submission needs in an isolate.
pub(super) struct LoadedProgram {
    pub(super) compiled: Compiled,
    /// What is called; `None` for a whole program.
    pub(super) function: Option<Function>,
    /// Whether it may make buffers that can be resized.
    pub(super) resizes: bool,
}

/// What a submission's function is found by.
pub(super) struct Function {
    pub(super) name: String,
    /// A script of the function's name alone.
    pub(super) name_script: v8::Global<v8::UnboundScript>,
    /// Whether that name means something without the submission, as `parseInt` does.
    pub(super) is_builtin: bool,
    /// The script `Solution`.
    pub(super) solution_script: v8::Global<v8::UnboundScript>,
    /// Whether it is a class, which is constructed and whose methods are called.
    pub(super) is_class: bool,
    /// Whether it is a generator, which the prelude calls.
    pub(super) is_generator: bool,
    /// Whether it is called at all once it is found.
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
        // A setter looks for a mistake at the line that calls what throws.
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
/// after the other. What each returns is read, as far as all together take no more than `budget` bytes, before the next one
/// can change it.
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

/// Runs the submission's top level and finds what the problem asks for.
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
    // What the top level has left to microtasks happens before anybody calls.
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

/// What a call has given: a promise is awaited, and so is any other object with a `then`, as `await` does it.
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

/// The promise that `await` makes of an object with a method `then`; `None` for any other value.
///
/// Its `then` is read once: what the promise is resolved with has the function that was found.
fn promise_of<'s>(
    scope: &mut TryCatch<'_, '_, 's, '_>,
    result: v8::Local<'s, v8::Value>,
) -> Result<Option<v8::Local<'s, v8::Promise>>, CaseEnd> {
    let Ok(object) = v8::Local::<v8::Object>::try_from(result) else { return Ok(None) };
    let Some(key) = v8::String::new(scope, "then") else { return Err(caught(scope)) };
    // A getter that throws is a promise that is rejected.
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

/// Calls the `then` that was found, as a method of the object that it was found in.
fn call_then<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    arguments: v8::FunctionCallbackArguments<'s>,
    _: v8::ReturnValue<'_>,
) {
    let Ok(method) = v8::Local::<v8::Array>::try_from(arguments.data()) else { return };
    let (Some(object), Some(then)) = (method.get_index(scope, 0), method.get_index(scope, 1)) else { return };
    let Ok(then) = v8::Local::<v8::Function>::try_from(then) else { return };
    // What it throws, the promise is rejected with.
    then.call(scope, object, &[arguments.get(0), arguments.get(1)]);
}

/// Reads a result, as far as it takes no more than `budget` bytes, which it takes from there.
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

/// Why a result could not be read.
pub(super) enum ReadFailure {
    /// It takes more than its budget.
    TooLarge,
    /// A getter of its own threw or was stopped.
    Ended(CaseEnd),
}

impl CaseEnd {
    /// The same where it is not the call that ended so.
    fn outside_call(self) -> Self {
        match self {
            Self::Threw(error) => Self::ThrewOutsideCall(error),
            ended => ended,
        }
    }

    /// The outcome, where no limit stopped the program.
    pub(super) fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Threw(error) => Some(Outcome::Threw(error)),
            Self::ThrewOutsideCall(error) => Some(Outcome::ThrewOutsideCall(error)),
            Self::NoAnswer(reason) => Some(Outcome::NoAnswer(reason)),
            Self::Stopped => None,
        }
    }
}

/// Runs the top level; gives the namespace of a module. `None` with an exception in the scope.
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
            // A callback of a timer.
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

/// What the exception in the scope means where the program's own code may run, with the clocks on.
fn thrown(scope: &mut TryCatch<'_, '_, '_, '_>) -> CaseEnd {
    let exception = scope.exception();
    match (caught(scope), exception) {
        (CaseEnd::Threw(error), Some(exception)) => described(scope, error, exception),
        (ended, _) => ended,
    }
}

/// An error with the text that [`error::describe`] gives it.
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

/// What the exception in the scope means, without running anything of the program's.
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

/// There is nothing to import.
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

/// At run time only whole programs have anything to import, either.
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
