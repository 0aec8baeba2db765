//! Runs of ninja, with their progress, and stopped in a way from which they can resume.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::pch;
use super::tools::Tools;
use crate::progress::{Progress, Unit};

/// Greatest memory of one compilation, in bytes.
const JOB_BYTES: u64 = 3 << 29;

/// Number of lines of a failure that are shown.
const SHOWN_LINES: usize = 40;

/// The running ninja, for the handler of Ctrl-C.
static RUNNING: Mutex<Option<Pid>> = Mutex::new(None);
/// Whether the handler was called.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Builds the library in `out`.
///
/// # Errors
/// If a step fails, or if the user stops it.
pub fn run(tools: &Tools, out: &Path) -> Result<()> {
    pch::forget_failures(out);
    ctrlc::set_handler(interrupt).context("cannot handle Ctrl-C")?;
    let log_path = out.join("ninja.log");
    let mut log = File::create(&log_path).with_context(|| format!("cannot create {}", log_path.display()))?;
    let jobs = jobs();
    eprintln!("Building V8 with {jobs} jobs. Ctrl-C stops; the same command goes on later.");

    let mut ninja = Command::new(&tools.ninja)
        .arg("-C")
        .arg(out)
        .args(["-j", &jobs.to_string(), "rusty_v8"])
        .env("NINJA_STATUS", "[%f/%t] ")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run ninja")?;
    *lock() = i32::try_from(ninja.id()).ok().and_then(Pid::from_raw);

    let mut progress = Progress::new("Building V8", Unit::Steps);
    let mut failure = Vec::new();
    let stdout = ninja.stdout.take().context("ninja has no output")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("cannot read ninja's output")?;
        let line = String::from_utf8_lossy(&line);
        writeln!(log, "{line}").context("cannot write ninja's log")?;
        if line.starts_with("FAILED:") || !failure.is_empty() {
            failure.push(line.to_string());
        } else if let Some((done, total)) = parse_status(&line) {
            progress.set(done, total);
        }
    }
    let status = ninja.wait().context("cannot wait for ninja")?;
    *lock() = None;
    drop(progress);

    if INTERRUPTED.load(Ordering::Relaxed) {
        bail!("interrupted; `cargo xtask v8` goes on from here");
    }
    failure.truncate(SHOWN_LINES);
    ensure!(
        status.success(),
        "ninja failed; its whole output is in {}\n{}",
        log_path.display(),
        failure.join("\n")
    );
    Ok(())
}

/// Handles Ctrl-C: ninja, when interrupted, ends its compilers and removes their unfinished results. While it does not
/// run, there is nothing to wait for.
fn interrupt() {
    INTERRUPTED.store(true, Ordering::Relaxed);
    match *lock() {
        Some(ninja) => drop(kill_process(ninja, Signal::INT)),
        None => std::process::exit(130),
    }
}

fn lock() -> std::sync::MutexGuard<'static, Option<Pid>> {
    RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Returns the number of jobs: as many as cores, but no more than fit into memory.
fn jobs() -> u64 {
    let cores = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let memory = fs::read_to_string("/proc/meminfo").ok().and_then(|text| total_memory(&text));
    cores.min(memory.unwrap_or(u64::MAX) / JOB_BYTES).max(1)
}

/// Returns the size of memory in bytes, from the text of `/proc/meminfo`.
fn total_memory(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Reads `[12/345]` at the start of a line.
fn parse_status(line: &str) -> Option<(u64, u64)> {
    let (done, total) = line.strip_prefix('[')?.split_once(']')?.0.split_once('/')?;
    Some((done.parse().ok()?, total.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn total_memory_is_read_in_bytes() {
        assert_eq!(total_memory("MemTotal:       16384 kB\nMemFree: 1 kB\n"), Some(16 << 20));
        assert_eq!(total_memory("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn a_status_is_read_and_nothing_else() {
        assert_eq!(parse_status("[12/2230] CXX obj/v8/a.o"), Some((12, 2230)));
        for line in ["", "ninja: Entering directory", "[x/y] z", "[1/2", "12/2230", "[-Wunused]"] {
            assert_eq!(parse_status(line), None, "{line}");
        }
    }
}
