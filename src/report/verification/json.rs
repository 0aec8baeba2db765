//! Findings as JSON: `tribunal.verify/1`, as `schema/verify.schema.json` describes it.

use std::{
    io::{self, Write},
    time::Duration,
};

use serde_json::{Value, json};

use tribunal_judge::verify::{Level, Slowest, TimeLimit, Verification, VerifyReport};

/// Name and version of the format. It changes when a reader of the old format could misread the new one.
const SCHEMA: &str = "tribunal.verify/1";

/// Writes one document, and a line end; without times if they are not wanted.
///
/// # Errors
/// If writing fails.
pub fn write(verified: &VerifyReport, times: bool, out: &mut dyn Write) -> io::Result<()> {
    let problems: Vec<Value> = verified.problems.iter().map(|problem| of_problem(problem, times)).collect();
    let total = |level| verified.problems.iter().map(|problem| problem.count(level)).sum::<usize>();
    let document = json!({
        "schema": SCHEMA,
        "engine": { "name": verified.engine.name, "v8": verified.engine.v8 },
        "interrupted": verified.interrupted,
        "problems": problems,
        "summary": {
            "problems": verified.problems.len(),
            "wrong": verified.problems.iter().filter(|problem| problem.count(Level::Error) > 0).count(),
            "faults": total(Level::Fault),
            "errors": total(Level::Error),
            "warnings": total(Level::Warning),
            "wall_us": times.then(|| micros(verified.wall)),
        },
    });
    crate::report::write_json(&document, out)
}

fn of_problem(problem: &Verification, times: bool) -> Value {
    let matrix = &problem.matrix;
    let rows: Vec<Value> = matrix
        .rows
        .iter()
        .map(|row| {
            json!({
                "submission": row.submission,
                "verdict": row.verdict,
                "failed_by": row.failed_by().count(),
                "verdicts": row.verdicts,
            })
        })
        .collect();
    let coverage = problem.coverage.as_ref().map(|coverage| {
        let parts: Vec<Value> = coverage
            .unreached
            .iter()
            .map(|part| {
                json!({
                    "line": part.line,
                    "column": part.column,
                    "end_line": part.end_line,
                    "end_column": part.end_column,
                    "text": part.text,
                })
            })
            .collect();
        json!({
            "submission": coverage.submission,
            "lines": coverage.lines,
            "unreached_lines": coverage.unreached_lines(),
            "unreached": parts,
        })
    });
    json!({
        "problem": problem.problem,
        "title": problem.title,
        "cases": problem.cases,
        "submissions": problem.submissions,
        "reference": problem.reference,
        "validated": problem.has_validator,
        "findings": problem.findings,
        "matrix": {
            "cases": matrix.cases,
            "kills": matrix.kills(),
            "submissions": rows,
            "cover": matrix.cover().into_iter().map(|case| &matrix.cases[case]).collect::<Vec<_>>(),
        },
        "time_limit": problem.time_limit.as_ref().map(|limit| of_time_limit(limit, times)),
        "coverage": coverage,
    })
}

fn of_time_limit(limit: &TimeLimit, times: bool) -> Value {
    let time = |time: Option<Duration>| time.filter(|_| times).map(micros);
    let slowest = |slowest: &Option<Slowest>| {
        slowest.as_ref().filter(|_| times).map(|slowest| {
            json!({
                "submission": slowest.submission,
                "case": slowest.case,
                "cpu_us": micros(slowest.cpu),
            })
        })
    };
    json!({
        "limit_us": micros(limit.limit),
        "ac_to_time_limit": limit.multipliers.ac_to_time_limit,
        "time_limit_to_tle": limit.multipliers.time_limit_to_tle,
        "slowest_within": slowest(&limit.slowest_within),
        "fastest_beyond": slowest(&limit.fastest_beyond),
        "at_least_us": time(limit.at_least()),
        "at_most_us": time(limit.at_most()),
        "suggestion_us": time(limit.suggestion()),
    })
}

/// Returns whole microseconds.
fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
