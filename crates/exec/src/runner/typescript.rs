//! TypeScript for runners that know JavaScript only.

use std::{
    borrow::Cow,
    collections::HashMap,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Job, Runner, RunnerError, Session, process::ProcessRunner};
use tribunal_core::{
    libraries::Libraries,
    raw_run::{Outcome, RawRun, ScriptError},
};

use crate::worker::{
    process::{Death, WorkerProcess},
    protocol::{Most, ProtocolError, Reply, Request},
};
use tribunal_core::engine_info::EngineInfo;
use tribunal_core::source::{Language, Source};
use tribunal_typescript::{Erased, Original, unreadable};

/// Memory limit of the worker, in bytes.
const MEMORY: u64 = 512 << 20;

/// CPU time that a text may take, and what it may take for each MiB of it: hundreds of times what programs take.
const TIME: Duration = Duration::from_secs(5);

/// How many times that by the clock, over all tries, so that a worker that does nothing is not waited for.
const PATIENCE: u32 = 20;

/// How often a worker is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How often a text is read again for which the worker was lost: to someone else, or by itself.
const KILL_CHANCES: u32 = 10;
const CRASH_CHANCES: u32 = 1;

/// Turns TypeScript into JavaScript, in a worker process that never runs any of it.
///
/// Nothing that a text does to the parser can reach the judge: one that is nested so deeply that the parser's stack ends,
/// or that takes for ever, costs that process.
pub struct Eraser {
    workers: ProcessRunner,
    worker: Option<WorkerProcess>,
}

impl Eraser {
    /// An eraser whose worker is one of these. None is started before it is needed.
    pub fn new(workers: ProcessRunner) -> Self {
        Self { workers, worker: None }
    }

    /// Takes the types out of a text.
    ///
    /// # Errors
    /// If there is no worker to be had.
    pub fn translate(&mut self, source: Source<'_>) -> Result<Translation, RunnerError> {
        let (erased, cpu) = self.erase(source)?;
        Ok(Translation {
            outcome: erased.map(|erased| {
                let original = Original::new(source.text, &erased);
                (erased.text.into(), original)
            }),
            cpu,
        })
    }

    fn erase(&mut self, source: Source<'_>) -> Result<(Result<Erased, ScriptError>, Duration), RunnerError> {
        let mut tries = 0;
        let deadline = Instant::now() + time_for(source).saturating_mul(PATIENCE);
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
                Ended::OutOfTime => ("it takes too long to read this as TypeScript", 0),
                Ended::TooLong => ("what it becomes without its types is too long", 0),
                Ended::Silent => ("", KILL_CHANCES),
                Ended::Died(death) if death.is_by_outside_signal() => ("", KILL_CHANCES),
                Ended::Died(death) if death.is_out_of_memory() => {
                    ("it takes too much memory to read this as TypeScript", CRASH_CHANCES)
                }
                Ended::Died(_) => ("this is nested too deeply to be read as TypeScript", CRASH_CHANCES),
            };
            if tries >= chances || Instant::now() > deadline {
                if why.is_empty() {
                    let text = "the worker that reads TypeScript is killed or stopped time and again";
                    return Err(RunnerError::Internal(text.into()));
                }
                return Ok((Err(unreadable(why)), Duration::ZERO));
            }
            tries += 1;
        }
    }
}

/// How a worker failed.
enum Ended {
    /// It used more CPU time than it may.
    OutOfTime,
    /// What it answered takes more than it may.
    TooLong,
    /// It used none, and did not answer.
    Silent,
    Died(Death),
}

/// CPU time that a worker may take for a text.
fn time_for(source: Source<'_>) -> Duration {
    let mib = u32::try_from(source.text.len() >> 20).unwrap_or(u32::MAX);
    TIME.saturating_mul(mib.saturating_add(1))
}

/// Lets a worker erase the types of a text; gives what it says.
fn exchange(
    worker: &mut WorkerProcess,
    source: Source<'_>,
    deadline: Instant,
) -> Result<(Result<Erased, ScriptError>, Duration), Ended> {
    let most = time_for(source);
    // A source map, and what comes in place of an `enum`, are longer than what they are for.
    worker.set_reply_limit(Most::of_bytes(source.text.len().saturating_mul(64).saturating_add(1 << 20)));
    worker.queue(&Request::Erase { source: Cow::Borrowed(source.text), is_module: source.is_module });
    let start = worker.vitals().map(|vitals| vitals.cpu);
    let mut next_look = Instant::now() + LOOK_EVERY;
    loop {
        match worker.reply() {
            Ok(Some(Reply::Erased { erased, cpu })) => return Ok((erased, cpu)),
            Ok(None) => {}
            // It is the text's doing, however often it is tried: a namespace in a namespace, and so on, becomes a text
            // whose lines are ever longer.
            Err(ProtocolError::TooLong { .. } | ProtocolError::TooLarge { .. }) => {
                worker.end(None);
                return Err(Ended::TooLong);
            }
            Ok(Some(_)) => return Err(Ended::Died(worker.end(Some(ProtocolError::Unexpected)))),
            Err(nonsense) => return Err(Ended::Died(worker.end(Some(nonsense)))),
        }
        if worker.exchange(LOOK_EVERY).is_err() {
            return Err(Ended::Died(worker.end(None)));
        }
        // Also where a little comes now and then.
        if Instant::now() < next_look {
            continue;
        }
        next_look = Instant::now() + LOOK_EVERY;
        let used = worker.vitals().zip(start).map(|(vitals, start)| vitals.cpu.saturating_sub(start));
        let ended = match used {
            Some(used) if used > most => Ended::OutOfTime,
            _ if Instant::now() > deadline => Ended::Silent,
            _ if worker.vitals().is_some_and(|vitals| vitals.is_stopped) => Ended::Silent,
            _ => continue,
        };
        worker.end(None);
        return Err(ended);
    }
}

/// JavaScript that was made of TypeScript.
#[derive(Debug)]
pub struct Translation {
    /// The text, and the way back to the original; or why there is none.
    pub outcome: Result<(Arc<str>, Original), ScriptError>,
    /// CPU time that it took.
    cpu: Duration,
}

/// A runner that gives another one JavaScript in place of TypeScript, and leads every place in what comes of it back.
pub struct TypeScriptRunner<R> {
    inner: R,
    shared: Mutex<Shared>,
}

struct Shared {
    eraser: Eraser,
    /// By the address of the text, which the entry keeps from being anybody else's.
    done: HashMap<usize, (Arc<str>, Arc<Translation>)>,
}

impl<R: Runner> TypeScriptRunner<R> {
    /// A runner that has `inner` run what `eraser` makes of TypeScript.
    pub fn new(inner: R, eraser: Eraser) -> Self {
        Self { inner, shared: Mutex::new(Shared { eraser, done: HashMap::new() }) }
    }

    /// What a submission has become, once for all sessions. The time that it took is told to the first that asks.
    fn translate(&self, source: Source<'_>) -> Result<(Arc<Translation>, Duration), RunnerError> {
        let Shared { eraser, done } = &mut *self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let address = source.text.as_ptr().addr();
        if let Some((_, translation)) = done.get(&address) {
            return Ok((Arc::clone(translation), Duration::ZERO));
        }
        let translation = Arc::new(eraser.translate(source)?);
        done.insert(address, (Arc::clone(source.text), Arc::clone(&translation)));
        let cpu = translation.cpu;
        Ok((translation, cpu))
    }
}

impl<R: Runner> Runner for TypeScriptRunner<R> {
    fn info(&self) -> EngineInfo {
        self.inner.info()
    }

    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        self.inner.compile(job)
    }

    fn ahead(&self) -> Option<usize> {
        self.inner.ahead()
    }

    fn compile_ahead(&self, job: &Job<'_>) {
        // What TypeScript becomes is not known before its turn.
        if job.source.language == Language::JavaScript {
            self.inner.compile_ahead(job);
        }
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(TypeScriptSession { runner: self, inner: self.inner.session()?, last: None }))
    }
}

struct TypeScriptSession<'a, R> {
    runner: &'a TypeScriptRunner<R>,
    inner: Box<dyn Session + 'a>,
    /// The text that came last, and what it became.
    last: Option<(Arc<str>, Arc<Translation>)>,
}

impl<R: Runner> Session for TypeScriptSession<'_, R> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, RawRun) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        if job.source.language == Language::JavaScript {
            return self.inner.run(job, each);
        }
        let (translation, cpu) = match &self.last {
            Some((last, translation)) if Arc::ptr_eq(last, job.source.text) => {
                (Arc::clone(translation), Duration::ZERO)
            }
            _ => self.runner.translate(job.source)?,
        };
        self.last = Some((Arc::clone(job.source.text), Arc::clone(&translation)));
        match &translation.outcome {
            Ok((text, original)) => {
                self.inner.run(&Job { source: Source { text, ..job.source }, ..*job }, &mut |index, run| {
                    let mut run = original.restore(run);
                    if index == 0 {
                        run.compile += cpu;
                    }
                    each(index, run)
                })
            }
            Err(error) => {
                for index in 0..job.inputs.len() {
                    let compile = if index == 0 { cpu } else { Duration::ZERO };
                    let run = RawRun { compile, ..RawRun::ended(Outcome::CompileError(error.clone())) };
                    if each(index, run).is_break() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }
}
