//! Tests that no program changes the realm: a walker compares all of it before and after.

use std::{sync::Arc, time::Duration};

use super::{Bench, limits, one, programs};
use tribunal_core::{
    execution::Limits,
    value::{Node, Object, Value},
};

use crate::{CodeCache, Isolate, Program, snapshot};

/// A function that describes the given objects and all objects that they lead to: prototypes, extensibility, and every
/// property with its attributes, in order.
const WALKER: &str = "(function (objects) {
  'use strict';
  const ids = new Map();
  const id = (object) => { if (!ids.has(object)) ids.set(object, ids.size); return '#' + ids.get(object); };
  const show = (v) => (typeof v === 'object' && v !== null) || typeof v === 'function' ? id(v)
    : typeof v === 'symbol' ? v.toString() : Object.is(v, -0) ? '-0' : typeof v + ' ' + v;
  id(globalThis);
  for (const object of objects) id(object);
  const lines = [];
  for (const [object] of ids) {
    let line = show(object) + ' ' + show(Object.getPrototypeOf(object)) + ' ' + Object.isExtensible(object);
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(object, key);
      line += ', ' + show(key) + ' ' + [show(value), show(get), show(set), writable, enumerable, configurable].join(' ');
    }
    lines.push(line);
  }
  return lines.join('\\n');
})";

/// Returns the walker's description of the isolate's hardened realm.
fn walk(isolate: &mut Isolate) -> String {
    let (isolate, realm) = isolate.hardened();
    v8::scope!(let scope, isolate);
    let context = v8::Local::new(scope, &realm.context);
    let scope = &mut v8::ContextScope::new(scope, context);
    let walker = snapshot::evaluate(scope, "walker.js", WALKER).unwrap();
    let walker = v8::Local::<v8::Function>::try_from(walker).unwrap();
    let (receiver, frozen) = (v8::undefined(scope).into(), v8::Local::new(scope, &realm.frozen).into());
    walker.call(scope, receiver, &[frozen]).unwrap().to_rust_string_lossy(scope)
}

fn assert_unchanged(name: &str, bench: &mut Bench, limits: &Limits, before: &str) {
    let after = walk(bench.isolate(limits));
    let changes: Vec<_> =
        before.lines().zip(after.lines()).filter(|(before, after)| before != after).collect();
    assert!(before == after, "{name} changes the realm: {changes:?}");
}

#[test]
fn the_walker_sees_a_change() {
    let mut isolate = Isolate::new(limits().memory_bytes);
    let before = walk(&mut isolate);
    assert!(before.lines().count() > 900);
    assert_eq!(before, walk(&mut isolate));
    let (inner, realm) = isolate.hardened();
    {
        v8::scope!(let scope, inner);
        let context = v8::Local::new(scope, &realm.context);
        let scope = &mut v8::ContextScope::new(scope, context);
        let frozen = v8::Local::new(scope, &realm.frozen);
        // A new object among them, which is the only possible change to a frozen realm.
        let object = v8::Object::new(scope).into();
        frozen.set_index(scope, 500, object).unwrap();
    }
    assert_ne!(before, walk(&mut isolate));
}

#[test]
fn no_bundled_submission_changes_the_realm() {
    const CASES: usize = 4;
    let mut bench = Bench::new();
    let (mut ran, mut before) = (0, None);
    for (problem, submission) in programs::bundled() {
        // A program that reaches a limit loses the realm, so the limit is short.
        let limits = Limits { cpu: Duration::from_millis(100), memory_bytes: 256 << 20, ..problem.limits };
        let before = before.get_or_insert_with(|| walk(bench.isolate(&limits)));
        let cache = CodeCache::default();
        let program = Program {
            source: &submission.source,
            is_module: submission.is_module(),
            entry: &problem.entry,
            cache: &cache,
        };
        for case in problem.cases.iter().step_by(problem.cases.len().div_ceil(CASES)) {
            bench.hardened(&program, programs::arguments(case), &limits);
            ran += 1;
        }
        assert_unchanged(&submission.name, &mut bench, &limits, before);
    }
    assert!(ran > 800, "{ran} cases");
}

#[test]
fn no_hostile_program_changes_the_realm() {
    let limits = Limits { cpu: Duration::from_millis(100), output_bytes: 1 << 20, ..limits() };
    let mut bench = Bench::new();
    let before = walk(bench.isolate(&limits));
    for (name, source) in programs::hostile() {
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"solve".into(), cache: &cache };
        for attack in [0.0, 1.0] {
            let mut arguments = Value::primitive(Node::Undefined);
            let list = arguments.push(Object::Array([3.0, 1.0, 2.0].map(Node::Number).into()));
            arguments.root = arguments.push(Object::Array(vec![Node::Number(attack), list]));
            bench.hardened(&program, &arguments, &limits);
        }
        assert_unchanged(&name, &mut bench, &limits, &before);
    }
}

#[test]
fn no_made_up_program_changes_the_realm() {
    let mut bench = Bench::new();
    let before = walk(bench.isolate(&limits()));
    for seed in 0..300 {
        let source: Arc<str> = programs::made_up(seed).into();
        let cache = CodeCache::default();
        let program = Program { source: &source, is_module: false, entry: &"f".into(), cache: &cache };
        bench.hardened(&program, &one(Node::Number(3.0)), &limits());
        if seed % 10 == 0 {
            assert_unchanged(&source, &mut bench, &limits(), &before);
        }
    }
    assert_unchanged("the last one", &mut bench, &limits(), &before);
}
