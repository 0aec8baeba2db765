//! Finding the function that a problem asks for, however the submission defines it.
//!
//! The submission has run as it is by then; only names are looked up. In order: a name of the top level
//! (`function`, `var`, `const`, `let`, `class`), what `module.exports` holds, an export of a module, a method
//! of a class `Solution`.

/// What to call.
pub(super) struct Entry<'s> {
    pub(super) function: v8::Local<'s, v8::Function>,
    pub(super) receiver: v8::Local<'s, v8::Value>,
    /// It is a class, so it is called with `new`.
    pub(super) is_class: bool,
}

impl<'s> Entry<'s> {
    fn new(scope: &mut v8::PinScope<'s, '_>, function: v8::Local<'s, v8::Function>) -> Self {
        let receiver = v8::undefined(scope).into();
        Self { function, receiver, is_class: is_class(scope, function) }
    }
}

/// What is looked for.
#[derive(Clone, Copy)]
struct Wanted<'s> {
    /// The function's name.
    key: v8::Local<'s, v8::String>,
    /// What the name means without the submission, which is nobody's answer: a submission that defines nothing
    /// must not pass where a problem asks for `parseInt` or `toString`.
    builtin: Option<v8::Local<'s, v8::Value>>,
}

impl<'s> Wanted<'s> {
    /// A value that was found under the name, if it can be called and is the submission's.
    fn function(self, value: v8::Local<'s, v8::Value>) -> Option<v8::Local<'s, v8::Function>> {
        let is_builtin = self.builtin.is_some_and(|builtin| value.strict_equals(builtin));
        if is_builtin { None } else { value.try_into().ok() }
    }
}

/// Looks a name up in the scope's context, after the submission's top level has run there.
///
/// `name` is the problem's function, and `name_script` a script of just that name, which sees the top level's
/// `const`, `let` and `class`. `module` is the namespace if the submission is a module. `builtin` is what the name
/// meant before the top level ran.
///
/// `None` if there is no such function, or with an exception or a termination in the scope if looking ran
/// something of the program's that threw, such as a getter or the constructor of `Solution`.
pub(super) fn find<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: &str,
    name_script: v8::Local<'_, v8::UnboundScript>,
    solution_script: v8::Local<'_, v8::UnboundScript>,
    module: Option<v8::Local<'s, v8::Object>>,
    builtin: Option<v8::Local<'s, v8::Value>>,
) -> Option<Entry<'s>> {
    let wanted = Wanted { key: v8::String::new(scope, name)?, builtin };
    if let Some(module) = module {
        if let Some(entry) = in_exports(scope, module.into(), wanted) {
            return Some(entry);
        }
    } else if let Some(value) = evaluate(scope, name_script)
        && let Some(function) = wanted.function(value)
    {
        return Some(Entry::new(scope, function));
    }
    let global = scope.get_current_context().global(scope);
    if let Some(module) = property(scope, global.into(), "module")
        && let Some(exports) = property(scope, module, "exports")
        && let Some(entry) = in_exports(scope, exports, wanted)
    {
        return Some(entry);
    }
    // `exports` may have been given a value of its own.
    if let Some(exports) = property(scope, global.into(), "exports")
        && let Some(entry) = in_exports(scope, exports, wanted)
    {
        return Some(entry);
    }
    let class = evaluate(scope, solution_script)?;
    in_solution(scope, class, wanted)
}

/// The same where the name itself is known to be no function, and what `module`, `exports` and `Solution` have
/// become is at hand.
pub(super) fn find_elsewhere<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: &str,
    [module, exports, solution]: [v8::Local<'s, v8::Value>; 3],
) -> Option<Entry<'s>> {
    let wanted = Wanted { key: v8::String::new(scope, name)?, builtin: None };
    if let Some(exports) = property(scope, module, "exports")
        && let Some(entry) = in_exports(scope, exports, wanted)
    {
        return Some(entry);
    }
    if let Some(entry) = in_exports(scope, exports, wanted) {
        return Some(entry);
    }
    in_solution(scope, solution, wanted)
}

/// A function in what a module exports: the exports themselves, the one of that name, or the default.
fn in_exports<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    exports: v8::Local<'s, v8::Value>,
    wanted: Wanted<'s>,
) -> Option<Entry<'s>> {
    if let Ok(function) = v8::Local::<v8::Function>::try_from(exports) {
        return function_or_method(scope, function, wanted);
    }
    if let Some(function) = function_in(scope, exports, wanted) {
        return Some(Entry::new(scope, function));
    }
    let default = property(scope, exports, "default")?;
    if let Ok(function) = v8::Local::<v8::Function>::try_from(default) {
        return function_or_method(scope, function, wanted);
    }
    let function = function_in(scope, default, wanted)?;
    Some(Entry { receiver: default, ..Entry::new(scope, function) })
}

/// A method of a class `Solution` of the top level.
fn in_solution<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    class: v8::Local<'s, v8::Value>,
    wanted: Wanted<'s>,
) -> Option<Entry<'s>> {
    let class = v8::Local::<v8::Function>::try_from(class).ok()?;
    method_of(scope, class, wanted)
}

/// What is exported without a name: the function itself, or the method of that name if it is a class.
fn function_or_method<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    function: v8::Local<'s, v8::Function>,
    wanted: Wanted<'s>,
) -> Option<Entry<'s>> {
    let entry = Entry::new(scope, function);
    if entry.is_class
        && let Some(method) = method_of(scope, function, wanted)
    {
        return Some(method);
    }
    Some(entry)
}

/// A method of a class, called on an instance; or a static one.
fn method_of<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    class: v8::Local<'s, v8::Function>,
    wanted: Wanted<'s>,
) -> Option<Entry<'s>> {
    let prototype = property(scope, class.into(), "prototype")?;
    if function_in(scope, prototype, wanted).is_none() {
        let function = function_in(scope, class.into(), wanted)?;
        return Some(Entry { function, receiver: class.into(), is_class: false });
    }
    let instance: v8::Local<'_, v8::Value> = class.new_instance(scope, &[])?.into();
    let function = function_in(scope, instance, wanted)?;
    Some(Entry { function, receiver: instance, is_class: false })
}

/// The value of a script of one name; `None` if there is no such name.
pub(super) fn evaluate<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    script: v8::Local<'_, v8::UnboundScript>,
) -> Option<v8::Local<'s, v8::Value>> {
    v8::tc_scope!(let scope, scope);
    let value = script.bind_to_current_context(scope).run(scope);
    if scope.has_terminated() {
        scope.rethrow();
    }
    value
}

fn property<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Value>,
    name: &str,
) -> Option<v8::Local<'s, v8::Value>> {
    let key = v8::String::new(scope, name)?;
    v8::Local::<v8::Object>::try_from(object).ok()?.get(scope, key.into())
}

fn function_in<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Value>,
    wanted: Wanted<'s>,
) -> Option<v8::Local<'s, v8::Function>> {
    let value = v8::Local::<v8::Object>::try_from(object).ok()?.get(scope, wanted.key.into())?;
    wanted.function(value)
}

/// Whether a function is a class, which only `new` can call: its `prototype` cannot be replaced.
fn is_class<'s>(scope: &mut v8::PinScope<'s, '_>, function: v8::Local<'s, v8::Function>) -> bool {
    if function.is_proxy() || !function.is_constructor() {
        return false;
    }
    let Some(key) = v8::String::new(scope, "prototype") else { return false };
    if function.has_own_property(scope, key.into()) != Some(true) {
        return false;
    }
    function.get_property_attributes(scope, key.into()).is_some_and(|attributes| attributes.is_read_only())
}
