//! Array-buffer memory of an isolate: counted, and limited.

use std::{
    alloc::{Layout, alloc, alloc_zeroed, dealloc},
    ffi::c_void,
    ptr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
};

/// Counts the bytes that an isolate's array buffers hold.
#[derive(Debug)]
pub(super) struct BufferMeter {
    used: AtomicUsize,
    /// Growth of shared buffers during the case, in bytes. No allocator is asked for it.
    grown: AtomicUsize,
    peak: AtomicUsize,
    limit: usize,
    refused: AtomicBool,
}

impl BufferMeter {
    /// Creates a meter that refuses allocations beyond `limit` bytes.
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self {
            used: AtomicUsize::new(0),
            grown: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
            limit,
            refused: AtomicBool::new(false),
        })
    }

    /// Returns the bytes held now.
    pub(super) fn used(&self) -> usize {
        self.used.load(Relaxed)
    }

    /// Returns the most bytes held since the last [`BufferMeter::start_case`].
    pub(super) fn peak(&self) -> usize {
        self.peak.load(Relaxed)
    }

    /// Whether a buffer was refused since the last [`BufferMeter::start_case`]. V8 collects garbage and asks again
    /// before it gives up, so this alone does not mean that the program did not get its buffer.
    pub(super) fn refused(&self) -> bool {
        self.refused.load(Relaxed)
    }

    /// Counts the growth of a shared buffer, for the rest of the case; false if it exceeds the limit.
    pub(super) fn grow(&self, bytes: usize) -> bool {
        let is_taken = self.take(bytes);
        if is_taken {
            self.grown.fetch_add(bytes, Relaxed);
        }
        is_taken
    }

    /// Starts a new case.
    pub(super) fn start_case(&self) {
        self.used.fetch_sub(self.grown.swap(0, Relaxed), Relaxed);
        self.peak.store(self.used(), Relaxed);
        self.refused.store(false, Relaxed);
    }

    /// Returns the allocator that provides an isolate with array buffers and counts them here.
    pub(super) fn allocator(self: &Arc<Self>) -> v8::UniqueRef<v8::Allocator> {
        const VTABLE: &v8::RustAllocatorVtable<BufferMeter> =
            &v8::RustAllocatorVtable { allocate, allocate_uninitialized, free, drop: release };
        // SAFETY: the handle is an `Arc` turned raw, which `release` turns back exactly once, and the
        // functions of the table take it as what it is.
        unsafe { v8::new_rust_allocator(Arc::into_raw(Arc::clone(self)), VTABLE) }
    }

    /// Counts `bytes`, unless that would exceed the limit. Returns whether they were counted.
    fn take(&self, bytes: usize) -> bool {
        let before = self.used.fetch_add(bytes, Relaxed);
        let Some(after) = before.checked_add(bytes).filter(|after| *after <= self.limit) else {
            self.used.fetch_sub(bytes, Relaxed);
            self.refused.store(true, Relaxed);
            return false;
        };
        self.peak.fetch_max(after, Relaxed);
        true
    }
}

/// Returns the layout of a buffer; `None` for a size that no allocation can have.
fn layout(bytes: usize) -> Option<Layout> {
    Layout::from_size_align(bytes.max(1), 16).ok()
}

/// Allocates `bytes` with `allocator` if the meter permits it, else returns null, which V8 turns into a `RangeError` of
/// the program.
fn metered(meter: &BufferMeter, bytes: usize, allocator: unsafe fn(Layout) -> *mut u8) -> *mut c_void {
    let Some(layout) = layout(bytes) else { return ptr::null_mut() };
    if !meter.take(bytes) {
        return ptr::null_mut();
    }
    // SAFETY: the layout's size is not zero.
    let data = unsafe { allocator(layout) };
    if data.is_null() {
        meter.used.fetch_sub(bytes, Relaxed);
        meter.refused.store(true, Relaxed);
    }
    data.cast()
}

unsafe extern "C" fn allocate(meter: &BufferMeter, bytes: usize) -> *mut c_void {
    metered(meter, bytes, alloc_zeroed)
}

unsafe extern "C" fn allocate_uninitialized(meter: &BufferMeter, bytes: usize) -> *mut c_void {
    metered(meter, bytes, alloc)
}

unsafe extern "C" fn free(meter: &BufferMeter, data: *mut c_void, bytes: usize) {
    let Some(layout) = layout(bytes) else { return };
    if data.is_null() {
        return;
    }
    // SAFETY: V8 hands back what `metered` gave it, with the same size and so the same layout.
    unsafe { dealloc(data.cast(), layout) };
    meter.used.fetch_sub(bytes, Relaxed);
}

unsafe extern "C" fn release(meter: *const BufferMeter) {
    // SAFETY: made by `Arc::into_raw` in `BufferMeter::allocator`, and V8 calls this once.
    drop(unsafe { Arc::from_raw(meter) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_refuses_what_goes_beyond_its_limit_and_remembers_the_peak() {
        let meter = BufferMeter::new(100);
        assert!(meter.take(60));
        assert!(!meter.refused());
        assert!(!meter.take(41));
        assert!(meter.refused());
        assert!(!meter.take(usize::MAX), "an overflowing sum is refused, too");
        assert_eq!((meter.used(), meter.peak()), (60, 60));
        meter.used.fetch_sub(60, Relaxed);
        meter.start_case();
        assert_eq!((meter.refused(), meter.peak()), (false, 0));
    }
}
