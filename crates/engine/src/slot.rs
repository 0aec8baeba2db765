//! The isolate slot of a thread, with the rules for replacing an isolate.

use tribunal_core::{
    execution::{Execution, IsolateLimits, Limits},
    input::LoadedInput,
    libraries::LibrarySnapshot,
    realm::Realm,
};

use super::{Isolate, Program};

/// The properties of an isolate that are fixed when it is made.
#[derive(Clone, Copy, Debug)]
pub struct IsolateSetup<'a> {
    /// Limits of memory and stack for its programs.
    pub isolate_limits: IsolateLimits,
    /// The libraries that have run in each of its contexts; `None` for no libraries.
    pub libraries: Option<&'a LibrarySnapshot>,
    /// Whether each run reports the parts of its program that it did not reach. Such an isolate compiles afresh and
    /// shares no code.
    pub coverage: bool,
}

impl From<IsolateLimits> for IsolateSetup<'_> {
    fn from(isolate_limits: IsolateLimits) -> Self {
        Self { isolate_limits, libraries: None, coverage: false }
    }
}

/// The single isolate of a thread, made when it is first needed and replaced when it cannot run the next case.
///
/// There is never more than one at a time, and a condemned isolate runs no further case.
#[derive(Default)]
pub struct IsolateSlot {
    pub(super) isolate: Option<Isolate>,
    /// The digest of the isolate's libraries.
    libraries: Option<[u8; 32]>,
}

impl IsolateSlot {
    /// Returns the isolate for the next case: the present one, if it has this setup and can run another case, else a
    /// new one.
    pub fn isolate<'a>(&mut self, setup: impl Into<IsolateSetup<'a>>) -> &mut Isolate {
        let setup = setup.into();
        let libraries = setup.libraries.map(LibrarySnapshot::digest);
        let is_other = self.libraries != libraries;
        // The old one is dropped before the new one is made: isolates of a thread must end last in, first out.
        drop(self.isolate.take_if(|isolate| {
            is_other
                || isolate.is_condemned()
                || isolate.isolate_limits() != setup.isolate_limits
                || isolate.has_coverage() != setup.coverage
        }));
        self.libraries = libraries;
        self.isolate.get_or_insert_with(|| {
            let isolate = match setup.libraries {
                None => Isolate::new(setup.isolate_limits),
                Some(libraries) => Isolate::with_libraries(libraries, setup.isolate_limits),
            };
            if setup.coverage { isolate.with_coverage() } else { isolate }
        })
    }

    /// Runs one case in an isolate with this setup and in this realm. Random numbers depend on `seed` and the input.
    pub fn run(
        &mut self,
        setup: IsolateSetup<'_>,
        realm: Realm,
        seed: u64,
        program: &Program<'_>,
        input: &LoadedInput<'_>,
        limits: &Limits,
    ) -> Execution {
        let isolate = self.isolate(setup);
        isolate.set_seed(seed);
        match realm {
            Realm::Fresh => isolate.run(program, input, limits),
            Realm::Hardened => isolate.run_hardened(program, input, limits),
        }
    }
}
