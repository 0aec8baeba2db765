//! Tests that every object of the realm is frozen. V8's heap snapshot provides the list of objects, independently of
//! the search in `freeze.js`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::limits;
use crate::{Isolate, snapshot};

/// V8's heap snapshot, with the parts that are used here: numbers in a row, explained by `meta`.
#[derive(Deserialize)]
struct HeapSnapshot {
    snapshot: Header,
    nodes: Vec<usize>,
    edges: Vec<usize>,
    strings: Vec<String>,
}

#[derive(Deserialize)]
struct Header {
    meta: Meta,
}

#[derive(Deserialize)]
struct Meta {
    node_fields: Vec<String>,
    node_types: serde_json::Value,
    edge_fields: Vec<String>,
    edge_types: serde_json::Value,
}

struct ReachedObject {
    kind: String,
    name: String,
    /// Kind, name or index, and target of each edge.
    edges: Vec<(String, String, usize)>,
}

impl HeapSnapshot {
    fn take(isolate: &mut v8::OwnedIsolate) -> Vec<ReachedObject> {
        let mut json = Vec::new();
        isolate.take_heap_snapshot(|part| {
            json.extend_from_slice(part);
            true
        });
        serde_json::from_slice::<Self>(&json).unwrap().graph()
    }

    fn graph(self) -> Vec<ReachedObject> {
        let Meta { node_fields, node_types, edge_fields, edge_types } = self.snapshot.meta;
        let field = |fields: &[String], name: &str| fields.iter().position(|field| field == name).unwrap();
        let names =
            |types: &serde_json::Value| -> Vec<String> { serde_json::from_value(types[0].clone()).unwrap() };
        let (node_types, edge_types) = (names(&node_types), names(&edge_types));
        let (kind, name, count) =
            (field(&node_fields, "type"), field(&node_fields, "name"), field(&node_fields, "edge_count"));
        let (edge_kind, edge_name, to) = (
            field(&edge_fields, "type"),
            field(&edge_fields, "name_or_index"),
            field(&edge_fields, "to_node"),
        );
        let mut edges = self.edges.chunks_exact(edge_fields.len());
        let nodes = self.nodes.chunks_exact(node_fields.len()).map(|node| ReachedObject {
            kind: node_types[node[kind]].clone(),
            name: self.strings[node[name]].clone(),
            edges: edges
                .by_ref()
                .take(node[count])
                .map(|edge| {
                    let kind = edge_types[edge[edge_kind]].clone();
                    let has_name = kind != "element" && kind != "hidden";
                    let name = if has_name {
                        self.strings[edge[edge_name]].clone()
                    } else {
                        edge[edge_name].to_string()
                    };
                    (kind, name, edge[to] / node_fields.len())
                })
                .collect(),
        });
        nodes.collect()
    }
}

/// The name by which the array of frozen objects is found in the snapshot.
const MARK: &str = "tribunalFrozenObjects";

#[test]
fn every_object_of_the_realm_is_frozen_or_has_a_reason_not_to_be() {
    let mut isolate = Isolate::new(limits().memory_bytes);
    let (isolate, realm) = isolate.hardened();
    let holder = {
        v8::scope!(let scope, isolate);
        let context = v8::Local::new(scope, &realm.context);
        let scope = &mut v8::ContextScope::new(scope, context);
        let holder = v8::Object::new(scope);
        let mark = v8::String::new(scope, MARK).unwrap();
        let frozen = v8::Local::new(scope, &realm.frozen);
        let behind = behind_proxies(scope, frozen);
        for object in behind {
            let index = frozen.length();
            frozen.set_index(scope, index, object.into()).unwrap();
        }
        holder.set(scope, mark.into(), frozen.into()).unwrap();
        v8::Global::new(scope, holder)
    };
    let nodes = HeapSnapshot::take(isolate);
    drop(holder);
    let list = nodes.iter().flat_map(|node| &node.edges).find(|(_, name, _)| name == MARK).unwrap().2;
    let frozen: HashSet<usize> =
        nodes[list].edges.iter().filter(|(kind, ..)| kind == "element").map(|(.., to)| *to).collect();
    assert!(frozen.len() > 900, "{} objects", frozen.len());
    let holder = nodes.iter().position(|node| node.edges.iter().any(|(_, name, _)| name == MARK)).unwrap();
    let is_object = |index: usize| {
        let ReachedObject { kind, name, .. } = &nodes[index];
        index != holder
            && matches!(kind.as_str(), "object" | "closure" | "regexp")
            && !name.starts_with("system / ")
    };

    // Every object that a property of these objects leads to is frozen, too.
    let global = nodes.iter().position(|node| node.name.contains("[JSGlobalObject]")).unwrap();
    let mut open = Vec::new();
    for &index in frozen.iter().chain([&global]) {
        for (kind, name, to) in &nodes[index].edges {
            let is_private = matches!(name.as_str(), "<symbol>" | "<symbol tribunal.prelude>");
            if matches!(kind.as_str(), "property" | "element")
                && !is_private
                && is_object(*to)
                && !frozen.contains(to)
                && *to != global
            {
                open.push(format!("{} .{name}", nodes[index].name));
            }
        }
    }
    assert_eq!(open, [""; 0]);

    // So are all other objects, except those on the list, and the global object, which was frozen under the name of its
    // proxy.
    let mut held_by: HashMap<usize, Vec<String>> = HashMap::new();
    for node in &nodes {
        for (kind, name, to) in &node.edges {
            held_by.entry(*to).or_default().push(format!("{kind} {name}"));
        }
    }
    let mut without_reason = Vec::new();
    let mut used = HashSet::new();
    let mut hidden = Vec::new();
    let others = (0..nodes.len()).filter(|index| *index != global && !frozen.contains(index));
    // V8 may keep functions of `freeze.js` itself for a while, in code that it has optimised. They live in the scope
    // of the variable `found`; and those of `inspect.js`, which no program can name, in that of `builtIns`.
    let has_edge = |index: usize, kind: &str, name: &str| {
        nodes[index].edges.iter().any(|edge| edge.0 == kind && edge.1 == name)
    };
    let ours = ["found", "builtIns"]
        .map(|variable| (0..nodes.len()).find(|index| has_edge(*index, "context", variable)).unwrap());
    let is_ours = |index: usize| {
        nodes[index]
            .edges
            .iter()
            .any(|(kind, name, to)| kind == "internal" && name == "context" && ours.contains(to))
    };
    for index in others.filter(|index| is_object(*index) && !is_ours(*index)) {
        let holders = held_by.get(&index).map(Vec::as_slice).unwrap_or_default();
        let reason = EXCUSED.iter().find(|(holder, names, _)| {
            holders.iter().any(|held| {
                held.split_once(' ').is_some_and(|(kind, name)| kind == *holder && names.contains(&name))
            })
        });
        match reason {
            Some((.., reason)) => {
                used.insert(*reason);
                if *reason == HIDDEN_CLASS {
                    hidden.push(nodes[index].name.as_str());
                }
            }
            None => without_reason.push(format!("{} {}: {holders:?}", nodes[index].kind, nodes[index].name)),
        }
    }
    assert_eq!(without_reason, [""; 0]);
    // Few of these have distinct names, so they are counted.
    hidden.sort_unstable();
    assert_eq!(hidden, AT_HIDDEN_CLASSES);
    let unused: Vec<_> =
        EXCUSED.iter().map(|(.., reason)| *reason).filter(|reason| !used.contains(reason)).collect();
    assert_eq!(unused, [""; 0], "reasons that excuse nothing");
}

/// Returns the targets of the proxies among frozen objects, and their handlers.
fn behind_proxies<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    frozen: v8::Local<'s, v8::Array>,
) -> Vec<v8::Local<'s, v8::Object>> {
    let is_frozen = snapshot::evaluate(scope, "is_frozen.js", "Object.isFrozen").unwrap();
    let is_frozen: v8::Local<'_, v8::Function> = is_frozen.try_into().unwrap();
    let mut behind = Vec::new();
    for index in 0..frozen.length() {
        let object = frozen.get_index(scope, index).unwrap();
        let Ok(proxy) = v8::Local::<v8::Proxy>::try_from(object) else { continue };
        let handler: v8::Local<'_, v8::Object> = proxy.get_handler(scope).try_into().unwrap();
        assert!(handler.get_prototype(scope).unwrap().is_null(), "a trap may be inherited");
        let names = handler.get_own_property_names(scope, v8::GetPropertyNamesArgs::default()).unwrap();
        assert_eq!(names.length(), 0, "a trap may keep something");
        for object in [proxy.get_target(scope).try_into().unwrap(), handler] {
            let receiver = v8::undefined(scope).into();
            assert!(is_frozen.call(scope, receiver, &[object.into()]).unwrap().is_true());
            behind.push(object);
        }
    }
    behind
}

const HIDDEN_CLASS: &str = "at the end of a hidden class of V8's, where no property leads to it";

/// The names of those objects: functions that V8 neither calls nor hands out, which stand for the constructors of its
/// iterators and the like; the prototypes of five of them, and of two iterators that no program can reach; and V8's own
/// `WeakRef`, from which the prelude makes the one that a realm lacks.
const AT_HIDDEN_CLASSES: &[&str] = &[
    "",
    "",
    "",
    "",
    "Arguments",
    "Array Iterator",
    "Async-from-Sync Iterator",
    "MapIterator",
    "Object",
    "Object",
    "Object",
    "Object",
    "Object",
    "RegExpStringIterator",
    "Segment Iterator",
    "Segmenter String Iterator",
    "Segments",
    "SetIterator",
    "StringIterator",
    "WeakRef",
    "WebAssembly",
    "console",
];

/// Objects that are not frozen, by their holders, with the reason why no program can leave anything in them.
const EXCUSED: &[(&str, &[&str], &str)] = &[
    (
        "context",
        &["heap", "active", "counts", "starts"],
        "what the prelude keeps for a program: forgotten after each case that touched it",
    ),
    (
        "context",
        &[
            "before",
            "cell",
            "clear",
            "clock",
            "decoded",
            "elapsed",
            "format",
            "incomplete",
            "inspect",
            "invalid",
            "makeConsole",
            "makeOnDemand",
            "missing",
            "now",
            "out",
            "pop",
            "print",
            "push",
            "render",
            "start",
        ],
        "functions within the prelude, which no program can name",
    ),
    (
        "context",
        &[
            "host",
            "groupOf",
            "made",
            "found",
            "builtIns",
            "colors",
            "defaults",
            "styles",
            "ALL_BUT_QUOTE",
            "INDEX",
            "NAMES",
            "SHORT_ESCAPES",
            "TO_ESCAPE",
        ],
        "tables within the prelude, complete before the first program runs",
    ),
    (
        "property",
        &[
            "allocate",
            "allocated",
            "clock",
            "columns",
            "constructorName",
            "decodeUtf8",
            "encodeInto",
            "enqueueMicrotask",
            "entries",
            "growShared",
            "keep",
            "kind",
            "onDemand",
            "otherKeys",
            "promiseDetails",
            "proxyDetails",
            "reportUncaught",
            "structuredClone",
            "touch",
            "utf8Length",
            "write",
            "writeLine",
        ],
        "functions of the host, which the prelude alone can call",
    ),
    (
        "property",
        &[
            "asyncData",
            "crc32",
            "decode",
            "domain",
            "encodingOf",
            "exportsOf",
            "hash",
            "natives",
            "parseUrl",
            "punycode",
            "randomInto",
            "script",
            "setAsyncData",
            "setUrl",
            "stackBytes",
        ],
        "the same, of what few programs use, frozen like everything that a program can reach",
    ),
    ("context", &["realNow"], "V8's own Date, which the prelude's one hides"),
    ("internal", &["date_function"], "the same, its constructor"),
    (
        "property",
        &["runNextTimer", "resetTimers", "resetConsole", "runGenerator", "makeWeakRef", "meterMemory"],
        "functions of the prelude for the engine alone",
    ),
    (
        "property",
        &["require", "performance", "console", "inspect"],
        "the prelude's four outermost functions, in its table",
    ),
    ("property", &["<symbol tribunal.prelude>"], "the prelude's entrance, under a private name"),
    ("property", &["<symbol>"], "what makes a class's private fields, under a private name"),
    ("internal", &["extras_binding_object"], "what V8 offers embedders, and embedders only"),
    (
        "property",
        &[
            "isTraceCategoryEnabled",
            "trace",
            "getContinuationPreservedEmbedderData",
            "setContinuationPreservedEmbedderData",
        ],
        "functions of that",
    ),
    (
        "property",
        &[
            "assert",
            "clear",
            "context",
            "count",
            "countReset",
            "debug",
            "dir",
            "dirxml",
            "error",
            "group",
            "groupCollapsed",
            "groupEnd",
            "info",
            "log",
            "profile",
            "profileEnd",
            "table",
            "time",
            "timeEnd",
            "timeLog",
            "timeStamp",
            "warn",
        ],
        "functions of V8's own console, which the prelude's one replaces",
    ),
    (
        "property",
        &["containing", "<symbol Symbol.iterator>"],
        "what instances of `Intl.Segmenter` inherit from; there are none",
    ),
    (
        "property",
        &["next", "return", "throw"],
        "V8's iterator from synchronous to asynchronous, which it never gives out",
    ),
    ("internal", &["prototype", "constructor"], HIDDEN_CLASS),
    (
        "internal",
        &[
            "async_module_evaluate_internal",
            "generator_next_internal",
            "perform_promise_then",
            "promise_hook_init_function",
            "call_as_constructor_delegate",
            "call_as_function_delegate",
            "arrayBufferConstructor_DoNotInitialize",
            "array_buffer_noinit_fun",
        ],
        "functions that V8 calls itself",
    ),
    ("property", &[MARK], "the list of what is frozen"),
];

#[test]
fn no_object_of_the_realm_is_of_a_kind_that_keeps_state_when_frozen() {
    let mut isolate = Isolate::new(limits().memory_bytes);
    let (isolate, realm) = isolate.hardened();
    v8::scope!(let scope, isolate);
    let context = v8::Local::new(scope, &realm.context);
    let scope = &mut v8::ContextScope::new(scope, context);
    let frozen = v8::Local::new(scope, &realm.frozen);
    // Without traps a proxy keeps nothing itself.
    behind_proxies(scope, frozen);
    for index in 0..frozen.length() {
        let object = frozen.get_index(scope, index).unwrap();
        let keeps_state = object.is_map()
            || object.is_set()
            || object.is_weak_map()
            || object.is_weak_set()
            || object.is_date()
            || object.is_reg_exp()
            || object.is_promise()
            || object.is_generator_object()
            || object.is_array_buffer()
            || object.is_array_buffer_view();
        let text = object.to_detail_string(scope).unwrap().to_rust_string_lossy(scope);
        assert!(!keeps_state, "{text}");
        assert!(object.is_object(), "{text}");
    }
}
