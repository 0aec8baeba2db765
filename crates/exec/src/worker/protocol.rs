//! The protocol between the supervisor and a worker process.
//!
//! Over the worker's standard input and output go frames: the length of the body in four bytes, little-endian, then the
//! body, a [`Request`] or a [`Reply`] in the postcard format. The standard input of a program, which may be long,
//! follows the frame that announces it as it is, and is copied as little as possible. The two sides are the same
//! program of the same version, so the format may change with every version; a different [`VERSION`] is reported as an
//! error.
//!
//! A worker has run untrusted code, so the supervisor trusts none of its messages: the length of a frame on the wire
//! and its memory once it is decoded are bounded before anything is allocated ([`FrameLimit`]), and a frame that cannot be
//! decoded ends the worker. Expected outputs are in no request.

use std::{
    borrow::Cow,
    collections::VecDeque,
    io::{self, Read},
    time::Duration,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    decode::{DecodeError, decode},
    sandbox::Layer,
};
use tribunal_core::{
    entry_point::{EntryPoint, Form},
    execution::{Execution, IsolateLimits, Limits, ScriptError},
    libraries::{Built, Library, LibraryError},
    realm::Realm,
    value::Value,
};

use tribunal_typescript::Stripped;

/// The version of the protocol; it changes whenever the meaning of a frame does.
pub const VERSION: u32 = 10;

/// Length of the header before a frame's body, in bytes.
const HEADER: usize = 4;

/// Greatest length of a request and of an input that a worker accepts, in bytes: a case file may hold that much, a
/// mistake not much more.
pub const MAX_REQUEST: usize = (1 << 30) + (1 << 20);

/// A message from the supervisor to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request<'a> {
    /// The first frame: the setup. Answered with [`Reply::Ready`].
    Start(Start),
    /// The submission of the next cases.
    Load {
        /// Its text.
        source: String,
        /// Whether it is an ES module whatever its text looks like.
        is_module: bool,
        /// Its entry point.
        entry: EntryPoint,
        /// The realm to run the cases in.
        realm: Realm,
        /// Whether each run reports the parts of the text that it has not reached.
        coverage: bool,
        /// The seed of random numbers, besides the input of each case.
        seed: u64,
        /// The code cache from a worker that runs the same submission.
        #[serde(with = "serde_bytes")]
        cache: Option<Vec<u8>>,
    },
    /// One case of the submission loaded last. Answered with [`Reply::Ran`], at once if no other request has arrived by
    /// then, else together with the next replies: when [`super::child::REPLY_DELAY`], in a hardened realm
    /// [`super::child::HARDENED_REPLY_DELAY`], has passed and a case ends. So where a worker dies with several cases
    /// unanswered, the supervisor does not know which of them it was running.
    Case {
        /// The input of the case.
        input: CaseInput<'a>,
        /// The limits of the case.
        limits: Limits,
    },
    /// A TypeScript text whose types the worker strips. Answered with [`Reply::Stripped`].
    Strip {
        /// The text.
        source: Cow<'a, str>,
        /// Whether it is an ES module whatever its text looks like.
        is_module: bool,
    },
    /// A text to compile without running any of it. Answered with [`Reply::Compiled`].
    Compile {
        /// Its text.
        source: Cow<'a, str>,
        /// The form in which it is compiled.
        form: Form,
        /// Whether to compile all of its functions.
        eager: bool,
        /// The limits of compiling.
        limits: Limits,
    },
    /// Libraries for which the worker builds a startup snapshot; it has run nothing before. Answered with
    /// [`Reply::Built`].
    Build {
        /// The scripts, in the order in which they run.
        libraries: Cow<'a, [Library]>,
        /// The limits of each library.
        limits: Limits,
    },
    /// A request to try every action that the sandbox has to refuse. Answered with [`Reply::Probed`].
    Probe,
}

/// The input of a case.
#[derive(Debug, Serialize, Deserialize)]
pub enum CaseInput<'a> {
    /// The arguments of a call: an array value.
    Arguments(Cow<'a, Value>),
    /// The input of a whole program.
    Program {
        /// Length of its standard input, in bytes; it follows the frame.
        stdin: u64,
        /// Its arguments.
        args: Cow<'a, [String]>,
    },
}

/// The setup of a worker.
#[derive(Debug, Serialize, Deserialize)]
pub struct Start {
    /// The supervisor's [`VERSION`].
    pub version: u32,
    /// The startup snapshot.
    #[serde(with = "serde_bytes")]
    pub snapshot: Vec<u8>,
    /// The isolate limits of its cases.
    pub isolate_limits: IsolateLimits,
    /// The manner in which it runs.
    pub manner: WorkerMode,
    /// Process id of the supervisor; the worker has to end when the supervisor does.
    pub supervisor: u32,
}

/// The manner in which a worker runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkerMode {
    /// As fast as possible.
    Usual,
    /// At a lower priority than other processes.
    InBackground,
    /// Repeatably: a program does the same each time, without a thread beside it.
    Repeatable,
    /// Repeatably with its heap, too, which takes longer.
    RepeatableHeap,
}

/// A message from a worker to the supervisor.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// The worker is set up and sandboxed, as far as this system allows.
    Ready {
        /// The system's id of the thread that is going to run submissions.
        thread: u32,
        /// The worker's [`VERSION`].
        version: u32,
        /// The layers of the sandbox.
        layers: Vec<Layer>,
    },
    /// A case has run.
    Ran {
        /// Its result.
        run: Execution,
        /// The code cache of the submission, sent once after it was compiled.
        #[serde(with = "serde_bytes")]
        cache: Option<Vec<u8>>,
    },
    /// The result of stripping types.
    Stripped {
        /// The JavaScript, or the error of the parser.
        stripped: Result<Stripped, ScriptError>,
        /// CPU time of stripping.
        cpu: Duration,
    },
    /// The code cache of a text, if it has one.
    Compiled(#[serde(with = "serde_bytes")] Option<Vec<u8>>),
    /// The snapshot, or the first library that cannot be part of one.
    Built(Result<Built, LibraryError>),
    /// The actions that were tried, with the result of each: `Ok` is bad.
    Probed(Vec<(String, Result<(), String>)>),
}

/// An error in reading frames. None can be read after it.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// A frame longer than allowed.
    #[error("a frame of {length} bytes where at most {limit} are allowed")]
    TooLong {
        /// Bytes that the frame claims to have.
        length: usize,
        /// Bytes that it may have.
        limit: usize,
    },
    /// A frame that takes more memory than allowed once it is decoded.
    #[error("a frame of {length} bytes that takes more than {limit} bytes of memory")]
    TooLarge {
        /// Bytes of the frame.
        length: usize,
        /// Bytes of memory that it may take.
        limit: usize,
    },
    /// A frame whose body is no message.
    #[error("a frame that makes no sense: {0}")]
    Undecodable(postcard::Error),
    /// A reply without a matching request.
    #[error("an unexpected message")]
    Unexpected,
}

/// The greatest size of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLimit {
    /// Bytes of its body on the wire.
    pub wire: usize,
    /// Bytes of memory of the decoded message, as the decoder counts them: never less than what is allocated.
    pub memory: usize,
}

impl FrameLimit {
    /// The greatest size of a request. The supervisor sends it, and the worker trusts the supervisor.
    const REQUEST: Self = Self { wire: MAX_REQUEST, memory: usize::MAX };

    /// Returns the limit for a message that is hardly more than texts or bytes, of this many bytes on the wire.
    pub const fn of_bytes(wire: usize) -> Self {
        Self { wire, memory: wire.saturating_add(Self::SMALL) }
    }

    /// Memory for the small parts beside the texts, in bytes.
    const SMALL: usize = 64 << 10;
}

/// Appends a message to `out` as a frame.
///
/// # Panics
/// If the message is longer than the header can express, 4 GiB.
pub fn encode(message: &impl Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER]);
    let mut framed = std::mem::take(out);
    framed = postcard::to_extend(message, framed).expect("messages are plain data");
    let length = u32::try_from(framed.len() - start - HEADER).expect("a frame below 4 GiB");
    framed[start..start + HEADER].copy_from_slice(&length.to_le_bytes());
    *out = framed;
}

/// A queue of bytes to send.
#[derive(Debug, Default)]
pub struct Outbox {
    /// The bytes in their order: frames joined, long inputs as pieces of their own.
    pieces: VecDeque<Vec<u8>>,
    /// Number of bytes of the first piece that have been sent.
    sent: usize,
}

impl Outbox {
    /// Length in bytes from which on a piece is not extended or copied.
    const LONG: usize = 64 << 10;

    /// Adds a message as a frame.
    ///
    /// # Panics
    /// As [`encode`].
    pub fn push(&mut self, message: &impl Serialize) {
        encode(message, self.last());
    }

    /// Adds bytes as they are.
    pub fn push_bytes(&mut self, bytes: Cow<'_, [u8]>) {
        match bytes {
            Cow::Owned(bytes) if bytes.len() >= Self::LONG => self.pieces.push_back(bytes),
            bytes => self.last().extend_from_slice(&bytes),
        }
    }

    /// Returns the piece to append to.
    fn last(&mut self) -> &mut Vec<u8> {
        if self.pieces.back().is_none_or(|piece| piece.len() >= Self::LONG) {
            self.pieces.push_back(Vec::new());
        }
        self.pieces.back_mut().expect("a piece was added where there was none")
    }

    /// Returns the number of bytes that are still to be sent.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum::<usize>() - self.sent
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the next bytes to send: a part of the queue, or nothing if it is empty.
    pub fn next(&self) -> &[u8] {
        self.pieces.front().map_or(&[], |piece| &piece[self.sent..])
    }

    /// Removes this many bytes of [`Outbox::next`], which have been sent.
    pub fn advance(&mut self, sent: usize) {
        self.sent += sent;
        while self.pieces.front().is_some_and(|first| first.len() == self.sent) {
            self.sent = 0;
            match self.pieces.make_contiguous() {
                // Its memory is used again for the next frame.
                [only] if only.capacity() < Self::LONG => return only.clear(),
                _ => drop(self.pieces.pop_front()),
            }
        }
    }

    /// Drops all bytes that have not been sent.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A buffer of received bytes, and the frames in them.
#[derive(Debug)]
pub struct Inbox {
    /// The received bytes, and room for more behind them. The room is not cleared before it is read into again: that
    /// would take longer than to read a short frame.
    buffer: Vec<u8>,
    /// Position of the first frame not taken yet.
    start: usize,
    /// Position behind the last received byte.
    end: usize,
    /// The greatest size of a frame that is accepted.
    most: FrameLimit,
}

impl Inbox {
    /// Capacity in bytes from which on an inbox frees its memory when it is empty.
    const LARGE: usize = 1 << 20;

    /// Returns an empty inbox that accepts frames of at most this size.
    pub fn new(most: FrameLimit) -> Self {
        Self { buffer: Vec::new(), start: 0, end: 0, most }
    }

    /// Returns the inbox of a worker.
    pub fn of_requests() -> Self {
        Self::new(FrameLimit::REQUEST)
    }

    /// Sets the greatest size of a frame from now on.
    pub fn set_most(&mut self, most: FrameLimit) {
        self.most = most;
    }

    /// Whether all received bytes have been taken.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Returns the received bytes that have not been taken.
    fn pending(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads the available bytes, once. `Ok(0)` is the end of the stream.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn fill(&mut self, reader: &mut impl Read) -> io::Result<usize> {
        /// Bytes to read at a time: of small frames, and of a long frame that is not complete.
        const CHUNK: usize = 64 << 10;
        const LONG: usize = 1 << 20;
        if self.start > 0 {
            if self.is_empty() && self.buffer.len() > Self::LARGE {
                self.buffer = Vec::new();
            } else {
                self.buffer.copy_within(self.start..self.end, 0);
            }
            (self.start, self.end) = (0, self.end - self.start);
        }
        let frame = self
            .pending()
            .first_chunk::<HEADER>()
            .map_or(0, |header| u32::from_le_bytes(*header) as usize + HEADER);
        let room = frame.saturating_sub(self.end).clamp(CHUNK, LONG);
        if self.buffer.len() < self.end + room {
            self.buffer.resize(self.end + room, 0);
        }
        let read = reader.read(&mut self.buffer[self.end..self.end + room])?;
        self.end += read;
        Ok(read)
    }

    /// Takes the next message, if it has arrived completely.
    ///
    /// # Errors
    /// If the received bytes are no frame, or one that takes more than it may.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ProtocolError> {
        let pending = self.pending();
        let Some((header, rest)) = pending.split_first_chunk::<HEADER>() else { return Ok(None) };
        let length = u32::from_le_bytes(*header) as usize;
        let FrameLimit { wire, memory } = self.most;
        if length > wire {
            return Err(ProtocolError::TooLong { length, limit: wire });
        }
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let message = decode(body, memory).map_err(|error| match error {
            DecodeError::TooLarge => ProtocolError::TooLarge { length, limit: memory },
            DecodeError::Undecodable(error) => ProtocolError::Undecodable(error),
        })?;
        self.start += HEADER + length;
        Ok(Some(message))
    }

    /// Reads until this many bytes are there, and takes them.
    ///
    /// # Errors
    /// Those of the reader; if the bytes are more than accepted, or the stream ends before.
    pub fn wait_for_bytes(&mut self, length: u64, reader: &mut impl Read) -> io::Result<Vec<u8>> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > self.most.wire {
            return Err(io::Error::other(ProtocolError::TooLong { length, limit: self.most.wire }));
        }
        let mut bytes = Vec::with_capacity(length);
        let pending = self.pending();
        bytes.extend_from_slice(&pending[..pending.len().min(length)]);
        self.start += bytes.len();
        let missing = length - bytes.len();
        if reader.take(missing as u64).read_to_end(&mut bytes)? < missing {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }

    /// Reads until a whole message is there. Returns `None` at the end of the stream.
    ///
    /// # Errors
    /// Those of the reader and of [`Inbox::take`].
    pub fn wait<T: DeserializeOwned>(&mut self, reader: &mut impl Read) -> io::Result<Option<T>> {
        loop {
            if let Some(message) = self.take().map_err(io::Error::other)? {
                return Ok(Some(message));
            }
            if self.fill(reader)? == 0 {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use tribunal_core::{
        execution::Outcome,
        value::{Node, Object},
    };

    fn inbox(bytes: &[u8], limit: usize) -> Inbox {
        let mut inbox = Inbox::new(FrameLimit { wire: limit, memory: 1 << 20 });
        inbox.buffer = bytes.to_vec();
        inbox.end = bytes.len();
        inbox
    }

    #[test]
    fn messages_come_out_as_they_went_in_however_they_arrive() {
        let mut bytes = Vec::new();
        for version in 0..3 {
            encode(&Reply::Ready { version, layers: Vec::new(), thread: 0 }, &mut bytes);
        }
        for step in [1, 2, 3, 7, bytes.len()] {
            let mut inbox = Inbox::new(FrameLimit::of_bytes(1000));
            let mut versions = Vec::new();
            for mut part in bytes.chunks(step) {
                while !part.is_empty() {
                    inbox.fill(&mut part).unwrap();
                }
                while let Some(Reply::Ready { version, .. }) = inbox.take().unwrap() {
                    versions.push(version);
                }
            }
            assert_eq!(versions, [0, 1, 2], "in parts of {step}");
        }
    }

    #[test]
    fn a_frame_longer_than_allowed_is_refused_before_it_arrives() {
        let mut inbox = inbox(&[0xff, 0xff, 0xff, 0x7f], 1000);
        assert!(matches!(inbox.take::<Reply>(), Err(ProtocolError::TooLong { length: 0x7fff_ffff, .. })));
    }

    #[test]
    fn bytes_behind_a_message_are_refused() {
        let mut bytes = Vec::new();
        encode(&Reply::Probed(Vec::new()), &mut bytes);
        bytes.push(0);
        bytes[0] += 1;
        assert!(inbox(&bytes, 1000).take::<Reply>().is_err());
    }

    #[test]
    fn bytes_follow_their_frame_however_both_are_sent_and_arrive() {
        let inputs = [0, 1, 100, Outbox::LONG - 1, Outbox::LONG, 3 * Outbox::LONG + 1]
            .map(|length| (0..length).map(|index| index as u8).collect::<Vec<_>>());
        for step in [1, 1000, usize::MAX] {
            let mut outbox = Outbox::default();
            for (index, input) in inputs.iter().enumerate() {
                outbox.push(&CaseInput::Program { stdin: input.len() as u64, args: Cow::default() });
                outbox.push_bytes(if index % 2 == 0 { input.into() } else { input.clone().into() });
            }
            let mut sent = Vec::new();
            while !outbox.is_empty() {
                let next = outbox.next();
                let next = &next[..next.len().min(step)];
                sent.extend_from_slice(next);
                let length = next.len();
                outbox.advance(length);
            }
            let mut inbox = Inbox::new(FrameLimit::of_bytes(1 << 20));
            let mut sent = sent.as_slice();
            for input in &inputs {
                let message = inbox.wait(&mut sent).unwrap().unwrap();
                let CaseInput::Program { stdin: length, .. } = message else { panic!("{message:?}") };
                assert!(inbox.wait_for_bytes(length, &mut sent).unwrap() == *input, "in parts of {step}");
            }
        }
    }

    #[test]
    fn bytes_that_do_not_come_are_not_waited_for_nor_too_many_allocated() {
        let mut inbox = inbox(b"abc", 1000);
        assert_eq!(
            inbox.wait_for_bytes(4, &mut io::empty()).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        assert!(inbox.wait_for_bytes(u64::MAX, &mut io::empty()).unwrap_err().to_string().contains("1000"));
    }

    #[test]
    fn a_frame_that_takes_more_memory_than_it_may_is_refused() {
        // One byte each on the wire, and 32 in memory.
        let nulls = Value { root: Node::Object(0), objects: vec![Object::Array(vec![Node::Null; 100_000])] };
        let run = Execution::ended(Outcome::Returned(nulls));
        let mut bytes = Vec::new();
        encode(&Reply::Ran { run, cache: None }, &mut bytes);
        let mut inbox = inbox(&bytes, bytes.len());
        assert!(matches!(inbox.take::<Reply>(), Err(ProtocolError::TooLarge { length: 100_000.., .. })));
        inbox.set_most(FrameLimit { wire: bytes.len(), memory: 4 << 20 });
        assert!(matches!(inbox.take(), Ok(Some(Reply::Ran { .. }))));
    }

    #[test]
    fn an_inbox_keeps_no_memory_of_a_long_frame() {
        let mut bytes = Vec::new();
        encode(&Reply::Compiled(Some(vec![1; 5 << 20])), &mut bytes);
        encode(&Reply::Compiled(None), &mut bytes);
        let mut inbox = Inbox::new(FrameLimit::of_bytes(8 << 20));
        let mut part = bytes.as_slice();
        while !part.is_empty() {
            inbox.fill(&mut part).unwrap();
        }
        assert!(matches!(inbox.take(), Ok(Some(Reply::Compiled(Some(_))))));
        assert!(matches!(inbox.take(), Ok(Some(Reply::Compiled(None)))));
        inbox.fill(&mut io::empty()).unwrap();
        assert!(inbox.buffer.capacity() < 1 << 20);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_supervisor_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut framed = u32::try_from(bytes.len()).unwrap().to_le_bytes().to_vec();
            framed.extend(&bytes);
            for bytes in [bytes, framed] {
                let mut inbox = inbox(&bytes, 1000);
                while let Ok(Some(_)) = inbox.take::<Reply>() {}
            }
        }
    }
}
