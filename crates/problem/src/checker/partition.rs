//! The coarsest stable partition of a labelled graph, by refinement (Hopcroft; Valmari and Franceschinis for edges that
//! are counted).
//!
//! Two states stay in one block if they were together initially and, for each label and each block, have equally many
//! edges with the label into the block. When a block is split, all its parts but the largest are used to split others.
//! So an edge is visited once each time that the block of its target halves: with n states and m edges, at most m *
//! (log2(n) + 1) times, for any graph.

/// An edge of the graph.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) source: u32,
    pub(super) label: u32,
    pub(super) target: u32,
}

/// A stable partition, and the work it took.
pub(super) struct Refined {
    /// Block of each state.
    pub(super) blocks: Vec<u32>,
    /// Number of visits of edges.
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests hold the bound with"))]
    pub(super) looks: u64,
}

/// Splits an initial partition until it is stable. `names` holds a name of the initial block of each state.
pub(super) fn refine(names: &[u32], edges: &[Edge]) -> Refined {
    let into = Incoming::new(names.len(), edges);
    let mut partition = Partition::new(names);
    let mut pending: Vec<u32> = (0..partition.ranges.len() as u32).collect();
    let mut looks = 0;
    let mut found: Vec<(u32, u32)> = Vec::new();
    while let Some(splitter) = pending.pop() {
        found.clear();
        for state in partition.members(splitter) {
            found.extend_from_slice(into.of(*state));
        }
        looks += found.len() as u64;
        // The labels with which each state leads into the splitter.
        found.sort_unstable();
        let mut touched: Vec<Touched<'_>> = Vec::new();
        for edges in found.chunk_by(|one, other| one.0 == other.0) {
            if let Some((state, _)) = edges.first() {
                touched.push(Touched { block: partition.blocks[*state as usize], state: *state, edges });
            }
        }
        touched.sort_unstable_by(|one, other| {
            one.block.cmp(&other.block).then_with(|| one.labels().cmp(other.labels()))
        });
        for within in touched.chunk_by(|one, other| one.block == other.block) {
            let Some(block) = within.first().map(|touched| touched.block) else { continue };
            let parts = within.chunk_by(|one, other| one.labels().eq(other.labels()));
            let first_new = partition.ranges.len() as u32;
            partition.split(block, parts.map(|part| part.iter().map(|touched| touched.state)));
            // The largest part has kept the block's number. If that number is still pending, it is so for that part.
            pending.extend(first_new..partition.ranges.len() as u32);
        }
    }
    Refined { blocks: partition.blocks, looks }
}

/// A state with edges into a splitter.
struct Touched<'f> {
    block: u32,
    state: u32,
    /// The state with the label of each of the edges, ascending.
    edges: &'f [(u32, u32)],
}

impl Touched<'_> {
    fn labels(&self) -> impl Iterator<Item = u32> {
        self.edges.iter().map(|(_, label)| *label)
    }
}

/// The source and label of the edges into each state.
struct Incoming {
    starts: Vec<u32>,
    edges: Vec<(u32, u32)>,
}

impl Incoming {
    fn new(states: usize, edges: &[Edge]) -> Self {
        let mut starts = vec![0u32; states + 1];
        edges.iter().for_each(|edge| starts[edge.target as usize + 1] += 1);
        for state in 0..states {
            starts[state + 1] += starts[state];
        }
        let mut next = starts.clone();
        let mut into = vec![(0, 0); edges.len()];
        for Edge { source, label, target } in edges {
            let place = &mut next[*target as usize];
            into[*place as usize] = (*source, *label);
            *place += 1;
        }
        Self { starts, edges: into }
    }

    fn of(&self, state: u32) -> &[(u32, u32)] {
        let state = state as usize;
        &self.edges[self.starts[state] as usize..self.starts[state + 1] as usize]
    }
}

/// A partition: blocks of states as ranges of one array.
struct Partition {
    states: Vec<u32>,
    /// Place of each state in `states`.
    places: Vec<u32>,
    blocks: Vec<u32>,
    /// Start and end of each block in `states`.
    ranges: Vec<(u32, u32)>,
}

impl Partition {
    fn new(names: &[u32]) -> Self {
        let mut states: Vec<u32> = (0..names.len() as u32).collect();
        states.sort_unstable_by_key(|state| names[*state as usize]);
        let (mut places, mut blocks) = (vec![0; names.len()], vec![0; names.len()]);
        let mut ranges = Vec::new();
        let mut start = 0;
        for block in states.chunk_by(|one, other| names[*one as usize] == names[*other as usize]) {
            for (place, state) in block.iter().enumerate() {
                places[*state as usize] = start + place as u32;
                blocks[*state as usize] = ranges.len() as u32;
            }
            ranges.push((start, start + block.len() as u32));
            start += block.len() as u32;
        }
        Self { states, places, blocks, ranges }
    }

    fn members(&self, block: u32) -> &[u32] {
        let (start, end) = self.ranges[block as usize];
        &self.states[start as usize..end as usize]
    }

    /// Splits the parts off a block, from each other and from the rest. The largest part keeps the block's number, the
    /// others get new ones.
    fn split(&mut self, block: u32, parts: impl Iterator<Item = impl Iterator<Item = u32>>) {
        let (start, end) = self.ranges[block as usize];
        if end - start == 1 {
            return;
        }
        // Parts move to the end of the block, one by one.
        let mut rest = end;
        let mut ranges = Vec::new();
        for part in parts {
            let part_end = rest;
            for state in part {
                rest -= 1;
                self.swap(self.places[state as usize], rest);
            }
            ranges.push((rest, part_end));
        }
        if rest > start {
            ranges.push((start, rest));
        }
        let largest = (0..ranges.len()).max_by_key(|part| ranges[*part].1 - ranges[*part].0).unwrap_or(0);
        for (part, range) in ranges.into_iter().enumerate() {
            if part == largest {
                self.ranges[block as usize] = range;
                continue;
            }
            let new = self.ranges.len() as u32;
            self.ranges.push(range);
            for state in &self.states[range.0 as usize..range.1 as usize] {
                self.blocks[*state as usize] = new;
            }
        }
    }

    fn swap(&mut self, one: u32, other: u32) {
        self.states.swap(one as usize, other as usize);
        for place in [one, other] {
            self.places[self.states[place as usize] as usize] = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Refines the same partition in rounds, each of which visits all edges.
    fn by_rounds(names: &[u32], edges: &[Edge]) -> Vec<u32> {
        let mut blocks = names.to_vec();
        loop {
            let mut signatures: Vec<(u32, Vec<(u32, u32)>)> =
                blocks.iter().map(|block| (*block, vec![])).collect();
            for edge in edges {
                signatures[edge.source as usize].1.push((edge.label, blocks[edge.target as usize]));
            }
            signatures.iter_mut().for_each(|(_, edges)| edges.sort_unstable());
            let mut numbers = BTreeMap::new();
            for signature in &signatures {
                let next = numbers.len() as u32;
                numbers.entry(signature.clone()).or_insert(next);
            }
            let now: Vec<u32> = signatures.iter().map(|signature| numbers[signature]).collect();
            let count = |blocks: &[u32]| blocks.iter().collect::<std::collections::HashSet<_>>().len();
            if count(&now) == count(&blocks) {
                return now;
            }
            blocks = now;
        }
    }

    fn bound(states: usize, edges: usize) -> u64 {
        edges as u64 * (u64::from(states.max(1).ilog2()) + 2)
    }

    proptest! {
        #[test]
        fn blocks_are_those_that_rounds_find(
            names in prop::collection::vec(0..3u32, 1..12),
            edges in prop::collection::vec((0..12u32, 0..3u32, 0..12u32), 0..40),
        ) {
            let states = names.len() as u32;
            let edges: Vec<Edge> = edges
                .into_iter()
                .map(|(source, label, target)| Edge { source: source % states, label, target: target % states })
                .collect();
            let Refined { blocks, looks } = refine(&names, &edges);
            let expected = by_rounds(&names, &edges);
            for one in 0..names.len() {
                for other in 0..names.len() {
                    prop_assert_eq!(blocks[one] == blocks[other], expected[one] == expected[other]);
                }
            }
            prop_assert!(looks <= bound(names.len(), edges.len()));
        }
    }

    #[test]
    fn no_graph_takes_more_than_its_edges_times_a_logarithm() {
        const STATES: u32 = 1 << 12;
        let ring =
            |step: u32| move |state: u32| Edge { source: state, label: 0, target: (state + step) % STATES };
        let one_differs: Vec<u32> = (0..STATES).map(|state| u32::from(state == 0)).collect();
        // As many blocks as states, each found from the one before: rounds would take quadratic time.
        let edges: Vec<Edge> = (0..STATES).map(ring(1)).collect();
        let refined = refine(&one_differs, &edges);
        assert!(refined.looks <= bound(edges.len(), edges.len()), "{}", refined.looks);
        let blocks: std::collections::HashSet<u32> = refined.blocks.into_iter().collect();
        assert_eq!(blocks.len(), STATES as usize);
        // The bits of a de Bruijn word halve every block again and again.
        let edges: Vec<Edge> = (0..STATES)
            .flat_map(|state| {
                (0..2).map(move |bit| Edge { source: state, label: bit, target: (2 * state + bit) % STATES })
            })
            .collect();
        let halves: Vec<u32> = (0..STATES).map(|state| state & 1).collect();
        assert!(refine(&halves, &edges).looks <= bound(STATES as usize, edges.len()));
        // All states lead to one, many times.
        let edges: Vec<Edge> = (0..STATES)
            .flat_map(|state| (0..state % 64).map(move |_| Edge { source: state, label: 0, target: 0 }))
            .collect();
        let refined = refine(&vec![0; STATES as usize], &edges);
        assert!(refined.looks <= bound(STATES as usize, edges.len()));
    }
}
