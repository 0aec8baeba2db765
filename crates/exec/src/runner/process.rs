//! Runs submissions in worker processes: the way for code that nobody trusts.
//!
//! Each session leases one worker. A worker that dies, hangs or talks nonsense is replaced, and the case that
//! it was at gets the verdict that this means; no other case of the job is touched by it.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Sender, channel},
    },
    time::{Duration, Instant},
};

use rustix::io::Errno;

use super::{
    Job, Runner, RunnerError, Session,
    compiler::{Compiler, PrecompilePolicy},
    load,
};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{BUSY_WALL_FACTOR, Execution, IsolateLimits, Limit, Limits, Outcome, wall_left},
    libraries::{Libraries, LibrarySnapshot},
    realm::Realm,
};

use crate::{
    library_snapshot::{self, BuildError},
    prepared::Prepared,
    worker::{
        process::{Death, WorkerProcess},
        protocol::{Manner, Most, ProtocolError, Reply, Request},
        sandbox::Layer,
        vitals::Vitals,
    },
};
use tribunal_core::engine_info::EngineInfo;

/// How often a silent worker is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a worker may take beyond a case's limits before it is killed: by then its own watchdog has failed,
/// because the program is in a loop of V8's that no termination reaches.
const GRACE: Duration = Duration::from_millis(500);

/// How often a case is run again whose worker someone else has killed or stopped, as long as there is time for it.
const MAX_KILL_RETRIES: u32 = 10;

/// Memory that a worker may take for a case besides what the case may use, in bytes: garbage, compiled code and
/// what the compilers need. The heap and array buffers are the engine's to limit; this is for what it cannot see,
/// such as WebAssembly's memories.
const UNSEEN_MEMORY: u64 = 128 << 20;

/// How often a worker may hold a case's input besides what the program makes of it: that of the case, and what the last
/// one has left unused.
const COPIES_OF_INPUT: u64 = 2;

/// Cases that took less cannot have filled that much memory, and are not looked at.
const TIME_TO_FILL_MEMORY: Duration = Duration::from_millis(5);

/// Longest time that a report can be about. What claims more is no honest reply.
const MAX_REPORTED_TIME: Duration = Duration::from_secs(10_000_000);

/// Work that is sent ahead, by the time that it will take: long enough to hide the way there and back, short
/// enough that nobody waits for cases that are not wanted any more.
const PIPELINED_TIME: Duration = Duration::from_millis(2);

/// Most cases that are sent ahead, and most bytes.
const MAX_PIPELINED_CASES: usize = 64;
const MAX_PIPELINED_BYTES: usize = 1 << 20;

/// This program, to be started again as a worker.
///
/// # Errors
/// If the system does not say where it is.
pub fn this_program() -> std::io::Result<PathBuf> {
    // On Linux, this name stays right when the file is replaced or removed while the judge runs.
    let link = PathBuf::from("/proc/self/exe");
    if link.exists() { Ok(link) } else { std::env::current_exe() }
}

/// Runs each worker thread's cases in a worker process of its own.
pub struct ProcessRunner {
    program: PathBuf,
    /// Whether every submission gets a new worker.
    one_per_submission: bool,
    /// A worker that was started to see what it says, until a session takes it.
    spare: Mutex<Option<Spare>>,
    compiler: Compiler,
    /// Workers between sessions, if they are kept.
    kept: Option<Kept>,
}

/// A worker that nobody uses, and what it is set up for.
struct Spare {
    worker: WorkerProcess,
    isolate_limits: IsolateLimits,
    libraries: Option<[u8; 32]>,
}

/// Workers that outlive the sessions that they were started for.
struct Kept {
    idle: Mutex<Vec<Lease>>,
    starter: Mutex<Sender<Start>>,
}

/// What is asked of the thread that starts workers which are kept: a worker ends with the thread that has started it.
type Start = (Option<Vec<u8>>, IsolateLimits, Sender<Result<WorkerProcess, RunnerError>>);

impl ProcessRunner {
    /// A runner whose workers are `program`, which has to be this program.
    pub fn new(program: PathBuf) -> Self {
        let compiler = Compiler::new(program.clone());
        Self { program, one_per_submission: false, spare: Mutex::new(None), compiler, kept: None }
    }

    /// The same runner, which starts a new worker for each submission if `one_per_submission`.
    #[must_use]
    pub fn with_one_worker_per_submission(self, one_per_submission: bool) -> Self {
        Self { one_per_submission, ..self }
    }

    /// The same runner, whose workers live on between one batch and the next, for as long as it does.
    pub fn keeping_workers(self) -> Self {
        let (starter, requests) = channel::<Start>();
        let program = self.program.clone();
        std::thread::spawn(move || {
            for (snapshot, isolate_limits, reply) in requests {
                // Who has asked is gone only when all is over.
                let _ = reply.send(start(&program, snapshot.as_deref(), isolate_limits, Manner::Usual));
            }
        });
        let kept = Kept { idle: Mutex::default(), starter: Mutex::new(starter) };
        Self { kept: Some(kept), ..self }
    }

    /// The same with another way to compile ahead; `None` for not at all.
    pub fn with_precompile(mut self, policy: Option<PrecompilePolicy>) -> Self {
        self.compiler.policy = policy;
        self
    }

    /// Starts a first worker and tells which layers its sandbox has. The first session with these limits and these
    /// libraries gets it.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn try_out(
        &self,
        isolate_limits: impl Into<IsolateLimits>,
        libraries: &Libraries,
    ) -> Result<Vec<Layer>, RunnerError> {
        let isolate_limits = isolate_limits.into();
        let worker = self.start(isolate_limits, libraries)?;
        let layers = worker.layers().to_vec();
        let libraries = libraries.snapshot().map(LibrarySnapshot::digest);
        *self.spare.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Spare { worker, isolate_limits, libraries });
        Ok(layers)
    }

    /// What counts of a case after its first run, and after a second one where that matters.
    ///
    /// # Errors
    /// If there is no worker for it.
    fn settle(&self, job: &Job<'_>, index: usize, run: Execution) -> Result<Execution, RunnerError> {
        if !job.has_second_runs() || !run.needs_second_run(&job.limits) {
            return Ok(run);
        }
        let second = self.second_run(job, index, &run)?;
        Ok(match second {
            // It was for its memory, but its calls are as deep as those of the first run were by luck not.
            Some(second) if second.overflowed && !run.overflowed => {
                let deep = self.second_run(job, index, &second)?;
                run.settled_by(Some(second.settled_by(deep)))
            }
            second => run.settled_by(second),
        })
    }

    /// Runs a case once more after this run: alone, in a worker that starts for it and in which V8 does the same each time.
    /// `None` if there is no time for it.
    ///
    /// # Errors
    /// If there is no such worker.
    fn second_run(
        &self,
        job: &Job<'_>,
        index: usize,
        first: &Execution,
    ) -> Result<Option<Execution>, RunnerError> {
        let spent = first.spent;
        if !job.limits.may_run_again(spent) {
            return Ok(None);
        }
        let (none, limits) = (Prepared::default(), job.limits.for_second_run(first));
        let job = Job { limits, spent, inputs: &job.inputs[index..=index], prepared: &none, ..*job };
        let manner = if first.overflowed { Manner::Repeatable } else { Manner::RepeatableHeap };
        let mut second = None;
        let mut session = ProcessSession { runner: self, manner, lease: None };
        session.run_all(&job, &mut |_, run| {
            second = Some(run);
            ControlFlow::Break(())
        })?;
        Ok(second)
    }

    /// Starts a worker in whose contexts these libraries have run.
    ///
    /// # Errors
    /// If it cannot be started, or the libraries were not prepared and cannot be.
    pub fn start(
        &self,
        isolate_limits: impl Into<IsolateLimits>,
        libraries: &Libraries,
    ) -> Result<WorkerProcess, RunnerError> {
        let isolate_limits = isolate_limits.into();
        self.prepare(libraries)?;
        let snapshot = libraries.snapshot();
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(spare) = spare
            && spare.isolate_limits == isolate_limits
            && spare.libraries == snapshot.map(LibrarySnapshot::digest)
        {
            return Ok(spare.worker);
        }
        let snapshot = snapshot.map(LibrarySnapshot::bytes);
        let Some(kept) = &self.kept else {
            return start(&self.program, snapshot, isolate_limits, Manner::Usual);
        };
        let (sender, receiver) = channel();
        let request = (snapshot.map(<[u8]>::to_vec), isolate_limits, sender);
        let asked = kept.starter.lock().unwrap_or_else(PoisonError::into_inner).send(request).is_ok();
        let started = asked.then(|| receiver.recv().ok()).flatten();
        started.unwrap_or_else(|| Err(RunnerError::NoStarter))
    }

    /// Starts a worker like this that runs in another manner, and that nobody keeps.
    fn start_new(
        &self,
        isolate_limits: IsolateLimits,
        libraries: &Libraries,
        manner: Manner,
    ) -> Result<WorkerProcess, RunnerError> {
        self.prepare(libraries)?;
        start(&self.program, libraries.snapshot().map(LibrarySnapshot::bytes), isolate_limits, manner)
    }

    fn prepare(&self, libraries: &Libraries) -> Result<(), RunnerError> {
        library_snapshot::prepare(libraries, &self.program, None).map_err(|error| match error {
            BuildError::Start(source) => unstarted(&self.program, source),
            error => RunnerError::Libraries(error.into()),
        })
    }

    /// A kept worker that nobody uses and that is set up like this.
    fn take_idle(&self, isolate_limits: IsolateLimits, libraries: Option<[u8; 32]>) -> Option<Lease> {
        let mut idle = self.kept.as_ref()?.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = |lease: &Lease| lease.isolate_limits == isolate_limits && lease.libraries == libraries;
        let index = idle.iter().position(is_right)?;
        Some(idle.swap_remove(index))
    }
}

/// Starts a worker whose contexts come from a snapshot with libraries, or from the one without.
fn start(
    program: &Path,
    snapshot: Option<&[u8]>,
    isolate_limits: IsolateLimits,
    manner: Manner,
) -> Result<WorkerProcess, RunnerError> {
    let snapshot = snapshot.unwrap_or_else(|| tribunal_engine::snapshot());
    WorkerProcess::start(program, snapshot, isolate_limits, manner)
        .map_err(|source| unstarted(program, source))
}

/// Why there is no worker, and what to do about it.
fn unstarted(program: &Path, source: std::io::Error) -> RunnerError {
    // Files, processes or threads, memory: what the system allows this process, or has at all.
    let is_want = [Errno::MFILE, Errno::NFILE, Errno::AGAIN, Errno::NOMEM]
        .iter()
        .any(|errno| source.raw_os_error() == Some(errno.raw_os_error()))
        // What V8 says last where it gets no thread, or no memory.
        || ["Start()", "out of memory"].iter().any(|words| source.to_string().contains(words));
    let hint = if is_want {
        "fewer at a time need less (`-j`), and `ulimit -n`, `-u` and `-v` say what the system allows"
    } else {
        "--isolation thread runs trusted submissions without one"
    };
    RunnerError::Start {
        program: format!("a worker process ({})", program.display()),
        source,
        hint: hint.into(),
    }
}

impl Runner for ProcessRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "isolate", v8: tribunal_engine::v8_version().to_owned() }
    }

    fn precompile_from(&self) -> Option<usize> {
        self.compiler.policy.map(|policy| policy.from)
    }

    fn compile(&self, job: &Job<'_>) -> Option<Vec<u8>> {
        self.compiler.compile(job)
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(ProcessSession { runner: self, manner: Manner::Usual, lease: None }))
    }
}

struct ProcessSession<'a> {
    runner: &'a ProcessRunner,
    /// How its workers run.
    manner: Manner,
    lease: Option<Lease>,
}

/// The tries of one case.
#[derive(Clone, Copy, Debug)]
struct Tries {
    /// How many there were.
    count: u32,
    /// The wall limit of a try.
    wall: Duration,
    /// What they have taken by the clock.
    spent: Duration,
    /// Whether the clock ran out for one.
    is_slow: bool,
}

impl Tries {
    /// Those of a case with such a wall limit that has taken so much already.
    fn new(wall: Duration, spent: Duration) -> Self {
        Self { count: 0, wall, spent, is_slow: false }
    }

    /// What the next ones may take by the clock together. What comes on top does not depend on the case: a worker is started
    /// for each, and one that has to be killed is, [`GRACE`] after its limit.
    fn left(&self) -> Duration {
        wall_left(self.wall, self.spent)
    }

    /// What the next try may take by the clock.
    fn limit(&self) -> Duration {
        if self.is_slow { self.left() } else { self.wall.min(self.left()) }
    }

    /// Notes that one has taken this long.
    fn spend(&mut self, taken: Duration) {
        // What is beyond the limit is the supervisor's own, until it has ended the worker.
        let limit = self.limit();
        self.is_slow |= taken >= limit;
        self.spent += taken.min(limit);
    }

    /// Whether there is no time for another one.
    fn are_over(&self) -> bool {
        self.left() < self.wall
    }
}

/// What a worker has loaded: the parts of a job that one request brings it for all of its cases.
struct LoadedJob {
    source: Arc<str>,
    entry: EntryPoint,
    realm: Realm,
    coverage: bool,
    seed: u64,
}

/// A worker and what it is set up for.
struct Lease {
    worker: WorkerProcess,
    isolate_limits: IsolateLimits,
    libraries: Option<[u8; 32]>,
    loaded: Option<LoadedJob>,
    /// The longest input that it was sent, in bytes.
    longest_input: u64,
}

/// How a worker's part of a job ended.
enum LeaseEnd {
    /// All cases are handed over, or nobody wants more.
    Done,
    /// The next case has run, and the worker is not to be used any more.
    Spent(Execution),
    /// The next case has run, but the machine may be to blame for what came of it.
    Doubtful {
        run: Execution,
        /// Time since it began the case, by the supervisor's clock.
        taken: Duration,
    },
    /// The worker is gone.
    Lost {
        death: Death,
        /// Cases that it was sent and has not answered.
        unanswered: usize,
        /// What it was killed for, if it was.
        killed: Option<Limit>,
        /// Time since it began the case, by its CPU and by the clock.
        cpu: Duration,
        wall: Duration,
        /// By how much its memory has grown, in bytes, as far as it was seen.
        memory_bytes: u64,
    },
}

impl Session for ProcessSession<'_> {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let runner = self.runner;
        let mut failure = None;
        self.run_all(job, &mut |index, run| match runner.settle(job, index, run) {
            Ok(run) => each(index, run),
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failure.map_or(Ok(()), Err)
    }
}

impl ProcessSession<'_> {
    /// Runs the cases of a job once each.
    fn run_all(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let mut next = 0;
        let wall = job.limits.wall;
        let mut tries = Tries::new(wall, job.spent);
        // A worker was lost when it had several of the cases before this one: each is run with nothing behind it.
        let mut one_by_one_until = 0;
        while next < job.inputs.len() {
            let lease = self.lease_for(job)?;
            let ended = lease.run(job, next, tries, one_by_one_until, &mut |run| {
                tries.spend(run.spent);
                let run = Execution { spent: tries.spent, ..run };
                tries = Tries::new(wall, Duration::ZERO);
                next += 1;
                each(next - 1, run)
            })?;
            let run = match ended {
                LeaseEnd::Done => return Ok(()),
                // Which case it was at does not matter: the next one is not answered, which says nothing of it.
                _ if job.realm == Realm::Hardened => {
                    if let LeaseEnd::Doubtful { taken, .. } | LeaseEnd::Lost { wall: taken, .. } = ended {
                        tries.spend(taken);
                    }
                    // Whoever runs many looks at what each has taken.
                    let wall = tries.spent;
                    Some(Execution {
                        wall,
                        ..Execution::ended(Outcome::NoAnswer("the worker was lost".into()))
                    })
                }
                LeaseEnd::Spent(run) => {
                    tries.spend(run.spent);
                    Some(run)
                }
                LeaseEnd::Doubtful { run, taken } => {
                    // The worker's clock may have started before ours.
                    let is_slow = matches!(run.outcome, Outcome::Stopped { limit: Limit::WallTime, .. });
                    tries.spend(if is_slow { taken.max(tries.limit()) } else { taken });
                    tries.are_over().then_some(run)
                }
                LeaseEnd::Lost { unanswered, wall, .. } if unanswered > 1 => {
                    // It may have been at any of them.
                    tries.spend(wall);
                    one_by_one_until = next + unanswered;
                    self.lease = None;
                    continue;
                }
                LeaseEnd::Lost { death, killed, cpu, wall, memory_bytes, .. } => {
                    tries.spend(wall);
                    let is_full = memory_bytes >= nearly(job.limits.memory_bytes);
                    outcome_of(&death, killed, &tries, is_full).map(|outcome| {
                        let mut run = Execution { cpu, wall, ..Execution::ended(outcome) };
                        if run.is_out_of_memory() {
                            // As much at least: what was seen may be another case's.
                            run.memory_bytes = job.limits.memory_bytes;
                        }
                        run
                    })
                }
            };
            self.lease = None;
            let Some(run) = run else {
                tries.count += 1;
                continue;
            };
            let run = Execution { spent: tries.spent, ..run };
            tries = Tries::new(wall, Duration::ZERO);
            next += 1;
            if each(next - 1, run).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl ProcessSession<'_> {
    /// A worker for the job: the one there is, if it will do.
    fn lease_for(&mut self, job: &Job<'_>) -> Result<&mut Lease, RunnerError> {
        let isolate_limits = IsolateLimits::from(&job.limits);
        let strict = self.runner.one_per_submission;
        let libraries = job.libraries.snapshot().map(LibrarySnapshot::digest);
        self.lease.take_if(|lease| {
            lease.isolate_limits != isolate_limits
                || lease.libraries != libraries
                || !lease.worker.is_idle()
                || (strict && lease.loaded.is_some() && !lease.has_loaded_text(job))
        });
        if self.lease.is_none() && self.manner == Manner::Usual {
            self.lease = self.runner.take_idle(isolate_limits, libraries);
            // One may have ended meanwhile.
            self.lease.take_if(|lease| !lease.worker.is_idle());
        }
        Ok(match &mut self.lease {
            Some(lease) => lease,
            empty => {
                let worker = match self.manner {
                    Manner::Usual => self.runner.start(isolate_limits, job.libraries)?,
                    manner => self.runner.start_new(isolate_limits, job.libraries, manner)?,
                };
                let libraries = job.libraries.snapshot().map(LibrarySnapshot::digest);
                empty.insert(Lease { worker, isolate_limits, libraries, loaded: None, longest_input: 0 })
            }
        })
    }
}

impl Drop for ProcessSession<'_> {
    fn drop(&mut self) {
        if let (Some(kept), Some(lease)) = (&self.runner.kept, self.lease.take())
            && !self.runner.one_per_submission
            && self.manner == Manner::Usual
        {
            kept.idle.lock().unwrap_or_else(PoisonError::into_inner).push(lease);
        }
    }
}

impl Lease {
    fn has_loaded(&self, job: &Job<'_>) -> bool {
        self.has_loaded_text(job)
            && self.loaded.as_ref().is_some_and(|loaded| {
                (loaded.realm, loaded.coverage, loaded.seed) == (job.realm, job.coverage, job.seed)
            })
    }

    /// The same, for whichever realm.
    fn has_loaded_text(&self, job: &Job<'_>) -> bool {
        self.loaded
            .as_ref()
            .is_some_and(|loaded| Arc::ptr_eq(&loaded.source, job.source.text) && loaded.entry == *job.entry)
    }

    /// Runs the job's cases from `first` on and hands over what they give. `tries` are those that the first one has had;
    /// if there were any, they are run one at a time, as are those before `one_by_one_until`.
    fn run(
        &mut self,
        job: &Job<'_>,
        first: usize,
        tries: Tries,
        one_by_one_until: usize,
        each: &mut dyn FnMut(Execution) -> ControlFlow<()>,
    ) -> Result<LeaseEnd, RunnerError> {
        let mut compiles = false;
        if !self.has_loaded(job) {
            self.worker.queue(&Request::Load {
                source: job.source.text.to_string(),
                is_module: job.source.is_module,
                entry: job.entry.clone(),
                realm: job.realm,
                coverage: job.coverage,
                seed: job.seed,
                cache: job.prepared.code.bytes().map(<[u8]>::to_vec),
            });
            self.loaded = Some(LoadedJob {
                source: Arc::clone(job.source.text),
                entry: job.entry.clone(),
                realm: job.realm,
                coverage: job.coverage,
                seed: job.seed,
            });
            compiles = true;
        }
        self.worker.set_reply_limit(reply_limit(job));
        let limits = |case: usize| {
            if case == first { Limits { wall: tries.limit(), ..job.limits } } else { job.limits }
        };

        let mut to_send = first;
        let mut in_flight = 0;
        let mut unreadable = None;
        let mut window = 1;
        let mut watch = Watch::start(compiles, limits(first));
        loop {
            let one_by_one = tries.count > 0 || to_send - in_flight < one_by_one_until;
            let most = if one_by_one { 1 } else { window };
            while unreadable.is_none()
                && in_flight < most
                && to_send < job.inputs.len()
                // Behind a text that is longer than that, one case has to follow.
                && (in_flight == 0 || self.worker.unsent() < MAX_PIPELINED_BYTES)
            {
                match load(job.inputs[to_send]) {
                    Ok(input) => {
                        self.longest_input = self.longest_input.max(input.len());
                        self.worker.queue_case(input, limits(to_send));
                        to_send += 1;
                        in_flight += 1;
                    }
                    // Said when those before it are answered.
                    Err(error) => unreadable = Some(error),
                }
            }
            if in_flight == 0 {
                return unreadable.map_or(Ok(LeaseEnd::Done), Err);
            }
            match self.worker.reply() {
                Ok(Some(Reply::Ran { run, cache })) if is_sane(&run) => {
                    in_flight -= 1;
                    let taken = watch.taken();
                    let run = Execution { spent: taken, ..run };
                    // By its own clock: answers come several at a time.
                    if run.wall + run.compile > TIME_TO_FILL_MEMORY && self.uses_too_much() {
                        let outcome = Outcome::Stopped { limit: Limit::Memory, at: None };
                        let run = Execution { outcome, memory_bytes: self.worker.memory_growth(), ..run };
                        return Ok(LeaseEnd::Spent(run));
                    }
                    if matches!(run.outcome, Outcome::Stopped { limit: Limit::WallTime, .. }) {
                        return Ok(LeaseEnd::Doubtful { run, taken });
                    }
                    if let Some(cache) = cache {
                        job.prepared.code.fill(cache);
                    }
                    window = cases_ahead(watch.since.elapsed());
                    if each(run).is_break() {
                        self.drain(in_flight);
                        return Ok(LeaseEnd::Done);
                    }
                    // Not before: to judge what the case gave may have taken longer than the next one may.
                    watch = Watch::start(false, job.limits);
                }
                Ok(Some(_)) => {
                    return Ok(self.lost(Some(ProtocolError::Unexpected), in_flight, None, &watch));
                }
                Err(protocol_error) => return Ok(self.lost(Some(protocol_error), in_flight, None, &watch)),
                Ok(None) => {
                    if self.worker.exchange(LOOK_EVERY).is_err() {
                        return Ok(self.lost(None, in_flight, None, &watch));
                    }
                    if let Some(reason) = watch.look(self) {
                        return Ok(self.lost(None, in_flight, reason, &watch));
                    }
                }
            }
        }
    }

    /// Waits for the replies to cases that nobody wants any more, or ends the worker if they do not come soon.
    fn drain(&mut self, mut in_flight: usize) {
        let patience = Instant::now() + LOOK_EVERY;
        while in_flight > 0 {
            let left = patience.saturating_duration_since(Instant::now());
            let is_lost = match self.worker.reply() {
                Ok(Some(Reply::Ran { .. })) => {
                    in_flight -= 1;
                    false
                }
                Ok(None) => left.is_zero() || self.worker.exchange(left).is_err(),
                Ok(Some(_)) | Err(_) => true,
            };
            if is_lost {
                // The next job finds it gone and gets another one.
                self.worker.end(None);
                return;
            }
        }
    }

    /// Whether the worker has had more memory at a time than a case explains.
    fn uses_too_much(&self) -> bool {
        self.worker.memory_growth() > self.explained_memory()
    }

    /// The most memory at a time that a case explains, in bytes.
    fn explained_memory(&self) -> u64 {
        let input = self.longest_input.saturating_mul(COPIES_OF_INPUT);
        let IsolateLimits { memory_bytes, stack_bytes } = self.isolate_limits;
        let explained = memory_bytes.saturating_add(stack_bytes).saturating_add(UNSEEN_MEMORY);
        explained.saturating_add(input)
    }

    fn lost(
        &mut self,
        protocol_error: Option<ProtocolError>,
        unanswered: usize,
        killed: Option<Limit>,
        watch: &Watch,
    ) -> LeaseEnd {
        let (cpu, wall) = (watch.cpu, watch.taken());
        LeaseEnd::Lost {
            death: self.worker.end(protocol_error),
            unanswered,
            killed,
            cpu,
            wall,
            memory_bytes: watch.memory_bytes,
        }
    }
}

/// Watches how long a worker is at a case.
struct Watch {
    since: Instant,
    /// When to look next.
    next_look: Instant,
    /// What the system told of the worker when it was first looked at.
    first: Option<Vitals>,
    /// CPU time that it has used since.
    cpu: Duration,
    /// How long it has waited for a processor since.
    waited: Duration,
    /// By how much its memory had grown when it was looked at last, in bytes.
    memory_bytes: u64,
    /// What the try may use.
    limits: Limits,
    /// Whether the worker compiles before it runs the case.
    compiles: bool,
}

impl Watch {
    fn start(compiles: bool, limits: Limits) -> Self {
        let now = Instant::now();
        Self {
            since: now,
            next_look: now + LOOK_EVERY,
            first: None,
            cpu: Duration::ZERO,
            waited: Duration::ZERO,
            memory_bytes: 0,
            limits,
            compiles,
        }
    }

    /// How long the try has taken by the clock, as far as it did not wait for a processor. Of that, a part counts
    /// whatever the system says.
    fn taken(&self) -> Duration {
        let elapsed = self.since.elapsed();
        elapsed.saturating_sub(self.waited).max(elapsed / BUSY_WALL_FACTOR)
    }

    /// `Some` if the worker has to be killed: for a limit of the case's, or for none if it was stopped.
    fn look(&mut self, lease: &Lease) -> Option<Option<Limit>> {
        let limits = self.limits;
        let now = Instant::now();
        if now < self.next_look {
            return None;
        }
        self.next_look = now + LOOK_EVERY;
        // Compiling, running and reading the result may have the limit of CPU time each; by the clock, all have one.
        let phases = if self.compiles { 3 } else { 2 };
        if let Some(vitals) = lease.worker.vitals() {
            if vitals.is_stopped {
                return Some(None);
            }
            let first = self.first.get_or_insert(vitals);
            self.cpu = vitals.cpu.saturating_sub(first.cpu);
            self.waited = vitals.waited.saturating_sub(first.waited);
            if self.cpu > limits.cpu * phases + GRACE {
                return Some(Some(Limit::CpuTime));
            }
        }
        self.memory_bytes = lease.worker.memory_growth();
        if self.memory_bytes > lease.explained_memory() {
            return Some(Some(Limit::Memory));
        }
        (self.taken() > limits.wall + GRACE).then_some(Some(Limit::WallTime))
    }
}

/// Whether the times that a worker claims are such that one can reckon with them.
fn is_sane(run: &Execution) -> bool {
    [run.cpu, run.wall, run.compile].iter().all(|time| *time < MAX_REPORTED_TIME)
}

/// How many cases to have under way when one takes this long.
fn cases_ahead(case: Duration) -> usize {
    let cases = PIPELINED_TIME.as_nanos() / case.as_nanos().max(1);
    usize::try_from(cases).unwrap_or(MAX_PIPELINED_CASES).clamp(2, MAX_PIPELINED_CASES)
}

/// The most that an honest reply to a case of the job takes.
///
/// The limit of output bounds the result and the two outputs each. Outputs take as much on the wire and in memory as it
/// counts. A result takes three times as much on the wire, where it is one text of three bytes a character; in memory
/// sixteen times, where it is an array in an array in an array, of which it counts 8 bytes each.
fn reply_limit(job: &Job<'_>) -> Most {
    let output = usize::try_from(job.limits.output_bytes).unwrap_or(usize::MAX);
    // The code cache comes along once, as do the parts that were not reached.
    let code = job.source.text.len().saturating_mul(64);
    let most = |times: usize| output.saturating_mul(times).saturating_add(code).saturating_add(1 << 20);
    Most { wire: most(6), memory: most(20) }
}

/// From which growth on a worker's memory is as good as full, in bytes: it is looked at now and then, and may have grown
/// since.
fn nearly(memory_bytes: u64) -> u64 {
    memory_bytes / 4 * 3
}

/// What the end of a worker means for the case that it was at, whose tries are `tries`, this one in `tries.spent` only;
/// `None` to run the case again, alone. `is_full` says whether it had about as much memory as a case may use: then whoever
/// has killed it was the system, for want of memory. So it was if that has killed somebody meanwhile, and twice.
fn outcome_of(death: &Death, killed: Option<Limit>, tries: &Tries, is_full: bool) -> Option<Outcome> {
    let is_killed_for_memory =
        (is_full && death.is_kill) || (death.is_kill_for_memory && (tries.count >= 1 || tries.are_over()));
    let is_out_of_memory = death.is_out_of_memory() || is_killed_for_memory;
    let limit = killed.or_else(|| is_out_of_memory.then_some(Limit::Memory));
    let is_certain = match limit {
        // It has used the time: no load of the machine explains that.
        Some(Limit::CpuTime | Limit::Output) => true,
        // Whether other cases had left something behind, a second run tells.
        Some(Limit::Memory) => true,
        Some(Limit::WallTime) => false,
        None if death.is_by_outside_signal() => tries.count >= MAX_KILL_RETRIES,
        // An abort has to repeat itself.
        None => tries.count >= 1,
    };
    (is_certain || tries.are_over()).then(|| match limit {
        Some(limit) => Outcome::Stopped { limit, at: None },
        None => Outcome::Crashed(format!("engine abort: {}", death.describe())),
    })
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

    use super::*;

    fn by_signal(signal: i32, stderr_tail: &str) -> Death {
        Death {
            status: Some(ExitStatus::from_raw(signal)),
            stderr_tail: stderr_tail.into(),
            protocol_error: None,
            is_kill: signal == 9,
            is_kill_for_memory: false,
        }
    }

    #[test]
    fn what_a_death_means() {
        let (kill, abort) = (by_signal(9, ""), by_signal(6, "# Fatal error"));
        let oom = by_signal(5, "# Fatal process out of memory: Zone");
        let stopped = |limit| Some(Outcome::Stopped { limit, at: None });
        let wall = Duration::from_secs(4);
        let tried = |count| Tries { count, ..Tries::new(wall, Duration::ZERO) };
        let over = Tries { spent: wall * 5 / 2, ..tried(1) };
        let of = |death, killed, tries| outcome_of(death, killed, &tries, false);
        assert_eq!(of(&kill, None, tried(0)), None, "someone else's kill says nothing of the case");
        assert_eq!(of(&kill, None, tried(9)), None);
        assert!(matches!(of(&kill, None, tried(10)), Some(Outcome::Crashed(_))));
        assert!(matches!(of(&kill, None, over), Some(Outcome::Crashed(_))));
        assert_eq!(of(&abort, None, tried(0)), None, "an abort has to repeat itself");
        let twice = of(&abort, None, tried(1));
        assert!(matches!(twice, Some(Outcome::Crashed(text)) if text.contains("Fatal error")));
        assert_eq!(
            of(&oom, None, tried(0)),
            stopped(Limit::Memory),
            "a second run tells whether it was the case"
        );
        assert_eq!(of(&kill, Some(Limit::Memory), tried(0)), stopped(Limit::Memory));
        assert_eq!(of(&kill, Some(Limit::CpuTime), tried(0)), stopped(Limit::CpuTime));
        assert_eq!(of(&kill, Some(Limit::WallTime), tried(0)), None, "the machine may be to blame");
        assert_eq!(of(&kill, Some(Limit::WallTime), over), stopped(Limit::WallTime));
        // The system kills what has most memory when there is none left.
        assert_eq!(outcome_of(&kill, None, &tried(0), true), stopped(Limit::Memory));
        let for_memory = Death { is_kill_for_memory: true, ..by_signal(9, "") };
        assert_eq!(of(&for_memory, None, tried(0)), None, "it may have been any process's memory");
        assert_eq!(of(&for_memory, None, tried(1)), stopped(Limit::Memory));
        // A worker that somebody has stopped is killed by the supervisor.
        let by_us = Death { is_kill: false, ..by_signal(9, "") };
        assert_eq!(outcome_of(&by_us, None, &tried(0), true), None);
        let term = by_signal(15, "");
        assert_eq!(outcome_of(&term, None, &tried(0), true), None, "the system sends no other signal");
    }

    #[test]
    fn all_tries_of_a_case_take_three_times_its_wall_limit_at_most() {
        let wall = Duration::from_secs(4);
        // Shares of its limit that each try takes: up to it, a little less, half of it, and in turn.
        for shares in [vec![1.0], vec![0.99], vec![0.5], vec![0.0, 1.0], vec![0.9, 1.0], vec![0.4, 0.7, 1.0]]
        {
            let (mut tries, mut taken) = (Tries::new(wall, Duration::ZERO), Duration::ZERO);
            for share in shares.iter().cycle() {
                let limit = tries.limit();
                assert!(limit >= wall, "{shares:?}: every try has at least the limit");
                taken += limit.mul_f64(*share);
                tries.spend(limit.mul_f64(*share));
                tries.count += 1;
                if tries.are_over() || tries.count > MAX_KILL_RETRIES {
                    break;
                }
            }
            assert!(taken <= wall * 3, "{shares:?}: {taken:?}");
            assert!(
                tries.count >= 2,
                "{shares:?}: one try is not enough to say that the machine was not to blame"
            );
        }
        // What a worker that is ended takes beyond its limit is none of the case's.
        let mut tries = Tries::new(wall, Duration::ZERO);
        tries.spend(wall + GRACE);
        assert_eq!((tries.limit(), tries.are_over()), (wall * 2, false));
    }

    #[test]
    fn little_is_sent_ahead_of_long_cases() {
        assert_eq!(cases_ahead(Duration::from_secs(1)), 2);
        assert_eq!(cases_ahead(Duration::from_micros(200)), 10);
        assert_eq!(cases_ahead(Duration::ZERO), MAX_PIPELINED_CASES);
    }
}
