//! Helpers of the integration tests.
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// Path of the program under test.
pub const TRIBUNAL: &str = env!("CARGO_BIN_EXE_tribunal");

/// Time after which a run hangs: many times what any run takes on a busy machine.
const HANGS: Duration = Duration::from_mins(20);

/// Writes a program that can be started. A shell writes it, because a process that another thread of this process
/// starts meanwhile would, for a moment, have the file open for writing, too, and no system runs such a file.
pub fn write_program(path: &Path, text: &str) {
    let mut shell = Command::new("/bin/sh")
        .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    shell.stdin.take().expect("its input").write_all(text.as_bytes()).expect("a program");
    assert!(shell.wait().expect("a status").success());
}

/// What a command wrote and how it ended.
#[derive(Debug)]
pub struct Output {
    /// `None` if a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<std::process::Output> for Output {
    fn from(output: std::process::Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// A folder for a problem and submissions to it.
pub struct World {
    folder: TempDir,
    problem: &'static str,
}

impl World {
    /// Returns a world whose problem `p` calls `solve` and has these limits and cases, as TOML.
    pub fn new(limits: &str, cases: &str) -> Self {
        let head = "format = 1\ntitle = \"P\"\nkind = \"function\"\n[function]\nname = \"solve\"\n";
        Self::with_problem("p", &format!("{head}[limits]\n{limits}\n{cases}"))
    }

    /// Returns a world with a problem of this name and file.
    pub fn with_problem(problem: &'static str, file: &str) -> Self {
        let world = Self { problem, ..Self::empty() };
        world.write(&format!("problems/{problem}/problem.toml"), file);
        fs::create_dir_all(world.path().join("submissions").join(problem)).expect("a folder");
        world
    }

    /// Returns an empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), problem: "p" }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Adds a submission.
    pub fn submit(&self, name: &str, text: &str) {
        self.write(&format!("submissions/{}/{name}", self.problem), text);
    }

    /// Returns the command of the judge with these arguments, to be run in this folder.
    pub fn command(&self, line: &str) -> Command {
        let mut command = tribunal(line);
        command.current_dir(self.path());
        command
    }

    /// Runs the judge to its end.
    pub fn run(&self, line: &str) -> Output {
        wait(self.command(line))
    }

    /// Runs the judge and returns the JSON report.
    pub fn report(&self, line: &str) -> Value {
        let output = self.run(&format!("grade --format json --no-progress {line}"));
        parse(&output)
    }
}

/// Returns the command of the judge with these arguments, with pipes for its output.
pub fn tribunal(line: &str) -> Command {
    let mut command = Command::new(TRIBUNAL);
    command.args(line.split_whitespace()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end. A command that hangs is killed and fails the test.
pub fn wait(mut command: Command) -> Output {
    let child = command.spawn().expect("the judge");
    let process = child.id();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(HANGS) {
        Ok(output) => output.expect("the judge's output").into(),
        Err(_) => {
            signal(process, rustix::process::Signal::KILL);
            panic!("the judge hangs: {command:?}");
        }
    }
}

/// Parses the report that a run wrote.
pub fn parse(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Returns the verdicts of a submission's cases.
pub fn verdicts(submission: &Value) -> Vec<&str> {
    let cases = submission["cases"].as_array().expect("cases");
    cases.iter().map(|case| case["verdict"].as_str().expect("a verdict")).collect()
}

/// Returns the submissions of a report.
pub fn submissions(report: &Value) -> &[Value] {
    report["submissions"].as_array().expect("submissions")
}

/// Sends a signal; does nothing if the process has ended.
pub fn signal(process: u32, signal: rustix::process::Signal) {
    let pid = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw).expect("a process id");
    let _ = rustix::process::kill_process(pid, signal);
}

/// Returns the worker processes of a judge.
pub fn workers_of(judge: u32) -> Vec<u32> {
    all_workers().into_iter().filter(|worker| parent_of(*worker) == Some(judge)).collect()
}

/// Returns all worker processes of this program.
pub fn all_workers() -> Vec<u32> {
    let entries = fs::read_dir("/proc").expect("/proc");
    let processes = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    processes.filter(|process| is_worker(*process)).collect()
}

/// Whether a process is a worker that has not ended.
pub fn is_worker(process: u32) -> bool {
    let arguments = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    arguments.split(|byte| *byte == 0).nth(1) == Some(tribunal_exec::worker::ARGUMENT.as_bytes())
}

fn parent_of(process: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

/// Waits until a condition holds; returns whether it came to hold.
pub fn comes_true(mut is_so: impl FnMut() -> bool) -> bool {
    let patience = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        if Instant::now() > patience {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// Returns the programs below `tests/hostile`, with their paths there, in order.
pub fn hostile_programs() -> Vec<(String, PathBuf)> {
    fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, PathBuf)>) {
        for entry in fs::read_dir(folder).expect("a folder of programs") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(root, &path, found);
            } else if folder != root {
                let name = path.strip_prefix(root).expect("a path below").to_str().expect("a name");
                found.push((name.to_owned(), path));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort();
    found
}

/// The honest program that is judged beside the hostile ones.
pub const CANARY: &str = include_str!("../hostile/canary.js");
