//! The limits of the case that an isolate runs, and what happens when one is reached.

use std::{
    ffi::c_void,
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

use super::{error, watchdog::Ticket};
use crate::raw_run::{Limit, Limits, Location};

/// CPU time that the calling thread has used, from an arbitrary start.
pub(super) fn thread_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The CPU time at which a program is stopped: a tenth above its limit, so that one that ends just above it is
/// known to have ended there and can be looked at again.
fn stops_at(cpu_limit: Duration) -> Duration {
    cpu_limit + cpu_limit / 10
}

/// How soon a program that was stopped is stopped again, should it run on: a termination ends no more than the
/// calls that are under way, and what looks for a result makes several.
const STOP_AGAIN: Duration = Duration::from_millis(10);

/// Watches the limits of an isolate's cases. Lives in a slot of the isolate, where callbacks find it.
pub(super) struct Limiter {
    ticket: Ticket,
    /// The context of the case that runs.
    context: Option<v8::Global<v8::Context>>,
    armed: Option<Armed>,
    stopped: Option<(Limit, Option<Location>)>,
}

/// The clocks of a running case.
#[derive(Clone, Copy)]
struct Armed {
    cpu_start: Duration,
    wall_start: Instant,
    limits: Limits,
}

impl Limiter {
    pub(super) fn new(handle: v8::IsolateHandle) -> Self {
        Self { ticket: Ticket::new(handle), context: None, armed: None, stopped: None }
    }

    /// Says which context the clocks are for; `None` between cases.
    pub(super) fn set_context(&mut self, context: Option<v8::Global<v8::Context>>) {
        self.context = context;
    }

    /// Starts the clocks; gives the thread's CPU time at that moment.
    pub(super) fn arm(&mut self, limits: Limits) -> Duration {
        let armed = Armed { cpu_start: thread_cpu_time(), wall_start: Instant::now(), limits };
        self.armed = Some(armed);
        self.ticket.remind_at(armed.wall_start + stops_at(limits.cpu).min(limits.wall));
        armed.cpu_start
    }

    /// Stops the clocks and says what they show: CPU and wall-clock time since [`Limiter::arm`].
    pub(super) fn disarm(&mut self) -> (Duration, Duration) {
        self.ticket.cancel();
        self.armed.take().map_or_else(Default::default, |armed| armed.elapsed())
    }

    /// Notes that a limit was reached, unless one was before.
    pub(super) fn note(&mut self, limit: Limit, at: Option<Location>) {
        self.stopped.get_or_insert((limit, at));
        if self.armed.is_some() {
            self.ticket.remind_at(Instant::now() + STOP_AGAIN);
        }
    }

    /// Which limit was reached, and where, since the last call.
    pub(super) fn take_stopped(&mut self) -> Option<(Limit, Option<Location>)> {
        self.stopped.take()
    }

    /// Whether a program runs.
    pub(super) fn is_armed(&self) -> bool {
        self.armed.is_some()
    }

    /// The limit that is reached now, or was before; if none is, asks to be reminded when one may be.
    fn look(&self) -> Option<Limit> {
        let armed = self.armed?;
        if let Some((limit, _)) = &self.stopped {
            return Some(*limit);
        }
        let (cpu, wall) = armed.elapsed();
        let (cpu_limit, wall_limit) = (stops_at(armed.limits.cpu), armed.limits.wall);
        if cpu > cpu_limit {
            return Some(Limit::CpuTime);
        }
        if wall > wall_limit {
            return Some(Limit::WallTime);
        }
        // CPU time never runs faster than the wall clock, so neither limit is reached before this.
        let rest = (cpu_limit - cpu).min(wall_limit - wall).max(Duration::from_millis(1));
        self.ticket.remind_at(Instant::now() + rest);
        None
    }
}

impl Armed {
    fn elapsed(&self) -> (Duration, Duration) {
        (thread_cpu_time().saturating_sub(self.cpu_start), self.wall_start.elapsed())
    }
}

/// The limiter of the isolate that the scope belongs to.
///
/// # Panics
/// If the isolate was made without one, which [`super::Isolate::new`] never does.
pub(super) fn limiter(isolate: &mut v8::Isolate) -> &mut Limiter {
    isolate.get_slot_mut::<Limiter>().expect("every isolate of the engine has a limiter")
}

/// Stops the program that runs in the isolate for reaching `limit`, noting where it is.
pub(super) fn stop(scope: &mut v8::PinScope<'_, '_>, limit: Limit) {
    let at = error::current_location(scope);
    limiter(scope).note(limit, at);
    scope.terminate_execution();
}

/// Called by V8 on the isolate's thread, between two steps of the program, after the watchdog's reminder.
pub(super) unsafe extern "C" fn look_at_the_clock(isolate: v8::UnsafeRawIsolatePtr, _: *mut c_void) {
    // SAFETY: V8 passes the isolate that runs on this thread, and it lives as long as this call.
    let mut isolate = unsafe { v8::Isolate::from_raw_isolate_ptr(isolate) };
    let Some(limit) = limiter(&mut isolate).look() else { return };
    v8::scope!(let scope, &mut isolate);
    let Some(context) = limiter(scope).context.clone() else { return };
    let context = v8::Local::new(scope, context);
    let scope = &mut v8::ContextScope::new(scope, context);
    stop(scope, limit);
}
