//! Checker programs: started for each case, with the protocol of Kattis or of testlib.
//!
//! A program runs as it is, with the rights of the judge: it belongs to the problem, as the answers do. Its output is
//! bounded all the same, because it works on the output of a submission.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use super::{
    failed,
    script::{shortened, wall_limit},
};
use tribunal_core::execution::{Limit, Limits};

use tribunal_exec::exchange::{Answer, ChildEnd, ExchangeError, exchange};
use tribunal_problem::{
    checker::{
        Judgement, ProgramTexts,
        custom::{Program, Protocol},
    },
    problem::MAX_POINTS,
    scoring::Credit,
    verdict::Verdict,
};

/// Memory limit of a program, in bytes, where the system can enforce one.
const MEMORY: u64 = 4 << 30;

/// Output limit of a program, for its standard output and its standard error, in bytes each.
const OUTPUT: u64 = 16 << 20;

/// Greatest length of a message in reports, in characters, and of a feedback file that is read for it, in bytes.
const SHOWN: usize = 1000;
const READ: u64 = 64 << 10;

/// Exit codes of the Kattis problem package format.
const KATTIS_ACCEPTED: i32 = 42;
const KATTIS_WRONG: i32 = 43;

/// Judges an output with a program.
pub(super) fn check(program: &Program, texts: &ProgramTexts<'_>) -> Judgement {
    run(program, texts).unwrap_or_else(|error| failed(&error))
}

fn run(program: &Program, texts: &ProgramTexts<'_>) -> Result<Judgement, String> {
    let name = program.command.first().map_or("", String::as_str);
    let disk = |error: io::Error| format!("cannot write the files for {name}: {error}");
    let folder = tempfile::tempdir().map_err(disk)?;
    let file = |file: &str, text: &[u8]| -> Result<PathBuf, String> {
        let path = folder.path().join(file);
        fs::write(&path, text).map_err(disk)?;
        Ok(path)
    };
    let (input, answer) = (file("input", texts.input)?, file("answer", texts.answer)?);
    let feedback = folder.path().join("feedback");

    let mut command = Command::new(executable(program));
    command.args(program.command.iter().skip(1)).current_dir(&program.folder);
    let stdin = match program.protocol {
        Protocol::Kattis => {
            fs::create_dir(&feedback).map_err(disk)?;
            // With a `/` at its end, so that a name can be appended.
            command.arg(input).arg(answer).arg(feedback.join(""));
            texts.output
        }
        Protocol::Testlib => {
            command.arg(input).arg(file("output", texts.output)?).arg(answer);
            b""
        }
    };
    command.args(&program.args);
    let limits = Limits {
        cpu: program.time_limit,
        wall: wall_limit(program.time_limit),
        memory_bytes: MEMORY,
        output_bytes: OUTPUT,
        stack_bytes: 0,
        first_stack_bytes: 0,
    };
    let exchange = exchange(&mut command, stdin, Answer::Anything, &limits).map_err(|error| match error {
        ExchangeError::Start(error) => format!("cannot start {name}: {error}"),
        ExchangeError::Io(error) => format!("lost contact with {name}: {error}"),
    })?;
    let said = String::from_utf8_lossy(&exchange.console);
    let said = said.trim();
    match exchange.end {
        ChildEnd::Exited(status) => match program.protocol {
            Protocol::Kattis => kattis(name, status, &feedback, said),
            Protocol::Testlib => testlib(name, status, said),
        },
        ChildEnd::Stopped(limit) => Err(stopped(name, program, limit)),
        ChildEnd::Answered | ChildEnd::NotReady => Err(format!("{name} did not start")),
    }
}

/// Returns the path of the program: from the problem's folder if it has a `/` in its name, else by the system's search
/// path.
fn executable(program: &Program) -> PathBuf {
    let name = program.command.first().map_or("", String::as_str);
    if !name.contains('/') {
        return name.into();
    }
    let path = program.folder.join(name);
    std::path::absolute(&path).unwrap_or(path)
}

fn stopped(name: &str, program: &Program, limit: Limit) -> String {
    let seconds = program.time_limit.as_secs_f64();
    match limit {
        Limit::CpuTime => format!("{name} took more than its time limit of {seconds} s"),
        Limit::WallTime => format!("{name} took much longer than its time limit of {seconds} s by the clock"),
        Limit::Memory => format!("{name} used too much memory"),
        Limit::Output => format!("{name} wrote more than {} MiB", OUTPUT >> 20),
    }
}

/// Returns the judgement of an exit status and of the files in the feedback folder.
fn kattis(name: &str, status: ExitStatus, feedback: &Path, said: &str) -> Result<Judgement, String> {
    let text = |file: &str| read_feedback(name, feedback, file);
    // Even an empty file asks for another pass.
    if fs::symlink_metadata(feedback.join("nextpass.in")).is_ok() {
        return Err(format!("{name} asks for another pass, which is not supported"));
    }
    match status.code() {
        Some(KATTIS_ACCEPTED) => {
            let number = |file: &str| -> Result<Option<f64>, String> {
                let Some(text) = text(file)? else { return Ok(None) };
                let number = text.trim().parse::<f64>().ok();
                let number = number.filter(|number| (0.0..=MAX_POINTS).contains(number)).map(f64::abs);
                number.map(Some).ok_or_else(|| {
                    format!("{name} wrote {:?} to {file}, which is no score", shortened(text.trim(), 60))
                })
            };
            let credit = match (number("score.txt")?, number("score_multiplier.txt")?) {
                (None, None) => None,
                (Some(points), None) => Some(Credit::Points(points)),
                (None, Some(part)) if part <= 1.0 => Some(Credit::Part(part)),
                (None, Some(part)) => {
                    return Err(format!("{name} wrote {part} to score_multiplier.txt, which is more than 1"));
                }
                (Some(_), Some(_)) => {
                    return Err(format!("{name} wrote both score.txt and score_multiplier.txt"));
                }
            };
            Ok(Judgement { credit, ..Judgement::accepted() })
        }
        Some(KATTIS_WRONG) => {
            let message = match text("judgemessage.txt")? {
                Some(message) => Some(message),
                None => text("teammessage.txt")?,
            };
            Ok(wrong(message.as_deref().unwrap_or_default()))
        }
        _ => Err(format!("{name} {}, which has to be 42 or 43{}", ended(status), words(said))),
    }
}

/// Reads the beginning of a feedback file; `None` if there is no such file, or nothing in it.
fn read_feedback(name: &str, feedback: &Path, file: &str) -> Result<Option<String>, String> {
    let path = feedback.join(file);
    let failed = |error: io::Error| format!("cannot read {file}, which {name} wrote: {error}");
    // It may be anything, also a file that blocks when it is opened.
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(failed(io::Error::other("it is no regular file")));
        }
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    File::open(&path).map_err(failed)?.take(READ).read_to_end(&mut bytes).map_err(failed)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok((!text.trim().is_empty()).then_some(text))
}

/// Returns the judgement of an exit status and of the message on standard error.
fn testlib(name: &str, status: ExitStatus, said: &str) -> Result<Judgement, String> {
    /// Exit codes of testlib: wrong answer, presentation error, output after the end, unexpected end of it.
    const WRONG: [i32; 4] = [1, 2, 4, 8];
    const FAILED: i32 = 3;
    const POINTS: i32 = 7;

    match status.code() {
        Some(0) => Ok(Judgement::accepted()),
        Some(code) if WRONG.contains(&code) => Ok(wrong(said)),
        Some(POINTS) => {
            let points = said.strip_prefix("points").and_then(|rest| rest.split_ascii_whitespace().next());
            let points = points.and_then(|points| points.parse::<f64>().ok());
            match points.filter(|points| (0.0..=MAX_POINTS).contains(points)).map(f64::abs) {
                Some(points) => {
                    let judgement = if points > 0.0 { Judgement::accepted() } else { wrong(said) };
                    Ok(Judgement { credit: Some(Credit::Points(points)), ..judgement })
                }
                None => Err(format!("{name} gives points, but says not how many{}", words(said))),
            }
        }
        Some(FAILED) => Err(format!("{name} says that the judge's data are wrong{}", words(said))),
        _ => Err(format!("{name} {}, which means nothing in testlib{}", ended(status), words(said))),
    }
}

fn ended(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended without an exit code".to_owned(),
    }
}

/// Returns the message of a program, to append to another one.
fn words(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {}", shortened(said, SHOWN)) }
}

fn wrong(message: &str) -> Judgement {
    let message = match message.trim() {
        "" => "the checker says that it is wrong".to_owned(),
        message => shortened(message, SHOWN),
    };
    Judgement::new(Verdict::WrongAnswer, message)
}
