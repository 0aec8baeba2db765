//! The heap of an isolate: its use by a case, and the enforcement of the memory limit.

use std::{cell::Cell, ffi::c_void, rc::Rc, sync::Arc};

use super::{
    limits::{Limiter, limiter},
    memory::BufferMeter,
};
use tribunal_core::execution::Limit;

/// Heap that an isolate and its contexts need besides the program, in bytes. V8's limit for its old generation exceeds
/// the program's by this much.
const OVERHEAD: usize = 8 << 20;

/// Growth that the heap is allowed when it reaches its limit, in bytes, so that the program can be stopped in an
/// orderly way, instead of V8 ending the process.
const HEADROOM: usize = 64 << 20;

/// Heap that a case may leave behind without the isolate being replaced, in bytes. Some of it can outlive the case's
/// context (registered symbols do), and would be missing for later cases.
const LEFT_BEHIND: usize = 4 << 20;

/// Watches the heap of one isolate. V8's callbacks hold its address, and arrive while it is used elsewhere.
pub(super) struct HeapWatch {
    isolate: v8::UnsafeRawIsolatePtr,
    buffers: Arc<BufferMeter>,
    limit: usize,
    /// Whether V8 may end the process when a program does not stop at its limit.
    allows_process_kill: bool,
    /// Use when the isolate was new.
    base: Use,
    /// Use when the case started, including memory that earlier cases have left behind.
    start: Cell<Use>,
    /// Whether a full collection during the case has removed what earlier cases left behind.
    collected: Cell<bool>,
    /// Whether the case has reached V8's own limit.
    is_beyond: Cell<bool>,
    /// Whether an interrupt that looks at the heap again is pending.
    is_asked: Cell<bool>,
    /// Number of running calls that take memory outside of the heap. They look at it themselves when they are done.
    allocating: Cell<u32>,
    /// Use after the last collection by such a call.
    looked: Cell<Use>,
    /// Peak use of the case, as far as it was measured.
    peak: Cell<Use>,
    /// Number of full collections since the isolate was made.
    collections: Cell<u32>,
}

/// Use of an isolate's heap, including garbage that was not collected yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeapUsage {
    /// Memory that objects take, in bytes.
    pub used_bytes: u64,
    /// Memory that the heap takes from the operating system, in bytes.
    pub committed_bytes: u64,
    /// Number of contexts. Those of finished cases stay until a full collection.
    pub contexts: usize,
    /// Number of contexts whose global object was detached from them. The engine detaches none.
    pub detached_contexts: usize,
    /// Number of full collections since the isolate was made.
    pub collections: u32,
}

/// Memory in use by V8's count, in bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    heap: usize,
    /// Memory outside of the heap that is held by objects in it: array buffers and all of `unrefused`.
    outside: usize,
    /// The part of `outside` that no allocator of the engine could refuse: resizable buffers, and the memories and the
    /// code of WebAssembly.
    unrefused: usize,
}

impl Use {
    fn of(isolate: &mut v8::Isolate, buffers: &BufferMeter) -> Self {
        let statistics = isolate.get_heap_statistics();
        // V8's statistics count array buffers separately, but not shared ones, which the meter counts.
        let counted = statistics.external_memory();
        let metered = buffers.used();
        let unrefused = external(isolate).saturating_sub(counted) + counted.saturating_sub(metered);
        Self { heap: statistics.used_heap_size(), outside: metered + unrefused, unrefused }
    }

    fn since(self, origin: Self) -> Self {
        Self {
            heap: self.heap.saturating_sub(origin.heap),
            outside: self.outside.saturating_sub(origin.outside),
            unrefused: self.unrefused.saturating_sub(origin.unrefused),
        }
    }

    fn max(self, other: Self) -> Self {
        Self {
            heap: self.heap.max(other.heap),
            outside: self.outside.max(other.outside),
            unrefused: self.unrefused.max(other.unrefused),
        }
    }

    /// Returns the sum of heap and memory outside of it.
    fn in_all(self) -> usize {
        self.heap + self.outside
    }
}

/// Returns all memory outside of the heap that V8 knows of, in bytes.
fn external(isolate: &mut v8::Isolate) -> usize {
    usize::try_from(isolate.adjust_amount_of_external_allocated_memory(0)).unwrap_or(0)
}

/// Returns V8's limit for the old generation of an isolate whose programs may use `limit` bytes of heap.
fn v8_limit(limit: usize) -> usize {
    limit.saturating_add(OVERHEAD)
}

/// Returns the parameters for an isolate whose programs may use `limit` bytes of heap.
///
/// From a total size, V8 would subtract the room of its young generation, a tenth and more. But the objects that a
/// program holds do not fit into a young generation.
pub(super) fn limited(parameters: v8::CreateParams, limit: usize) -> v8::CreateParams {
    let limit = v8_limit(limit);
    parameters.heap_limits(0, limit).set_max_old_generation_size_in_bytes(limit)
}

impl HeapWatch {
    /// Watches an isolate whose programs may use `limit` bytes of heap and array buffers.
    pub(super) fn new(isolate: &mut v8::Isolate, buffers: Arc<BufferMeter>, limit: usize) -> Rc<Self> {
        let base = Use::of(isolate, &buffers);
        // SAFETY: the pointer is only used in callbacks of this very isolate.
        let pointer = unsafe { isolate.as_raw_isolate_ptr() };
        let watch = Rc::new(Self {
            isolate: pointer,
            buffers,
            limit,
            allows_process_kill: super::platform::allows_process_kill(),
            base,
            start: Cell::new(base),
            collected: Cell::new(false),
            is_beyond: Cell::new(false),
            is_asked: Cell::new(false),
            allocating: Cell::new(0),
            looked: Cell::default(),
            peak: Cell::default(),
            collections: Cell::default(),
        });
        let data = Rc::as_ptr(&watch).cast_mut().cast::<c_void>();
        isolate.add_near_heap_limit_callback(near_limit, data);
        isolate.add_gc_prologue_callback(before_collection, data, v8::GCType::kGCTypeAll);
        isolate.add_gc_epilogue_callback(after_collection, data, v8::GCType::kGCTypeMarkSweepCompact);
        watch
    }

    /// Returns the present use of the isolate's heap.
    pub(super) fn holds(&self, isolate: &mut v8::Isolate) -> HeapUsage {
        let statistics = isolate.get_heap_statistics();
        HeapUsage {
            used_bytes: statistics.used_heap_size() as u64,
            committed_bytes: statistics.total_physical_size() as u64,
            contexts: statistics.number_of_native_contexts(),
            detached_contexts: statistics.number_of_detached_contexts(),
            collections: self.collections.get(),
        }
    }

    /// Starts a new case.
    pub(super) fn start_case(&self, isolate: &mut v8::Isolate) {
        self.buffers.start_case();
        self.start.set(Use::of(isolate, &self.buffers));
        self.collected.set(false);
        self.is_beyond.set(false);
        self.allocating.set(0);
        self.looked.set(self.start.get());
        self.peak.set(Use::default());
    }

    /// Starts a call that changes how much memory there is outside of the heap.
    pub(super) fn allocate(&self, isolate: &mut v8::Isolate) {
        self.look(isolate);
        self.allocating.update(|calls| calls + 1);
    }

    /// Ends such a call.
    pub(super) fn allocated(&self, isolate: &mut v8::Isolate) {
        self.allocating.update(|calls| calls.saturating_sub(1));
        self.look(isolate);
    }

    /// Whether shared buffers may grow by so many bytes more. If so, the bytes are counted.
    pub(super) fn grow_shared(&self, bytes: usize) -> bool {
        self.buffers.grow(bytes)
    }

    /// Looks at the memory outside of the heap. Garbage is collected where it may be half of what the program may use,
    /// so that garbage alone never makes a program reach its limit.
    fn look(&self, isolate: &mut v8::Isolate) {
        let growth = self.sample(isolate);
        let since = Use::of(isolate, &self.buffers).since(self.looked.get());
        if growth.unrefused <= self.limit && since.unrefused <= self.limit / 2 {
            return;
        }
        self.allocating.update(|calls| calls + 1);
        isolate.low_memory_notification();
        self.allocating.update(|calls| calls - 1);
        self.looked.set(Use::of(isolate, &self.buffers));
        if self.keeps_too_much(isolate) && is_armed(isolate) {
            stop(isolate);
        }
    }

    /// Looks at a case for the last time, while all its objects still exist. Returns whether they exceed the limit.
    /// Where garbage might be the cause, it is collected first.
    pub(super) fn ends_with_too_much(&self, isolate: &mut v8::Isolate) -> bool {
        let growth = self.sample(isolate);
        self.is_certainly_too_much(growth)
            || growth.in_all() > self.limit && {
                isolate.low_memory_notification();
                self.keeps_too_much(isolate)
            }
    }

    /// Whether a case has taken so much memory outside of the heap since its start that it has to be looked at, however
    /// short it was: reserving memory takes no time. This is cheaper than looking at everything.
    pub(super) fn has_grown_outside(&self, isolate: &mut v8::Isolate) -> bool {
        external(isolate) > self.start.get().outside + LEFT_BEHIND
    }

    /// Returns the peak use of heap and array buffers by the case, as far as it was measured, in bytes.
    pub(super) fn peak(&self) -> u64 {
        let Use { heap, outside, .. } = self.peak.get();
        (heap + outside.max(self.buffers.peak())) as u64
    }

    /// Whether the case has used so much memory that what it leaves behind may affect other cases.
    pub(super) fn may_leave_much_behind(&self) -> bool {
        self.peak() > LEFT_BEHIND.max(self.limit / 8) as u64
    }

    /// Measures the present use. Returns the growth since the case started, garbage included.
    fn sample(&self, isolate: &mut v8::Isolate) -> Use {
        let origin = if self.collected.get() { self.base } else { self.start.get() };
        let growth = Use::of(isolate, &self.buffers).since(origin);
        self.peak.update(|peak| peak.max(growth));
        growth
    }

    /// Whether the growth is too large to be garbage. V8 collects when its limit comes near, but a single young object
    /// can have any size. Memory that could not be refused counts as it is: V8 collects it long before it reaches a
    /// limit, and garbage at the end of a case may have been filled before.
    fn is_certainly_too_much(&self, growth: Use) -> bool {
        growth.unrefused > self.limit || growth.heap > self.limit.saturating_add(v8_limit(self.limit))
    }

    /// Whether the memory that is left after a collection is more than the program may hold. Heap and buffers have a
    /// limit each; this limits their sum.
    fn keeps_too_much(&self, isolate: &mut v8::Isolate) -> bool {
        Use::of(isolate, &self.buffers).since(self.base).in_all() > self.limit
    }
}

/// Whether a program runs. None runs while V8 disposes of an isolate, when it collects once more.
fn is_armed(isolate: &v8::Isolate) -> bool {
    isolate.get_slot::<Limiter>().is_some_and(Limiter::is_armed)
}

/// Stops the running program, if there is one, for its memory.
fn stop(isolate: &mut v8::Isolate) {
    limiter(isolate).note(Limit::Memory, None);
    isolate.terminate_execution();
}

/// Called when V8 is about to run out of heap: stops the program if it holds too much, and makes room for it to end or
/// to go on.
unsafe extern "C" fn near_limit(data: *mut c_void, current: usize, _initial: usize) -> usize {
    // SAFETY: `data` is the watch, which its owner keeps for as long as the isolate.
    let watch = unsafe { &*data.cast::<HeapWatch>() };
    // SAFETY: it is this isolate that calls, on its own thread.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(watch.isolate) };
    // V8 counts whole pages, of which objects of 64 KiB, for example, fill three quarters.
    let is_due_to_gaps =
        !watch.keeps_too_much(&mut isolate) && current < v8_limit(watch.limit).saturating_mul(2);
    if is_due_to_gaps {
        return current.saturating_add(HEADROOM);
    }
    watch.peak.update(|peak| Use { heap: peak.heap.max(watch.limit), ..peak });
    stop(&mut isolate);
    if watch.is_beyond.replace(true) && watch.allows_process_kill {
        // The program was stopped before and went on, so it never checks for termination. Without more room V8 ends the
        // process.
        return current;
    }
    current.saturating_add(HEADROOM)
}

unsafe extern "C" fn before_collection(
    isolate: v8::UnsafeRawIsolatePtr,
    _: v8::GCType,
    _: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    // SAFETY: as in `near_limit`.
    let (watch, mut isolate) =
        unsafe { (&*data.cast::<HeapWatch>(), v8::Isolate::from_raw_isolate_ptr(isolate)) };
    let growth = watch.sample(&mut isolate);
    let is_looked_at = watch.allocating.get() > 0;
    if !is_looked_at && watch.is_certainly_too_much(growth) && is_armed(&isolate) {
        stop(&mut isolate);
    }
}

unsafe extern "C" fn after_collection(
    isolate: v8::UnsafeRawIsolatePtr,
    _: v8::GCType,
    _: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    // SAFETY: as in `near_limit`.
    let (watch, mut isolate) =
        unsafe { (&*data.cast::<HeapWatch>(), v8::Isolate::from_raw_isolate_ptr(isolate)) };
    watch.collected.set(true);
    watch.collections.update(|count| count + 1);
    if watch.keeps_too_much(&mut isolate) && is_armed(&isolate) && !watch.is_asked.replace(true) {
        // V8 marks while the program runs, and objects that die meanwhile survive the collection. Their amount depends
        // on the machine's load, so the heap is looked at again while the program does not run.
        isolate.thread_safe_handle().request_interrupt(look_again, data);
    }
}

/// Called by V8 on the isolate's thread, between two steps of the program, after a collection that left too
/// much.
unsafe extern "C" fn look_again(isolate: v8::UnsafeRawIsolatePtr, data: *mut c_void) {
    // SAFETY: as in `near_limit`; interrupts are called on the isolate's thread, and no more once it is gone.
    let (watch, mut isolate) =
        unsafe { (&*data.cast::<HeapWatch>(), v8::Isolate::from_raw_isolate_ptr(isolate)) };
    if is_armed(&isolate) {
        isolate.low_memory_notification();
        if watch.keeps_too_much(&mut isolate) {
            stop(&mut isolate);
        }
    }
    watch.is_asked.set(false);
}
