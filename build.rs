//! Notes for `tribunal doctor` which V8 archive the build was told to use, and for startup snapshots on disk which
//! engine they belong to.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io,
    path::{Path, PathBuf},
};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["RUSTY_V8_ARCHIVE", "RUSTY_V8_MIRROR"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let mirror = || {
        let mirror = std::env::var("RUSTY_V8_MIRROR").ok()?;
        let is_ours = std::path::Path::new(&mirror).ends_with(".rusty_v8");
        let holds_one = std::fs::read_dir(&mirror).is_ok_and(|mut entries| entries.next().is_some());
        match (is_ours, holds_one) {
            (true, true) => Some("the checkout's mirror folder"),
            (true, false) => None,
            (false, _) => Some("RUSTY_V8_MIRROR"),
        }
    };
    let source = match std::env::var("RUSTY_V8_ARCHIVE") {
        Ok(_) => "RUSTY_V8_ARCHIVE",
        Err(_) => mirror().unwrap_or("the crate's own download"),
    };
    println!("cargo::rustc-env=TRIBUNAL_V8_SOURCE={source}");

    // A snapshot refers to the engine's native functions by their order, and holds its prelude.
    println!("cargo::rerun-if-changed=src/engine");
    let engine = hash_of(Path::new("src/engine")).expect("the engine's sources");
    println!("cargo::rustc-env=TRIBUNAL_ENGINE={engine:016x}");
}

/// A hash of every file below a folder, with its path.
fn hash_of(folder: &Path) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
        let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else {
                path.hash(&mut hasher);
                fs::read(path)?.hash(&mut hasher);
            }
        }
    }
    Ok(hasher.finish())
}
