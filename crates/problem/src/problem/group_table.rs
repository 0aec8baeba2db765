//! The tables `[[group]]` of a problem file.

use std::ops::Range;

use toml::de::DeValue;

use super::{
    Case,
    diagnostics::Reporter,
    group::{Aggregation, Group, MAX_POINTS, Requirement},
    table::{Table, number},
};
use tribunal_core::suggest::did_you_mean;

/// Group with a default score of 100, as in Kattis packages.
const SECRET: &str = "secret";
/// Default group of the cases that contestants see.
const SAMPLE: &str = "sample";

const SECRET_SCORE: f64 = 100.0;

/// The groups of a problem while its file is read.
#[derive(Default)]
pub(super) struct Groups {
    groups: Vec<Group>,
    /// Requirements of each group, by name.
    required: Vec<Vec<(String, Range<usize>)>>,
    /// Places of the groups' names in the file.
    spans: Vec<Range<usize>>,
    /// Whether a group may be missing because of an error that is already reported.
    are_incomplete: bool,
    /// Names of groups with an error, which is already reported.
    faulty: Vec<String>,
}

impl Reporter<'_> {
    /// Reads the tables `[[group]]`.
    pub(super) fn groups(&mut self, root: &Table<'_, '_>) -> Groups {
        let are_incomplete = |are_incomplete| Groups { are_incomplete, ..Groups::default() };
        let Some(value) = root.get("group") else {
            return are_incomplete(self.is_misspelt(root, &["group"]));
        };
        let hint = || Some("write `[[group]]` above each group".to_owned());
        let DeValue::Array(tables) = value.get_ref() else {
            self.error(value.span(), "`group` has to be an array of tables", hint());
            return are_incomplete(true);
        };
        let (mut read, mut faulty, mut is_nameless) = (Vec::new(), Vec::new(), false);
        for table in tables {
            let DeValue::Table(entries) = table.get_ref() else {
                self.error(table.span(), "a group has to be a table", hint());
                is_nameless = true;
                continue;
            };
            let table = Table { name: "`[[group]]`", entries, span: table.span() };
            match (self.group(&table), entries.get("name").and_then(|name| name.get_ref().as_str())) {
                (Some(group), _) => read.push(group),
                (None, Some(name)) => faulty.push(name.to_owned()),
                (None, None) => is_nameless = true,
            }
        }
        let mut groups = are_incomplete(is_nameless);
        groups.faulty = faulty;
        // A parent comes before its subgroups.
        read.sort_by(|(a, ..), (b, ..)| a.name.cmp(&b.name));
        for pair in read.windows(2) {
            if let [(a, ..), (b, _, span)] = pair
                && a.name == b.name
            {
                self.error(span.clone(), format!("two groups are named {:?}", b.name), None);
            }
        }
        for (mut group, required, span) in read {
            group.parent = groups.around(&group.name);
            let parent = group.parent.map(|parent| &groups.groups[parent]);
            if let Some(parent) = parent.filter(|parent| group.is_scored() && !parent.is_scored())
                && !groups.are_incomplete
                && groups.faulty.is_empty()
            {
                let message =
                    format!("the score of {:?} counts for nothing: {:?} has none", group.name, parent.name);
                let hint = format!("give {:?} a `max_score` or another `score_aggregation`", parent.name);
                self.error(span.clone(), message, Some(hint));
            }
            groups.groups.push(group);
            groups.required.push(required);
            groups.spans.push(span);
        }
        groups
    }

    #[expect(clippy::type_complexity, reason = "a group, what it requires by name, and where it stands")]
    fn group(&mut self, table: &Table<'_, '_>) -> Option<(Group, Vec<(String, Range<usize>)>, Range<usize>)> {
        self.known_keys(table, &["name", "max_score", "score_aggregation", "require_pass", "on_reject"]);
        if table.get("name").is_none() {
            let hint = "write a name such as \"secret\" or, for a group in it, \"secret/large\"".to_owned();
            self.missing(table, "name", "`name` is missing in `[[group]]`".to_owned(), Some(hint));
        }
        let (name, span) = self.string(table, "name")?;
        // Names are paths in packages, where folders whose names begin with a dot are ignored.
        let is_no_folder = |part: &str| part.trim().is_empty() || part.starts_with('.');
        if name.split('/').any(is_no_folder) || name.contains(char::is_control) {
            let hint = "write a name such as \"secret\" or, for a group in it, \"secret/large\"".to_owned();
            self.error(span, "this cannot be the name of a group", Some(hint));
            return None;
        }
        let default = if name == SECRET { Aggregation::Sum } else { Aggregation::PassFail };
        let aggregation = match self.string(table, "score_aggregation") {
            None => Some(default),
            Some((way, span)) => {
                let found = Aggregation::ALL.iter().find(|(_, name)| *name == way);
                if found.is_none() {
                    let names = Aggregation::ALL.map(|(_, name)| name);
                    let hint =
                        did_you_mean(way, names).unwrap_or_else(|| format!("there are {}", names.join(", ")));
                    self.error(span, "scores are not aggregated in such a way", Some(hint));
                }
                found.map(|(way, _)| *way)
            }
        };
        let max_score = match table.get("max_score") {
            None => (name == SECRET).then_some(SECRET_SCORE),
            Some(value) => self.max_score(value)?,
        };
        if max_score.is_none()
            && aggregation == Some(Aggregation::PassFail)
            && table.get("max_score").is_some()
        {
            let hint = "write a number, or another `score_aggregation`".to_owned();
            self.error(table.key_span("max_score"), "all or nothing needs a bound", Some(hint));
        }
        let stops = match self.string(table, "on_reject") {
            None | Some(("continue", _)) => false,
            Some(("break", _)) => true,
            Some((other, span)) => {
                let hint = did_you_mean(other, ["break", "continue"]);
                self.error(span, "`on_reject` has to be \"break\" or \"continue\"", hint);
                false
            }
        };
        let required = self.strings(table, "require_pass").into_iter();
        let required = required.map(|(name, span)| (name.to_owned(), span)).collect();
        let group = Group {
            name: name.to_owned(),
            parent: None,
            max_score,
            // An unknown aggregation may be one with scores, so no further errors follow from it.
            aggregation: aggregation.unwrap_or(Aggregation::Sum),
            require_pass: Vec::new(),
            stops,
        };
        Some((group, required, span))
    }

    fn max_score(&mut self, value: &toml::Spanned<DeValue<'_>>) -> Option<Option<f64>> {
        if matches!(value.get_ref(), DeValue::String(text) if text == "unbounded") {
            return Some(None);
        }
        match number(value.get_ref()) {
            Some(score) if (0.0..=MAX_POINTS).contains(&score) => Some(Some(score)),
            _ => {
                let message =
                    format!("`max_score` has to be a number from 0 to {MAX_POINTS}, or \"unbounded\"");
                self.error(value.span(), message, None);
                None
            }
        }
    }
}

impl Groups {
    /// Returns the innermost group with this name or around it.
    pub(super) fn around(&self, name: &str) -> Option<usize> {
        let found = self.groups.iter().enumerate().filter(|(_, group)| is_within(name, &group.name));
        found.max_by_key(|(_, group)| group.name.len()).map(|(index, _)| index)
    }

    /// Returns the group with exactly this name, to which a case says it belongs.
    pub(super) fn named(&self, reporter: &mut Reporter<'_>, name: &str, span: Range<usize>) -> Option<usize> {
        let found = self.groups.iter().position(|group| group.name == name);
        if found.is_none() && !self.are_incomplete && !self.faulty.iter().any(|faulty| faulty == name) {
            let names = self.groups.iter().map(|group| group.name.as_str());
            let hint = did_you_mean(name, names)
                .unwrap_or_else(|| format!("write `[[group]]` and below it `name = {name:?}`"));
            reporter.error(span, format!("there is no group {name:?}"), Some(hint));
        }
        found
    }

    /// Completes the groups once all cases are known. The cases of data folders, which are all but the first `in_file`,
    /// get the groups around their names here, and come after the cases that their groups require.
    ///
    /// Reports groups without cases, unless the problem is `unfinished`: their cases may be still to be generated.
    pub(super) fn finish(
        mut self,
        reporter: &mut Reporter<'_>,
        cases: &mut [Case],
        in_file: usize,
        unfinished: bool,
    ) -> Vec<Group> {
        if self.groups.is_empty() {
            return self.groups;
        }
        let requires_sample = self.required.iter().flatten().any(|(name, _)| name == SAMPLE);
        let has_sample = self.groups.iter().any(|group| group.name == SAMPLE);
        if requires_sample && !has_sample {
            let group = Group {
                name: SAMPLE.to_owned(),
                parent: None,
                max_score: None,
                aggregation: Aggregation::PassFail,
                require_pass: Vec::new(),
                stops: false,
            };
            let index = self.groups.len();
            self.groups.push(group);
            self.required.push(Vec::new());
            cases.iter_mut().filter(|case| case.sample && case.group.is_none()).for_each(|case| {
                case.group = Some(index);
            });
        }
        for case in cases.iter_mut().filter(|case| case.group.is_none()) {
            let folder = case.name.rsplit_once('/').map_or("", |(folder, _)| folder);
            case.group = self.around(folder);
        }
        let order = self.order(cases, in_file);
        if !order.is_sorted() {
            let ordered: Vec<Case> = order.iter().filter_map(|index| cases.get(*index).cloned()).collect();
            cases[in_file..].clone_from_slice(&ordered);
        }
        for index in 0..self.groups.len() {
            let first = cases.iter().position(|case| self.is_in(case.group, index));
            if first.is_none()
                && !unfinished
                && !cases.is_empty()
                && let Some(span) = self.spans.get(index)
            {
                let name = &self.groups[index].name;
                let hint =
                    format!("write `group = {name:?}` in cases, or put them in the folder data/{name}");
                reporter.error(span.clone(), format!("no case belongs to the group {name:?}"), Some(hint));
            }
            for (name, span) in std::mem::take(&mut self.required[index]) {
                let required = self.required(&name, cases);
                let last = required.map(|required| match required {
                    Requirement::Case(case) => Some(case),
                    Requirement::Group(group) => cases.iter().rposition(|case| self.is_in(case.group, group)),
                });
                match (required, last.flatten(), first) {
                    (None, ..) if self.are_incomplete || self.faulty.contains(&name) => {}
                    (None, ..) => {
                        let names = self.groups.iter().map(|group| group.name.as_str());
                        let hint = did_you_mean(&name, names);
                        reporter.error(span, format!("there is no group or case {name:?}"), hint);
                    }
                    (Some(_), Some(last), Some(first)) if last >= first => {
                        let hint = "put what is required before what requires it".to_owned();
                        let message = format!("cases of {name:?} come after the first case of this group");
                        reporter.error(span, message, Some(hint));
                    }
                    (Some(required), ..) => self.groups[index].require_pass.push(required),
                }
            }
        }
        self.groups
    }

    /// Returns the cases from `from` on in their order, except that required cases come before those of the groups that
    /// require them. Groups that require each other in a circle are reported later.
    fn order(&self, cases: &[Case], from: usize) -> Vec<usize> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.groups.len()];
        for (index, case) in cases.iter().enumerate().skip(from) {
            for group in super::group::lineage(&self.groups, case.group) {
                members[group].push(index);
            }
        }
        let mut is_opened = vec![false; self.groups.len()];
        let mut is_expanded = vec![false; self.groups.len()];
        let mut is_placed = vec![false; cases.len()];
        let mut order = Vec::new();
        // The next case is at the end.
        let mut waiting: Vec<usize> = (from..cases.len()).rev().collect();
        while let Some(&case) = waiting.last() {
            if is_placed[case] {
                waiting.pop();
                continue;
            }
            let closed =
                super::group::lineage(&self.groups, cases[case].group).find(|group| !is_opened[*group]);
            let Some(group) = closed else {
                is_placed[case] = true;
                order.push(case);
                waiting.pop();
                continue;
            };
            is_opened[group] = true;
            for (name, _) in self.required.get(group).into_iter().flatten().rev() {
                match self.required(name, cases) {
                    Some(Requirement::Group(other)) if !is_expanded[other] => {
                        is_expanded[other] = true;
                        waiting.extend(members[other].iter().rev());
                    }
                    Some(Requirement::Case(other)) if other >= from => waiting.push(other),
                    _ => {}
                }
            }
        }
        order
    }

    fn required(&self, name: &str, cases: &[Case]) -> Option<Requirement> {
        let group = self.groups.iter().position(|group| group.name == name).map(Requirement::Group);
        group.or_else(|| cases.iter().position(|case| case.name == name).map(Requirement::Case))
    }

    fn is_in(&self, group: Option<usize>, around: usize) -> bool {
        super::group::lineage(&self.groups, group).any(|group| group == around)
    }
}

fn is_within(name: &str, group: &str) -> bool {
    name.strip_prefix(group).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
