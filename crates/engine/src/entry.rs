//! Lookup of the function that a problem asks for, in all the ways in which a submission may define it.
//!
//! The submission has already run; only names are looked up. docs/problems.md lists the ways in their order, and the
//! harness of the node runner follows the same list: values with the name come first, an export without a name last.

/// The function to call.
pub(super) struct Entry<'s> {
    pub(super) function: v8::Local<'s, v8::Function>,
    pub(super) receiver: v8::Local<'s, v8::Value>,
    /// Whether it is a class, which is called with `new`.
    pub(super) is_class: bool,
}

impl<'s> Entry<'s> {
    fn new(scope: &mut v8::PinScope<'s, '_>, function: v8::Local<'s, v8::Function>) -> Self {
        let receiver = v8::undefined(scope).into();
        Self { function, receiver, is_class: is_class(scope, function) }
    }

    fn of(
        scope: &mut v8::PinScope<'s, '_>,
        owner: v8::Local<'s, v8::Value>,
        function: v8::Local<'s, v8::Function>,
    ) -> Self {
        Self { receiver: owner, ..Self::new(scope, function) }
    }
}

/// The meaning of a name without the submission. It is never an answer: a submission that defines nothing must not pass
/// where a problem asks for `parseInt`, `toString` or `call`.
#[derive(Clone, Copy, Default)]
pub(super) struct Builtin<'s> {
    /// The global of this name.
    global: Option<v8::Local<'s, v8::Value>>,
    /// The property of this name that every function has.
    of_functions: Option<v8::Local<'s, v8::Value>>,
}

impl<'s> Builtin<'s> {
    /// Returns the meaning of the name in the scope's context, in which the submission has not run yet.
    pub(super) fn of(
        scope: &mut v8::PinScope<'s, '_>,
        name: &str,
        name_script: v8::Local<'_, v8::UnboundScript>,
    ) -> Self {
        let global = evaluate(scope, name_script);
        Self { global, of_functions: of_functions(scope, name) }
    }

    /// Whether the name has no meaning.
    pub(super) fn is_nothing(self) -> bool {
        self.global.is_none() && self.of_functions.is_none()
    }
}

/// Returns a property that every function has.
fn of_functions<'s>(scope: &mut v8::PinScope<'s, '_>, name: &str) -> Option<v8::Local<'s, v8::Value>> {
    let nothing =
        |_: &mut v8::PinScope<'_, '_>, _: v8::FunctionCallbackArguments<'_>, _: v8::ReturnValue<'_>| {};
    let function = v8::Function::builder(nothing).build(scope)?;
    let prototype = v8::Local::<v8::Object>::try_from(function.get_prototype(scope)?).ok()?;
    let key = v8::String::new(scope, name)?;
    prototype.get(scope, key.into()).filter(|value| !value.is_undefined())
}

/// The function that is looked up.
#[derive(Clone, Copy)]
struct Wanted<'s> {
    /// Its name.
    key: v8::Local<'s, v8::String>,
    builtin: Builtin<'s>,
    /// Whether it is a class to be constructed with a case's arguments, and not a function.
    is_class: bool,
}

impl<'s> Wanted<'s> {
    /// Returns a value that was found under the name as a function, if it can be called and belongs to the submission.
    fn function(self, value: v8::Local<'s, v8::Value>) -> Option<v8::Local<'s, v8::Function>> {
        let Builtin { global, of_functions } = self.builtin;
        let is_builtin =
            [global, of_functions].into_iter().flatten().any(|builtin| value.strict_equals(builtin));
        if is_builtin { None } else { value.try_into().ok() }
    }
}

/// The lookup ran code of the program that threw or was stopped, such as a getter or the constructor of `Solution`.
struct Threw;

type Found<T> = Result<Option<T>, Threw>;

/// Looks a name up in the scope's context, after the submission's top level has run there.
///
/// `name` is the problem's function or, if `is_class`, its class. `name_script` is a script of just that name, which
/// sees the top level's `const`, `let` and `class`. `module` is the namespace if the submission is a module. `builtin`
/// is the meaning of the name before the top level ran.
///
/// Returns `None` if there is no such function, or with an exception or a termination in the scope if the lookup ran
/// code of the program that threw.
pub(super) fn find<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    (name, is_class): (&str, bool),
    name_script: v8::Local<'_, v8::UnboundScript>,
    solution_script: v8::Local<'_, v8::UnboundScript>,
    module: Option<v8::Local<'s, v8::Object>>,
    builtin: Builtin<'s>,
) -> Option<Entry<'s>> {
    let wanted = Wanted { key: v8::String::new(scope, name)?, builtin, is_class };
    if let Some(module) = module
        && let Some(function) = function_in(scope, module.into(), wanted).ok()?
    {
        return Some(Entry::new(scope, function));
    }
    if let Some(value) = evaluate(scope, name_script)
        && let Some(function) = wanted.function(value)
    {
        return Some(Entry::new(scope, function));
    }
    let global = scope.get_current_context().global(scope);
    let common = property(scope, global.into(), "module").ok()?;
    let common = common.map(|module| property(scope, module, "exports")).transpose().ok()?.flatten();
    // The program may have replaced `exports`.
    let exports = property(scope, global.into(), "exports").ok()?;
    let solution = evaluate(scope, solution_script);
    in_exports(scope, [module.map(Into::into), common, exports], solution, wanted).ok()?
}

/// Looks a name up in a hardened realm, where the name itself is known to be no function, and the values of `module`,
/// `exports` and `Solution` after the top level are at hand.
pub(super) fn find_elsewhere<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: &str,
    [module, exports, solution]: [v8::Local<'s, v8::Value>; 3],
) -> Option<Entry<'s>> {
    let builtin = Builtin { global: None, of_functions: of_functions(scope, name) };
    let wanted = Wanted { key: v8::String::new(scope, name)?, builtin, is_class: false };
    let common = property(scope, module, "exports").ok()?;
    in_exports(scope, [None, common, Some(exports)], Some(solution), wanted).ok()?
}

/// Looks in the exports: the namespace of a module, the value of `module.exports` and the value of `exports`.
fn in_exports<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    places: [Option<v8::Local<'s, v8::Value>>; 3],
    solution: Option<v8::Local<'s, v8::Value>>,
    wanted: Wanted<'s>,
) -> Found<Entry<'s>> {
    let [namespace, ..] = places;
    let places = || places.into_iter().flatten();
    for exports in places() {
        // The namespace was searched for the name already.
        if namespace.is_none_or(|namespace| namespace != exports)
            && let Some(entry) = method_of(scope, exports, wanted)?
        {
            return Ok(Some(entry));
        }
        if let Some(default) = property(scope, exports, "default")?
            && let Some(entry) = method_of(scope, default, wanted)?
        {
            return Ok(Some(entry));
        }
    }
    if !wanted.is_class {
        let mut owners = Vec::with_capacity(4);
        for exports in places() {
            owners.extend(property(scope, exports, "Solution")?);
        }
        owners.extend(solution);
        for owner in owners {
            if let Some(entry) = method_of(scope, owner, wanted)? {
                return Ok(Some(entry));
            }
            if let Ok(class) = v8::Local::<v8::Function>::try_from(owner)
                && let Some(entry) = field_of(scope, class, wanted)?
            {
                return Ok(Some(entry));
            }
        }
    }
    for exports in places() {
        for unnamed in [Some(exports), property(scope, exports, "default")?].into_iter().flatten() {
            if let Ok(function) = v8::Local::<v8::Function>::try_from(unnamed) {
                return itself(scope, function, wanted).map(Some);
            }
        }
    }
    Ok(None)
}

/// Returns a function that is exported without a name; of a class, the function that its objects have as a field.
fn itself<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    function: v8::Local<'s, v8::Function>,
    wanted: Wanted<'s>,
) -> Result<Entry<'s>, Threw> {
    let entry = Entry::new(scope, function);
    let is_named = function.get_name(scope) == wanted.key;
    if entry.is_class
        && !wanted.is_class
        && !is_named
        && let Some(field) = field_of(scope, function, wanted)?
    {
        return Ok(field);
    }
    Ok(entry)
}

/// Returns a function that an object has under the name, its own or an inherited one; of a class or constructor, a
/// method, called on an instance, or a static one.
fn method_of<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    owner: v8::Local<'s, v8::Value>,
    wanted: Wanted<'s>,
) -> Found<Entry<'s>> {
    if let Ok(class) = v8::Local::<v8::Function>::try_from(owner)
        && !wanted.is_class
        && let Some(prototype) = property(scope, owner, "prototype")?
        && function_in(scope, prototype, wanted)?.is_some()
    {
        return field_of(scope, class, wanted);
    }
    let function = function_in(scope, owner, wanted)?;
    Ok(function.map(|function| Entry::of(scope, owner, function)))
}

/// Returns a function that a new object of a class has under the name.
fn field_of<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    class: v8::Local<'s, v8::Function>,
    wanted: Wanted<'s>,
) -> Found<Entry<'s>> {
    if !class.is_constructor() {
        return Ok(None);
    }
    let instance: v8::Local<'_, v8::Value> = class.new_instance(scope, &[]).ok_or(Threw)?.into();
    let function = function_in(scope, instance, wanted)?;
    Ok(function.map(|function| Entry::of(scope, instance, function)))
}

/// Returns the value of a script of one name; `None` if there is no such name.
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

/// Returns a property of an object; `None` if the value is not an object.
fn property<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Value>,
    name: &str,
) -> Found<v8::Local<'s, v8::Value>> {
    let key = v8::String::new(scope, name).ok_or(Threw)?;
    let Ok(object) = v8::Local::<v8::Object>::try_from(object) else { return Ok(None) };
    object.get(scope, key.into()).ok_or(Threw).map(Some)
}

fn function_in<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'s, v8::Value>,
    wanted: Wanted<'s>,
) -> Found<v8::Local<'s, v8::Function>> {
    let Ok(object) = v8::Local::<v8::Object>::try_from(object) else { return Ok(None) };
    let value = object.get(scope, wanted.key.into()).ok_or(Threw)?;
    Ok(wanted.function(value))
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
