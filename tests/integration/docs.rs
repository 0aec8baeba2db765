//! The pages of `docs/` that show how to do something: every command in them runs, and does what the page says.
//!
//! A page is tested if it has a comment that begins with [`MARK`] and goes on with the contents of the folder where its
//! commands are run: `nothing`, or names with the folders of this repository that are copied there, `packages
//! (tests/packages), problems (problems)`. Blocks are taken in their order:
//!
//! - ```` ```sh ```` is run by `sh -eu`; it has to succeed, or with ```` ```sh exit=1 ```` to end with that code;
//! - ```` ```text ```` directly after it is its output: each line has to be in the output, except a line `...`;
//! - ```` ```js file=PATH ````, in any language, is written to a file.

use crate::common::wait;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const MARK: &str = "<!-- tests/integration/docs.rs runs the commands of this page in a folder with ";

/// Pages that have to be tested.
const PAGES: [&str; 6] = [
    "generate-tests.md",
    "grade-a-class.md",
    "hunt-a-bug.md",
    "import.md",
    "verify-a-problem.md",
    "write-a-problem.md",
];

struct Block<'p> {
    /// Line on which it begins, from 1.
    line: usize,
    /// Text after the backticks.
    info: &'p str,
    text: String,
}

/// Returns the fenced blocks of a page.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Block { line: index + 1, info: info.trim(), text: String::new() })
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block does not end");
    blocks
}

/// Returns the value of a key in a block's info, as in `sh exit=1`.
fn key<'i>(info: &'i str, key: &str) -> Option<&'i str> {
    info.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of the repository") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// Runs a page in a folder of its own.
fn run(name: &str, page: &str, contents: &str) {
    let world = tempfile::tempdir().expect("a folder");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for content in contents.split(", ").filter(|content| *content != "nothing") {
        let (name, from) =
            content.strip_suffix(')').and_then(|content| content.split_once(" (")).expect("name (path)");
        copy(&repository.join(from), &world.path().join(name));
    }
    let program = Path::new(crate::common::TRIBUNAL).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut printed: Option<String> = None;
    let mut commands = 0;
    for block in blocks(page) {
        let place = format!("docs/{name}:{}", block.line);
        let language = block.info.split_whitespace().next().unwrap_or_default();
        if let Some(file) = key(block.info, "file") {
            let file = world.path().join(file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, &block.text).expect("a file");
        } else if language == "sh" {
            let mut command = Command::new("sh");
            command
                // Both go to one place, as on a terminal.
                .args(["-euc", &format!("exec 2>&1\n{}", block.text)])
                .current_dir(world.path())
                .env("PATH", &path)
                .env("NO_COLOR", "1")
                .env("TRIBUNAL_CACHE", world.path().join(".cache"))
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            let output = wait(command);
            let text = output.stdout;
            let expected = key(block.info, "exit").map_or(0, |code| code.parse().expect("a code"));
            assert_eq!(output.code, Some(expected), "{place}: {}{text}", block.text);
            printed = Some(text);
            commands += 1;
            continue;
        } else if let (Some(printed), "text") = (&printed, language) {
            for line in block.text.lines().filter(|line| *line != "..." && !line.trim().is_empty()) {
                assert!(
                    printed.lines().any(|printed| printed.trim_end() == line),
                    "{place}: {line}\nis not in\n{printed}"
                );
            }
        }
        printed = None;
    }
    assert!(commands > 0, "docs/{name} has commands");
}

#[test]
fn every_command_of_a_page_does_what_the_page_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut pages: Vec<PathBuf> =
        fs::read_dir(folder).expect("docs").map(|entry| entry.expect("an entry").path()).collect();
    pages.sort();
    let mut tested = Vec::new();
    for path in pages.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let page = fs::read_to_string(path).expect("a page");
        let Some(contents) = page.lines().find_map(|line| line.strip_prefix(MARK)?.strip_suffix(". -->"))
        else {
            continue;
        };
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        run(&name, &page, contents);
        tested.push(name);
    }
    for page in PAGES {
        assert!(tested.iter().any(|tested| tested == page), "docs/{page} is tested");
    }
}
