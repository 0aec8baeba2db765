//! Set-up tasks of the checkout: `cargo xtask v8` makes sure that the crate `v8` can link here.
//!
//! Nothing in this crate may depend on `tribunal` or on `v8`: it has to build before they can.
// A command-line tool: results go to stdout, progress and notes to stderr.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod lock;
mod picture;
mod progress;
mod v8;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Set-up tasks of Tribunal's checkout.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Make sure that the crate `v8` can link on this machine, and say where V8 comes from.
    V8(v8::Args),
    /// Turn coloured terminal output on standard input into an SVG on standard output.
    Picture,
    /// The compiler that ninja calls while V8 is built from source.
    #[command(hide = true)]
    V8Compile {
        /// The compiler and its arguments, as the build files have them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::V8(args) => v8::run(&args).map(|()| ExitCode::SUCCESS),
        Task::Picture => picture::render().map(|svg| {
            print!("{svg}");
            ExitCode::SUCCESS
        }),
        Task::V8Compile { command } => v8::compile(command),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
