//! `tribunal doctor`: the abilities of this machine and this build.

use std::{fmt::Write as _, path::Path, process::Command};
use tribunal_core::{text::bytes, text::printable};

use anstream::ColorChoice;
use anstyle::AnsiColor;

use super::print;
use tribunal_core::libraries::Libraries;

use crate::{exit_code::ExitCode, report::has_color};
use tribunal_exec::code_store::CodeStore;

pub(super) fn run(color: ColorChoice) -> anyhow::Result<ExitCode> {
    let color = has_color(color, &std::io::stdout());
    let mut out = String::new();
    // The same as where submissions run, unless another setting is asked for.
    tribunal_engine::allow_process_kill();
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, "tribunal   {version} for {}-{}", std::env::consts::ARCH, std::env::consts::OS)?;
    writeln!(out, "V8         {}, from {}", tribunal_engine::v8_version(), env!("TRIBUNAL_V8_SOURCE"))?;
    writeln!(out, "V8 flags   {}", tribunal_engine::v8_flags().join(" "))?;
    // Numbers are the same wherever this version runs, but not the same as node's.
    writeln!(
        out,
        "Math       LLVM's libc: sin, exp, log and kin may differ from node's (fdlibm) in the last digit"
    )?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    writeln!(out, "cores      {cores}")?;
    writeln!(out, "node       {}", node_version(Path::new("node")))?;
    writeln!(out, "code cache {}", code_cache())?;
    let sound = sandbox(&mut out, color)?;
    print(&out)?;
    Ok(if sound { ExitCode::AsExpected } else { ExitCode::CannotJudge })
}

fn node_version(program: &Path) -> String {
    match Command::new(program).arg("--version").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(_) => "not found; only --runner node needs it".to_owned(),
    }
}

/// Returns the folder of code caches, and their number and size.
fn code_cache() -> String {
    let Some(folder) = CodeStore::default_folder() else { return "nowhere: you have no home".to_owned() };
    match CodeStore::open(&folder) {
        Ok(store) => {
            let (entries, size) = store.usage();
            let folder = folder.to_string_lossy();
            format!(
                "{}: {}, {}",
                printable(&folder),
                if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") },
                bytes(size)
            )
        }
        Err(error) => format!("off: {}", printable(&error.to_string())),
    }
}

/// Starts a worker and reports the layers of its sandbox.
fn sandbox(out: &mut String, color: bool) -> anyhow::Result<bool> {
    use std::time::Instant;

    use tribunal_exec::runner::process::{ProcessRunner, this_program};

    const MEMORY: u64 = 256 << 20;
    let runner = ProcessRunner::new(this_program()?);
    tribunal_engine::snapshot();
    let start = Instant::now();
    let mut worker = match runner.start(MEMORY, &Libraries::default()) {
        Ok(worker) => worker,
        Err(error) => {
            writeln!(out, "worker     {}: {error}", paint("does not start", AnsiColor::Red, color))?;
            return Ok(false);
        }
    };
    writeln!(out, "worker     ready in {:.1} ms", start.elapsed().as_secs_f64() * 1e3)?;
    writeln!(out, "\nsandbox of worker processes:")?;
    for layer in worker.layers() {
        let (state, tone, text) = match &layer.state {
            Ok(keeps) => ("on ", AnsiColor::Green, keeps),
            Err(reason) => ("off", AnsiColor::Red, reason),
        };
        writeln!(out, "  {:<12} {}  {text}", layer.name, paint(state, tone, color))?;
    }
    let attempts = worker.probe()?;
    let worked: Vec<_> = attempts.iter().filter(|(_, result)| result.is_ok()).collect();
    writeln!(out, "\nof {} forbidden things that a worker tried, {} worked", attempts.len(), worked.len())?;
    for (attempt, _) in &worked {
        writeln!(out, "  {}", paint(attempt, AnsiColor::Red, color))?;
    }
    Ok(worked.is_empty() || worker.layers().iter().any(|layer| !layer.is_on()))
}

fn paint(text: &str, tone: AnsiColor, color: bool) -> String {
    let style = tone.on_default();
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
