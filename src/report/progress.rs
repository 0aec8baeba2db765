//! The progress bar: on standard error, and only on a terminal.

use std::{
    io::{self, IsTerminal},
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anstream::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::has_color;
use tribunal_core::text::printable;
use tribunal_judge::{event::Event, report::SubmissionReport};

/// Interval at which the name of the submission is updated; the bar itself is drawn at the same interval.
const REFRESH: Duration = Duration::from_millis(100);

/// The progress of a run. All threads may report their cases; a call costs well below a microsecond.
#[derive(Debug)]
pub struct Progress {
    /// The bar; `None` shows nothing.
    bar: Option<ProgressBar>,
    unexpected: AtomicUsize,
    start: Instant,
    /// Time when the name was last set, in milliseconds since `start`.
    named_ms: AtomicU64,
    color: bool,
}

impl Progress {
    /// Returns a progress that is not shown.
    pub fn hidden() -> Self {
        Self::new(None, false)
    }

    /// Returns a bar on standard error if that is a terminal, otherwise a hidden one.
    pub fn on_stderr(color: ColorChoice) -> Self {
        let stderr = io::stderr();
        if !stderr.is_terminal() {
            return Self::hidden();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        Self::new(Some(bar), has_color(color, &stderr))
    }

    fn new(bar: Option<ProgressBar>, color: bool) -> Self {
        if let Some(bar) = &bar {
            let template = "{spinner} {wide_msg} {bar:16} {human_pos}/{human_len} {rate} ETA {eta}{prefix}";
            let style = ProgressStyle::with_template(template)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("━╸ ")
                .with_key("rate", |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                    let _ = write!(out, "{:.0}/s", state.per_sec());
                });
            bar.set_style(style);
        }
        let start = Instant::now();
        Self { bar, unexpected: AtomicUsize::new(0), start, named_ms: AtomicU64::new(0), color }
    }

    /// Shows the change of an event.
    pub fn note(&self, event: Event<'_>) {
        match event {
            Event::BatchStarted { cases } => self.start(cases),
            Event::CasesDone { problem, submission, cases } => self.cases_done(problem, submission, cases),
            Event::SubmissionDone(report) => self.submission_done(report),
            Event::InputsTried(_) | Event::CounterexampleFound => {}
        }
    }

    /// Shows the bar, with this number of cases to come.
    fn start(&self, total_cases: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(total_cases as u64);
            bar.reset();
            // A thread of the bar's own draws it, so that it moves during a long case.
            bar.enable_steady_tick(REFRESH);
        }
    }

    /// Counts more cases of this submission as done, judged or skipped.
    fn cases_done(&self, problem: &str, submission: &str, cases: usize) {
        let Some(bar) = &self.bar else { return };
        bar.inc(cases as u64);
        let now_ms = self.start.elapsed().as_millis() as u64;
        let named_ms = self.named_ms.load(Ordering::Relaxed);
        // The first name is set at once, the others at intervals.
        if named_ms == 0 || now_ms >= named_ms + REFRESH.as_millis() as u64 {
            self.named_ms.store(now_ms.max(1), Ordering::Relaxed);
            bar.set_message(printable(&format!("{problem}/{submission}")).into_owned());
        }
    }

    /// Counts a submission as done.
    fn submission_done(&self, report: &SubmissionReport) {
        let Some(bar) = &self.bar else { return };
        if !report.as_expected() {
            let unexpected = self.unexpected.fetch_add(1, Ordering::Relaxed) + 1;
            let mut prefix = format!(" {unexpected} unexpected");
            if self.color {
                let red = anstyle::AnsiColor::Red.on_default();
                prefix = format!("{red}{prefix}{red:#}");
            }
            bar.set_prefix(prefix);
        }
    }

    /// Removes the bar, so that the report begins on a clean line.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::{InMemoryTerm, TermLike as _};

    use super::*;
    use tribunal_problem::verdict::Verdict;

    fn submission(verdict: Verdict) -> SubmissionReport {
        SubmissionReport {
            score: None,
            groups: Vec::new(),
            problem: "sum".to_owned(),
            submission: "x.js".to_owned(),
            source: "".into(),
            verdict,
            expected: Verdict::Accepted.into(),
            compile: None,
            message: None,
            cases: Vec::new(),
        }
    }

    #[test]
    fn the_bar_tells_where_the_run_is_and_leaves_nothing_behind() {
        let terminal = InMemoryTerm::new(4, 80);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let progress = Progress::new(Some(ProgressBar::with_draw_target(None, target)), false);
        progress.start(2000);
        for _ in 0..1000 {
            progress.cases_done("sum", "accepted/\u{1b}[2Jx.js", 1);
        }
        progress.submission_done(&submission(Verdict::Accepted));
        progress.submission_done(&submission(Verdict::WrongAnswer));
        progress.bar.as_ref().expect("a bar").force_draw();

        let shown = terminal.contents();
        assert!(shown.contains("sum/accepted/\\x1b["), "{shown}");
        assert!(shown.contains("1,000/2,000") && shown.contains("1 unexpected"), "{shown}");
        assert!(!shown.contains('\n'), "one line of 80 columns: {shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= usize::from(terminal.width())));

        progress.finish();
        assert_eq!(terminal.contents(), "");
    }

    #[test]
    fn a_hidden_progress_takes_everything() {
        let progress = Progress::hidden();
        progress.start(1);
        progress.cases_done("sum", "x.js", 1);
        progress.submission_done(&submission(Verdict::InternalError));
        progress.finish();
    }
}
