//! Events of the judge while it works.

use crate::report::SubmissionReport;

/// An event of a batch or a search, in the order in which they happen.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A batch has begun, with this number of cases in all.
    BatchStarted {
        /// Number of cases to judge.
        cases: usize,
    },
    /// Some more cases of a submission were judged or skipped.
    CasesDone {
        /// Id of the problem.
        problem: &'a str,
        /// Path of the submission below the problem's folder of submissions.
        submission: &'a str,
        /// Number of these cases.
        cases: usize,
    },
    /// A submission is complete. They come in the order in which they finish.
    SubmissionDone(&'a SubmissionReport),
    /// A search for a counterexample has tried this number of inputs so far.
    InputsTried(u64),
    /// A counterexample was found, and its shrinking begins.
    CounterexampleFound,
}

/// A callback for each event, called on one thread at a time.
pub type Listener<'a> = dyn FnMut(Event<'_>) + Send + 'a;
