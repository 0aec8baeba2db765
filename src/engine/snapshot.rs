//! The startup snapshot: the heap of an isolate in which the prelude has run, so that a fresh context has
//! consoles, timers and the rest without running a line.

use std::sync::OnceLock;

use super::{host, platform};

/// The scripts of the prelude, each a function of the host's functions, in the order in which they run.
const PRELUDE: [(&str, &str); 3] = [
    ("prelude/globals.js", include_str!("prelude/globals.js")),
    ("prelude/console.js", include_str!("prelude/console.js")),
    ("prelude/timers.js", include_str!("prelude/timers.js")),
];

/// Where the context's data keeps the function that runs the next timer.
pub(super) const RUN_NEXT_TIMER: usize = 0;

static BLOB: OnceLock<Box<[u8]>> = OnceLock::new();

/// Uses a snapshot that another process of this program has made, instead of making one.
///
/// # Panics
/// If this process has one already.
pub fn start_from(snapshot: Vec<u8>) {
    assert!(BLOB.set(snapshot.into()).is_ok(), "a process has one snapshot");
}

/// The snapshot of this process, made once.
///
/// # Panics
/// If the prelude does not run: a fault of ours that the first test finds.
pub fn snapshot() -> &'static [u8] {
    BLOB.get_or_init(|| {
        platform::initialize();
        let mut creator = v8::Isolate::snapshot_creator(
            Some(host::external_references()),
            Some(v8::CreateParams::default()),
        );
        {
            v8::scope!(let scope, &mut creator);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            let run_next_timer = run_prelude(scope).expect("the prelude runs");
            scope.set_default_context(context);
            let index = scope.add_context_data(context, run_next_timer);
            assert_eq!(index, RUN_NEXT_TIMER);
        }
        let blob = creator.create_blob(v8::FunctionCodeHandling::Keep).expect("a snapshot of the prelude");
        Box::from(&*blob)
    })
}

/// Runs the prelude and returns what the last of its scripts does.
fn run_prelude<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Function>> {
    let host = host::object(scope)?;
    let mut last = None;
    for (name, source) in PRELUDE {
        let name = v8::String::new(scope, name)?.into();
        let origin = v8::ScriptOrigin::new(scope, name, 0, 0, false, 0, None, false, false, false, None);
        let source = v8::String::new(scope, source)?;
        let script = v8::Script::compile(scope, source, Some(&origin))?;
        let function = v8::Local::<v8::Function>::try_from(script.run(scope)?).ok()?;
        let receiver = v8::undefined(scope).into();
        last = Some(function.call(scope, receiver, &[host.into()])?);
    }
    last?.try_into().ok()
}
