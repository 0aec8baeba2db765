//! Isolates, each reused for many cases, with a fresh context for each case.

use std::{rc::Rc, sync::Arc, time::Duration};

use super::{
    case::{self, Function, LoadedProgram, MethodCall, ReadFailure},
    compile::{self, CodeCache, Compiled, compile, compile_program},
    coverage::Coverage,
    entry::Builtin,
    hardened::HardenedRealm,
    heap::{self, HeapUsage, HeapWatch},
    host::{self, HostState},
    limits::{self, Limiter, limiter, thread_cpu_time},
    list_tree::Classes,
    memory::BufferMeter,
    platform, program, snapshot, stack, to_js,
};
use tribunal_core::{
    entry_point::{self, Class, EntryPoint, Form, ShapedFunction},
    execution::{Execution, IsolateLimits, Limit, Limits, Outcome},
    input::LoadedInput,
    libraries::LibrarySnapshot,
    value::{Object, Value},
};

/// A submission in the form that the engine runs.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// Its text, which is run unchanged.
    pub source: &'a Arc<str>,
    /// Whether it is an ES module whatever its text, as `.mjs` files are.
    pub is_module: bool,
    /// The way to run it.
    pub entry: &'a EntryPoint,
    /// The code cache that isolates which run this submission share.
    pub cache: &'a CodeCache,
}

/// A V8 isolate that runs cases, one after the other, on the thread that made it.
///
/// Every case gets a context of its own from the startup snapshot, with its own global object, prototypes
/// and microtask queue. What cases share is the heap and the compiled code.
///
/// Isolates of one thread must be dropped in the reverse order of their making; that is V8's rule.
pub struct Isolate {
    /// The submission compiled last, with the text and the entry point for which it was compiled.
    loaded: Option<(Arc<str>, EntryPoint, Result<LoadedProgram, Outcome>)>,
    isolate_limits: IsolateLimits,
    /// The seed of the run, on which random numbers depend.
    seed: u64,
    /// The lowest address of the stack that calls may reach in a fresh context.
    stack_limit: usize,
    condemned: bool,
    /// A queue without microtasks, for the contexts of finished cases.
    ended: v8::MicrotaskQueueHandle,
    /// Dropped before the isolate that it is in.
    hardened: Option<HardenedRealm>,
    /// Dropped before the isolate as well.
    coverage: Option<Coverage>,
    /// Dropped before what its callbacks point to, and after the queue.
    isolate: v8::OwnedIsolate,
    heap: Rc<HeapWatch>,
    buffers: Arc<BufferMeter>,
}

impl Isolate {
    /// Creates an isolate with these limits. The stack is part of the stack of the calling thread, and is smaller if
    /// the thread has less.
    pub fn new(isolate_limits: impl Into<IsolateLimits>) -> Self {
        Self::from_snapshot(snapshot::snapshot(), isolate_limits.into())
    }

    /// Creates an isolate from a snapshot that [`super::library_snapshot`] has made on top of this process's own.
    pub fn with_libraries(libraries: &LibrarySnapshot, isolate_limits: impl Into<IsolateLimits>) -> Self {
        Self::from_snapshot(libraries.bytes(), isolate_limits.into())
    }

    fn from_snapshot(blob: &'static [u8], isolate_limits: IsolateLimits) -> Self {
        let memory_bytes = isolate_limits.memory_bytes;
        platform::initialize();
        let limit = usize::try_from(memory_bytes).unwrap_or(usize::MAX >> 1);
        let buffers = BufferMeter::new(limit);
        let parameters = v8::CreateParams::default()
            .snapshot_blob(v8::StartupData::from(blob))
            .external_references(snapshot::external_references())
            .array_buffer_allocator(buffers.allocator().make_shared())
            .allow_atomics_wait(false);
        let mut isolate = v8::Isolate::new(heap::limited(parameters, limit));
        let stack_limit = stack::address_below(isolate_limits.deep_stack().unwrap_or(stack::DEFAULT_BYTES));
        stack::allow_down_to(&mut isolate, stack_limit);
        stack::watch_errors(&mut isolate);
        isolate.set_microtasks_policy(v8::MicrotasksPolicy::Explicit);
        isolate.set_capture_stack_trace_for_uncaught_exceptions(false, 0);
        isolate.set_host_import_module_dynamically_callback(case::import_dynamically);
        isolate.set_host_initialize_import_meta_object_callback(program::imports::describe);
        isolate.set_promise_reject_callback(program::note_rejection);
        let handle = isolate.thread_safe_handle();
        isolate.set_slot(Limiter::new(handle));
        isolate.set_slot(HostState::new(0));
        let heap = HeapWatch::new(&mut isolate, Arc::clone(&buffers), limit);
        isolate.set_slot(Rc::clone(&heap));
        let ended = v8::MicrotaskQueue::new(&mut isolate, v8::MicrotasksPolicy::Explicit);
        Self {
            loaded: None,
            isolate_limits,
            seed: 0,
            stack_limit,
            condemned: false,
            ended,
            hardened: None,
            coverage: None,
            isolate,
            heap,
            buffers,
        }
    }

    /// Switches coverage on: each run reports the parts of its program that it did not reach.
    pub fn with_coverage(mut self) -> Self {
        self.coverage = Some(Coverage::start(&mut self.isolate));
        self
    }

    /// Whether coverage is on.
    pub fn has_coverage(&self) -> bool {
        self.coverage.is_some()
    }

    /// Sets the seed of the run, 0 at first. The random numbers of a program depend on it and on the input of the case.
    pub fn set_seed(&mut self, seed: u64) {
        self.seed = seed;
    }

    /// Returns the limits of its programs.
    pub fn isolate_limits(&self) -> IsolateLimits {
        self.isolate_limits
    }

    /// Whether it must not run another case: the last one reached its memory limit, or has used so much memory that
    /// what outlives its context may affect other cases.
    pub fn is_condemned(&self) -> bool {
        self.condemned
    }

    /// Collects all garbage. Returns the numbers of contexts that are still alive, and of those that are detached but
    /// still referenced.
    pub fn contexts_after_collection(&mut self) -> (usize, usize) {
        self.isolate.low_memory_notification();
        let statistics = self.isolate.get_heap_statistics();
        (statistics.number_of_native_contexts(), statistics.number_of_detached_contexts())
    }

    /// Returns the use of its heap between two cases.
    pub fn heap(&mut self) -> HeapUsage {
        self.heap.holds(&mut self.isolate)
    }

    /// Runs one case in a fresh context: the submission's top level and, if there is a function to call, the call with
    /// the arguments of `input`.
    ///
    /// # Panics
    /// If the isolate is condemned.
    pub fn run(&mut self, program: &Program<'_>, input: &LoadedInput<'_>, limits: &Limits) -> Execution {
        assert!(!self.condemned, "a condemned isolate runs nothing");
        let output_bytes = usize::try_from(limits.output_bytes).unwrap_or(usize::MAX);
        let mut host = HostState::new(output_bytes);
        host.give(input, self.seed);
        self.isolate.set_slot(host);
        stack::allow_down_to(&mut self.isolate, self.stack_limit);
        if let Some(realm) = &mut self.hardened {
            realm.is_left();
        }

        let mut run = {
            let queue = v8::MicrotaskQueue::new(&mut self.isolate, v8::MicrotasksPolicy::Explicit);
            v8::scope!(let scope, &mut self.isolate);
            let options = v8::ContextOptions {
                microtask_queue: Some((&raw const *queue).cast_mut()),
                ..Default::default()
            };
            let context = match program.entry {
                EntryPoint::Program => snapshot::program_context(scope, options),
                _ => v8::Context::new(scope, options),
            };
            let run = {
                let scope = &mut v8::ContextScope::new(scope, context);
                stack::show_traced_frames(scope);
                // Only memory that the program adds counts.
                self.heap.start_case(scope);
                let global = v8::Global::new(scope, context);
                limiter(scope).set_context(Some(global));
                let _ = snapshot::meter_globals(scope);
                // The input is built before any code of the submission has run, and outside of its time.
                let given = given(scope, program.entry, input);
                let start = limiter(scope).arm(*limits);
                host::state(scope).start = Some(start);
                let covers = self.coverage.is_some();
                let compile = load(scope, &mut self.loaded, program, covers);
                let outcome = match &self.loaded {
                    Some((.., Ok(loaded))) => {
                        run_loaded(scope, &queue, loaded, program, given, limits.output_bytes)
                    }
                    Some((.., Err(outcome))) => Some(outcome.clone()),
                    None => None,
                };
                let (cpu, wall) = limiter(scope).disarm();
                if cpu > limits.cpu {
                    // Whatever its end, it came too late.
                    limiter(scope).note(Limit::CpuTime, None);
                }
                if self.heap.ends_with_too_much(scope) {
                    limiter(scope).note(Limit::Memory, None);
                }
                // A limit that was reached counts, even where the program ended before it could be stopped.
                let outcome = stopped(scope).or(outcome).unwrap_or(TERMINATED);
                Execution { cpu, wall, compile, ..Execution::ended(outcome) }
            };
            // Microtasks that are left are roots, and their context would keep their queue: nothing of the case would
            // ever be garbage.
            context.set_microtask_queue(&self.ended);
            run
        };
        // Every termination is requested on this thread, so none can arrive late and stop the next program.
        self.isolate.cancel_terminate_execution();
        limiter(&mut self.isolate).set_context(None);
        // The next program must not inherit a limit that was reached after the last check, either.
        limiter(&mut self.isolate).take_stopped();

        run.memory_bytes = self.heap.peak();
        let refused_buffer = self.buffers.refused();
        if refused_buffer {
            // The program asked for more memory than the limit.
            run.memory_bytes = run.memory_bytes.max(self.isolate_limits.memory_bytes);
            if is_allocation_failure(&run.outcome) {
                run.outcome = Outcome::Stopped { limit: Limit::Memory, at: None };
            }
        }
        self.condemned = run.is_out_of_memory() || self.heap.may_leave_much_behind();
        if let Some(coverage) = &mut self.coverage {
            run.unreached = coverage.take(program.source);
            self.condemned |= coverage.is_full();
        }
        self.give_stack_back();
        let host = host::state(&mut self.isolate);
        run.clocked = host.has_read_clock();
        run.overflowed = host.overflowed || run.outcome.is_stack_overflow();
        host.given_is_over();
        run.stdout = std::mem::take(&mut host.output);
        run.stderr = std::mem::take(&mut host.errors);
        run
    }
}

impl Isolate {
    /// Runs one case in the isolate's hardened realm. The run counts if the function returned. Any other outcome says
    /// nothing about the program: run it with [`Isolate::run`] then.
    ///
    /// Memory is reported only for cases that take long enough to be measured.
    ///
    /// # Panics
    /// If the isolate is condemned.
    pub fn run_hardened(
        &mut self,
        program: &Program<'_>,
        input: &LoadedInput<'_>,
        limits: &Limits,
    ) -> Execution {
        assert!(!self.condemned, "a condemned isolate runs nothing");
        if self.hardened.is_none() {
            self.isolate.set_slot(HostState::new(0));
            self.hardened = HardenedRealm::new(&mut self.isolate, &self.isolate_limits, self.stack_limit);
        }
        let (Some(realm), LoadedInput::Arguments(arguments), EntryPoint::Function(name)) =
            (&mut self.hardened, input, program.entry)
        else {
            return Execution::ended(Outcome::NoAnswer("there is no hardened realm for this".into()));
        };
        host::state(&mut self.isolate).give(input, self.seed);
        let (run, is_clean) = realm.run(&mut self.isolate, program, name, arguments, limits, &self.heap);
        host::state(&mut self.isolate).given_is_over();
        if run.wall > limits::SHORT || !is_clean {
            self.give_stack_back();
        }
        if !is_clean {
            // The realm is discarded, not repaired.
            if let Some(realm) = self.hardened.take() {
                realm.end(&mut self.isolate, &self.ended);
            }
            self.isolate.cancel_terminate_execution();
            limiter(&mut self.isolate).set_context(None);
            limiter(&mut self.isolate).take_stopped();
            self.condemned = run.is_out_of_memory();
        }
        run
    }

    /// Gives memory of the stack that deep calls have used back to the system, so that it does not count for the next
    /// case.
    fn give_stack_back(&self) {
        if self.isolate_limits.deep_stack().is_some() {
            stack::give_back_from(self.stack_limit);
        }
    }

    /// Returns V8's own isolate.
    pub(super) fn raw(&mut self) -> &mut v8::Isolate {
        &mut self.isolate
    }

    /// Compiles a text in this form without running it, and returns its code cache. The cache contains all functions if
    /// `eager`, else those that V8 expects to run at once. `None` for text that does not compile, or not within the
    /// limits.
    pub fn compile(&mut self, source: &str, form: Form, eager: bool, limits: &Limits) -> Option<Vec<u8>> {
        self.isolate.set_slot(HostState::new(0));
        let code = {
            v8::scope!(let scope, &mut self.isolate);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            self.heap.start_case(scope);
            limiter(scope).arm(*limits);
            let code = compile::code(scope, source, form, eager);
            limiter(scope).disarm();
            code
        };
        self.isolate.cancel_terminate_execution();
        let stopped = limiter(&mut self.isolate).take_stopped();
        self.condemned |= matches!(stopped, Some((Limit::Memory, _)));
        code.filter(|_| stopped.is_none())
    }

    /// Returns the isolate and its hardened realm, which is made if there is none.
    #[cfg(test)]
    pub(super) fn hardened(&mut self) -> (&mut v8::OwnedIsolate, &mut HardenedRealm) {
        let realm = self.hardened.get_or_insert_with(|| {
            self.isolate.set_slot(HostState::new(0));
            HardenedRealm::new(&mut self.isolate, &self.isolate_limits, self.stack_limit).unwrap()
        });
        (&mut self.isolate, realm)
    }
}

/// The outcome of a program that was stopped without a limit, which does not happen.
const TERMINATED: Outcome = Outcome::Stopped { limit: Limit::WallTime, at: None };

/// Compiles the program unless it is the one compiled last. Returns the CPU time of that. Stores nothing where a limit
/// stopped the compiler.
fn load(
    scope: &mut v8::PinScope<'_, '_>,
    loaded: &mut Option<(Arc<str>, EntryPoint, Result<LoadedProgram, Outcome>)>,
    program: &Program<'_>,
    covers: bool,
) -> Duration {
    if let Some((source, entry, _)) = loaded
        && Arc::ptr_eq(source, program.source)
        && entry == program.entry
    {
        return Duration::ZERO;
    }
    *loaded = None;
    let start = thread_cpu_time();
    // Code from a code cache cannot be measured, and code that is measured must not be shared.
    let none = CodeCache::default();
    let cache = if covers { &none } else { program.cache };
    let compiled = match program.entry {
        EntryPoint::Program => compile_program(scope, program.source, program.is_module, cache),
        _ => compile(scope, program.source, program.is_module, cache),
    };
    let compiled = compiled.map(|compiled| match compiled {
        Compiled::Module(_) if covers => Compiled::Module(Vec::new()),
        Compiled::Body(_) if covers => Compiled::Body(Vec::new()),
        compiled => compiled,
    });
    let resizes = program.source.contains("maxByteLength");
    let result = match compiled {
        Ok(compiled) => match program.entry.name() {
            None => Ok(LoadedProgram { compiled, function: None, resizes }),
            Some(name) => name_scripts(scope, name)
                .map(|[name_script, solution_script]| {
                    let name_local = v8::Local::new(scope, &name_script);
                    let is_builtin = !Builtin::of(scope, name, name_local).is_nothing();
                    let is_class = matches!(program.entry, EntryPoint::Class(_));
                    let is_generator = *program.entry == EntryPoint::Generator;
                    let name = name.to_owned();
                    let is_called = !matches!(program.entry, EntryPoint::Defined(_));
                    let function = Function {
                        name,
                        name_script,
                        is_builtin,
                        solution_script,
                        is_class,
                        is_generator,
                        is_called,
                    };
                    LoadedProgram { compiled, function: Some(function), resizes }
                })
                .ok_or_else(|| Outcome::NoAnswer(format!("`{name}` is not a name"))),
        },
        Err(Some(error)) => Err(Outcome::CompileError(error)),
        Err(None) => return thread_cpu_time().saturating_sub(start),
    };
    *loaded = Some((Arc::clone(program.source), program.entry.clone(), result));
    thread_cpu_time().saturating_sub(start)
}

/// Compiles two scripts of one name each, which see the definitions of a submission's top level.
fn name_scripts(
    scope: &mut v8::PinScope<'_, '_>,
    function: &str,
) -> Option<[v8::Global<v8::UnboundScript>; 2]> {
    v8::tc_scope!(let scope, scope);
    let compile = |name: &str| {
        let name = v8::String::new(scope, name)?;
        let mut source = v8::script_compiler::Source::new(name, None);
        let script = v8::script_compiler::compile_unbound_script(
            scope,
            &mut source,
            v8::script_compiler::CompileOptions::NoCompileOptions,
            v8::script_compiler::NoCacheReason::NoReason,
        )?;
        Some(v8::Global::new(scope, script))
    };
    Some([compile(function)?, compile("Solution")?])
}

/// The input of a case, in the engine's form.
enum Given<'v, 's> {
    /// Arguments of a function, and the function's shapes if it is one of lists and trees.
    Arguments(Vec<v8::Local<'s, v8::Value>>, Option<&'v ShapedFunction>),
    /// Arguments of a class's constructor, and the calls.
    Calls(&'v Class, Vec<v8::Local<'s, v8::Value>>, Vec<MethodCall<'v, 's>>),
    Program(program::Given<'v>),
}

/// Converts the input of a case to the engine's form, or returns the reason why it cannot.
fn given<'v, 's>(
    scope: &mut v8::PinScope<'s, '_>,
    entry: &'v EntryPoint,
    input: &'v LoadedInput<'_>,
) -> Result<Given<'v, 's>, &'static str> {
    let given = match (entry, input) {
        (
            EntryPoint::Function(_) | EntryPoint::Generator | EntryPoint::Defined(_),
            LoadedInput::Arguments(arguments),
        ) => to_js::elements(scope, arguments).map(|arguments| Given::Arguments(arguments, None)),
        (EntryPoint::Shaped(shaped), LoadedInput::Arguments(arguments)) => {
            shaped_arguments(scope, arguments, shaped)
                .map(|arguments| Given::Arguments(arguments, Some(shaped)))
        }
        (EntryPoint::Class(class), LoadedInput::Arguments(arguments)) => {
            class_arguments(scope, arguments, class)
                .map(|(constructor, calls)| Given::Calls(class, constructor, calls))
        }
        (EntryPoint::Program, LoadedInput::Program { stdin, args }) => {
            Some(Given::Program(program::Given { stdin, args }))
        }
        _ => return Err("the case does not fit the kind of submission"),
    };
    given.ok_or("V8 refuses the case's arguments as too large")
}

/// Runs the submission and reads its result, all with the clocks on; `None` where a limit was reached.
fn run_loaded<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    queue: &v8::MicrotaskQueue,
    loaded: &LoadedProgram,
    program: &Program<'_>,
    given: Result<Given<'_, 's>, &'static str>,
    output_bytes: u64,
) -> Option<Outcome> {
    if loaded.resizes {
        snapshot::meter_buffers(scope)?;
    }
    let source = program.source;
    let mut budget = usize::try_from(output_bytes).unwrap_or(usize::MAX);
    let outcome = match (given, &loaded.function) {
        (Ok(Given::Program(given)), _) => {
            program::run(scope, queue, loaded, source, given).map(Outcome::Exited).map_err(ReadFailure::Ended)
        }
        (Ok(Given::Arguments(arguments, shaped)), Some(function)) => {
            case::call(scope, queue, loaded, function, source, &arguments)
                .map_err(ReadFailure::Ended)
                .and_then(|value| {
                    // A missing argument is `undefined`, as it was for the function.
                    let value = match shaped.and_then(|shaped| shaped.result) {
                        None => value,
                        Some(index) => {
                            arguments.get(index).copied().unwrap_or_else(|| v8::undefined(scope).into())
                        }
                    };
                    case::read(scope, value, &mut budget)
                })
                .map(|value| match shaped {
                    None => Outcome::Returned(value),
                    Some(shaped) => shaped.outcome(value),
                })
        }
        (Ok(Given::Calls(class, constructor, calls)), Some(function)) => {
            case::call_methods(scope, queue, loaded, function, source, (&constructor, &calls), budget).map(
                |returned| {
                    let methods = calls.iter().map(|call| call.method);
                    class.outcome(methods.zip(returned))
                },
            )
        }
        (Ok(_), None) => return Some(Outcome::NoAnswer("there is nothing to call".into())),
        (Err(reason), _) => return Some(Outcome::NoAnswer(reason.into())),
    };
    match outcome {
        Ok(outcome) => Some(outcome),
        Err(ReadFailure::Ended(ended)) => ended.outcome(),
        Err(ReadFailure::TooLarge) => {
            limiter(scope).note(Limit::Output, None);
            None
        }
    }
}

/// Builds the arguments of a function of lists and trees.
fn shaped_arguments<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    arguments: &Value,
    function: &ShapedFunction,
) -> Option<Vec<v8::Local<'s, v8::Value>>> {
    let classes = Classes::define(scope)?;
    let Some(Object::Array(elements)) = arguments.object(&arguments.root) else { return None };
    classes.arguments(scope, arguments, elements, &function.params)
}

/// Builds the arguments of a class's constructor, and those of the calls.
fn class_arguments<'s, 'v>(
    scope: &mut v8::PinScope<'s, '_>,
    arguments: &'v Value,
    class: &Class,
) -> Option<(Vec<v8::Local<'s, v8::Value>>, Vec<MethodCall<'v, 's>>)> {
    let classes = Classes::define(scope)?;
    let (constructor, calls) = entry_point::calls(arguments)?;
    let constructor = classes.arguments(scope, arguments, constructor, &class.params)?;
    let calls = calls.into_iter().map(|(method, args)| {
        let arguments = classes.arguments(scope, arguments, args, class.params_of(method))?;
        Some(MethodCall { method, arguments })
    });
    Some((constructor, calls.collect::<Option<_>>()?))
}

/// Returns the outcome of a program that reached a limit.
fn stopped(isolate: &mut v8::Isolate) -> Option<Outcome> {
    limiter(isolate).take_stopped().map(|(limit, at)| Outcome::Stopped { limit, at })
}

/// Whether a program ended because it was refused an array buffer.
fn is_allocation_failure(outcome: &Outcome) -> bool {
    let (Outcome::Threw(error) | Outcome::ThrewOutsideCall(error)) = outcome else { return false };
    error.text.starts_with("RangeError: Array buffer allocation failed")
}
