//! The executor: the one way from a job to the results of its cases.
//!
//! It strips the types of TypeScript, looks into the code cache on disk, lets a runner run the cases, and maps the
//! locations in their results back to the submitted text. A runner sees JavaScript only.

use std::{
    collections::HashSet,
    ops::ControlFlow,
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tribunal_core::{
    engine_info::EngineInfo,
    execution::{Execution, Outcome},
    source::{Language, Source},
};
use tribunal_engine::MIN_STORED_SOURCE_BYTES;

use crate::{
    code_store::{CodeStore, Key},
    prepared::Javascript,
    runner::{Job, Runner, RunnerError, Session},
    type_stripper::TypeStripper,
};

/// An executor of jobs in any language, with one runner.
pub struct Executor {
    runner: Box<dyn Runner>,
    stripper: Mutex<TypeStripper>,
    store: Option<Store>,
}

impl Executor {
    /// Returns an executor that runs JavaScript with `runner`, and strips the types of TypeScript in worker processes
    /// of `program`, which has to be this program. It keeps nothing on disk.
    pub fn new(runner: impl Runner + 'static, program: &Path) -> Self {
        Self {
            runner: Box::new(runner),
            stripper: Mutex::new(TypeStripper::new(program.to_owned())),
            store: None,
        }
    }

    /// Returns the same executor with this store for code caches; `None` for none.
    #[must_use]
    pub fn with_store(self, store: Option<CodeStore>) -> Self {
        Self { store: store.map(|codes| Store { codes, done: Mutex::default() }), ..self }
    }

    /// Returns the name and version of the engine that runs the cases.
    pub fn info(&self) -> EngineInfo {
        self.runner.info()
    }

    /// Returns the length of a source, in bytes, from which on precompiling it pays; `None` if it never does.
    pub fn precompile_from(&self) -> Option<usize> {
        self.runner.precompile_from()
    }

    /// Compiles the job's submission before its turn, or loads its code from disk. Does nothing for TypeScript, whose
    /// JavaScript is not known before its turn.
    pub fn precompile(&self, job: &Job<'_>) {
        if job.source.language != Language::JavaScript {
            return;
        }
        let code = match &self.store {
            Some(store) if Store::is_for(job.source) => store.find(job).or_else(|| {
                let code = self.runner.compile(job)?;
                store.put(store.key(job), &code);
                Some(code)
            }),
            _ => self.runner.compile(job),
        };
        if let Some(code) = code {
            job.prepared.code.fill(code);
        }
    }

    /// Returns a session for one thread: made, used and dropped on that thread.
    ///
    /// # Errors
    /// If this machine cannot run submissions this way.
    pub fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(ExecutorSession { executor: self, inner: self.runner.session()? }))
    }

    /// Returns the JavaScript of a job in TypeScript, and the CPU time of stripping its types, which is zero for all
    /// but the first caller.
    fn javascript<'a>(&self, job: &Job<'a>) -> Result<(&'a Javascript, Duration), RunnerError> {
        let known = &job.prepared.javascript;
        if let Some(javascript) = known.get() {
            return Ok((javascript, Duration::ZERO));
        }
        let mut stripper = self.stripper.lock().unwrap_or_else(PoisonError::into_inner);
        // Another session has stripped it meanwhile.
        if let Some(javascript) = known.get() {
            return Ok((javascript, Duration::ZERO));
        }
        let (javascript, cpu) = stripper.strip(job.source)?;
        Ok((known.get_or_init(|| javascript), cpu))
    }
}

/// The store of code caches, with the state of one executor.
struct Store {
    codes: CodeStore,
    /// Keys of the entries in the store, as far as this executor knows.
    done: Mutex<HashSet<Key>>,
}

impl Store {
    /// Whether the store keeps the code of such a source. A module is bound to its context, and its isolate keeps its
    /// code.
    fn is_for(source: Source<'_>) -> bool {
        source.text.len() >= MIN_STORED_SOURCE_BYTES && !source.is_module
    }

    fn key(&self, job: &Job<'_>) -> Key {
        let key = || self.codes.key(job.source.text, job.entry.form(), job.libraries.snapshot());
        *job.prepared.key.get_or_init(key)
    }

    /// Returns the code of a job's submission, if it is there.
    fn find(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        let key = self.key(job);
        let code = self.codes.load(key)?;
        self.claim(key);
        Some(code)
    }

    /// Whether this is the first caller for this key, which then has to store its code.
    fn claim(&self, key: Key) -> bool {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).insert(key)
    }

    fn put(&self, key: Key, code: &[u8]) {
        if self.claim(key) {
            self.save(key, code);
        }
    }

    fn save(&self, key: Key, code: &[u8]) {
        // A failure to store it costs the next run some time, and no more.
        let _ = self.codes.save(key, code);
    }

    /// Stores the code of a job after its run, unless it came from the store.
    ///
    /// A submission can take over the worker that runs it, and such a worker may send wrong code for the next
    /// submission; in a store, that code would outlive the run. So unless the runner is trusted, the text is compiled
    /// once more, in a process where no submission ever ran.
    fn keep(&self, job: &Job<'_>, runner: &dyn Runner) {
        let (key, code) = (self.key(job), &job.prepared.code);
        if code.is_rejected() {
            // The entry in the store is of no use, whether it was bad from the start or damaged later.
            self.codes.remove(key);
            return;
        }
        // A source that is no script, or does not compile, has no code.
        let Some(bytes) = code.bytes().filter(|_| self.claim(key)) else { return };
        if runner.is_trusted() {
            self.save(key, bytes);
        } else if let Some(bytes) = runner.compile(job) {
            self.save(key, &bytes);
        }
    }
}

struct ExecutorSession<'a> {
    executor: &'a Executor,
    inner: Box<dyn Session + 'a>,
}

impl ExecutorSession<'_> {
    /// Runs a job in JavaScript.
    fn run_javascript(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let Some(store) = self.executor.store.as_ref().filter(|_| Store::is_for(job.source)) else {
            return self.inner.run(job, each);
        };
        let code = &job.prepared.code;
        if code.is_empty()
            && let Some(bytes) = store.find(job)
        {
            code.fill(bytes);
        }
        self.inner.run(job, each)?;
        store.keep(job, &*self.executor.runner);
        Ok(())
    }
}

impl Session for ExecutorSession<'_> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        if job.source.language == Language::JavaScript {
            return self.run_javascript(job, each);
        }
        let (javascript, cpu) = self.executor.javascript(job)?;
        let cpu_of = |index| if index == 0 { cpu } else { Duration::ZERO };
        match javascript {
            Ok((text, original)) => {
                let job = Job { source: Source { text, ..job.source }, ..*job };
                self.run_javascript(&job, &mut |index, run| {
                    let run = original.restore(run);
                    each(index, Execution { compile: run.compile + cpu_of(index), ..run })
                })
            }
            Err(error) => {
                for index in 0..job.inputs.len() {
                    let outcome = Outcome::CompileError(error.clone());
                    if each(index, Execution { compile: cpu_of(index), ..Execution::ended(outcome) })
                        .is_break()
                    {
                        break;
                    }
                }
                Ok(())
            }
        }
    }
}
