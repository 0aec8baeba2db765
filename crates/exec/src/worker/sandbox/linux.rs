//! The layers on Linux. None needs root, and all work in containers.

use std::{collections::BTreeMap, io};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus, Scope,
};
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getppid, getrlimit, set_parent_process_death_signal, setrlimit,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use super::{Layer, layer};
use tribunal_core::execution::IsolateLimits;

/// Memory that a worker may have besides that of a case, in bytes: V8 itself, its threads, the room in which a case
/// that reached its limit is stopped, and the frames on their way.
const OVERHEAD: u64 = 512 << 20;

/// Stack of the main thread, in bytes: V8 uses a megabyte, and its native code needs more.
const STACK: u64 = 8 << 20;

pub(super) fn end_with(supervisor: u32) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // The supervisor may have ended before the request was made, and then there is no signal any more. A supervisor in
    // another process namespace has no process id here, and cannot be compared.
    match getppid() {
        Some(parent) if Pid::as_raw(Some(parent)).unsigned_abs() != supervisor => {
            Err(io::Error::other("the supervisor has ended"))
        }
        _ => Ok(()),
    }
}

pub(super) fn make_room_for_the_stack() {
    let limit = getrlimit(Resource::Stack);
    if limit.current.is_some_and(|current| current < STACK) {
        let isolate_limits = limit.maximum.map_or(STACK, |maximum| maximum.min(STACK));
        // The stack grows up to the limit at the time when it grows, not when the process started.
        let _ = setrlimit(Resource::Stack, Rlimit { current: Some(isolate_limits), ..limit });
    }
}

pub(super) fn enter(isolate_limits: IsolateLimits) -> Vec<Layer> {
    vec![
        layer("environment", "no variables", empty_environment()),
        layer("descriptors", "nothing open but the pipes to the supervisor", close_descriptors()),
        layer("privileges", "none to be gained", rustix::thread::set_no_new_privs(true)),
        layer("landlock", "no file system, no network", landlock()),
        // After Landlock, which needs a descriptor to be set up.
        layer("limits", "no core dumps, no files, bounded memory", set_limits(isolate_limits)),
        layer("seccomp", "no system calls but those that V8 needs", seccomp()),
    ]
}

fn empty_environment() -> Result<(), &'static str> {
    match std::env::vars_os().next() {
        None => Ok(()),
        Some(_) => Err("the supervisor has passed variables on"),
    }
}

fn close_descriptors() -> io::Result<()> {
    const FIRST: u32 = 3;
    // SAFETY: the numbers are plain integers. Any descriptor open beyond the three standard ones came from outside:
    // this process has opened nothing itself that it still uses.
    let result = unsafe { libc::syscall(libc::SYS_close_range, FIRST, u32::MAX, 0) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn set_limits(isolate_limits: IsolateLimits) -> io::Result<()> {
    let limit = |value| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Fsize, limit(0))?;
    setrlimit(Resource::Nofile, limit(0))?;
    // Private writable memory. The engine limits the heap and array buffers; this limit is for memory that neither
    // counts, such as the zones of the parser and of the compiler of regular expressions. A deep stack is a part of it.
    let memory = isolate_limits.memory_bytes.saturating_mul(2).saturating_add(isolate_limits.stack_bytes);
    setrlimit(Resource::Data, limit(memory.saturating_add(OVERHEAD)))?;
    Ok(())
}

fn landlock() -> Result<(), String> {
    let restricted = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V6))
        .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(ABI::V6)))
        .and_then(|ruleset| ruleset.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self)
        .map_err(|error| error.to_string())?;
    match restricted.ruleset {
        RulesetStatus::NotEnforced => Err("this kernel does not have it, or has it off".to_owned()),
        // An older kernel restricts the file system alone; seccomp refuses sockets and signals anyway.
        RulesetStatus::PartiallyEnforced | RulesetStatus::FullyEnforced => Ok(()),
    }
}

fn seccomp() -> Result<(), String> {
    let program = filter().map_err(|error| error.to_string())?;
    seccompiler::apply_filter_all_threads(&program).map_err(|error| error.to_string())
}

/// Returns the filter of allowed system calls. All others fail with `EPERM`.
fn filter() -> Result<BpfProgram, seccompiler::BackendError> {
    let always = [
        // Memory, which V8 manages all the time; also executable memory, since it compiles.
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        // Threads that exist already: locks, clocks, their end.
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_nanosleep,
        libc::SYS_clock_nanosleep,
        libc::SYS_clock_gettime,
        libc::SYS_clock_getres,
        libc::SYS_gettimeofday,
        libc::SYS_membarrier,
        libc::SYS_sched_getaffinity,
        // The first calls of a thread that V8 has just started.
        libc::SYS_rseq,
        libc::SYS_set_robust_list,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getrandom,
        libc::SYS_getrusage,
        libc::SYS_sysinfo,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
        // The process's own signals, such as those of an abort.
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
    ];
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        always.into_iter().map(|call| (call, Vec::new())).collect();
    let argument_is = |index, value| {
        let condition = SeccompCondition::new(index, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)?;
        SeccompRule::new(vec![condition])
    };
    // The pipes: requests come in, replies and V8's last words go out.
    rules.insert(libc::SYS_read, vec![argument_is(0, 0)?]);
    for call in [libc::SYS_write, libc::SYS_writev] {
        rules.insert(call, vec![argument_is(0, 1)?, argument_is(0, 2)?]);
    }
    let own_process = u64::from(std::process::id());
    rules.insert(libc::SYS_tgkill, vec![argument_is(0, own_process)?]);
    SeccompFilter::new(
        rules,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()
}

pub(super) fn probe(supervisor: u32) -> Vec<(String, Result<(), String>)> {
    use std::{fs::File, net, process::Command, thread};

    /// Only a refusal counts as one: a call that fails for its arguments, most of which are not valid here, was let
    /// through.
    fn outcome<T>(result: io::Result<T>) -> Result<(), String> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(error.to_string()),
            _ => Ok(()),
        }
    }
    /// Makes a system call with up to four arguments.
    fn call(number: i64, arguments: [usize; 4]) -> Result<(), String> {
        let [a, b, c, d] = arguments;
        // SAFETY: each of the calls made here takes numbers, or pointers for which null is passed; if the call is not
        // refused before, the kernel answers null with an error.
        let result = unsafe { libc::syscall(number, a, b, c, d) };
        outcome(if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) })
    }
    let parent = supervisor as usize;
    let own = std::process::id() as usize;
    let attempts: Vec<(&str, Result<(), String>)> = vec![
        ("read a file", outcome(File::open("/etc/passwd"))),
        ("read its own memory as a file", outcome(File::open("/proc/self/mem"))),
        ("list a folder", outcome(std::fs::read_dir("/"))),
        ("write a file", outcome(File::create("/tmp/tribunal-probe"))),
        ("look up the working directory", outcome(std::env::current_dir())),
        ("open a TCP socket", outcome(net::TcpListener::bind("127.0.0.1:0"))),
        ("open a UDP socket", outcome(net::UdpSocket::bind("127.0.0.1:0"))),
        ("open a Unix socket", call(libc::SYS_socket, [1, 1, 0, 0])),
        ("run a program", outcome(Command::new("/bin/true").status())),
        ("replace itself by a program", call(libc::SYS_execve, [0; 4])),
        ("start a process", call(libc::SYS_clone, [libc::SIGCHLD as usize, 0, 0, 0])),
        ("start a thread", outcome(thread::Builder::new().spawn(|| ()))),
        ("trace a process", call(libc::SYS_ptrace, [libc::PTRACE_ATTACH as usize, parent, 0, 0])),
        ("read another process's memory", call(libc::SYS_process_vm_readv, [parent, 0, 0, 0])),
        ("signal its supervisor", call(libc::SYS_kill, [parent, 0, 0, 0])),
        ("signal a process by its threads", call(libc::SYS_tgkill, [parent, parent, 0, 0])),
        ("signal itself", call(libc::SYS_kill, [own, 0, 0, 0])),
        ("raise its limits", call(libc::SYS_prlimit64, [0, libc::RLIMIT_DATA as usize, 0, 0])),
        ("make a file in memory", call(libc::SYS_memfd_create, [0; 4])),
        ("make a pipe", call(libc::SYS_pipe2, [0; 4])),
        ("duplicate a descriptor", call(libc::SYS_dup, [0; 4])),
        ("read from standard output", call(libc::SYS_read, [1, 0, 0, 0])),
        ("use io_uring", call(libc::SYS_io_uring_setup, [1, 0, 0, 0])),
        ("use bpf", call(libc::SYS_bpf, [0; 4])),
        ("watch with perf", call(libc::SYS_perf_event_open, [0; 4])),
        ("enter a namespace", call(libc::SYS_unshare, [libc::CLONE_NEWUSER as usize, 0, 0, 0])),
        ("mount a file system", call(libc::SYS_mount, [0; 4])),
        ("change its root", call(libc::SYS_chroot, [0; 4])),
        ("change its user", call(libc::SYS_setuid, [0; 4])),
        ("load a kernel module", call(libc::SYS_init_module, [0; 4])),
        ("add a key", call(libc::SYS_add_key, [0; 4])),
        ("handle page faults itself", call(libc::SYS_userfaultfd, [0; 4])),
        ("lift its seccomp filter", call(libc::SYS_prctl, [libc::PR_SET_SECCOMP as usize, 0, 0, 0])),
    ];
    attempts.into_iter().map(|(name, result)| (name.to_owned(), result)).collect()
}
