//! Executions, the results of running one case of a submission before anything is compared, and the limits of a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// The result of running a submission on one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// The end of the run.
    pub outcome: Outcome,
    /// CPU time of the case: compiling the submission, its top level, the call, its microtasks and timers, and
    /// reading its result or its error. Preparing the context and the arguments is not in it.
    pub cpu: Duration,
    /// Wall-clock time of the same span.
    pub wall: Duration,
    /// CPU time of the compilation, a part of `cpu`; zero where the submission had been compiled already. Type
    /// stripping of TypeScript is included here and not in `cpu`, because it happens in another process.
    pub compile: Duration,
    /// Peak use of JS heap and array buffers by the case, in bytes, as far as it was measured.
    pub memory_bytes: u64,
    /// Output of the submission: of a function to its console, of a program to its standard output.
    #[serde(with = "serde_bytes")]
    pub stdout: Vec<u8>,
    /// Output of a program to its standard error; empty for a function.
    #[serde(with = "serde_bytes")]
    pub stderr: Vec<u8>,
    /// Whether calls took all of the stack, as far as that was noticed. The depth that they reached by then varies:
    /// frames of optimised code are smaller.
    pub overflowed: bool,
    /// Whether the case read a clock, or set a timer by one.
    pub clocked: bool,
    /// The parts of the source that were not reached, in their order; `None` where coverage was not measured.
    pub unreached: Option<Vec<Unreached>>,
    /// Wall-clock time that the case has cost in all, attempts without a result included. The supervisor sets it.
    #[serde(skip)]
    pub spent: Duration,
}

/// CPU time for which the clock of a submission stands still between two timers: a constant of `prelude/timers.js`.
pub const CLOCK_STANDS_STILL: Duration = Duration::from_millis(16);

/// A part of a source that was not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreached {
    /// Index of its first UTF-16 unit, from 0.
    pub start: u32,
    /// Index of the first unit after it.
    pub end: u32,
}

impl Execution {
    /// Creates an execution of which only the outcome is known.
    pub fn ended(outcome: Outcome) -> Self {
        Self {
            outcome,
            cpu: Duration::ZERO,
            wall: Duration::ZERO,
            compile: Duration::ZERO,
            memory_bytes: 0,
            stdout: Vec::new(),
            stderr: Vec::new(),
            overflowed: false,
            clocked: false,
            unreached: None,
            spent: Duration::ZERO,
        }
    }

    /// Whether the case may have seen by a clock how long it computes, which the machine's load lengthens by chance.
    pub fn may_have_seen_its_time(&self) -> bool {
        self.clocked && self.cpu >= CLOCK_STANDS_STILL
    }

    /// Whether a second run of the case under the same limits may end otherwise: its calls took all of their stack, or
    /// it came near the memory limit. The latter depends on when V8 collects garbage and on what ran before.
    pub fn needs_second_run(&self, limits: &Limits) -> bool {
        // A run that another limit has stopped is final: with more time it could reach any limit.
        let is_near = !self.outcome.is_stopped() && limits.is_memory_near(self.memory_bytes);
        self.overflowed || self.is_out_of_memory() || is_near
    }

    /// Returns the execution that counts, given the second run, if there was one.
    ///
    /// Where calls took all of the stack again, or a limit stopped the second run, the result is the first run's error
    /// at the first run's cost: with more stack, endless recursion seldom stays cheap. But an answer that a program
    /// gave after it caught the error does not count: it depends on the size of frames. Where memory was the reason,
    /// the second run shows whether there was enough.
    pub fn settled_by(self, second: Option<Self>) -> Self {
        let Some(second) = second else { return self };
        let (spent, memory_bytes) = (second.spent, second.memory_bytes);
        if self.overflowed {
            let is_endless = self.outcome.is_stack_overflow()
                && (second.outcome.is_stopped() || second.outcome.is_stack_overflow());
            return if is_endless { Self { spent, ..self } } else { second };
        }
        let says_nothing = match second.outcome {
            Outcome::Stopped { limit, .. } => limit != Limit::Memory,
            Outcome::Crashed(_) => true,
            _ => false,
        };
        if says_nothing {
            Self { spent, ..self }
        } else if self.outcome.is_stopped() || second.outcome.is_stopped() || second.overflowed {
            second
        } else {
            Self { spent, memory_bytes, ..self }
        }
    }

    /// Whether the memory limit stopped it.
    pub fn is_out_of_memory(&self) -> bool {
        matches!(self.outcome, Outcome::Stopped { limit: Limit::Memory, .. })
    }
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The function returned, or its promise was fulfilled.
    Returned(Value),
    /// The program ended, or ended itself, with this exit code.
    Exited(i32),
    /// The call threw, or its promise was rejected. For a whole program: it threw and did not catch.
    Threw(ScriptError),
    /// A submission whose function or class is called threw outside the call: at its top level, while the function was
    /// looked up, in a timer or a microtask, or while its result was read. This is never an answer of the call.
    ThrewOutsideCall(ScriptError),
    /// The submission does not compile.
    CompileError(ScriptError),
    /// There is no answer to compare, for the given reason, such as a missing function or a promise that never settles.
    NoAnswer(String),
    /// A limit stopped the run.
    Stopped {
        /// The limit.
        limit: Limit,
        /// The place that the program had reached, if known.
        at: Option<Location>,
    },
    /// The engine crashed while it ran the submission, for the given reason.
    Crashed(String),
}

/// A limit of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Limit {
    /// CPU time.
    CpuTime,
    /// Wall-clock time, the second line of defence, for a program that waits.
    WallTime,
    /// JS heap and array buffers.
    Memory,
    /// Output, or the size of the result.
    Output,
}

/// An error that a submission threw, or the reason why it does not compile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptError {
    /// The thrown value as text: type and message of an error (`TypeError: x is not a function`), or the value itself.
    /// Shortened if long.
    pub text: String,
    /// The place of the error, if known.
    pub location: Option<Location>,
}

/// A place in a submission's own source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 units, from 1.
    pub column: u32,
    /// The text of the line, shortened if long; `None` where the column lies beyond the part that is kept.
    pub source_line: Option<String>,
}

/// Longest source line that is kept with a location, in characters.
const LINE_CHARS: usize = 240;

impl Location {
    /// Returns a location in this source, with the text of its line. `line` and `column` count from 1, the column in
    /// UTF-16 units.
    pub fn in_source(source: &str, line: u32, column: u32) -> Self {
        let text = lines_of(source)
            .nth((line as usize).saturating_sub(1))
            .map(|text| text.char_indices().nth(LINE_CHARS).map_or(text, |(end, _)| &text[..end]));
        let source_line =
            text.filter(|text| column as usize <= text.encode_utf16().count() + 1).map(str::to_owned);
        Self { line, column, source_line }
    }

    /// Returns the location of a byte of this source, with the text of its line.
    pub fn of_byte(source: &str, byte: usize) -> Self {
        let before = &source[..source.floor_char_boundary(byte)];
        let (line, text) = lines_of(before).fold((0, ""), |(line, _), text| (line + 1, text));
        let column = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        Self::in_source(source, line, column.saturating_add(1))
    }
}

/// Returns the lines of a program. JavaScript ends lines in five ways.
fn lines_of(source: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(source);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r', '\u{2028}', '\u{2029}']) else { return rest.take() };
        let (line, ending) = text.split_at(end);
        let ending_bytes = match ending {
            ending if ending.starts_with("\r\n") => 2,
            ending => ending.chars().next().map_or(0, char::len_utf8),
        };
        rest = Some(&ending[ending_bytes..]);
        Some(line)
    })
}

/// V8's message for calls that have taken all of the stack.
const STACK_OVERFLOW: &str = "RangeError: Maximum call stack size exceeded";

impl Outcome {
    /// Whether a limit stopped the program.
    pub fn is_stopped(&self) -> bool {
        matches!(self, Self::Stopped { .. })
    }

    /// Whether the calls took all of the stack.
    pub fn is_stack_overflow(&self) -> bool {
        matches!(self, Self::Threw(error) | Self::ThrewOutsideCall(error) if error.text.starts_with(STACK_OVERFLOW))
    }
}

/// The limits of one case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// CPU time of a case.
    pub cpu: Duration,
    /// Wall-clock time of a case, the second line of defence. Time that the case waits for a processor does not count:
    /// see [`BUSY_WALL_FACTOR`].
    pub wall: Duration,
    /// JS heap and array buffers that a case may add, in bytes.
    pub memory_bytes: u64,
    /// Output of a case in bytes, and size of its result in bytes; each has this limit by itself.
    pub output_bytes: u64,
    /// Stack for the calls of a case, in bytes.
    pub stack_bytes: u64,
    /// Stack for the calls in the first run of a case, in bytes: a part of the whole, so that a first run cannot go
    /// deeper than the whole allows, whatever the size of its frames.
    pub first_stack_bytes: u64,
}

/// The limits that are fixed when an isolate is made or a worker is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsolateLimits {
    /// JS heap and array buffers that a case may add, in bytes.
    pub memory_bytes: u64,
    /// Stack for the calls of a case, in bytes.
    pub stack_bytes: u64,
}

impl IsolateLimits {
    /// V8's own default for the stack of calls, approximately, in bytes; used unless a problem asks for more.
    pub const STACK_BYTES: u64 = 1 << 20;

    /// Returns the size of the stack that has to be made where V8's default is too small, in bytes; `None` where the
    /// default suffices.
    pub fn deep_stack(&self) -> Option<usize> {
        usize::try_from(self.stack_bytes).ok().filter(|_| self.stack_bytes > Self::STACK_BYTES)
    }
}

/// Multiple of the wall limit that a run may reach on a busy machine, where time spent waiting for a processor does not
/// count.
pub const BUSY_WALL_FACTOR: u32 = 3;

/// Wall-clock time for all runs of a case together, as a multiple of the wall limit. A program has no way to wait, so
/// where the wall limit was reached, the machine may be the cause.
const WALL_BUDGET: u32 = 3;

/// Returns the wall-clock time that is left for further runs of a case with this wall limit, after `spent`.
pub fn wall_left(wall: Duration, spent: Duration) -> Duration {
    wall.saturating_mul(WALL_BUDGET).saturating_sub(spent)
}

impl Limits {
    /// Whether a case may be run once more, after `spent` of wall-clock time.
    pub fn may_run_again(&self, spent: Duration) -> bool {
        wall_left(self.wall, spent) >= self.wall
    }

    /// Returns the CPU time at which a program is stopped: 1.5 times its limit, so that a program that ends shortly
    /// above the limit is known to have ended there. On a busy machine the same work takes more CPU time as well; alone
    /// it may end in time.
    pub fn cpu_stop(&self) -> Duration {
        self.cpu + self.cpu / 2
    }

    /// Whether a case that was measured to use this much memory, in bytes, may use too much in another run. Use is
    /// measured before each collection and at the end, garbage included. So the measured use is seldom less than what
    /// V8 has to keep in any run, and never less than half of it.
    pub fn is_memory_near(&self, bytes: u64) -> bool {
        bytes > self.memory_bytes / 2
    }

    /// Returns the limits of a second run after this first one. Calls that took all of their stack get the whole stack,
    /// and twice the CPU time, since the code of a new isolate has not been optimised yet. Where memory is the reason,
    /// the stack stays the same, since deeper calls may use more memory. The time is then enough for everything that
    /// the first run had time for, although no garbage is collected concurrently.
    pub fn for_second_run(&self, first: &Execution) -> Self {
        if first.overflowed {
            Self { cpu: self.cpu.saturating_mul(2), first_stack_bytes: self.stack_bytes, ..*self }
        } else {
            Self { cpu: self.cpu.saturating_mul(4), ..*self }
        }
    }
}

impl From<&Limits> for IsolateLimits {
    fn from(limits: &Limits) -> Self {
        Self { memory_bytes: limits.memory_bytes, stack_bytes: limits.first_stack_bytes }
    }
}

impl From<u64> for IsolateLimits {
    /// Creates the limits for this much memory in bytes, with V8's own stack.
    fn from(memory_bytes: u64) -> Self {
        Self { memory_bytes, stack_bytes: Self::STACK_BYTES }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_a_limit_has_a_second_run() {
        let limits = Limits { memory_bytes: 100, ..Limits::default() };
        let stopped = |limit| Execution::ended(Outcome::Stopped { limit, at: None });
        let exited = Execution::ended(Outcome::Exited(0));
        for (needs, run) in [
            (false, exited.clone()),
            (false, Execution { memory_bytes: 50, ..exited.clone() }),
            (true, Execution { memory_bytes: 51, ..exited.clone() }),
            (true, Execution { overflowed: true, ..exited }),
            (true, stopped(Limit::Memory)),
            (false, Execution { memory_bytes: 100, ..stopped(Limit::CpuTime) }),
        ] {
            assert_eq!(run.needs_second_run(&limits), needs, "{run:?}");
        }
    }

    #[test]
    fn a_second_run_settles_what_was_luck() {
        let stopped = |limit| Outcome::Stopped { limit, at: None };
        let overflow = || Outcome::Threw(ScriptError { text: STACK_OVERFLOW.to_owned(), location: None });
        let run = |outcome, seconds| Execution {
            cpu: Duration::from_secs(seconds),
            memory_bytes: seconds,
            ..Execution::ended(outcome)
        };
        // The first run, whether its calls took all of their stack, the second run, and the result: outcome, CPU time,
        // memory.
        for (first, overflowed, second, counts) in [
            (Outcome::Exited(0), false, Outcome::Exited(0), (Outcome::Exited(0), 1, 2)),
            (Outcome::Exited(0), false, stopped(Limit::Memory), (stopped(Limit::Memory), 2, 2)),
            (Outcome::Exited(0), false, stopped(Limit::CpuTime), (Outcome::Exited(0), 1, 1)),
            (stopped(Limit::Memory), false, Outcome::Exited(0), (Outcome::Exited(0), 2, 2)),
            (stopped(Limit::Memory), false, stopped(Limit::WallTime), (stopped(Limit::Memory), 1, 1)),
            (Outcome::Exited(0), false, Outcome::Crashed(String::new()), (Outcome::Exited(0), 1, 1)),
            (overflow(), true, Outcome::Exited(0), (Outcome::Exited(0), 2, 2)),
            (overflow(), true, overflow(), (overflow(), 1, 1)),
            (overflow(), true, stopped(Limit::CpuTime), (overflow(), 1, 1)),
            // It caught the error.
            (Outcome::Exited(1), true, stopped(Limit::CpuTime), (stopped(Limit::CpuTime), 2, 2)),
        ] {
            let first = Execution { overflowed, ..run(first, 1) };
            let spent = Duration::from_secs(3);
            let settled = first.clone().settled_by(Some(Execution { spent, ..run(second, 2) }));
            assert_eq!(
                (&settled.outcome, settled.cpu.as_secs(), settled.memory_bytes),
                (&counts.0, counts.1, counts.2),
                "{first:?}"
            );
            assert_eq!(settled.spent, spent);
            if !overflowed {
                // The second run was the one whose calls were too deep.
                let deep = Execution { overflowed: true, ..run(overflow(), 2) };
                assert_eq!(first.clone().settled_by(Some(deep)).outcome, overflow());
            }
            assert_eq!(first.clone().settled_by(None), first);
        }
    }

    #[test]
    fn a_byte_is_at_its_line_and_column_whatever_ends_lines() {
        let source = "a\r\nb\u{2028}\u{1f600}c\rd\ne";
        let at = |byte| {
            let Location { line, column, source_line } = Location::of_byte(source, byte);
            (line, column, source_line.unwrap())
        };
        assert_eq!(at(0), (1, 1, "a".into()));
        assert_eq!(at(3), (2, 1, "b".into()));
        assert_eq!(at(source.find('c').unwrap()), (3, 3, "\u{1f600}c".into()));
        assert_eq!(at(source.find('d').unwrap()), (4, 1, "d".into()));
        assert_eq!(at(source.len()), (5, 2, "e".into()));
        assert_eq!(at(usize::MAX), (5, 2, "e".into()));
    }

    #[test]
    fn the_lines_of_a_program_end_as_in_javascript() {
        let lines: Vec<&str> = lines_of("a\r\nb\rc\n\nd\u{2028}e\u{2029}").collect();
        assert_eq!(lines, ["a", "b", "c", "", "d", "e", ""]);
    }
}
