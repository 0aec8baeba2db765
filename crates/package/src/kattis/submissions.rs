//! Example submissions in JavaScript, with their expectations.

use crate::kattis_files::{RUN_TIME_ERROR, SUBMISSIONS_FILE};
use std::collections::BTreeMap;

use super::{Constants, program_content};
use crate::{
    draft::{Content, Draft, Notes},
    error::ImportError,
    source::{Source, base_name},
    yaml,
};
use tribunal_problem::{submission::SubmissionWarning, verdict::Verdict};

/// Extensions of programs that Tribunal runs.
const PROGRAMS: [&str; 6] = ["js", "mjs", "cjs", "ts", "mts", "cts"];

/// Folders with a meaning in the package format, and the entry of `submissions.yaml` with that meaning.
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
    notes: &Notes,
) -> Result<(), ImportError> {
    // For each folder, the languages that are not carried over.
    let mut others: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut results = Vec::new();
    for folder in source.list("submissions") {
        let around = format!("submissions/{folder}");
        if let Some(slip) =
            SubmissionWarning::slip((&around).into(), &folder).filter(|_| source.has_folder(&around))
        {
            notes.file(&around, slip.text());
        }
        for program in source.list(&around) {
            let path = format!("{around}/{program}");
            let files = if source.has_folder(&path) { source.files(&path)? } else { vec![path.clone()] };
            let ours: Vec<&String> =
                files.iter().filter(|file| PROGRAMS.contains(&extension(file))).collect();
            match &ours[..] {
                [only] => {
                    let name = only.trim_start_matches("submissions/").to_owned();
                    results.extend(expected_results(source, only, &name, notes)?);
                    draft.submissions.push((name, program_content(source, only, false, constants)?));
                    continue;
                }
                [] if files.iter().any(|file| is_nearly_ours(file)) => {
                    let known = PROGRAMS.map(|extension| format!(".{extension}")).join(", ");
                    notes.file(&path, format!("is not carried over: submissions end with {known}"));
                }
                [] => {
                    let language = files.first().map_or("", |file| extension(file)).to_owned();
                    *others.entry(around.clone()).or_default().entry(language).or_default() += 1;
                }
                _ => notes.file(&path, "is not carried over: a submission is one file"),
            }
            files.iter().for_each(|file| source.is_told(file));
        }
    }
    for (folder, languages) in others {
        let list: Vec<String> =
            languages.iter().map(|(language, count)| format!("{count} .{language}")).collect();
        notes.file(&folder, format!("not carried over, for they are no JavaScript: {}", list.join(", ")));
    }
    expectations(source, results, draft, notes)
}

/// Whether a file would be a submission if its extension were in lower case.
fn is_nearly_ours(file: &str) -> bool {
    let extension = extension(file);
    extension != extension.to_lowercase() && PROGRAMS.contains(&&*extension.to_lowercase())
        || matches!(extension, "jsx" | "tsx")
}

/// Mark of the comment in which a submission to ICPC's judges states its expected verdicts.
const RESULTS_MARK: &str = "@EXPECTED_RESULTS@:";

/// Mark of the comment with the expected score, which is not used.
const SCORE_MARK: &str = "@EXPECTED_SCORE@:";

/// Greatest length of a submission that is searched for these marks, in bytes.
const MAX_SUBMISSION_BYTES: u64 = 16 << 20;

/// Returns the entry of `submissions.yaml` for a submission that states its expected verdicts.
fn expected_results(
    source: &Source,
    path: &str,
    name: &str,
    notes: &Notes,
) -> Result<Option<(String, String)>, ImportError> {
    let text = source.bytes(path, MAX_SUBMISSION_BYTES)?;
    let text = String::from_utf8_lossy(&text);
    if text.contains(SCORE_MARK) {
        notes.file(
            path,
            format!("`{SCORE_MARK}` is not carried over: only verdicts are expected of submissions"),
        );
    }
    let Some((_, after)) = text.split_once(RESULTS_MARK) else { return Ok(None) };
    let list = after.lines().next().unwrap_or_default().trim().trim_end_matches("*/");
    let mut verdicts = Vec::new();
    for word in list.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let plain: String = word.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let verdict = match &*plain {
            "CORRECT" | "ACCEPTED" | "AC" => Verdict::Accepted,
            // A missing output is a wrong answer.
            "WRONGANSWER" | "WA" | "NOOUTPUT" | "PRESENTATIONERROR" => Verdict::WrongAnswer,
            "TIMELIMIT" | "TIMELIMITEXCEEDED" | "TLE" => Verdict::TimeLimitExceeded,
            "RUNERROR" | "RUNTIMEERROR" | "RUNTIMEEXCEPTION" | "RTE" => Verdict::RunTimeError,
            "MEMORYLIMIT" | "MEMORYLIMITEXCEEDED" | "MLE" => Verdict::MemoryLimitExceeded,
            "OUTPUTLIMIT" | "OUTPUTLIMITEXCEEDED" | "OLE" => Verdict::OutputLimitExceeded,
            "COMPILERERROR" | "COMPILEERROR" | "CE" => Verdict::CompileError,
            _ => {
                notes
                    .file(path, format!("`{RESULTS_MARK} {list}` is not carried over: no {word:?} is known"));
                return Ok(None);
            }
        };
        verdicts.push(verdict);
    }
    let is_plain = name.chars().all(|char| char.is_ascii_alphanumeric() || "-_./+ ".contains(char));
    if verdicts.is_empty() || !is_plain {
        notes.file(path, format!("`{RESULTS_MARK} {list}` is not carried over"));
        return Ok(None);
    }
    let list =
        |verdicts: &[Verdict]| verdicts.iter().map(|verdict| verdict.code()).collect::<Vec<_>>().join(", ");
    let mut permitted = vec![Verdict::Accepted];
    permitted.extend(verdicts.iter().filter(|verdict| **verdict != Verdict::Accepted));
    let mut entry = format!("  permitted: [{}]\n", list(&permitted));
    if !verdicts.contains(&Verdict::Accepted) {
        entry += &format!("  required: [{}]\n", list(&verdicts));
    }
    Ok(Some((name.to_owned(), entry)))
}

/// Carries over `submissions.yaml`, with the folders that Tribunal knows only from there, and the expectations that
/// submissions state themselves.
fn expectations(
    source: &Source,
    results: Vec<(String, String)>,
    draft: &mut Draft,
    notes: &Notes,
) -> Result<(), ImportError> {
    if draft.submissions.is_empty() {
        return Ok(());
    }
    let path = format!("submissions/{SUBMISSIONS_FILE}");
    let mut text = source.text(&path, yaml::MAX_BYTES)?.unwrap_or_default();
    for folder in ["memory_limit_exceeded", "output_limit_exceeded"] {
        // In Tribunal, the folder's name suffices.
        let block = format!("{folder}:\n{RUN_TIME_ERROR}");
        if let Some(at) = text.find(&block).filter(|at| *at == 0 || text[..*at].ends_with('\n')) {
            text.replace_range(at..at + block.len(), "");
        }
    }
    let root = yaml::parse(&path, &text, notes)?;
    // The file is carried over unchanged.
    root.see_all();
    let meanings = FOLDERS.into_iter().map(|(folder, meaning)| (folder.to_owned(), meaning.to_owned()));
    for (name, meaning) in results.into_iter().chain(meanings) {
        let is_used = draft
            .submissions
            .iter()
            .any(|(submission, _)| *submission == name || submission.starts_with(&format!("{name}/")));
        if is_used && root.get(&name).is_none() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            let key = if name.contains('/') { quoted(&name) } else { name };
            text += &format!("{key}:\n{meaning}");
        }
    }
    if !text.is_empty() {
        draft.submissions.push((SUBMISSIONS_FILE.to_owned(), Content::Text(text)));
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn extension(path: &str) -> &str {
    base_name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}
