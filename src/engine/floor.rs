//! V8 with as little around it as possible, to measure the engine against: what it costs more than this is
//! ours, what this costs is V8's.

use super::platform;

/// An isolate that runs one script's function `f` on arguments that come as JSON text, each time in a fresh
/// context, with no prelude, no limits, no console and no care.
pub struct BareV8 {
    script: v8::Global<v8::UnboundScript>,
    isolate: v8::OwnedIsolate,
}

impl BareV8 {
    /// Compiles `source`.
    ///
    /// # Panics
    /// If it does not compile.
    pub fn new(source: &str) -> Self {
        platform::initialize();
        let mut isolate = v8::Isolate::new(v8::CreateParams::default());
        let script = {
            v8::scope!(let scope, &mut isolate);
            let context = v8::Context::new(scope, v8::ContextOptions::default());
            let scope = &mut v8::ContextScope::new(scope, context);
            let source = v8::String::new(scope, source).expect("a short source");
            let script = v8::Script::compile(scope, source, None).expect("a source that compiles");
            let script = script.get_unbound_script(scope);
            v8::Global::new(scope, script)
        };
        Self { script, isolate }
    }

    /// Calls `f` in a fresh context with the elements of a JSON array, and gives the number that it returns.
    ///
    /// # Panics
    /// If anything is not as it should be.
    pub fn call(&mut self, arguments: &str) -> f64 {
        v8::scope!(let scope, &mut self.isolate);
        let context = v8::Context::new(scope, v8::ContextOptions::default());
        let scope = &mut v8::ContextScope::new(scope, context);
        Self::call_in(scope, &self.script, arguments)
    }

    fn call_in(
        scope: &mut v8::PinScope<'_, '_>,
        script: &v8::Global<v8::UnboundScript>,
        arguments: &str,
    ) -> f64 {
        let script = v8::Local::new(scope, script).bind_to_current_context(scope);
        script.run(scope).expect("a script that runs");
        let global = scope.get_current_context().global(scope);
        let name = v8::String::new(scope, "f").expect("a short name");
        let function = global.get(scope, name.into()).expect("a function f");
        let function = v8::Local::<v8::Function>::try_from(function).expect("a function f");
        let text = v8::String::new(scope, arguments).expect("short arguments");
        let array = v8::json::parse(scope, text).expect("arguments as JSON");
        let array = v8::Local::<v8::Array>::try_from(array).expect("an array of arguments");
        let arguments: Vec<_> =
            (0..array.length()).map(|index| array.get_index(scope, index).expect("an element")).collect();
        let receiver = v8::undefined(scope).into();
        let result = function.call(scope, receiver, &arguments).expect("a call that returns");
        result.number_value(scope).expect("a number")
    }
}
