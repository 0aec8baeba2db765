//! Programs of every kind, honest and hostile.
