//! The heap of an isolate: what a case uses of it, and what happens when that is too much.

use std::{ffi::c_void, sync::Arc};

use super::{limits::limiter, memory::BufferMeter};
use crate::raw_run::Limit;

/// Heap that an isolate and its contexts need besides what the program does, in bytes. V8's limit is above
/// the program's by this much.
const OVERHEAD: usize = 16 << 20;

/// What the heap may grow by when it reaches its limit, so that the program can be stopped in order instead
/// of the process by V8, in bytes.
const HEADROOM: usize = 64 << 20;

/// Watches the heap of one isolate. V8's callbacks hold its address.
pub(super) struct HeapWatch {
    isolate: v8::UnsafeRawIsolatePtr,
    buffers: Arc<BufferMeter>,
    limit: usize,
    /// Bytes in use when the isolate was new.
    base: usize,
    /// Bytes in use when the case started, what earlier cases have left behind included.
    start: usize,
    /// Whether what earlier cases left behind was collected since.
    collected: bool,
    peak: usize,
}

/// V8's limit for an isolate whose programs may use `limit` bytes of heap.
pub(super) fn v8_limit(limit: usize) -> usize {
    limit.saturating_add(OVERHEAD)
}

impl HeapWatch {
    /// Watches an isolate whose programs may use `limit` bytes of heap and array buffers.
    pub(super) fn new(isolate: &mut v8::Isolate, buffers: Arc<BufferMeter>, limit: usize) -> Box<Self> {
        let base = isolate.get_heap_statistics().used_heap_size();
        // SAFETY: the pointer is only used in callbacks of this very isolate.
        let pointer = unsafe { isolate.as_raw_isolate_ptr() };
        let mut watch =
            Box::new(Self { isolate: pointer, buffers, limit, base, start: base, collected: false, peak: 0 });
        let data = (&raw mut *watch).cast::<c_void>();
        isolate.add_near_heap_limit_callback(near_limit, data);
        isolate.add_gc_prologue_callback(before_collection, data, v8::GCType::kGCTypeMarkSweepCompact);
        isolate.add_gc_epilogue_callback(after_collection, data, v8::GCType::kGCTypeMarkSweepCompact);
        watch
    }

    /// Starts to watch a new case. `used` is what the heap holds now, in bytes.
    pub(super) fn start_case(&mut self, used: usize) {
        self.buffers.start_case();
        self.start = used;
        self.collected = false;
        self.peak = 0;
    }

    /// The most that the case was seen to use of heap and array buffers, in bytes. `used` is what the heap
    /// holds now.
    pub(super) fn peak(&mut self, used: usize) -> u64 {
        self.sample(used);
        (self.peak + self.buffers.peak()) as u64
    }

    fn sample(&mut self, used: usize) {
        let origin = if self.collected { self.base } else { self.start };
        self.peak = self.peak.max(used.saturating_sub(origin));
    }
}

/// V8 is about to run out of heap: stops the program and makes room for it to end.
unsafe extern "C" fn near_limit(data: *mut c_void, current: usize, _initial: usize) -> usize {
    // SAFETY: `data` is the watch, which its owner keeps for as long as the isolate, and V8 calls this on the
    // isolate's thread, while nothing else looks at the watch.
    let watch = unsafe { &mut *data.cast::<HeapWatch>() };
    // SAFETY: it is this isolate that calls.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(watch.isolate) };
    watch.peak = watch.peak.max(watch.limit);
    limiter(&mut isolate).note(Limit::Memory, None);
    isolate.terminate_execution();
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
        unsafe { (&mut *data.cast::<HeapWatch>(), v8::Isolate::from_raw_isolate_ptr(isolate)) };
    watch.sample(isolate.get_heap_statistics().used_heap_size());
}

unsafe extern "C" fn after_collection(
    isolate: v8::UnsafeRawIsolatePtr,
    _: v8::GCType,
    _: v8::GCCallbackFlags,
    data: *mut c_void,
) {
    // SAFETY: as in `near_limit`.
    let (watch, mut isolate) =
        unsafe { (&mut *data.cast::<HeapWatch>(), v8::Isolate::from_raw_isolate_ptr(isolate)) };
    watch.collected = true;
    let live = isolate.get_heap_statistics().used_heap_size().saturating_sub(watch.base);
    // Each has a limit of its own; this is where their sum is held to one.
    if live + watch.buffers.used() > watch.limit && limiter(&mut isolate).is_armed() {
        limiter(&mut isolate).note(Limit::Memory, None);
        isolate.terminate_execution();
    }
}
