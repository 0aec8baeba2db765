//! Names of the files that the crate `v8` links, by the rules of its build script.

use std::env;

use crate::workspace::Workspace;

/// The address from which the crate's own build script downloads.
const DOWNLOADS: &str = "https://github.com/denoland/rusty_v8/releases/download";

/// One build of V8: a version for a target, in a profile, with features.
#[derive(Debug, Clone)]
pub struct Release {
    /// Version of the crate.
    pub version: String,
    /// Folder of a mirror or a download, `v` and the version unless `RUSTY_V8_MIRROR_TAG` says otherwise.
    pub tag: String,
    /// Target triple.
    pub target: String,
    /// `release`, or `debug` with `V8_FORCE_DEBUG`.
    pub profile: &'static str,
    /// The part of a file name that stands for features.
    pub features: String,
}

impl Release {
    /// Returns the release that the workspace needs on this machine.
    pub fn needed_by(workspace: &Workspace) -> Self {
        let version = workspace.v8.version.clone();
        let has = |feature: &str| workspace.v8.features.iter().any(|on| on == feature);
        let mut features = String::new();
        if has("v8_enable_pointer_compression") {
            features += "_ptrcomp";
        }
        if has("v8_enable_sandbox") {
            features += "_sandbox";
        }
        let windows = workspace.host.contains("windows");
        Self {
            tag: env::var("RUSTY_V8_MIRROR_TAG").unwrap_or_else(|_| format!("v{version}")),
            version,
            profile: if is_on("V8_FORCE_DEBUG") && !windows { "debug" } else { "release" },
            features,
            target: workspace.host.clone(),
        }
    }

    /// Returns the file name of the packed static library.
    pub fn archive(&self) -> String {
        format!("{}.gz", self.plain_archive())
    }

    /// Returns the file name of the static library as it is linked.
    pub fn plain_archive(&self) -> String {
        let (prefix, suffix) = if self.target.contains("windows") { ("", "lib") } else { ("lib", "a") };
        format!("{prefix}rusty_v8{}_{}_{}.{suffix}", self.features, self.profile, self.target)
    }

    /// Returns the file name of the Rust side of the bindings.
    pub fn binding(&self) -> String {
        format!("src_binding{}_{}_{}.rs", self.features, self.profile, self.target)
    }

    /// Returns the names under which Cargo's home may hold `file`, newest rule first.
    pub fn cache_names(&self, file: &str) -> [String; 2] {
        [format!("{}/{file}", self.tag), self.url(file)]
            .map(|key| key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect())
    }

    /// Returns the address from which `file` is downloaded.
    pub fn url(&self, file: &str) -> String {
        format!("{DOWNLOADS}/{}/{file}", self.tag)
    }
}

/// Whether a switch of the build script is on.
pub fn is_on(variable: &str) -> bool {
    matches!(env::var(variable).unwrap_or_default().as_str(), "true" | "1" | "yes")
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Returns the release that the tests look for.
    pub fn release() -> Release {
        Release {
            version: "152.2.0".into(),
            tag: "v152.2.0".into(),
            target: "x86_64-unknown-linux-gnu".into(),
            profile: "release",
            features: String::new(),
        }
    }

    #[test]
    fn names_are_those_of_the_build_script() {
        let release = release();
        assert_eq!(release.archive(), "librusty_v8_release_x86_64-unknown-linux-gnu.a.gz");
        assert_eq!(release.binding(), "src_binding_release_x86_64-unknown-linux-gnu.rs");
        assert_eq!(
            release.cache_names(&release.archive())[0],
            "v152_2_0_librusty_v8_release_x86_64_unknown_linux_gnu_a_gz"
        );
    }

    #[test]
    fn features_and_windows_change_the_names() {
        let mut release = release();
        release.features = "_ptrcomp_sandbox".into();
        release.target = "x86_64-pc-windows-msvc".into();
        assert_eq!(release.archive(), "rusty_v8_ptrcomp_sandbox_release_x86_64-pc-windows-msvc.lib.gz");
    }
}
