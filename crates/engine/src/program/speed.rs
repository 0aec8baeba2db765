//! Speed of natives with two forms in optimised code, with their fast form and without it.

use std::{
    ptr::{self, NonNull},
    time::{Duration, Instant},
};

use super::super::{
    Isolate,
    host::{self as common, HostState},
    snapshot,
};

/// The calls to measure: the native's name, its arguments, and input for one call.
const NATIVES: [(&str, &str, &str); 7] = [
    ("readInt", "", "1234567 "),
    ("readNumber", "", "123.456 "),
    ("nextLine", "", "a line of words\n"),
    ("position", "", ""),
    ("write", "'12345 '", ""),
    ("writeLine", "'12345'", ""),
    ("clock", "", ""),
];

/// Memory limit of the isolate, in bytes.
const MEMORY_BYTES: u64 = 256 << 20;

/// Loops of optimised code that call natives.
pub struct FastCalls {
    /// The loops, each of a native in both forms.
    loops: Vec<[v8::Global<v8::Function>; 2]>,
    context: v8::Global<v8::Context>,
    isolate: Isolate,
}

impl FastCalls {
    /// Returns the names of the natives, in the order of their numbers.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NATIVES.iter().map(|(name, ..)| *name)
    }

    /// Makes the loops.
    ///
    /// # Panics
    /// If V8 does not accept them: a bug in the engine.
    pub fn new() -> Self {
        let mut isolate = Isolate::new(MEMORY_BYTES);
        let (context, loops) = {
            v8::scope!(let scope, isolate.raw());
            let context = snapshot::program_context(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            let loops = make_loops(scope).expect("loops around natives");
            (v8::Global::new(scope, context), loops)
        };
        Self { loops, context, isolate }
    }

    /// Measures `calls` calls of a native, in its fast form or without it.
    ///
    /// # Panics
    /// If there is no such native.
    pub fn time(&mut self, native: usize, is_fast: bool, calls: u32) -> Duration {
        let (.., piece) = NATIVES[native];
        let input = piece.repeat(calls as usize).into_bytes();
        let function = self.loops[native][usize::from(!is_fast)].clone();
        let isolate = self.isolate.raw();
        isolate.set_slot(HostState::new(usize::MAX));
        let state = common::state(isolate);
        // Room for all of it, so that neither form pays for its growth.
        state.output.reserve(calls as usize * 8);
        state.program.input = NonNull::new(ptr::from_ref(input.as_slice()).cast_mut());
        let time = {
            v8::scope_with_context!(let scope, isolate, &self.context);
            let function = v8::Local::new(scope, function);
            let receiver = v8::undefined(scope).into();
            let calls = v8::Number::new(scope, calls.into()).into();
            let start = Instant::now();
            function.call(scope, receiver, &[calls]).expect("natives that do what they should");
            start.elapsed()
        };
        // The input ends here.
        isolate.set_slot(HostState::new(0));
        time
    }
}

impl Default for FastCalls {
    fn default() -> Self {
        Self::new()
    }
}

fn make_loops(scope: &mut v8::PinScope<'_, '_>) -> Option<Vec<[v8::Global<v8::Function>; 2]>> {
    let natives = snapshot::program_natives(scope)?;
    let mut loops = Vec::new();
    for (name, arguments, _) in NATIVES {
        let mut make = |home: &str| {
            let source = format!(
                "(natives) => {{ const {{ {name} }} = natives{home}; \
                 return (calls) => {{ let sum = 0; for (let i = 0; i < calls; i++) sum += +{name}({arguments}); return sum; }} }}"
            );
            let make = snapshot::evaluate(scope, name, &source)?;
            let make = v8::Local::<v8::Function>::try_from(make).ok()?;
            let receiver = v8::undefined(scope).into();
            let function = make.call(scope, receiver, &[natives.into()])?;
            let function = v8::Local::<v8::Function>::try_from(function).ok()?;
            Some(v8::Global::new(scope, function))
        };
        loops.push([make("")?, make(".slow")?]);
    }
    Some(loops)
}
