//! HTML reports in a real browser: Chromium without a window, driven through the DevTools protocol.
//!
//! The browser loads the file as a double click would. The report contains everything that submissions may put into it.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use headless_chrome::{
    Browser, LaunchOptions, Tab,
    protocol::cdp::{Accessibility, Emulation, Network, Page::CaptureScreenshotFormatOption, types::Event},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tribunal::report;
use tribunal_core::{engine_info::EngineInfo, realm::Realm};
use tribunal_judge::report::{CaseReport, Failure, RunReport, SubmissionReport};
use tribunal_problem::verdict::Verdict;

/// A browser with a page open, and all errors that the page has reported.
struct Opened {
    tab: Arc<Tab>,
    complaints: Arc<Mutex<Vec<String>>>,
    /// Browser and profile folder, which end with this value.
    _browser: (Browser, TempDir),
}

impl Opened {
    fn new(path: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = LaunchOptions {
            // The browser's own sandbox does not start as root, and CI runs as root.
            sandbox: false,
            window_size: Some((1400, 1000)),
            user_data_dir: Some(folder.path().to_owned()),
            idle_browser_timeout: Duration::from_secs(300),
            args: ["--disable-gpu", "--disable-component-update", "--hide-scrollbars"]
                .map(OsStr::new)
                .to_vec(),
            ..LaunchOptions::default()
        };
        let browser = Browser::new(options).expect("Chromium or Chrome; `make test` installs it");
        let tab = browser.new_tab().expect("a tab");
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&complaints);
        tab.add_event_listener(Arc::new(move |event: &Event| {
            let complaint = match event {
                Event::LogEntryAdded(entry) => format!("{:?}", entry.params.entry),
                Event::RuntimeConsoleAPICalled(call) => format!("{:?}", call.params),
                Event::RuntimeExceptionThrown(thrown) => format!("{:?}", thrown.params),
                Event::NetworkRequestWillBeSent(request)
                    if !request.params.request.url.starts_with("file:") =>
                {
                    format!("loads {}", request.params.request.url)
                }
                Event::PageJavascriptDialogOpening(dialog) => format!("{:?}", dialog.params),
                _ => return,
            };
            noted.lock().expect("a list").push(complaint);
        }))
        .expect("events");
        tab.enable_log().expect("the log");
        tab.enable_runtime().expect("the console");
        tab.call_method(Network::Enable {
            max_total_buffer_size: None,
            max_resource_buffer_size: None,
            max_post_data_size: None,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        })
        .expect("the network");
        tab.set_default_timeout(Duration::from_secs(120));
        tab.navigate_to(&format!("file://{}", path.display())).expect("a page");
        tab.wait_until_navigated().expect("a page");
        Self { tab, complaints, _browser: (browser, folder) }
    }

    /// Returns the value of an expression; undefined and null are null.
    fn eval(&self, expression: &str) -> Value {
        // As text, so that no object of the page stays referenced.
        let text = format!("JSON.stringify({expression}) ?? \"null\"");
        let result = self.tab.evaluate(&text, true).unwrap_or_else(|error| panic!("{expression}: {error}"));
        serde_json::from_str(result.value.expect("a value").as_str().expect("a text")).expect("JSON")
    }

    /// Waits until an expression has a value: the effect of a click or a key may take a moment.
    fn comes_to(&self, expression: &str, wanted: Value) {
        let mut last = Value::Null;
        for _ in 0..1000 {
            last = self.eval(expression);
            if last == wanted {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{expression} is {last}, not {wanted}");
    }

    fn press(&self, keys: &[&str]) {
        for key in keys {
            self.tab.press_key(key).expect("a key");
        }
    }

    fn click(&self, selector: &str) {
        self.tab.find_element(selector).expect(selector).click().expect(selector);
    }

    /// Takes a picture of the window for people, in light and in dark.
    fn picture(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        for scheme in ["light", "dark"] {
            let feature =
                Emulation::MediaFeature { name: "prefers-color-scheme".to_owned(), value: scheme.to_owned() };
            self.tab
                .call_method(Emulation::SetEmulatedMedia { media: None, features: Some(vec![feature]) })
                .expect("a scheme");
            let picture = self
                .tab
                .capture_screenshot(CaptureScreenshotFormatOption::Png, None, None, true)
                .expect("a picture");
            fs::write(folder.join(format!("{name}-{scheme}.png")), picture).expect("a file");
        }
    }

    /// Ends the browser, and asserts that the page has reported no error.
    fn end_quietly(self) {
        let complaints = self.complaints.lock().expect("a list");
        assert_eq!(*complaints, Vec::<String>::new());
    }
}

/// Expression for the visible rows of the matrices: the names of the rows that are not filtered out.
const SHOWN: &str = "[...document.querySelectorAll('.matrix tbody tr')].filter(row => row.checkVisibility()).map(row => row.cells[0].innerText)";

/// Expression for the submission that is shown by itself.
const OPEN: &str = "[...document.querySelectorAll('.submission')].filter(page => page.checkVisibility()).map(page => page.id)";

/// Texts that would do harm if they were taken for anything but text.
const HOSTILE: [&str; 6] = [
    "</script><script>alert('script')</script>",
    "\"><img src=x onerror=alert('image')>",
    "' onmouseover='alert(1)' x='",
    "<!--<script>",
    "{{ 7 * 7 }} &lt;b&gt; &amp;",
    "\u{202e}txt.exe\u{2066}\u{0}\u{1b}[31m\u{ffff}",
];

fn case(number: usize, verdict: Verdict, text: &str) -> CaseReport {
    let failure =
        (!matches!(verdict, Verdict::Accepted | Verdict::Skip | Verdict::CompileError)).then(|| Failure {
            input: format!("f(\"{text}\")"),
            expected: format!("[1, 2, \"{text}\"]"),
            actual: (verdict == Verdict::WrongAnswer).then(|| format!("[1, 3, \"{text}\"]")),
            path: Some(format!("result[\"{text}\"]")),
            stdout: format!("first {text}\n\tsecond\n"),
        });
    CaseReport {
        credit: None,
        score: None,
        name: format!("{number} {text}"),
        verdict,
        realm: Some(Realm::Fresh),
        cpu: Duration::from_micros(200 + 7 * (number as u64 % 31)),
        wall: Duration::from_millis(1),
        check: Duration::ZERO,
        flaky: number == 3,
        memory_bytes: 180_000 + 1000 * (number as u64 % 17),
        message: failure.as_ref().map(|_| format!("the results differ {text}")),
        failure,
    }
}

fn submission(
    problem: &str,
    name: &str,
    expected: Verdict,
    cases: Vec<CaseReport>,
    text: &str,
) -> SubmissionReport {
    SubmissionReport {
        score: None,
        groups: Vec::new(),
        problem: problem.to_owned(),
        submission: name.to_owned(),
        source: format!("// {text}\nfunction f(a) {{\n\treturn `{text}`;\n}}\n").into(),
        verdict: cases.iter().map(|case| case.verdict).max().expect("a case"),
        expected: expected.into(),
        compile: Some(Duration::from_micros(31)),
        message: None,
        cases,
    }
}

fn run(submissions: Vec<SubmissionReport>) -> RunReport {
    RunReport {
        engine: EngineInfo { name: "isolate", v8: "15.2".to_owned() },
        interrupted: false,
        submissions,
        wall: Duration::from_millis(2345),
    }
}

/// Writes a report where a browser can read it.
fn page(folder: &TempDir, report: &RunReport) -> PathBuf {
    let path = folder.path().join("report.html");
    let mut file = fs::File::create(&path).expect("a file");
    report::html::write(report, true, &mut file).expect("a page");
    path
}

#[test]
fn whatever_submissions_write_is_text() {
    let problem = |problem: &str| {
        let cases =
            |verdict| HOSTILE.iter().enumerate().map(|(at, text)| case(at + 1, verdict, text)).collect();
        HOSTILE.map(|text| submission(problem, text, Verdict::WrongAnswer, cases(Verdict::WrongAnswer), text))
    };
    let report = run(HOSTILE.into_iter().flat_map(problem).collect());
    let folder = tempfile::tempdir().expect("a folder");
    let opened = Opened::new(&page(&folder, &report));

    let counts = "['script', 'img', 'b', 'style', 'meta', '.submission'].map(name => document.querySelectorAll(name).length)";
    assert_eq!(opened.eval(counts), json!([1, 0, 0, 1, 5, 36]));
    let names = opened.eval(SHOWN);
    assert_eq!(names[0], HOSTILE[0]);
    assert_eq!(names[5], r"\u{202e}txt.exe\u{2066}\x00\x1b[31m\u{ffff}");
    opened.eval("location.hash = 's1'");
    opened.comes_to(OPEN, json!(["s1"]));
    opened.eval("document.querySelector('#s1 details').open = true");
    opened.comes_to("document.querySelectorAll('#s1 details tbody tr').length", json!(6));
    let source = opened.eval("document.querySelector('#s1 .source code').textContent");
    assert_eq!(source, report.submissions[0].source.trim_end());
    assert_eq!(opened.eval("document.querySelectorAll('[onerror], [onmouseover], [style]').length"), 0);
    opened.end_quietly();
}

#[test]
fn a_report_is_read_with_mouse_and_keyboard() {
    use Verdict::*;
    let cases = |of: &[Verdict]| -> Vec<CaseReport> {
        of.iter().enumerate().map(|(at, verdict)| case(at + 1, *verdict, "a")).collect()
    };
    let report = run(vec![
        submission("graph", "accepted/short.js", Accepted, cases(&[Accepted; 12]), "a"),
        submission("graph", "greedy.js", Accepted, cases(&[Accepted, WrongAnswer, WrongAnswer, Skip]), "b"),
        submission("sum", "accepted/loop.js", Accepted, cases(&[Accepted; 3]), "c"),
        submission(
            "sum",
            "wrong_answer/loop.js",
            WrongAnswer,
            cases(&[Accepted, WrongAnswer, Accepted]),
            "d",
        ),
        submission(
            "sum",
            "run_time_error/x.js",
            RunTimeError,
            cases(&[RunTimeError, Accepted, Accepted]),
            "e",
        ),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let opened = Opened::new(&page(&folder, &report));
    let names =
        ["accepted/short.js", "greedy.js", "accepted/loop.js", "wrong_answer/loop.js", "run_time_error/x.js"];
    assert_eq!(opened.eval(SHOWN), json!(names));
    assert_eq!(opened.eval(OPEN), json!([]));

    // Filters, alone and together.
    opened.click("#by-text");
    opened.tab.type_str("LOOP").expect("keys");
    opened.comes_to(SHOWN, json!(["accepted/loop.js", "wrong_answer/loop.js"]));
    opened.comes_to("document.querySelector('#shown').value", json!("2 of 5 shown"));
    opened.click(".by-verdict[value='AC']");
    opened.comes_to(SHOWN, json!(["wrong_answer/loop.js"]));
    opened.click(".by-verdict[value='AC']");
    opened.press(&["Tab"]);
    opened.eval("document.querySelector('#by-text').select()");
    opened.press(&["Delete"]);
    opened.comes_to(SHOWN, json!(names));
    opened.click("#by-surprise");
    opened.comes_to(SHOWN, json!(["greedy.js"]));
    opened.click("#by-surprise");
    opened.eval("document.querySelector('#by-problem').focus()");
    opened.press(&["ArrowDown"]);
    opened.comes_to(SHOWN, json!(["accepted/short.js", "greedy.js"]));
    opened.press(&["ArrowUp"]);
    opened.comes_to(SHOWN, json!(names));

    // The arrows walk the matrix, and say where they are; Enter opens a case.
    opened.eval("document.querySelector('#p2 td[tabindex]').focus()");
    opened.press(&["ArrowDown", "ArrowRight"]);
    let place = "wrong_answer/loop.js · case 2: 2 a · wrong answer · 214 µs · 178 KiB";
    opened.comes_to("document.activeElement.ariaLabel", json!(place));
    opened.comes_to("document.querySelector('#readout').innerText", json!(place));
    // What a screen reader is told.
    let accessible = |selector: &str| {
        let node = opened.tab.find_element(selector).expect(selector).node_id;
        let whole = Accessibility::GetPartialAXTree {
            node_id: Some(node),
            backend_node_id: None,
            object_id: None,
            fetch_relatives: Some(false),
        };
        let nodes = opened.tab.call_method(whole).expect("its accessibility").nodes;
        let text =
            |value: &Option<Accessibility::AXValue>| value.as_ref().and_then(|value| value.value.clone());
        (text(&nodes[0].role), text(&nodes[0].name))
    };
    assert_eq!(accessible("#p2 td[tabindex='0']"), (Some(json!("gridcell")), Some(json!(place))));
    assert_eq!(accessible("#p2 tbody th").0, Some(json!("rowheader")));
    opened.press(&["End", "Home", "ArrowLeft", "ArrowRight", "Enter"]);
    opened.comes_to(OPEN, json!(["s4"]));
    assert_eq!(opened.eval("location.hash"), "#s4-2");
    assert_eq!(opened.eval(SHOWN), json!([]));
    let pieces = "['del', 'ins'].map(name => document.querySelector(`#s4-2 ${name}`).innerText)";
    assert_eq!(opened.eval(pieces), json!(["2", "3"]));
    assert_eq!(opened.eval("document.querySelectorAll('#s4 .plot svg').length"), 2);
    // Back to where one was.
    opened.press(&["Escape"]);
    opened.comes_to(SHOWN, json!(names));
    opened.comes_to("document.activeElement.ariaLabel", json!(place));

    // Links lead on; a click on a cell opens it.
    opened.click("#p1 tbody tr:nth-child(2) a");
    opened.comes_to(OPEN, json!(["s2"]));
    opened.click("#s2 [rel='next']");
    opened.comes_to(OPEN, json!(["s3"]));
    opened.comes_to("document.activeElement.innerText", json!("sum accepted/loop.js"));
    opened.click("#s3 summary");
    let last = "document.querySelector('#s3 tbody tr:last-child')?.innerText";
    opened.comes_to(last, json!("3\t3 a\taccepted\t221 µs\t179 KiB"));
    opened.eval("history.back()");
    opened.comes_to(OPEN, json!(["s2"]));
    opened.end_quietly();
}

#[test]
#[allow(clippy::print_stderr, reason = "it tells what it measured")]
fn hundreds_of_submissions_with_hundreds_of_cases_can_be_used() {
    let verdicts =
        [Verdict::Accepted, Verdict::WrongAnswer, Verdict::TimeLimitExceeded, Verdict::RunTimeError];
    let submissions = (0..200).map(|at| {
        // From submissions where all is well to those where every case fails.
        let verdict =
            |number: usize| if number % 200 < at { verdicts[number % 4] } else { Verdict::Accepted };
        let cases = (1..=300).map(|number| case(number, verdict(number), "some text of a case")).collect();
        submission(
            "large",
            &format!("student{at:03}/solution.js"),
            Verdict::Accepted,
            cases,
            &"x".repeat(2000),
        )
    });
    let folder = tempfile::tempdir().expect("a folder");
    let path = page(&folder, &run(submissions.collect()));
    let opened = Opened::new(&path);
    assert_eq!(
        opened.eval(
            "document.querySelectorAll('.matrix td.ac, .matrix td.wa, .matrix td.tle, .matrix td.rte').length"
        ),
        60_000
    );
    opened.eval("document.querySelector('#by-text').focus()");
    opened.tab.type_str("student17").expect("keys");
    opened.comes_to("document.querySelector('#shown').value", json!("10 of 200 shown"));
    opened.eval("location.hash = 's180'");
    opened.comes_to(OPEN, json!(["s180"]));

    // Measured, not asserted: `cargo test --test integration browser hundreds -- --nocapture`.
    let loaded = opened.eval("performance.getEntriesByType('navigation')[0].loadEventEnd");
    let timed = |what: &str| {
        let script = format!(
            "(() => {{ const start = performance.now(); {what}; document.body.offsetHeight; return performance.now() - start }})()"
        );
        opened.eval(&script)
    };
    let back = timed("location.hash = 'overview'");
    let filter = timed(
        "const text = document.querySelector('#by-text'); text.value = ''; text.dispatchEvent(new Event('input', { bubbles: true }))",
    );
    let size = fs::metadata(&path).expect("a file").len();
    eprintln!("{} KiB, loaded in {loaded} ms, back in {back} ms, filtered in {filter} ms", size >> 10);
    opened.end_quietly();
}

#[test]
fn the_bundled_submissions_make_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.html");
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_tribunal"))
        .args(["grade", "-p", "sum", "-p", "roman-numerals", "-p", "prime-factors", "-q", "--report"])
        .arg(&path)
        .output()
        .expect("a run");
    assert!(ran.status.success(), "{ran:?}");
    let opened = Opened::new(&path);
    opened.picture("grade");
    opened.eval("location.hash = 's9'");
    opened.comes_to(OPEN, json!(["s9"]));
    opened.picture("submission");
    opened.click("#s9 nav [href='#s9-source']");
    let in_sight = "document.querySelector('#s9 .source').getBoundingClientRect().top < innerHeight";
    opened.comes_to(in_sight, json!(true));
    assert_eq!(opened.eval(OPEN), json!(["s9"]));
    opened.picture("source");
    opened.end_quietly();
}

#[test]
fn a_comparison_makes_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("compare.html");
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_tribunal"))
        .args(["compare", "--budget", "0", "-n", "2", "-j", "2", "--no-progress", "--report"])
        .arg(&path)
        .output()
        .expect("a run");
    assert!(ran.status.success(), "{ran:?}");
    let opened = Opened::new(&path);
    let count = |what: &str| opened.eval(&format!("document.querySelectorAll('{what}').length"));
    let techniques = tribunal::compare::TECHNIQUES;
    let curves = |is_parallel: bool| {
        techniques.iter().filter(|row| row.has_curve() && row.is_parallel == is_parallel).count()
    };
    let gains = count("section.gain").as_u64().expect("a number");
    assert!(gains >= 9, "{gains}");
    assert_eq!(count(".plot svg"), 3 + gains + 2);
    let bars = "document.querySelector('.plot').querySelectorAll('rect[fill]').length";
    assert_eq!(opened.eval(bars), techniques.len());
    let rows = "[...document.querySelectorAll('table')].map(table => table.tBodies[0].rows.length)";
    let rows = opened.eval(rows);
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows[..3], [techniques.len(), curves(false), curves(true)].map(|rows| json!(rows)));
    let bars = "[...document.querySelectorAll('section.gain')].map(gain => gain.querySelectorAll('rect[fill]').length)";
    assert_eq!(opened.eval(bars).as_array().expect("bars")[..], rows[3..rows.len() - 1]);
    // The keyboard gets to the points behind the last pictures, and they open.
    opened.eval("document.querySelector('details.all summary').focus()");
    opened.press(&["Enter"]);
    opened.comes_to("document.querySelector('details.all .scroll').checkVisibility()", json!(true));
    assert_eq!(opened.eval("document.querySelector('details.all .scroll').tabIndex"), 0);
    // Every picture fits into its frame, and is in the colours of the page.
    let fits = "[...document.querySelectorAll('.plot')].every(plot => plot.scrollWidth <= plot.clientWidth)";
    assert_eq!(opened.eval(fits), true);
    let stand_ins = "[...document.querySelectorAll('.plot [fill^=\"#\"]')].filter(shape => /rgb\\(0, 0, \\d\\)/.test(getComputedStyle(shape).fill)).length";
    assert_eq!(opened.eval(stand_ins), 0);
    opened.picture("compare");
    opened.end_quietly();
}
