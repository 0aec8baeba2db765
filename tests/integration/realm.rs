//! The hardened realm through the real binary: the realm of each case, and that it never changes a verdict.

use crate::common::{World, submissions, verdicts};
use serde_json::Value;

const LIMITS: &str = "time_limit = 0.3\nmemory = 64\noutput = 1\n";

/// Returns cases whose right answer is their argument, and in the middle one that has to throw.
fn cases() -> String {
    let case = |index: usize| {
        let expected =
            if index == 3 { "throws = \"three\"".to_owned() } else { format!("expected = {index}") };
        format!("[[case]]\nname = \"{index}\"\nargs = [{index}]\n{expected}\n")
    };
    (0..7).map(case).collect()
}

/// Returns a submission that is right, except for what it does before it answers.
fn right_but(what: &str) -> String {
    format!("function solve(x) {{ if (x === 3) throw new Error('three'); {what}; return x }}")
}

fn realms(submission: &Value) -> Vec<&str> {
    let cases = submission["cases"].as_array().expect("cases");
    cases.iter().map(|case| case["realm"].as_str().expect("a realm")).collect()
}

const F: &str = "fresh";
const H: &str = "hardened";

#[test]
fn a_submission_is_judged_in_fresh_contexts_from_its_first_case_that_is_not_accepted() {
    /// The action of the submission, the cases that are not accepted with their verdicts, and the realm of each case.
    type Row<'a> = (&'a str, &'a [(usize, &'a str)], [&'a str; 7]);
    let table: [Row<'_>; 10] = [
        // A case that throws as it should is judged again, and nothing else is.
        ("", &[], [H, H, H, F, H, H, H]),
        ("if (Math.random() > 1) return", &[], [H, H, H, F, H, H, H]),
        ("if (x === 4) return -1", &[(4, "WA")], [H, H, H, F, F, F, F]),
        ("if (x === 1) null.y", &[(1, "RTE")], [H, F, F, F, F, F, F]),
        ("if (x === 5) for (;;);", &[(5, "TLE")], [H, H, H, F, H, F, F]),
        ("if (x === 5) [].includes.call({ length: 2 ** 53 - 1 }, 1)", &[(5, "TLE")], [H, H, H, F, H, F, F]),
        (
            "if (x === 2) { const a = []; for (;;) a.push(new Array(1e5).fill(a.length)) }",
            &[(2, "MLE")],
            [H, H, F, F, F, F, F],
        ),
        ("if (x === 1) for (;;) console.log('much too much')", &[(1, "OLE")], [H, F, F, F, F, F, F]),
        // Accepted, though not for the hardened realm.
        ("if (x === 2) setTimeout(() => {}, 1)", &[], [H, H, F, F, F, F, F]),
        ("if (x === 0) Array.prototype.extra = 1", &[], [F, F, F, F, F, F, F]),
    ];
    // To fill the memory takes half a second on a busy machine.
    let world = World::new(&LIMITS.replace("0.3", "2.0"), &cases());
    for (index, (what, ..)) in table.iter().enumerate() {
        world.submit(&format!("{index}.js"), &right_but(what));
    }
    for isolation in ["process", "strict"] {
        let report = world.report(&format!("--realm hardened --isolation {isolation} --jobs 1"));
        for (submission, (what, failing, expected)) in submissions(&report).iter().zip(&table) {
            let mut wanted = ["AC"; 7];
            failing.iter().for_each(|(case, verdict)| wanted[*case] = verdict);
            assert_eq!(verdicts(submission), wanted, "{isolation} {what}: {submission}");
            assert_eq!(realms(submission), *expected, "{isolation} {what}");
        }
    }
}

#[test]
fn neither_verdicts_nor_realms_depend_on_who_was_first() {
    // It answers by its realm, and the realm of a case by the cases before it: with many workers, most of what comes
    // behind the first failure has been judged in a hardened realm by the time that it fails.
    let case = |index: usize| format!("[[case]]\nname = \"{index}\"\nargs = [{index}]\nexpected = 1\n");
    let world = World::new(LIMITS, &(0..600).map(case).collect::<String>());
    world.submit(
        "a.js",
        "function solve(x) {
            if (x < 20) for (const end = performance.now() + 1; performance.now() < end;);
            return x !== 20 && Object.isFrozen(Object.prototype) ? 1 : 0;
        }",
    );
    for jobs in ["1", "2", "4"] {
        let report = world.report(&format!("--realm hardened --jobs {jobs}"));
        let submission = &submissions(&report)[0];
        for (case, (verdict, realm)) in verdicts(submission).into_iter().zip(realms(submission)).enumerate() {
            let expected = if case < 20 { ("AC", H) } else { ("WA", F) };
            assert_eq!((verdict, realm), expected, "case {case}, {jobs} workers");
        }
    }
}

#[test]
fn an_error_that_the_realm_itself_makes_is_not_the_one_that_is_expected() {
    let world = World::new(LIMITS, "[[case]]\nname = \"throws\"\nargs = []\nthrows = true\n");
    world.submit("a.js", "function solve() { Array.prototype.extra = 1; return 'no error' }");
    let report = world.report("--realm hardened");
    assert_eq!(verdicts(&submissions(&report)[0]), ["WA"]);
}

#[test]
fn the_report_says_nothing_of_realms_where_equal_results_have_to_give_equal_reports() {
    let world = World::new(LIMITS, &cases());
    world.submit("a.js", &right_but(""));
    let hardened = world.run("grade --no-times --format json --realm hardened");
    let fresh = world.run("grade --no-times --format json");
    assert_eq!(hardened.stdout, fresh.stdout);
}

#[test]
fn node_has_no_hardened_realm() {
    let world = World::new(LIMITS, &cases());
    world.submit("a.js", &right_but(""));
    let output = world.run("grade --runner node --realm hardened");
    assert_eq!(output.code, Some(2));
    assert!(output.stderr.contains("--runner isolate"));
}

/// Returns cases of the same argument that expect one answer each. A submission that is right in all of them has
/// carried state from one case to another.
fn equal_cases(answers: &[&str]) -> String {
    let case = |(index, answer)| format!("[[case]]\nname = \"{index}\"\nargs = [1]\nexpected = {answer}\n");
    answers.iter().enumerate().map(case).collect()
}

#[test]
fn no_case_tells_another_one_how_many_were_before_it() {
    let world = World::new(LIMITS, &equal_cases(&["\"zero\"", "\"one\"", "\"two\"", "\"three\""]));
    let answers = "const answers = ['zero', 'one', 'two', 'three']; let next = 0;";
    let count = "for (let i = 0; i < next; i++) clearTimeout(setTimeout(() => {}))";
    // What was awaited before a promise is resolved runs in no other case, from wherever that is resolved.
    let late = format!(
        "{answers} const {{ promise, resolve }} = Promise.withResolvers(); promise.then(() => {{ {count} }});"
    );
    let id = "const id = setTimeout(() => {}); clearTimeout(id); next = id;";
    world.submit(
        "resolved_late.js",
        &format!("{late} function solve() {{ {id} resolve(); return answers[id - 1] }}"),
    );
    world.submit(
        "resolved_by_a_getter.js",
        &format!("{late} function solve() {{ {id} return {{ get a() {{ resolve(); return 1 }}, [0]: answers[id - 1] }} }}"),
    );
    // An overflow within `setTimeout` leaves no number taken.
    world.submit(
        "torn.js",
        "const answers = ['zero', 'one', 'two', 'three'];
        function solve() {
            const id = setTimeout(() => {}); clearTimeout(id);
            const down = (n) => n > 0 ? down(n - 1) + 1 : setTimeout(() => {});
            for (let n = 0; n < 3000; n++) try { clearTimeout(down(n)) } catch {}
            return answers[Math.min(id, 4) - 1];
        }",
    );
    world.submit(
        "torn_neighbour.js",
        "function solve() { return ['zero', 'one'][Math.min(setTimeout(() => {}), 2) - 1] }",
    );
    for isolation in ["process", "thread"] {
        let report = world.report(&format!("--realm hardened --isolation {isolation} --jobs 1"));
        for submission in submissions(&report) {
            let accepted = verdicts(submission).into_iter().filter(|verdict| *verdict == "AC").count();
            assert!(accepted <= 1, "{isolation} {submission}");
        }
    }
}

#[test]
fn how_deep_the_stack_is_tells_no_case_what_was_before_it() {
    // Hot code has smaller frames, so one depth after the other is found out by natives as well as by calls.
    // Whose first part is what it is without a limit, so that second runs alone are shorter.
    let limits = format!("{LIMITS}stack = 4\n");
    let world = World::new(&limits, &equal_cases(&["\"cold\"", "\"cold\"", "\"hot\"", "\"hot\""]));
    for (name, step) in [
        ("call", "1 + g(n - 1)"),
        ("getter", "JSON.stringify({ get a() { return g(n - 1) } })"),
        ("to_json", "JSON.stringify({ toJSON() { return g(n - 1) } })"),
        ("replacer", "JSON.stringify(1, () => g(n - 1))"),
    ] {
        for depth in [264, 272, 284, 1000, 4000] {
            world.submit(
                &format!("{name}_{depth}.js"),
                &format!(
                    "const g = (n) => n > 0 ? {step} : 0; function solve() {{
                        let answer = 'hot'; try {{ g({depth}) }} catch {{ answer = 'cold' }}
                        for (let i = 0; i < 2000; i++) g(2);
                        return answer;
                    }}"
                ),
            );
        }
    }
    let report = world.report("--realm hardened --jobs 1");
    for submission in submissions(&report) {
        let verdicts = verdicts(submission);
        let hardened: Vec<_> = realms(submission).iter().map(|realm| *realm == H).collect();
        // What a hardened realm has answered, it has answered alike.
        let accepted: Vec<_> =
            verdicts.iter().zip(&hardened).map(|(verdict, hardened)| *hardened && *verdict == "AC").collect();
        assert!(!(accepted[..2].contains(&true) && accepted[2..].contains(&true)), "{submission}");
    }
}
