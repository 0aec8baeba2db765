//! The V8 platform: started once a process, before the first isolate.

use std::sync::{
    Once,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use super::stack;

/// Flags of V8 in every process. They are fixed at the start and are part of the identity of a code cache.
const FLAGS: &[&str] = &[
    // A file of a few hundred bytes is compiled in microseconds. V8's own rule for discarding bytecode would have the
    // same submission compiled again in the middle of its cases.
    "--no-flush-bytecode",
    // Makes V8 report errors.
    stack::TRACE_FLAG,
];

/// Further flags for a process that must not be killed because of a program.
const IN_PROCESS_FLAGS: &[&str] = &[
    // Where V8 15.2 unrolls the loop that fills a `new Array(1000)`, the enclosing loop loses its check for interrupts,
    // so that no limit stops it. Unrolling makes short loops up to a third faster.
    "--no-turboshaft-loop-unrolling",
];

/// Further flags for a process in which a program behaves the same in each run: V8 compiles and collects on the thread
/// that runs the program, at the same points of it, instead of concurrently whenever a processor is free.
const REPEATABLE: &[&str] = &["--predictable"];

/// Further flags for a process in which the heap is the same in each run as well, to the byte or nearly. They make deep
/// calls slower: there are more collections, and each walks the stack.
const REPEATABLE_HEAP: &[&str] = &[
    // Otherwise the growth of the heap until the next collection depends on the speed of the last ones.
    "--predictable-gc-schedule",
    // Otherwise the progress of marking in its steps depends on the clock.
    "--no-incremental-marking",
    // Where the young generation is copied, the leftover parts of pages differ from run to run.
    "--minor-ms",
];

/// Whether this process may be killed because of a program.
static ALLOWS_PROCESS_KILL: AtomicBool = AtomicBool::new(false);

/// Whether a program behaves the same in each run.
static IS_REPEATABLE: AtomicBool = AtomicBool::new(false);

/// Whether the heap is the same in each run as well.
static HAS_REPEATABLE_HEAP: AtomicBool = AtomicBool::new(false);

/// Makes V8 behave the same each time that it runs a program, as far as possible. To be called before V8 is started in
/// this process.
pub fn make_repeatable() {
    IS_REPEATABLE.store(true, Relaxed);
}

/// Makes V8 behave the same each time that it runs a program, including its heap. To be called before V8 is started in
/// this process.
pub fn make_heap_repeatable() {
    make_repeatable();
    HAS_REPEATABLE_HEAP.store(true, Relaxed);
}

/// Permits killing this process when a program cannot be stopped otherwise; also for a process that runs no programs.
/// To be called before V8 is started in this process.
///
/// If permitted, V8 ends the process when a program grows beyond its limit in a native loop that nothing stops;
/// otherwise such a program gets as much memory as it asks for.
pub fn allow_process_kill() {
    ALLOWS_PROCESS_KILL.store(true, Relaxed);
}

/// Whether this process may be killed where a program cannot be stopped otherwise.
pub(super) fn allows_process_kill() -> bool {
    ALLOWS_PROCESS_KILL.load(Relaxed)
}

/// Starts V8 with the data and settings that all isolates of this process share. Later calls do nothing.
///
/// Locale and time zone are fixed, so that a verdict does not depend on the machine: `en-US`, UTC.
///
/// # Panics
/// If V8 does not know one of the flags, or its locale data does not load: a fault of the build.
pub(super) fn initialize() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        v8::icu::set_common_data_78(deno_core_icudata::ICU_DATA).expect("ICU data of V8's own version");
        v8::icu::set_default_locale("en-US");
        assert!(v8::icu::set_default_time_zone("UTC"), "ICU knows UTC");

        let flags = v8_flags();
        let arguments = std::iter::once("tribunal").chain(flags.iter().copied()).map(String::from).collect();
        let unknown = v8::V8::set_flags_from_command_line(arguments);
        assert_eq!(unknown.len(), 1, "V8 does not know one of {flags:?}");

        // "Unprotected": with memory protection keys, threads that exist before this call (those of a test
        // harness, say) could never enter an isolate.
        let platform = v8::new_unprotected_default_platform(0, false).make_shared();
        v8::V8::initialize_platform(platform);
        v8::V8::initialize();
    });
}

/// Returns the version of V8 that is linked in, such as `15.2.124.3`.
pub fn v8_version() -> &'static str {
    v8::V8::get_version()
}

/// Returns the flags of V8 in this process.
pub fn v8_flags() -> Vec<&'static str> {
    let others = if allows_process_kill() { &[] } else { IN_PROCESS_FLAGS };
    let make_repeatable = if IS_REPEATABLE.load(Relaxed) { REPEATABLE } else { &[] };
    let heap = if HAS_REPEATABLE_HEAP.load(Relaxed) { REPEATABLE_HEAP } else { &[] };
    [FLAGS, others, make_repeatable, heap].concat()
}
