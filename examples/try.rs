use std::{sync::Arc, time::Duration, time::Instant};
use tribunal::{engine::*, raw_run::*, value::*};
fn main() {
    let src = std::env::args()
        .nth(1)
        .unwrap_or("function f(a,b,c){return a.reduce((c, acc) => acc + c, b) + c.length}".into());
    let n: usize = std::env::args().nth(2).and_then(|s| s.parse().ok()).unwrap_or(1);
    let source: Arc<str> = src.into();
    let limits = Limits {
        cpu: Duration::from_secs(1),
        wall: Duration::from_secs(5),
        memory_bytes: 64 << 20,
        output_bytes: 8 << 20,
    };
    let mut args = Value::primitive(Node::Undefined);
    let a = args.push(Object::Array((0..20).map(|i| Node::Number(i as f64)).collect()));
    args.root = args.push(Object::Array(vec![a, Node::Number(4.0), Node::String("abc".into())]));
    let t = Instant::now();
    let cache = CodeCache::default();
    let mut iso = Isolate::new(limits.memory_bytes);
    println!("isolate {:?}", t.elapsed());
    let p = Program { source: &source, is_module: false, function: "f", cache: &cache };
    let mut times = vec![];
    for i in 0..n {
        if iso.is_condemned() {
            drop(iso);
            iso = Isolate::new(limits.memory_bytes);
        }
        let t = Instant::now();
        let run = iso.run(&p, &args, &limits);
        times.push(t.elapsed());
        if i < 2 {
            println!("{run:?}");
        }
    }
    let total: Duration = times.iter().sum();
    times.sort();
    println!("median {:?} mean {:?}", times[n / 2], total / n as u32);
}
