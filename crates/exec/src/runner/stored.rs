//! A runner with code caches on disk around another runner.

use std::{
    collections::HashSet,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Job, Runner, RunnerError, Session};
use tribunal_core::raw_run::RawRun;

use crate::code_store::{CodeStore, Key};
use tribunal_core::engine_info::EngineInfo;
use tribunal_engine::PAYS_ON_DISK;

/// Gives the other runner what a store has of a submission, and the store what it lacks.
pub struct StoredRunner<R> {
    inner: R,
    store: CodeStore,
    /// Whether the inner runner's own code caches go into the store.
    is_trusted: bool,
    /// What need not be put into the store any more.
    done: Mutex<HashSet<Key>>,
}

impl<R: Runner> StoredRunner<R> {
    /// A runner whose own code caches can be trusted, because its submissions are.
    pub fn trusted(inner: R, store: CodeStore) -> Self {
        Self { inner, store, is_trusted: true, done: Mutex::default() }
    }

    /// A runner whose submissions nobody trusts. What comes from where one has run does not get into the store: its
    /// text is compiled once more, with [`Runner::compile`].
    ///
    /// A worker that has run submissions can be one that a submission has taken over, and what it says of the next
    /// one's code may be a lie; in a store, the lie would outlive the run.
    pub fn untrusted(inner: R, store: CodeStore) -> Self {
        Self { is_trusted: false, ..Self::trusted(inner, store) }
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
        let _ = match self.is_trusted {
            true => self.store.save(key, bytes),
            false => self.inner.compile(job).map_or(Ok(()), |bytes| self.store.save(key, &bytes)),
        };
    }
}

impl<R: Runner> Runner for StoredRunner<R> {
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
        let source = &job.source.text;
        if source.len() < PAYS_ON_DISK {
            return self.inner.compile_ahead(job);
        }
        let key = self.store.key(source, job.entry.form(), job.libraries.snapshot());
        if let Some(bytes) = self.store.load(key) {
            self.claim(key);
            job.cache.fill(bytes);
        } else if let Some(bytes) = self.inner.compile(job) {
            if self.claim(key) {
                // That it cannot be kept costs the next run some time, and no more.
                let _ = self.store.save(key, &bytes);
            }
            job.cache.fill(bytes);
        }
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
        let source = &job.source.text;
        // A module is bound to its context, and its isolate keeps its code.
        if source.len() < PAYS_ON_DISK || job.source.is_module {
            return self.inner.run(job, each);
        }
        let libraries = job.libraries.snapshot();
        let key = match &self.last {
            Some((last, key)) if Arc::ptr_eq(last, source) => *key,
            _ => self.runner.store.key(source, job.entry.form(), libraries),
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
