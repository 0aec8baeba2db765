//! The functions that the prelude calls: everything that a submission can reach outside of JavaScript.
//!
//! They are natives of the snapshot, which refers to them by [`external_references`].

use std::{
    borrow::Cow,
    ptr::{self, NonNull},
    rc::Rc,
    time::{Duration, Instant},
};

use v8::MapFnTo;

use super::{
    error,
    from_js::bytes_of,
    heap::HeapWatch,
    inspect_natives,
    limits::{stop, thread_cpu_time},
    program, stack,
    transfer::structured_clone,
};
use tribunal_core::{
    execution::{Limit, ScriptError},
    input::LoadedInput,
};

/// The state of the host functions for the running case. Lives in a slot of the isolate.
pub(super) struct HostState {
    /// Output of the program.
    pub(super) output: Vec<u8>,
    /// Output to standard error, where that is separate.
    pub(super) errors: Vec<u8>,
    /// Greatest length of the output in bytes.
    pub(super) output_limit: usize,
    /// The first error that the program did not catch, thrown by a microtask or timer.
    pub(super) uncaught: Option<ScriptError>,
    /// The same error as a value, for a whole program, whose own handler may ask for it.
    pub(super) uncaught_value: Option<v8::Global<v8::Value>>,
    /// The name of the script in which errors are located.
    pub(super) script: Cow<'static, str>,
    /// The thread's CPU time when the program started; `None` if the clock starts when the program first reads it.
    pub(super) start: Option<Duration>,
    /// The last reading of the clock, and the wall-clock time of that reading.
    last_look: Option<(Duration, Instant)>,
    /// The state of a whole program.
    pub(super) program: program::State,
    /// Numbers of calls of natives with a fast form by the last program.
    #[cfg(test)]
    pub(super) last_calls: program::fast::Calls,
    /// Whether the prelude may keep state of the program: printed text, a timer, a running clock. Set before the
    /// prelude changes its state.
    pub(super) is_touched: bool,
    /// Whether the program may have queued a microtask since this was last cleared.
    pub(super) has_microtasks: bool,
    /// Whether a promise was made or settled, or a microtask queued, at any time in the case.
    pub(super) had_microtasks: bool,
    /// The case's source of random numbers, once the case has used one.
    chance: Option<fastrand::Rng>,
    /// The seed of the run. With the input of the case, while that runs, it makes up the seed of the random numbers.
    seed: u64,
    given: Option<NonNull<LoadedInput<'static>>>,
    /// Number of errors that V8 has made, including those that the program made itself, as far as its
    /// `Error.stackTraceLimit` lets V8 report them.
    pub(super) errors_made: u32,
    /// Whether one of these errors was made where calls had taken nearly all of the stack.
    pub(super) overflowed: bool,
}

impl HostState {
    /// Creates the state at the start of a case that may write `output_limit` bytes.
    pub(super) fn new(output_limit: usize) -> Self {
        Self {
            output: Vec::new(),
            errors: Vec::new(),
            output_limit,
            uncaught: None,
            uncaught_value: None,
            script: Cow::Borrowed(error::SCRIPT_NAME),
            start: None,
            last_look: None,
            program: program::State::default(),
            #[cfg(test)]
            last_calls: program::fast::Calls::default(),
            is_touched: false,
            has_microtasks: false,
            had_microtasks: false,
            chance: None,
            seed: 0,
            given: None,
            errors_made: 0,
            overflowed: false,
        }
    }
}

/// Returns the host state of the isolate.
///
/// # Panics
/// If the isolate was made without one, which [`super::Isolate::new`] never does.
pub(super) fn state(isolate: &mut v8::Isolate) -> &mut HostState {
    isolate.get_slot_mut::<HostState>().expect("every isolate of the engine has a host state")
}

/// Time for which the program's clock is assumed to run with the wall clock, which can be read without a system call.
const GLANCE: Duration = Duration::from_micros(50);

impl HostState {
    /// Returns the source of all random numbers of the case. They are the same in each run and in every realm, so that
    /// a verdict does not depend on chance. And they reveal nothing about any other case.
    pub(super) fn chance(&mut self) -> &mut fastrand::Rng {
        let (seed, given) = (self.seed, self.given);
        self.chance.get_or_insert_with(|| {
            // SAFETY: `give` stores the pointer for as long as it borrows the input, and `given_is_over` removes it
            // before that ends.
            let given = given.map(|given| unsafe { given.as_ref() });
            fastrand::Rng::with_seed(given.map_or(seed, |given| given.seed(seed)))
        })
    }

    /// Stores the input of the case that begins, and the seed of the run. [`HostState::given_is_over`] has to be called
    /// before the input is dropped.
    pub(super) fn give(&mut self, input: &LoadedInput<'_>, seed: u64) {
        self.seed = seed;
        self.given = NonNull::new(ptr::from_ref(input).cast_mut().cast());
    }

    /// Forgets the input of the case.
    pub(super) fn given_is_over(&mut self) {
        self.given = None;
    }

    /// Returns the CPU time that the program has used, or a few microseconds more. Never less than before.
    pub(super) fn computed(&mut self) -> Duration {
        self.is_touched = true;
        let wall = Instant::now();
        let (last, seen) = match self.last_look {
            Some((last, seen)) => (last, Some(seen)),
            None => (Duration::ZERO, None),
        };
        if let Some(elapsed) = seen.map(|seen| wall.duration_since(seen))
            && elapsed < GLANCE
        {
            // CPU time does not run faster than the wall clock.
            return last + elapsed;
        }
        let now = thread_cpu_time();
        let computed = now.saturating_sub(*self.start.get_or_insert(now));
        // A reading by the wall clock may have been too large, by no more than `GLANCE`.
        let computed = computed.max(last + if seen.is_some() { GLANCE } else { Duration::ZERO });
        self.last_look = Some((computed, wall));
        computed
    }

    /// Whether the program's clock was read.
    pub(super) fn has_read_clock(&self) -> bool {
        self.last_look.is_some()
    }

    /// Resets the state for a case of a hardened realm, in place: there are many cases and they are short.
    pub(super) fn start_hardened_case(&mut self, output_bytes: u64) {
        self.output.clear();
        self.errors.clear();
        self.output_limit = usize::try_from(output_bytes).unwrap_or(usize::MAX);
        self.uncaught = None;
        self.start = None;
        self.last_look = None;
        self.is_touched = false;
        self.has_microtasks = false;
        self.had_microtasks = false;
        self.chance = None;
        self.errors_made = 0;
        self.overflowed = false;
    }
}

type Scope<'s, 'i, 'a> = &'a mut v8::PinScope<'s, 'i>;

/// Names and callbacks of the host functions, in the order of the snapshot.
macro_rules! host_functions {
    ($($name:literal => $function:ident),* $(,)?) => {
        /// Returns the addresses under which V8 knows the host functions.
        pub(super) fn external_references() -> Vec<v8::ExternalReference> {
            vec![$(v8::ExternalReference { function: $function.map_fn_to() }),*]
        }

        /// Returns an object with all host functions, for the prelude alone.
        pub(super) fn object<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
            let object = bare_object(scope)?;
            $(
                let name = v8::String::new(scope, $name)?;
                let function = v8::Function::builder($function)
                    .constructor_behavior(v8::ConstructorBehavior::Throw)
                    .build(scope)?;
                object.set(scope, name.into(), function.into())?;
            )*
            Some(object)
        }
    };
}

/// Returns an object that inherits nothing. If it did, a submission could answer for a property that it lacks.
pub(super) fn bare_object<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
    let object = v8::Object::new(scope);
    let null = v8::null(scope).into();
    object.set_prototype(scope, null)?;
    Some(object)
}

use super::on_demand::on_demand;
use inspect_natives::{columns, constructor_name, entries, kind, other_keys, promise_details, proxy_details};

host_functions! {
    "write" => write,
    "writeLine" => write_line,
    "clock" => clock,
    "kind" => kind,
    "proxyDetails" => proxy_details,
    "promiseDetails" => promise_details,
    "entries" => entries,
    "constructorName" => constructor_name,
    "otherKeys" => other_keys,
    "columns" => columns,
    "enqueueMicrotask" => enqueue_microtask,
    "reportUncaught" => report_uncaught,
    "structuredClone" => clone,
    "utf8Length" => utf8_length,
    "encodeInto" => encode_into,
    "decodeUtf8" => decode_utf8,
    "touch" => touch,
    "allocate" => allocate,
    "allocated" => allocated,
    "growShared" => grow_shared,
    "keep" => keep,
    "onDemand" => on_demand,
}

/// `touch()`: marks that the prelude is about to change its state of the program. Throws where too little stack is
/// left, so that such a change happens completely or not at all.
fn touch(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>) {
    state(scope).is_touched = true;
    if !stack::has_room_for_the_prelude(scope)
        && let Some(text) = v8::String::new(scope, "Maximum call stack size exceeded")
    {
        let error = v8::Exception::range_error(scope, text);
        scope.throw_exception(error);
    }
}

/// Returns the watch of the isolate's heap; `None` where a snapshot is made.
fn heap(isolate: &mut v8::Isolate) -> Option<Rc<HeapWatch>> {
    isolate.get_slot::<Rc<HeapWatch>>().cloned()
}

/// `allocate()`: called before memory outside of the heap is taken or given back.
fn allocate(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>) {
    if let Some(heap) = heap(scope) {
        heap.allocate(scope);
    }
}

/// `allocated()`: called after it.
fn allocated(scope: Scope<'_, '_, '_>, _: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>) {
    if let Some(heap) = heap(scope) {
        heap.allocated(scope);
    }
}

/// `growShared(bytes)`: whether a shared buffer may have so many bytes more.
fn grow_shared(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let bytes = arguments.get(0).integer_value(scope).and_then(|bytes| usize::try_from(bytes).ok());
    result.set_bool(heap(scope).is_none_or(|heap| heap.grow_shared(bytes.unwrap_or(usize::MAX))));
}

/// `keep(holder, value)`: keeps a value alive for as long as the object `holder`.
fn keep(scope: Scope<'_, '_, '_>, arguments: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>) {
    let (Ok(holder), Some(name)) =
        (v8::Local::<v8::Object>::try_from(arguments.get(0)), v8::String::new(scope, "tribunal.kept"))
    else {
        return;
    };
    let key = v8::Private::for_api(scope, Some(name));
    let _ = holder.set_private(scope, key, arguments.get(1));
}

/// `Math.random()`. V8's own has a random start in each isolate and hands out its numbers in blocks. In a shared realm
/// a program could see the position in a block, and so how many numbers were taken before it ran.
pub(super) fn random(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    #[cfg(test)]
    {
        state(scope).program.calls.slow += 1;
    }
    result.set_double(state(scope).chance().f64());
}

/// Returns a random number for a program that asks for random bytes.
pub(super) fn random_u64(state: &mut HostState) -> u64 {
    state.chance().u64(..)
}

/// A hook of V8, called when a promise was made or settled, which can queue microtasks.
pub(super) fn note_promise(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    note_microtask(state(scope));
}

fn note_microtask(state: &mut HostState) {
    state.has_microtasks = true;
    state.had_microtasks = true;
}

/// Appends to the case's output, unless it would be too long or the program has ended itself. Returns whether it was
/// appended.
pub(super) fn append(state: &mut HostState, bytes: &[u8]) -> bool {
    state.is_touched = true;
    if state.program.exit_code.is_some() {
        return true;
    }
    if bytes.len() > state.output_limit.saturating_sub(state.output.len()) {
        return false;
    }
    state.output.extend_from_slice(bytes);
    true
}

/// Appends a text of one byte a character, and the end of a line if `is_line`.
pub(super) fn append_one_byte(state: &mut HostState, text: &[u8], is_line: bool) -> bool {
    if !text.is_ascii() {
        // Each of the other characters takes two bytes of UTF-8.
        let text: String = text.iter().map(|byte| char::from(*byte)).chain(is_line.then_some('\n')).collect();
        return append(state, text.as_bytes());
    }
    let length = text.len() + usize::from(is_line);
    if length > state.output_limit.saturating_sub(state.output.len()) {
        return false;
    }
    let is_written = append(state, text);
    if is_line {
        append(state, b"\n");
    }
    is_written
}

/// `write(text)`: appends to the case's output, and stops the case when it writes too much. Always returns true.
pub(super) fn write(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    result: v8::ReturnValue<'_>,
) {
    write_text(scope, arguments.get(0), false, result);
}

/// `writeLine(text)`: `write` with a line end appended.
pub(super) fn write_line(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    result: v8::ReturnValue<'_>,
) {
    write_text(scope, arguments.get(0), true, result);
}

fn write_text(
    scope: &mut v8::PinScope<'_, '_>,
    text: v8::Local<'_, v8::Value>,
    is_line: bool,
    mut result: v8::ReturnValue<'_>,
) {
    #[cfg(test)]
    {
        state(scope).program.calls.slow += 1;
    }
    result.set_bool(true);
    let Ok(text) = v8::Local::<v8::String>::try_from(text) else { return };
    let limit = state(scope).output_limit;
    // A string has at least one byte of UTF-8 for each of its units, so this refuses without copying.
    if state(scope).output.len() + text.length() > limit {
        return stop(scope, Limit::Output);
    }
    // Moved out, so that the text can be written directly to it.
    let mut output = std::mem::take(&mut state(scope).output);
    let length = output.len();
    append_text(scope, text, &mut output);
    if is_line {
        output.push(b'\n');
    }
    let state = state(scope);
    state.is_touched = true;
    if state.program.exit_code.is_some() {
        output.truncate(length);
    }
    let is_too_much = output.len() > limit;
    state.output = output;
    if is_too_much {
        stop(scope, Limit::Output);
    }
}

/// Appends a string in UTF-8, with lone surrogates replaced.
fn append_text(scope: &mut v8::PinScope<'_, '_>, text: v8::Local<'_, v8::String>, output: &mut Vec<u8>) {
    if text.is_onebyte() {
        let start = output.len();
        output.resize(start + text.length(), 0);
        text.write_one_byte_v2(scope, 0, &mut output[start..], v8::WriteFlags::empty());
        if output[start..].is_ascii() {
            return;
        }
        output.truncate(start);
    }
    output.extend_from_slice(text.to_rust_string_lossy(scope).as_bytes());
}

/// `clock()`: CPU time of the program in milliseconds, with fractions. It is CPU time, so that the program's clock does
/// not depend on the load of the machine.
pub(super) fn clock(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    #[cfg(test)]
    {
        state(scope).program.calls.slow += 1;
    }
    result.set_double(state(scope).computed().as_secs_f64() * 1e3);
}

/// `enqueueMicrotask(function)`: queues a function of the calling context.
fn enqueue_microtask(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(arguments.get(0)) {
        note_microtask(state(scope));
        scope.enqueue_microtask(function);
    }
}

/// `reportUncaught(error)`: records an error that a callback of the program threw, if it is the first one of a case.
fn report_uncaught(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    let uncaught = error::from_exception(scope, arguments.get(0));
    let value = v8::Global::new(scope, arguments.get(0));
    let state = state(scope);
    if state.program.is_running() {
        state.uncaught_value.get_or_insert(value);
    }
    state.uncaught.get_or_insert(uncaught);
}

/// `structuredClone(value, buffers)`: returns a deep copy, or throws a `DataCloneError`. Each buffer in the array
/// `buffers` is moved.
fn clone(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if let Some(copy) = structured_clone(scope, arguments.get(0), arguments.get(1)) {
        result.set(copy);
    }
}

/// `utf8Length(text)`: returns the length of a string in UTF-8, in bytes.
fn utf8_length(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if let Ok(text) = v8::Local::<v8::String>::try_from(arguments.get(0)) {
        result.set_double(text.utf8_length(scope) as f64);
    }
}

/// `encodeInto(text, bytes)`: writes UTF-8 into a `Uint8Array`, with lone surrogates replaced and whole characters
/// only. Returns the number of bytes written.
fn encode_into(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let (Ok(text), Ok(bytes)) = (
        v8::Local::<v8::String>::try_from(arguments.get(0)),
        v8::Local::<v8::Uint8Array>::try_from(arguments.get(1)),
    ) else {
        return;
    };
    let text = text.to_rust_string_lossy(scope);
    let isolate_limits = bytes.byte_length();
    let end = text.floor_char_boundary(isolate_limits.min(text.len()));
    let Some(store) = bytes.get_backing_store() else { return };
    let offset = bytes.byte_offset();
    for (cell, byte) in store.iter().skip(offset).zip(&text.as_bytes()[..end]) {
        cell.set(*byte);
    }
    result.set_double(end as f64);
}

/// `decodeUtf8(bytes, fatal, keepBom)`: returns the text of UTF-8 bytes; `null` for ill-formed ones if `fatal`.
fn decode_utf8(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let bytes = match bytes_of(arguments.get(0)) {
        Some(bytes) => bytes,
        None => return,
    };
    let mut text = String::from_utf8_lossy(&bytes);
    if arguments.get(1).is_true() && std::str::from_utf8(&bytes).is_err() {
        return result.set_null();
    }
    if !arguments.get(2).is_true()
        && let Some(rest) = text.strip_prefix('\u{feff}')
    {
        text = Cow::Owned(rest.to_owned());
    }
    if let Some(text) = v8::String::new(scope, &text) {
        result.set(text.into());
    }
}
