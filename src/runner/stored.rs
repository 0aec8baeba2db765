//! A runner with code caches on disk around another runner.

use std::{
    borrow::Cow,
    collections::HashSet,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Job, Runner, RunnerError, Session, process::ProcessRunner};
use crate::{
    code_store::{CodeStore, Key},
    engine::PAYS_ON_DISK,
    entry_point::EntryPoint,
    input::LoadedInput,
    raw_run::{Limits, Outcome, RawRun, Room},
    realm::Realm,
    report::EngineInfo,
    value::{Object, Value},
    worker::{
        process::WorkerProcess,
        protocol::{Reply, Request},
    },
};

/// Gives the other runner what a store has of a submission, and the store what it lacks.
pub struct StoredRunner<R> {
    inner: R,
    store: CodeStore,
    /// `None` if the inner runner is trusted with what goes into the store.
    compiler: Option<Compiler>,
    /// What need not be put into the store any more.
    done: Mutex<HashSet<Key>>,
}

impl<R: Runner> StoredRunner<R> {
    /// A runner whose own code caches can be trusted, because its submissions are.
    pub fn trusted(inner: R, store: CodeStore) -> Self {
        Self { inner, store, compiler: None, done: Mutex::default() }
    }

    /// A runner whose submissions nobody trusts. What comes from where one has run does not get into the store:
    /// its text is compiled once more by a worker of `compiler`, which never runs anything.
    pub fn untrusted(inner: R, store: CodeStore, compiler: ProcessRunner) -> Self {
        Self { compiler: Some(Compiler::new(compiler)), ..Self::trusted(inner, store) }
    }

    /// Whether this is the first to ask, who is to put the code of this key into the store.
    fn claim(&self, key: Key) -> bool {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).insert(key)
    }

    /// After a job has run: keeps what it compiled to, unless that came from the store.
    fn keep(&self, job: &Job<'_>, key: Key) {
        if job.cache.is_rejected() {
            // As it was found in the store, or was damaged later: it is of no use.
            self.store.remove(key);
            return;
        }
        // What is no script that compiles has none.
        let Some(bytes) = job.cache.bytes().filter(|_| self.claim(key)) else { return };
        // That it cannot be kept costs the next run some time, and no more.
        let _ = match &self.compiler {
            None => self.store.save(key, bytes),
            Some(compiler) => match compiler.compile(job) {
                Some(bytes) => self.store.save(key, &bytes),
                None => Ok(()),
            },
        };
    }
}

impl<R: Runner> Runner for StoredRunner<R> {
    fn info(&self) -> EngineInfo {
        self.inner.info()
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(StoredSession { runner: self, inner: self.inner.session()?, last: None }))
    }
}

struct StoredSession<'a, R> {
    runner: &'a StoredRunner<R>,
    inner: Box<dyn Session + 'a>,
    /// The key of the source that came last.
    last: Option<(Arc<str>, Key)>,
}

impl<R: Runner> Session for StoredSession<'_, R> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, RawRun) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let source = &job.submission.source;
        // A module is bound to its context, and its isolate keeps its code. A program is compiled in another way than
        // a function's submission, and what is kept under its text is that one's.
        let has_function = job.entry.function().is_some();
        if source.len() < PAYS_ON_DISK || job.submission.is_module() || !has_function {
            return self.inner.run(job, each);
        }
        let key = match &self.last {
            Some((last, key)) if Arc::ptr_eq(last, source) => *key,
            _ => self.runner.store.key(source),
        };
        self.last = Some((Arc::clone(source), key));
        if job.cache.is_empty()
            && let Some(bytes) = self.runner.store.load(key)
        {
            self.runner.claim(key);
            job.cache.fill(bytes);
        }
        self.inner.run(job, each)?;
        self.runner.keep(job, key);
        Ok(())
    }
}

/// Compiles what nobody trusts, in a worker process that never runs any of it.
///
/// A worker that has run submissions can be one that a submission has taken over, and what it says of the next
/// one's code may be a lie; in a store, the lie would outlive the run.
struct Compiler {
    runner: ProcessRunner,
    /// The worker, and its limits.
    worker: Mutex<Option<(Room, WorkerProcess)>>,
}

/// No name of a function: the worker compiles the text, finds that there is nothing that could be called, and says
/// so without having run a line of it.
const NO_NAME: &str = "(";

/// How long the worker may take beyond the limits that it keeps itself.
const GRACE: Duration = Duration::from_millis(500);

/// How often a silent worker is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Compiler {
    fn new(runner: ProcessRunner) -> Self {
        Self { runner, worker: Mutex::new(None) }
    }

    /// The code cache of a job's submission; `None` if it has none, or the worker fails at it.
    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        let mut kept = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        let room = Room::from(&job.limits);
        let mut worker = match kept.take() {
            Some((kept, worker)) if kept == room => worker,
            _ => self.runner.start(room).ok()?,
        };
        let code = compile(&mut worker, job)?;
        // One that fails is not used again.
        *kept = Some((room, worker));
        code
    }
}

/// The code cache of a job's submission, if it has one; `None` if the worker is not to be used any more.
fn compile(worker: &mut WorkerProcess, job: &Job<'_>) -> Option<Option<Vec<u8>>> {
    let mut args = Value::primitive(crate::value::Node::Null);
    args.root = args.push(Object::Array(Vec::new()));
    worker.set_reply_limit(job.submission.source.len().saturating_mul(64).saturating_add(1 << 20));
    worker.queue(&Request::Load {
        source: job.submission.source.to_string(),
        is_module: job.submission.is_module(),
        entry: EntryPoint::Function(NO_NAME.to_owned()),
        realm: Realm::Fresh,
        cache: None,
    });
    worker.queue(&Request::Case {
        input: LoadedInput::Arguments(Cow::Owned(args)),
        limits: Limits { output_bytes: 0, ..job.limits },
    });
    let deadline = Instant::now() + job.limits.wall + GRACE;
    loop {
        match worker.reply() {
            Ok(Some(Reply::Ran { run: RawRun { outcome: Outcome::NoAnswer(_), .. }, cache })) => {
                return Some(cache);
            }
            Ok(None) if Instant::now() < deadline => {
                worker.exchange(LOOK_EVERY).ok()?;
            }
            _ => {
                worker.end(None);
                return None;
            }
        }
    }
}
