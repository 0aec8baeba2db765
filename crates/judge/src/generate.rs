//! `tribunal generate`: cases from a problem's generator and its reference solution, and the files that hold them.
//!
//! Every program runs twice for every case, in processes that have nothing in common, and both results have to be the
//! same: a result that depends on the clock or on chance could not be generated again, and so not be checked.

use std::{
    collections::BTreeMap,
    fs, io,
    num::NonZeroUsize,
    path::{Component, Path, PathBuf},
    sync::{
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use tribunal_core::{execution::Execution, input::Input, value::json};

use crate::{
    batch::StopSignal,
    setter::{self, Program, SetterError, Validity},
    snippet::snippet,
};
use tribunal_exec::{executor::Executor, runner::Session};
use tribunal_problem::{
    containment,
    problem::{Case, Expected, GENERATED_FILE, GenerateTable, Problem},
    staging::Staging,
};

/// The case file of a problem for functions.
const CASE_FILE: &str = "cases/generated.jsonl";

const SCHEMA: &str = "tribunal.generated/1";

/// Greatest length of the list of generated files, in bytes.
const MAX_MANIFEST: u64 = 64 << 20;

/// The folders of generated files.
const FOLDERS: [&str; 2] = ["cases", "data"];

/// Options of generating.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of threads.
    pub threads: NonZeroUsize,
    /// Whether only to check that the files are the same as generated ones.
    pub check: bool,
    /// Whether to overwrite files that were not generated, or were changed since.
    pub force: bool,
}

/// The result of generating.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Number of cases that were generated.
    pub cases: usize,
    /// The files, by path from the problem's folder on, with the change that was, or would be, made to each.
    pub files: BTreeMap<String, Change>,
}

/// A change to a generated file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file is as it should be.
    None,
    /// The file is missing.
    New,
    /// The file differs.
    Changed,
    /// The file was generated once, and is not generated any more.
    Removed,
}

/// An error in generating cases.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// One of the setter's programs is missing or fails.
    #[error(transparent)]
    Setter(#[from] SetterError),
    /// A program is not deterministic.
    #[error(
        "{what} gives something else each time it is asked for {case}: {hint}\n  once:  {first}\n  again: {second}"
    )]
    NotDeterministic {
        /// The program.
        what: &'static str,
        /// The case.
        case: String,
        /// Advice to the setter.
        hint: &'static str,
        /// The beginning of the first result, from shortly before the difference on.
        first: String,
        /// The same part of the second result.
        second: String,
    },
    /// A generated case is not valid.
    #[error("{case}: {reason}")]
    NotACase {
        /// The case.
        case: String,
        /// The reason.
        reason: String,
    },
    /// The problem cannot have generated cases.
    #[error("{0}")]
    Unsuitable(String),
    /// Files written by hand are in the place of generated ones.
    #[error("not overwritten, because generated they were not, or changed since: {}; rename them, or say --force", .0.join(", "))]
    ByHand(Vec<String>),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A stop was requested.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

/// Generates the cases of a problem and writes their files, or only checks whether these are up to date.
///
/// The programs of `executors` have to be in different processes.
///
/// # Errors
/// If anything is wrong, in which case no file was changed; except for errors of the system while files are replaced.
pub fn run(
    problem: &Problem,
    submissions: &Path,
    executors: [&Executor; 2],
    options: &Options,
    stop: &StopSignal,
) -> Result<Report, GenerateError> {
    let folder = setter::folder(problem)?;
    let programs = Programs {
        problem,
        generator: Program::generator(problem)?,
        reference: Program::reference(problem, submissions)?,
        validator: Program::validator(problem).map_err(SetterError::from)?,
    };
    let plan: Vec<(&GenerateTable, usize)> = problem
        .setter
        .generate
        .iter()
        .flat_map(|table| (0..table.count).map(move |index| (table, index)))
        .collect();
    if plan.is_empty() {
        let id = &problem.id;
        let text = format!("the problem `{id}` has no `[[generate]]`: write one with a name and a count");
        return Err(GenerateError::Unsuitable(text));
    }
    let mut files = Files::new(folder, options.check)?;
    make_all(&programs, &plan, executors, options.threads, stop, &mut files)?;
    files.finish(plan.len(), options)
}

/// The programs that make a case.
struct Programs<'a> {
    problem: &'a Problem,
    generator: Program,
    reference: Program,
    validator: Option<Program>,
}

/// Makes every case of the plan, and passes them to the files in the order in which they are done.
fn make_all(
    programs: &Programs<'_>,
    plan: &[(&GenerateTable, usize)],
    executors: [&Executor; 2],
    threads: NonZeroUsize,
    stop: &StopSignal,
    files: &mut Files,
) -> Result<(), GenerateError> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(2 * threads.get());
    let mut failed: Option<(usize, GenerateError)> = None;
    let mut received = 0;
    std::thread::scope(|scope| {
        for _ in 0..threads.get().min(plan.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                let sessions = executors[0].session().and_then(|one| Ok([one, executors[1].session()?]));
                let mut sessions = match sessions {
                    Ok(sessions) => sessions,
                    Err(error) => {
                        let _ = sender.send((0, Err(SetterError::from(error).into())));
                        return;
                    }
                };
                loop {
                    let index = next.fetch_add(1, Relaxed);
                    let Some((table, number)) = plan.get(index).filter(|_| !stop.is_requested()) else {
                        break;
                    };
                    let case = programs.make(table, *number, &mut sessions);
                    let failed = case.is_err();
                    // The receiver is gone only after a failure.
                    if sender.send((index, case.map(|case| (*table, case)))).is_err() || failed {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (index, made) in receiver {
            received += 1;
            let put = made.and_then(|(table, case)| match failed {
                None => files.put(programs.problem, index, table, &case),
                Some(_) => Ok(()),
            });
            if let Err(error) = put {
                next.store(plan.len(), Relaxed);
                // The first failure in the order of the plan is reported, whichever came first in time.
                if failed.as_ref().is_none_or(|(first, _)| index < *first) {
                    failed = Some((index, error));
                }
            }
        }
    });
    match failed {
        Some((_, error)) => Err(error),
        // An interrupt after the last case is too late to lose anything.
        None if received < plan.len() => Err(GenerateError::Interrupted),
        None => Ok(()),
    }
}

impl Programs<'_> {
    fn make(
        &self,
        table: &GenerateTable,
        index: usize,
        sessions: &mut [Box<dyn Session + '_>; 2],
    ) -> Result<Case, GenerateError> {
        let name = table.case_name(index);
        let told = match &table.group {
            Some(group) => format!("{group}/{name}"),
            None => format!("the case \"{name}\""),
        };
        let no_case = |reason| GenerateError::NotACase { case: told.clone(), reason };
        let fails = |what, message| SetterError::Fails { what, at: format!(" at {told}"), message };

        let seed = setter::seed_words(table.seed, &table.name, index as u64);
        let runs = setter::generator_input(&[seed], std::slice::from_ref(&table.params));
        let [one, two] = twice(&self.generator, &runs, sessions)?;
        let input = self.input(&one).map_err(|message| fails("the generator", message))?;
        let other = self.input(&two).map_err(|message| fails("the generator", message))?;
        let hint = "random numbers have to come from its parameter `random`, and the time has to be left out";
        same("the generator", &told, hint, &shown(&input), &shown(&other))?;

        if let Some(validator) = &self.validator {
            let run = setter::validator_input(&input).map_err(&no_case)?;
            let run = validator.run_one(sessions[0].as_mut(), &run).map_err(SetterError::from)?;
            let validity = setter::validity(run);
            let validity = validity.map_err(|how| fails("the validator", validator.failure(&how)))?;
            if let Validity::Invalid(error) = validity {
                let reason = snippet(&error, validator.name());
                return Err(no_case(format!("the validator refuses the generated input: {reason}")));
            }
        }

        let [one, two] = twice(&self.reference, &input, sessions)?;
        let answer = |run| setter::answer(self.problem, &self.reference, run);
        let expected = answer(&one).map_err(|message| fails("the reference", message))?;
        let other = answer(&two).map_err(|message| fails("the reference", message))?;
        let hint = "an answer must depend on the input alone";
        same("the reference", &told, hint, &shown_answer(&expected), &shown_answer(&other))?;
        Ok(Case { name, sample: false, group: None, checker: None, input, expected })
    }

    /// Returns the input from a run of the generator.
    ///
    /// # Errors
    /// The failure of the generator, or the reason why its result is no input.
    fn input(&self, run: &Execution) -> Result<Input, String> {
        let inputs = setter::generated_inputs(&self.generator, self.problem, run)?;
        inputs.into_iter().next().unwrap_or_else(|| Err(self.generator.failure(&run.outcome)))
    }
}

/// Runs a program in both sessions.
fn twice(
    program: &Program,
    input: &Input,
    sessions: &mut [Box<dyn Session + '_>; 2],
) -> Result<[Execution; 2], SetterError> {
    let [first, second] = sessions;
    Ok([program.run_one(first.as_mut(), input)?, program.run_again(second.as_mut(), input)?])
}

/// Checks that two results are the same.
fn same(
    what: &'static str,
    case: &str,
    hint: &'static str,
    first: &[u8],
    second: &[u8],
) -> Result<(), GenerateError> {
    /// Number of bytes shown before the difference and behind it.
    const BEFORE: usize = 20;
    const BEHIND: usize = 60;

    if first == second {
        return Ok(());
    }
    let at = first.iter().zip(second).take_while(|(a, b)| a == b).count();
    let around = |text: &[u8]| {
        let start = at.saturating_sub(BEFORE).min(text.len());
        let text = &text[start..text.len().min(at + BEHIND)];
        let dots = if start > 0 { "…" } else { "" };
        tribunal_core::text::printable(&format!("{dots}{}", String::from_utf8_lossy(text))).into_owned()
    };
    let (first, second) = (around(first), around(second));
    Err(GenerateError::NotDeterministic { what, case: case.to_owned(), hint, first, second })
}

fn shown(input: &Input) -> Vec<u8> {
    match input {
        Input::Arguments(arguments) => json::to_json(arguments).into_bytes(),
        Input::Program { stdin, .. } => stdin.load().map(std::borrow::Cow::into_owned).unwrap_or_default(),
    }
}

fn shown_answer(expected: &Expected) -> Vec<u8> {
    match expected {
        Expected::Returns(value) => json::to_json(value).into_bytes(),
        Expected::OneOf(values) => values.iter().map(json::to_json).collect::<String>().into_bytes(),
        Expected::Throws(_) => b"an error".to_vec(),
        Expected::Writes(content) => content.load().map(std::borrow::Cow::into_owned).unwrap_or_default(),
    }
}

/// The list of the generated files, as stored on disk.
#[derive(Default, Serialize, Deserialize)]
struct Manifest {
    schema: String,
    about: String,
    /// SHA-256 of each file, by its path from the problem's folder on.
    files: BTreeMap<String, String>,
}

/// The files of generated cases: the present ones and the new ones.
struct Files {
    folder: PathBuf,
    old: Manifest,
    /// The folder where new files wait until all are complete; `None` if they are only compared.
    stage: Option<Staging>,
    /// Digest of each new file.
    new: BTreeMap<String, String>,
    /// The lines of the case file, by their index in the plan.
    lines: BTreeMap<usize, String>,
}

impl Files {
    fn new(folder: &Path, check: bool) -> Result<Self, GenerateError> {
        let failed = |source| GenerateError::Io { path: folder.to_owned(), source };
        let stage = || Staging::new_in(folder, ".generate-");
        let stage = if check { None } else { Some(stage().map_err(failed)?) };
        let old = manifest(folder)?;
        let (new, lines) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { folder: folder.to_owned(), old, stage, new, lines })
    }

    /// Adds a case.
    fn put(
        &mut self,
        problem: &Problem,
        index: usize,
        table: &GenerateTable,
        case: &Case,
    ) -> Result<(), GenerateError> {
        let group = table.group.as_deref();
        let Expected::Writes(answer) = &case.expected else {
            let line = setter::case_line(problem, case, group)
                .map_err(|reason| GenerateError::NotACase { case: case.name.clone(), reason })?;
            self.lines.insert(index, line);
            return Ok(());
        };
        let path = format!("data/{}/{}", group.unwrap_or_default(), case.name);
        self.stage(&format!("{path}.in"), &shown(&case.input))?;
        let answer =
            answer.load().map_err(|source| GenerateError::Io { path: path.clone().into(), source })?;
        self.stage(&format!("{path}.ans"), &answer)
    }

    fn stage(&mut self, path: &str, bytes: &[u8]) -> Result<(), GenerateError> {
        self.new.insert(path.to_owned(), digest(bytes));
        let Some(stage) = &self.stage else { return Ok(()) };
        let path = stage.path().join(path);
        let write = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&path, bytes)
        };
        write().map_err(|source| GenerateError::Io { path: path.clone(), source })
    }

    /// Replaces the old files with the new ones.
    fn finish(mut self, cases: usize, options: &Options) -> Result<Report, GenerateError> {
        let lines = std::mem::take(&mut self.lines).into_values().collect::<String>();
        if !lines.is_empty() {
            self.stage(CASE_FILE, lines.as_bytes())?;
        }
        let mut report = Report { cases, files: BTreeMap::new() };
        let mut by_hand = Vec::new();
        for (path, wanted) in &self.new {
            let there = self.digest_on_disk(path)?;
            let change = match &there {
                None => Change::New,
                Some(there) if there == wanted => Change::None,
                Some(there) => {
                    if self.old.files.get(path) != Some(there) {
                        by_hand.push(path.clone());
                    }
                    Change::Changed
                }
            };
            report.files.insert(path.clone(), change);
        }
        if !by_hand.is_empty() && !options.force && !options.check {
            return Err(GenerateError::ByHand(by_hand));
        }
        for (path, was) in &self.old.files {
            // A file that was changed since is its setter's now.
            if !self.new.contains_key(path) && self.digest_on_disk(path)?.as_ref() == Some(was) {
                report.files.insert(path.clone(), Change::Removed);
            }
        }
        if let Some(stage) = &self.stage {
            for (path, change) in &report.files {
                let (from, to) = (stage.path().join(path), self.folder.join(path));
                let done = match change {
                    Change::None => Ok(()),
                    Change::Removed => fs::remove_file(&to),
                    Change::New | Change::Changed => {
                        to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(&from, &to))
                    }
                };
                done.map_err(|source| GenerateError::Io { path: to, source })?;
            }
            self.write_manifest(stage.path())?;
        }
        Ok(report)
    }

    fn write_manifest(&self, stage: &Path) -> Result<(), GenerateError> {
        if self.old.schema == SCHEMA && self.old.files == self.new {
            return Ok(());
        }
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            about: "Files that `tribunal generate` has made, and may make anew or remove".to_owned(),
            files: self.new.clone(),
        };
        let (from, to) = (stage.join(GENERATED_FILE), self.folder.join(GENERATED_FILE));
        let write = || {
            fs::write(&from, serde_json::to_string_pretty(&manifest)? + "\n")?;
            fs::rename(&from, &to)
        };
        write().map_err(|source| GenerateError::Io { path: to.clone(), source })
    }

    /// Returns the digest of a file; `None` if there is none.
    fn digest_on_disk(&self, path: &str) -> Result<Option<String>, GenerateError> {
        let path = self.folder.join(path);
        let failed = |source| GenerateError::Io { path: path.clone(), source };
        // A file that is written or removed has to be in the folder.
        containment::inside_or_new(&self.folder, &path, containment::PROBLEM)
            .map_err(|fault| failed(io::Error::other(fault.to_string())))?;
        if path.exists() && !path.is_file() {
            return Err(failed(io::Error::other("is no regular file")));
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(digest(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(source)),
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the list of generated files; an empty one if there is none.
fn manifest(folder: &Path) -> Result<Manifest, GenerateError> {
    use tribunal_problem::problem::file::{FileError, read_text_inside};

    let path = folder.join(GENERATED_FILE);
    let failed = |source| GenerateError::Io { path: path.clone(), source };
    let text = match read_text_inside(folder, &path, MAX_MANIFEST) {
        Ok(text) => text,
        Err(FileError::Io(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Manifest::default());
        }
        Err(error) => return Err(failed(io::Error::other(error.to_string()))),
    };
    let wrong = || failed(io::Error::other("this is no list of generated files; remove it"));
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| wrong())?;
    // A user who can write to this file must not be able to have files elsewhere removed.
    let is_inside = |path: &String| {
        let mut parts = Path::new(path).components();
        let first = matches!(parts.next(), Some(Component::Normal(folder)) if FOLDERS.iter().any(|known| folder == *known));
        first && parts.all(|part| matches!(part, Component::Normal(_)))
    };
    if manifest.schema != SCHEMA || !manifest.files.keys().all(is_inside) {
        return Err(wrong());
    }
    Ok(manifest)
}
