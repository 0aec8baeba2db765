//! Integration tests: the judge as a whole, through its program, with a module for each part of what it promises.
//!
//! One program, since each links V8.

mod architecture;
mod browser;
mod calls;
mod chaos;
mod checkers;
mod cli;
mod code_cache;
mod common;
mod compare;
mod docs;
mod generate;
mod groups;
mod hostile;
mod idioms;
mod libraries;
mod matrix;
mod package;
mod parity;
mod precompile;
mod programs;
mod realm;
mod sandbox;
mod shapes;
mod soak;
mod steady;
mod stress;
mod typescript;
mod verify;
mod watch;
