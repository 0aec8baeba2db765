//! Example submissions: those in JavaScript, with what is expected of them.

use std::collections::BTreeMap;

use super::{Constants, program_content};
use crate::package::{
    draft::{Content, Draft, Notes},
    error::ImportError,
    source::{Source, base_name},
    yaml,
};

/// Extensions of programs that Tribunal runs.
const PROGRAMS: [&str; 6] = ["js", "mjs", "cjs", "ts", "mts", "cts"];

/// The file that says more than folders do.
pub(in crate::package) const FILE: &str = "submissions.yaml";

/// Folders that mean something in the package format, and what `submissions.yaml` has to say so.
const FOLDERS: [(&str, &str); 3] = [
    ("rejected", "  permitted: [AC, WA, TLE, RTE]\n  required: [WA, TLE, RTE]\n"),
    ("brute_force", "  permitted: [AC, TLE, RTE]\n  required: [TLE, RTE]\n"),
    ("partially_accepted", "  permitted: [AC, WA, TLE, RTE]\n  required: [WA, TLE, RTE]\n"),
];

/// Adds the submissions to the problem.
pub(super) fn read(
    source: &Source,
    constants: &Constants,
    draft: &mut Draft,
    notes: &mut Notes,
) -> Result<(), ImportError> {
    // Of each folder, the languages that are left behind.
    let mut others: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for folder in source.list("submissions")? {
        let around = format!("submissions/{folder}");
        if !source.has_folder(&around) {
            continue;
        }
        for program in source.list(&around)? {
            let path = format!("{around}/{program}");
            let files = if source.has_folder(&path) { source.files(&path)? } else { vec![path.clone()] };
            let ours: Vec<&String> =
                files.iter().filter(|file| PROGRAMS.contains(&extension(file))).collect();
            match &ours[..] {
                [only] => {
                    let name = only.trim_start_matches("submissions/").to_owned();
                    draft.submissions.push((name, program_content(source, only, false, constants)?));
                }
                [] => {
                    let language = files.first().map_or("", |file| extension(file)).to_owned();
                    *others.entry(around.clone()).or_default().entry(language).or_default() += 1;
                }
                _ => notes.file(&path, "is not carried over: a submission is one file"),
            }
        }
    }
    for (folder, languages) in others {
        let list: Vec<String> =
            languages.iter().map(|(language, count)| format!("{count} .{language}")).collect();
        notes.file(&folder, format!("not carried over, for they are no JavaScript: {}", list.join(", ")));
    }
    expectations(source, draft)
}

/// Carries over `submissions.yaml`, with the folders that Tribunal knows only from there.
fn expectations(source: &Source, draft: &mut Draft) -> Result<(), ImportError> {
    if draft.submissions.is_empty() {
        return Ok(());
    }
    let path = format!("submissions/{FILE}");
    let mut text = source.text(&path, yaml::MAX_BYTES)?.unwrap_or_default();
    let root = yaml::parse(&path, &text)?;
    for (folder, meaning) in FOLDERS {
        let is_used = draft.submissions.iter().any(|(name, _)| name.starts_with(&format!("{folder}/")));
        if is_used && root.get(folder).is_none() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text += &format!("{folder}:\n{meaning}");
        }
    }
    if !text.is_empty() {
        draft.submissions.push((FILE.to_owned(), Content::Text(text)));
    }
    Ok(())
}

fn extension(path: &str) -> &str {
    base_name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}
