//! Entry points: the ways to run a submission.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    execution::Outcome,
    shape::{Shape, ShapeError},
    value::{Node, Object, Value},
};

/// The way in which a submission is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryPoint {
    /// A function of this name, called with the case's arguments. Its return value is the result.
    Function(String),
    /// A function of lists or trees, or one whose result is an argument that it changes.
    Shaped(ShapedFunction),
    /// A class: an object is constructed, then its methods are called. The arguments of a case are two arrays: those of
    /// the constructor, and one for each call, of the method's name and its arguments.
    Class(Class),
    /// A whole program, which reads standard input and writes standard output.
    Program,
    /// The function `generate`, which makes inputs of cases. Each of the case's arguments stands for one call: an array
    /// of four words of 32 bits, which seed its random numbers, and the arguments of the call. The result is the array
    /// of the values that the calls returned.
    Generator,
    /// A function or class of this name, which has to be defined and is not called: a check of whether a program can be
    /// loaded. The result is `undefined`.
    Defined(String),
}

/// The form as which V8 compiles a submission's text, unless it is a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A script.
    Script,
    /// The body of a function, as node compiles CommonJS modules.
    Program,
}

/// The name of the function that a generator has to define.
const GENERATE: &str = "generate";

/// A function of lists or trees, or one whose result is an argument that it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapedFunction {
    /// Its name.
    pub name: String,
    /// The shapes of its first arguments. Arguments beyond these are passed unchanged.
    pub params: Vec<Shape>,
    /// The shape of the result.
    pub returns: Shape,
    /// The index of the argument that holds the result after the call; `None` if the result is the return value.
    pub result: Option<usize>,
}

/// A class whose methods are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The shapes of the constructor's first arguments.
    pub params: Vec<Shape>,
    /// Its methods with shapes, by name.
    pub methods: BTreeMap<String, Method>,
}

/// The shapes of a method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// The shapes of its first arguments.
    pub params: Vec<Shape>,
    /// The shape of its return value; `None` if that is not compared.
    pub returns: Option<Shape>,
}

impl ShapedFunction {
    /// Returns the shape of the result. An argument that is changed in place is read in its own shape.
    pub fn shape_of_result(&self) -> Shape {
        match self.result {
            Some(index) if self.returns == Shape::Any => self.params.get(index).copied().unwrap_or_default(),
            _ => self.returns,
        }
    }

    /// Converts a result to the notation of cases, for comparison.
    pub fn outcome(&self, result: Value) -> Outcome {
        match self.shape_of_result().read_back(result) {
            Ok(value) => Outcome::Returned(value),
            Err(error) => Outcome::NoAnswer(error.to_string()),
        }
    }
}

impl Class {
    /// Converts the return values of the methods, each with the method's name, to an array in the notation of cases.
    pub fn outcome<'m>(&self, returned: impl Iterator<Item = (&'m str, Value)>) -> Outcome {
        let mut all = Value::primitive(Node::Null);
        let mut nodes = Vec::new();
        for (index, (method, value)) in returned.enumerate() {
            match self.read_back(method, value) {
                Ok(value) => nodes.push(all.append(value)),
                Err(error) => return Outcome::NoAnswer(format!("calls[{index}] {method}: {error}")),
            }
        }
        all.root = all.push(Object::Array(nodes));
        Outcome::Returned(all)
    }

    /// Converts a method's return value to the form of a case's expected value: nothing is `null`.
    fn read_back(&self, method: &str, returned: Value) -> Result<Value, ShapeError> {
        let nothing = Value::primitive(Node::Null);
        match self.methods.get(method).map_or(Some(Shape::Any), |method| method.returns) {
            None => Ok(nothing),
            _ if returned.root == Node::Undefined => Ok(nothing),
            Some(shape) => shape.read_back(returned),
        }
    }

    /// Returns the shapes of a method's first arguments.
    pub fn params_of(&self, method: &str) -> &[Shape] {
        self.methods.get(method).map_or(&[], |method| &method.params)
    }
}

/// A call of a method: its name and its arguments.
pub type Call<'v> = (&'v str, &'v [Node]);

/// Splits the arguments of a case into those of the constructor and the calls, of which each is an array of the
/// method's name and its arguments. Returns `None` if the value has not the form of a class's case.
pub fn calls(arguments: &Value) -> Option<(&[Node], Vec<Call<'_>>)> {
    let Some(Object::Array(parts)) = arguments.object(&arguments.root) else { return None };
    let [constructor, calls] = parts.as_slice() else { return None };
    let Some(Object::Array(constructor)) = arguments.object(constructor) else { return None };
    let Some(Object::Array(calls)) = arguments.object(calls) else { return None };
    let call = |call: &Node| {
        let Some(Object::Array(parts)) = arguments.object(call) else { return None };
        let Some((Node::String(method), args)) = parts.split_first() else { return None };
        Some((method.as_str()?, args))
    };
    Some((constructor, calls.iter().map(call).collect::<Option<_>>()?))
}

impl EntryPoint {
    /// Returns the name of the function, if the entry point is a plain call of one.
    pub fn function(&self) -> Option<&str> {
        match self {
            Self::Function(name) => Some(name),
            Self::Shaped(_) | Self::Class(_) | Self::Program | Self::Generator | Self::Defined(_) => None,
        }
    }

    /// Returns the form as which V8 compiles a submission's text, unless it is a module.
    pub fn form(&self) -> Form {
        match self {
            Self::Program => Form::Program,
            Self::Function(_) | Self::Shaped(_) | Self::Class(_) | Self::Generator | Self::Defined(_) => {
                Form::Script
            }
        }
    }

    /// Returns the name that a submission has to define; `None` if there is none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Function(name)
            | Self::Defined(name)
            | Self::Shaped(ShapedFunction { name, .. })
            | Self::Class(Class { name, .. }) => Some(name),
            Self::Program => None,
            Self::Generator => Some(GENERATE),
        }
    }

    /// Describes the kind of submission that is wanted, for people.
    pub fn describe(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.name().unwrap_or("(program)"))
    }
}

impl From<&str> for EntryPoint {
    /// Creates the entry point for the function of this name.
    fn from(function: &str) -> Self {
        Self::Function(function.to_owned())
    }
}
