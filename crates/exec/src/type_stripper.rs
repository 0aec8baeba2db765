//! The type stripper: from TypeScript to JavaScript, in a worker process that never runs any of it.

use std::{
    borrow::Cow,
    path::PathBuf,
    time::{Duration, Instant},
};

use tribunal_core::{execution::ScriptError, libraries::Libraries, source::Source};
use tribunal_typescript::{SourceMapper, Stripped, unreadable};

use crate::{
    prepared::Javascript,
    runner::{RunnerError, process::ProcessRunner},
    worker::{
        process::{WorkerExit, WorkerProcess},
        protocol::{FrameLimit, ProtocolError, Reply, Request},
    },
};

/// Memory limit of the worker, in bytes.
const MEMORY: u64 = 512 << 20;

/// CPU time for a text, and for each MiB of it: hundreds of times what programs take.
const TIME: Duration = Duration::from_secs(5);

/// Wall-clock limit over all tries, as a multiple of that CPU time, so that a worker that does nothing is given up.
const WALL_FACTOR: u32 = 20;

/// Interval at which a worker is checked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Number of retries of a text whose worker was lost: to another process, or by itself.
const MAX_KILL_RETRIES: u32 = 10;
const MAX_CRASH_RETRIES: u32 = 1;

/// A type stripper for TypeScript, in a worker process that never runs any of it.
///
/// No text can harm the judge through the parser: one that is nested so deeply that the parser's stack overflows, or
/// that takes for ever, costs only that process.
pub struct TypeStripper {
    workers: ProcessRunner,
    worker: Option<WorkerProcess>,
}

impl TypeStripper {
    /// Returns a stripper whose worker is `program`, which has to be this program. The worker is started when it is
    /// first needed.
    pub fn new(program: PathBuf) -> Self {
        Self { workers: ProcessRunner::new(program), worker: None }
    }

    /// Returns the JavaScript of a text, and the CPU time of making it.
    ///
    /// # Errors
    /// If no worker can be started.
    pub fn strip(&mut self, source: Source<'_>) -> Result<(Javascript, Duration), RunnerError> {
        let (stripped, cpu) = self.strip_in_worker(source)?;
        let javascript = stripped.map(|stripped| {
            let original = SourceMapper::new(source.text, &stripped);
            (stripped.text.into(), original)
        });
        Ok((javascript, cpu))
    }

    fn strip_in_worker(
        &mut self,
        source: Source<'_>,
    ) -> Result<(Result<Stripped, ScriptError>, Duration), RunnerError> {
        let mut tries = 0;
        let deadline = Instant::now() + time_for(source).saturating_mul(WALL_FACTOR);
        loop {
            self.worker.take_if(|worker| !worker.is_idle());
            let worker = match &mut self.worker {
                Some(worker) => worker,
                empty => empty.insert(self.workers.start(MEMORY, &Libraries::default())?),
            };
            let ended = match exchange(worker, source, deadline) {
                Ok(answer) => return Ok(answer),
                Err(ended) => ended,
            };
            self.worker = None;
            let (why, chances) = match ended {
                WorkerFailure::OutOfTime => ("it takes too long to read this as TypeScript", 0),
                WorkerFailure::TooLong => ("what it becomes without its types is too long", 0),
                WorkerFailure::Silent => ("", MAX_KILL_RETRIES),
                WorkerFailure::Died(death) if death.is_by_outside_signal() => ("", MAX_KILL_RETRIES),
                WorkerFailure::Died(death) if death.is_out_of_memory() => {
                    ("it takes too much memory to read this as TypeScript", MAX_CRASH_RETRIES)
                }
                WorkerFailure::Died(_) => {
                    ("this is nested too deeply to be read as TypeScript", MAX_CRASH_RETRIES)
                }
            };
            if tries >= chances || Instant::now() > deadline {
                if why.is_empty() {
                    return Err(RunnerError::LostStripper);
                }
                return Ok((Err(unreadable(why)), Duration::ZERO));
            }
            tries += 1;
        }
    }
}

/// A failure of a worker.
enum WorkerFailure {
    /// It used more CPU time than it may.
    OutOfTime,
    /// Its answer takes more than it may.
    TooLong,
    /// It used too little CPU time to be at fault, and did not answer.
    Silent,
    Died(WorkerExit),
}

/// Returns the CPU time that a worker may take for a text.
fn time_for(source: Source<'_>) -> Duration {
    let mib = u32::try_from(source.text.len() >> 20).unwrap_or(u32::MAX);
    TIME.saturating_mul(mib.saturating_add(1))
}

/// Lets a worker strip the types of a text; returns its answer.
fn exchange(
    worker: &mut WorkerProcess,
    source: Source<'_>,
    deadline: Instant,
) -> Result<(Result<Stripped, ScriptError>, Duration), WorkerFailure> {
    let most = time_for(source);
    // A source map, and the code in place of an `enum`, are longer than their source.
    worker
        .set_reply_limit(FrameLimit::of_bytes(source.text.len().saturating_mul(64).saturating_add(1 << 20)));
    worker.queue(&Request::Strip { source: Cow::Borrowed(source.text), is_module: source.is_module });
    let start = worker.vitals().map(|vitals| vitals.cpu);
    let mut next_look = Instant::now() + LOOK_EVERY;
    loop {
        match worker.reply() {
            Ok(Some(Reply::Stripped { stripped, cpu })) => return Ok((stripped, cpu)),
            Ok(None) => {}
            // The text is the cause, on every try: a namespace in a namespace, and so on, becomes a text with ever
            // longer lines.
            Err(ProtocolError::TooLong { .. } | ProtocolError::TooLarge { .. }) => {
                worker.end(None);
                return Err(WorkerFailure::TooLong);
            }
            Ok(Some(_)) => return Err(WorkerFailure::Died(worker.end(Some(ProtocolError::Unexpected)))),
            Err(protocol_error) => return Err(WorkerFailure::Died(worker.end(Some(protocol_error)))),
        }
        if worker.exchange(LOOK_EVERY).is_err() {
            return Err(WorkerFailure::Died(worker.end(None)));
        }
        // Also where the answer comes bit by bit.
        if Instant::now() < next_look {
            continue;
        }
        next_look = Instant::now() + LOOK_EVERY;
        let used = worker.vitals().zip(start).map(|(vitals, start)| vitals.cpu.saturating_sub(start));
        let ended = match used {
            Some(used) if used > most => WorkerFailure::OutOfTime,
            _ if Instant::now() > deadline => WorkerFailure::Silent,
            _ if worker.vitals().is_some_and(|vitals| vitals.is_stopped) => WorkerFailure::Silent,
            _ => continue,
        };
        worker.end(None);
        return Err(ended);
    }
}
