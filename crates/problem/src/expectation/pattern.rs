//! Patterns of paths, as in Kattis' `submissions.yaml`: `*` within a name and alternatives in braces. A pattern that
//! matches a folder matches everything in it.

use glob::Pattern;

/// Greatest number of alternatives of one pattern.
const MAX_ALTERNATIVES: usize = 1000;

/// A pattern of paths with `/` between their parts.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPattern {
    /// For each alternative, a pattern for each part of a path.
    alternatives: Vec<Vec<Pattern>>,
}

impl PathPattern {
    /// Parses a pattern.
    ///
    /// # Errors
    /// A description of the error, for people.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.contains("**") {
            return Err(
                "`**` is not known here: a pattern that matches a folder matches all that is in it".into()
            );
        }
        let mut alternatives = Vec::new();
        for alternative in alternatives_of(text)? {
            let parts: Vec<&str> = alternative.trim_end_matches('/').split('/').collect();
            if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
                return Err("this is no path: it has parts between `/`, without `.` and `..`".into());
            }
            let parts = parts.iter().map(|part| {
                // Brackets and question marks stand for themselves.
                let escaped: Vec<String> = part.split('*').map(Pattern::escape).collect();
                Pattern::new(&escaped.join("*")).map_err(|error| error.msg.to_owned())
            });
            alternatives.push(parts.collect::<Result<_, _>>()?);
        }
        Ok(Self { alternatives })
    }

    /// Whether the pattern matches a path, or a folder that contains it.
    pub fn matches(&self, path: &str) -> bool {
        self.alternatives.iter().any(|pattern| {
            let mut parts = path.split('/');
            pattern.iter().all(|part| parts.next().is_some_and(|found| part.matches(found)))
        })
    }
}

/// Returns a text for each way to choose one alternative in each pair of braces.
fn alternatives_of(text: &str) -> Result<Vec<String>, String> {
    let mut texts = vec![String::new()];
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, inside) = rest.split_at(open);
        let end = inside.find('}').filter(|_| inside.starts_with('{'));
        let choices = match end.and_then(|end| inside.get(1..end)) {
            Some(choices) if !choices.contains('{') => choices,
            _ => return Err("the braces of this pattern do not match: write `{one,other}`".into()),
        };
        let choices: Vec<&str> = choices.split(',').collect();
        if texts.len().saturating_mul(choices.len()) > MAX_ALTERNATIVES {
            return Err(format!("this pattern stands for more than {MAX_ALTERNATIVES} others"));
        }
        texts = texts
            .iter()
            .flat_map(|text| choices.iter().map(move |choice| format!("{text}{before}{choice}")))
            .collect();
        rest = &inside[end.unwrap_or(0) + 1..];
    }
    Ok(texts.into_iter().map(|text| text + rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_paths_and_what_is_in_folders() {
        let table: [(&str, &[&str], &[&str]); 7] = [
            (
                "accepted",
                &["accepted/a.js", "accepted/by/b.js", "accepted"],
                &["x/accepted/a.js", "accepted.js"],
            ),
            ("accepted/*", &["accepted/a.js", "accepted/by/b.js"], &["accepted"]),
            ("*/slow_*.js", &["accepted/slow_1.js"], &["slow_1.js", "accepted/by/slow_1.js"]),
            ("{a,b}/x.{js,mjs}", &["a/x.js", "b/x.mjs"], &["c/x.js", "a/x.cjs", "{a,b}/x.js"]),
            ("a[1]?.js", &["a[1]?.js"], &["a1.js", "a1x.js", "a[1]x.js"]),
            ("secret/*-easy", &["secret/01-easy", "secret/01-easy/1"], &["secret/01-hard", "sample/01-easy"]),
            ("x{,_old}.js", &["x.js", "x_old.js"], &["x_.js"]),
        ];
        for (pattern, matching, others) in table {
            let found = PathPattern::new(pattern).unwrap();
            matching.iter().for_each(|path| assert!(found.matches(path), "{pattern} {path}"));
            others.iter().for_each(|path| assert!(!found.matches(path), "{pattern} {path}"));
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        let bomb = "{a,b,c,d,e,f,g,h,i,j}".repeat(4);
        for wrong in ["", "/", "/a", "a//b", "../x", "a/**", "{a", "a}", "{a{b,c}}", "}{", &bomb] {
            assert!(PathPattern::new(wrong).is_err(), "{wrong}");
        }
    }
}
