//! `tribunal stress`: a submission against the reference solution on random inputs, until they disagree.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tribunal_core::{text::count, text::duration, text::printable};

use anstream::ColorChoice;
use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::{
    args::{Folders, MAX_JOBS, seconds},
    complain, interrupt, print, selection, show, threads, unfinished_or_complaint, warn, workers,
};
use tribunal_core::{
    input::Input,
    value::{
        display::{display, display_call},
        json::{self, Source},
    },
};

use crate::exit_code::ExitCode;
use tribunal_judge::{
    batch::StopSignal,
    event::Event,
    setter,
    stress::{self, Counterexample, Options, Report},
};
use tribunal_problem::{
    containment,
    problem::{
        self, Case, Expected, Problem,
        file::{FileError, read_text_inside},
    },
};

/// Default time of a search.
const DEFAULT_TIME: Duration = Duration::from_secs(10);

/// Number of possible seeds: a JSON number holds each exactly, and each is short enough to be typed.
const SEEDS: u64 = 1 << 32;

/// Greatest length of a value that is shown, in characters.
const SHOWN: usize = 2000;

/// The case file of kept counterexamples.
const KEPT_FILE: &str = "cases/stress.jsonl";

/// The folder of kept counterexamples of whole programs.
const KEPT_FOLDER: &str = "data/secret/stress";

/// Command-line arguments of `stress`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal stress sum wrong_answer/int32.js   until it is wrong, for 10 seconds
  tribunal stress sum mine.js --seconds 60    for longer
  tribunal stress sum mine.js --seed 7        the same inputs again
  tribunal stress sum mine.js --keep          what is found becomes a case
  tribunal stress graph mine.js --param n=4   with another parameter

Inputs come from the problem's generator; a problem for functions that has
none gets changed inputs of its own cases. Answers come from its reference, or
else from its first accepted submission.

Exit codes:
  0    the submission was right on every input
  1    it was wrong on one, which is shown
  2    could not be tried: wrong arguments, or the generator, the validator or
       the reference has an error
  130  interrupted before anything was found")]
pub struct StressArgs {
    /// The problem
    #[arg(value_name = "PROBLEM")]
    pub problem: String,
    /// The submission: a file, or a name or a part of one as `grade` reports it
    #[arg(value_name = "SUBMISSION")]
    pub submission: String,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,

    /// Most inputs to try; as many as there is time for if not given
    #[arg(short = 'n', long, value_name = "N", help_heading = "Inputs")]
    pub cases: Option<u64>,
    /// Most seconds to try for; 10 if neither this nor --cases is given
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Inputs")]
    pub seconds: Option<f64>,
    /// Seed of the inputs; another one each time if not given
    #[arg(long, value_name = "N", help_heading = "Inputs")]
    pub seed: Option<u64>,
    /// A parameter for the generator in place of the problem's own: JSON, or else text; may be repeated
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = parameter, help_heading = "Inputs")]
    pub params: Vec<(String, serde_json::Value)>,

    /// Threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)), help_heading = "Running")]
    pub jobs: Option<u16>,
    /// Show the input as it was found, without looking for a smaller one
    #[arg(long, help_heading = "Running")]
    pub no_shrink: bool,

    /// Add what is found to the problem's cases: to cases/stress.jsonl, or to data/secret/stress
    #[arg(long, help_heading = "Output")]
    pub keep: bool,
    /// Format of the report
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub format: StressFormat,
    /// Show no progress; without a terminal on standard error there is none anyway
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// The forms of what `stress` finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StressFormat {
    /// For people
    #[default]
    Text,
    /// One JSON document
    Json,
}

fn parameter(text: &str) -> Result<(String, serde_json::Value), String> {
    let (key, value) = text.split_once('=').ok_or("it has to be KEY=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    Ok((key.to_owned(), value))
}

pub(super) fn run(args: &StressArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let Some(problem) = unfinished_or_complaint(&args.folders.problems, &args.problem, color)? else {
        return Ok(ExitCode::CannotJudge);
    };
    let problem = &problem;
    let submission = selection::one(&args.folders.submissions, problem, &args.submission)?;
    if let Some(fault) = &submission.fault {
        complain(color, &format!("{}: {fault}", printable(&submission.name)));
        return Ok(ExitCode::NotAsExpected);
    }
    if args.keep {
        setter::folder(problem)?;
    }
    let name = submission.name.clone();
    let mut params = Vec::new();
    for (key, value) in &args.params {
        let source = match problem.setter.rounds_integers {
            true => Source::RoundedProblem,
            false => Source::Problem,
        };
        let value = json::parse(&value.to_string(), source);
        params.push((key.clone(), value.with_context(|| format!("--param {key}"))?));
    }
    let options = Options {
        threads: threads(args.jobs),
        seed: args.seed.unwrap_or_else(any_seed),
        cases: args.cases,
        time: match (args.seconds, args.cases) {
            (Some(seconds), _) => Some(Duration::from_secs_f64(seconds)),
            (None, None) => Some(DEFAULT_TIME),
            (None, Some(_)) => None,
        },
        params,
        shrink: !args.no_shrink,
    };
    let executor = workers::executor_for(problem, color)?;
    let stop = StopSignal::default();
    interrupt::stop_on_interrupt(&stop)?;
    let shown = Shown::new(args);
    let mut listener = |event: Event<'_>| shown.note(event);
    let result = stress::run(
        problem,
        submission,
        &args.folders.submissions,
        &executor,
        &options,
        &stop,
        &mut listener,
    );
    shown.0.finish_and_clear();
    let report = result?;
    let kept = match (&report.found, args.keep) {
        (Some(found), true) if found.is_about_the_input() => Some(keep(problem, &found.case)?),
        _ => None,
    };
    match args.format {
        StressFormat::Text => {
            for note in &report.notes {
                warn(color, &printable(note));
            }
            print(&text(problem, &name, &report, kept.as_ref()))?;
        }
        StressFormat::Json => print(&document(problem, &name, &report, kept.as_ref())?)?,
    }
    if let Some(Kept::In(path)) = &kept {
        warn_unless_named(args, path, color);
    }
    Ok(match &report {
        Report { found: Some(_), .. } => ExitCode::NotAsExpected,
        Report { interrupted: true, .. } => ExitCode::Interrupted,
        _ => ExitCode::AsExpected,
    })
}

/// Returns another seed each time.
fn any_seed() -> u64 {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    (nanos as u64 ^ u64::from(std::process::id()).rotate_left(20)) % SEEDS
}

/// The progress bar, on a terminal.
struct Shown(ProgressBar);

impl Shown {
    fn new(args: &StressArgs) -> Self {
        let target =
            if args.no_progress { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style = ProgressStyle::with_template("{spinner} {pos} inputs, {per_sec} {msg}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        Self(ProgressBar::with_draw_target(None, target).with_style(style))
    }
}

impl Shown {
    fn note(&self, event: Event<'_>) {
        match event {
            Event::InputsTried(inputs) => self.0.set_position(inputs),
            Event::CounterexampleFound => {
                self.0.set_message("found one; looking for a smaller one");
                self.0.tick();
            }
            _ => {}
        }
    }
}

fn text(problem: &Problem, submission: &str, report: &Report, kept: Option<&Kept>) -> String {
    let mut text = String::new();
    let heading = format!("{} {}", printable(&problem.id), printable(submission));
    let seconds = report.time.as_secs_f64().max(1e-6);
    let tried = format!(
        "{} in {} ({:.0}/s)",
        count(usize::try_from(report.tried).unwrap_or(usize::MAX), "input"),
        duration(report.time),
        report.tried as f64 / seconds
    );
    // Writing to a string cannot fail.
    let _ = match &report.found {
        Some(found) => writeln!(text, "{heading}: {} after {tried}", found.report.verdict.code()),
        None if report.interrupted => writeln!(text, "{heading}: interrupted, no disagreement in {tried}"),
        None => writeln!(text, "{heading}: no disagreement in {tried}"),
    };
    if let Some(found) = &report.found {
        write_found(&mut text, problem, found);
    }
    if report.refused > 0 {
        let _ = writeln!(text, "  {} refused by the validator or the reference", report.refused);
    }
    if report.not_again > 0 {
        let _ = writeln!(
            text,
            "  {} not shown again when run alone in fresh contexts",
            count(usize::try_from(report.not_again).unwrap_or(usize::MAX), "disagreement")
        );
    }
    let _ = match kept {
        Some(Kept::In(path)) => writeln!(text, "  kept in {}", printable(&path.to_string_lossy())),
        Some(Kept::Known(case)) => writeln!(text, "  not kept: the case {} has this input", printable(case)),
        None => Ok(()),
    };
    let _ = writeln!(text, "  repeat it with --seed {}", report.seed);
    text
}

fn write_found(text: &mut String, problem: &Problem, found: &Counterexample) {
    let report = &found.report;
    for line in report.message.iter().flat_map(|message| message.lines()) {
        let _ = writeln!(text, "  {}", printable(line));
    }
    if !found.is_about_the_input() {
        return;
    }
    field(text, "input", &shown_input(problem, &found.case.input));
    field(text, "expected", &shown_answer(&found.case.expected));
    if let Some(failure) = &report.failure {
        if let Some(actual) = &failure.actual {
            field(text, "actual", actual);
        }
        if let Some(path) = &failure.path {
            field(text, "differs at", path);
        }
        if !failure.stdout.is_empty() {
            field(text, "console", &failure.stdout);
        }
    }
    if let Some(original) = &found.original {
        field(text, "found as", &shown_input(problem, original));
    }
}

/// Writes a field of one line, or of several below its name.
fn field(text: &mut String, name: &str, value: &str) {
    let value = value.strip_suffix('\n').unwrap_or(value);
    if !value.contains('\n') {
        let _ = writeln!(text, "  {name:<10}  {}", printable(value));
        return;
    }
    let _ = writeln!(text, "  {name}");
    for line in value.lines() {
        let _ = writeln!(text, "    {}", printable(line));
    }
}

fn shown_input(problem: &Problem, input: &Input) -> String {
    match input {
        Input::Arguments(arguments) => {
            display_call(problem.entry.name().unwrap_or_default(), arguments, SHOWN)
        }
        Input::Program { stdin, .. } => head(&stdin.load().unwrap_or_default()),
    }
}

fn shown_answer(expected: &Expected) -> String {
    match expected {
        Expected::Returns(value) => display(value, SHOWN),
        // A reference solution gives one value.
        Expected::OneOf(values) => values.first().map(|value| display(value, SHOWN)).unwrap_or_default(),
        Expected::Throws(_) => "an error".to_owned(),
        Expected::Writes(content) => head(&content.load().unwrap_or_default()),
    }
}

fn head(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * SHOWN)]);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

fn document(
    problem: &Problem,
    submission: &str,
    report: &Report,
    kept: Option<&Kept>,
) -> serde_json::Result<String> {
    let input = |input: &Input| match input {
        Input::Arguments(arguments) => as_json(&json::to_json(arguments)),
        Input::Program { stdin, .. } => String::from_utf8_lossy(&stdin.load().unwrap_or_default()).into(),
    };
    let found = report.found.as_ref().map(|found| {
        let failure = found.report.failure.as_ref();
        let (kind, answer) = match &found.case.expected {
            Expected::Returns(value) => ("expected", as_json(&json::to_json(value))),
            Expected::Throws(_) | Expected::OneOf(_) => ("throws", true.into()),
            Expected::Writes(content) => {
                ("answer", String::from_utf8_lossy(&content.load().unwrap_or_default()).into())
            }
        };
        let key = if found.case.input.arguments().is_some() { "args" } else { "input" };
        json!({
            "verdict": found.report.verdict.code(),
            "message": found.report.message,
            key: input(&found.case.input),
            kind: answer,
            "actual": failure.and_then(|failure| failure.actual.as_ref()),
            "differs_at": failure.and_then(|failure| failure.path.as_ref()),
            "found_as": found.original.as_ref().map(input),
            "shrink_tries": found.shrink_tries,
            "shrink_steps": found.shrink_steps,
        })
    });
    let document = json!({
        "schema": "tribunal.stress/1",
        "problem": problem.id,
        "submission": submission,
        "seed": report.seed,
        "inputs": report.tried,
        "refused": report.refused,
        "not_shown_again": report.not_again,
        "wall_us": u64::try_from(report.time.as_micros()).unwrap_or(u64::MAX),
        "interrupted": report.interrupted,
        "notes": report.notes,
        "counterexample": found,
        "kept": match kept {
            Some(Kept::In(path)) => Some(path.to_string_lossy()),
            Some(Kept::Known(_)) | None => None,
        },
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn as_json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// The result of keeping a counterexample.
enum Kept {
    /// It is in this file; the path starts at the problem's folder.
    In(PathBuf),
    /// The case of this name has the same input already.
    Known(String),
}

/// Adds a counterexample to the problem's cases.
fn keep(problem: &Problem, case: &Case) -> anyhow::Result<Kept> {
    if let Some(known) = problem.cases.iter().find(|known| same_input(&known.input, &case.input)) {
        return Ok(Kept::Known(known.name.clone()));
    }
    let folder = setter::folder(problem)?;
    match &case.expected {
        Expected::Writes(answer) => {
            let free = (1..).find(|number| {
                let path = folder.join(format!("{KEPT_FOLDER}/{number}"));
                !path.with_extension("in").exists() && !path.with_extension("ans").exists()
            });
            let name = format!("{KEPT_FOLDER}/{}", free.unwrap_or(0));
            let Input::Program { stdin: input, .. } = &case.input else {
                bail!("a program's input is a text")
            };
            // The answer first: an input without one is an error in the problem.
            write_new(folder, &folder.join(format!("{name}.ans")), &answer.load()?)?;
            write_new(folder, &folder.join(format!("{name}.in")), &input.load()?)?;
            Ok(Kept::In(format!("{name}.in").into()))
        }
        _ => {
            let path = folder.join(KEPT_FILE);
            let mut text = match read_text_inside(folder, &path, u64::MAX - 1) {
                Ok(text) => text,
                Err(FileError::Io(error)) if error.kind() == io::ErrorKind::NotFound => String::new(),
                Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
            };
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            // Lines of a file that the problem does not name yet count, too.
            let is_taken = |name: &str| {
                problem.cases.iter().any(|case| case.name == name) || text.contains(&format!("\"{name}\""))
            };
            let name = (1..).map(|number| format!("stress {number}")).find(|name| !is_taken(name));
            let case = Case { name: name.unwrap_or_default(), ..case.clone() };
            let line = setter::case_line(problem, &case, None).map_err(anyhow::Error::msg)?;
            write_new(folder, &path, (text + &line).as_bytes())?;
            Ok(Kept::In(KEPT_FILE.into()))
        }
    }
}

fn same_input(one: &Input, other: &Input) -> bool {
    match (one, other) {
        (Input::Arguments(one), Input::Arguments(other)) => json::to_json(one) == json::to_json(other),
        (Input::Program { stdin: one, .. }, Input::Program { stdin: other, .. }) => {
            one.len() == other.len()
                && matches!((one.load(), other.load()), (Ok(one), Ok(other)) if one == other)
        }
        _ => false,
    }
}

/// Writes a file of a problem that appears at once or not at all.
fn write_new(problem: &Path, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    containment::inside_or_new(problem, path, containment::PROBLEM)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let write = || {
        fs::create_dir_all(folder)?;
        let stage = tempfile::Builder::new().prefix(".stress-").tempdir_in(folder)?;
        let new = stage.path().join("new");
        fs::write(&new, bytes)?;
        fs::rename(&new, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Warns if the problem does not have the case that was kept.
fn warn_unless_named(args: &StressArgs, kept: &Path, color: ColorChoice) {
    match problem::load(&args.folders.problems, std::slice::from_ref(&args.problem)) {
        Ok(problems) => {
            let is_there =
                |case: &Case| case.name.starts_with("stress ") || case.name.starts_with("secret/stress/");
            if !problems.iter().flat_map(|problem| &problem.cases).any(is_there) {
                let kept = kept.display();
                let text = format!(
                    "the problem does not name {kept}: add \"{kept}\" to `files` of `[cases]` in problem.toml"
                );
                warn(color, &text);
            }
        }
        Err(errors) => show(&errors, color),
    }
}
