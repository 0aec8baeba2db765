//! Runs submissions in isolates of this process: for trusted code, and for measuring.

use std::ops::ControlFlow;

use super::{Job, Runner, RunnerError, Session, load};
use tribunal_core::{
    input::LoadedInput,
    libraries::LibrarySnapshot,
    raw_run::{RawRun, Room},
    realm::Realm,
};

use tribunal_core::engine_info::EngineInfo;
use tribunal_engine::{self, CodeCache, Isolate, Program};

/// Runs each worker thread's cases in one reused isolate of that thread.
#[derive(Debug, Default)]
pub struct IsolateRunner;

impl Runner for IsolateRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "isolate", v8: tribunal_engine::v8_version().to_owned() }
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(IsolateSession { isolate: None, libraries: None }))
    }
}

/// One thread's isolate; `None` before the first case, and after one that left it unusable.
struct IsolateSession {
    isolate: Option<Isolate>,
    /// What the isolate's snapshot was, if not the one of this process.
    libraries: Option<[u8; 32]>,
}

impl Session for IsolateSession {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, RawRun) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let program = job.program();
        let libraries = job.prepared_libraries()?;
        for (index, input) in job.inputs.iter().enumerate() {
            let input = &load(input)?;
            let isolate = self.isolate_for(job, libraries);
            isolate.set_seed(job.seed);
            if job.realm == Realm::Hardened {
                if each(index, isolate.run_hardened(&program, input, &job.limits)).is_break() {
                    break;
                }
                continue;
            }
            let mut run = isolate.run(&program, input, &job.limits);
            if job.realm == Realm::Fresh && run.needs_second_run(&job.limits) {
                let second = second_run(job, libraries, input, &run);
                run = run.settled_by(second);
            }
            if each(index, run).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The second run of a case, in an isolate and a thread of its own; `None` if there is no such thread to be had. When V8
/// optimises and collects is luck here: that is the same for the whole process.
fn second_run(
    job: &Job<'_>,
    libraries: Option<&LibrarySnapshot>,
    input: &LoadedInput<'_>,
    first: &RawRun,
) -> Option<RawRun> {
    let none = CodeCache::default();
    let limits = job.limits.for_second_run(first);
    let program = Program { cache: &none, ..job.program() };
    let room = Room::from(&limits);
    let bytes = room.deep_stack().unwrap_or_default() + 4 * tribunal_engine::STACK_RESERVE;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(bytes);
        let thread = thread.spawn_scoped(scope, || {
            let mut isolate = isolate(libraries, room);
            isolate.set_seed(job.seed);
            isolate.run(&program, input, &limits)
        });
        thread.ok()?.join().ok()
    })
}

/// An isolate with these libraries.
fn isolate(libraries: Option<&LibrarySnapshot>, room: Room) -> Isolate {
    match libraries {
        None => Isolate::new(room),
        Some(libraries) => Isolate::with_libraries(libraries, room),
    }
}

impl IsolateSession {
    /// An isolate with the job's limits of memory and stack and its libraries: the one there is, if it can run another
    /// case.
    fn isolate_for(&mut self, job: &Job<'_>, libraries: Option<&LibrarySnapshot>) -> &mut Isolate {
        let room = Room::from(&job.limits);
        let covers = job.realm == Realm::Covered;
        let digest = libraries.map(LibrarySnapshot::digest);
        let is_other = self.libraries != digest;
        // The old one goes before the new one comes: isolates of a thread must end last in, first out.
        drop(self.isolate.take_if(|isolate| {
            is_other || isolate.is_condemned() || isolate.room() != room || isolate.is_covering() != covers
        }));
        self.libraries = digest;
        self.isolate.get_or_insert_with(|| {
            let isolate = isolate(libraries, room);
            if covers { isolate.covering() } else { isolate }
        })
    }
}
