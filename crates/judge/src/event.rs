//! Events: what the judge tells while it works.

use crate::report::SubmissionReport;

/// An event of a batch or a search, in the order in which they happen.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A batch has begun, with so many cases in all.
    BatchStarted {
        /// Cases to judge.
        cases: usize,
    },
    /// Some more cases of a submission were judged or skipped.
    CasesDone {
        /// Id of the problem.
        problem: &'a str,
        /// Path of the submission below the problem's folder of submissions.
        submission: &'a str,
        /// How many cases.
        cases: usize,
    },
    /// A submission is complete. They come in the order in which they finish.
    SubmissionDone(&'a SubmissionReport),
    /// A search for a counterexample has tried so many inputs so far.
    InputsTried(u64),
    /// A counterexample was found, and is made smaller.
    CounterexampleFound,
}

/// What is called with each event, on one thread at a time.
pub type Listener<'a> = dyn FnMut(Event<'_>) + Send + 'a;
