//! The worker threads of a batch, some of which may leave before it is over.
//!
//! A thread that cannot start a runner's processes, because the system gives it no more files, processes or memory,
//! gives its cases back and leaves, as long as another thread is there to run them: a case is reported as not judged
//! only where no thread can run it.

use std::sync::{Mutex, PoisonError};

use super::task::Chunk;

/// The threads at work, and the cases that threads which left have given back, with their task.
pub(super) struct Crew(Mutex<State>);

struct State {
    working: usize,
    given_back: Vec<(usize, Chunk)>,
}

impl Crew {
    /// Returns a crew of this many threads.
    pub(super) fn new(working: usize) -> Self {
        Self(Mutex::new(State { working, given_back: Vec::new() }))
    }

    /// Takes cases that a thread has given back. A thread that gets none has no more to do, and is not at work any
    /// more.
    pub(super) fn take(&self) -> Option<(usize, Chunk)> {
        // Under one lock: else no thread might be left for cases given back between the two steps.
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = state.given_back.pop();
        if taken.is_none() {
            state.working = state.working.saturating_sub(1);
        }
        taken
    }

    /// Returns cases to the crew and lets the thread leave; `false` if it is the last one at work, and has to stay.
    pub(super) fn leave(&self, task: usize, cases: &Chunk) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_dispensable = state.working > 1;
        if is_dispensable {
            state.working -= 1;
            state.given_back.push((task, cases.clone()));
        }
        is_dispensable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_that_are_given_back_are_taken_by_another_worker() {
        let crew = Crew::new(3);
        assert!(crew.leave(7, &(1..3)));
        assert!(crew.leave(8, &(0..1)));
        assert!(!crew.leave(9, &(0..1)), "the last one stays");
        assert_eq!(crew.take(), Some((8, 0..1)));
        assert_eq!(crew.take(), Some((7, 1..3)));
        assert_eq!(crew.take(), None);
        // A thread without more to do does not take any.
        let crew = Crew::new(2);
        assert_eq!(crew.take(), None);
        assert!(!crew.leave(7, &(1..3)));
    }
}
