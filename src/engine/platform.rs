//! V8 itself: started once a process, before the first isolate.

use std::sync::Once;

/// Flags that V8 runs with. They are fixed at the start and are part of the identity of a code cache.
const FLAGS: &[&str] = &[
    // A file of a few hundred bytes is compiled in microseconds; V8's own idea of when to throw bytecode
    // away would have the same submission compiled again in the middle of its cases.
    "--no-flush-bytecode",
];

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

        let arguments = std::iter::once("tribunal").chain(FLAGS.iter().copied()).map(String::from).collect();
        let unknown = v8::V8::set_flags_from_command_line(arguments);
        assert_eq!(unknown.len(), 1, "V8 does not know one of {FLAGS:?}");

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

/// The flags that V8 runs with.
pub fn v8_flags() -> &'static [&'static str] {
    FLAGS
}
