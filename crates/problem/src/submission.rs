//! Submissions, and their discovery in folders. `docs/problems.md` describes the folders.

use std::{
    fmt,
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use tribunal_core::suggest::did_you_mean;

use tribunal_core::source::{Language, Source, is_module_path};

use crate::{
    containment,
    expectation::{Expectation, ExpectationError, Expectations},
    problem::{
        Problem,
        file::{FileError, read_text},
    },
    verdict::Verdict,
};

/// Greatest length of a setter's program, in bytes.
const SETTER_PROGRAM_BYTES: u64 = 16 << 20;

/// A submission to a problem.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Id of the problem.
    pub problem: String,
    /// Path below the problem's folder of submissions, with `/` between the parts; its name in reports.
    pub name: String,
    /// Path of the file.
    pub path: PathBuf,
    /// Text of the program; empty if there is a fault.
    pub source: Arc<str>,
    /// The reason why it is not a program that can be run, such as being too long: its verdict is
    /// [`Verdict::CompileError`] with this message.
    pub fault: Option<String>,
    /// Expectation of the submission.
    pub expected: Expectation,
}

impl Submission {
    /// Returns the part that is run, without the expectation.
    pub fn as_source(&self) -> Source<'_> {
        Source {
            name: &self.name,
            path: &self.path,
            text: &self.source,
            language: self.language(),
            is_module: self.is_module(),
        }
    }

    /// Whether it is an ES module regardless of its text.
    pub fn is_module(&self) -> bool {
        is_module_path(&self.path)
    }

    /// Returns the language of its file.
    pub fn language(&self) -> Language {
        Language::of_path(&self.path).unwrap_or(Language::JavaScript)
    }
}

/// An error that makes submissions unavailable. Never a submission's own fault.
#[derive(Debug, thiserror::Error)]
pub enum SubmissionError {
    /// The folder of all submissions cannot be listed.
    #[error("cannot list the submissions in {path}: {source}; name their folder with --submissions")]
    Folder {
        /// Path of the folder.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// A file or folder of a problem's submissions cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// Path of the file or folder.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// The file of expectations, `submissions.yaml`, is wrong.
    #[error(transparent)]
    Expectations(#[from] ExpectationError),
    /// A file given by name cannot be a submission.
    #[error("{path} {problem}")]
    NotASubmission {
        /// Path of the file.
        path: PathBuf,
        /// Description of the error.
        problem: String,
    },
}

/// Finds the submissions to a problem, by name: the files `<dir>/<problem id>/**/*` with the extension of a submission,
/// without hidden files and `node_modules`.
///
/// Symbolic links are followed only to files of the same folder. A submission that is expected to get a verdict other
/// than AC lies in a folder of that verdict's name, at any depth, or matches a pattern in the file `submissions.yaml`.
///
/// # Errors
/// If the folder does not exist, or something in it cannot be read, or `submissions.yaml` is wrong. A problem without a
/// folder has no submissions. An error in a submission itself is its [`Submission::fault`].
pub fn discover(dir: &Path, problem: &Problem) -> Result<Vec<Submission>, SubmissionError> {
    let in_all = |source| SubmissionError::Folder { path: dir.to_owned(), source };
    if !fs::metadata(dir).map_err(in_all)?.is_dir() {
        return Err(in_all(io::ErrorKind::NotADirectory.into()));
    }
    let root = dir.join(&problem.id);
    match fs::metadata(&root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        _ => discover_in(&root, problem),
    }
}

/// Finds the submissions to a problem in `root`, as [`discover`] does in `<dir>/<problem id>`.
///
/// # Errors
/// If something in the folder cannot be read, or its `submissions.yaml` is wrong.
pub fn discover_in(root: &Path, problem: &Problem) -> Result<Vec<Submission>, SubmissionError> {
    let inside =
        fs::canonicalize(root).map_err(|source| SubmissionError::Io { path: root.to_owned(), source })?;
    let expectations = Expectations::read(root)?;
    let mut submissions = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |source| SubmissionError::Io { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            if name == "node_modules" || name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                folders.push(path);
            } else if Language::of_path(&path).is_some() {
                submissions.extend(submission(&path, kind, root, &inside, problem, &expectations)?);
            }
        }
    }
    submissions.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(submissions)
}

/// A file or folder among submissions that may be taken otherwise than the user meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionWarning {
    /// Path of the file or folder.
    pub path: PathBuf,
    /// Interpretation of the file or folder.
    pub taken: Taken,
    /// The reason, and the remedy where that is known.
    pub reason: String,
}

/// The interpretation of a file or folder among submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Ignored: no submission.
    PassedOver,
    /// A folder of submissions that are expected to be accepted.
    AsAccepted,
}

impl SubmissionWarning {
    fn passed_over(path: PathBuf, reason: String) -> Self {
        Self { path, taken: Taken::PassedOver, reason }
    }

    /// Returns a warning about a folder whose name is a misspelling of a verdict's folder.
    pub fn slip(path: PathBuf, name: &str) -> Option<Self> {
        let meant = Verdict::folder_meant_by(name)?;
        let reason = format!("what lies in it is to be accepted; did you mean `{meant}`?");
        Some(Self { path, taken: Taken::AsAccepted, reason })
    }

    /// Returns the interpretation and the reason, without the path.
    pub fn text(&self) -> String {
        let taken = match self.taken {
            Taken::PassedOver => "is passed over",
            Taken::AsAccepted => "is no folder of a verdict",
        };
        format!("{taken}: {}", self.reason)
    }
}

impl fmt::Display for SubmissionWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.text())
    }
}

/// Greatest number of files in one folder that are named; of more, only the number is given.
const MAX_TOLD: usize = 5;

/// Returns the mistakable files and folders in the folder of all submissions: those that belong to none of the problems
/// `ids`, and those in the folders of `problems`. Hidden files, `node_modules`, files that are not meant to be run
/// (`README`, `*.md`, `LICENSE`, `package.json`, `tsconfig.json`) and folders that cannot be listed are left out.
pub fn mistakable(dir: &Path, problems: &[&Problem], ids: &[String]) -> Vec<SubmissionWarning> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if is_aside(&name) || ids.contains(&name) && path.is_dir() {
            continue;
        }
        let reason = if path.is_dir() {
            let hint = did_you_mean(&name, ids.iter().map(String::as_str));
            let hint = hint.map_or(String::new(), |hint| format!("; {hint}"));
            format!("there is no problem `{name}`{hint}")
        } else {
            "it lies beside the folders of problems, in none of them".to_owned()
        };
        found.push(SubmissionWarning::passed_over(path, reason));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.extend(problems.iter().flat_map(|problem| mistakable_of(dir, problem)));
    found
}

/// Returns the mistakable files and folders in the folder of submissions to one problem.
pub fn mistakable_of(dir: &Path, problem: &Problem) -> Vec<SubmissionWarning> {
    let root = dir.join(&problem.id);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let mut here = Vec::new();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            if is_aside(&name) || folder == root && name == crate::expectation::FILE_NAME {
                continue;
            }
            if kind.is_dir() {
                folders.push(path.clone());
                // Within the folder of a verdict, folders may have any name.
                let around = folder.strip_prefix(&root).unwrap_or(&folder);
                let is_free = folder_verdict(&around.join("file")).is_some();
                here.extend(SubmissionWarning::slip(path, &name).filter(|_| !is_free));
            } else if kind.is_symlink() && path.is_dir() {
                let reason = "it is a symbolic link to a folder, and these are not followed".to_owned();
                here.push(SubmissionWarning::passed_over(path, reason));
            } else if Language::of_path(&path).is_none() {
                let reason = "submissions end with .js, .mjs, .cjs, .ts, .mts or .cts".to_owned();
                here.push(SubmissionWarning::passed_over(path, reason));
            }
        }
        here.sort_by(|a, b| a.path.cmp(&b.path));
        if here.len() > MAX_TOLD {
            let rest = here.len() - MAX_TOLD + 1;
            here.truncate(MAX_TOLD - 1);
            let reason = format!("{rest} more files in it are no submissions");
            here.push(SubmissionWarning::passed_over(folder, reason));
        }
        found.extend(here);
    }
    found
}

/// Whether a file or folder of this name is evidently no submission.
fn is_aside(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with('.')
        || name == "node_modules"
        || lower.ends_with(".md")
        || matches!(lower.split('.').next(), Some("readme" | "license" | "licence"))
        || matches!(&*lower, "package.json" | "package-lock.json" | "tsconfig.json" | "jsconfig.json")
}

/// Reads one file as a submission to a problem, in whatever folder it lies.
///
/// Its name is the path as given. The expected verdict is that of the nearest folder on the path that is named after a
/// verdict.
///
/// # Errors
/// If there is no such file, it is no regular file or not named like a program, or it cannot be read.
pub fn read(path: &Path, problem: &Problem) -> Result<Submission, SubmissionError> {
    read_one(path, problem, problem.code_bytes)
}

/// Reads one of the problem setter's programs, which may be longer than a submission.
///
/// # Errors
/// Those of [`read`]. Also if the file is not a program: such a program has no verdict to show the fault.
pub fn read_setter_program(path: &Path, problem: &Problem) -> Result<Submission, SubmissionError> {
    let program = read_one(path, problem, SETTER_PROGRAM_BYTES)?;
    match program.fault {
        Some(problem) => Err(SubmissionError::NotASubmission { path: path.to_owned(), problem }),
        None => Ok(program),
    }
}

fn read_one(path: &Path, problem: &Problem, code_bytes: u64) -> Result<Submission, SubmissionError> {
    let wrong =
        |problem: &str| SubmissionError::NotASubmission { path: path.to_owned(), problem: problem.into() };
    if Language::of_path(path).is_none() {
        return Err(wrong("is no submission: these end with .js, .mjs, .cjs, .ts, .mts or .cts"));
    }
    let (source, fault) = match read_source(path, code_bytes) {
        Ok(source) => (source, None),
        Err(SourceError::Fault(fault)) => ("".into(), Some(fault)),
        Err(SourceError::Ours(FileError::Io(source))) => {
            return Err(SubmissionError::Io { path: path.to_owned(), source });
        }
        Err(SourceError::Ours(error)) => return Err(wrong(&error.to_string())),
    };
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Ok(Submission {
        problem: problem.id.clone(),
        name: name(path),
        path: path.to_owned(),
        source,
        fault,
        expected: folder_verdict(&whole).unwrap_or(Verdict::Accepted).into(),
    })
}

/// Returns the submission in a file found below `root`, whose canonical path is `inside`; `None` for a link to a
/// folder.
fn submission(
    path: &Path,
    kind: FileType,
    root: &Path,
    inside: &Path,
    problem: &Problem,
    expectations: &Expectations,
) -> Result<Option<Submission>, SubmissionError> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    // A link must not give access to files outside the folder.
    let elsewhere = if kind.is_symlink() {
        match containment::inside(inside, path, "the problem's folder of submissions") {
            Ok(target) if target.is_dir() => return Ok(None),
            Ok(_) => None,
            Err(_) if path.is_dir() => return Ok(None),
            Err(fault) => Some(fault.to_string()),
        }
    } else {
        None
    };
    let (source, fault) = match elsewhere {
        Some(fault) => ("".into(), Some(format!("the file {fault}"))),
        None => match read_source(path, problem.code_bytes) {
            Ok(source) => (source, None),
            Err(SourceError::Fault(fault)) => ("".into(), Some(fault)),
            Err(SourceError::Ours(FileError::Io(source))) => {
                return Err(SubmissionError::Io { path: path.to_owned(), source });
            }
            Err(SourceError::Ours(error)) => ("".into(), Some(format!("the file {error}"))),
        },
    };
    let name = name(relative);
    let expected = expectations.of(&name, folder_verdict(relative), problem)?;
    Ok(Some(Submission { problem: problem.id.clone(), name, path: path.to_owned(), source, fault, expected }))
}

/// The reason why there is no source.
enum SourceError {
    /// A fault of the submission.
    Fault(String),
    Ours(FileError),
}

fn read_source(path: &Path, code_bytes: u64) -> Result<Arc<str>, SourceError> {
    match read_text(path, code_bytes) {
        Ok(text) => Ok(text.into()),
        Err(FileError::TooLong(limit)) => {
            Err(SourceError::Fault(format!("the source is longer than the problem allows, {limit} bytes")))
        }
        Err(error @ FileError::NotUtf8 { .. }) => Err(SourceError::Fault(format!("the source {error}"))),
        Err(error) => Err(SourceError::Ours(error)),
    }
}

/// Returns the path with `/` between its parts.
fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        name.into_owned()
    } else {
        name.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// Returns the verdict of the nearest folder on the path that is named after a verdict.
fn folder_verdict(path: &Path) -> Option<Verdict> {
    let mut folders = path.ancestors().skip(1).filter_map(Path::file_name);
    folders.find_map(|folder| Verdict::from_folder(folder.to_str()?))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::checker::Checker;
    use tribunal_core::execution::Limits;

    fn problem() -> Problem {
        Problem {
            id: "sum".into(),
            path: PathBuf::new(),
            title: String::new(),
            description: String::new(),
            keywords: Vec::new(),
            entry: tribunal_core::entry_point::EntryPoint::Program,
            libraries: Default::default(),
            limits: Limits::default(),
            code_bytes: 20,
            checker: Checker::Exact,
            groups: Vec::new(),
            cases: Vec::new(),
            setter: crate::problem::Setter::default(),
        }
    }

    fn folder(files: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "let a").unwrap();
        }
        folder
    }

    fn found(folder: &TempDir) -> Vec<Submission> {
        discover(folder.path(), &problem()).unwrap()
    }

    #[test]
    fn submissions_are_found_with_what_their_folders_expect() {
        use Verdict::*;
        let folder = folder(&[
            "sum/b.js",
            "sum/a.mjs",
            "sum/typed.ts",
            "sum/typed.mts",
            "sum/wrong_answer/a.cjs",
            "sum/wrong_answer/a.cts",
            "sum/wrong_answer/by/anna/accepted/x.js",
            "sum/slow/time_limit_exceeded/deep/er/x.js",
            "sum/memory_limit_exceeded.js",
            "sum/readme.md",
            "sum/x.json",
            "sum/js",
            "sum/.js",
            "sum/.hidden.js",
            "sum/.git/x.js",
            "sum/node_modules/m/index.js",
            "sum/wrong_answer/node_modules/index.js",
            "summary/x.js",
            "x.js",
        ]);
        let found: Vec<(String, Expectation)> =
            found(&folder).into_iter().map(|found| (found.name, found.expected)).collect();
        let expected = [
            ("a.mjs", Accepted),
            ("b.js", Accepted),
            ("memory_limit_exceeded.js", Accepted),
            ("slow/time_limit_exceeded/deep/er/x.js", TimeLimitExceeded),
            ("typed.mts", Accepted),
            ("typed.ts", Accepted),
            ("wrong_answer/a.cjs", WrongAnswer),
            ("wrong_answer/a.cts", WrongAnswer),
            ("wrong_answer/by/anna/accepted/x.js", Accepted),
        ];
        assert_eq!(found, expected.map(|(name, verdict)| (name.to_owned(), verdict.into())));
    }

    #[test]
    fn a_file_may_say_more_of_what_is_expected() {
        let folder = folder(&["sum/mixed/a.js", "sum/wrong_answer/b.js", "sum/c.js"]);
        let yaml = folder.path().join("sum/submissions.yaml");
        fs::write(&yaml, "mixed:\n  permitted: [AC, WA, TLE]\n  required: [WA]\n").unwrap();
        let verdicts: Vec<Vec<Verdict>> =
            found(&folder).iter().map(|found| found.expected.verdicts().to_vec()).collect();
        use Verdict::{Accepted, TimeLimitExceeded, WrongAnswer};
        assert_eq!(verdicts, [vec![Accepted], vec![WrongAnswer, TimeLimitExceeded], vec![WrongAnswer]]);
        fs::write(&yaml, "mixed:\n  permited: [AC]\n").unwrap();
        let error = discover(folder.path(), &problem()).unwrap_err().to_string();
        assert!(error.contains("submissions.yaml:2: ") && error.contains("did you mean"), "{error}");
    }

    #[test]
    fn the_extension_tells_the_language_and_what_is_always_a_module() {
        use Language::{JavaScript, TypeScript};
        let folder = folder(&["sum/a.js", "sum/b.mjs", "sum/c.cjs", "sum/d.ts", "sum/e.mts", "sum/f.cts"]);
        let found: Vec<_> =
            found(&folder).iter().map(|found| (found.language(), found.is_module())).collect();
        let (script, typed) = ((JavaScript, false), (TypeScript, false));
        assert_eq!(found, [script, (JavaScript, true), script, typed, (TypeScript, true), typed]);
    }

    #[test]
    fn a_found_submission_has_its_source_and_path() {
        let folder = folder(&["sum/a.js"]);
        let found = found(&folder).remove(0);
        assert_eq!((&*found.source, &*found.problem, found.fault), ("let a", "sum", None));
        assert_eq!(found.path, folder.path().join("sum").join("a.js"));
    }

    #[test]
    fn what_is_wrong_with_a_submission_is_its_fault() {
        let folder = folder(&["sum/accepted/fits.js", "sum/folder.js/x.js"]);
        let sum = folder.path().join("sum");
        fs::write(sum.join("accepted/fits.js"), "é".repeat(10)).unwrap();
        fs::write(sum.join("long.js"), "x".repeat(21)).unwrap();
        fs::write(sum.join("latin1.js"), b"let caf\xe9").unwrap();
        let faults: Vec<(String, Option<String>)> =
            found(&folder).into_iter().map(|found| (found.name, found.fault)).collect();
        let expected = [
            ("accepted/fits.js", None),
            ("folder.js/x.js", None),
            ("latin1.js", Some("the source is not UTF-8: line 1 has the byte 0xe9")),
            ("long.js", Some("the source is longer than the problem allows, 20 bytes")),
        ];
        assert_eq!(faults, expected.map(|(name, fault)| (name.to_owned(), fault.map(str::to_owned))));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_neither_hang_nor_lead_out() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["sum/good.js", "secret.js", "sum-more/x.js"]);
        let sum = folder.path().join("sum");
        symlink("good.js", sum.join("alias.js")).unwrap();
        symlink("../secret.js", sum.join("leaves.js")).unwrap();
        symlink("../sum-more/x.js", sum.join("neighbour.js")).unwrap();
        symlink("/dev/zero", sum.join("zero.js")).unwrap();
        symlink("nowhere.js", sum.join("nowhere.js")).unwrap();
        symlink(".", sum.join("loop")).unwrap();
        symlink(".", sum.join("loop.js")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, sum.join("pipe.js"), rustix::fs::Mode::RWXU).unwrap();
        let faults: Vec<(String, String)> = found(&folder)
            .into_iter()
            .inspect(|found| assert_eq!(found.source.is_empty(), found.fault.is_some()))
            .map(|found| (found.name, found.fault.unwrap_or_default()))
            .collect();
        let out = "the file is a symbolic link that leads out of the problem's folder of submissions";
        let expected = [
            ("alias.js", ""),
            ("good.js", ""),
            ("leaves.js", out),
            ("neighbour.js", out),
            ("nowhere.js", "the file is a symbolic link that leads nowhere"),
            ("pipe.js", "the file is a device or FIFO, not a regular file"),
            ("zero.js", out),
        ];
        assert_eq!(faults, expected.map(|(name, fault)| (name.to_owned(), fault.to_owned())));
    }

    #[test]
    fn only_the_folder_of_all_submissions_has_to_exist() {
        assert_eq!(found(&folder(&["max/x.js"])).len(), 0);
        let missing = discover(Path::new("no/such/folder"), &problem()).unwrap_err().to_string();
        assert!(missing.contains("no/such/folder") && missing.contains("--submissions"), "{missing}");
        let folder = folder(&["file"]);
        assert!(discover(&folder.path().join("file"), &problem()).is_err());
    }

    #[test]
    fn one_file_is_read_wherever_it_lies() {
        let folder = folder(&["wrong_answer/mine/x.js", "y.txt", "folder.js/z.js"]);
        let at = |path: &str| read(&folder.path().join(path), &problem());
        let x = at("wrong_answer/mine/x.js").unwrap();
        assert_eq!(
            (&*x.source, x.expected.verdicts(), &*x.problem),
            ("let a", &[Verdict::WrongAnswer][..], "sum")
        );
        assert!(x.name.ends_with("wrong_answer/mine/x.js"));
        assert!(at("missing.js").unwrap_err().to_string().contains("cannot read"));
        assert!(at("y.txt").unwrap_err().to_string().contains("end with .js, .mjs, .cjs, .ts, .mts or .cts"));
        assert!(at("folder.js").unwrap_err().to_string().contains("is a folder"));
        fs::write(folder.path().join("long.js"), "x".repeat(21)).unwrap();
        assert!(at("long.js").unwrap().fault.is_some());
    }
}
