//! Places where V8 may be, and the order in which they are searched.
//!
//! The user's settings come first and are left alone; after that the nearest place wins. The search changes nothing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use super::mirror::{Content, Mirror, check_archive};
use super::release::{Release, is_on};

/// The place of V8, or the way to get it.
#[derive(Debug)]
pub enum Place {
    /// The place that the user has set.
    Users {
        /// The user's setting, as text.
        choice: String,
        /// Whether the crate takes the bindings from the project's mirror nevertheless.
        lacks_binding: bool,
    },
    /// The project's mirror folder.
    Mirror,
    /// Files on this machine, to be copied into the mirror folder.
    Files {
        /// Name of the place.
        name: &'static str,
        archive: PathBuf,
        binding: PathBuf,
    },
    /// Nowhere yet: it has to be downloaded or, if that fails, built.
    Elsewhere,
}

/// The user's own settings, as the crate's build script reads them.
#[derive(Default)]
pub struct Settings {
    archive: Option<String>,
    binding: Option<String>,
    mirror: Option<String>,
    build_in_crate: bool,
}

impl Settings {
    /// Reads the environment. The mirror that `.cargo/config.toml` names is the project's, not the user's.
    pub fn read(project: &Mirror) -> Self {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            archive: set("RUSTY_V8_ARCHIVE"),
            binding: set("RUSTY_V8_SRC_BINDING_PATH").or_else(|| set("RUSTY_V8_SRC_BINDING_URL")),
            mirror: set("RUSTY_V8_MIRROR").filter(|mirror| Path::new(mirror) != project.root()),
            build_in_crate: is_on("V8_FROM_SOURCE"),
        }
    }
}

/// The places on this machine other than the user's settings.
pub struct Places<'a> {
    pub release: &'a Release,
    pub project: &'a Mirror,
    /// `.rusty_v8` in Cargo's home, where the build script looks before it downloads.
    pub cargo_cache: Option<PathBuf>,
    /// The bindings in the crate's package, used where only the archive is found.
    pub crate_bindings: PathBuf,
    /// A mirror beside the checkout, with a `SHA256SUMS`.
    pub shared: PathBuf,
    /// Prints a warning about something that was found but cannot be used.
    pub warn: &'a dyn Fn(&str),
}

impl Places<'_> {
    /// Finds the first place that has V8.
    ///
    /// # Errors
    /// Only if a setting of the user names something that does not exist.
    pub fn locate(&self, settings: &Settings) -> Result<Place> {
        if let Some(choice) = self.users(settings)? {
            // The build script looks for bindings in a *folder* of archives, but not beside a single one.
            let single = settings.archive.as_ref().is_some_and(|archive| !Path::new(archive).is_dir());
            return Ok(Place::Users { choice, lacks_binding: single && settings.binding.is_none() });
        }
        match self.project.content() {
            Content::Whole => return Ok(Place::Mirror),
            Content::Damaged(why) => (self.warn)(&format!("{why:#}; it will be replaced")),
            Content::Missing => {}
        }
        Ok(self.cargo_cache().or_else(|| self.shared()).unwrap_or(Place::Elsewhere))
    }

    fn users(&self, settings: &Settings) -> Result<Option<String>> {
        if settings.build_in_crate {
            return Ok(Some("built by the crate itself, as V8_FROM_SOURCE says".into()));
        }
        if let Some(binding) = &settings.binding {
            ensure!(
                is_remote(binding) || Path::new(binding).is_file(),
                "the bindings that RUSTY_V8_SRC_BINDING_PATH or _URL names are not there: {binding}"
            );
        }
        if let Some(archive) = &settings.archive {
            if !is_remote(archive) {
                must_be_absolute("RUSTY_V8_ARCHIVE", archive)?;
                let path = Path::new(archive);
                let names = [self.release.archive(), self.release.plain_archive()];
                let found = path.is_file() || names.iter().any(|name| path.join(name).is_file());
                ensure!(
                    found,
                    "RUSTY_V8_ARCHIVE names neither an archive nor a folder with {}: {archive}",
                    names[0]
                );
            }
            return Ok(Some(format!("{archive}, as RUSTY_V8_ARCHIVE says")));
        }
        if let Some(mirror) = &settings.mirror {
            if !is_remote(mirror) && !mirror.contains('{') {
                must_be_absolute("RUSTY_V8_MIRROR", mirror)?;
                for name in [self.release.archive(), self.release.binding()] {
                    let (root, tag) = (Path::new(mirror), &self.release.tag);
                    let found = root.join(tag).join(&name).is_file() || root.join(&name).is_file();
                    ensure!(
                        found,
                        "RUSTY_V8_MIRROR is set, but {mirror} has no {tag}/{name}; unset it or fill it"
                    );
                }
            }
            return Ok(Some(format!("{mirror}, as RUSTY_V8_MIRROR says")));
        }
        Ok(None)
    }

    fn cargo_cache(&self) -> Option<Place> {
        let cache = self.cargo_cache.as_ref()?;
        let cached = |file: &str| {
            let paths = self.release.cache_names(file).map(|name| cache.join(name));
            paths.into_iter().find(|path| path.is_file())
        };
        let archive = cached(&self.release.archive())?;
        if let Err(why) = check_archive(&archive) {
            (self.warn)(&format!("{why:#}; it is left out"));
            return None;
        }
        let name = self.release.binding();
        let shipped = || Some(self.crate_bindings.join(&name)).filter(|path| path.is_file());
        Some(Place::Files { name: "Cargo's cache", archive, binding: cached(&name).or_else(shipped)? })
    }

    fn shared(&self) -> Option<Place> {
        let folder = self.shared.join(&self.release.tag);
        let archive = folder.join(self.release.archive());
        let binding = folder.join(self.release.binding());
        if !archive.is_file() || !binding.is_file() {
            return None;
        }
        let checked = || {
            let sums = self.shared.join("SHA256SUMS");
            let sums =
                fs::read_to_string(&sums).with_context(|| format!("cannot read {}", sums.display()))?;
            [&archive, &binding].into_iter().try_for_each(|path| check_sum(&sums, &self.shared, path))
        };
        if let Err(why) = checked() {
            (self.warn)(&format!("{why:#}; it is left out"));
            return None;
        }
        Some(Place::Files { name: "../shared/rusty_v8", archive, binding })
    }
}

fn is_remote(place: &str) -> bool {
    place.starts_with("http:") || place.starts_with("https:")
}

/// Checks that a path is absolute: the build script runs in the crate's folder and would not find a path relative to
/// the user's.
fn must_be_absolute(variable: &str, value: &str) -> Result<()> {
    if Path::new(value).is_relative() {
        bail!("{variable} must be an absolute path, for the crate reads it from its own folder: {value}");
    }
    Ok(())
}

/// Checks `path`, a file below `root`, against its line in `sums` (the format of `sha256sum`).
fn check_sum(sums: &str, root: &Path, path: &Path) -> Result<()> {
    let name = path.strip_prefix(root).unwrap_or(path);
    let expected = sums
        .lines()
        .filter_map(|line| line.split_once([' ', '\t']))
        .find(|(_, file)| Path::new(file.trim_start_matches([' ', '*'])) == name)
        .map(|(sum, _)| sum)
        .with_context(|| format!("SHA256SUMS has no line for {}", path.display()))?;
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let actual: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(actual.eq_ignore_ascii_case(expected), "{} has not the checksum in SHA256SUMS", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use tempfile::TempDir;

    use super::super::mirror::tests::write_release;
    use super::super::release::tests::release;
    use super::*;

    /// A machine made of empty folders, which each test fills.
    struct Machine {
        folder: TempDir,
        release: Release,
        warnings: RefCell<Vec<String>>,
    }

    impl Machine {
        fn new() -> Self {
            let folder = TempDir::new().expect("temporary folder");
            Self { folder, release: release(), warnings: RefCell::default() }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn fill_mirror(&self) {
            write_release(&self.path("checkout/.rusty_v8/v152.2.0"), &self.release);
        }

        fn fill_cache(&self) {
            write_release(&self.path("download"), &self.release);
            fs::create_dir_all(self.path("cache")).expect("temporary folder");
            for file in [self.release.archive(), self.release.binding()] {
                let [name, _] = self.release.cache_names(&file);
                fs::copy(self.path("download").join(file), self.path("cache").join(name))
                    .expect("just written");
            }
        }

        fn fill_shared(&self) {
            write_release(&self.path("shared/v152.2.0"), &self.release);
            let sums = [self.release.archive(), self.release.binding()].map(|file| {
                let bytes = fs::read(self.path("shared/v152.2.0").join(&file)).expect("just written");
                let sum: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                format!("{sum}  v152.2.0/{file}\n")
            });
            fs::write(self.path("shared/SHA256SUMS"), sums.concat()).expect("temporary folder");
        }

        fn locate(&self, settings: &Settings) -> Result<Place> {
            let project = Mirror::new(&self.path("checkout"), &self.release);
            Places {
                release: &self.release,
                project: &project,
                cargo_cache: Some(self.path("cache")),
                crate_bindings: self.path("crate/gen"),
                shared: self.path("shared"),
                warn: &|text| self.warnings.borrow_mut().push(text.to_owned()),
            }
            .locate(settings)
        }

        fn name_of_place(&self) -> &'static str {
            match self.locate(&Settings::default()).expect("no settings, no error") {
                Place::Users { .. } => "user",
                Place::Mirror => "mirror",
                Place::Files { name, .. } => name,
                Place::Elsewhere => "elsewhere",
            }
        }
    }

    #[test]
    fn the_nearest_place_wins() {
        let machine = Machine::new();
        assert_eq!(machine.name_of_place(), "elsewhere");
        machine.fill_shared();
        assert_eq!(machine.name_of_place(), "../shared/rusty_v8");
        machine.fill_cache();
        assert_eq!(machine.name_of_place(), "Cargo's cache");
        machine.fill_mirror();
        assert_eq!(machine.name_of_place(), "mirror");
        assert!(machine.warnings.borrow().is_empty());
    }

    #[test]
    fn what_the_user_set_beats_every_place() {
        let machine = Machine::new();
        machine.fill_mirror();
        write_release(&machine.path("own/v152.2.0"), &machine.release);
        let own = machine.path("own").display().to_string();
        let mirror = Settings { mirror: Some(own.clone()), ..Settings::default() };
        assert!(matches!(machine.locate(&mirror), Ok(Place::Users { .. })));
        let archive = Settings { archive: Some(format!("{own}/v152.2.0")), ..Settings::default() };
        assert!(matches!(machine.locate(&archive), Ok(Place::Users { lacks_binding: false, .. })));
    }

    #[test]
    fn a_single_archive_lacks_the_bindings_unless_they_are_set_too() {
        let machine = Machine::new();
        write_release(&machine.path("own"), &machine.release);
        let file = |name: String| Some(machine.path("own").join(name).display().to_string());
        let mut settings = Settings { archive: file(machine.release.archive()), ..Settings::default() };
        assert!(matches!(machine.locate(&settings), Ok(Place::Users { lacks_binding: true, .. })));
        settings.binding = file(machine.release.binding());
        assert!(matches!(machine.locate(&settings), Ok(Place::Users { lacks_binding: false, .. })));
    }

    #[test]
    fn a_mirror_of_the_users_without_bindings_is_an_error() {
        let machine = Machine::new();
        write_release(&machine.path("own/v152.2.0"), &machine.release);
        fs::remove_file(machine.path("own/v152.2.0").join(machine.release.binding())).expect("just written");
        let settings =
            Settings { mirror: Some(machine.path("own").display().to_string()), ..Settings::default() };
        assert!(machine.locate(&settings).is_err());
    }

    #[test]
    fn a_setting_that_names_nothing_is_an_error() {
        let machine = Machine::new();
        machine.fill_mirror();
        let nowhere = machine.path("nowhere").display().to_string();
        let settings = [
            Settings { mirror: Some(nowhere.clone()), ..Settings::default() },
            Settings { archive: Some(nowhere.clone()), ..Settings::default() },
            Settings { binding: Some(nowhere), ..Settings::default() },
            Settings { mirror: Some("relative/path".into()), ..Settings::default() },
        ];
        for setting in settings {
            assert!(machine.locate(&setting).is_err());
        }
    }

    #[test]
    fn a_damaged_place_is_passed_over_with_a_warning() {
        let machine = Machine::new();
        machine.fill_mirror();
        machine.fill_shared();
        let archive = machine.path("checkout/.rusty_v8/v152.2.0").join(machine.release.archive());
        let bytes = fs::read(&archive).expect("just written");
        fs::write(&archive, &bytes[..bytes.len() - 3]).expect("temporary folder");
        assert_eq!(machine.name_of_place(), "../shared/rusty_v8");
        assert_eq!(machine.warnings.borrow().len(), 1);
    }

    #[test]
    fn a_shared_file_with_another_checksum_is_left_out() {
        let machine = Machine::new();
        machine.fill_shared();
        fs::write(machine.path("shared/v152.2.0").join(machine.release.binding()), "changed")
            .expect("temporary folder");
        assert_eq!(machine.name_of_place(), "elsewhere");
        assert_eq!(machine.warnings.borrow().len(), 1);
    }
}
