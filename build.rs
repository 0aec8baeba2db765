//! Notes for `tribunal doctor` which V8 archive the build was told to use.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["RUSTY_V8_ARCHIVE", "RUSTY_V8_MIRROR"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let mirror = || {
        let mirror = std::env::var("RUSTY_V8_MIRROR").ok()?;
        let is_ours = std::path::Path::new(&mirror).ends_with(".rusty_v8");
        // A folder for each release; a lock file may lie beside them.
        let holds_one = std::fs::read_dir(&mirror)
            .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| entry.path().is_dir())));
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
}
