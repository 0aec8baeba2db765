//! How deep a case has gone on the stack.
//!
//! A fresh context runs a program from its first line on; this realm runs it hot. Optimised code has smaller frames,
//! so a recursion that overflows the stack in a fresh context may reach its end here. A case that goes deep is
//! therefore none for this realm, long before the stack ends.

use std::{hint::black_box, ptr};

/// How deep a case may go, in bytes: a thirtieth of the stack that V8 allows. Frames of optimised code are smaller
/// than the interpreter's by less than that, even where they hold several inlined calls.
const DEPTH: usize = 32 << 10;

/// Words that mark the place, more than a frame leaves untouched.
const WORDS: usize = 128;

/// What stands there.
const MARK: u64 = 0x7472_6962_756e_616c;

/// A mark on the part of the stack that is not in use yet.
pub(super) struct Mark(*mut u64);

impl Mark {
    /// Leaves a mark below the frame of the function that calls.
    #[inline(never)]
    pub(super) fn leave() -> Self {
        let here = 0_u64;
        let place = (&raw const here).expose_provenance() - DEPTH;
        let mark = Self(ptr::with_exposed_provenance_mut(place));
        for word in 0..WORDS {
            // SAFETY: the place is on this thread's own stack, in the part that no frame uses and that V8 will:
            // it is mapped, or the system maps it, once `reach` has been there. Nothing else refers to it.
            unsafe { mark.0.add(word).write_volatile(MARK) };
        }
        mark
    }

    /// Whether anything has gone over it since.
    pub(super) fn is_touched(&self) -> bool {
        // SAFETY: as in `leave`, which has written these words.
        (0..WORDS).any(|word| unsafe { self.0.add(word).read_volatile() } != MARK)
    }
}

/// Goes as deep as marks lie, frame by frame as the system expects it of a stack that grows.
#[inline(never)]
pub(super) fn reach() {
    black_box([0_u8; 2 * DEPTH]);
}
