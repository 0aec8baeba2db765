//! V8 itself: started once a process, before the first isolate.

use std::sync::{
    Once,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use super::stack;

/// Flags that V8 runs with. They are fixed at the start and are part of the identity of a code cache.
const FLAGS: &[&str] = &[
    // A file of a few hundred bytes is compiled in microseconds; V8's own idea of when to throw bytecode
    // away would have the same submission compiled again in the middle of its cases.
    "--no-flush-bytecode",
    // So that V8 tells of errors.
    stack::TRACE_FLAG,
];

/// Further ones, for a process that cannot be ended because of a program.
const IN_PROCESS_FLAGS: &[&str] = &[
    // Where V8 15.2 unrolls the loop that fills a `new Array(1000)`, the loop around it loses its check for
    // interrupts, so that no limit stops it. Short loops gain up to a third by being unrolled.
    "--no-turboshaft-loop-unrolling",
];

/// Further ones, for a process in which the same program does the same each time: V8 compiles and collects on the thread
/// that runs it, at the same points of the program, instead of beside it, when there is a processor for that.
const REPEATABLE: &[&str] = &["--predictable"];

/// Further ones, for one whose heap does so, too, to the byte or nearly. Deep calls take longer with them: there are more
/// collections, and each walks the stack.
const REPEATABLE_HEAP: &[&str] = &[
    // How much the heap may grow until the next collection would depend on how fast the last ones were.
    "--predictable-gc-schedule",
    // And how far marking gets in its steps, on the clock.
    "--no-incremental-marking",
    // Where the young generation is copied, what is left of pages differs from run to run.
    "--minor-ms",
];

/// Whether programs run where they can be killed.
static ALLOWS_PROCESS_KILL: AtomicBool = AtomicBool::new(false);

/// Whether a program does the same each time.
static IS_REPEATABLE: AtomicBool = AtomicBool::new(false);

/// Whether its heap does, too.
static HAS_REPEATABLE_HEAP: AtomicBool = AtomicBool::new(false);

/// Lets V8 do the same each time that it runs a program, as far as it can. For a process that has not started V8 yet.
pub fn repeatable() {
    IS_REPEATABLE.store(true, Relaxed);
}

/// The same, its heap included.
pub fn repeatable_heap() {
    repeatable();
    HAS_REPEATABLE_HEAP.store(true, Relaxed);
}

/// Says that programs do not run in this process, or that it may be killed where they cannot be stopped otherwise. For a
/// process that has not started V8 yet.
///
/// Where it may be killed, V8 ends it when a program goes on growing beyond its limit in a native loop that nothing stops;
/// elsewhere such a program gets whatever memory it asks for.
pub fn allow_process_kill() {
    ALLOWS_PROCESS_KILL.store(true, Relaxed);
}

/// Whether this process may be killed where a program cannot be stopped otherwise.
pub(super) fn allows_process_kill() -> bool {
    ALLOWS_PROCESS_KILL.load(Relaxed)
}

/// Starts V8 with the data and settings that every isolate of this process shares. Later calls do nothing.
///
/// Locale and time zone are fixed, so that a verdict does not depend on the machine: `en-US`, UTC.
///
/// # Panics
/// If V8 does not know one of our flags, or its locale data does not load: a fault of the build.
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

/// The version of V8 that is linked in, such as `15.2.124.3`.
pub fn v8_version() -> &'static str {
    v8::V8::get_version()
}

/// The flags that V8 runs with in this process.
pub fn v8_flags() -> Vec<&'static str> {
    let others = if allows_process_kill() { &[] } else { IN_PROCESS_FLAGS };
    let repeatable = if IS_REPEATABLE.load(Relaxed) { REPEATABLE } else { &[] };
    let heap = if HAS_REPEATABLE_HEAP.load(Relaxed) { REPEATABLE_HEAP } else { &[] };
    [FLAGS, others, repeatable, heap].concat()
}
