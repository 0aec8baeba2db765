//! The path from a result to a place in it, as JavaScript.

use tribunal_core::value::{
    Node, Text, Value,
    display::{display_key, display_node},
    is_identifier,
};

/// A step of a path.
#[derive(Clone, Copy)]
pub(super) enum Step<'v> {
    /// An element of an array.
    Index(usize),
    /// A property of an object.
    Property(&'v Text),
    /// The value of a Map's key; the key is a node of the expected value.
    Key(&'v Node),
    /// A part that every object of its kind has.
    Part(&'static str),
    /// The contents of a boxed primitive, which need no name.
    Boxed,
}

/// Renders the path as JavaScript, shortened in the middle if it is long.
pub(super) fn render<'v>(expected: &Value, steps: &[Step<'v>]) -> String {
    /// Number of steps shown at either end of a long path.
    const SHOWN: usize = 12;

    let mut path = String::from("result");
    for (number, step) in steps.iter().enumerate() {
        if number >= SHOWN && number + SHOWN < steps.len() {
            if number == SHOWN {
                path.push('…');
            }
            continue;
        }
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Property(key) if key.as_str().is_some_and(is_identifier) => {
                // A key that is too long for a bare one is returned in quotes.
                let key = display_key(key);
                path.push_str(&if key.starts_with('"') { format!("[{key}]") } else { format!(".{key}") });
            }
            Step::Property(key) => path.push_str(&format!("[{}]", display_key(key))),
            Step::Key(key) => path.push_str(&format!(".get({})", display_node(expected, key, 30))),
            Step::Part(name) => path.push_str(&format!(".{name}")),
            Step::Boxed => {}
        }
    }
    path
}
