//! "Did you mean ...?" hints for unknown names.

/// Returns a hint with the known name that is nearest to a wrong one, if any is near.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    /// Least similarity: names below it have too little in common.
    const NEAR: f64 = 0.75;

    // Case is ignored, because `Expected` is nearer to `expected` than its letters suggest. A name of excessive length
    // is near to nothing.
    if wrong.len() > 200 {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let nearness = |name: &str| {
        let name = name.to_lowercase();
        // By the first measure, one slip in a short name is too far away.
        let one_slip = wrong.len() > 2 && strsim::osa_distance(&wrong, &name) == 1;
        strsim::jaro_winkler(&wrong, &name).max(if one_slip { NEAR } else { 0.0 })
    };
    known
        .into_iter()
        .map(|name| (nearness(name), name))
        .filter(|(nearness, _)| *nearness >= NEAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_named_and_a_far_one_is_not() {
        let known = ["expected", "expected_json", "args", "args_json", "throws", "name", "sample"];
        for (wrong, right) in [
            ("expectd", "expected"),
            ("Expected", "expected"),
            ("arg", "args"),
            ("throw", "throws"),
            ("samples", "sample"),
            ("args-json", "args_json"),
            ("agrs", "args"),
            ("anme", "name"),
        ] {
            assert_eq!(did_you_mean(wrong, known), Some(format!("did you mean `{right}`?")), "{wrong}");
        }
        for wrong in ["zzz", "", "timeout"] {
            assert_eq!(did_you_mean(wrong, known), None, "{wrong}");
        }
    }
}
