//! Precompiled headers: compiling V8 spends nearly all its time on parsing the same headers again.
//!
//! V8's four largest targets have one each. It is made with the flags of the first file that asks for it, which are
//! those of every file of the target.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::wrapper::Compilation;

/// Folder of the headers, below ninja's.
const FOLDER: &str = "precompiled";

/// Headers that most files of V8 include.
const COMMON: [&str; 11] = [
    "src/execution/isolate-inl.h",
    "src/heap/heap-inl.h",
    "src/handles/handles-inl.h",
    "src/handles/global-handles-inl.h",
    "src/objects/objects-inl.h",
    "src/objects/js-objects-inl.h",
    "src/objects/map-inl.h",
    "src/execution/arguments-inl.h",
    "src/heap/factory-inl.h",
    "src/logging/counters.h",
    "src/heap/heap-layout-inl.h",
];

/// Headers of the code generators.
const GENERATORS: [&str; 2] = ["src/builtins/builtins-utils-gen.h", "src/codegen/code-stub-assembler-inl.h"];

/// Headers of the compiler.
const COMPILER: [&str; 6] = [
    "src/compiler/js-graph.h",
    "src/compiler/js-heap-broker.h",
    "src/compiler/node-matchers.h",
    "src/compiler/simplified-operator.h",
    "src/compiler/turboshaft/assembler.h",
    "src/compiler/turboshaft/phase.h",
];

/// Returns the headers to precompile for a target beyond the common ones; `None` for a target without a precompiled
/// header.
fn headers_of(target: &str) -> Option<&'static [&'static str]> {
    match target {
        "v8_base_without_compiler" => Some(&[]),
        "v8_compiler" => Some(&COMPILER),
        "v8_initializers" | "torque_generated_initializers" => Some(&GENERATORS),
        _ => None,
    }
}

/// Returns the precompiled header for a compilation, made if this is the first to ask; `None` if there is none.
///
/// # Errors
/// If files cannot be written. A header that does not compile is no error: its files are compiled without it.
pub fn ensure(compilation: &Compilation) -> Result<Option<PathBuf>> {
    let Some(special) = headers_of(&compilation.target) else { return Ok(None) };
    let folder = Path::new(FOLDER);
    let named = |suffix: &str| folder.join(format!("{}.{suffix}", compilation.target));
    let (pch, failure) = (named("pch"), named("failed"));
    if pch.exists() {
        return Ok(Some(pch));
    }
    fs::create_dir_all(folder).context("cannot create the folder of precompiled headers")?;
    let lock = File::create(named("lock")).context("cannot create a lock")?;
    lock.lock().context("cannot lock")?;
    // Another compilation may have made it, or failed to, while this one waited.
    if pch.exists() {
        return Ok(Some(pch));
    }
    if failure.exists() {
        return Ok(None);
    }

    let header = named("h");
    let lines = COMMON.iter().chain(special).map(|path| format!("#include \"{path}\"\n"));
    fs::write(&header, lines.collect::<String>()).context("cannot write a header")?;
    let partial = named("partial");
    let output = Command::new(&compilation.compiler)
        .args(compilation.flags.iter().filter(|flag| !is_module_name(flag)))
        .args(["-x", "c++-header", "-fpch-instantiate-templates"])
        .arg(&header)
        .arg("-o")
        .arg(&partial)
        .output()
        .context("cannot run the compiler")?;
    if output.status.success() {
        fs::rename(&partial, &pch).context("cannot write a precompiled header")?;
        return Ok(Some(pch));
    }
    // No exit code: killed, most likely by Ctrl-C. The next run tries again.
    if output.status.code().is_some() {
        fs::write(&failure, output.stderr).context("cannot write a log")?;
    }
    Ok(None)
}

/// Forgets failures of an earlier run, whose cause may have been the machine.
pub fn forget_failures(out: &Path) {
    for entry in fs::read_dir(out.join(FOLDER)).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "failed") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_module_name(flag: &OsString) -> bool {
    flag.to_string_lossy().starts_with("-fmodule-name=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_large_targets_have_a_header_and_others_none() {
        for target in
            ["v8_base_without_compiler", "v8_compiler", "v8_initializers", "torque_generated_initializers"]
        {
            assert!(headers_of(target).is_some(), "{target}");
        }
        assert!(headers_of("icui18n").is_none());
    }
}
