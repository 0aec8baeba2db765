//! Entry points: how a submission is run.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    execution::Outcome,
    shape::{NotOfShape, Shape},
    value::{Node, Object, Value},
};

/// How a submission is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryPoint {
    /// The function of this name is called with the case's arguments; what it returns is the result.
    Function(String),
    /// The same for a function of lists or trees, or one whose result is an argument that it changes.
    Shaped(ShapedFunction),
    /// A class is constructed, and methods of the object are called. The arguments of a case are two arrays: those of the
    /// constructor, and one for each call, of the method's name and its arguments.
    Class(Class),
    /// There is nothing to call: the submission is a program, which reads standard input and writes standard output.
    Program,
    /// The function `generate` makes test inputs. Each of the case's arguments is a run: an array of four words of 32
    /// bits, which seed its random numbers, and what it is given besides them. The result is the array of what the
    /// runs gave.
    Generator,
    /// The function or class of this name has to be there, and is not called: whether a program can be loaded. The
    /// result is `undefined`.
    Defined(String),
}

/// What a submission's text is compiled as, unless it is a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A script.
    Script,
    /// The body of a function, as node compiles CommonJS modules.
    Program,
}

/// The function that a generator of test inputs has to define.
const GENERATE: &str = "generate";

/// A function of lists or trees, or one whose result is an argument that it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapedFunction {
    /// Its name.
    pub name: String,
    /// The shapes of its first arguments; what comes after them stays as it is.
    pub params: Vec<Shape>,
    /// The shape of the result.
    pub returns: Shape,
    /// The index of the argument that is the result once the function has returned; `None` if it is what it returns.
    pub result: Option<usize>,
}

/// A class whose methods are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The shapes of the constructor's first arguments.
    pub params: Vec<Shape>,
    /// What is known of its methods, by name.
    pub methods: BTreeMap<String, Method>,
}

/// What is known of a method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// The shapes of its first arguments.
    pub params: Vec<Shape>,
    /// The shape of what it returns; `None` if nobody looks at that.
    pub returns: Option<Shape>,
}

impl ShapedFunction {
    /// The shape of the result. What was changed in place is read as it was given.
    pub fn shape_of_result(&self) -> Shape {
        match self.result {
            Some(index) if self.returns == Shape::Any => self.params.get(index).copied().unwrap_or_default(),
            _ => self.returns,
        }
    }

    /// What a result means, which is compared in the notation of cases.
    pub fn outcome(&self, result: Value) -> Outcome {
        match self.shape_of_result().read_back(result) {
            Ok(value) => Outcome::Returned(value),
            Err(error) => Outcome::NoAnswer(error.to_string()),
        }
    }
}

impl Class {
    /// What methods have returned, each with its name, means: an array of it, in the notation of cases.
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

    /// What a method has returned, as a case's expected value has it: nothing is `null`.
    fn read_back(&self, method: &str, returned: Value) -> Result<Value, NotOfShape> {
        let nothing = Value::primitive(Node::Null);
        match self.methods.get(method).map_or(Some(Shape::Any), |method| method.returns) {
            None => Ok(nothing),
            _ if returned.root == Node::Undefined => Ok(nothing),
            Some(shape) => shape.read_back(returned),
        }
    }

    /// The shapes of a method's first arguments.
    pub fn params_of(&self, method: &str) -> &[Shape] {
        self.methods.get(method).map_or(&[], |method| &method.params)
    }
}

/// A call of a method: its name and its arguments.
pub type Call<'v> = (&'v str, &'v [Node]);

/// The arguments of the constructor, and the calls, of which each is an array of the method's name and its arguments;
/// `None` if the value is not what the cases of a class have.
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
    /// The function that is called as it is, if one is.
    pub fn function(&self) -> Option<&str> {
        match self {
            Self::Function(name) => Some(name),
            Self::Shaped(_) | Self::Class(_) | Self::Program | Self::Generator | Self::Defined(_) => None,
        }
    }

    /// What a submission's text is compiled as, unless it is a module.
    pub fn form(&self) -> Form {
        match self {
            Self::Program => Form::Program,
            Self::Function(_) | Self::Shaped(_) | Self::Class(_) | Self::Generator | Self::Defined(_) => {
                Form::Script
            }
        }
    }

    /// The name that a submission has to define; `None` if there is none.
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

    /// What a submission has to be, for people.
    pub fn describe(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.name().unwrap_or("(program)"))
    }
}

impl From<&str> for EntryPoint {
    /// The function of this name.
    fn from(function: &str) -> Self {
        Self::Function(function.to_owned())
    }
}
