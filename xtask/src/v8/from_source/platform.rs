//! Platforms that the build covers, with the names that its tools have for them.

use anyhow::{Result, bail, ensure};

use super::super::release::Release;

/// A platform that V8 can be built on.
#[derive(Debug, PartialEq)]
pub struct Platform {
    /// GN's name of the processor.
    pub gn_cpu: &'static str,
    /// Clang's name of the processor, in the file names of its runtime.
    pub clang_arch: &'static str,
    /// The triple, which names the folder where V8's build expects that runtime.
    pub triple: &'static str,
}

impl Platform {
    /// Returns the platform of a release.
    ///
    /// # Errors
    /// If the recipe does not cover it.
    pub fn of(release: &Release) -> Result<Self> {
        ensure!(
            release.profile == "release" && release.features.is_empty(),
            "only the release build without features is covered here; unset V8_FORCE_DEBUG, or set V8_FROM_SOURCE=1 \
             to let the crate build itself with its own tools from the network"
        );
        match release.target.as_str() {
            "x86_64-unknown-linux-gnu" => {
                Ok(Self { gn_cpu: "x64", clang_arch: "x86_64", triple: "x86_64-unknown-linux-gnu" })
            }
            "aarch64-unknown-linux-gnu" => {
                eprintln!(
                    "warning: building V8 on 64-bit ARM follows the same recipe, but nobody has tried it yet"
                );
                Ok(Self { gn_cpu: "arm64", clang_arch: "aarch64", triple: "aarch64-unknown-linux-gnu" })
            }
            other => bail!(
                "building from source covers Linux with glibc on x86-64 (and, untested, 64-bit ARM), not {other}; \
                 download {} and {} on another machine from the crate's releases ({}) and put both into .rusty_v8/{}",
                release.archive(),
                release.binding(),
                release.url(""),
                release.tag
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::release::tests::release;
    use super::*;

    #[test]
    fn the_proven_platform_is_covered() {
        assert_eq!(Platform::of(&release()).expect("covered").gn_cpu, "x64");
    }

    #[test]
    fn another_platform_is_an_error_that_names_the_files_to_get() {
        let mut release = release();
        release.target = "riscv64gc-unknown-linux-gnu".into();
        let message = Platform::of(&release).expect_err("not covered").to_string();
        assert!(message.contains("librusty_v8_release_riscv64gc-unknown-linux-gnu.a.gz"), "{message}");
    }

    #[test]
    fn features_are_not_covered() {
        let mut release = release();
        release.features = "_ptrcomp".into();
        assert!(Platform::of(&release).is_err());
    }
}
