//! Checkers compare what a run gave with what was expected. They are pure: no I/O, no V8.

/// How results are compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Checker {
    /// Deep equality.
    Exact,
    /// Deep equality but for numbers, which may differ by a tolerance.
    Floats {
        /// The greatest difference that is accepted, whatever the size of the numbers.
        absolute: Option<f64>,
        /// The greatest difference that is accepted as a part of the expected number.
        relative: Option<f64>,
    },
    /// Deep equality but for the order of the outermost array, or with `nested` of every array.
    Unordered {
        /// Whether the order of inner arrays is ignored, too.
        nested: bool,
    },
}
