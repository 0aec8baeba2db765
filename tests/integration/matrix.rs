//! The verdict matrix: every bundled submission gets the verdict that its folder asks for, in either realm.

use serde_json::Value;

use crate::common::{Output, parse, tribunal};

/// Returns the submissions in the report of everything that is bundled.
fn grade(realm: &str) -> Vec<Value> {
    // It takes as long as it takes.
    let output: Output =
        tribunal(&format!("grade --format json --realm {realm}")).output().expect("a run").into();
    let mut report = parse(&output);
    let Value::Array(submissions) = report["submissions"].take() else { panic!("{report}") };
    let surprises: Vec<String> = submissions
        .iter()
        .filter(|submission| submission["as_expected"] != true)
        .map(|submission| {
            let failing = cases(submission).iter().find(|case| case["verdict"] != "AC");
            format!(
                "{}/{}: {} {failing:?}",
                submission["problem"], submission["submission"], submission["verdict"]
            )
        })
        .collect();
    assert_eq!(surprises, [""; 0]);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    submissions
}

fn cases(submission: &Value) -> &[Value] {
    submission["cases"].as_array().expect("cases")
}

#[test]
fn every_bundled_submission_gets_the_verdict_of_its_folder_in_either_realm() {
    let fresh = grade("fresh");

    // The matrix is only worth something if it has every verdict in it.
    assert!(fresh.len() >= 60, "{} submissions", fresh.len());
    for verdict in ["AC", "WA", "RTE", "TLE", "MLE", "OLE", "CE"] {
        let count = fresh.iter().filter(|submission| submission["verdict"] == verdict).count();
        assert!(count >= 2, "{count} submissions with {verdict}");
    }
    let is_flaky = |submission: &Value| cases(submission).iter().any(|case| case["flaky"] == true);
    assert!(!fresh.iter().any(is_flaky), "a bundled submission runs close to a limit");

    // And the realm makes no difference to any case.
    let hardened = grade("hardened");
    let mut differences = Vec::new();
    let mut answered = 0;
    for (fresh, hardened) in fresh.iter().zip(&hardened) {
        for (one, other) in cases(fresh).iter().zip(cases(hardened)) {
            if one["verdict"] != other["verdict"] {
                differences.push(format!("{}/{}: {one} {other}", fresh["problem"], fresh["submission"]));
            }
            answered += usize::from(other["realm"] == "hardened");
        }
    }
    assert_eq!(differences, [""; 0]);
    assert!(answered > 10_000, "{answered} cases judged in the hardened realm");
}
