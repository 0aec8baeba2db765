//! The file `submissions.yaml` in a problem's folder of submissions, as in the Kattis package format of 2025-09:
//! patterns of submissions, and the expectations of the submissions that match.

use std::path::{Path, PathBuf};

use super::{Bound, Expectation, PathPattern, Rule};
use tribunal_core::suggest::did_you_mean;

use crate::{
    problem::{
        Case, Problem,
        file::{FileError, read_text_inside},
        lineage,
    },
    verdict::Verdict,
    yaml::{self, YamlNode, YamlValue},
};

/// Name of the file.
pub const FILE_NAME: &str = "submissions.yaml";

/// Greatest length of the file, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// Keys below a pattern of submissions or of cases.
const CASE_KEYS: [&str; 5] = ["permitted", "required", "score", "message", "use_for_time_limit"];
/// Ignored keys below a pattern of submissions: for people, or about languages that this judge does not have.
const OTHER_KEYS: [&str; 4] = ["language", "entrypoint", "authors", "model_solution"];

/// Verdicts that the file may name: those that a submission can have.
const VERDICTS: [Verdict; 7] = [
    Verdict::Accepted,
    Verdict::WrongAnswer,
    Verdict::RunTimeError,
    Verdict::TimeLimitExceeded,
    Verdict::MemoryLimitExceeded,
    Verdict::OutputLimitExceeded,
    Verdict::CompileError,
];

/// The expectations of a problem's submissions.
#[derive(Clone, Debug, Default)]
pub struct Expectations {
    path: PathBuf,
    entries: Vec<Entry>,
}

/// A pattern of submissions and its expectations.
#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    pattern: PathPattern,
    /// Expectation of all cases.
    all: PatternRule,
    /// Expectations of some cases.
    some: Vec<PatternRule>,
}

/// The expectation that a pattern has of all or some cases.
#[derive(Clone, Debug, Default)]
struct PatternRule {
    /// Part of the rule that does not depend on which cases the problem has.
    rule: Rule,
    /// Pattern of the cases, its text and its line; `None` for all cases.
    cases: Option<(PathPattern, String, usize)>,
    /// Bound on the time limit, where the file sets one; `Some(None)` if these cases do not count for the time limit.
    bound: Option<Option<Bound>>,
}

/// An error in the file.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {message}", .path.display(), .line.map_or_else(String::new, |line| format!(":{line}")))]
pub struct ExpectationError {
    /// Path of the file.
    pub path: PathBuf,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
    /// Description of the error, and of the remedy where that is known.
    pub message: String,
}

impl Expectations {
    /// Reads the file in a problem's folder of submissions. Without the file there are no expectations.
    ///
    /// # Errors
    /// If the file cannot be read or is not valid.
    pub fn read(folder: &Path) -> Result<Self, ExpectationError> {
        let path = folder.join(FILE_NAME);
        match read_text_inside(folder, &path, MAX_BYTES) {
            Ok(text) => Self::parse(&path, &text),
            Err(FileError::Io(error))
                if error.kind() == std::io::ErrorKind::NotFound
                    && std::fs::symlink_metadata(&path).is_err() =>
            {
                Ok(Self::default())
            }
            Err(error) => Err(ExpectationError { path, line: None, message: format!("the file {error}") }),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, ExpectationError> {
        let wrong = |(line, message)| ExpectationError { path: path.to_owned(), line: Some(line), message };
        let root = yaml::parse(text).map_err(|error| wrong((error.line, error.message)))?;
        let entries = match &root.kind {
            _ if root.is_null() => Vec::new(),
            YamlValue::Mapping(entries) => entries
                .iter()
                .map(|(key, node)| entry(&key.text, key.line, node))
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
            _ => {
                let hint =
                    "this has to be patterns of submissions, such as `wrong_answer/*:`, and what they expect";
                return Err(wrong((root.line, hint.into())));
            }
        };
        Ok(Self { path: path.to_owned(), entries })
    }

    /// Returns the expectation of a submission of this name to `problem`. `folder` is the verdict that its folder is
    /// named after, if any.
    ///
    /// # Errors
    /// If the patterns that match contradict each other.
    pub fn of(
        &self,
        name: &str,
        folder: Option<Verdict>,
        problem: &Problem,
    ) -> Result<Expectation, ExpectationError> {
        let matching: Vec<&Entry> = self.entries.iter().filter(|entry| entry.pattern.matches(name)).collect();
        if matching.is_empty() {
            return Ok(folder.unwrap_or(Verdict::Accepted).into());
        }
        let says = |key: fn(&Rule) -> bool| matching.iter().any(|entry| key(&entry.all.rule));
        let (permits, requires) =
            (says(|rule| rule.permitted.is_some()), says(|rule| rule.required.is_some()));
        let mut rules = Vec::new();
        // The expectation by folder holds as far as no pattern replaces it.
        let is_about_some = matching.iter().any(|entry| !entry.some.is_empty());
        let of_folder = match folder {
            Some(verdict) => Some(verdict),
            None if permits || requires || is_about_some => None,
            None => Some(Verdict::Accepted),
        };
        if let Some(verdict) = of_folder {
            let counts = matching.iter().all(|entry| entry.all.bound.is_none());
            rules.push(Rule {
                origin: "its folder".into(),
                permitted: (!permits).then(|| permitted_by_folder(verdict)),
                required: (!requires).then(|| vec![verdict]),
                bound: match verdict {
                    Verdict::Accepted | Verdict::WrongAnswer | Verdict::RunTimeError
                        if counts && !permits =>
                    {
                        Some(Bound::Lower)
                    }
                    Verdict::TimeLimitExceeded if counts && !requires => Some(Bound::Upper),
                    _ => None,
                },
                ..Rule::default()
            });
        }
        for part in matching.iter().flat_map(|entry| std::iter::once(&entry.all).chain(&entry.some)) {
            rules.push(part.rule(problem));
        }
        let verdicts = verdicts_of_whole(&rules);
        if verdicts.is_empty() {
            let message =
                format!("no verdict of {name} can be what the patterns that match it ask for together");
            let line = matching.last().map(|entry| entry.line);
            return Err(ExpectationError { path: self.path.clone(), line, message });
        }
        Ok(Expectation { verdicts, rules })
    }

    /// Returns the patterns that match none of these submissions, or no case of the problem, with their lines.
    pub fn unused<'a>(
        &self,
        names: impl Iterator<Item = &'a str> + Clone,
        problem: &Problem,
    ) -> Vec<(usize, &'static str)> {
        let mut unused = Vec::new();
        for entry in &self.entries {
            if !names.clone().any(|name| entry.pattern.matches(name)) {
                unused.push((entry.line, "no submission"));
            }
            for (pattern, _, line) in entry.some.iter().filter_map(|part| part.cases.as_ref()) {
                if !cases_of(pattern, problem).contains(&true) {
                    unused.push((*line, "no case and no group"));
                }
            }
        }
        unused
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl PatternRule {
    fn rule(&self, problem: &Problem) -> Rule {
        let permits_no =
            |verdict| self.rule.permitted.as_ref().is_some_and(|permitted| !permitted.contains(&verdict));
        let bound = match self.bound {
            Some(bound) => bound,
            None if self.rule.required.as_deref() == Some(&[Verdict::TimeLimitExceeded]) => {
                Some(Bound::Upper)
            }
            None if permits_no(Verdict::TimeLimitExceeded) => Some(Bound::Lower),
            None => None,
        };
        let cases = self.cases.as_ref().map(|(pattern, ..)| cases_of(pattern, problem));
        let name = self.cases.as_ref().map(|(_, name, _)| name);
        let group = problem.groups.iter().position(|group| Some(&group.name) == name);
        Rule { bound, cases, group, ..self.rule.clone() }
    }
}

/// Returns for each case whether the pattern matches it or one of its groups.
fn cases_of(pattern: &PathPattern, problem: &Problem) -> Vec<bool> {
    let groups: Vec<bool> = problem.groups.iter().map(|group| pattern.matches(&group.name)).collect();
    let is_meant = |case: &Case| {
        pattern.matches(&case.name) || lineage(&problem.groups, case.group).any(|group| groups[group])
    };
    problem.cases.iter().map(is_meant).collect()
}

/// Returns the case verdicts that a folder permits: none worse than the folder's own.
fn permitted_by_folder(worst: Verdict) -> Vec<Verdict> {
    VERDICTS.into_iter().filter(|verdict| *verdict <= worst).collect()
}

/// Returns the verdicts that the submission as a whole can get if all of these rules hold.
fn verdicts_of_whole(rules: &[Rule]) -> Vec<Verdict> {
    let about_all: Vec<&Rule> = rules.iter().filter(|rule| rule.cases.is_none()).collect();
    let is_permitted = |verdict: &Verdict| {
        about_all.iter().all(|rule| rule.permitted.as_ref().is_none_or(|list| list.contains(verdict)))
    };
    let permitted: Vec<Verdict> = VERDICTS.into_iter().filter(is_permitted).collect();
    let is_possible = |verdict: &Verdict| {
        about_all.iter().all(|rule| {
            let Some(required) = &rule.required else { return true };
            // The verdict of the whole is the worst of its cases'.
            required.iter().any(|required| permitted.contains(required) && required <= verdict)
        })
    };
    permitted.iter().copied().filter(is_possible).collect()
}

type Wrong = (usize, String);

fn entry(text: &str, line: usize, node: &YamlNode) -> Result<Entry, Wrong> {
    let pattern = PathPattern::new(text).map_err(|message| (line, message))?;
    let mut some = Vec::new();
    let all = part(text, None, node, &mut some)?;
    Ok(Entry { line, pattern, all, some })
}

/// Reads the keys below a pattern of submissions, or below a pattern of cases.
fn part(
    text: &str,
    cases: Option<(PathPattern, String, usize)>,
    node: &YamlNode,
    some: &mut Vec<PatternRule>,
) -> Result<PatternRule, Wrong> {
    let origin = format!("`{text}` in {FILE_NAME}");
    let mut part = PatternRule { rule: Rule { origin, ..Rule::default() }, cases, bound: None };
    if node.is_null() {
        return Ok(part);
    }
    let Some(entries) = node.mapping() else {
        return Err((
            node.line,
            format!("below a pattern there are keys such as permitted, not {}", node.type_name()),
        ));
    };
    for (key, value) in entries {
        match &*key.text {
            "permitted" => part.rule.permitted = Some(verdicts(value)?),
            "required" => part.rule.required = Some(verdicts(value)?),
            "score" => part.rule.score = Some(score(value)?),
            "message" => {
                let text =
                    value.text().ok_or_else(|| (value.line, "`message` has to be a text".to_owned()))?;
                part.rule.message = Some(text.to_owned()).filter(|text| !text.is_empty());
            }
            "use_for_time_limit" => part.bound = bound(value)?,
            other if OTHER_KEYS.contains(&other) && part.cases.is_none() => {}
            // Any other key is the name of a group or a pattern of cases.
            cases if part.cases.is_none() && !is_misspelt(cases) => {
                let pattern = PathPattern::new(cases).map_err(|message| (key.line, message))?;
                let text = format!("{text}: {cases}");
                let cases = Some((pattern, cases.to_owned(), key.line));
                let below = self::part(&text, cases, value, &mut Vec::new())?;
                some.push(below);
            }
            unknown => {
                let known = CASE_KEYS.into_iter().chain(OTHER_KEYS);
                let hint = did_you_mean(unknown, known.clone())
                    .unwrap_or_else(|| format!("known are {}", known.collect::<Vec<_>>().join(", ")));
                return Err((key.line, format!("there is no key `{unknown}` here; {hint}")));
            }
        }
    }
    if let (Some(permitted), Some(required)) = (&part.rule.permitted, &part.rule.required)
        && !required.iter().any(|verdict| permitted.contains(verdict))
    {
        return Err((node.line, format!("below `{text}`, none of the required verdicts is permitted")));
    }
    Ok(part)
}

/// Whether a key is a misspelling of a known key, and not a name of cases.
fn is_misspelt(key: &str) -> bool {
    let is_folder = matches!(key, "sample" | "secret") || key.contains(['/', '*']);
    !is_folder && did_you_mean(key, CASE_KEYS.into_iter().chain(OTHER_KEYS)).is_some()
}

fn verdicts(node: &YamlNode) -> Result<Vec<Verdict>, Wrong> {
    let codes = || VERDICTS.map(Verdict::code).join(", ");
    let Some(nodes) = node.sequence().filter(|nodes| !nodes.is_empty()) else {
        return Err((
            node.line,
            format!("this has to be a list of verdicts, such as [AC, WA]; there are {}", codes()),
        ));
    };
    let verdict = |node: &YamlNode| {
        let found = VERDICTS.into_iter().find(|verdict| node.text() == Some(verdict.code()));
        let shown = node.text().unwrap_or(node.type_name());
        let hint = || {
            did_you_mean(shown, VERDICTS.map(Verdict::code))
                .unwrap_or_else(|| format!("there are {}", codes()))
        };
        found.ok_or_else(|| (node.line, format!("`{shown}` is no verdict; {}", hint())))
    };
    nodes.iter().map(verdict).collect()
}

fn score(node: &YamlNode) -> Result<(f64, f64), Wrong> {
    let range = match node.sequence() {
        Some([least, greatest]) => least.number().zip(greatest.number()),
        Some(_) => None,
        None => node.number().map(|score| (score, score)),
    };
    let hint = "`score` has to be a number, or the least and the greatest one, such as [30, 50]";
    range.filter(|(least, greatest)| least <= greatest).ok_or_else(|| (node.line, hint.into()))
}

fn bound(node: &YamlNode) -> Result<Option<Option<Bound>>, Wrong> {
    match (node.boolean(), node.text()) {
        (Some(false), _) => Ok(Some(None)),
        (Some(true), _) => Ok(None),
        (_, Some("lower")) => Ok(Some(Some(Bound::Lower))),
        (_, Some("upper")) => Ok(Some(Some(Bound::Upper))),
        _ => Err((node.line, "`use_for_time_limit` has to be true, false, lower or upper".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expectation::Judged;
    use Verdict::{
        Accepted as Ac, CompileError as Ce, MemoryLimitExceeded as Mle, RunTimeError as Rte,
        TimeLimitExceeded as Tle, WrongAnswer as Wa,
    };

    fn parse(text: &str) -> Expectations {
        Expectations::parse(Path::new("s.yaml"), text).unwrap()
    }

    /// A problem with the cases `secret/1` to `secret/3`.
    fn problem() -> Problem {
        let folder = tempfile::tempdir().unwrap();
        let cases: String = (1..=3)
            .map(|n| format!("[[case]]\nname = \"secret/{n}\"\ninput = \"\"\nanswer = \"\"\n"))
            .collect();
        let text = format!("format = 1\ntitle = \"P\"\nkind = \"stdio\"\n{cases}");
        std::fs::write(folder.path().join("p.toml"), text).unwrap();
        crate::problem::load(folder.path(), &[]).unwrap().remove(0)
    }

    fn error(text: &str) -> String {
        Expectations::parse(Path::new("s.yaml"), text).expect_err(text).to_string()
    }

    /// Whether cases with these verdicts meet the expectation.
    fn holds(expectation: &Expectation, verdicts: &[Verdict]) -> bool {
        let names: Vec<String> = (1..=verdicts.len()).map(|number| format!("secret/{number}")).collect();
        let cases = names.iter().zip(verdicts);
        let cases = cases.map(|(name, verdict)| Judged { name, verdict: *verdict, message: None });
        let whole = verdicts.iter().copied().max().unwrap();
        let holds = expectation.mismatch(whole, |_| None, cases).is_none();
        // The verdicts of the whole are never narrower than the rules allow.
        assert!(!holds || expectation.verdicts().contains(&whole), "{expectation:?} {verdicts:?}");
        holds
    }

    #[test]
    fn what_no_pattern_matches_is_expected_to_be_what_its_folder_says() {
        let file = parse("mixed/*:\n  permitted: [AC, WA]\n");
        assert_eq!(file.of("wrong_answer/a.js", Some(Wa), &problem()).unwrap(), Wa.into());
        assert_eq!(file.of("a.js", None, &problem()).unwrap(), Ac.into());
        assert_eq!(parse("").of("a.js", None, &problem()).unwrap(), Ac.into());
        assert_eq!(parse("# nothing yet\n").of("a.js", None, &problem()).unwrap(), Ac.into());
    }

    #[test]
    fn permitted_and_required_replace_what_the_folder_says_of_them() {
        let file = parse(
            "mixed:\n  permitted: [AC, WA, TLE]\n  required: [WA, TLE]\n\
             wrong_answer/crashes.js:\n  permitted: [AC, WA, RTE]\n\
             wrong_answer/any.js:\n  required: [RTE]\n  permitted: [AC, RTE]\n",
        );
        let mixed = file.of("mixed/x.js", None, &problem()).unwrap();
        assert_eq!(mixed.verdicts(), [Wa, Tle]);
        assert!(holds(&mixed, &[Ac, Wa]) && holds(&mixed, &[Ac, Tle]) && holds(&mixed, &[Wa, Tle]));
        assert!(!holds(&mixed, &[Ac]) && !holds(&mixed, &[Wa, Rte]) && !holds(&mixed, &[Ce]));
        let crashes = file.of("wrong_answer/crashes.js", Some(Wa), &problem()).unwrap();
        assert!(holds(&crashes, &[Wa, Rte]) && holds(&crashes, &[Wa, Ac]));
        assert!(!holds(&crashes, &[Ac, Rte]), "the folder still requires a wrong answer");
        let any = file.of("wrong_answer/any.js", Some(Wa), &problem()).unwrap();
        assert!(holds(&any, &[Ac, Rte]) && !holds(&any, &[Wa, Rte]) && !holds(&any, &[Wa]));
    }

    #[test]
    fn rules_for_some_cases_hold_besides() {
        let file = parse(
            "solves_some.js:\n  secret/1:\n    permitted: [AC]\n  secret/{2,3}:\n    required: [TLE, MLE]\n",
        );
        let expected = file.of("solves_some.js", None, &problem()).unwrap();
        assert!(holds(&expected, &[Ac, Ac, Tle]) && holds(&expected, &[Ac, Mle, Wa]));
        assert!(!holds(&expected, &[Wa, Ac, Tle]) && !holds(&expected, &[Ac, Ac, Wa]));
        assert_eq!(expected.bounds().len(), 1, "only the first says something of the time limit");
    }

    #[test]
    fn several_patterns_hold_together_or_are_an_error() {
        let file = parse(
            "a*:\n  permitted: [AC, WA]\n\"*.js\":\n  permitted: [WA, TLE]\nb.js:\n  permitted: [AC]\n",
        );
        assert_eq!(file.of("a.js", None, &problem()).unwrap().verdicts(), [Wa]);
        let error = file.of("b.js", None, &problem()).unwrap_err().to_string();
        assert!(error.contains("s.yaml:5: ") && error.contains("b.js"), "{error}");
        assert_eq!(file.unused(["a.js"].into_iter(), &problem()), [(5, "no submission")]);
    }

    #[test]
    fn the_time_limit_is_bounded_as_asked_for() {
        let file = parse(
            "x.js:\n  use_for_time_limit: false\n\
             y.js:\n  use_for_time_limit: upper\n\
             z.js:\n  required: [TLE]\n\
             u.js:\n  required: [TLE, RTE]\n\
             v.js:\n  permitted: [AC, WA]\n",
        );
        let bounds = |name, folder| {
            let expected = file.of(name, folder, &problem()).unwrap();
            expected.bounds().into_iter().map(|(bound, _)| bound).collect::<Vec<_>>()
        };
        assert_eq!(bounds("w.js", None), [Bound::Lower]);
        assert_eq!(bounds("w.js", Some(Tle)), [Bound::Upper]);
        assert_eq!(bounds("w.js", Some(Mle)), []);
        assert_eq!(bounds("x.js", Some(Ac)), []);
        assert_eq!(bounds("x.js", Some(Tle)), []);
        assert_eq!(bounds("y.js", Some(Ac)), [Bound::Upper]);
        assert_eq!(bounds("z.js", Some(Tle)), [Bound::Upper]);
        assert_eq!(bounds("u.js", None), []);
        assert_eq!(bounds("v.js", None), [Bound::Lower]);
        assert_eq!(
            file.of("x.js", Some(Ac), &problem()).unwrap().verdicts(),
            [Ac],
            "it still has to be accepted"
        );
    }

    #[test]
    fn mistakes_are_shown_with_their_line() {
        let table = [
            (
                "a.js:\n  permited: [AC]\n",
                "s.yaml:2: there is no key `permited` here; did you mean `permitted`?",
            ),
            ("a.js:\n  permitted: [AC, OK]\n", "s.yaml:2: `OK` is no verdict"),
            ("a.js:\n  permitted: AC\n", "s.yaml:2: this has to be a list of verdicts"),
            ("a.js:\n  permitted: []\n", "s.yaml:2: this has to be a list of verdicts"),
            ("a.js:\n  permitted: [AC]\n  required: [WA]\n", "none of the required verdicts is permitted"),
            ("\na/**: {}\n", "s.yaml:2: `**` is not known"),
            ("a.js: [AC]\n", "s.yaml:1: below a pattern there are keys such as permitted, not a sequence"),
            ("- a.js\n", "s.yaml:1: this has to be patterns of submissions"),
            ("a.js:\n  score: [3, 1]\n", "s.yaml:2: `score` has to be"),
            ("a.js:\n  use_for_time_limit: maybe\n", "s.yaml:2: `use_for_time_limit` has to be"),
            ("a.js:\n  secret/1:\n    authors: me\n", "s.yaml:3: there is no key `authors` here"),
            ("a.js: {}\na.js: {}\n", "s.yaml:2: the key `a.js` is there twice"),
            ("a.js: [\n", "s.yaml:"),
        ];
        for (text, message) in table {
            assert!(error(text).contains(message), "{text:?}: {}", error(text));
        }
    }

    #[test]
    fn keys_for_people_are_read_over() {
        let file = parse("a.js:\n  authors: [me]\n  language: javascript\n  model_solution: true\n");
        let expected = file.of("a.js", None, &problem()).unwrap();
        assert_eq!(expected.verdicts(), [Ac]);
        assert!(holds(&expected, &[Ac]) && !holds(&expected, &[Wa]));
    }
}
