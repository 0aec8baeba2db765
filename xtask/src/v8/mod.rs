//! `cargo xtask v8`: makes sure that the crate `v8` can link on this machine.

mod download;
mod from_source;
mod locate;
mod mirror;
mod release;

use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use indicatif::HumanDuration;

use self::locate::{Place, Places, Settings};
use self::mirror::{FOLDER, Mirror};
use self::release::Release;
use crate::workspace::Workspace;

pub use self::from_source::compile;

/// Arguments of `cargo xtask v8`.
#[derive(clap::Args)]
pub struct Args {
    /// Build V8 from its sources even if it could be had otherwise.
    #[arg(long, conflicts_with = "check")]
    from_source: bool,
    /// Only say what would be used; change nothing.
    #[arg(long)]
    check: bool,
}

/// Finds V8 or gets it, and prints its place on one line.
///
/// # Errors
/// If the user's settings name something that does not exist, or if V8 can neither be found, downloaded nor built.
pub fn run(args: &Args) -> Result<()> {
    let workspace = Workspace::read()?;
    let release = Release::needed_by(&workspace);
    let mirror = Mirror::new(&workspace.root, &release);
    let say = |what: &str| println!("V8 {}: {what}", release.version);

    if args.from_source {
        let _lock = mirror.lock()?;
        return build(&workspace, &release, &mirror, &say);
    }
    // A run that only looks creates no folder; one that may write waits for the others.
    let _lock = if args.check { None } else { Some(mirror.lock()?) };
    let places = Places {
        release: &release,
        project: &mirror,
        cargo_cache: cargo_home().map(|home| home.join(".rusty_v8")),
        crate_bindings: workspace.v8.sources.join("gen"),
        shared: workspace.root.parent().unwrap_or(Path::new("/")).join("shared/rusty_v8"),
        warn: &|text| eprintln!("warning: {text}"),
    };
    match places.locate(&Settings::read(&mirror))? {
        Place::Users { choice, lacks_binding } => {
            let shipped = places.crate_bindings.join(release.binding());
            if lacks_binding && !mirror.has_binding() && shipped.is_file() && !args.check {
                mirror.put_binding(mirror::copy(&shipped))?;
            }
            say(&choice);
        }
        Place::Mirror => say(&format!("the mirror folder {FOLDER}, which has it already")),
        Place::Files { name, .. } if args.check => say(&format!("{name}, to be copied into {FOLDER}")),
        Place::Files { name, archive, binding } => {
            mirror.put_binding(mirror::copy(&binding))?;
            mirror.put_archive(mirror::copy(&archive))?;
            say(&format!("{name}, copied into {FOLDER}"));
        }
        Place::Elsewhere if args.check => {
            say("not on this machine; to be downloaded, or built from source where that fails");
        }
        Place::Elsewhere => match download::fetch(&release, &mirror) {
            Ok(()) => say(&format!("the crate's release, downloaded into {FOLDER}")),
            Err(error) => {
                eprintln!("V8's release cannot be downloaded ({error:#}), so V8 is built from its sources.");
                build(&workspace, &release, &mirror, &say)?;
            }
        },
    }
    Ok(())
}

fn build(workspace: &Workspace, release: &Release, mirror: &Mirror, say: &dyn Fn(&str)) -> Result<()> {
    let start = Instant::now();
    from_source::build(workspace, release, mirror).context("V8 could not be built from its sources")?;
    say(&format!("built from its sources into {FOLDER}, in {}", HumanDuration(start.elapsed())));
    Ok(())
}

/// Returns Cargo's home, by Cargo's own rule.
fn cargo_home() -> Option<PathBuf> {
    let set = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    set.or_else(|| Some(env::home_dir()?.join(".cargo")))
}
