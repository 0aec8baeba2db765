//! Code caches on disk, through the real binary.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::common::{World, wait};
use sha2::{Digest as _, Sha256};

const PROBLEM: &str = r#"
format = 1
title = "Double"
kind = "function"
[function]
name = "double"
[limits]
time_limit = 0.5
memory = 64
output = 1
[[case]]
args = [2]
expected = 4
[[case]]
args = [-1]
expected = -2
"#;

/// A world with a code cache of its own on disk.
struct Cached(World);

impl Cached {
    fn new() -> Self {
        Self(World::with_problem("double", PROBLEM))
    }

    /// Adds a submission that is large enough for a code cache on disk.
    fn submit(&self, name: &str, text: &str) {
        let mut source = text.to_owned();
        for index in 0..1000 {
            source += &format!("\nfunction part{index}(a) {{ return a + {index}; }}");
        }
        assert!(source.len() > tribunal_engine::MIN_STORED_SOURCE_BYTES);
        self.0.submit(name, &source);
    }

    /// Grades; returns the texts of standard output and standard error.
    fn grade(&self, arguments: &[&str]) -> (String, String) {
        let mut command = self.0.command("grade --no-times --format json -j 1");
        command.args(arguments).env("TRIBUNAL_CACHE", self.folder());
        let output = wait(command);
        (output.stdout, output.stderr)
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("cache/code")
    }

    /// Returns the entries, except for the snapshot, which is larger than all code here.
    fn entries(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder().join("tribunal-code-v1")) else { return Vec::new() };
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.filter(|path| fs::metadata(path).expect("an entry").len() < 200_000).collect()
    }
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("an entry")
}

#[test]
fn a_large_script_is_kept_and_found_again() {
    for isolation in ["process", "strict", "thread"] {
        let world = Cached::new();
        world.submit("right.js", "const double = (x) => 2 * x;");
        world.0.write("submissions/double/small.js", "const double = (x) => 2 * x;");
        world.submit("module.mjs", "export const double = (x) => 2 * x;");
        world.submit("broken.js", "const double = (x => 2 * x;");
        let grade = || world.grade(&["--isolation", isolation]).0;
        let first = grade();
        assert!(first.contains(r#""verdict":"AC""#), "{first}");
        let [entry] = world.entries().try_into().unwrap_or_else(|entries| panic!("{isolation}: {entries:?}"));
        let code = read(&entry);
        // It is used: the next run has no reason to write it again.
        let inode = |path: &Path| std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).expect("an entry"));
        let before = inode(&entry);
        assert_eq!(grade(), first, "{isolation}");
        assert_eq!((inode(&entry), read(&entry)), (before, code.clone()), "{isolation}");
        // Damaged, it is not used but made again.
        let mut damaged = code.clone();
        *damaged.last_mut().expect("some code") ^= 1;
        fs::write(&entry, &damaged).expect("an entry");
        assert_eq!(grade(), first, "{isolation}");
        let again = read(&entry);
        assert!(again != damaged, "{isolation}");
        assert_eq!((grade(), read(&entry)), (first, again), "{isolation}");
        assert_eq!(world.entries(), [entry], "{isolation}");
    }
}

#[test]
fn a_whole_program_is_kept_apart_from_a_script_of_the_same_text() {
    for isolation in ["process", "thread"] {
        let world = Cached::new();
        let stdio =
            "format = 1\ntitle = \"Sum\"\nkind = \"stdio\"\n[[case]]\ninput = \"1 2\"\nanswer = \"3\"\n";
        world.0.write("problems/sum/problem.toml", stdio);
        let text = "function double(x) { return 2 * x } if (typeof require === 'function') console.log(3);";
        world.submit("right.js", text);
        let both = fs::read(world.0.path().join("submissions/double/right.js")).expect("a submission");
        world.0.write("submissions/sum/right.js", &String::from_utf8(both).expect("UTF-8"));
        let grade = || world.grade(&["--isolation", isolation]).0;
        let first = grade();
        assert_eq!(first.matches(r#""verdict":"AC""#).count(), 5, "{first}");
        let kept = || world.entries().into_iter().map(|path| read(&path)).collect::<Vec<_>>();
        let entries = kept();
        assert_eq!(entries.len(), 2, "{isolation}");
        // Both are used: neither is rejected, which would have it made again.
        assert_eq!((grade(), kept()), (first, entries), "{isolation}");
    }
}

#[test]
fn code_that_v8_rejects_is_compiled_anew() {
    for isolation in ["process", "thread"] {
        let world = Cached::new();
        world.submit("right.js", "const double = (x) => 2 * x;");
        let grade = || world.grade(&["--isolation", isolation]).0;
        let first = grade();
        let [entry] = world.entries().try_into().expect("one entry");
        // Whole, by all that the store can see, but of no V8.
        let (code, protocol_error) = (read(&entry), b"of no V8");
        let hash = Sha256::digest(protocol_error);
        let length = (protocol_error.len() as u64).to_le_bytes();
        fs::write(&entry, [&code[..40], &length, &hash, protocol_error].concat()).expect("an entry");
        assert_eq!(grade(), first, "{isolation}");
        // Only an isolate of the judge's own says that it was rejected.
        assert_eq!(entry.exists(), isolation == "process");
    }
}

#[test]
fn what_is_kept_was_compiled_where_nothing_runs() {
    let world = Cached::new();
    // If it ran, it would never end.
    world.submit("loops.js", "const double = (x) => 2 * x; for (;;);");
    let (report, _) = world.grade(&[]);
    assert!(report.contains(r#""verdict":"TLE""#), "{report}");
    assert_eq!(world.entries().len(), 1);
    assert_eq!(world.grade(&[]).0, report);
    assert_eq!(world.entries().len(), 1);
}

#[test]
fn a_folder_that_holds_something_else_loses_nothing() {
    let world = Cached::new();
    world.submit("right.js", "const double = (x) => 2 * x;");
    // More than all entries together may take, of which nothing is on the disk but the length.
    let thesis = world.folder().join("my_thesis.doc");
    let hash = world.folder().join("tribunal-code-v1").join("0123456789abcdef".repeat(4));
    for path in [&thesis, &hash] {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let file = fs::File::create(path).expect("a file");
        file.set_len(300 << 20).expect("a length");
    }
    for folder in [world.folder(), world.folder().join("tribunal-code-v1")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("permissions");
    }
    let (report, stderr) = world.grade(&[]);
    assert!(report.contains(r#""verdict":"AC""#) && stderr.is_empty(), "{report} {stderr}");
    assert!(thesis.exists() && hash.exists());
}

#[test]
fn nothing_is_kept_where_that_is_not_wanted_or_not_safe() {
    let world = Cached::new();
    world.submit("right.js", "const double = (x) => 2 * x;");
    let (first, stderr) = world.grade(&["--no-cache"]);
    assert_eq!((world.entries().len(), stderr.as_str()), (0, ""));
    fs::create_dir_all(world.folder()).expect("a folder");
    fs::set_permissions(world.folder(), fs::Permissions::from_mode(0o777)).expect("permissions");
    let (report, stderr) = world.grade(&[]);
    assert_eq!((report, world.entries().len()), (first, 0));
    assert!(stderr.contains("is no folder that only you can write to"), "{stderr}");
}
