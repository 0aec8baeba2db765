//! Node at its fastest, to compare the engine with: no limits, no clocks, no isolation. Not for judging.
//!
//! Either a process for each case, as judges commonly do it, or one process that runs each case in a fresh `vm`
//! context: case after case from its standard input, or all cases of a turn at once, on its own clock.

use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    ops::ControlFlow,
    os::fd::AsFd as _,
    path::PathBuf,
    process::{ChildStdin, ChildStdout, Stdio},
    sync::LazyLock,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
};

use super::NodeError;
use super::{node, script, shortened, start_error, versions};
use crate::exchange::Guard;
use tribunal_core::{
    execution::{Execution, Outcome, ScriptError},
    input::Input,
    value::{Value, json},
};

use crate::runner::{Job, Runner, RunnerError, Session};
use tribunal_core::engine_info::EngineInfo;

static SCRIPT: LazyLock<String> = LazyLock::new(|| script(include_str!("baseline.js")));

/// Time that an answer may take beyond a case's own limits: far more than node needs on the busiest machine, so that
/// only a process that hangs is given up.
const ANSWER_GRACE: Duration = Duration::from_secs(30);

/// Greatest length of one answer, as a multiple of the output limit.
const ANSWER_FACTOR: u64 = 24;

/// The way in which node gets its cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaselineMode {
    /// A process for each case.
    ProcessPerCase,
    /// One process for all cases, with up to this many sent and unanswered at a time.
    Persistent {
        /// 1 for ping-pong.
        ahead: usize,
    },
    /// One process that has all cases of a job before it runs the first, and reports the time of all of them: from the
    /// text of the first one's arguments in its memory to the text of the last result. Each run has an equal part of
    /// that as its wall-clock time, so input and output are not counted.
    InProcess,
}

/// A runner of cases in node, without limits.
#[derive(Clone, Debug)]
pub struct BaselineRunner {
    program: PathBuf,
    version: String,
    v8: String,
    feed: BaselineMode,
}

impl BaselineRunner {
    /// Returns a runner with this `node`, a path or the name of a program in `PATH`.
    ///
    /// # Errors
    /// If there is no such program, or it is too old.
    pub fn new(program: PathBuf) -> Result<Self, RunnerError> {
        let versions = versions(&program)?;
        Ok(Self { program, version: versions.node, v8: versions.v8, feed: BaselineMode::ProcessPerCase })
    }

    /// Returns the same runner with another feed.
    pub fn fed(&self, feed: BaselineMode) -> Self {
        Self { feed, ..self.clone() }
    }

    /// Returns the version of node, such as `20.11.1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    fn io_error(&self, source: io::Error) -> RunnerError {
        RunnerError::Io { program: self.program.display().to_string(), source }
    }
}

impl Runner for BaselineRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "node", v8: self.v8.clone() }
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(BaselineSession { runner: self, server: None }))
    }
}

struct BaselineSession<'a> {
    runner: &'a BaselineRunner,
    /// The process that gets case after case, and the text of the job that it was started with.
    server: Option<(String, Server)>,
}

impl Session for BaselineSession<'_> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        if job.source.is_module {
            let reason = "it is an ES module, which `vm` runs only behind a flag of node's";
            return Err(RunnerError::Unsupported(reason));
        }
        let Some(function) = job.entry.function() else {
            return Err(RunnerError::Unsupported("it is a whole program, not a function"));
        };
        let job_line = serde_json::json!({
            "name": job.source.name,
            "source": job.source.text,
            "function": function,
            "output_bytes": job.limits.output_bytes,
        })
        .to_string();
        match self.runner.feed {
            BaselineMode::ProcessPerCase => self.run_alone(job, &job_line, each),
            BaselineMode::Persistent { ahead } => self.run_persistent(job, job_line, ahead, each),
            BaselineMode::InProcess => self.run_in_process(job, job_line, each),
        }
    }
}

impl BaselineSession<'_> {
    fn run_alone(
        &self,
        job: &Job<'_>,
        job_line: &str,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        for (index, input) in job.inputs.iter().enumerate() {
            let mut server = Server::start(self.runner, job_line, &["alone"])?;
            server.queue(arguments(input)?);
            let patience = job.limits.wall + ANSWER_GRACE;
            let answer =
                server.last_line(patience, longest(job)).map_err(|error| self.runner.io_error(error))?;
            if each(index, execution(&answer)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Returns a process for this job: the present one, if it was started with it.
    fn server(&mut self, job_line: &str, arguments: &[&str]) -> Result<Server, RunnerError> {
        match self.server.take() {
            Some((text, server)) if text == job_line => Ok(server),
            _ => Server::start(self.runner, job_line, arguments),
        }
    }

    fn run_persistent(
        &mut self,
        job: &Job<'_>,
        job_line: String,
        ahead: usize,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let mut server = self.server(&job_line, &[])?;
        let (mut sent, mut answered) = (0, 0);
        while answered < job.inputs.len() {
            while sent < job.inputs.len() && sent - answered < ahead {
                server.queue(arguments(job.inputs[sent])?);
                sent += 1;
            }
            let patience = job.limits.wall + ANSWER_GRACE;
            let line = server.line(patience, longest(job)).map_err(|error| self.runner.io_error(error))?;
            answered += 1;
            if each(answered - 1, execution(&line)?).is_break() {
                break;
            }
        }
        // Answers left unread would be taken for those of the next job.
        if sent == answered {
            self.server = Some((job_line, server));
        }
        Ok(())
    }

    fn run_in_process(
        &mut self,
        job: &Job<'_>,
        job_line: String,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let mut server = self.server(&job_line, &["turns"])?;
        let count = u32::try_from(job.inputs.len())
            .map_err(|_| RunnerError::Unsupported("more cases than node is given at once"))?;
        server.outbox.extend_from_slice(format!("{count}\n").as_bytes());
        for input in job.inputs {
            server.queue(arguments(input)?);
        }
        // The first answer comes when the last case has run.
        let patience = job.limits.wall.saturating_mul(count).saturating_add(ANSWER_GRACE);
        let mut line = || server.line(patience, longest(job)).map_err(|error| self.runner.io_error(error));
        let mut runs = Vec::with_capacity(job.inputs.len());
        for _ in job.inputs {
            runs.push(execution(&line()?)?);
        }
        let time = line()?;
        let nanoseconds = str::from_utf8(&time).ok().and_then(|text| text.parse().ok());
        let nanoseconds = nanoseconds.ok_or_else(|| protocol_error(&String::from_utf8_lossy(&time)))?;
        self.server = Some((job_line, server));
        let wall = Duration::from_nanos(nanoseconds) / count.max(1);
        for (index, run) in runs.into_iter().enumerate() {
            if each(index, Execution { wall, ..run }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Returns the arguments for a function.
fn arguments(input: &Input) -> Result<&Value, RunnerError> {
    let wrong = || RunnerError::Unsupported("a function cannot be called with a text");
    input.arguments().ok_or_else(wrong)
}

/// Returns the greatest length of an answer to a case of the job, in bytes.
fn longest(job: &Job<'_>) -> usize {
    let bytes = job.limits.output_bytes.saturating_mul(ANSWER_FACTOR).saturating_add(1 << 20);
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// A node process that answers line by line; it ends with this value.
struct Server {
    _child: Guard,
    /// Closed when there is nothing more to send.
    stdin: Option<ChildStdin>,
    stdout: ChildStdout,
    outbox: Vec<u8>,
    inbox: Vec<u8>,
    /// Position in `inbox` of the first line not taken yet.
    taken: usize,
    /// Position up to which no further end of a line was found.
    searched: usize,
}

impl Server {
    fn start(runner: &BaselineRunner, job_line: &str, arguments: &[&str]) -> Result<Self, RunnerError> {
        let mut command = node(&runner.program);
        command.args(["-e", SCRIPT.as_str()]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = Guard::spawn(&mut command).map_err(|error| start_error(&runner.program, error))?;
        let pipes = child.pipes().ok_or_else(|| RunnerError::from(NodeError::NoPipes));
        let (stdin, stdout) = pipes?;
        for end in [stdin.as_fd(), stdout.as_fd()] {
            fcntl_getfl(end)
                .and_then(|flags| fcntl_setfl(end, flags | OFlags::NONBLOCK))
                .map_err(|error| runner.io_error(error.into()))?;
        }
        let outbox = format!("{job_line}\n").into_bytes();
        Ok(Self {
            _child: child,
            stdin: Some(stdin),
            stdout,
            outbox,
            inbox: Vec::new(),
            taken: 0,
            searched: 0,
        })
    }

    /// Queues the arguments of a case; waiting for a line sends them.
    fn queue(&mut self, args: &Value) {
        self.outbox.extend_from_slice(json::to_json(args).as_bytes());
        self.outbox.push(b'\n');
    }

    /// Closes the input and returns the whole answer of node, when it has ended by itself.
    ///
    /// # Errors
    /// If it does not end in time, or its answer is too long.
    fn last_line(mut self, patience: Duration, longest: usize) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + patience;
        loop {
            self.send()?;
            if self.outbox.is_empty() {
                self.stdin = None;
            }
            match self.receive(deadline) {
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
                exchanged => exchanged?,
            }
            if self.inbox.len() > longest {
                return Err(io::Error::other("its answer is too long"));
            }
        }
        Ok(self.inbox)
    }

    /// Returns the next line, without its end, and meanwhile sends the content of the outbox.
    ///
    /// # Errors
    /// If node has ended, does not answer in time, or its line is too long.
    fn line(&mut self, patience: Duration, longest: usize) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(end) = self.inbox[self.searched..].iter().position(|byte| *byte == b'\n') {
                let end = self.searched + end;
                let line = self.inbox[self.taken..end].to_vec();
                self.taken = end + 1;
                self.searched = self.taken;
                return Ok(line);
            }
            self.inbox.drain(..self.taken);
            self.taken = 0;
            self.searched = self.inbox.len();
            if self.inbox.len() > longest {
                return Err(io::Error::other("its answer is too long"));
            }
            self.send()?;
            self.receive(deadline)?;
        }
    }

    /// Sends as much as node takes now.
    fn send(&mut self) -> io::Result<()> {
        let Some(stdin) = &mut self.stdin else { return Ok(()) };
        while !self.outbox.is_empty() {
            match stdin.write(&self.outbox) {
                Ok(written) => drop(self.outbox.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Waits until something can be received or sent, and receives it.
    fn receive(&mut self, deadline: Instant) -> io::Result<()> {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        };
        let mut ends = vec![PollFd::new(&self.stdout, PollFlags::IN)];
        if let Some(stdin) = self.stdin.as_ref().filter(|_| !self.outbox.is_empty()) {
            ends.push(PollFd::new(stdin, PollFlags::OUT));
        }
        match poll(&mut ends, Some(&timeout)) {
            Ok(0) => return Err(io::Error::new(ErrorKind::TimedOut, "it does not answer")),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut chunk = [0; 64 << 10];
        match self.stdout.read(&mut chunk) {
            Ok(0) => Err(io::Error::new(ErrorKind::UnexpectedEof, "it has ended")),
            Ok(count) => {
                self.inbox.extend_from_slice(&chunk[..count]);
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Returns the error for an answer that the script never gives.
fn protocol_error(what: &str) -> RunnerError {
    NodeError::Unreadable(shortened(what, 100)).into()
}

/// Parses an answer. Times and memory stay unknown.
fn execution(line: &[u8]) -> Result<Execution, RunnerError> {
    let line =
        str::from_utf8(line).map_err(|error| protocol_error(&error.to_string()))?.trim_end_matches('\n');
    let mut rest = line.chars();
    let outcome = match (rest.next(), rest.as_str()) {
        (Some('='), value) => Outcome::Returned(
            json::parse(value, json::Source::Result).map_err(|error| protocol_error(&error.to_string()))?,
        ),
        (Some('!'), text) => Outcome::Threw(ScriptError {
            text: serde_json::from_str(text).map_err(|error| protocol_error(&error.to_string()))?,
            location: None,
        }),
        (Some('?'), reason) => Outcome::NoAnswer(reason.to_owned()),
        _ => return Err(protocol_error(line)),
    };
    Ok(Execution::ended(outcome))
}
