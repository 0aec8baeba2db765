//! Parts of the prelude that few submissions use: scripts and natives that are compiled and made when a program first
//! asks for them. Before that, neither a context nor the snapshot holds any of it.

use encoding_rs::Encoding;
use sha2::Digest;
use url::{Url, quirks};
use v8::MapFnTo;

use super::{
    from_js::bytes_of,
    host::{random_u64, state},
    limits::limiter,
    program::host::text,
    snapshot,
};

type Scope<'s, 'i, 'a> = &'a mut v8::PinScope<'s, 'i>;

/// A script: its file, its text, and the names of the values that it makes. The text is a function of natives, as the
/// texts of the snapshot are, and of the natives of this module.
type Script = (&'static str, &'static str, &'static str);

macro_rules! script {
    ($file:literal, $names:expr) => {
        (concat!("prelude/", $file), include_str!(concat!("prelude/", $file)), $names)
    };
}

const SCRIPTS: [Script; 11] = [
    script!("web/dom_exception.js", "DOMException"),
    script!(
        "web/events.js",
        "Event CustomEvent EventTarget AbortSignal AbortController listenersOf handler described"
    ),
    script!("web/url.js", "URL URLSearchParams"),
    script!("node/crypto.js", "crypto Crypto SubtleCrypto CryptoKey node:crypto"),
    script!(
        "web/messages.js",
        "MessageEvent MessagePort MessageChannel BroadcastChannel Blob File receiveMessage"
    ),
    script!(
        "node/performance.js",
        "performanceExtra node:perf_hooks PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver"
    ),
    script!("node/parse_args.js", "parseArgs"),
    script!("node/path_win32.js", "node:path/win32"),
    script!("node/url.js", "node:querystring node:url"),
    script!(
        "node/rest.js",
        "node:vm node:async_hooks node:diagnostics_channel node:worker_threads node:child_process node:cluster \
         node:zlib node:punycode bindAsync"
    ),
    script!(
        "node/absent.js",
        "complete isKnown moduleNames emptyModule notAlone fetch Headers Request Response FormData WebSocket \
         ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest \
         ReadableByteStreamController ReadableStreamDefaultController TransformStream \
         TransformStreamDefaultController WritableStream WritableStreamDefaultController \
         WritableStreamDefaultWriter ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream \
         TextDecoderStream CompressionStream DecompressionStream \
         Performance PerformanceObserverEntryList PerformanceResourceTiming"
    ),
];

/// The exports of Node.js's modules: a line for each, with its name and a JSON object.
const EXPORTS: &str = include_str!("prelude/node/exports.txt");

/// Names and callbacks of the natives, in the order of the snapshot.
macro_rules! natives {
    ($($name:literal => $function:ident),* $(,)?) => {
        /// Returns the addresses under which V8 knows the natives: a snapshot with a problem's libraries may refer to
        /// some.
        pub(super) fn external_references() -> Vec<v8::ExternalReference> {
            vec![$(v8::ExternalReference { function: $function.map_fn_to() }),*]
        }

        /// Returns an object with all natives of this module, frozen, for the prelude alone.
        fn natives<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
            let null = v8::null(scope).into();
            let object = v8::Object::with_prototype_and_properties(scope, null, &[], &[]);
            $(
                let name = v8::String::new(scope, $name)?;
                let function = v8::Function::builder($function)
                    .constructor_behavior(v8::ConstructorBehavior::Throw)
                    .build(scope)?;
                function.set_integrity_level(scope, v8::IntegrityLevel::Frozen);
                object.set(scope, name.into(), function.into())?;
            )*
            object.set_integrity_level(scope, v8::IntegrityLevel::Frozen);
            Some(object)
        }
    };
}

natives! {
    "parseUrl" => parse_url,
    "setUrl" => set_url,
    "domain" => domain,
    "punycode" => punycode,
    "hash" => hash,
    "randomInto" => random_into,
    "encodingOf" => encoding_of,
    "decode" => decode,
    "crc32" => crc32,
    "script" => script,
    "asyncData" => async_data,
    "setAsyncData" => set_async_data,
    "stackBytes" => stack_bytes,
    "exportsOf" => exports_of,
}

/// `onDemand(name)`: returns the function of the script that makes the value of this name; `undefined` if there is
/// none. Without a name, returns the natives of this module.
pub(super) fn on_demand(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    if arguments.get(0).is_undefined() {
        if let Some(natives) = natives(scope) {
            result.set(natives.into());
        }
        return;
    }
    let name = arguments.get(0).to_rust_string_lossy(scope);
    let found = SCRIPTS.iter().find(|(.., names)| names.split_ascii_whitespace().any(|each| each == name));
    if let Some((file, source, _)) = found
        && let Some(factory) = snapshot::evaluate(scope, file, source)
    {
        result.set(factory);
    }
}

/// `parseUrl(input, base)`: returns the parts of a URL, of which the first is the whole; `undefined` if it is not a
/// URL.
fn parse_url(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    result: v8::ReturnValue<'_>,
) {
    let input = arguments.get(0).to_rust_string_lossy(scope);
    let url = if arguments.get(1).is_undefined() {
        Url::parse(&input)
    } else {
        let base = arguments.get(1).to_rust_string_lossy(scope);
        Url::parse(&base).and_then(|base| base.join(&input))
    };
    if let Ok(url) = url {
        give_parts(scope, &url, result);
    }
}

/// `setUrl(href, part, value)`: returns the parts of the URL with one part replaced; `undefined` if that is impossible.
fn set_url(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    result: v8::ReturnValue<'_>,
) {
    let href = arguments.get(0).to_rust_string_lossy(scope);
    let part = arguments.get(1).to_rust_string_lossy(scope);
    let value = arguments.get(2).to_rust_string_lossy(scope);
    let Ok(mut url) = Url::parse(&href) else { return };
    let is_set = match part.as_str() {
        "href" => quirks::set_href(&mut url, &value).is_ok(),
        "protocol" => quirks::set_protocol(&mut url, &value).is_ok(),
        "username" => quirks::set_username(&mut url, &value).is_ok(),
        "password" => quirks::set_password(&mut url, &value).is_ok(),
        "host" => quirks::set_host(&mut url, &value).is_ok(),
        "hostname" => quirks::set_hostname(&mut url, &value).is_ok(),
        "port" => quirks::set_port(&mut url, &value).is_ok(),
        "pathname" => {
            quirks::set_pathname(&mut url, &value);
            true
        }
        "search" => {
            quirks::set_search(&mut url, &value);
            true
        }
        "hash" => {
            quirks::set_hash(&mut url, &value);
            true
        }
        _ => false,
    };
    if is_set {
        give_parts(scope, &url, result);
    }
}

fn give_parts(scope: &mut v8::PinScope<'_, '_>, url: &Url, mut result: v8::ReturnValue<'_>) {
    let origin = quirks::origin(url);
    let parts = [
        quirks::href(url),
        &origin,
        quirks::protocol(url),
        quirks::username(url),
        quirks::password(url),
        quirks::host(url),
        quirks::hostname(url),
        quirks::port(url),
        quirks::pathname(url),
        quirks::search(url),
        quirks::hash(url),
    ];
    let parts: Option<Vec<v8::Local<'_, v8::Value>>> =
        parts.into_iter().map(|part| Some(text(scope, part.as_bytes())?.into())).collect();
    if let Some(parts) = parts {
        result.set(v8::Array::new_with_elements(scope, &parts).into());
    }
}

/// `domain(name, isForPeople)`: returns a domain in Unicode if `isForPeople`, else in ASCII; empty if it is not a
/// domain.
fn domain(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let name = arguments.get(0).to_rust_string_lossy(scope);
    let name = if arguments.get(1).is_true() {
        quirks::domain_to_unicode(&name)
    } else {
        quirks::domain_to_ascii(&name)
    };
    if let Some(name) = text(scope, name.as_bytes()) {
        result.set(name.into());
    }
}

/// `punycode(label, isToDecode)`: converts a label of a domain to the other form; `undefined` if it has none.
fn punycode(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let label = arguments.get(0).to_rust_string_lossy(scope);
    let other = if arguments.get(1).is_true() {
        idna::punycode::decode_to_string(&label)
    } else {
        idna::punycode::encode_str(&label)
    };
    if let Some(other) = other.and_then(|other| text(scope, other.as_bytes())) {
        result.set(other.into());
    }
}

/// `hash(algorithm, bytes)`: returns the digest of bytes, in a new `Uint8Array`; `undefined` for an unknown algorithm.
fn hash(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let algorithm = arguments.get(0).to_rust_string_lossy(scope);
    let Some(bytes) = bytes_of(arguments.get(1)) else { return };
    let digest = match algorithm.as_str() {
        "md5" => md5::Md5::digest(&bytes).to_vec(),
        "sha1" => sha1::Sha1::digest(&bytes).to_vec(),
        "sha224" => sha2::Sha224::digest(&bytes).to_vec(),
        "sha256" => sha2::Sha256::digest(&bytes).to_vec(),
        "sha384" => sha2::Sha384::digest(&bytes).to_vec(),
        "sha512" => sha2::Sha512::digest(&bytes).to_vec(),
        "sha512-224" => sha2::Sha512_224::digest(&bytes).to_vec(),
        "sha512-256" => sha2::Sha512_256::digest(&bytes).to_vec(),
        _ => return,
    };
    let buffer = v8::ArrayBuffer::new(scope, digest.len());
    for (cell, byte) in buffer.get_backing_store().iter().zip(&digest) {
        cell.set(*byte);
    }
    if let Some(bytes) = v8::Uint8Array::new(scope, buffer, 0, digest.len()) {
        result.set(bytes.into());
    }
}

/// `randomInto(view)`: fills a view with random bytes.
fn random_into(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(arguments.get(0)) else { return };
    let Some(store) = view.get_backing_store() else { return };
    let (start, length) = (view.byte_offset(), view.byte_length());
    let mut bytes = [0; 8];
    for (index, cell) in store.iter().skip(start).take(length).enumerate() {
        if index % bytes.len() == 0 {
            bytes = random_u64(state(scope)).to_le_bytes();
        }
        cell.set(bytes[index % bytes.len()]);
    }
}

/// `encodingOf(label)`: returns the name of an encoding in lower case; `undefined` for an unknown one.
fn encoding_of(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let label = arguments.get(0).to_rust_string_lossy(scope);
    // Excluded, as in Node.js, which has neither of these two.
    let found = Encoding::for_label_no_replacement(label.as_bytes())
        .filter(|encoding| *encoding != encoding_rs::X_USER_DEFINED);
    if let Some(name) = found.and_then(|found| text(scope, found.name().to_ascii_lowercase().as_bytes())) {
        result.set(name.into());
    }
}

/// `decode(bytes, encoding, fatal, isPart)`: returns the text of bytes, with a byte order mark if they begin with one;
/// `null` for ill-formed ones if `fatal`. If `isPart`, an incomplete character at the end is left out.
fn decode(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Some(bytes) = bytes_of(arguments.get(0)) else { return };
    let label = arguments.get(1).to_rust_string_lossy(scope);
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else { return };
    let (is_fatal, is_last) = (arguments.get(2).is_true(), !arguments.get(3).is_true());
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut decoded = String::new();
    if let Some(isolate_limits) = decoder.max_utf8_buffer_length(bytes.len()) {
        decoded.reserve(isolate_limits);
    }
    let (_, _, has_errors) = decoder.decode_to_string(&bytes, &mut decoded, is_last);
    if has_errors && is_fatal {
        return result.set_null();
    }
    if let Some(decoded) = text(scope, decoded.as_bytes()) {
        result.set(decoded.into());
    }
}

/// `crc32(bytes, before)`: returns the checksum of bytes that follow those whose checksum is `before`.
fn crc32(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Some(bytes) = bytes_of(arguments.get(0)) else { return };
    let mut hasher = crc32fast::Hasher::new_with_initial(arguments.get(1).uint32_value(scope).unwrap_or(0));
    hasher.update(&bytes);
    result.set_uint32(hasher.finalize());
}

/// `script(source, name, isToRun)`: compiles a script, and runs it if `isToRun`.
fn script(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let Ok(source) = v8::Local::<v8::String>::try_from(arguments.get(0)) else { return };
    let origin =
        v8::ScriptOrigin::new(scope, arguments.get(1), 0, 0, false, 0, None, false, false, false, None);
    if let Some(script) = v8::Script::compile(scope, source, Some(&origin))
        && arguments.get(2).is_true()
        && let Some(value) = script.run(scope)
    {
        result.set(value);
    }
}

/// `asyncData()`: returns the data that V8 carries from a promise to its reactions.
fn async_data(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let data = scope.get_continuation_preserved_embedder_data();
    result.set(data);
}

/// `setAsyncData(value)`: sets that data.
fn set_async_data(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    _: v8::ReturnValue<'_>,
) {
    scope.set_continuation_preserved_embedder_data(arguments.get(0));
}

/// `stackBytes()`: returns the stack for nested calls of the program, in bytes.
fn stack_bytes(
    scope: Scope<'_, '_, '_>,
    _: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    result.set_double(limiter(scope).stack_bytes() as f64);
}

/// `exportsOf(name)`: returns the exports of one of Node.js's modules, as JSON: `functions` and `objects` by name,
/// `values` as they are; `undefined` if there is no such module. Without a name, returns the names of all modules.
fn exports_of(
    scope: Scope<'_, '_, '_>,
    arguments: v8::FunctionCallbackArguments<'_>,
    mut result: v8::ReturnValue<'_>,
) {
    let mut modules = EXPORTS.lines().filter_map(|line| line.split_once(' '));
    let found = if arguments.get(0).is_undefined() {
        Some(modules.map(|(name, _)| name).collect::<Vec<_>>().join(" "))
    } else {
        let wanted = arguments.get(0).to_rust_string_lossy(scope);
        modules.find(|(name, _)| *name == wanted).map(|(_, exports)| exports.to_owned())
    };
    if let Some(found) = found.and_then(|found| text(scope, found.as_bytes())) {
        result.set(found.into());
    }
}
