//! The techniques: the ways to run cases that are measured side by side, a row each.

use std::{cell::OnceCell, path::PathBuf};

use super::bare::{BareRunner, NewIsolateRunner};
use tribunal_core::{realm::Realm, suggest::did_you_mean};

use tribunal_exec::runner::{
    Runner, RunnerError,
    isolate::IsolateRunner,
    node::baseline::{BaselineMode, BaselineRunner},
    process::{ProcessRunner, this_program},
};

/// A way to run cases.
#[derive(Debug)]
pub struct Technique {
    /// Its name on the command line and in exports.
    pub name: &'static str,
    /// Its description, for display.
    pub label: &'static str,
    /// The isolation of one case from the next, for display.
    pub isolation: &'static str,
    /// Whether it uses as many threads as it is allowed.
    pub is_parallel: bool,
    kind: TechniqueKind,
}

impl Technique {
    /// Whether no case can see the effects of an earlier one.
    pub fn is_isolated(&self) -> bool {
        !matches!(self.kind, TechniqueKind::Bare { fresh_context: false })
    }

    /// Whether it has a curve: it is a way to judge, not a reference point for another one.
    pub fn has_curve(&self) -> bool {
        !matches!(
            self.kind,
            TechniqueKind::Bare { .. }
                | TechniqueKind::Node(BaselineMode::InProcess | BaselineMode::Persistent { ahead: 1 })
        )
    }

    /// Whether its time is the one that the process which runs the cases reports, so that the way there and back does
    /// not count.
    pub fn is_timed_inside(&self) -> bool {
        matches!(self.kind, TechniqueKind::Node(BaselineMode::InProcess))
    }
}

#[derive(Debug)]
enum TechniqueKind {
    Node(BaselineMode),
    Isolate(Realm),
    NewIsolate,
    Worker(Realm),
    Bare { fresh_context: bool },
}

/// Number of cases sent ahead to a persistent node: enough that it never waits.
const AHEAD: usize = 64;

const PING_PONG: TechniqueKind = TechniqueKind::Node(BaselineMode::Persistent { ahead: 1 });
const PIPELINED: TechniqueKind = TechniqueKind::Node(BaselineMode::Persistent { ahead: AHEAD });

macro_rules! techniques {
    ($($name:literal, $label:literal, $isolation:literal, $parallel:literal, $kind:expr;)*) => {
        /// Every technique, in the order of the rows.
        pub const TECHNIQUES: &[Technique] = &[$(Technique {
            name: $name,
            label: $label,
            isolation: $isolation,
            is_parallel: $parallel,
            kind: $kind,
        }),*];
    };
}

techniques! {
    "node", "node, a process per case", "process", false, TechniqueKind::Node(BaselineMode::ProcessPerCase);
    "node-all", "node, a process per case, all cores", "process", true, TechniqueKind::Node(BaselineMode::ProcessPerCase);
    "node-ping-pong", "persistent node, fresh vm context, ping-pong", "vm context", false, PING_PONG;
    "node-pipelined", "persistent node, fresh vm context, pipelined", "vm context", false, PIPELINED;
    "node-pipelined-all", "persistent nodes, pipelined, all cores", "vm context", true, PIPELINED;
    "node-vm", "node:vm in-process, by its own clock", "vm context", false, TechniqueKind::Node(BaselineMode::InProcess);
    "isolate", "isolate reused, fresh context", "context", false, TechniqueKind::Isolate(Realm::Fresh);
    "isolate-all", "isolate reused, fresh context, all cores", "context", true, TechniqueKind::Isolate(Realm::Fresh);
    "new-isolate", "new isolate per case", "isolate", false, TechniqueKind::NewIsolate;
    "new-isolate-all", "new isolate per case, all cores", "isolate", true, TechniqueKind::NewIsolate;
    "worker", "sandboxed worker process, fresh context", "context in a sandbox", false, TechniqueKind::Worker(Realm::Fresh);
    "worker-all", "sandboxed worker processes, all cores", "context in a sandbox", true, TechniqueKind::Worker(Realm::Fresh);
    "hardened", "hardened realm, shared by cases", "frozen realm", false, TechniqueKind::Isolate(Realm::Hardened);
    "hardened-all", "hardened realms, all cores", "frozen realm", true, TechniqueKind::Isolate(Realm::Hardened);
    "hardened-worker", "hardened realm in a sandboxed worker", "frozen realm in a sandbox", false, TechniqueKind::Worker(Realm::Hardened);
    "hardened-worker-all", "hardened realms in sandboxed workers, all cores", "frozen realm in a sandbox", true, TechniqueKind::Worker(Realm::Hardened);
    "bare", "bare V8, fresh context: the floor", "context", false, TechniqueKind::Bare { fresh_context: true };
    "bare-same-context", "bare V8, same context: no isolation", "nothing", false, TechniqueKind::Bare { fresh_context: false };
}

/// Returns the techniques with these names, in their order; all if there are none.
///
/// # Errors
/// The message, if there is no technique of a name.
pub fn by_names(names: &[String]) -> Result<Vec<&'static Technique>, String> {
    if names.is_empty() {
        return Ok(TECHNIQUES.iter().collect());
    }
    let mut chosen: Vec<&Technique> = Vec::new();
    for name in names {
        let technique = TECHNIQUES.iter().find(|technique| technique.name == name).ok_or_else(|| {
            let known = || TECHNIQUES.iter().map(|technique| technique.name);
            let hint = did_you_mean(name, known())
                .unwrap_or_else(|| format!("there are {}", known().collect::<Vec<_>>().join(", ")));
            format!("there is no row `{name}`; {hint}")
        })?;
        if !chosen.iter().any(|other| other.name == name) {
            chosen.push(technique);
        }
    }
    Ok(chosen)
}

/// The resources of this machine that techniques need, looked for once.
#[derive(Default)]
pub(super) struct Machine {
    node: OnceCell<Result<BaselineRunner, String>>,
}

impl Machine {
    /// Returns the `node` of this machine, or the reason why there is none.
    fn node(&self) -> Result<&BaselineRunner, RunnerError> {
        let node = self
            .node
            .get_or_init(|| BaselineRunner::new(PathBuf::from("node")).map_err(|error| error.to_string()));
        node.as_ref().map_err(|error| RunnerError::Other(error.clone().into()))
    }

    /// Returns the version of node, if any technique has looked for it and found it.
    pub(super) fn node_version(&self) -> Option<&str> {
        Some(self.node.get()?.as_ref().ok()?.version())
    }
}

impl Technique {
    /// Returns the realm in which its cases run.
    pub(super) fn realm(&self) -> Realm {
        match self.kind {
            TechniqueKind::Isolate(realm) | TechniqueKind::Worker(realm) => realm,
            _ => Realm::Fresh,
        }
    }

    /// Returns its runner.
    ///
    /// # Errors
    /// If this machine cannot run it.
    pub(super) fn runner(&self, machine: &Machine) -> Result<Box<dyn Runner>, RunnerError> {
        Ok(match self.kind {
            TechniqueKind::Node(feed) => Box::new(machine.node()?.fed(feed)),
            TechniqueKind::Isolate(_) => Box::new(IsolateRunner),
            TechniqueKind::NewIsolate => Box::new(NewIsolateRunner),
            TechniqueKind::Worker(_) => Box::new(worker()?),
            TechniqueKind::Bare { fresh_context } => Box::new(BareRunner { fresh_context }),
        })
    }
}

/// Returns the runner of sandboxed worker processes.
pub(super) fn worker() -> Result<ProcessRunner, RunnerError> {
    let program = this_program().map_err(|source| RunnerError::Start {
        program: "a worker process".to_owned(),
        source,
        hint: "this program has to be found again to be its own worker".to_owned(),
    })?;
    Ok(ProcessRunner::new(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_name_and_a_slip_is_corrected() {
        let names =
            |names: &[&str]| by_names(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let chosen: Vec<_> = names(&["bare", "isolate", "bare"]).unwrap().iter().map(|t| t.name).collect();
        assert_eq!(chosen, ["bare", "isolate"]);
        assert_eq!(names(&[]).unwrap().len(), TECHNIQUES.len());
        assert_eq!(names(&["isolat"]).unwrap_err(), "there is no row `isolat`; did you mean `isolate`?");
        assert!(names(&["zzz"]).unwrap_err().contains("there are node, node-all, "));
    }

    #[test]
    fn names_are_unique() {
        for (index, technique) in TECHNIQUES.iter().enumerate() {
            assert!(TECHNIQUES[..index].iter().all(|other| other.name != technique.name));
        }
    }
}
