//! The limits of the case that an isolate runs, and their enforcement.

use std::{
    ffi::c_void,
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

use super::{error, watchdog::Ticket};
use tribunal_core::execution::{BUSY_WALL_FACTOR, Limit, Limits, Location};

/// Returns the CPU time that the calling thread has used, from an arbitrary start.
pub(super) fn thread_cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Time after which a stopped program is stopped again if it still runs: a termination ends only the calls that are
/// running, and the lookup of a result makes several.
const STOP_AGAIN: Duration = Duration::from_millis(10);

/// Longest wall-clock time of a case that is measured by that clock alone: reading the CPU clock is a system call,
/// reading the wall clock is not.
pub(super) const SHORT: Duration = Duration::from_micros(100);

/// Enforces the limits of an isolate's cases. Lives in a slot of the isolate, where callbacks find it.
pub(super) struct Limiter {
    ticket: Ticket,
    /// The context of the running case.
    context: Option<v8::Global<v8::Context>>,
    armed: Option<Armed>,
    stopped: Option<(Limit, Option<Location>)>,
    /// Whether a requested reminder is pending.
    is_reminded: bool,
    /// The last reading of the thread's CPU clock.
    last_reading: Duration,
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
        Self {
            ticket: Ticket::new(handle),
            context: None,
            armed: None,
            stopped: None,
            is_reminded: false,
            last_reading: Duration::ZERO,
        }
    }

    /// Returns the stack for nested calls of the running case, in bytes.
    pub(super) fn stack_bytes(&self) -> u64 {
        self.armed.map_or(0, |armed| armed.limits.stack_bytes)
    }

    /// Whether the context of the clocks is set.
    pub(super) fn has_context(&self) -> bool {
        self.context.is_some()
    }

    /// Sets the context that the clocks are for; `None` between cases.
    pub(super) fn set_context(&mut self, context: Option<v8::Global<v8::Context>>) {
        self.context = context;
    }

    /// Starts the clocks. Returns the thread's CPU time at that moment.
    pub(super) fn arm(&mut self, limits: Limits) -> Duration {
        let armed = Armed { cpu_start: thread_cpu_time(), wall_start: Instant::now(), limits };
        self.armed = Some(armed);
        self.last_reading = armed.cpu_start;
        self.remind_at(armed.wall_start + limits.cpu_stop().min(limits.wall));
        armed.cpu_start
    }

    /// Starts the clocks for a case that is probably short. Reading the CPU clock and requesting a reminder would cost
    /// more than the case does. An earlier request suffices, since a reminder makes the isolate look at the clocks of
    /// whatever case is running.
    pub(super) fn arm_for_short(&mut self, limits: Limits) {
        let armed = Armed { cpu_start: self.last_reading, wall_start: Instant::now(), limits };
        self.armed = Some(armed);
        if !self.is_reminded {
            self.remind_at(armed.wall_start + limits.cpu_stop().min(limits.wall));
        }
    }

    /// Stops the clocks that [`Limiter::arm_for_short`] started. Returns CPU and wall-clock time. The CPU time is never
    /// less than what the case used: for a case that was short, it is the wall-clock time; for any other, it is the CPU
    /// time since the clock was last read, if that is less.
    pub(super) fn disarm_after_short(&mut self) -> (Duration, Duration) {
        let Some(armed) = self.armed.take() else { return Default::default() };
        let wall = armed.wall_start.elapsed();
        if wall <= SHORT {
            return (wall, wall);
        }
        self.last_reading = thread_cpu_time();
        (self.last_reading.saturating_sub(armed.cpu_start).min(wall), wall)
    }

    fn remind_at(&mut self, due: Instant) {
        self.ticket.remind_at(due);
        self.is_reminded = true;
    }

    /// Stops the clocks. Returns CPU and wall-clock time since [`Limiter::arm`].
    pub(super) fn disarm(&mut self) -> (Duration, Duration) {
        self.ticket.cancel();
        self.is_reminded = false;
        self.armed.take().map_or_else(Default::default, |armed| armed.elapsed())
    }

    /// Records that a limit was reached, unless one was recorded before.
    pub(super) fn note(&mut self, limit: Limit, at: Option<Location>) {
        self.stopped.get_or_insert((limit, at));
        if self.armed.is_some() {
            self.remind_at(Instant::now() + STOP_AGAIN);
        }
    }

    /// Returns the limit that was reached since the last call, and the place of the program.
    pub(super) fn take_stopped(&mut self) -> Option<(Limit, Option<Location>)> {
        self.stopped.take()
    }

    /// Whether a program runs.
    pub(super) fn is_armed(&self) -> bool {
        self.armed.is_some()
    }

    /// Returns the limit that is reached now, or was recorded before. If there is none, requests a reminder for when
    /// one may be reached.
    fn look(&mut self) -> Option<Limit> {
        self.is_reminded = false;
        let armed = self.armed?;
        if let Some((limit, _)) = &self.stopped {
            return Some(*limit);
        }
        let (cpu, wall) = armed.elapsed();
        let (cpu_limit, wall_limit) = (armed.limits.cpu_stop(), armed.limits.wall);
        if cpu > cpu_limit {
            return Some(Limit::CpuTime);
        }
        // A program has no way to wait: time that is not its CPU time was spent waiting for a processor, unless the
        // machine is faulty.
        let last = wall_limit * BUSY_WALL_FACTOR;
        if cpu > wall_limit || wall > last {
            return Some(Limit::WallTime);
        }
        // CPU time never runs faster than the wall clock, so no limit is reached before this.
        let rest = (cpu_limit.min(wall_limit) - cpu).min(last - wall).max(Duration::from_millis(1));
        self.remind_at(Instant::now() + rest);
        None
    }
}

impl Armed {
    fn elapsed(&self) -> (Duration, Duration) {
        let wall = self.wall_start.elapsed();
        // The CPU clock may have been read before the case began.
        (thread_cpu_time().saturating_sub(self.cpu_start).min(wall), wall)
    }
}

/// Returns the limiter of the isolate that the scope belongs to.
///
/// # Panics
/// If the isolate was made without one, which [`super::Isolate::new`] never does.
pub(super) fn limiter(isolate: &mut v8::Isolate) -> &mut Limiter {
    isolate.get_slot_mut::<Limiter>().expect("every isolate of the engine has a limiter")
}

/// Stops the program that runs in the isolate for reaching `limit`, and records its place.
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
