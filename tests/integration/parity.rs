//! Parity: the engine, the engine with its hardened realm, and `node` with one process per case give the same verdicts
//! for a bundled submission.

use std::{collections::HashMap, num::NonZeroUsize, path::Path, path::PathBuf, sync::Arc};

use tribunal_core::realm::Realm;
use tribunal_exec::{
    executor::Executor,
    runner::{node::NodeRunner, process::ProcessRunner},
};
use tribunal_judge::batch::{self, Options, Plan, StopRule, StopSignal};
use tribunal_judge::report::{RunReport, SubmissionReport};
use tribunal_problem::{problem, submission, verdict::Verdict};

/// Numbers of cases of each submission that are run with `node`, where a case costs a process: accepted ones, and those
/// of each other verdict.
const ACCEPTED: usize = 3;
const FAILED: usize = 3;

fn run(plan: Plan, executor: &Executor, realm: Realm) -> RunReport {
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let options = Options { threads, stop: StopRule::default(), realm, seed: 0 };
    let (report, failure) =
        batch::run(plan, executor, &options, &StopSignal::default(), &mut |_| {}).expect("worker threads");
    assert!(failure.is_none(), "{failure:?}");
    report
}

fn bundled() -> Plan {
    let mut problems = problem::load(Path::new("problems"), &[]).expect("the bundled problems");
    let program = Path::new(env!("CARGO_BIN_EXE_tribunal"));
    batch::prepare_libraries(&mut problems, program, None).expect("sound libraries and a worker");
    let mut plan = Plan::new();
    for problem in problems {
        let problem = Arc::new(problem);
        let submissions =
            submission::discover(Path::new("submissions"), &problem).expect("the bundled submissions");
        plan.extend(submissions.into_iter().map(|submission| (Arc::clone(&problem), submission)));
    }
    plan
}

/// Returns a few cases of each verdict that a submission gets, spread over the problem.
fn sample(report: &SubmissionReport) -> Vec<usize> {
    let mut by_verdict: HashMap<Verdict, Vec<usize>> = HashMap::new();
    // What a group's rules skip depends on cases that the sample may not have.
    let judged = report.cases.iter().enumerate().filter(|(_, case)| case.verdict != Verdict::Skip);
    for (index, case) in judged {
        by_verdict.entry(case.verdict).or_default().push(index);
    }
    let mut sample = Vec::new();
    for (verdict, cases) in by_verdict {
        let most = match verdict {
            Verdict::Accepted => ACCEPTED,
            // Each costs a whole limit of time or memory.
            Verdict::TimeLimitExceeded | Verdict::MemoryLimitExceeded | Verdict::OutputLimitExceeded => 1,
            Verdict::CompileError => 1,
            _ => FAILED,
        };
        sample.extend(cases.iter().step_by(cases.len().div_ceil(most)));
    }
    sample.sort_unstable();
    sample
}

#[test]
fn node_and_the_engine_give_the_same_verdicts() {
    let node = NodeRunner::new("node".into()).expect("node 18 or newer; on Debian: apt-get install nodejs");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_tribunal"));
    let node = Executor::new(node, &program);
    let engine = Executor::new(ProcessRunner::new(program.clone()), &program);
    let plan = bundled();
    let judged = run(plan.clone(), &engine, Realm::Fresh);

    let (mut sampled, mut expected) = (Plan::new(), Vec::new());
    for ((problem, submission), report) in plan.into_iter().zip(&judged.submissions) {
        let sample = sample(report);
        let mut part = (*problem).clone();
        part.cases = sample.iter().map(|index| problem.cases[*index].clone()).collect();
        expected.push(sample.iter().map(|index| report.cases[*index].verdict).collect::<Vec<_>>());
        sampled.push((Arc::new(part), submission));
    }
    let by_node = run(sampled.clone(), &node, Realm::Fresh);
    let hardened = run(sampled, &engine, Realm::Hardened);

    let mut disagreements = Vec::new();
    let mut compared = 0;
    let both = by_node.submissions.iter().zip(&expected).chain(hardened.submissions.iter().zip(&expected));
    for (report, expected) in both {
        for (case, &expected) in report.cases.iter().zip(expected) {
            compared += 1;
            if case.verdict != expected {
                disagreements.push(format!(
                    "{} {} \"{}\": engine {expected}, node or hardened realm {}: {}",
                    report.problem,
                    report.submission,
                    case.name,
                    case.verdict,
                    case.message.as_deref().unwrap_or_default()
                ));
            }
        }
    }
    assert_eq!(disagreements, [""; 0]);
    assert!(compared > 1000, "{compared} cases compared");
}
