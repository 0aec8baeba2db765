//! `tribunal watch`: judges again whenever a file is saved.

use std::{
    collections::HashMap,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};
use tribunal_core::{text::count, text::printable};

use anstream::ColorChoice;
use anyhow::{Context as _, bail};
use clap::Args;
use notify::{RecursiveMode, Watcher as _};

use super::{
    args::{Folders, MAX_JOBS, RealmKind},
    complain, error_text, interrupt, libraries_or_complaint, print, selection, show, threads,
};
use crate::{
    exit_code::ExitCode,
    report::{self, Format, Style, Verbosity},
    watch::{Affected, Watched},
};
use tribunal_exec::{
    executor::Executor,
    runner::process::{ProcessRunner, this_program},
};
use tribunal_judge::batch::{self, Options, Plan, StopRule, StopSignal};
use tribunal_problem::{
    problem::{self, Problem},
    submission::{self, Submission},
};

/// Time without changes after which a save is over: editors write in several steps.
const QUIET: Duration = Duration::from_millis(5);

/// Greatest time to wait for the end of a stream of changes.
const MAX_WAIT: Duration = Duration::from_millis(50);

/// Interval at which a request to stop is checked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Time limits in a row after which the rest of a submission is skipped: an endless loop shows at once.
const TIME_LIMITS: std::num::NonZeroUsize = std::num::NonZeroUsize::MIN.saturating_add(1);

/// A message to the loop.
enum Message {
    /// Files have changed.
    Changed(Affected),
    /// Watching failed.
    Failed(notify::Error),
    /// The user has typed `q`.
    Quit,
}

/// Command-line arguments of `watch`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tribunal watch              every submission, when it or its problem is saved
  tribunal watch sum          those to one problem
  tribunal watch sum mine.js  one of them

`q` and Enter, or Ctrl-C, end it.

Exit codes:
  0  ended
  2  could not watch: wrong arguments, or folders that cannot be watched")]
pub struct WatchArgs {
    /// Watch only this problem and its submissions
    #[arg(value_name = "PROBLEM")]
    pub problem: Option<String>,
    /// Judge only this submission: a file, or a name or a part of one as `grade` reports it
    #[arg(value_name = "SUBMISSION", requires = "problem")]
    pub submission: Option<String>,
    /// Where problems and submissions are.
    #[command(flatten)]
    pub folders: Folders,
    /// Worker threads; as many as there are cores if not given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)))]
    pub jobs: Option<u16>,
    /// Realm in which a case is run
    #[arg(long, value_enum, default_value_t = RealmKind::Hardened)]
    pub realm: RealmKind,
    /// Seed of the random numbers of submissions, besides the input of each case
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Keep what was shown before instead of clearing the terminal
    #[arg(long)]
    pub no_clear: bool,
    /// Report all failing cases in full
    #[arg(short, long)]
    pub verbose: bool,
}

pub(super) fn run(args: &WatchArgs, color: ColorChoice) -> anyhow::Result<ExitCode> {
    let stop = StopSignal::default();
    interrupt::stop_on_interrupt(&stop)?;
    let (sender, messages) = channel();
    let current = Arc::new(Mutex::new(StopSignal::default()));
    let watched = watched(args)?;
    let _watcher = watcher(&watched, sender.clone(), Arc::clone(&current))?;
    if io::stdin().is_terminal() {
        std::thread::spawn(move || listen_for_q(&sender));
    }
    // Ctrl-C also ends the batch that runs.
    let (interrupted, running) = (stop.clone(), Arc::clone(&current));
    std::thread::spawn(move || {
        while !interrupted.is_requested() {
            std::thread::sleep(LOOK_EVERY);
        }
        running.lock().unwrap_or_else(PoisonError::into_inner).request();
    });

    let program = this_program()?;
    let mut watch = Watch {
        args,
        color,
        watched,
        executor: Executor::new(ProcessRunner::new(program.clone()).keeping_workers(), &program),
        problems: HashMap::new(),
    };
    let mut concerned = Affected { everything: true, ..Affected::default() };
    loop {
        let this = StopSignal::default();
        *current.lock().unwrap_or_else(PoisonError::into_inner) = this.clone();
        // A file was saved again meanwhile: the judged files are outdated, and are judged with the next changes.
        let is_complete = stop.is_requested() || watch.judge(&concerned, &this)?;
        if is_complete {
            concerned = Affected::default();
        }
        if stop.is_requested() {
            return Ok(ExitCode::AsExpected);
        }
        match next(&messages, &stop)? {
            Some(changed) => concerned.extend(changed),
            None => return Ok(ExitCode::AsExpected),
        }
    }
}

/// Returns the folders to watch.
fn watched(args: &WatchArgs) -> anyhow::Result<Watched> {
    let real = |path: &Path, flag: &str| {
        path.canonicalize().map_err(|error| {
            anyhow::anyhow!("cannot watch {}: {error}; name another folder with {flag}", path.display())
        })
    };
    let submissions = real(&args.folders.submissions, "--submissions")?;
    let file = args.submission.as_deref().map(Path::new).filter(|path| path.is_file());
    let file = file.map(Path::canonicalize).transpose()?;
    Ok(Watched {
        problems: real(&args.folders.problems, "--problems")?,
        elsewhere: file.filter(|file| !file.starts_with(&submissions)),
        submissions,
    })
}

/// Begins to watch. Changes are sent, and the batch that runs is stopped.
fn watcher(
    watched: &Watched,
    sender: Sender<Message>,
    current: Arc<Mutex<StopSignal>>,
) -> anyhow::Result<notify::RecommendedWatcher> {
    let told = watched.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let message = match event {
            Ok(event) => match told.concerned(&event) {
                nothing if nothing.is_empty() => return,
                concerned => Message::Changed(concerned),
            },
            Err(error) => Message::Failed(error),
        };
        current.lock().unwrap_or_else(PoisonError::into_inner).request();
        // The receiver is gone only at the end.
        let _ = sender.send(message);
    })
    .context("this system does not tell of changed files")?;
    let mut watch = |path: &Path, mode| {
        watcher.watch(path, mode).with_context(|| format!("cannot watch {}", path.display()))
    };
    watch(&watched.problems, RecursiveMode::Recursive)?;
    watch(&watched.submissions, RecursiveMode::Recursive)?;
    // An editor may replace a file with a new one, so its folder is watched.
    if let Some(folder) = watched.elsewhere.as_deref().and_then(Path::parent) {
        watch(folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

fn listen_for_q(sender: &Sender<Message>) {
    for line in io::stdin().lines().map_while(Result::ok) {
        if line.trim().eq_ignore_ascii_case("q") {
            let _ = sender.send(Message::Quit);
        }
    }
}

/// Waits for a save, and for its end; `None` to end.
fn next(messages: &Receiver<Message>, stop: &StopSignal) -> anyhow::Result<Option<Affected>> {
    let mut concerned = Affected::default();
    let mut first: Option<Instant> = None;
    loop {
        let wait = if first.is_some() { QUIET } else { LOOK_EVERY };
        match messages.recv_timeout(wait) {
            Ok(Message::Changed(changed)) => {
                concerned.extend(changed);
                let first = *first.get_or_insert_with(Instant::now);
                if first.elapsed() >= MAX_WAIT {
                    return Ok(Some(concerned));
                }
            }
            Ok(Message::Failed(error)) => bail!("watching files failed: {error}"),
            Ok(Message::Quit) | Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) if stop.is_requested() => return Ok(None),
            Err(RecvTimeoutError::Timeout) if first.is_some() => return Ok(Some(concerned)),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The state that lasts from one save to the next.
struct Watch<'a> {
    args: &'a WatchArgs,
    color: ColorChoice,
    watched: Watched,
    executor: Executor,
    /// The problems as they were read last, without those that have errors.
    problems: HashMap<String, Arc<Problem>>,
}

impl Watch<'_> {
    /// Judges the submissions that changes concern and shows the report; `false` if there were more changes before it
    /// was done.
    fn judge(&mut self, concerned: &Affected, stop: &StopSignal) -> anyhow::Result<bool> {
        let saved = Instant::now();
        if !self.read_problems(concerned)? {
            self.shown("waiting for the next save");
            return Ok(true);
        }
        let plan = match self.plan(concerned) {
            Ok(plan) => plan,
            // For example, a file that has gone between two looks.
            Err(error) => {
                self.clear()?;
                complain(self.color, &error_text(&error));
                self.shown("waiting for the next save");
                return Ok(true);
            }
        };
        if plan.is_empty() {
            self.tell_mistakable();
            return Ok(true);
        }
        let options = Options {
            threads: threads(self.args.jobs),
            stop: StopRule { time_limits_in_a_row: Some(TIME_LIMITS), ..StopRule::default() },
            realm: self.args.realm.into(),
            seed: self.args.seed,
        };
        // Most batches take less time than it takes to look at a progress bar.
        let (report, failure) = batch::run(plan, &self.executor, &options, stop, &mut |_| {})?;
        if let Some(failure) = failure {
            complain(self.color, &failure.to_string());
        }
        if report.interrupted {
            return Ok(false);
        }
        self.clear()?;
        let verbosity = if self.args.verbose { Verbosity::Verbose } else { Verbosity::Normal };
        let style = Style::of_stdout(self.color, true, verbosity);
        report::print(&report, Format::Table, &style).context("cannot write the report")?;
        let took = tribunal_core::text::duration(saved.elapsed());
        // After the report, since it takes time.
        self.tell_mistakable();
        self.shown(&format!("{took} from reading to report; waiting for the next save"));
        Ok(true)
    }

    /// Reads the concerned problems again; `false` after errors have been shown.
    fn read_problems(&mut self, concerned: &Affected) -> anyhow::Result<bool> {
        let folder = &self.args.folders.problems;
        let only: Vec<String> = self.args.problem.iter().cloned().collect();
        let ids: Vec<String> = if concerned.everything || self.problems.is_empty() {
            self.problems.clear();
            only
        } else {
            let is_meant = |id: &&String| only.is_empty() || only.contains(id);
            let changed: Vec<String> = concerned.problems.iter().filter(is_meant).cloned().collect();
            let of_submissions = concerned.submissions.iter().filter_map(|path| self.problem_of(path));
            let unread = of_submissions.filter(|id| is_meant(&id) && !self.problems.contains_key(id));
            let ids: Vec<String> = changed.iter().cloned().chain(unread).collect();
            for id in &changed {
                self.problems.remove(id);
            }
            // A problem that was removed has no errors, either.
            let is_there = |id: &String| {
                folder.join(id).join("problem.toml").exists() || folder.join(format!("{id}.toml")).exists()
            };
            let ids: Vec<String> = ids.into_iter().filter(is_there).collect();
            if ids.is_empty() {
                return Ok(true);
            }
            ids
        };
        match problem::load(folder, &ids) {
            Ok(mut problems) => {
                if !libraries_or_complaint(&mut problems, None, self.color)? {
                    return Ok(false);
                }
                let problems = problems.into_iter().map(|problem| (problem.id.clone(), Arc::new(problem)));
                self.problems.extend(problems);
                Ok(true)
            }
            Err(errors) => {
                // A terminal that cannot be cleared is no error.
                let _ = self.clear();
                show(&errors, self.color);
                complain(
                    self.color,
                    &format!("not judged: {} in problems", count(errors.iter().len(), "error")),
                );
                Ok(false)
            }
        }
    }

    /// Returns the id of the problem that a path in the folder of submissions is for.
    fn problem_of(&self, path: &Path) -> Option<String> {
        let first = path.strip_prefix(&self.watched.submissions).ok()?.iter().next()?;
        Some(first.to_string_lossy().into_owned())
    }

    /// Returns the concerned submissions.
    fn plan(&self, concerned: &Affected) -> anyhow::Result<Plan> {
        let mut plan = Plan::new();
        for problem in &self.in_order() {
            let whole = concerned.everything || concerned.problems.contains(&problem.id);
            let is_near = |path: &PathBuf| {
                self.watched.elsewhere.as_ref() == Some(path)
                    || self.problem_of(path).is_some_and(|id| id == problem.id)
            };
            if !whole && !concerned.submissions.iter().any(is_near) {
                continue;
            }
            let found = match &self.args.submission {
                Some(name) => vec![selection::one(&self.args.folders.submissions, problem, name)?],
                None => submission::discover(&self.args.folders.submissions, problem)?,
            };
            let is_concerned = |found: &Submission| {
                let path = found.path.canonicalize().unwrap_or_else(|_| found.path.clone());
                whole || concerned.submissions.iter().any(|changed| path.starts_with(changed))
            };
            let found = found.into_iter().filter(is_concerned);
            plan.extend(found.map(|submission| (Arc::clone(problem), submission)));
        }
        Ok(plan)
    }

    /// Warns of files that are passed over, as `grade` does.
    fn tell_mistakable(&self) {
        if self.args.submission.is_none() {
            let asked = self.args.problem.as_slice();
            selection::tell_mistakable(&self.args.folders, &self.in_order(), asked, self.color);
        }
    }

    /// Returns the problems, by their ids.
    fn in_order(&self) -> Vec<Arc<Problem>> {
        let mut problems: Vec<_> = self.problems.values().cloned().collect();
        problems.sort_by(|a, b| a.id.cmp(&b.id));
        problems
    }

    /// Clears the terminal, if it is one, for the next report.
    fn clear(&self) -> io::Result<()> {
        let is_wanted = io::stdout().is_terminal() && !self.args.no_clear;
        print(if is_wanted { "\x1b[2J\x1b[3J\x1b[H" } else { "" })
    }

    /// Ends a report.
    fn shown(&mut self, text: &str) {
        let what = self.args.problem.as_deref().unwrap_or("all problems");
        let end = if io::stdin().is_terminal() { "q and Enter end it" } else { "Ctrl-C ends it" };
        // Where standard output is gone, the next look at the terminal ends the loop.
        let _ = print(&format!("watching {}: {text}; {end}\n\n", printable(what)));
    }
}
