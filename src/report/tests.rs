//! Tests of whole reports of every kind.

use std::time::Duration;

use tribunal_core::text;

use super::*;
use tribunal_core::{engine_info::EngineInfo, realm::Realm};
use tribunal_judge::{
    report::{CaseReport, Failure, SubmissionReport},
    snippet::snippet,
};
use tribunal_problem::verdict::Verdict;

const PLAIN: Style = Style { color: false, width: Some(80), times: true, verbosity: Verbosity::Normal };

fn case(name: &str, verdict: Verdict) -> CaseReport {
    CaseReport {
        credit: None,
        score: None,
        name: name.to_owned(),
        verdict,
        realm: Some(Realm::Fresh),
        cpu: Duration::from_micros(212),
        wall: Duration::from_micros(230),
        check: Duration::from_micros(3),
        flaky: false,
        memory_bytes: 182_000,
        message: None,
        failure: None,
    }
}

fn failed(name: &str, verdict: Verdict, message: &str, actual: Option<&str>) -> CaseReport {
    let failure = Failure {
        input: "f([1, 2, 3], 4, \"abc\")".to_owned(),
        expected: "13".to_owned(),
        actual: actual.map(str::to_owned),
        path: actual.map(|_| "result.edges[3].w".to_owned()),
        stdout: String::new(),
    };
    CaseReport { message: Some(message.to_owned()), failure: Some(failure), ..case(name, verdict) }
}

fn submission(problem: &str, name: &str, expected: Verdict, cases: Vec<CaseReport>) -> SubmissionReport {
    SubmissionReport {
        score: None,
        groups: Vec::new(),
        problem: problem.to_owned(),
        submission: name.to_owned(),
        source: "function f(a, b, c) {\n\treturn \"</script><script>alert(1)</script>\u{202e}\";\n}\n".into(),
        verdict: cases.iter().map(|case| case.verdict).max().unwrap_or(Verdict::InternalError),
        expected: expected.into(),
        compile: Some(Duration::from_micros(31)),
        message: None,
        cases,
    }
}

/// Returns a run with every verdict, expected ones and others, and with malicious text.
fn every_verdict() -> RunReport {
    use Verdict::*;

    let wrong = |name: &str| failed(name, WrongAnswer, "the results differ", Some("12"));
    let slow = CaseReport {
        cpu: Duration::from_millis(1003),
        wall: Duration::from_millis(1100),
        ..failed("huge", TimeLimitExceeded, "took longer than 1 s", None)
    };
    let does_not_compile = tribunal_core::execution::ScriptError {
        text: "SyntaxError: Unexpected token ')'".to_owned(),
        location: Some(tribunal_core::execution::Location {
            line: 3,
            column: 9,
            source_line: Some("let a = );".to_owned()),
        }),
    };
    let does_not_compile = snippet(&does_not_compile, "typo.js");
    let hostile = Failure {
        input: "f(\"\u{202e}txt\u{1b}]0;owned\u{7}\")".to_owned(),
        expected: "\u{9b}31m".to_owned(),
        actual: Some(format!("[{}]", "123456789, ".repeat(40))),
        path: Some("result.\u{200b}x".to_owned()),
        stdout: "first\rline\n\u{1b}[2Jsecond\u{ffff}\n".to_owned(),
    };
    let submissions = vec![
        submission(
            "sum",
            "accepted/reduce.js",
            Accepted,
            vec![case("sample", Accepted), case("b", Accepted)],
        ),
        submission(
            "sum",
            "wrong_answer/off_by_one.js",
            WrongAnswer,
            vec![case("sample", Accepted), wrong("b")],
        ),
        submission(
            "sum",
            "forgets_the_base.js",
            Accepted,
            vec![
                wrong("one"),
                wrong("two"),
                case("three", Accepted),
                wrong("four"),
                slow.clone(),
                wrong("five"),
                case("six", Skip),
            ],
        ),
        submission(
            "sum",
            "time_limit_exceeded/as_fast_as_any_other.js",
            TimeLimitExceeded,
            vec![case("sample", Accepted)],
        ),
        submission(
            "sum",
            "throws.js",
            Accepted,
            vec![failed("sample", RunTimeError, "TypeError: x is not a function (line 1, column 7)", None)],
        ),
        SubmissionReport {
            score: None,
            groups: Vec::new(),
            verdict: CompileError,
            compile: None,
            message: Some(does_not_compile.clone()),
            ..submission(
                "sum",
                "typo.js",
                Accepted,
                vec![CaseReport { message: Some(does_not_compile), ..case("sample", CompileError) }],
            )
        },
        submission(
            "a-problem-with-a-very-long-name",
            "output_limit_exceeded/prints/漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字.js",
            OutputLimitExceeded,
            vec![failed("sample", OutputLimitExceeded, "wrote more than 8 MiB", None)],
        ),
        submission(
            "graph",
            "eats.js",
            Accepted,
            vec![failed("big", MemoryLimitExceeded, "used more than 256 MiB", None)],
        ),
        submission(
            "graph",
            "\u{1b}[31m\u{202e}evil\n.js",
            Accepted,
            vec![CaseReport {
                message: Some("two\nlines \u{1b}[1m".to_owned()),
                failure: Some(hostile),
                ..case("\u{7}bell", WrongAnswer)
            }],
        ),
        SubmissionReport {
            score: None,
            groups: Vec::new(),
            verdict: InternalError,
            message: Some("the worker died".to_owned()),
            ..submission(
                "graph",
                "unlucky.js",
                Accepted,
                vec![case("sample", Accepted), case("b", InternalError)],
            )
        },
        submission("graph", "never_run.js", Accepted, vec![case("sample", Skip)]),
    ];
    RunReport {
        engine: EngineInfo { name: "isolate", v8: "15.2.1".to_owned() },
        interrupted: true,
        submissions,
        wall: Duration::from_millis(2345),
    }
}

/// Returns a run in which everything is as expected.
fn all_well() -> RunReport {
    let mut report = every_verdict();
    report.submissions.truncate(2);
    report.interrupted = false;
    report
}

fn render(report: &RunReport, format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    write(report, format, style, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_table_at_80_columns() {
    insta::assert_snapshot!(render(&every_verdict(), Format::Table, &PLAIN));
}

#[test]
fn the_table_with_colour() {
    let style = Style { color: true, ..PLAIN };
    insta::assert_snapshot!(render(&every_verdict(), Format::Table, &style).replace('\u{1b}', "␛"));
}

#[test]
fn the_table_with_everything_without_a_terminal() {
    let style = Style { width: None, times: false, verbosity: Verbosity::Verbose, ..PLAIN };
    insta::assert_snapshot!(render(&every_verdict(), Format::Table, &style));
}

#[test]
fn the_table_in_quiet() {
    let style = Style { verbosity: Verbosity::Quiet, ..PLAIN };
    insta::assert_snapshot!("quiet", render(&every_verdict(), Format::Table, &style));
    insta::assert_snapshot!("quiet_all_well", render(&all_well(), Format::Table, &style));
    insta::assert_snapshot!("all_well", render(&all_well(), Format::Table, &PLAIN));
}

#[test]
fn nothing_but_our_own_styles_reaches_the_terminal() {
    for style in [PLAIN, Style { verbosity: Verbosity::Verbose, width: None, ..PLAIN }] {
        for format in [Format::Table, Format::Json, Format::Jsonl, Format::Junit] {
            let text = render(&every_verdict(), format, &style);
            let raw = text.chars().find(|c| *c != '\n' && text::is_hidden(*c));
            assert_eq!(raw, None, "{format:?}: {text}");
        }
    }
    let colored = render(&every_verdict(), Format::Table, &Style { color: true, ..PLAIN });
    let stripped = anstream::adapter::strip_str(&colored).to_string();
    assert_eq!(stripped, render(&every_verdict(), Format::Table, &PLAIN));
    // Except for the summary, which may wrap.
    let longest = stripped.lines().rev().skip(1).map(text::columns).max();
    assert!(longest <= Some(80), "{longest:?} columns:\n{stripped}");
}

#[test]
fn json() {
    insta::assert_json_snapshot!(
        serde_json::from_str::<serde_json::Value>(&render(&every_verdict(), Format::Json, &PLAIN))
            .expect("JSON")
    );
}

#[test]
fn json_lines() {
    insta::assert_snapshot!(render(&every_verdict(), Format::Jsonl, &PLAIN));
}

/// The rules of Jenkins' junit-10.xsd: attributes by element, the elements in it, and those that it has to have.
#[test]
fn junit_is_what_jenkins_accepts() {
    let elements: [(&str, &[&str], &[&str]); 7] = [
        ("testsuites", &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
        (
            "testsuite",
            &["name", "tests", "failures", "errors", "time", "skipped"],
            &["properties", "testcase"],
        ),
        ("properties", &[], &["property"]),
        ("property", &["name", "value"], &[]),
        ("testcase", &["name", "time", "classname"], &["skipped", "error", "failure", "system-out"]),
        ("skipped", &["type", "message"], &[]),
        ("system-out", &[], &[]),
    ];
    let mut report = every_verdict();
    let failing = report.submissions.iter_mut().flat_map(|submission| &mut submission.cases);
    for failure in failing.filter_map(|case| case.failure.as_mut()) {
        failure.stdout = "one\r\ntwo\rthree\u{0}\u{1b}\u{fffe}\u{fdd0}]]>&\n".to_owned();
    }
    for style in [&PLAIN, &Style { times: true, ..PLAIN }] {
        let xml = render(&report, Format::Junit, style);
        let mut open: Vec<&str> = Vec::new();
        for tag in xml.split('<').skip(2) {
            let (tag, _) = tag.split_once('>').expect("the end of a tag");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
                continue;
            }
            let is_empty = tag.ends_with('/');
            let tag = tag.trim_end_matches('/');
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            let find = |name: &str| {
                let name = if matches!(name, "failure" | "error") { "skipped" } else { name };
                elements.iter().find(|(element, ..)| *element == name).copied()
            };
            let (_, known, _) = find(name).unwrap_or_else(|| panic!("<{name}>"));
            for attribute in attributes
                .split("=\"")
                .filter_map(|part| part.rsplit(['"', ' ']).next())
                .filter(|part| !part.is_empty())
            {
                assert!(known.contains(&attribute), "{attribute:?} of <{name}>: {tag}");
            }
            if let Some(around) = open.last() {
                let (_, _, inner) = find(around).expect("a known element");
                assert!(inner.contains(&name), "<{name}> in <{around}>");
            }
            if !is_empty {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
        assert!(xml.contains("one&#13;\ntwo&#13;three\\x00\\x1b\\u{fffe}\\u{fdd0}]]&gt;&amp;\n"), "{xml}");
        assert!(!xml.chars().any(|char| char.is_control() && char != '\n'));
    }
}

#[test]
fn junit() {
    insta::assert_snapshot!("junit", render(&every_verdict(), Format::Junit, &PLAIN));
    insta::assert_snapshot!(
        "junit_all_well",
        render(&all_well(), Format::Junit, &Style { times: false, ..PLAIN })
    );
}

#[test]
fn json_has_the_form_of_its_schema() {
    let schema = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("a schema");
    let report_schema = schema(include_str!("../../schema/report.schema.json"));
    let line_schema = schema(include_str!("../../schema/report-line.schema.json"));
    for schema in [&report_schema, &line_schema] {
        jsonschema::meta::validate(schema).expect("a schema of its draft");
    }
    let registry = jsonschema::Registry::new()
        .add("json-schema:///report.schema.json", &report_schema)
        .expect("a resource")
        .prepare()
        .expect("a registry");
    let document = jsonschema::validator_for(&report_schema).expect("a schema");
    let line = jsonschema::options()
        .with_base_uri("json-schema:///report-line.schema.json")
        .with_registry(&registry)
        .build(&line_schema)
        .expect("a schema");
    for times in [true, false] {
        let style = Style { times, ..PLAIN };
        for report in [every_verdict(), all_well()] {
            let json = serde_json::from_str(&render(&report, Format::Json, &style)).expect("JSON");
            document.validate(&json).unwrap_or_else(|error| panic!("{error} at {}", error.instance_path()));
            for text in render(&report, Format::Jsonl, &style).lines() {
                let json = serde_json::from_str(text).expect("JSON");
                line.validate(&json).unwrap_or_else(|error| panic!("{error} at {}", error.instance_path()));
            }
        }
    }
    // The schemas can fail.
    assert!(!document.is_valid(&serde_json::json!({ "schema": "tribunal.report/1" })));
    let mut wrong: serde_json::Value =
        serde_json::from_str(&render(&all_well(), Format::Json, &PLAIN)).expect("JSON");
    wrong["submissions"][0]["cases"][0]["verdict"] = "OK".into();
    assert!(!document.is_valid(&wrong));
    assert!(!line.is_valid(&wrong));
}

#[test]
fn json_says_what_was_found_in_the_words_of_the_contract() {
    let text = render(&all_well(), Format::Json, &PLAIN);
    let start = r#"{"schema":"tribunal.report/1","engine":{"name":"isolate","v8":"15.2.1"},"interrupted":false,"submissions":[{"problem":"sum","submission":"accepted/reduce.js","verdict":"AC","expected":["AC"],"as_expected":true,"compile_us":31,"message":null,"cases":[{"name":"sample","verdict":"AC","cpu_us":212,"wall_us":230,"memory_bytes":182000,"check_us":3,"message":null,"realm":"fresh"},"#;
    assert!(text.starts_with(start), "{text}");
    let end = "\"summary\":{\"submissions\":2,\"cases\":4,\"as_expected\":2,\"wall_us\":2345000}}\n";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn without_times_equal_results_give_equal_reports() {
    let mut slower = every_verdict();
    slower.wall *= 2;
    for submission in &mut slower.submissions {
        submission.compile = submission.compile.map(|compile| compile * 2);
        for case in &mut submission.cases {
            case.cpu *= 2;
            case.wall *= 2;
            case.memory_bytes *= 2;
        }
    }
    assert_ne!(page(&slower, true), page(&every_verdict(), true));
    assert_eq!(page(&slower, false), page(&every_verdict(), false));
    for format in [Format::Table, Format::Json, Format::Jsonl, Format::Junit] {
        let with_times = render(&slower, format, &PLAIN);
        assert_ne!(with_times, render(&every_verdict(), format, &PLAIN), "{format:?}");
        let style = Style { times: false, verbosity: Verbosity::Verbose, ..PLAIN };
        let without = render(&slower, format, &style);
        assert_eq!(without, render(&every_verdict(), format, &style), "{format:?}");
    }
}

fn page(report: &RunReport, times: bool) -> String {
    let mut out = Vec::new();
    html::write(report, times, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_page_shows_what_is_hidden_and_escapes_what_is_special() {
    let text = page(&every_verdict(), true);
    let raw = text.chars().find(|c| !matches!(c, '\n' | '\t') && text::is_hidden(*c));
    assert_eq!(raw, None);
    // Its own script, and none of a submission's.
    assert_eq!(text.matches("<script").count(), 1);
    assert_eq!(text.matches("</script").count(), 1);
    assert!(text.contains("&#60;/script&#62;&#60;script&#62;alert(1)"));
    assert!(text.contains(r"<bdi>\x1b[31m\u{202e}evil\n.js</bdi>"));
    // Nothing is loaded from anywhere.
    assert!(text.contains("default-src &#39;none&#39;; script-src &#39;sha256-"));
    for loads in ["src=", "url(", "@import", "http:", "<link"] {
        let without_svg = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!without_svg.contains(loads), "{loads}");
    }
}

#[test]
fn the_page_tells_of_failing_cases_as_many_as_can_be_read() {
    let wrong = |number: usize| {
        let verdict = if number == 90 { Verdict::TimeLimitExceeded } else { Verdict::WrongAnswer };
        failed(&format!("case {number}"), verdict, "no", Some("12"))
    };
    let mut report = all_well();
    report.submissions = vec![submission("p", "x.js", Verdict::Accepted, (1..=100).map(wrong).collect())];
    let text = page(&report, true);
    assert_eq!(text.matches("class=\"case\"").count(), 25);
    assert!(text.contains("id=\"s1-24\"") && !text.contains("id=\"s1-25\""));
    assert!(text.contains("id=\"s1-90\""), "the worst is told");
    assert!(text.contains("and 75 more that failed"));
    assert!(text.contains("<del>13</del>") && text.contains("<ins>12</ins>"));
}

#[test]
fn a_closed_pipe_is_told_apart_from_other_failures() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for format in [Format::Table, Format::Json, Format::Jsonl, Format::Junit] {
        for color in [true, false] {
            let error =
                write(&every_verdict(), format, &Style { color, ..PLAIN }, &mut Closed).expect_err("closed");
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
        }
    }
    let error = html::write(&every_verdict(), true, &mut Closed).expect_err("closed");
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}
