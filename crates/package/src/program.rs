//! Checker programs: the commands that start them, and build them first where necessary.

use super::draft::{Content, Notes};

/// Name of the script that builds a program when it is first needed, and runs it.
pub(super) const WRAPPER: &str = "tribunal-run";

/// Extensions of source files in C and C++.
const C: [&str; 5] = ["c", "cc", "cpp", "cxx", "c++"];

/// Returns the command for a program whose files are in a folder beside `problem.toml`. Adds a script that builds the
/// program where it cannot be run as it is.
pub(super) fn command(
    folder: &str,
    names: &[&str],
    files: &mut Vec<(String, Content)>,
    origin: &str,
    notes: &Notes,
) -> Vec<String> {
    notes.file(origin, "the checker is a program, which runs without a sandbox: read it first");
    let extension = |name: &str| name.rsplit_once('.').map(|(_, extension)| extension.to_owned());
    let is_python = |name: &&&str| matches!(extension(name).as_deref(), Some("py" | "py3"));
    if names.contains(&"run") {
        return vec![format!("./{folder}/run")];
    }
    let build = if names.contains(&"build") {
        "[ -x \"$here/run\" ] || (cd \"$here\" && sh ./build)\nexec \"$here/run\" \"$@\"".to_owned()
    } else if let Some(python) =
        names.iter().find(|name| **name == "__main__.py").or_else(|| names.iter().find(is_python))
    {
        return vec!["python3".into(), format!("{folder}/{python}")];
    } else if names.iter().any(|name| extension(name).is_some_and(|extension| C.contains(&&*extension))) {
        notes.file(origin, "the checker is compiled when it is first used, with the compiler `c++`");
        let sources: Vec<String> = C.iter().map(|extension| format!("*.{extension}")).collect();
        // Several judges may begin at once: each builds its own program, and moves it into place in one step.
        format!(
            "if [ ! -x \"$here/program\" ]; then\n  (cd \"$here\" && c++ -O2 -w -I . -o program.$$ $(ls {} 2>/dev/null) && mv program.$$ program)\nfi\nexec \"$here/program\" \"$@\"",
            sources.join(" ")
        )
    } else {
        notes.file(origin, format!("write how the checker is started into {folder}/{WRAPPER}"));
        "echo 'nobody has said how this checker is started' >&2\nexit 1".to_owned()
    };
    let script = format!(
        "#!/bin/sh\n# Runs the checker, and builds it first where it has to be.\nset -e\nhere=$(dirname \"$0\")\n{build}\n"
    );
    files.push((format!("{folder}/{WRAPPER}"), Content::Program(script)));
    vec![format!("./{folder}/{WRAPPER}")]
}
