//! Changes of files for `tribunal watch`: the submissions that have to be judged again.
//!
//! Nothing here looks at the clock or at a terminal: events come in, and the concerned files go out.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    path::{Component, Path, PathBuf},
};

use notify::{EventKind, event::ModifyKind};

/// The problems and submissions that changed files concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// Problems, by id: all of their submissions.
    pub problems: BTreeSet<String>,
    /// Files and folders of submissions: all submissions that are, or lie in, one of them.
    pub submissions: BTreeSet<PathBuf>,
    /// Whether there were so many changes that the system has lost some.
    pub everything: bool,
}

impl Affected {
    /// Whether nothing is concerned.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds the problems and submissions of other changes.
    pub fn extend(&mut self, other: Self) {
        self.problems.extend(other.problems);
        self.submissions.extend(other.submissions);
        self.everything |= other.everything;
    }
}

/// The watched folders, by paths without symbolic links, as the system reports the files in them.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The folder of problems.
    pub problems: PathBuf,
    /// The folder of submissions.
    pub submissions: PathBuf,
    /// A submission in another place.
    pub elsewhere: Option<PathBuf>,
}

impl Watched {
    /// Returns the problems and submissions that one of the system's events concerns.
    pub fn concerned(&self, event: &notify::Event) -> Affected {
        let mut concerned = Affected { everything: event.need_rescan(), ..Affected::default() };
        let matters = match event.kind {
            // A program has read a file, or has closed it after a change that was reported already.
            EventKind::Access(_) => false,
            // Owners, modes and times do not change the content of a file.
            EventKind::Modify(ModifyKind::Metadata(_)) => false,
            _ => true,
        };
        for path in event.paths.iter().filter(|_| matters) {
            if self.elsewhere.as_deref() == Some(path) {
                concerned.submissions.insert(path.clone());
            } else if let Ok(below) = path.strip_prefix(&self.submissions) {
                if below.components().count() > 1 && !is_passed_over(below) {
                    concerned.submissions.insert(path.clone());
                }
            } else if let Ok(below) = path.strip_prefix(&self.problems)
                && !is_passed_over(below)
                && let Some(Component::Normal(first)) = below.components().next()
            {
                let id = first.to_string_lossy();
                let id = id.strip_suffix(".toml").unwrap_or(&id);
                concerned.problems.insert(id.to_owned());
            }
        }
        concerned
    }
}

/// Whether a file is passed over: hidden, an editor's own, or in a folder of libraries.
fn is_passed_over(below: &Path) -> bool {
    let is_other = |name: &OsStr| {
        let name = name.as_encoded_bytes();
        name.starts_with(b".") || name.ends_with(b"~") || name.starts_with(b"#") || name == b"node_modules"
    };
    below.iter().any(is_other)
}

#[cfg(test)]
mod tests {
    use notify::{
        Event,
        event::{AccessKind, AccessMode, CreateKind, DataChange, MetadataKind, RemoveKind, RenameMode},
    };

    use super::*;

    fn concerned(kind: EventKind, paths: &[&str]) -> Affected {
        let watched = Watched {
            problems: "/w/problems".into(),
            submissions: "/w/submissions".into(),
            elsewhere: Some("/home/mine.js".into()),
        };
        let event = paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into()));
        watched.concerned(&event)
    }

    #[test]
    fn a_change_concerns_a_submission_or_all_of_a_problem() {
        let saved = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let submissions = |path: &str| Affected { submissions: [path.into()].into(), ..Affected::default() };
        let problem = |id: &str| Affected { problems: [id.to_owned()].into(), ..Affected::default() };
        for (path, expected) in [
            ("/w/submissions/sum/accepted/a.js", submissions("/w/submissions/sum/accepted/a.js")),
            ("/w/submissions/sum/accepted", submissions("/w/submissions/sum/accepted")),
            ("/home/mine.js", submissions("/home/mine.js")),
            ("/w/problems/sum/problem.toml", problem("sum")),
            ("/w/problems/sum/cases/x.jsonl", problem("sum")),
            ("/w/problems/gcd.toml", problem("gcd")),
            ("/w/problems/sum", problem("sum")),
            ("/w/submissions/sum/.a.js.swp", Affected::default()),
            ("/w/submissions/sum/a.js~", Affected::default()),
            ("/w/submissions/sum/node_modules/x/index.js", Affected::default()),
            ("/w/submissions/sum", Affected::default()),
            ("/w/problems/sum/.generate-1/cases/generated.jsonl", Affected::default()),
            ("/w/problems", Affected::default()),
            ("/home/other.js", Affected::default()),
        ] {
            assert_eq!(concerned(saved, &[path]), expected, "{path}");
        }
    }

    #[test]
    fn editors_that_rename_are_understood_and_readers_are_not_told_of() {
        let path = "/w/submissions/sum/a.js";
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
        let both = concerned(renamed, &["/w/submissions/sum/.a.js.tmp", path]);
        assert_eq!(both.submissions, [path.into()].into());
        assert!(!concerned(EventKind::Create(CreateKind::File), &[path]).is_empty());
        assert!(!concerned(EventKind::Remove(RemoveKind::File), &[path]).is_empty());
        for kind in [
            EventKind::Access(AccessKind::Close(AccessMode::Write)),
            EventKind::Access(AccessKind::Read),
            EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)),
        ] {
            assert!(concerned(kind, &[path]).is_empty(), "{kind:?}");
        }
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        let watched = Watched { problems: "/p".into(), submissions: "/s".into(), elsewhere: None };
        assert!(watched.concerned(&lost).everything);
    }
}
