//! The stack of an isolate: the depth of calls, and the errors that V8 has made, stack overflows among them.
//!
//! An overflow is an error like any other: a program can catch it, and no trace is left afterwards. But V8 reports
//! every error that it makes if `Error.stackTraceLimit` differs from the flag `--stack-trace-limit`: it counts that as
//! the use of a feature (`Isolate::GetStackTraceLimit` in V8's src/execution/isolate.cc). [`TRACE_FLAG`] makes them
//! differ.

use super::host;

/// Stack for calls in an isolate for which no deeper stack is requested, in bytes: V8's own default.
pub(super) const DEFAULT_BYTES: usize = 984 << 10;

/// Stack that is left to natives when calls have reached their limit, in bytes: those of V8 and those of the engine.
pub const STACK_RESERVE: usize = 2 << 20;

/// Greatest stack use of a function of the prelude, in bytes. V8 wants 40 KiB to compile one when it is first called,
/// and counts that against the limit (`kStackSpaceRequiredForCompilation`).
const PRELUDE_BYTES: usize = 64 << 10;

/// Number of stack frames that an error holds: the value of `Error.stackTraceLimit` for programs.
pub(super) const TRACED_FRAMES: u8 = 10;

/// V8's flag for it, which has to be another number: see above.
pub(super) const TRACE_FLAG: &str = "--stack-trace-limit=11";

/// Stack below a frame of the engine that is never given back, in bytes: natives that it calls may still use it.
const KEPT: usize = 256 << 10;

/// The lowest address that calls of an isolate may reach. Lives in a slot of the isolate.
struct Limit {
    address: usize,
    /// Address below which an error that V8 makes may be an overflow: functions with many variables, and V8's
    /// compilers, give up long before the limit.
    nearly: usize,
}

unsafe extern "C" {
    /// `v8::Isolate::SetStackLimit(uintptr_t)`, which the crate `v8` does not bind. The crate binds the same limit
    /// among the parameters of a new isolate, but this version of V8 overwrites it with its own while the isolate
    /// starts.
    #[link_name = "_ZN2v87Isolate13SetStackLimitEm"]
    fn set_stack_limit(isolate: v8::UnsafeRawIsolatePtr, address: usize);
}

/// Returns the approximate present address of this thread's stack.
pub(super) fn here() -> usize {
    let here = 0_u8;
    (&raw const here).addr()
}

/// Returns the lowest address of the stack that calls may reach if they may take `bytes` from here on. Every thread has
/// V8's default; beyond it, the result is limited by the thread's stack, because leaving that ends the process.
pub(super) fn address_below(bytes: usize) -> usize {
    let there_is = stacker::remaining_stack().map_or(bytes, |bytes| bytes.saturating_sub(STACK_RESERVE));
    here().saturating_sub(bytes.min(there_is.max(DEFAULT_BYTES)))
}

/// Permits calls to take the stack of this thread down to `address`, which must be within it.
pub(super) fn allow_down_to(isolate: &mut v8::Isolate, address: usize) {
    if isolate.get_slot::<Limit>().is_some_and(|limit| limit.address == address) {
        return;
    }
    let nearly = address + here().saturating_sub(address) / 4;
    isolate.set_slot(Limit { address, nearly });
    // SAFETY: it is a method of V8's public interface, called on an isolate that is alive, on its own thread, with an
    // address that V8 compares with and never follows. Down to that address the stack is there.
    unsafe { set_stack_limit(isolate.as_raw_isolate_ptr(), address) };
}

/// Returns to the system the memory of this thread's stack down to `limit` that calls may have used, after they have
/// returned. The limit has to be a result of [`address_below`].
pub(super) fn give_back_from(limit: usize) {
    const STEP: usize = 64 << 10;
    let start = limit.next_multiple_of(STEP);
    let end = here().saturating_sub(KEPT) & !(STEP - 1);
    // Where the bounds of the thread's stack are not known, it is not known either whether all of this is part of it.
    if start >= end
        || stacker::remaining_stack().is_none_or(|there_is| here().saturating_sub(there_is) > start)
    {
        return;
    }
    #[cfg(target_os = "linux")]
    {
        let address = std::ptr::with_exposed_provenance_mut(start);
        // SAFETY: all of this is the stack of this thread, and lies further below this frame than any of the calls made
        // here reach: no frame has any data there.
        let result = unsafe { rustix::mm::madvise(address, end - start, rustix::mm::Advice::LinuxDontNeed) };
        debug_assert_eq!(result, Ok(()), "the stack is there");
    }
}

/// Whether the prelude has enough stack to finish its work before calls reach their limit. If so, no overflow
/// interrupts it.
pub(super) fn has_room_for_the_prelude(isolate: &v8::Isolate) -> bool {
    isolate.get_slot::<Limit>().is_none_or(|limit| here() >= limit.address.saturating_add(PRELUDE_BYTES))
}

/// Sets `Error.stackTraceLimit` in the scope's new context to the value that programs expect.
pub(super) fn show_traced_frames(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let error = v8::String::new(scope, "Error")?.into();
    let global = scope.get_current_context().global(scope);
    let error = v8::Local::<v8::Object>::try_from(global.get(scope, error)?).ok()?;
    let name = v8::String::new(scope, "stackTraceLimit")?.into();
    let frames = v8::Integer::new(scope, TRACED_FRAMES.into()).into();
    error.set(scope, name, frames).map(drop)
}

/// Makes V8 count every error of the isolate in [`host::HostState::errors_made`].
pub(super) fn watch_errors(isolate: &mut v8::Isolate) {
    type Callback = unsafe extern "C" fn(v8::UnsafeRawIsolatePtr, v8::UseCounterFeature);
    // SAFETY: V8 calls it with the address of the isolate, which the crate's own type declares to be that of a handle
    // to an isolate.
    let callback = unsafe { std::mem::transmute::<Callback, v8::UseCounterCallback>(note_error) };
    isolate.set_use_counter_callback(callback);
}

/// Called by V8 on the isolate's thread when a feature is used.
unsafe extern "C" fn note_error(isolate: v8::UnsafeRawIsolatePtr, feature: v8::UseCounterFeature) {
    if feature == v8::UseCounterFeature::kErrorStackTraceLimit {
        // SAFETY: V8 passes the isolate that runs on this thread, and it lives as long as this call.
        let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
        let overflowed = isolate.get_slot::<Limit>().is_some_and(|limit| here() < limit.nearly);
        let state = host::state(&mut isolate);
        state.errors_made += 1;
        state.overflowed |= overflowed;
    }
}
