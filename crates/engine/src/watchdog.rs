//! The watchdog: one thread that reminds isolates to look at their clocks.
//!
//! It never stops anything itself. When a case may have run out of time, it asks the isolate to call
//! [`super::limits::look_at_the_clock`], which runs on the isolate's own thread between two steps of the program and
//! reads that thread's CPU clock. A reminder that comes late finds another case, or none, and does no harm: nothing
//! that ends a program ever comes from another thread.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

use slab::Slab;

use super::limits::look_at_the_clock;

/// An isolate's registration with the watchdog. Dropping it ends the reminders.
pub(super) struct Ticket {
    key: usize,
}

struct Watchdog {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    isolates: Slab<Watched>,
    /// The time at which the thread wakes next by itself; `None` while it waits to be woken.
    alarm: Option<Instant>,
}

struct Watched {
    handle: v8::IsolateHandle,
    /// The time of the next reminder; `None` while no case runs, or while a reminder is on its way.
    due: Option<Instant>,
}

impl Ticket {
    /// Registers an isolate; no reminder comes before [`Ticket::remind_at`].
    pub(super) fn new(handle: v8::IsolateHandle) -> Self {
        let key = Watchdog::get().lock().isolates.insert(Watched { handle, due: None });
        Self { key }
    }

    /// Requests a reminder at `due`, in place of any earlier one.
    pub(super) fn remind_at(&self, due: Instant) {
        let watchdog = Watchdog::get();
        let mut state = watchdog.lock();
        if let Some(watched) = state.isolates.get_mut(self.key) {
            watched.due = Some(due);
        }
        // The thread nearly always wakes early enough anyhow, since all cases have similar limits.
        if state.alarm.is_none_or(|alarm| due < alarm) {
            state.alarm = Some(due);
            drop(state);
            watchdog.wake.notify_one();
        }
    }

    /// Cancels the request.
    pub(super) fn cancel(&self) {
        if let Some(watched) = Watchdog::get().lock().isolates.get_mut(self.key) {
            watched.due = None;
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        Watchdog::get().lock().isolates.try_remove(self.key);
    }
}

impl Watchdog {
    /// Returns the process's watchdog; its thread starts with the first isolate.
    fn get() -> &'static Arc<Self> {
        static WATCHDOG: OnceLock<Arc<Watchdog>> = OnceLock::new();
        WATCHDOG.get_or_init(|| {
            let watchdog = Arc::new(Self { state: Mutex::default(), wake: Condvar::new() });
            let shared = Arc::clone(&watchdog);
            thread::Builder::new()
                .name("watchdog".into())
                .spawn(move || shared.run())
                .expect("a thread for the watchdog");
            watchdog
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            for (_, watched) in &mut state.isolates {
                if watched.due.is_some_and(|due| due <= now) {
                    watched.due = None;
                    watched.handle.request_interrupt(look_at_the_clock, std::ptr::null_mut());
                }
            }
            state.alarm = state.isolates.iter().filter_map(|(_, watched)| watched.due).min();
            state = match state.alarm {
                None => self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(alarm) => {
                    let pause = alarm.saturating_duration_since(now).max(Duration::from_micros(100));
                    self.wake.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}
