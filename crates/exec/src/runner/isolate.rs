//! The isolate runner: submissions in isolates of this process, for trusted code and for measurements.

use std::ops::ControlFlow;

use super::{Job, Runner, RunnerError, Session, load};
use tribunal_core::{
    execution::{Execution, IsolateLimits},
    input::LoadedInput,
    libraries::LibrarySnapshot,
};

use tribunal_core::engine_info::EngineInfo;
use tribunal_engine::{self, CodeCache, IsolateSetup, IsolateSlot, Program};

/// A runner of each worker thread's cases in one reused isolate of that thread.
#[derive(Debug, Default)]
pub struct IsolateRunner;

impl Runner for IsolateRunner {
    fn info(&self) -> EngineInfo {
        EngineInfo { name: "isolate", v8: tribunal_engine::v8_version().to_owned() }
    }

    fn is_trusted(&self) -> bool {
        true
    }

    fn session(&self) -> Result<Box<dyn Session + '_>, RunnerError> {
        Ok(Box::new(IsolateSession(IsolateSlot::default())))
    }
}

/// One thread's isolate.
struct IsolateSession(IsolateSlot);

impl Session for IsolateSession {
    fn run(
        &mut self,
        job: &Job<'_>,
        each: &mut dyn FnMut(usize, Execution) -> ControlFlow<()>,
    ) -> Result<(), RunnerError> {
        let libraries = job.prepared_libraries()?;
        let setup = IsolateSetup {
            isolate_limits: IsolateLimits::from(&job.limits),
            libraries,
            coverage: job.coverage,
        };
        let program = job.program();
        for (index, input) in job.inputs.iter().enumerate() {
            let input = &load(input)?;
            let mut run = self.0.run(setup, job.realm, job.seed, &program, input, &job.limits);
            if job.has_second_runs() && run.needs_second_run(&job.limits) {
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

/// Runs a case a second time, in an isolate and a thread of its own; `None` if the thread cannot be started. The times
/// at which V8 optimises and collects are not repeatable here: their settings are the same for the whole process.
fn second_run(
    job: &Job<'_>,
    libraries: Option<&LibrarySnapshot>,
    input: &LoadedInput<'_>,
    first: &Execution,
) -> Option<Execution> {
    let none = CodeCache::default();
    let limits = job.limits.for_second_run(first);
    let program = Program { cache: &none, ..job.program() };
    let isolate_limits = IsolateLimits::from(&limits);
    let bytes = isolate_limits.deep_stack().unwrap_or_default() + 4 * tribunal_engine::STACK_RESERVE;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(bytes);
        let thread = thread.spawn_scoped(scope, || {
            let setup = IsolateSetup { isolate_limits, libraries, coverage: false };
            IsolateSlot::default().run(setup, job.realm, job.seed, &program, input, &limits)
        });
        thread.ok()?.join().ok()
    })
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc, time::Duration};

    use tribunal_core::{
        entry_point::EntryPoint,
        execution::{Limits, Outcome},
        input::Input,
        libraries::Libraries,
        source::{Language, Source},
        value::{Node, Object, Value},
    };

    use super::*;
    use crate::prepared::Prepared;

    #[test]
    fn a_run_with_coverage_has_no_second_run() {
        // Deeper than the part of the stack that a case has first, and far less deep than all of it.
        let text: Arc<str> = "const f = (n) => n && f(n - 1) + 1;".into();
        let language = Language::JavaScript;
        let source =
            Source { name: "f.js", path: Path::new("f.js"), text: &text, language, is_module: false };
        let limits = Limits {
            cpu: Duration::from_secs(20),
            wall: Duration::from_secs(60),
            memory_bytes: 64 << 20,
            output_bytes: 1 << 20,
            stack_bytes: 32 << 20,
            first_stack_bytes: 256 << 10,
        };
        let mut arguments = Value::primitive(Node::Undefined);
        arguments.root = arguments.push(Object::Array(vec![Node::Number(20_000.0)]));
        let input = Input::from(arguments);
        let (entry, inputs, prepared) = (EntryPoint::from("f"), [&input], Prepared::default());
        for coverage in [false, true] {
            let job =
                Job { coverage, ..Job::new(source, &entry, Libraries::none(), limits, &inputs, &prepared) };
            let mut runs = Vec::new();
            let mut each = |_, run| {
                runs.push(run);
                ControlFlow::Continue(())
            };
            IsolateRunner.session().unwrap().run(&job, &mut each).unwrap();
            let [run] = runs.as_slice() else { panic!("{runs:?}") };
            assert_eq!(matches!(run.outcome, Outcome::Returned(_)), !coverage, "{run:?}");
            assert_eq!(run.unreached.is_some(), coverage);
        }
    }
}
