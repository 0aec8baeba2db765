//! The exit code of the process.

use tribunal_judge::report::RunReport;
use tribunal_problem::verdict::Verdict;

/// The exit codes of `tribunal`. Scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Every submission got an expected verdict.
    AsExpected = 0,
    /// Some submission got an unexpected verdict.
    NotAsExpected = 1,
    /// The judge could not judge: wrong arguments, a problem with errors, a fault of its own.
    CannotJudge = 2,
    /// Stopped from outside, as by Ctrl-C. The number is that of shells: 128 and SIGINT.
    Interrupted = 130,
}

impl From<&RunReport> for ExitCode {
    /// Returns the code for a run. An interruption comes first, because it explains all that is missing; then a fault
    /// of the judge, after which the verdicts of submissions are not conclusive.
    fn from(report: &RunReport) -> Self {
        let faulty = report.submissions.iter().any(|submission| {
            submission.verdict == Verdict::InternalError
                || submission.cases.iter().any(|case| case.verdict == Verdict::InternalError)
        });
        if report.interrupted {
            Self::Interrupted
        } else if faulty {
            Self::CannotJudge
        } else if report.as_expected() < report.submissions.len() {
            Self::NotAsExpected
        } else {
            Self::AsExpected
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;
    use tribunal_core::engine_info::EngineInfo;

    use super::*;
    use tribunal_judge::report::SubmissionReport;

    fn run(interrupted: bool, verdicts: &[Verdict]) -> RunReport {
        let submission = |&verdict| SubmissionReport {
            score: None,
            groups: Vec::new(),
            problem: "sum".to_owned(),
            submission: "x.js".to_owned(),
            source: "".into(),
            verdict,
            expected: Verdict::Accepted.into(),
            compile: None,
            message: None,
            cases: Vec::new(),
        };
        RunReport {
            engine: EngineInfo { name: "isolate", v8: String::new() },
            interrupted,
            submissions: verdicts.iter().map(submission).collect(),
            wall: Duration::ZERO,
        }
    }

    #[test]
    fn the_gravest_thing_decides() {
        use Verdict::{Accepted, InternalError, WrongAnswer};

        let code = |interrupted, verdicts: &[Verdict]| ExitCode::from(&run(interrupted, verdicts)) as u8;
        assert_eq!(code(false, &[]), 0);
        assert_eq!(code(false, &[Accepted, Accepted]), 0);
        assert_eq!(code(false, &[Accepted, WrongAnswer]), 1);
        assert_eq!(code(false, &[InternalError, WrongAnswer]), 2);
        assert_eq!(code(true, &[Accepted]), 130);
        assert_eq!(code(true, &[InternalError]), 130);
    }
}
