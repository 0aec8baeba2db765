//! A child process for one case: its input, its answer, its limits, and its end.
//!
//! Everything happens on the calling thread, by polling. Whatever the child does, it ends with the exchange: it is
//! killed with its process group and waited for, also where the exchange fails or panics.

use std::{
    io::{self, ErrorKind, Read, Write},
    os::{fd::AsFd, unix::process::CommandExt as _},
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid},
};

use tribunal_core::execution::{BUSY_WALL_FACTOR, Limit, Limits};

use crate::worker::vitals::waiting_time;

/// Interval at which the child's clocks and its life are checked.
const TICK: Duration = Duration::from_millis(10);
/// Time within which a child has to start: far more than it needs on the busiest machine.
const START: Duration = Duration::from_secs(60);
/// Beginnings of V8's last words, which it writes to the same stream as the submission when it dies.
const LAST_WORDS: [&[u8]; 4] =
    [b"\n<--- Last few GCs --->", b"FATAL ERROR: ", b"\n#\n# Fatal ", b"terminate called after"];
/// Room for V8's last words beyond the output limit, in bytes.
const LAST_WORDS_BYTES: usize = 64 << 10;
/// Memory that the process may map besides that of the submission, in bytes: the young generation, machine code, and
/// what the collector needs.
const MEMORY_SLACK_BYTES: u64 = 128 << 20;

/// The result of a child process.
#[derive(Debug)]
pub struct ChildRun {
    /// The way in which it ended.
    pub end: ChildEnd,
    /// Its standard output.
    pub answer: Vec<u8>,
    /// The submission's part of standard error.
    pub console: Vec<u8>,
    /// V8's last words on standard error, empty where there are none.
    pub stderr_tail: Vec<u8>,
    /// CPU time since it was ready, to about 10 ms; zero where the system does not tell.
    pub cpu: Duration,
    /// Wall-clock time since it was ready.
    pub wall: Duration,
    /// Growth of its peak resident memory since it was ready, in bytes; zero where the system does not tell.
    pub peak_bytes: u64,
}

/// The way in which a child ended.
#[derive(Debug)]
pub enum ChildEnd {
    /// It wrote all the expected lines.
    Answered,
    /// It ended before that.
    Exited(ExitStatus),
    /// It reached a limit and was killed.
    Stopped(Limit),
    /// It was not ready in time and was killed.
    NotReady,
}

/// An error in talking to a child.
#[derive(Debug)]
pub enum ExchangeError {
    /// The process did not start.
    Start(io::Error),
    /// Talking to it failed.
    Io(io::Error),
}

/// The form of a child's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This many lines, of which the first marks the child as ready. From then on the limits hold, and then its
    /// standard input is closed.
    Lines(usize),
    /// Any output until the child ends. The limits hold from its start.
    Anything,
}

/// Starts a command, gives it `input`, and reads its answer.
///
/// # Errors
/// If the process cannot be started or talked to. An end of the child, at any time and in any way, is no error.
pub fn exchange(
    command: &mut Command,
    input: &[u8],
    answer: Answer,
    limits: &Limits,
) -> Result<ChildRun, ExchangeError> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = Guard::spawn(command).map_err(ExchangeError::Start)?;
    Talk::new(child, input, answer, limits).and_then(Talk::run).map_err(ExchangeError::Io)
}

/// A child that cannot outlive this value, and neither can its process group.
pub struct Guard {
    child: Child,
    /// Its exit status, once it has been waited for.
    ended: Option<ExitStatus>,
}

impl Guard {
    /// Starts a command in a process group of its own: its children end with it, and a Ctrl-C for this process does not
    /// reach it.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(super) fn spawn(command: &mut Command) -> io::Result<Self> {
        Ok(Self { child: command.process_group(0).spawn()?, ended: None })
    }

    /// Takes the pipes to its standard input and from its standard output, where there are any.
    pub(super) fn pipes(&mut self) -> Option<(ChildStdin, ChildStdout)> {
        Some((self.child.stdin.take()?, self.child.stdout.take()?))
    }

    /// Returns its process id, which is its own until it has been waited for.
    fn pid(&self) -> Option<Pid> {
        match self.ended {
            Some(_) => None,
            None => i32::try_from(self.child.id()).ok().and_then(Pid::from_raw),
        }
    }

    /// Whether it has ended; it is not waited for yet.
    fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match self.pid() {
            Some(pid) => !matches!(waitid(WaitId::Pid(pid), options), Ok(None)),
            None => true,
        }
    }

    /// Kills what is left of its group, and waits for it.
    fn end(&mut self) -> io::Result<ExitStatus> {
        if let Some(status) = self.ended {
            return Ok(status);
        }
        if let Some(pid) = self.pid() {
            // An empty group is no failure.
            let _ = kill_process_group(pid, Signal::KILL);
        }
        let status = self.child.wait()?;
        self.ended = Some(status);
        Ok(status)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// An exchange under way.
struct Talk<'a> {
    child: Guard,
    /// Closed when all of `to_say` has been written.
    stdin: Option<ChildStdin>,
    to_say: &'a [u8],
    stdout: Option<ChildStdout>,
    answer: Vec<u8>,
    /// Number of lines still expected; `None` to read until the child ends.
    lines_to_come: Option<usize>,
    stderr: Option<ChildStderr>,
    console: Vec<u8>,
    limits: &'a Limits,
    started: Instant,
    ready: Option<Ready>,
    /// CPU time and peak memory, as the system told last.
    cpu: Duration,
    peak_bytes: u64,
}

/// The readings at the time when the child was ready.
struct Ready {
    at: Instant,
    cpu: Duration,
    resident_bytes: u64,
}

impl<'a> Talk<'a> {
    fn new(mut child: Guard, to_say: &'a [u8], answer: Answer, limits: &'a Limits) -> io::Result<Self> {
        let (stdin, stdout, stderr) =
            (child.child.stdin.take(), child.child.stdout.take(), child.child.stderr.take());
        if let (Some(stdin), Some(stdout), Some(stderr)) = (&stdin, &stdout, &stderr) {
            for end in [stdin.as_fd(), stdout.as_fd(), stderr.as_fd()] {
                fcntl_setfl(end, fcntl_getfl(end)? | OFlags::NONBLOCK)?;
            }
        }
        let lines = match answer {
            Answer::Lines(lines) => Some(lines),
            Answer::Anything => None,
        };
        Ok(Self {
            child,
            stdin,
            to_say,
            stdout,
            answer: Vec::new(),
            lines_to_come: lines,
            stderr,
            console: Vec::new(),
            limits,
            started: Instant::now(),
            ready: None,
            cpu: Duration::ZERO,
            peak_bytes: 0,
        })
    }

    fn run(mut self) -> io::Result<ChildRun> {
        let mut next_look = Instant::now() + TICK;
        let end = loop {
            self.wait()?;
            // First whether it has ended, then what it has written: its last output must not be lost.
            let now = Instant::now();
            let look = now >= next_look || self.stdout.is_none();
            let ended = look && self.child.has_ended();
            self.say()?;
            let output = self.listen()?;
            if let Some(limit) = output {
                break ChildEnd::Stopped(limit);
            }
            if self.lines_to_come == Some(0) {
                break ChildEnd::Answered;
            }
            let is_ready = || self.lines_to_come.is_none() || self.answer.contains(&b'\n');
            if self.ready.is_none() && is_ready() {
                self.begin();
                self.say()?;
            }
            if ended {
                break ChildEnd::Exited(self.child.end()?);
            }
            if look {
                next_look = now + TICK;
                if let Some(end) = self.look() {
                    break end;
                }
            }
        };
        self.measure();
        let wall = self.ready.as_ref().map_or(Duration::ZERO, |ready| ready.at.elapsed());
        self.child.end()?;
        let stderr_tail = match end {
            ChildEnd::Exited(_) => last_words_start(&self.console).map(|at| self.console.split_off(at)),
            _ => None,
        };
        Ok(ChildRun {
            end,
            answer: self.answer,
            console: self.console,
            stderr_tail: stderr_tail.unwrap_or_default(),
            cpu: self.cpu,
            wall,
            peak_bytes: self.peak_bytes,
        })
    }

    /// Waits until there is something to read or to write, one tick at most.
    fn wait(&self) -> io::Result<()> {
        let mut ends = Vec::with_capacity(3);
        if let Some(stdin) = self.stdin.as_ref().filter(|_| !self.to_say.is_empty()) {
            ends.push(PollFd::new(stdin, PollFlags::OUT));
        }
        if let Some(stdout) = &self.stdout {
            ends.push(PollFd::new(stdout, PollFlags::IN));
        }
        if let Some(stderr) = &self.stderr {
            ends.push(PollFd::new(stderr, PollFlags::IN));
        }
        let tick = Timespec { tv_sec: 0, tv_nsec: i64::from(TICK.subsec_nanos()) };
        match poll(&mut ends, Some(&tick)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes as much as the child takes.
    fn say(&mut self) -> io::Result<()> {
        let Some(stdin) = &mut self.stdin else { return Ok(()) };
        while !self.to_say.is_empty() {
            match stdin.write(self.to_say) {
                Ok(written) => self.to_say = &self.to_say[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // The child has ended, or has closed its standard input.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
                Err(error) => return Err(error),
            }
        }
        self.to_say = &[];
        // A child that reports when it is ready waits for the end of its input until its limits are set.
        if self.lines_to_come.is_none() || self.ready.is_some() {
            self.stdin = None;
        }
        Ok(())
    }

    /// Reads the child's output, up to the output limit; returns the limit when it is reached.
    fn listen(&mut self) -> io::Result<Option<Limit>> {
        let output_bytes = usize::try_from(self.limits.output_bytes).unwrap_or(usize::MAX);
        // The child itself counts what it returns. As text, this takes some times as much; anything longer does not
        // come from the harness.
        let answer_bytes = match self.lines_to_come {
            Some(_) => output_bytes.saturating_mul(24).saturating_add(1 << 20),
            None => output_bytes,
        };
        let known = self.answer.len();
        let answer_complete = read_available(&mut self.stdout, &mut self.answer, answer_bytes)?;
        let new_lines = self.answer[known..].iter().filter(|byte| **byte == b'\n').count();
        self.lines_to_come = self.lines_to_come.map(|lines| lines.saturating_sub(new_lines));
        let console_bytes = output_bytes.saturating_add(LAST_WORDS_BYTES);
        let console_complete = read_available(&mut self.stderr, &mut self.console, console_bytes)?;
        let said = match self.console.len() {
            len if len <= output_bytes => len,
            len => last_words_start(&self.console).unwrap_or(len),
        };
        let too_much = !answer_complete || !console_complete || said > output_bytes;
        if said > output_bytes {
            self.console.truncate(output_bytes);
        }
        Ok(too_much.then_some(Limit::Output))
    }

    /// Starts the child's clocks and sets its limits, when it is ready.
    fn begin(&mut self) {
        let at = Instant::now();
        let pid = self.child.pid();
        let status = pid.and_then(proc_status).unwrap_or_default();
        let cpu = pid.and_then(cpu_time).unwrap_or_default();
        self.ready = Some(Ready { at, cpu, resident_bytes: status.peak_resident_bytes });
        if let Some(pid) = pid {
            let data_bytes = status
                .data_bytes
                .map(|used| used.saturating_add(self.limits.memory_bytes).saturating_add(MEMORY_SLACK_BYTES));
            // If the supervisor itself is killed, the child must not run for ever.
            let cpu_seconds = cpu.as_secs() + self.limits.cpu.as_secs() + 10;
            set_limits(pid, cpu_seconds, data_bytes, self.limits.first_stack_bytes);
        }
    }

    /// Updates the CPU time and the peak memory of the child from the system.
    fn measure(&mut self) {
        let (Some(ready), Some(pid)) = (&self.ready, self.child.pid()) else { return };
        if let Some(cpu) = cpu_time(pid) {
            self.cpu = cpu.saturating_sub(ready.cpu);
        }
        if let Some(status) = proc_status(pid) {
            self.peak_bytes = status.peak_resident_bytes.saturating_sub(ready.resident_bytes);
        }
    }

    /// Checks the time limits; returns the end of the child if one is reached.
    fn look(&mut self) -> Option<ChildEnd> {
        let Some(ready) = &self.ready else {
            return (self.started.elapsed() > START).then_some(ChildEnd::NotReady);
        };
        let wall = ready.at.elapsed();
        self.measure();
        // The system counts in ticks, and its count starts before the submission does.
        if self.cpu > self.limits.cpu + 3 * TICK {
            return Some(ChildEnd::Stopped(Limit::CpuTime));
        }
        if wall <= self.limits.wall {
            return None;
        }
        // Time spent waiting for a processor is due to the machine and does not count against the submission, within
        // bounds.
        let waited = self.child.pid().and_then(|pid| waiting_time(pid.as_raw_nonzero().get().unsigned_abs()));
        let waited = waited.unwrap_or_default().min(self.limits.wall * (BUSY_WALL_FACTOR - 1));
        (wall > self.limits.wall + waited).then_some(ChildEnd::Stopped(Limit::WallTime))
    }
}

/// Reads the available bytes, up to `limit` in all; returns false if there are more. Closes a stream that has ended.
fn read_available(from: &mut Option<impl Read>, into: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
    let Some(source) = from else { return Ok(true) };
    let mut chunk = [0; 16 << 10];
    loop {
        match source.read(&mut chunk) {
            Ok(0) => {
                *from = None;
                return Ok(true);
            }
            Ok(count) => {
                into.extend_from_slice(&chunk[..count]);
                if into.len() > limit {
                    return Ok(false);
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Returns the position of V8's last words, if they are in the last part of the output.
fn last_words_start(console: &[u8]) -> Option<usize> {
    let tail = console.len().saturating_sub(LAST_WORDS_BYTES);
    LAST_WORDS
        .iter()
        .filter_map(|words| console[tail..].windows(words.len()).position(|window| window == *words))
        .min()
        .map(|at| tail + at)
}

/// Returns the user and system time of a process, where the system tells it (Linux).
fn cpu_time(pid: Pid) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // The second field is the program's name, which may hold anything, in parentheses.
    let mut fields = stat[stat.rfind(')')? + 1..].split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    let ticks = ticks()? + ticks()?;
    Some(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
}

/// Memory of a process.
#[derive(Default)]
struct ProcStatus {
    /// Peak resident memory, in bytes.
    peak_resident_bytes: u64,
    /// Private writable memory, in bytes.
    data_bytes: Option<u64>,
}

/// Returns the memory of a process, where the system tells it (Linux); `None` for one that has ended.
fn proc_status(pid: Pid) -> Option<ProcStatus> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero())).ok()?;
    let bytes = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.split_ascii_whitespace().next()?.parse::<u64>().ok()? << 10)
    };
    Some(ProcStatus { peak_resident_bytes: bytes("VmHWM:")?, data_bytes: bytes("VmData:") })
}

/// Stack that a child may take besides that of its calls, in bytes.
const NATIVE_STACK: u64 = 4 << 20;

/// Sets the limits that the system enforces. V8's own heap limit does not count array buffers.
#[cfg(target_os = "linux")]
fn set_limits(pid: Pid, cpu_seconds: u64, data_bytes: Option<u64>, stack_bytes: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, prlimit};

    let set = |resource, limit: u64| {
        let limit = Rlimit { current: Some(limit), maximum: Some(limit) };
        // The child may have ended meanwhile.
        let _ = prlimit(Some(pid), resource, limit);
    };
    set(Resource::Cpu, cpu_seconds);
    set(Resource::Core, 0);
    if let Some(data_bytes) = data_bytes {
        set(Resource::Data, data_bytes);
    }
    // The stack grows up to the limit at the time when it grows. The rest is for node's native functions.
    let (own, wanted) = (getrlimit(Resource::Stack), stack_bytes.saturating_add(NATIVE_STACK));
    if own.current.is_some_and(|own| own < wanted) && own.maximum.is_none_or(|most| most >= wanted) {
        set(Resource::Stack, wanted);
    }
}

#[cfg(not(target_os = "linux"))]
fn set_limits(_: Pid, _: u64, _: Option<u64>, _: u64) {}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        cpu: Duration::from_secs(5),
        wall: Duration::from_secs(20),
        memory_bytes: 64 << 20,
        output_bytes: 1000,
        stack_bytes: 1 << 20,
        first_stack_bytes: 1 << 20,
    };

    /// Runs a shell script that answers in two lines, the first of which marks it as ready.
    fn shell(script: &str, input: &[u8], limits: &Limits) -> ChildRun {
        exchange(Command::new("sh").args(["-c", script]), input, Answer::Lines(2), limits).expect("a shell")
    }

    /// Whether a process is gone; the process that inherits orphans may not have collected it yet.
    fn is_gone(pid: &str) -> bool {
        std::fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| stat.contains(") Z "))
    }

    fn ends_soon(pid: &str) -> bool {
        (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            is_gone(pid)
        })
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_child_has_started_ends_with_it() {
        let text =
            |answer: &[u8]| String::from_utf8_lossy(answer).lines().next().unwrap_or_default().to_owned();
        // The child has answered, and waits.
        let exchange = shell("sleep 98765 & echo $!; echo done; wait", b"", &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Answered), "{exchange:?}");
        assert!(ends_soon(&text(&exchange.answer)));
        // The child has ended without an answer, and a process that it started holds the pipes open.
        let exchange = shell("sleep 98765 & echo $!", b"", &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Exited(status) if status.success()), "{exchange:?}");
        assert!(ends_soon(&text(&exchange.answer)));
        // The child is stopped.
        let limits = Limits { wall: Duration::from_millis(100), ..LIMITS };
        let exchange = shell("sleep 98765 & echo $!; exec >&-; wait", b"", &limits);
        assert!(matches!(exchange.end, ChildEnd::Stopped(Limit::WallTime)), "{exchange:?}");
        assert!(exchange.wall >= limits.wall);
        assert!(ends_soon(&text(&exchange.answer)));
    }

    #[test]
    fn a_child_need_not_listen_nor_talk() {
        let much = vec![b'x'; 1 << 20];
        let exchange = shell("echo ready; echo done", &much, &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Answered), "{exchange:?}");
        let exchange = shell("head -c 1048576 | wc -c; echo done", &much, &LIMITS);
        assert_eq!(String::from_utf8_lossy(&exchange.answer).trim_start(), "1048576\ndone\n");
        let exchange = shell("exec <&- >&- 2>&-; exit 7", &much, &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Exited(status) if status.code() == Some(7)), "{exchange:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_child_that_waits_for_the_end_of_its_input_has_its_limits() {
        let exchange = shell("echo ready; read end; ulimit -t", b"", &LIMITS);
        // Five seconds of the case's limit, and ten more.
        assert_eq!(String::from_utf8_lossy(&exchange.answer), "ready\n15\n");
    }

    #[test]
    fn a_child_may_not_say_too_much() {
        let exchange = shell("echo ready; yes >&2", b"", &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Stopped(Limit::Output)), "{exchange:?}");
        assert_eq!(exchange.console.len(), 1000);
        let exchange = shell("echo ready; yes | tr -d '\\n'", b"", &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Stopped(Limit::Output)));
        // All output before the answer counts.
        let exchange = shell("echo ready; head -c 1001 /dev/zero >&2; echo done", b"", &LIMITS);
        assert!(matches!(exchange.end, ChildEnd::Stopped(Limit::Output)), "{exchange:?}");
    }

    #[test]
    fn last_words_are_not_the_submissions() {
        let script = "echo ready; printf 'mine\\n<--- Last few GCs --->\\nFATAL ERROR: heap out of memory' >&2; exit 1";
        let exchange = shell(script, b"", &LIMITS);
        assert_eq!(exchange.console, b"mine");
        assert!(exchange.stderr_tail.ends_with(b"heap out of memory"));
    }
}
