//! The compiler that ninja calls: clang, without the flags that Debian's clang does not know, and with precompiled
//! headers.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use super::pch;

/// Flags of Chromium's own clang; a trailing `*` stands for any value.
const UNKNOWN_FLAGS: [&str; 3] =
    ["-fdiagnostics-show-inlining-chain", "-fno-lifetime-dse", "-fsanitize-ignore-for-ubsan-feature=*"];

/// One call of the compiler that turns a C++ file into an object.
#[derive(Debug, PartialEq)]
pub struct Compilation {
    pub compiler: OsString,
    /// All flags, without the names of the files read and written.
    pub flags: Vec<OsString>,
    /// The target that the file belongs to: the folder of the object.
    pub target: String,
}

impl Compilation {
    /// Parses a command; `None` if it is not the compilation of a C++ file.
    fn parse(command: &[OsString]) -> Option<Self> {
        let (compiler, arguments) = command.split_first()?;
        if !compiler.to_str()?.ends_with("clang++") {
            return None;
        }
        let (mut flags, mut source, mut object) = (Vec::new(), None, None);
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.to_str()? {
                "-c" => source = arguments.next(),
                "-o" => object = arguments.next(),
                "-MF" => drop(arguments.next()),
                "-MD" => {}
                _ => flags.push(argument.clone()),
            }
        }
        source?;
        let target = Path::new(object?).parent()?.file_name()?.to_str()?.to_owned();
        Some(Self { compiler: compiler.clone(), flags, target })
    }
}

/// Copies this program into the build folder, where Cargo does not replace it. Returns the copy's path.
///
/// # Errors
/// If the copy cannot be made.
pub fn install(folder: &Path) -> Result<PathBuf> {
    let copy = folder.join("xtask");
    let partial = folder.join("xtask.partial");
    let program = env::current_exe().context("cannot find this program's own file")?;
    fs::copy(program, &partial).with_context(|| format!("cannot create {}", partial.display()))?;
    fs::rename(&partial, &copy).with_context(|| format!("cannot create {}", copy.display()))?;
    Ok(copy)
}

/// Runs a compiler's command in ninja's folder.
///
/// # Errors
/// If the compiler cannot be run. Its own failure is the exit code.
pub fn compile(command: Vec<OsString>) -> Result<ExitCode> {
    let command: Vec<OsString> = command.into_iter().filter(|argument| is_known(argument)).collect();
    let run = |extra: &[&OsStr]| {
        let mut process = Command::new(&command[0]);
        process.args(&command[1..]).args(extra).output().context("cannot run the compiler")
    };
    if let Some(compilation) = Compilation::parse(&command)
        && let Some(pch) = pch::ensure(&compilation)?
    {
        let output = run(&["-include-pch".as_ref(), pch.as_ref()])?;
        if output.status.success() {
            io::stderr().write_all(&output.stderr)?;
            return Ok(ExitCode::SUCCESS);
        }
        // The header may be the cause. Without it the file compiles, or its errors are its own.
    }
    let output = run(&[])?;
    io::stdout().write_all(&output.stdout)?;
    io::stderr().write_all(&output.stderr)?;
    let code = output.status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(1).into())
}

fn is_known(argument: &OsStr) -> bool {
    let argument = argument.to_string_lossy();
    !UNKNOWN_FLAGS.iter().any(|unknown| match unknown.strip_suffix('*') {
        Some(start) => argument.starts_with(start),
        None => argument == *unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn only_the_flags_that_clang_lacks_are_dropped() {
        for flag in ["-fno-lifetime-dse", "-fsanitize-ignore-for-ubsan-feature=return"] {
            assert!(!is_known(flag.as_ref()), "{flag}");
        }
        for flag in ["-fsanitize=return", "-fsanitize-trap=return", "-O3", "-c"] {
            assert!(is_known(flag.as_ref()), "{flag}");
        }
    }

    #[test]
    fn a_compilation_is_taken_apart() {
        let command =
            "/b/bin/clang++ -MD -MF obj/v8/v8_compiler/a.o.d -DX -O3 -c ../a.cc -o obj/v8/v8_compiler/a.o";
        let expected = Compilation {
            compiler: "/b/bin/clang++".into(),
            flags: words("-DX -O3"),
            target: "v8_compiler".into(),
        };
        assert_eq!(Compilation::parse(&words(command)), Some(expected));
    }

    #[test]
    fn links_and_c_files_are_left_alone() {
        assert_eq!(Compilation::parse(&words("/b/bin/clang++ -o torque a.o b.o")), None);
        assert_eq!(Compilation::parse(&words("/b/bin/clang -c a.c -o obj/v8/v8_compiler/a.o")), None);
    }
}
