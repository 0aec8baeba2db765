//! The selection: the submissions that the command line stands for.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
};
use tribunal_core::text::printable;

use anstream::ColorChoice;
use anyhow::{Context as _, bail, ensure};

use super::{args::Folders, grade::GradeArgs, libraries_or_complaint, problems_or_complaint, warn};
use tribunal_core::suggest::did_you_mean;

use tribunal_exec::code_store::CodeStore;
use tribunal_judge::batch::Plan;
use tribunal_problem::{
    problem::Problem,
    submission::{self, Submission},
};

/// Returns the selected submissions, with their problems, whose libraries are loaded from `store` or built; `None`
/// after errors in problems have been shown.
///
/// # Errors
/// If a path leads to no submission, or nothing is left to judge.
pub(super) fn plan(
    args: &GradeArgs,
    store: Option<&CodeStore>,
    color: ColorChoice,
) -> anyhow::Result<Option<Plan>> {
    let root = &args.folders.submissions;
    // Before the problems: an error in one of them may have nothing to do with a wrong path.
    for path in &args.paths {
        metadata(path)?;
    }
    let ids = if args.problem.is_empty() { ids_of_paths(&args.paths, root) } else { args.problem.clone() };
    let Some(mut problems) = problems_or_complaint(&args.folders.problems, &ids, color) else {
        return Ok(None);
    };
    if !libraries_or_complaint(&mut problems, store, color)? {
        return Ok(None);
    }
    let problems: Vec<Arc<Problem>> = problems.into_iter().map(Arc::new).collect();
    let mut plan = Plan::new();
    if args.paths.is_empty() {
        for problem in &problems {
            add(&mut plan, problem, submission::discover(root, problem)?);
        }
        tell_mistakable(&args.folders, &problems, &args.problem, color);
    }
    for path in &args.paths {
        add_path(&mut plan, path, root, &problems, &args.problem)?;
    }
    let (asked, others): (Plan, Plan) =
        plan.into_iter().partition(|(_, submission)| is_asked_for(&submission.name, &args.submission));
    plan = asked;
    ensure!(!plan.is_empty(), "{}", nothing_to_judge(args, &others));
    // In the order of the problems, and each submission once, however often it was named.
    plan.sort_by(|(a, one), (b, other)| (&a.id, &one.name).cmp(&(&b.id, &other.name)));
    plan.dedup_by(|(a, one), (b, other)| a.id == b.id && one.path == other.path);
    Ok(Some(plan))
}

/// Warns of files in the folder of submissions that are perhaps not taken as intended.
pub(super) fn tell_mistakable(
    folders: &Folders,
    problems: &[Arc<Problem>],
    asked: &[String],
    color: ColorChoice,
) {
    let root = &folders.submissions;
    let problems: Vec<&Problem> = problems.iter().map(|problem| &**problem).collect();
    let mistakable = if asked.is_empty() {
        // Problems with errors are problems, too.
        let ids = tribunal_problem::problem::ids(&folders.problems).unwrap_or_default();
        submission::mistakable(root, &problems, &ids)
    } else {
        problems.iter().flat_map(|problem| submission::mistakable_of(root, problem)).collect()
    };
    for found in mistakable {
        warn(color, &printable(&found.to_string()));
    }
    for answer in problems.iter().flat_map(|problem| tribunal_problem::problem::answers_alone(&problem.path))
    {
        let text = format!("{} is passed over: there is no .in beside it", answer.display());
        warn(color, &printable(&text));
    }
}

/// Returns the one submission to a problem with the path of a file, or with a name or a part of one as in reports.
///
/// # Errors
/// If there is no such submission, or several.
pub(super) fn one(root: &Path, problem: &Problem, name: &str) -> anyhow::Result<Submission> {
    if Path::new(name).is_file() {
        return Ok(submission::read(Path::new(name), problem)?);
    }
    let mut found = submission::discover(root, problem)?;
    if let Some(index) = found.iter().position(|submission| submission.name == *name) {
        return Ok(found.swap_remove(index));
    }
    let matching: Vec<usize> = (0..found.len()).filter(|index| found[*index].name.contains(name)).collect();
    match matching.as_slice() {
        [index] => Ok(found.swap_remove(*index)),
        [] => {
            let hint = near_or_all(name, found.iter());
            bail!("there is no submission `{name}` to `{}`{hint}", problem.id)
        }
        several => {
            let names: Vec<_> = several.iter().take(5).map(|index| found[*index].name.as_str()).collect();
            bail!("`{name}` may be any of {} submissions: {}", several.len(), names.join(", "))
        }
    }
}

/// Returns the message for an empty selection, with these submissions that do not match.
fn nothing_to_judge(args: &GradeArgs, others: &Plan) -> String {
    let folder = args.folders.submissions.display();
    if !others.is_empty() {
        let hint = match args.submission.as_slice() {
            [pattern] => near_or_all(pattern, others.iter().map(|(_, submission)| submission)),
            _ => String::new(),
        };
        return format!("no submission matches {}{hint}", args.submission.join(", "));
    }
    if args.paths.is_empty() {
        return format!(
            "there are no submissions in {folder} to judge; they belong in {folder}/<problem id>/"
        );
    }
    let paths: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
    format!("there are no submissions in {} to judge", paths.join(", "))
}

/// Returns a hint that names the submission whose name is nearest to a wrong one, or else a few of all submissions.
fn near_or_all<'s>(name: &str, found: impl Iterator<Item = &'s Submission> + Clone) -> String {
    const SHOWN: usize = 5;
    let names = || found.clone().map(|submission| submission.name.as_str());
    // Users mostly remember the file name alone.
    let of_files = names().map(|name| name.rsplit('/').next().unwrap_or(name));
    if let Some(hint) = did_you_mean(name, names()).or_else(|| did_you_mean(name, of_files)) {
        return format!("; {hint}");
    }
    match (names().take(SHOWN).collect::<Vec<_>>().join(", "), names().count()) {
        (_, 0) => String::new(),
        (shown, count) if count > SHOWN => format!("; there are {count}, such as {shown}"),
        (shown, _) => format!("; there are {shown}"),
    }
}

fn add(plan: &mut Plan, problem: &Arc<Problem>, submissions: Vec<Submission>) {
    plan.extend(submissions.into_iter().map(|submission| (Arc::clone(problem), submission)));
}

/// Returns the problems that paths in the folder of submissions are for; none if some path may be for any problem.
fn ids_of_paths(paths: &[PathBuf], root: &Path) -> Vec<String> {
    let ids: Option<Vec<String>> = paths.iter().map(|path| id_below(path, root).flatten()).collect();
    ids.unwrap_or_default()
}

/// Returns the problem of a path in the folder of submissions, unless the path is that folder itself.
fn id_below(path: &Path, root: &Path) -> Option<Option<String>> {
    let (path, root) = (fs::canonicalize(path).ok()?, fs::canonicalize(root).ok()?);
    let first = path.strip_prefix(root).ok()?.components().next();
    Some(first.map(|component: Component<'_>| component.as_os_str().to_string_lossy().into_owned()))
}

fn metadata(path: &Path) -> anyhow::Result<fs::Metadata> {
    fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Adds the submissions that a path stands for.
fn add_path(
    plan: &mut Plan,
    path: &Path,
    root: &Path,
    problems: &[Arc<Problem>],
    asked: &[String],
) -> anyhow::Result<()> {
    let metadata = metadata(path)?;
    if id_below(path, root).is_some() {
        // With the same names as without a path, so that reports agree.
        let whole = fs::canonicalize(path).with_context(|| format!("cannot read {}", path.display()))?;
        let before = plan.len();
        for problem in problems {
            let found = submission::discover(root, problem)?;
            let is_meant = |found: &Submission| {
                fs::canonicalize(&found.path).is_ok_and(|found| found.starts_with(&whole))
            };
            add(plan, problem, found.into_iter().filter(is_meant).collect());
        }
        if plan.len() > before || metadata.is_dir() {
            return Ok(());
        }
    }
    if metadata.is_file() {
        let problem = problem_of(path, problems, asked)?;
        add(plan, problem, vec![submission::read(path, problem)?]);
        return Ok(());
    }
    // A folder elsewhere: of one problem's submissions, or of many problems'.
    let of_each: Vec<_> = problems.iter().filter(|problem| path.join(&problem.id).is_dir()).collect();
    if of_each.is_empty() {
        let problem = problem_of(path, problems, asked)?;
        add(plan, problem, submission::discover_in(path, problem)?);
    }
    for problem in of_each {
        add(plan, problem, submission::discover(path, problem)?);
    }
    Ok(())
}

/// Returns the problem of a path: the one named in the arguments, or the one that a folder around the path names.
fn problem_of<'p>(
    path: &Path,
    problems: &'p [Arc<Problem>],
    asked: &[String],
) -> anyhow::Result<&'p Arc<Problem>> {
    if let ([problem], [_]) = (problems, asked) {
        return Ok(problem);
    }
    let whole = std::path::absolute(path)?;
    let named = whole
        .ancestors()
        .filter_map(|folder| folder.file_name()?.to_str())
        .find_map(|name| problems.iter().find(|problem| problem.id == name));
    match named {
        Some(problem) => Ok(problem),
        None => bail!("which problem is {} for? Say it with -p PROBLEM", path.display()),
    }
}

/// Whether a submission's name matches one of the patterns, or there is none.
fn is_asked_for(name: &str, patterns: &[String]) -> bool {
    let matches = |pattern: &String| {
        let is_pattern = pattern.contains(['*', '?']);
        match glob::Pattern::new(pattern) {
            Ok(glob) if is_pattern => glob.matches(name),
            _ => name.contains(pattern.as_str()),
        }
    };
    patterns.is_empty() || patterns.iter().any(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_name_and_a_text_any_part() {
        let asked = |name, pattern: &str| is_asked_for(name, &[pattern.to_owned()]);
        assert!(asked("accepted/loop.js", "loop"));
        assert!(asked("accepted/loop.js", "accepted"));
        assert!(asked("accepted/loop.js", "*/loop.js"));
        assert!(asked("accepted/loop.js", "accepted/l??p.*"));
        assert!(!asked("accepted/loop.js", "*/lo.js"));
        assert!(!asked("accepted/loop.js", "slow"));
        assert!(asked("a[1].js", "[1]"), "brackets are not special");
        assert!(is_asked_for("a.js", &[]));
    }
}
