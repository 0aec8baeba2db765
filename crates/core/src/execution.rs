//! What running one case of a submission gave, before anybody compares it with anything.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// One case, run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// How the run ended.
    pub outcome: Outcome,
    /// CPU time of the case: compiling the submission, its top level, the call, its microtasks and timers, and
    /// reading its result or its error. Preparing the context and the arguments is not in it.
    pub cpu: Duration,
    /// Wall-clock time of the same span.
    pub wall: Duration,
    /// CPU time that compiling took, a part of `cpu`; zero where the submission had been compiled already. Erasing
    /// the types of TypeScript is in it, and not in `cpu`: that happens in another process.
    pub compile: Duration,
    /// Peak of what the case used of the JS heap and of array buffers, in bytes, as far as it was seen.
    pub memory_bytes: u64,
    /// What the submission wrote: a function to its console, a program to its standard output.
    #[serde(with = "serde_bytes")]
    pub stdout: Vec<u8>,
    /// What a program wrote to its standard error, empty for a function.
    #[serde(with = "serde_bytes")]
    pub stderr: Vec<u8>,
    /// Whether calls took all of the stack, as far as that was seen. How deep they were by then is luck: frames of
    /// optimised code are smaller.
    pub overflowed: bool,
    /// The parts of the source that were not reached, in their order; `None` where nobody has counted.
    pub unreached: Option<Vec<Unreached>>,
    /// What the case has cost by the clock in all, tries that led to nothing among it. Whoever supervises tells it.
    #[serde(skip)]
    pub spent: Duration,
}

/// A part of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreached {
    /// Its first UTF-16 unit, from 0.
    pub start: u32,
    /// The first unit behind it.
    pub end: u32,
}

impl Execution {
    /// A run of which nothing is known but how it ended.
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
            unreached: None,
            spent: Duration::ZERO,
        }
    }

    /// Whether another run of the case under the same limits may end otherwise: its calls took all of the stack that they
    /// had, or it came near the limit of memory, where it depends on when V8 collects garbage and on what ran before.
    pub fn needs_second_run(&self, limits: &Limits) -> bool {
        // One that another limit has stopped is stopped: with more time it may come to any limit.
        let is_near = !self.outcome.is_stopped() && limits.is_memory_near(self.memory_bytes);
        self.overflowed || self.is_out_of_memory() || is_near
    }

    /// What counts of a case whose second run this was, if there was one.
    ///
    /// Where calls took all of the stack again, or a limit stopped them, the first run tells the error at its own cost:
    /// endless recursion is seldom as cheap as it is short. But what a program answered that had caught the error is no
    /// answer: it depends on luck. Where it is memory that matters, the second run tells whether there was enough.
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

    /// Whether its memory limit stopped it.
    pub fn is_out_of_memory(&self) -> bool {
        matches!(self.outcome, Outcome::Stopped { limit: Limit::Memory, .. })
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The function returned, or its promise was fulfilled.
    Returned(Value),
    /// The program came to its end, or ended itself, with this exit code.
    Exited(i32),
    /// The call threw, or what it promised was rejected; a whole program: nobody caught what it threw.
    Threw(ScriptError),
    /// A submission whose function or class is called threw anywhere else: at its top level, while the function was
    /// looked for, in a timer or a microtask, while its result was read. It is no answer of the call's.
    ThrewOutsideCall(ScriptError),
    /// The submission does not compile.
    CompileError(ScriptError),
    /// There is no answer to compare, for the reason given: no such function, a promise that never settles.
    NoAnswer(String),
    /// A limit stopped the run.
    Stopped {
        /// Which limit.
        limit: Limit,
        /// Where the program was, if that is known.
        at: Option<Location>,
    },
    /// The engine died under the submission, for the reason given.
    Crashed(String),
}

/// A limit of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Limit {
    /// CPU time.
    CpuTime,
    /// Wall-clock time, the backstop for a program that waits.
    WallTime,
    /// JS heap and array buffers.
    Memory,
    /// What is written or returned.
    Output,
}

/// An error that a submission threw, or that it does not compile with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptError {
    /// What was thrown as text: type and message of an error (`TypeError: x is not a function`), the value
    /// of anything else. Shortened where it is long.
    pub text: String,
    /// Where, if that is known.
    pub location: Option<Location>,
}

/// A place in a submission's own source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 units, from 1.
    pub column: u32,
    /// The text of the line, shortened where it is long; `None` where the column lies beyond what is kept.
    pub source_line: Option<String>,
}

/// Longest source line that is kept with a place, in characters.
const LINE_CHARS: usize = 240;

impl Location {
    /// A place in this source, with its line. `line` and `column` count from 1, the column in UTF-16 units.
    pub fn in_source(source: &str, line: u32, column: u32) -> Self {
        let text = lines_of(source)
            .nth((line as usize).saturating_sub(1))
            .map(|text| text.char_indices().nth(LINE_CHARS).map_or(text, |(end, _)| &text[..end]));
        let source_line =
            text.filter(|text| column as usize <= text.encode_utf16().count() + 1).map(str::to_owned);
        Self { line, column, source_line }
    }

    /// The place at which a byte of this source is, with its line.
    pub fn of_byte(source: &str, byte: usize) -> Self {
        let before = &source[..source.floor_char_boundary(byte)];
        let (line, text) = lines_of(before).fold((0, ""), |(line, _), text| (line + 1, text));
        let column = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        Self::in_source(source, line, column.saturating_add(1))
    }
}

/// The lines of a program: JavaScript ends them in five ways.
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

/// What V8 says where calls have taken all of the stack.
const STACK_OVERFLOW: &str = "RangeError: Maximum call stack size exceeded";

impl Outcome {
    /// Whether a limit stopped the program.
    pub fn is_stopped(&self) -> bool {
        matches!(self, Self::Stopped { .. })
    }

    /// Whether it is that calls took all of the stack.
    pub fn is_stack_overflow(&self) -> bool {
        matches!(self, Self::Threw(error) | Self::ThrewOutsideCall(error) if error.text.starts_with(STACK_OVERFLOW))
    }
}

/// What one case may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// CPU time of a case.
    pub cpu: Duration,
    /// Time of a case by the clock, the backstop. What it waits for a processor does not count: see [`BUSY_WALL_FACTOR`].
    pub wall: Duration,
    /// JS heap and array buffers that a case may add, in bytes.
    pub memory_bytes: u64,
    /// What a case may write, and the size of its result, in bytes each.
    pub output_bytes: u64,
    /// What calls of a case may take on the stack, in bytes.
    pub stack_bytes: u64,
    /// What they may take where the case is run first, in bytes: a part of it, so that no luck with the size of frames
    /// leads deeper than the whole does.
    pub first_stack_bytes: u64,
}

/// The limits for which an isolate is made, and a worker started: they cannot be changed afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsolateLimits {
    /// JS heap and array buffers that a case may add, in bytes.
    pub memory_bytes: u64,
    /// What calls of a case may take on the stack, in bytes.
    pub stack_bytes: u64,
}

impl IsolateLimits {
    /// What V8 allows calls to take by itself, about: as much as everybody gets who asks for no more.
    pub const STACK_BYTES: u64 = 1 << 20;

    /// What has to be made for a deeper stack than V8's own, in bytes; `None` where that will do.
    pub fn deep_stack(&self) -> Option<usize> {
        usize::try_from(self.stack_bytes).ok().filter(|_| self.stack_bytes > Self::STACK_BYTES)
    }
}

/// How often a wall limit may pass by the clock on a busy machine, where time in wait of a processor does not count.
pub const BUSY_WALL_FACTOR: u32 = 3;

/// What all runs of a case may take by the clock together, in wall limits of one. A program has no way to wait, so where
/// the clock ran out, the machine may be to blame.
const WALL_BUDGET: u32 = 3;

/// What is left by the clock for further runs of a case with such a wall limit that has cost so much.
pub fn wall_left(wall: Duration, spent: Duration) -> Duration {
    wall.saturating_mul(WALL_BUDGET).saturating_sub(spent)
}

impl Limits {
    /// Whether a case that has cost so much by the clock may be run once more.
    pub fn may_run_again(&self, spent: Duration) -> bool {
        wall_left(self.wall, spent) >= self.wall
    }

    /// The CPU time at which a program is stopped: half as much again as its limit, so that one that ends above it is
    /// known to have ended there. On a busy machine the same work takes longer, of CPU time, too; alone it may end in time.
    pub fn cpu_stop(&self) -> Duration {
        self.cpu + self.cpu / 2
    }

    /// Whether a case that was seen to use so much memory, in bytes, may be found to use too much in another run. What is in
    /// use is looked at before each collection and at the end, garbage included, so that what was seen is seldom less than
    /// what V8 has to keep in any run, and not less than half of it.
    pub fn is_memory_near(&self, bytes: u64) -> bool {
        bytes > self.memory_bytes / 2
    }

    /// The limits of a second run after this first one. Calls that took all of the stack that they had get the whole, and
    /// twice the CPU time, since the code of a new isolate has not been optimised yet. Where it is memory that matters, the
    /// stack stays, since deeper calls may use more of it, and the time is enough for whatever the first run had time for,
    /// though nothing is collected beside the program.
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
    /// IsolateLimits for so many bytes of memory, with V8's own stack.
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
        // The first run, whether its calls took all of their stack, the second one; what counts: outcome, CPU time, memory.
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
