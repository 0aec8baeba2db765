//! Invariants of the code itself, as ARCHITECTURE.md states them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Returns every Rust file of the program and its crates, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(Path::new("src"), &mut found);
    collect(Path::new("crates"), &mut found);
    assert!(found.len() > 30, "the sources are where they should be");
    found
}

/// Returns the code lines of a file that contain `text`, comments left out.
fn lines_with<'a>(source: &'a str, text: &'a str) -> impl Iterator<Item = &'a str> {
    source.lines().filter(move |line| {
        let code = line.split("//").next().unwrap_or("");
        code.contains(text)
    })
}

fn is_below(path: &Path, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder) || path == Path::new(folder))
}

/// Returns the crates that a crate depends on, directly or through the project's other crates, tests left out.
fn dependencies(of: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            of,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_model_of_a_judge_is_used_without_v8() {
    for package in ["tribunal-core", "tribunal-problem", "tribunal-package", "tribunal-typescript"] {
        assert!(!dependencies(package).contains("v8"), "{package}");
    }
}

/// Returns the project's crates that a crate depends on, including the crate itself.
fn ours(of: &str) -> Vec<String> {
    dependencies(of).into_iter().filter(|name| name.starts_with("tribunal")).collect()
}

/// The crates that run submissions cannot reach any expected result: they do not know the words.
#[test]
fn what_runs_submissions_knows_no_problem() {
    assert_eq!(ours("tribunal-engine"), ["tribunal-core", "tribunal-engine"]);
    let below = ["tribunal-core", "tribunal-engine", "tribunal-exec", "tribunal-typescript"];
    assert_eq!(ours("tribunal-exec"), below);
}

#[test]
fn only_the_command_has_errors_without_a_type() {
    for manifest in manifests().iter().filter(|manifest| manifest.starts_with("crates")) {
        let text = fs::read_to_string(manifest).expect("a manifest");
        assert!(!text.contains("anyhow"), "{}", manifest.display());
    }
}

#[test]
fn only_the_engine_names_v8() {
    for manifest in manifests().iter().filter(|manifest| !manifest.starts_with("crates/engine")) {
        let text = fs::read_to_string(manifest).expect("a manifest");
        assert!(
            !text.lines().any(|line| line.starts_with("v8.") || line.starts_with("v8 = {")),
            "{}",
            manifest.display()
        );
    }
}

/// Returns the manifests of the program and its crates.
fn manifests() -> BTreeSet<PathBuf> {
    let sources = sources();
    let folders = sources.iter().flat_map(|(path, _)| path.ancestors());
    folders.map(|folder| folder.join("Cargo.toml")).filter(|manifest| manifest.is_file()).collect()
}

#[test]
fn unsafe_code_is_in_the_engine_and_the_sandbox_only() {
    for (path, text) in sources() {
        if !is_below(&path, &["crates/engine/src", "crates/exec/src/worker/sandbox"]) {
            let unsafe_code = lines_with(&text, "unsafe ").next();
            assert_eq!(unsafe_code, None, "{}", path.display());
        }
    }
}

#[test]
fn checkers_are_pure() {
    for (path, text) in sources() {
        if is_below(&path, &["crates/problem/src/checker"]) {
            // However it is imported: a path in code, or a name in a braced `use std::{...}`.
            let imported: String =
                text.split("use std::{").skip(1).filter_map(|rest| rest.split(';').next()).collect();
            for name in ["fs", "io", "net", "process", "Instant", "SystemTime"] {
                let is_imported = imported.split(|c: char| !c.is_alphanumeric()).any(|word| word == name);
                assert!(!is_imported, "{} imports {name}", path.display());
                for path_to in [format!("std::{name}"), format!("std::time::{name}")] {
                    assert_eq!(lines_with(&text, &path_to).next(), None, "{} uses {name}", path.display());
                }
            }
        }
    }
}

#[test]
fn the_engine_knows_no_terminal() {
    for (path, text) in sources() {
        if is_below(&path, &["crates/engine/src"]) {
            for name in ["println!", "eprintln!"] {
                assert_eq!(lines_with(&text, name).next(), None, "{} uses {name}", path.display());
            }
        }
    }
}
