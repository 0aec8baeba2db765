//! Cases of functions and classes: arguments, calls and expected values checked against the shapes of the entry point.

use super::{Case, Expected};
use tribunal_core::{
    entry_point::{self, EntryPoint},
    input::Input,
    shape::Shape,
    value::{Node, Object, Value},
};

/// Returns the arguments of a constructor that takes none.
pub(super) fn no_arguments() -> Value {
    let mut value = Value::primitive(Node::Null);
    value.root = value.push(Object::Array(Vec::new()));
    value
}

/// Returns the arguments of a case of a class: those of the constructor, and the calls.
pub(super) fn with_calls(constructor: Value, calls: Value) -> Value {
    let mut both = constructor;
    let calls = both.append(calls);
    let constructor = both.root.clone();
    both.root = both.push(Object::Array(vec![constructor, calls]));
    both
}

/// Greatest number of accepted answers of one case. More of them call for a checker.
const MAX_ANSWERS: usize = 1000;

/// Returns several accepted answers, at least one.
pub(super) fn one_of(values: Value) -> Option<Expected> {
    let Some(Object::Array(nodes)) = values.object(&values.root) else { return None };
    match nodes.as_slice() {
        [only] => Some(Expected::Returns(values.part(only))),
        _ => {
            let is_sane = (1..=MAX_ANSWERS).contains(&nodes.len());
            is_sane.then(|| Expected::OneOf(nodes.iter().map(|node| values.part(node)).collect()))
        }
    }
}

/// Checks a case against the entry point, and brings the expected values into the form that results have.
///
/// # Errors
/// A description of the part that does not fit.
pub(super) fn fit(case: &mut Case, entry: &EntryPoint) -> Result<(), String> {
    let Input::Arguments(arguments) = &case.input else { return Ok(()) };
    let expected: &mut [Value] = match &mut case.expected {
        Expected::Returns(value) => std::slice::from_mut(value),
        Expected::OneOf(values) => values,
        Expected::Throws(_) | Expected::Writes(_) => &mut [],
    };
    match entry {
        EntryPoint::Function(_) | EntryPoint::Program | EntryPoint::Generator | EntryPoint::Defined(_) => {
            Ok(())
        }
        EntryPoint::Shaped(function) => {
            let Some(Object::Array(nodes)) = arguments.object(&arguments.root) else { return Ok(()) };
            check("argument", arguments, nodes, &function.params)?;
            if let Some(index) = function.result
                && index >= nodes.len()
            {
                return Err(format!(
                    "`result` names argument {index}, but this case has {} arguments",
                    nodes.len()
                ));
            }
            expected.iter_mut().try_for_each(|value| fit_result(function.shape_of_result(), value))
        }
        EntryPoint::Class(class) => {
            let Some((constructor, calls)) = entry_point::calls(arguments) else {
                let hint = "`calls` has to be an array of calls, each the method's name and its arguments";
                return Err(format!("{hint}, such as [[\"push\", 1], [\"getMin\"]]"));
            };
            check("argument", arguments, constructor, &class.params)?;
            for (index, (method, args)) in calls.iter().enumerate() {
                check(
                    &format!("calls[{index}] {method}: argument"),
                    arguments,
                    args,
                    class.params_of(method),
                )?;
            }
            for value in expected {
                let Some(Object::Array(nodes)) = value.object(&value.root) else {
                    return Err("what is expected of calls has to be an array, of one value a call".into());
                };
                if nodes.len() != calls.len() {
                    return Err(format!("{} calls, but {} expected values", calls.len(), nodes.len()));
                }
                for (node, (method, _)) in nodes.clone().iter().zip(&calls) {
                    match class.methods.get(*method).map_or(Some(Shape::Any), |method| method.returns) {
                        // `null` is the result of a method that returns nothing.
                        Some(shape) if *node != Node::Null => {
                            shape.check(value, node).map_err(|error| format!("{method}: {error}"))?;
                            shape.trim(value, node);
                        }
                        Some(_) => {}
                        None if *node == Node::Null => {}
                        None => {
                            return Err(format!("`{method}` returns nothing that counts: expect null of it"));
                        }
                    }
                }
            }
            Ok(())
        }
    }
}

fn check(what: &str, value: &Value, nodes: &[Node], shapes: &[Shape]) -> Result<(), String> {
    for (index, (node, shape)) in nodes.iter().zip(shapes).enumerate() {
        shape.check(value, node).map_err(|error| format!("{what} {index}: {error}"))?;
    }
    Ok(())
}

fn fit_result(shape: Shape, value: &mut Value) -> Result<(), String> {
    let root = value.root.clone();
    shape.check(value, &root).map_err(|error| format!("the expected value: {error}"))?;
    shape.trim(value, &root);
    Ok(())
}
