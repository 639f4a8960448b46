//! Where it is worth looking: places at which three certain bytes stand.

/// One bit per hash of three bytes.
const WORDS: usize = 65536 / 32;
const BUCKETS: usize = 1024;

/// The index of all triples.
#[derive(Debug)]
pub(crate) struct Prefilter {
    bits: Box<[u32; WORDS]>,
    /// Where each bucket begins in `entries`.
    starts: Vec<u16>,
    entries: Vec<(u32, u16)>,
}

impl Prefilter {
    /// An index of triples and what each stands for.
    pub(crate) fn new(triples: impl IntoIterator<Item = ([u8; 3], u16)>) -> Self {
        let mut entries: Vec<(u32, u16)> = triples.into_iter().map(|(triple, target)| (join(triple), target)).collect();
        entries.sort_by_key(|(triple, target)| (bucket(hash(*triple)), *triple, *target));
        entries.dedup();
        let mut bits = Box::new([0; WORDS]);
        let mut starts = vec![0; BUCKETS + 1];
        for (triple, _) in &entries {
            let hash = hash(*triple);
            if let Some(word) = bits.get_mut(hash as usize >> 5) {
                *word |= 1 << (hash & 31);
            }
            starts.get_mut(bucket(hash) + 1).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { bits, starts, entries }
    }

    /// Calls `visit` with the place and the targets of each triple, in the text's order. A place may
    /// have none: other triples have the same hash.
    #[inline]
    pub(crate) fn search(&self, bytes: &[u8], mut visit: impl FnMut(usize, &[(u32, u16)])) {
        let mut rest = bytes;
        let mut place = 0;
        // Four triples at a time, none of which waits for another.
        while let Some(chunk) = rest.first_chunk::<8>() {
            let eight = u64::from_le_bytes(*chunk);
            let triples = [0, 8, 16, 24].map(|shift| (eight >> shift) as u32 & 0x00ff_ffff);
            if triples.iter().fold(false, |any, triple| any | self.may_be(*triple)) {
                for (offset, triple) in triples.iter().enumerate().filter(|(_, triple)| self.may_be(**triple)) {
                    visit(place + offset, self.targets(*triple));
                }
            }
            rest = rest.get(4..).unwrap_or_default();
            place += 4;
        }
        for (offset, triple) in rest.array_windows().enumerate() {
            visit(place + offset, self.targets(join(*triple)));
        }
    }

    #[inline]
    fn may_be(&self, triple: u32) -> bool {
        let hash = hash(triple);
        self.bits.get(hash as usize >> 5).is_some_and(|bits| bits >> (hash & 31) & 1 == 1)
    }

    /// What a triple stands for; of a bucket it is one stretch, since the bucket is in order.
    fn targets(&self, triple: u32) -> &[(u32, u16)] {
        let bucket = bucket(hash(triple));
        let start = |bucket| self.starts.get(bucket).copied().map_or(0, usize::from);
        let entries = self.entries.get(start(bucket)..start(bucket + 1)).unwrap_or_default();
        let first = entries.iter().position(|(other, _)| *other == triple).unwrap_or(entries.len());
        let rest = entries.get(first..).unwrap_or_default();
        let count = rest.iter().take_while(|(other, _)| *other == triple).count();
        rest.get(..count).unwrap_or_default()
    }
}

fn join([one, two, three]: [u8; 3]) -> u32 {
    u32::from_le_bytes([one, two, three, 0])
}

/// Sixteen bits. Of two dozen factors that were tried on source code, JSON and documentation, the one for which the fewest triples of
/// those share a hash with one that is looked for.
#[inline]
fn hash(triple: u32) -> u32 {
    triple.wrapping_mul(0x1cc3_cfab) >> 16
}

fn bucket(hash: u32) -> usize {
    (hash >> 6) as usize
}
