//! The main loop of a worker process.

use std::{
    io::{self, Stdin, Write},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    protocol::{CaseInput, Inbox, Reply, Request, Start, VERSION, WorkerMode, encode},
    sandbox, vitals,
};
use tribunal_core::{
    entry_point::EntryPoint,
    execution::{IsolateLimits, Limits, Outcome},
    input::LoadedInput,
    realm::Realm,
};

use tribunal_engine::{CodeCache, IsolateSetup, IsolateSlot, Program};

/// Time that replies may wait for one another: sending one takes a system call here and wakes the supervisor, together
/// a tenth of the time of a small case.
pub const REPLY_DELAY: Duration = Duration::from_millis(2);

/// The same in a hardened realm, where it is more than the time of several cases.
pub const HARDENED_REPLY_DELAY: Duration = Duration::from_micros(200);

/// Niceness of a worker in the background, relative to others.
const BACKGROUND: i32 = 10;

/// Runs this process as a worker until its supervisor is done with it.
///
/// # Errors
/// If it cannot be set up, or a request cannot be understood. The supervisor learns of it by the end of the process.
pub fn main() -> io::Result<()> {
    let mut link = Link::new();
    let Some(Request::Start(start)) = link.receive()? else { return Ok(()) };
    sandbox::end_with(start.supervisor)?;
    // Where memory runs out, the system should kill this process, and never the supervisor. Where the file is missing,
    // nothing is lost.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
    sandbox::make_room_for_the_stack();
    if start.manner == WorkerMode::InBackground {
        // Before V8 starts its threads, which inherit it. Where the system refuses, the worker only runs at the usual
        // priority.
        let _ = rustix::process::nice(BACKGROUND);
    }
    let Some(bytes) = start.isolate_limits.deep_stack() else { return serve(start, link) };
    // The system guarantees the main thread no deeper stack than it had when the process started.
    let thread = std::thread::Builder::new().stack_size(bytes + 2 * tribunal_engine::STACK_RESERVE);
    let thread = thread.spawn(|| serve(start, link))?;
    thread.join().unwrap_or_else(|_| Err(io::Error::other("the worker's thread panicked")))
}

/// Answers requests until there are no more.
fn serve(start: Start, mut link: Link) -> io::Result<()> {
    let Start { snapshot, isolate_limits, supervisor, manner, .. } = start;
    tribunal_engine::allow_process_kill();
    match manner {
        WorkerMode::Usual | WorkerMode::InBackground => {}
        WorkerMode::Repeatable => tribunal_engine::make_repeatable(),
        WorkerMode::RepeatableHeap => tribunal_engine::make_heap_repeatable(),
    }
    tribunal_engine::start_from(snapshot);
    let mut worker = Worker { slot: IsolateSlot::default(), isolate_limits, loaded: None };
    // Before the sandbox is entered: V8 starts its threads, and reads the properties of the machine.
    worker.slot.isolate(isolate_limits);
    let layers = sandbox::enter(isolate_limits);
    link.send(&Reply::Ready { version: VERSION, layers, thread: vitals::this_thread() })?;
    while let Some(request) = link.receive()? {
        match request {
            Request::Start(_) => return Err(io::Error::other("started twice")),
            Request::Load { source, is_module, entry, realm, coverage, seed, cache } => {
                let cache = cache.map_or_else(CodeCache::default, CodeCache::from_bytes);
                let told = !cache.is_empty();
                let source = source.into();
                worker.loaded =
                    Some(LoadedSubmission { source, is_module, entry, realm, coverage, seed, cache, told });
            }
            Request::Case { input, limits } if worker.is_hardened() => {
                let input = link.input(input)?;
                let reply = worker.run(&input, &limits)?;
                link.answer_soon(&reply, HARDENED_REPLY_DELAY)?;
            }
            Request::Case { input, limits } => {
                let input = link.input(input)?;
                let reply = worker.run(&input, &limits)?;
                link.answer_soon(&reply, REPLY_DELAY)?;
            }
            Request::Strip { source, is_module } => {
                let start = cpu_time();
                let stripped = tribunal_typescript::strip_types(&source, is_module);
                link.send(&Reply::Stripped { stripped, cpu: cpu_time().saturating_sub(start) })?;
            }
            Request::Compile { source, form, eager, limits } => {
                let code = worker.slot.isolate(isolate_limits).compile(&source, form, eager, &limits);
                link.send(&Reply::Compiled(code))?;
            }
            Request::Build { libraries, limits } => {
                // In a process with an isolate of the snapshot that it is made upon.
                worker.slot.isolate(isolate_limits);
                link.send(&Reply::Built(tribunal_engine::library_snapshot(&libraries, &limits)))?;
            }
            Request::Probe => link.send(&Reply::Probed(sandbox::probe(supervisor)))?,
        }
    }
    Ok(())
}

/// Returns the CPU time of this thread.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The two pipes to the supervisor.
struct Link {
    stdin: Stdin,
    stdout: Unbuffered,
    inbox: Inbox,
    /// Replies that are not sent yet.
    outbox: Vec<u8>,
    /// Time since which the first of them waits.
    waiting_since: Option<Instant>,
}

/// Standard output without std's line buffer: a frame is one write, and has to be out before the next case begins,
/// which may be the last action of this process.
struct Unbuffered;

impl Write for Unbuffered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdout(), bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Link {
    fn new() -> Self {
        Self {
            stdin: io::stdin(),
            stdout: Unbuffered,
            inbox: Inbox::of_requests(),
            outbox: Vec::new(),
            waiting_since: None,
        }
    }

    fn receive(&mut self) -> io::Result<Option<Request<'static>>> {
        if let Some(request) = self.inbox.take().map_err(io::Error::other)? {
            return Ok(Some(request));
        }
        // A supervisor that sends no more requests may be waiting for a reply.
        self.flush()?;
        self.inbox.wait(&mut self.stdin)
    }

    /// Returns the input of a case.
    fn input(&mut self, input: CaseInput<'static>) -> io::Result<LoadedInput<'static>> {
        Ok(match input {
            CaseInput::Arguments(arguments) => LoadedInput::Arguments(arguments),
            CaseInput::Program { stdin, args } => {
                let stdin = self.inbox.wait_for_bytes(stdin, &mut self.stdin)?.into();
                LoadedInput::Program { stdin, args }
            }
        })
    }

    fn send(&mut self, reply: &Reply) -> io::Result<()> {
        encode(reply, &mut self.outbox);
        self.flush()
    }

    /// Sends a reply together with the next ones, if they follow soon.
    fn answer_soon(&mut self, reply: &Reply, within: Duration) -> io::Result<()> {
        encode(reply, &mut self.outbox);
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        if since.elapsed() >= within { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.write_all(&self.outbox)?;
        self.outbox.clear();
        self.waiting_since = None;
        Ok(())
    }
}

struct Worker {
    slot: IsolateSlot,
    isolate_limits: IsolateLimits,
    loaded: Option<LoadedSubmission>,
}

/// The submission of the next cases.
struct LoadedSubmission {
    source: Arc<str>,
    is_module: bool,
    entry: EntryPoint,
    realm: Realm,
    coverage: bool,
    seed: u64,
    cache: CodeCache,
    /// Whether the supervisor has the code cache.
    told: bool,
}

impl Worker {
    fn is_hardened(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.realm == Realm::Hardened)
    }

    /// Runs a case.
    fn run(&mut self, input: &LoadedInput<'_>, limits: &Limits) -> io::Result<Reply> {
        let Self { slot, isolate_limits, loaded } = self;
        let Some(loaded) = loaded else { return Err(io::Error::other("no submission")) };
        let LoadedSubmission { source, is_module, entry, realm, coverage, seed, cache, told } = loaded;
        let program = Program { source, is_module: *is_module, entry, cache };
        let setup = IsolateSetup { coverage: *coverage, ..IsolateSetup::from(*isolate_limits) };
        let run = slot.run(setup, *realm, *seed, &program, input, limits);
        // Only a run in a fresh realm leaves code that other workers may use.
        let tells = *realm == Realm::Fresh && !*told;
        let compiled = tells && !matches!(run.outcome, Outcome::CompileError(_));
        let cache = compiled.then(|| cache.bytes().map(<[u8]>::to_vec)).flatten();
        *told |= tells;
        Ok(Reply::Ran { run, cache })
    }
}
