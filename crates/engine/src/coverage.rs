//! Coverage: the parts of a submission that a case reaches. It is V8's precise block coverage. V8 offers it only
//! through the protocol of its inspector.

use std::{cell::RefCell, rc::Rc};

use serde::Deserialize;
use v8::inspector::{
    Channel, ChannelImpl, StringBuffer, StringView, V8Inspector, V8InspectorClient, V8InspectorClientImpl,
    V8InspectorClientTrustLevel, V8InspectorSession,
};

use super::error::SCRIPT_NAME;
use tribunal_core::execution::Unreached;

/// Number of cases after which an isolate with coverage is replaced: V8 keeps the counts of every context.
pub(super) const MAX_CASES: u32 = 64;

/// Longest source that is measured, in UTF-16 units: far longer than any source that is read by people.
const MAX_SOURCE: usize = 4 << 20;

/// The group of contexts of an inspector session. It contains no context: counts belong to the isolate.
const GROUP: i32 = 1;

/// The coverage counts of an isolate.
pub(super) struct Coverage {
    // Dropped before the inspector that it belongs to.
    session: V8InspectorSession,
    _inspector: V8Inspector,
    answer: Rc<RefCell<Option<String>>>,
    /// Number of cases that were measured.
    cases: u32,
}

impl Coverage {
    /// Starts coverage in an isolate that has compiled nothing yet. Functions that were compiled before, or come from a
    /// code cache, could not be measured by blocks.
    pub(super) fn start(isolate: &mut v8::Isolate) -> Self {
        let inspector = V8Inspector::create(isolate, V8InspectorClient::new(Box::new(Client)));
        let answer = Rc::new(RefCell::new(None));
        let channel = Channel::new(Box::new(Answers(Rc::clone(&answer))));
        let level = V8InspectorClientTrustLevel::Untrusted;
        let session = inspector.connect(GROUP, channel, StringView::empty(), level);
        let coverage = Self { session, _inspector: inspector, answer, cases: 0 };
        coverage.ask(r#"{"id":1,"method":"Profiler.enable"}"#);
        coverage.ask(
            r#"{"id":2,"method":"Profiler.startPreciseCoverage","params":{"callCount":true,"detailed":true}}"#,
        );
        coverage
    }

    /// Whether the isolate has measured as many cases as it may.
    pub(super) fn is_full(&self) -> bool {
        self.cases >= MAX_CASES
    }

    /// Returns the parts of the submission that were not reached since the last call; `None` where V8 has no counts, as
    /// for a submission that gives itself another name.
    pub(super) fn take(&mut self, source: &str) -> Option<Vec<Unreached>> {
        self.cases += 1;
        let length = source.encode_utf16().count();
        if length > MAX_SOURCE {
            return None;
        }
        let answer = self.ask(r#"{"id":3,"method":"Profiler.takePreciseCoverage"}"#)?;
        let answer: Answer = serde_json::from_str(&answer).ok()?;
        // A module is a new script for each case; the one of an earlier case has no counts any more.
        let scripts = answer.result.result.iter().filter(|script| script.url == SCRIPT_NAME);
        let mut reached: Option<Vec<bool>> = None;
        for script in scripts {
            let of_script = reached_in(script, length);
            match &mut reached {
                None => reached = Some(of_script),
                Some(reached) => reached.iter_mut().zip(of_script).for_each(|(all, this)| *all |= this),
            }
        }
        reached.map(|reached| unreached(&reached))
    }

    fn ask(&self, message: &str) -> Option<String> {
        self.session.dispatch_protocol_message(StringView::from(message.as_bytes()));
        self.answer.borrow_mut().take()
    }
}

/// Returns for each unit of the source whether it was reached. Ranges are nested: the innermost range around a unit
/// decides.
fn reached_in(script: &Script, length: usize) -> Vec<bool> {
    let mut ranges: Vec<&Range> = script.functions.iter().flat_map(|function| &function.ranges).collect();
    ranges.sort_by_key(|range| (range.start_offset, std::cmp::Reverse(range.end_offset)));
    let mut reached = vec![false; length];
    for range in ranges {
        let end = range.end_offset.min(length);
        if let Some(part) = reached.get_mut(range.start_offset..end) {
            part.fill(range.count > 0);
        }
    }
    reached
}

fn unreached(reached: &[bool]) -> Vec<Unreached> {
    let mut parts = Vec::new();
    let mut start = 0;
    for run in reached.chunk_by(|one, other| one == other) {
        let end = start + run.len();
        if run.first() == Some(&false)
            && let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end))
        {
            parts.push(Unreached { start, end });
        }
        start = end;
    }
    parts
}

#[derive(Deserialize)]
struct Answer {
    result: Scripts,
}

#[derive(Deserialize)]
struct Scripts {
    result: Vec<Script>,
}

#[derive(Deserialize)]
struct Script {
    url: String,
    functions: Vec<Function>,
}

#[derive(Deserialize)]
struct Function {
    ranges: Vec<Range>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Range {
    start_offset: usize,
    end_offset: usize,
    count: u64,
}

/// An inspector client without any requests.
struct Client;

impl V8InspectorClientImpl for Client {}

/// Destination of the inspector's answers. They arrive before the call that asks returns.
struct Answers(Rc<RefCell<Option<String>>>);

impl ChannelImpl for Answers {
    fn send_response(&self, _: i32, message: v8::UniquePtr<StringBuffer>) {
        *self.0.borrow_mut() = message.as_ref().map(|message| message.string().to_string());
    }

    fn send_notification(&self, _: v8::UniquePtr<StringBuffer>) {}

    fn flush_protocol_notifications(&self) {}
}
