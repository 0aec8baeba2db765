//! The checkout as Cargo sees it: its folders, and the crates whose sources are needed.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{MetadataCommand, Package};

/// The checkout as `cargo metadata` sees it.
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// The folder for Cargo's build results.
    pub target_dir: PathBuf,
    /// The triple of this machine.
    pub host: String,
    /// The crate `v8`, in the version that `Cargo.lock` holds.
    pub v8: Crate,
    /// The crate that carries ICU's data.
    pub icudata: Crate,
}

/// A dependency in Cargo's registry.
pub struct Crate {
    /// Its version, without a `v`.
    pub version: String,
    /// The folder of its sources, which belongs to Cargo: read, never written.
    pub sources: PathBuf,
    /// The features that the workspace enables.
    pub features: Vec<String>,
}

impl Workspace {
    /// Reads the metadata from Cargo, which fetches missing crates.
    ///
    /// # Errors
    /// If Cargo fails, or if the workspace does not depend on the crates.
    pub fn read() -> Result<Self> {
        let host = host_triple()?;
        let metadata = MetadataCommand::new()
            .other_options(["--filter-platform".to_owned(), host.clone()])
            .verbose(true) // shows what Cargo downloads
            .exec()
            .context("`cargo metadata` failed; is the crate registry reachable?")?;
        let resolve = metadata.resolve.as_ref().context("`cargo metadata` resolved nothing")?;
        let find = |name: &str| {
            let is_it = |package: &&Package| package.name.as_str() == name;
            let package = metadata
                .packages
                .iter()
                .find(is_it)
                .with_context(|| format!("the workspace does not use the crate `{name}`"))?;
            let node = resolve.nodes.iter().find(|node| node.id == package.id);
            let features = node.iter().flat_map(|node| &node.features).map(ToString::to_string);
            let sources = package.manifest_path.parent().context("a manifest without a folder")?;
            anyhow::Ok(Crate {
                version: package.version.to_string(),
                sources: sources.into(),
                features: features.collect(),
            })
        };
        Ok(Self {
            v8: find("v8")?,
            icudata: find("deno_core_icudata")?,
            host,
            root: metadata.workspace_root.clone().into(),
            target_dir: metadata.target_directory.clone().into(),
        })
    }
}

/// Returns the triple that `rustc` builds for by default.
fn host_triple() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context("cannot run rustc")?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("`rustc -vV` names no host")
}
