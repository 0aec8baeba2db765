//! Building V8 from the crate's own sources, with tools from Debian, PyPI and the crate registry alone.
//!
//! Each step's result appears under its name only when it is complete, so that an interrupted run resumes where it
//! stopped; ninja does the same for the compilation.

mod gn;
mod ninja;
mod pch;
mod platform;
mod sources;
mod tools;
mod wrapper;

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};

use self::platform::Platform;
use super::mirror::{self, Mirror};
use super::release::Release;
use crate::lock;
use crate::workspace::Workspace;

pub use self::wrapper::compile;

/// Free space that a build needs, in bytes: sources, objects, precompiled headers.
const DISK_BYTES: u64 = 2 << 30;

/// Builds V8 and puts it into the mirror.
///
/// # Errors
/// If the platform is not covered, a tool is missing, the disk is too small, or a step fails.
pub fn build(workspace: &Workspace, release: &Release, mirror: &Mirror) -> Result<()> {
    let platform = Platform::of(release)?;
    let binding = workspace.v8.sources.join("gen").join(release.binding());
    ensure!(binding.is_file(), "the crate ships no bindings for this platform: {}", binding.display());

    let folder = workspace.target_dir.join("v8-build");
    check_folder(&folder)?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    // Several checkouts may share a target folder.
    let _lock = lock::exclusive(&folder.with_extension("lock"))?;

    let tools = tools::ensure(&platform)?;
    let gn = gn::ensure(&tools, &folder)?;
    let sources = sources::ensure(workspace, &folder)?;
    let wrapper = wrapper::install(&folder)?;
    let clang = tools.clang_base(&platform, &wrapper, &folder)?;
    let out = folder.join("out");
    gn::generate(&gn, &tools, &platform, &sources, &out, &clang)?;
    ninja::run(&tools, &out)?;

    mirror.put_binding(mirror::copy(&binding))?;
    mirror.put_archive(|file| pack(&out.join("obj/librusty_v8.a"), file))?;
    // Gigabytes that are not needed any more.
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
}

/// Checks the build folder's path: V8's build files put paths into shell commands without quotes. Checks its free
/// space, too.
fn check_folder(folder: &Path) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    ensure!(
        folder.to_str().is_some_and(|path| path.chars().all(plain)),
        "V8's build cannot cope with the path {}; set CARGO_TARGET_DIR to one of plain letters",
        folder.display()
    );
    if folder.join("out").exists() {
        return Ok(()); // An interrupted build has taken its space already.
    }
    let existing = folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let disk = rustix::fs::statvfs(existing).context("cannot read the free disk space")?;
    let free = disk.f_bavail * disk.f_frsize;
    ensure!(
        free >= DISK_BYTES,
        "{} has {} free, and a build takes {}; make room or set CARGO_TARGET_DIR to another disk",
        existing.display(),
        indicatif::HumanBytes(free),
        indicatif::HumanBytes(DISK_BYTES)
    );
    Ok(())
}

fn pack(archive: &Path, file: &mut File) -> Result<()> {
    let mut archive_file =
        File::open(archive).with_context(|| format!("cannot open {}", archive.display()))?;
    let mut encoder = GzEncoder::new(file, Compression::default());
    io::copy(&mut archive_file, &mut encoder)?;
    encoder.finish()?;
    Ok(())
}
