//! The natives with two forms, measured against themselves without the fast one.

/// Calls of natives in a loop of optimised code, with their fast form and without it.
pub struct FastCalls;
