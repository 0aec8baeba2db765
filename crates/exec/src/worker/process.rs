//! The supervisor's side of a worker process: starting, messages, supervision, and its end.

use std::{
    borrow::Cow,
    io::{self, Read},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::Path,
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::Signal,
};

use super::{
    ARGUMENT,
    protocol::{
        CaseInput, FrameLimit, Inbox, Outbox, ProtocolError, Reply, Request, Start, VERSION, WorkerMode,
    },
    sandbox::Layer,
    vitals::{Vitals, kills_for_memory, peak_memory},
};
use tribunal_core::{
    execution::{IsolateLimits, Limits},
    input::LoadedInput,
    libraries::{Built, Library, LibraryError},
};

/// Time within which a worker has to be ready, over all retries: many times what it takes on a busy machine.
const START_TIME: Duration = Duration::from_secs(60);

/// Number of retries of a start where another process has killed or stopped the worker before it was ready.
const MAX_START_RETRIES: u32 = 20;

/// Interval at which a worker is checked while its reply is awaited.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Time within which a worker that seems to be ending has to end.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// Greatest size of a reply while no case runs.
const SMALL_REPLY: FrameLimit = FrameLimit::of_bytes(64 << 10);

/// Greatest length of the stderr tail, in bytes.
const LAST_WORDS: usize = 16 << 10;

/// Capacity of a pipe, in bytes: the most that Linux grants to every user.
#[cfg(target_os = "linux")]
const PIPE_BYTES: usize = 1 << 20;

/// A running worker.
pub struct WorkerProcess {
    child: Child,
    stdin: Pipe,
    stdout: Pipe,
    inbox: Inbox,
    outbox: Outbox,
    layers: Vec<Layer>,
    /// The thread that runs submissions: the main one, until the worker reports another.
    thread: u32,
    /// Its peak memory when it was ready, in bytes, where the system tells it.
    memory_at_start: Option<u64>,
    /// Number of processes that the system had killed for lack of memory before this one was started, where it tells
    /// it.
    kills_at_start: Option<u64>,
}

/// This process's end of a pipe, which never blocks.
struct Pipe(OwnedFd);

/// The end of a worker.
#[derive(Debug)]
pub struct WorkerExit {
    /// Its exit status, if it is known.
    pub status: Option<ExitStatus>,
    /// Its standard error, shortened: V8's last words.
    pub stderr_tail: String,
    /// Its protocol error, if it was ended for one.
    pub protocol_error: Option<ProtocolError>,
    /// Whether it was killed by `SIGKILL`, and not by the supervisor: the system kills a process in this way for lack
    /// of memory, without any last words.
    pub is_kill: bool,
    /// Whether it was killed in this way, while the system has killed a process for lack of memory.
    pub is_kill_for_memory: bool,
}

/// A failure to build a snapshot in a worker.
#[derive(Debug)]
pub enum BuildFailure {
    /// A library is at fault.
    Library(LibraryError),
    /// The worker ran for too long, in a loop that its own limits do not stop.
    TooLate,
    /// The worker died.
    Died(WorkerExit),
}

impl WorkerProcess {
    /// Starts `program` as a worker and waits until it is set up.
    ///
    /// # Errors
    /// If it cannot be started, or ends or breaks the protocol before it is ready.
    pub fn start(
        program: &Path,
        snapshot: &[u8],
        isolate_limits: impl Into<IsolateLimits>,
        manner: WorkerMode,
    ) -> io::Result<Self> {
        let isolate_limits = isolate_limits.into();
        let mut chances = MAX_START_RETRIES;
        let deadline = Instant::now() + START_TIME;
        loop {
            let mut worker = Self::spawn(program)?;
            worker.queue(&Request::Start(Start {
                version: VERSION,
                snapshot: snapshot.to_vec(),
                isolate_limits,
                manner,
                supervisor: std::process::id(),
            }));
            match worker.wait_for_reply(deadline) {
                Ok(Reply::Ready { version: VERSION, layers, thread }) => {
                    worker.layers = layers;
                    worker.thread = thread;
                    worker.memory_at_start = peak_memory(worker.child.id());
                    return Ok(worker);
                }
                Ok(Reply::Ready { version, .. }) => {
                    let text = format!("it speaks version {version} of the protocol, not {VERSION}");
                    return Err(io::Error::other(text));
                }
                Ok(_) => return Err(io::Error::other(ProtocolError::Unexpected)),
                Err(error) => {
                    let death = worker.end(None);
                    let is_disturbed =
                        error.kind() != io::ErrorKind::TimedOut && death.is_by_outside_signal();
                    if !is_disturbed || chances == 0 {
                        return Err(io::Error::other(format!("{error}; {}", death.describe())));
                    }
                    chances -= 1;
                }
            }
        }
    }

    fn spawn(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .env_clear()
            .current_dir("/")
            // The terminal's Ctrl-C is for the supervisor, which ends its workers in order.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(stdin), Some(stdout)) = pipes else { return Err(io::Error::other("no pipes")) };
        let thread = child.id();
        Ok(Self {
            child,
            stdin: Pipe::new(stdin.into())?,
            stdout: Pipe::new(stdout.into())?,
            inbox: Inbox::new(SMALL_REPLY),
            outbox: Outbox::default(),
            layers: Vec::new(),
            thread,
            memory_at_start: None,
            kills_at_start: kills_for_memory(),
        })
    }

    /// Returns the layers of its sandbox.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Lets it try every action that its sandbox has to refuse.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn probe(&mut self) -> io::Result<Vec<(String, Result<(), String>)>> {
        self.queue(&Request::Probe);
        match self.wait_for_reply(Instant::now() + START_TIME) {
            Ok(Reply::Probed(attempts)) => Ok(attempts),
            Ok(_) => Err(io::Error::other(ProtocolError::Unexpected)),
            Err(error) => Err(io::Error::other(format!("{error}; {}", self.end(None).describe()))),
        }
    }

    /// Lets it build a startup snapshot with these libraries, each of which may use `limits`. The worker is of no use
    /// afterwards.
    ///
    /// # Errors
    /// The fault of a library that it reports; or its end, if it did not answer.
    pub fn build(
        mut self,
        libraries: &[Library],
        limits: Limits,
        longest: usize,
    ) -> Result<Built, BuildFailure> {
        self.set_reply_limit(FrameLimit::of_bytes(longest));
        self.queue(&Request::Build { libraries: Cow::Borrowed(libraries), limits });
        let phases = u32::try_from(libraries.len() + 1).unwrap_or(u32::MAX);
        let deadline = Instant::now() + limits.wall.saturating_mul(phases);
        loop {
            match self.reply() {
                Ok(Some(Reply::Built(Ok(built)))) if built.are_modules.len() == libraries.len() => {
                    return Ok(built);
                }
                Ok(Some(Reply::Built(Err(fault)))) if fault.index < libraries.len() => {
                    return Err(BuildFailure::Library(fault));
                }
                Ok(Some(_)) => return Err(BuildFailure::Died(self.end(Some(ProtocolError::Unexpected)))),
                Err(protocol_error) => {
                    // V8 prints to standard output the object that it cannot put into a snapshot, and ends the process.
                    let patience = Instant::now() + SHUTDOWN_GRACE;
                    while Instant::now() < patience && matches!(self.child.try_wait(), Ok(None)) {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    let is_dead = matches!(self.child.try_wait(), Ok(Some(_)));
                    return Err(BuildFailure::Died(self.end((!is_dead).then_some(protocol_error))));
                }
                Ok(None) if Instant::now() > deadline => return Err(BuildFailure::TooLate),
                Ok(None) => {
                    if self.exchange(LOOK_EVERY).is_err() {
                        return Err(BuildFailure::Died(self.end(None)));
                    }
                }
            }
        }
    }

    /// Queues a request; [`WorkerProcess::exchange`] sends it.
    pub fn queue(&mut self, request: &Request<'_>) {
        self.outbox.push(request);
    }

    /// Queues a case; [`WorkerProcess::exchange`] sends it.
    pub fn queue_case(&mut self, input: LoadedInput<'_>, limits: Limits) {
        match input {
            LoadedInput::Arguments(arguments) => {
                self.queue(&Request::Case { input: CaseInput::Arguments(arguments), limits });
            }
            LoadedInput::Program { stdin, args } => {
                let input = CaseInput::Program { stdin: stdin.len() as u64, args };
                self.queue(&Request::Case { input, limits });
                self.outbox.push_bytes(stdin);
            }
        }
    }

    /// Returns the number of bytes that are queued and not sent.
    pub fn unsent(&self) -> usize {
        self.outbox.len()
    }

    /// Sets the greatest size of a reply from now on.
    pub fn set_reply_limit(&mut self, most: FrameLimit) {
        self.inbox.set_most(most);
    }

    /// Returns the next reply that has arrived, if one has.
    ///
    /// # Errors
    /// If the received bytes are no reply.
    pub fn reply(&mut self) -> Result<Option<Reply>, ProtocolError> {
        self.inbox.take()
    }

    /// Sends and receives the available bytes, waiting up to `timeout` until some are available. Returns `Ok(false)` if
    /// none were.
    ///
    /// # Errors
    /// If the worker has closed its end.
    pub fn exchange(&mut self, timeout: Duration) -> io::Result<bool> {
        let (can_write, can_read) = {
            let mut fds = vec![PollFd::new(&self.stdout, PollFlags::IN)];
            if !self.outbox.is_empty() {
                fds.push(PollFd::new(&self.stdin, PollFlags::OUT));
            }
            let timeout = Timespec {
                tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: timeout.subsec_nanos().into(),
            };
            match poll(&mut fds, Some(&timeout)) {
                Ok(0) | Err(Errno::INTR) => return Ok(false),
                Ok(_) => {}
                Err(error) => return Err(error.into()),
            }
            (fds.get(1).is_some_and(|fd| !fd.revents().is_empty()), !fds[0].revents().is_empty())
        };
        if can_write {
            match rustix::io::write(&self.stdin, self.outbox.next()) {
                Ok(sent) => self.outbox.advance(sent),
                Err(Errno::AGAIN | Errno::INTR) => {}
                // It has ended. Its last replies come first, so that its end is attributed to the right case.
                Err(Errno::PIPE) => self.outbox.clear(),
                Err(error) => return Err(error.into()),
            }
        }
        if can_read {
            match self.inbox.fill(&mut self.stdout) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Returns the system's readings of the worker's thread that runs submissions; `None` where the system tells
    /// nothing.
    pub fn vitals(&self) -> Option<Vitals> {
        Vitals::of(self.child.id(), self.thread)
    }

    /// Returns the growth of its peak memory since it was ready, in bytes; 0 where the system tells nothing.
    pub fn memory_growth(&self) -> u64 {
        let peak =
            self.memory_at_start.and_then(|start| Some(peak_memory(self.child.id())?.saturating_sub(start)));
        peak.unwrap_or(0)
    }

    /// Whether it is alive, and silent as it has to be without a pending request.
    pub fn is_idle(&mut self) -> bool {
        let is_alive = matches!(self.child.try_wait(), Ok(None));
        let said_nothing = self.inbox.is_empty()
            && matches!(self.inbox.fill(&mut self.stdout), Err(error) if error.kind() == io::ErrorKind::WouldBlock);
        is_alive && said_nothing
    }

    /// Ends the worker for good, whatever its state.
    pub fn end(&mut self, protocol_error: Option<ProtocolError>) -> WorkerExit {
        // A worker that has ended by itself cannot be killed any more, and its status tells why.
        let ended = self.child.try_wait().ok().flatten();
        if ended.is_none() && protocol_error.is_none() && self.closed_its_output() {
            // It is about to end: its own status tells more than that of a kill would.
            let patience = Instant::now() + SHUTDOWN_GRACE;
            while Instant::now() < patience && matches!(self.child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let is_by_us = matches!(self.child.try_wait(), Ok(None));
        let _ = self.child.kill();
        let status = self.child.wait().ok();
        let stderr_tail = self.child.stderr.take().map(stderr_tail).unwrap_or_default();
        let is_kill = !is_by_us && status.and_then(|status| status.signal()) == Some(Signal::KILL.as_raw());
        let is_kill_for_memory = is_kill
            && self
                .kills_at_start
                .is_some_and(|before| kills_for_memory().is_some_and(|kills| kills > before));
        WorkerExit { status, stderr_tail, protocol_error, is_kill, is_kill_for_memory }
    }

    fn closed_its_output(&mut self) -> bool {
        matches!(self.inbox.fill(&mut self.stdout), Ok(0))
    }

    fn wait_for_reply(&mut self, deadline: Instant) -> io::Result<Reply> {
        loop {
            if let Some(reply) = self.reply().map_err(io::Error::other)? {
                return Ok(reply);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if !self.exchange(left.min(LOOK_EVERY))? && self.vitals().is_some_and(|vitals| vitals.is_stopped)
            {
                return Err(io::Error::other("someone has stopped it"));
            }
        }
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pipe {
    fn new(fd: OwnedFd) -> io::Result<Self> {
        rustix::io::ioctl_fionbio(&fd, true)?;
        // Where the system grants less, long inputs and outputs take more turns.
        #[cfg(target_os = "linux")]
        let _ = rustix::pipe::fcntl_setpipe_size(&fd, PIPE_BYTES);
        Ok(Self(fd))
    }
}

impl AsFd for Pipe {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(&self.0, buffer)?)
    }
}

/// Returns the standard error of a process that has ended, shortened.
fn stderr_tail(mut stderr: ChildStderr) -> String {
    let mut words = Vec::new();
    // No other process holds the other end, so there is nothing to wait for; and if one did, this process would not
    // wait for it.
    let _ = rustix::io::ioctl_fionbio(&stderr, true);
    let mut buffer = [0; 4096];
    while words.len() < LAST_WORDS {
        match stderr.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => words.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8_lossy(&words).into_owned()
}

impl WorkerExit {
    /// Returns the signal that ended it, if one did.
    pub fn signal(&self) -> Option<i32> {
        self.status.and_then(|status| status.signal())
    }

    /// Whether it was ended by a signal that only another process sends, and not by the supervisor for a protocol
    /// error.
    pub fn is_by_outside_signal(&self) -> bool {
        if self.protocol_error.is_some() {
            return false;
        }
        const FROM_OUTSIDE: [Signal; 5] =
            [Signal::KILL, Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT];
        self.signal().is_some_and(|signal| FROM_OUTSIDE.iter().any(|other| other.as_raw() == signal))
    }

    /// Whether it ended because there was no more memory.
    pub fn is_out_of_memory(&self) -> bool {
        // The last words of V8, those for a list longer than any may be, and those of Rust's allocator.
        ["out of memory", "invalid size error", "memory allocation of"]
            .iter()
            .any(|words| self.stderr_tail.contains(words))
    }

    /// Returns a description of the end, for messages.
    pub fn describe(&self) -> String {
        if let Some(protocol_error) = &self.protocol_error {
            return format!("the worker broke the protocol with {protocol_error}");
        }
        let status = match self.status {
            Some(status) => status.to_string(),
            None => "an unknown status".into(),
        };
        let words: Vec<&str> = self
            .stderr_tail
            .lines()
            .map(|line| line.trim_matches(['#', ' ']))
            // Abseil prints this now and then when the sandbox refuses a call; it is not the reason.
            .filter(|line| !line.is_empty() && !line.contains("] RAW: "))
            .take(2)
            .collect();
        if words.is_empty() {
            format!("the worker ended with {status}")
        } else {
            format!("the worker ended with {status}: {}", words.join("; "))
        }
    }
}
