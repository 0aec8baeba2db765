//! Shapes: linked lists and binary trees. Cases write them as arrays, in the notation of LeetCode, and submissions see
//! them as nodes.
//!
//! A list is the array of its values. A tree is the array of its values level by level, each node's two children from
//! left to right, with `null` for a missing child. Nothing is written below a `null`, and there is no `null` at the
//! end. The empty list and the empty tree are `[]`, and `null` for a submission.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::{Node, Object, Value};

/// The data structure of an argument or a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Any value, which is passed unchanged.
    #[default]
    Any,
    /// A list of nodes with `val` and `next`.
    ListNode,
    /// A tree of nodes with `val`, `left` and `right`.
    TreeNode,
    /// An array of lists.
    ListNodes,
    /// An array of trees.
    TreeNodes,
}

/// The children of a tree's value: the indices of its left and its right child.
pub type Children = [Option<usize>; 2];

impl Shape {
    /// All shapes, each with its name in problem files.
    pub const ALL: [(Shape, &'static str); 5] = [
        (Shape::Any, "any"),
        (Shape::ListNode, "ListNode"),
        (Shape::TreeNode, "TreeNode"),
        (Shape::ListNodes, "ListNode[]"),
        (Shape::TreeNodes, "TreeNode[]"),
    ];

    /// Returns its name in problem files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(shape, _)| *shape == self).map_or("", |(_, name)| name)
    }

    /// Returns the shape of an array's elements; `None` unless this is an array of lists or trees.
    pub fn of_elements(self) -> Option<Self> {
        match self {
            Self::ListNodes => Some(Self::ListNode),
            Self::TreeNodes => Some(Self::TreeNode),
            Self::Any | Self::ListNode | Self::TreeNode => None,
        }
    }

    /// Checks that a case's value is written in the notation of this shape.
    ///
    /// # Errors
    /// The fault of the value.
    pub fn check(self, value: &Value, node: &Node) -> Result<(), String> {
        if self == Self::Any {
            return Ok(());
        }
        let Some(Object::Array(elements)) = value.object(node) else {
            return Err(format!("a {} is written as an array, the empty one as []", self.name()));
        };
        if let Some(inner) = self.of_elements() {
            return elements.iter().try_for_each(|element| inner.check(value, element));
        }
        if self == Self::TreeNode { children(elements).map(drop) } else { Ok(()) }
    }

    /// Removes the trailing `null`s of a tree: its text may end with some, and a tree that is read back never does.
    pub fn trim(self, value: &mut Value, node: &Node) {
        let Node::Object(id) = *node else { return };
        let Some(Object::Array(elements)) = value.objects.get_mut(id as usize) else { return };
        if self == Self::TreeNode {
            let length =
                elements.iter().rposition(|element| *element != Node::Null).map_or(0, |last| last + 1);
            elements.truncate(length);
        } else if let Some(inner) = self.of_elements() {
            for element in elements.clone() {
                inner.trim(value, &element);
            }
        }
    }

    /// Converts a submission's value to the notation of cases: nodes become an array. `undefined` stays as it is.
    ///
    /// # Errors
    /// The reason why it is not of this shape.
    pub fn read_back(self, value: Value) -> Result<Value, ShapeError> {
        if self == Self::Any {
            return Ok(value);
        }
        let mut back = Value::primitive(Node::Null);
        let count = value.objects.len();
        let mut reader = Reader {
            value: &value,
            copies: vec![None; count],
            seen: vec![0; count],
            parts: 0,
            back: &mut back,
        };
        let root = reader.shaped(self, &value.root)?;
        back.root = root;
        Ok(back)
    }
}

/// The reason why a result is no list or tree, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError(String);

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Finds the children of each value of a tree that is written level by level.
///
/// # Errors
/// If it has a value that is the child of no node, or no root.
pub fn children(values: &[Node]) -> Result<Vec<Children>, String> {
    let mut children = vec![[None, None]; values.len()];
    let is_there = |index: usize| values.get(index).is_some_and(|value| *value != Node::Null);
    let mut next = 1;
    // Nodes are visited in the order in which they are written, so this array serves as the queue as well.
    for (index, own) in children.iter_mut().enumerate() {
        if !is_there(index) {
            continue;
        }
        if index >= next {
            break;
        }
        for child in own {
            *child = is_there(next).then_some(next);
            next += 1;
        }
    }
    match (next..values.len()).chain((!is_there(0)).then_some(0)).find(|index| is_there(*index)) {
        Some(orphan) => Err(format!("the tree's value at index {orphan} is below no node")),
        None => Ok(children),
    }
}

/// A reader that turns nodes back into arrays. It never recurses, and follows no node twice.
struct Reader<'v, 'b> {
    value: &'v Value,
    /// The list or tree, counted from 1, in which each object was seen as a node; 0 if in none.
    seen: Vec<u32>,
    /// Number of lists and trees that were begun.
    parts: u32,
    /// The copies of the objects that lists and trees have as values.
    copies: Vec<Option<u32>>,
    back: &'b mut Value,
}

impl<'v> Reader<'v, '_> {
    fn shaped(&mut self, shape: Shape, node: &'v Node) -> Result<Node, ShapeError> {
        let values = match (shape, node) {
            // A missing `return` has its own message elsewhere.
            (_, Node::Undefined) => return Ok(Node::Undefined),
            (Shape::ListNode, _) => self.list(node)?,
            (Shape::TreeNode, _) => self.tree(node)?,
            (Shape::Any, _) => return Ok(self.copy(node)),
            (Shape::ListNodes | Shape::TreeNodes, _) => {
                let Some(Object::Array(elements)) = self.value.object(node) else {
                    return Err(self.wrong("the result", node, "array"));
                };
                let inner = shape.of_elements().unwrap_or_default();
                elements.iter().map(|element| self.shaped(inner, element)).collect::<Result<_, _>>()?
            }
        };
        Ok(self.back.push(Object::Array(values)))
    }

    fn list(&mut self, head: &'v Node) -> Result<Vec<Node>, ShapeError> {
        let mut values = Vec::new();
        self.parts += 1;
        let mut node = head;
        while let Some((id, [val, next, _])) = self.node(node, ["val", "next", ""], "next", values.len())? {
            match self.meet(id) {
                0 => {}
                part if part == self.parts => {
                    let length = values.len();
                    let text = format!("the list is cyclic: after {length} nodes comes one of them again");
                    return Err(ShapeError(text));
                }
                _ => return Err(ShapeError("two lists have a node in common".into())),
            }
            values.push(self.copy(val));
            node = next;
        }
        Ok(values)
    }

    fn tree(&mut self, root: &'v Node) -> Result<Vec<Node>, ShapeError> {
        let mut values = Vec::new();
        self.parts += 1;
        let mut level_order = vec![(root, "root")];
        let mut at = 0;
        while let Some((node, from)) = level_order.get(at).copied() {
            at += 1;
            match self.node(node, ["val", "left", "right"], from, values.len())? {
                None => values.push(Node::Null),
                Some((id, [val, left, right])) => {
                    if self.meet(id) != 0 {
                        return Err(ShapeError("the tree has a node at two places".into()));
                    }
                    values.push(match val {
                        // A bare `null` in the array would stand for a missing node.
                        Node::Null => self.back.push(Object::Plain(vec![("val".into(), Node::Null)])),
                        val => self.copy(val),
                    });
                    level_order.extend([(left, "left"), (right, "right")]);
                }
            }
        }
        let length = values.iter().rposition(|value| *value != Node::Null).map_or(0, |last| last + 1);
        values.truncate(length);
        Ok(values)
    }

    /// Marks a node as part of the list or tree that was begun last. Returns the number of the one that it was part of
    /// before; 0 if of none.
    fn meet(&mut self, id: u32) -> u32 {
        std::mem::replace(&mut self.seen[id as usize], self.parts)
    }

    /// Returns the number of a node's object, and its values under these keys; `None` where there is no node.
    fn node(
        &self,
        node: &'v Node,
        keys: [&str; 3],
        from: &str,
        count: usize,
    ) -> Result<Option<(u32, [&'v Node; 3])>, ShapeError> {
        let value = self.value;
        match (node, value.object(node)) {
            (Node::Null | Node::Undefined, _) => Ok(None),
            (Node::Object(id), Some(Object::Plain(properties))) => {
                let get = |key: &str| {
                    let property = properties.iter().find(|(name, _)| name.as_str() == Some(key));
                    property.map_or(&Node::Undefined, |(_, value)| value)
                };
                Ok(Some((*id, keys.map(get))))
            }
            _ if count == 0 => Err(self.wrong("the result", node, "node")),
            _ => Err(self.wrong(&format!("the `{from}` of a node"), node, "node")),
        }
    }

    fn wrong(&self, what: &str, node: &Node, wanted: &str) -> ShapeError {
        let shown = crate::value::display::display_node(self.value, node, 60);
        ShapeError(format!("{what} is no {wanted} but {shown}"))
    }

    /// Copies a value that a list or a tree holds, with all that it reaches.
    fn copy(&mut self, node: &Node) -> Node {
        let Node::Object(root) = *node else { return node.clone() };
        let mut pending = Vec::new();
        let copied = self.place(root, &mut pending);
        while let Some((id, copy)) = pending.pop() {
            let mut object = self.value.objects[id as usize].clone();
            object.for_each_node_mut(|inner| {
                if let Node::Object(inner) = inner {
                    *inner = self.place(*inner, &mut pending);
                }
            });
            self.back.objects[copy as usize] = object;
        }
        Node::Object(copied)
    }

    /// Returns the number of an object's copy, which is made later if there is none yet.
    fn place(&mut self, id: u32, pending: &mut Vec<(u32, u32)>) -> u32 {
        if let Some(copy) = self.copies[id as usize] {
            return copy;
        }
        let copy = match self.back.push(Object::Array(Vec::new())) {
            Node::Object(copy) => copy,
            _ => 0,
        };
        self.copies[id as usize] = Some(copy);
        pending.push((id, copy));
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::json::{Source, parse, to_json};

    fn back(shape: Shape, result: &str) -> Result<String, String> {
        let value = parse(result, Source::Result).unwrap();
        shape.read_back(value).map(|value| to_json(&value)).map_err(|error| error.to_string())
    }

    #[test]
    fn nodes_become_the_arrays_that_cases_have() {
        let table = [
            (Shape::ListNode, "null", "[]"),
            (Shape::ListNode, r#"{"val":1,"next":{"val":2,"next":null}}"#, "[1,2]"),
            (Shape::ListNode, r#"{"next":{"val":[3]},"val":{"a":1},"seen":true}"#, r#"[{"a":1},[3]]"#),
            (Shape::TreeNode, "null", "[]"),
            (Shape::TreeNode, r#"{"val":1}"#, "[1]"),
            // A node without a value is a node.
            (Shape::TreeNode, r#"{"val":null}"#, r#"[{"val":null}]"#),
            (
                Shape::TreeNode,
                r#"{"val":1,"left":{"val":null},"right":{}}"#,
                r#"[1,{"val":null},{"$undefined":true}]"#,
            ),
            (Shape::TreeNodes, r#"[{"val":1,"right":{"val":null}}]"#, r#"[[1,null,{"val":null}]]"#),
            (Shape::ListNode, r#"{"val":null,"next":{}}"#, r#"[null,{"$undefined":true}]"#),
            (
                Shape::TreeNode,
                r#"{"val":1,"left":null,"right":{"val":2,"left":{"val":3,"left":null,"right":null},"right":null}}"#,
                "[1,null,2,3]",
            ),
            (Shape::ListNodes, r#"[null,{"val":1,"next":null}]"#, "[[],[1]]"),
            (Shape::TreeNodes, r#"[{"val":1,"right":{"val":2}}]"#, "[[1,null,2]]"),
            (Shape::ListNode, r#"{"$undefined":true}"#, r#"{"$undefined":true}"#),
            (Shape::Any, r#"{"val":1,"next":null}"#, r#"{"val":1,"next":null}"#),
        ];
        for (shape, result, expected) in table {
            assert_eq!(back(shape, result).as_deref(), Ok(expected), "{result}");
        }
    }

    #[test]
    fn what_is_no_list_or_tree_is_said_and_never_followed_for_ever() {
        let table = [
            (Shape::ListNode, "[1,2]", "the result is no node but [1, 2]"),
            (Shape::ListNode, "3", "the result is no node but 3"),
            (Shape::ListNode, r#"{"val":1,"next":2}"#, "the `next` of a node is no node but 2"),
            (
                Shape::ListNode,
                r##"{"val":1,"next":{"val":2,"next":{"$ref":"#"}}}"##,
                "the list is cyclic: after 2 nodes",
            ),
            (Shape::TreeNode, r#"{"val":1,"left":[]}"#, "the `left` of a node is no node but []"),
            (
                Shape::TreeNode,
                r##"{"val":1,"left":{"val":2},"right":{"$ref":"#/left"}}"##,
                "a node at two places",
            ),
            (Shape::TreeNode, r##"{"val":1,"right":{"$ref":"#"}}"##, "a node at two places"),
            (Shape::ListNodes, r#"{"val":1,"next":null}"#, "the result is no array"),
            (
                Shape::ListNodes,
                r##"[{"val":1},{"val":2,"next":{"$ref":"#/0"}}]"##,
                "two lists have a node in common",
            ),
        ];
        for (shape, result, message) in table {
            let error = back(shape, result).unwrap_err();
            assert!(error.contains(message), "{result}: {error}");
        }
    }

    #[test]
    fn a_tree_is_written_as_on_leetcode() {
        let tree = |json: &str| {
            let value = parse(json, Source::Problem).unwrap();
            Shape::TreeNode.check(&value, &value.root)
        };
        for right in ["[]", "[1]", "[1,null,2,3]", "[5,4,7,3,null,2,null,-1,null,9]", "[1,null,null]"] {
            assert_eq!(tree(right), Ok(()), "{right}");
        }
        for wrong in ["1", "null", "[null,1]", "[1,null,null,2]"] {
            assert!(tree(wrong).is_err(), "{wrong}");
        }
        let mut value = parse("[1,null,2,null,null]", Source::Problem).unwrap();
        let root = value.root.clone();
        Shape::TreeNode.trim(&mut value, &root);
        assert_eq!(to_json(&value), "[1,null,2]");
    }
}
