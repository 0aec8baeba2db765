//! Invariants of the code itself, as ARCHITECTURE.md states them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every Rust file below `src`, with its text.
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
    assert!(found.len() > 30, "the sources are where they should be");
    found
}

/// Code lines of a file that contain `text`, comments left out.
fn lines_with<'a>(source: &'a str, text: &'a str) -> impl Iterator<Item = &'a str> {
    source.lines().filter(move |line| {
        let code = line.split("//").next().unwrap_or("");
        code.contains(text)
    })
}

fn is_below(path: &Path, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder) || path == Path::new(folder))
}

#[test]
fn only_the_engine_names_v8() {
    for (path, text) in sources() {
        if !is_below(&path, &["src/engine"]) {
            let line = lines_with(&text, "v8::").find(|line| !line.contains("engine::"));
            assert_eq!(line, None, "{}", path.display());
        }
    }
}

#[test]
fn unsafe_code_is_in_the_engine_and_the_sandbox_only() {
    for (path, text) in sources() {
        if !is_below(&path, &["src/engine", "src/worker/sandbox"]) {
            let unsafe_code = lines_with(&text, "unsafe ").next();
            assert_eq!(unsafe_code, None, "{}", path.display());
        }
    }
}

#[test]
fn expected_outputs_are_unknown_to_what_runs_submissions() {
    for (path, text) in sources() {
        // The engine's own tests hold it against what is bundled.
        let is_test = path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
        if !is_test && is_below(&path, &["src/engine", "src/worker", "src/runner"]) {
            for name in ["Expected", "checker", "problem::"] {
                assert_eq!(lines_with(&text, name).next(), None, "{} knows {name}", path.display());
            }
        }
    }
}

#[test]
fn checkers_are_pure() {
    for (path, text) in sources() {
        if is_below(&path, &["src/checker"]) {
            for name in ["std::fs", "std::io", "std::net", "std::process", "std::time::Instant", "engine"] {
                assert_eq!(lines_with(&text, name).next(), None, "{} uses {name}", path.display());
            }
        }
    }
}

#[test]
fn the_engine_knows_no_verdict_and_no_terminal() {
    for (path, text) in sources() {
        if is_below(&path, &["src/engine"]) {
            for name in ["verdict", "report::", "println!", "eprintln!", "anstream"] {
                assert_eq!(lines_with(&text, name).next(), None, "{} uses {name}", path.display());
            }
        }
    }
}
