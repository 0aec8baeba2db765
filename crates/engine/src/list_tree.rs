//! Conversion of lists and trees to JavaScript: nodes of the classes that a submission finds as globals.

use super::{snapshot, to_js::Builder};
use tribunal_core::{
    shape::{Shape, children},
    value::{Node, Object, Value},
};

/// The classes `ListNode` and `TreeNode` of a context.
pub(super) struct Classes<'s> {
    list_node: v8::Local<'s, v8::Function>,
    tree_node: v8::Local<'s, v8::Function>,
}

impl<'s> Classes<'s> {
    /// Defines the classes as globals of the scope's context, before any code of the submission has run there. A
    /// submission may redefine them: people submit the definitions that LeetCode shows them.
    ///
    /// Returns `None` only where V8 has no memory.
    pub(super) fn define(scope: &mut v8::PinScope<'s, '_>) -> Option<Self> {
        let classes =
            snapshot::evaluate(scope, "prelude/list_tree.js", include_str!("prelude/list_tree.js"))?;
        let classes = v8::Local::<v8::Array>::try_from(classes).ok()?;
        let global = scope.get_current_context().global(scope);
        let class = |index: u32, name: &str| {
            let class = classes.get_index(scope, index)?;
            let name = v8::String::new(scope, name)?;
            global.define_own_property(scope, name.into(), class, v8::PropertyAttribute::DONT_ENUM)?;
            v8::Local::<v8::Function>::try_from(class).ok()
        };
        Some(Self { list_node: class(0, "ListNode")?, tree_node: class(1, "TreeNode")? })
    }

    /// Builds arguments of these shapes; arguments without a shape are built unchanged.
    ///
    /// Returns `None` where V8 refuses a part of them, or an argument is not in the notation of its shape.
    pub(super) fn arguments(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        value: &Value,
        arguments: &[Node],
        shapes: &[Shape],
    ) -> Option<Vec<v8::Local<'s, v8::Value>>> {
        let shapes = shapes.iter().copied().chain(std::iter::repeat(Shape::Any));
        // One builder for all, so that objects shared by several arguments stay shared.
        let mut builder = Builder::new(value);
        arguments
            .iter()
            .zip(shapes)
            .map(|(node, shape)| self.build(scope, &mut builder, node, shape))
            .collect()
    }

    fn build(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        builder: &mut Builder<'_, 's>,
        node: &Node,
        shape: Shape,
    ) -> Option<v8::Local<'s, v8::Value>> {
        if shape == Shape::Any {
            return builder.build(scope, node);
        }
        let Some(Object::Array(elements)) = builder.value().object(node) else { return None };
        if let Some(inner) = shape.of_elements() {
            let built = elements
                .iter()
                .map(|element| self.build(scope, builder, element, inner))
                .collect::<Option<Vec<_>>>()?;
            return Some(v8::Array::new_with_elements(scope, &built).into());
        }
        if shape == Shape::ListNode {
            let mut next: v8::Local<'s, v8::Value> = v8::null(scope).into();
            for element in elements.iter().rev() {
                let val = builder.build(scope, element)?;
                next = self.list_node.new_instance(scope, &[val, next])?.into();
            }
            return Some(next);
        }
        // Each child comes after its parent, so the nodes are built from the end: children first.
        let children = children(elements).ok()?;
        let null: v8::Local<'s, v8::Value> = v8::null(scope).into();
        let mut built = vec![null; elements.len()];
        for (index, element) in elements.iter().enumerate().rev() {
            if *element != Node::Null {
                let val = builder.build(scope, element)?;
                let [left, right] = children[index].map(|child| child.map_or(null, |child| built[child]));
                built[index] = self.tree_node.new_instance(scope, &[val, left, right])?.into();
            }
        }
        Some(built.first().copied().unwrap_or(null))
    }
}
