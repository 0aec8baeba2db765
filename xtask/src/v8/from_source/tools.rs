//! The build's tools: found where Debian puts them, and installed with apt-get if they are missing.

use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::platform::Platform;

/// The version of LLVM. Newer sources of V8 may need a newer one.
pub const LLVM: &str = "22";

/// The installed tools.
pub struct Tools {
    /// LLVM's folder, with `bin` and `lib`.
    llvm: PathBuf,
    pub ninja: PathBuf,
    pub python: PathBuf,
}

/// Finds the tools, and installs the missing ones.
///
/// # Errors
/// If something is missing and cannot be installed from here; the message contains the command.
pub fn ensure(platform: &Platform) -> Result<Tools> {
    let tools = Tools {
        llvm: env::var_os("CLANG_BASE_PATH")
            .map_or_else(|| format!("/usr/lib/llvm-{LLVM}").into(), PathBuf::from),
        ninja: "ninja".into(),
        python: "python3".into(),
    };
    let missing = tools.missing(platform);
    if !missing.is_empty() {
        install(&missing)?;
        let still = tools.missing(platform);
        ensure!(still.is_empty(), "still missing after their installation: {}", still.join(" "));
    }
    Ok(tools)
}

impl Tools {
    /// Returns the names of Debian's packages for the missing tools.
    fn missing(&self, platform: &Platform) -> Vec<String> {
        let llvm_packages = [
            ("clang-", self.llvm.join("bin/clang++")),
            ("lld-", self.llvm.join("bin/ld.lld")),
            ("llvm-", self.llvm.join("bin/llvm-ar")),
        ];
        let mut missing: Vec<String> = llvm_packages
            .iter()
            .filter(|(_, file)| !file.exists())
            .map(|(package, _)| format!("{package}{LLVM}"))
            .collect();
        if !self.builtins(platform).exists() {
            missing.push(format!("libclang-rt-{LLVM}-dev"));
        }
        let runs = |program: &Path, arguments: &[&str]| {
            let status =
                Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        if !runs(&self.ninja, &["--version"]) {
            missing.push("ninja-build".into());
        }
        if !runs(&self.python, &["--version"]) {
            missing.push("python3".into());
        }
        if !runs(&self.python, &["-m", "pip", "--version"]) {
            missing.push("python3-pip".into());
        }
        missing
    }

    /// Returns the path of Clang's runtime library in Debian.
    fn builtins(&self, platform: &Platform) -> PathBuf {
        let name = format!("libclang_rt.builtins-{}.a", platform.clang_arch);
        self.llvm.join("lib/clang").join(LLVM).join("lib/linux").join(name)
    }

    /// Makes a folder laid out as V8's build expects clang's: Debian names the runtime differently, and the compilers
    /// are called through `wrapper`. (GN can name a wrapper too, but leaves assembly out of it.)
    pub fn clang_base(&self, platform: &Platform, wrapper: &Path, folder: &Path) -> Result<PathBuf> {
        let base = folder.join("clang");
        let (bin, llvm_bin) = (base.join("bin"), self.llvm.join("bin"));
        let runtime = base.join("lib/clang").join(LLVM).join("lib").join(platform.triple);
        for folder in [&bin, &runtime] {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let tools = ["ld.lld", "lld", "llvm-ar", "llvm-nm", "llvm-readelf"];
        let mut links = tools.map(|tool| (llvm_bin.join(tool), bin.join(tool))).to_vec();
        links.push((self.builtins(platform), runtime.join("libclang_rt.builtins.a")));
        for (original, link) in links {
            if fs::read_link(&link).ok().as_ref() != Some(&original) {
                let _ = fs::remove_file(&link);
                symlink(&original, &link).with_context(|| format!("cannot create {}", link.display()))?;
            }
        }
        for compiler in ["clang", "clang++"] {
            let original = llvm_bin.join(compiler);
            let script =
                format!("#!/bin/sh\nexec {} v8-compile {} \"$@\"\n", wrapper.display(), original.display());
            let path = bin.join(compiler);
            fs::write(&path, script)
                .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o755)))
                .with_context(|| format!("cannot create {}", path.display()))?;
        }
        Ok(base)
    }
}

/// Installs Debian packages, if this process may.
fn install(packages: &[String]) -> Result<()> {
    let list = packages.join(" ");
    let by_hand = format!("sudo apt-get update && sudo apt-get install --no-install-recommends {list}");
    if Command::new("apt-get").arg("--version").output().is_err() {
        bail!(
            "missing: {list} (these are Debian's names; install the same tools with your package manager, \
               and set CLANG_BASE_PATH to LLVM {LLVM}'s folder if that is not /usr/lib/llvm-{LLVM})"
        );
    }
    let Some(mut prefix) = privilege() else {
        bail!("missing: {list}; install them and run this again:\n  {by_hand}");
    };
    prefix.extend(["env", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive"].map(String::from));
    let run = |arguments: &[&str]| {
        let output =
            Command::new(&prefix[0]).args(&prefix[1..]).args(arguments).stdin(Stdio::null()).output();
        output.with_context(|| format!("cannot run apt-get; install by hand:\n  {by_hand}"))
    };

    eprintln!("Installing with apt-get: {list}");
    let update = run(&["apt-get", "-q", "update"])?;
    let mut arguments = vec!["apt-get", "-q", "-y", "--no-install-recommends", "install"];
    arguments.extend(packages.iter().map(String::as_str));
    let installation = run(&arguments)?;
    if installation.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&installation.stderr);
    if errors.contains("Unable to locate") || errors.contains("no installation candidate") {
        bail!(
            "this release of the distribution has not all of: {list}. Debian 12 and newer have them (LLVM among the \
             security updates); elsewhere add the LLVM project's own apt repository for version {LLVM} and run:\n  {by_hand}"
        );
    }
    bail!(
        "apt-get failed; see what it says to:\n  {by_hand}\n{}{errors}",
        String::from_utf8_lossy(&update.stderr)
    );
}

/// Returns the prefix of a command that only root may run: nothing for root, `sudo` where it asks for no password, and
/// `None` otherwise.
fn privilege() -> Option<Vec<String>> {
    if rustix::process::geteuid().is_root() {
        return Some(Vec::new());
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    sudo.is_ok_and(|status| status.success()).then(|| vec!["sudo".into(), "-n".into()])
}
