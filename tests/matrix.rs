//! The verdict matrix: every bundled submission gets the verdict that its folder asks for.

use assert_cmd::Command;
use serde_json::Value;

#[test]
fn every_bundled_submission_gets_the_verdict_of_its_folder() {
    let output = Command::cargo_bin("tribunal")
        .expect("the binary")
        .args(["grade", "--format", "json", "--no-times"])
        .output()
        .expect("a run");
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let submissions = report["submissions"].as_array().expect("submissions");
    let surprises: Vec<String> = submissions
        .iter()
        .filter(|submission| submission["as_expected"] != true)
        .map(|submission| {
            let failing =
                submission["cases"].as_array().expect("cases").iter().find(|case| case["verdict"] != "AC");
            format!(
                "{}/{}: {} {failing:?}",
                submission["problem"], submission["submission"], submission["verdict"]
            )
        })
        .collect();
    assert_eq!(surprises, [""; 0]);
    assert!(output.status.success(), "{:?}", output.status);

    // The matrix is only worth something if it has every verdict in it.
    assert!(submissions.len() >= 60, "{} submissions", submissions.len());
    for verdict in ["AC", "WA", "RTE", "TLE", "MLE", "OLE", "CE"] {
        let count = submissions.iter().filter(|submission| submission["verdict"] == verdict).count();
        assert!(count >= 2, "{count} submissions with {verdict}");
    }
    let is_flaky = |submission: &Value| {
        submission["cases"].as_array().is_some_and(|cases| cases.iter().any(|case| case["flaky"] == true))
    };
    assert!(!submissions.iter().any(is_flaky), "a bundled submission runs close to a limit");
}
