//! The stack of an isolate: how deep calls may go, and which errors V8 has made, an overflow's among them.
//!
//! An overflow is an error as any other: a program can catch it, and nothing is left to see afterwards. V8 tells of every
//! error that it makes, though, if `Error.stackTraceLimit` is not what the flag `--stack-trace-limit` says: it counts that
//! as the use of a feature (`Isolate::GetStackTraceLimit` in V8's src/execution/isolate.cc). [`TRACE_FLAG`] sees to it.

use super::host;

/// Bytes of stack that calls get in an isolate for which no deeper one is asked: V8's own default.
pub(super) const DEFAULT_BYTES: usize = 984 << 10;

/// Stack that is left to natives when calls have reached their limit, in bytes: V8's own ones, and ours.
pub const STACK_RESERVE: usize = 2 << 20;

/// What a function of the prelude needs at most from its start to its end, in bytes. V8 wants 40 KiB to compile one when
/// it is first called, and counts that against the limit (`kStackSpaceRequiredForCompilation`).
const PRELUDE_BYTES: usize = 64 << 10;

/// Frames of the stack that an error remembers: what a program sees as `Error.stackTraceLimit`.
pub(super) const TRACED_FRAMES: u8 = 10;

/// V8's flag for it, which has to be another number: see above.
pub(super) const TRACE_FLAG: &str = "--stack-trace-limit=11";

/// Stack below a frame of ours that is never given back: what natives that it calls may still use, in bytes.
const KEPT: usize = 256 << 10;

/// The lowest address that calls of an isolate may reach. Lives in a slot of the isolate.
struct Limit {
    address: usize,
    /// Where an error that V8 makes below this one may be that of an overflow: functions with many variables, and V8's
    /// compilers, give up long before the limit.
    nearly: usize,
}

unsafe extern "C" {
    /// `v8::Isolate::SetStackLimit(uintptr_t)`, which the crate `v8` does not bind. It binds the same limit among the
    /// parameters of a new isolate, but this version of V8 sets its own one over that while the isolate starts.
    #[link_name = "_ZN2v87Isolate13SetStackLimitEm"]
    fn set_stack_limit(isolate: v8::UnsafeRawIsolatePtr, address: usize);
}

/// The address at which the stack of this thread is now, about.
pub(super) fn here() -> usize {
    let here = 0_u8;
    (&raw const here).addr()
}

/// The address down to which calls may take the stack, of which they may have `bytes` from here on. Where that is more
/// than V8's default, which every thread has, it is less where there is less: what lies behind the end ends the process.
pub(super) fn address_below(bytes: usize) -> usize {
    let there_is = stacker::remaining_stack().map_or(bytes, |bytes| bytes.saturating_sub(STACK_RESERVE));
    here().saturating_sub(bytes.min(there_is.max(DEFAULT_BYTES)))
}

/// Lets calls take the stack of this thread down to `address`, which must be of it.
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

/// Gives memory of this thread's stack back to the system that calls down to `limit` may have taken, now that they have
/// returned. The limit has to be one of [`address_below`].
pub(super) fn give_back_from(limit: usize) {
    const STEP: usize = 64 << 10;
    let start = limit.next_multiple_of(STEP);
    let end = here().saturating_sub(KEPT) & !(STEP - 1);
    // Where the thread's stack is not known, nor is whether all of this is.
    if start >= end
        || stacker::remaining_stack().is_none_or(|there_is| here().saturating_sub(there_is) > start)
    {
        return;
    }
    #[cfg(target_os = "linux")]
    {
        let address = std::ptr::with_exposed_provenance_mut(start);
        // SAFETY: all of this is the stack of this thread, and lies further below this frame than any of the calls made
        // here reach: nobody has anything there.
        let result = unsafe { rustix::mm::madvise(address, end - start, rustix::mm::Advice::LinuxDontNeed) };
        debug_assert_eq!(result, Ok(()), "the stack is there");
    }
}

/// Whether the prelude can do what it has to before calls reach their limit. Where it can, nothing of what it does is cut
/// off by an overflow.
pub(super) fn has_room_for_the_prelude(isolate: &v8::Isolate) -> bool {
    isolate.get_slot::<Limit>().is_none_or(|limit| here() >= limit.address.saturating_add(PRELUDE_BYTES))
}

/// Gives the scope's new context the `Error.stackTraceLimit` that programs expect.
pub(super) fn show_traced_frames(scope: &mut v8::PinScope<'_, '_>) -> Option<()> {
    let error = v8::String::new(scope, "Error")?.into();
    let global = scope.get_current_context().global(scope);
    let error = v8::Local::<v8::Object>::try_from(global.get(scope, error)?).ok()?;
    let name = v8::String::new(scope, "stackTraceLimit")?.into();
    let frames = v8::Integer::new(scope, TRACED_FRAMES.into()).into();
    error.set(scope, name, frames).map(drop)
}

/// Has every error of the isolate counted in [`host::HostState::errors_made`].
pub(super) fn watch_errors(isolate: &mut v8::Isolate) {
    type Callback = unsafe extern "C" fn(v8::UnsafeRawIsolatePtr, v8::UseCounterFeature);
    // SAFETY: V8 calls it with the address of the isolate, which the crate's own type says to be that of a handle to one.
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
