//! Every code and name once, in one arena, known by a number.

use super::index::Index;
use super::rows::NONE;
use foldhash::quality::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::hint::black_box;
use std::sync::Arc;

/// How many texts are looked up at once.
const AT_ONCE: usize = 512;

/// The most texts that are found side by side.
pub(crate) const SIDE_BY_SIDE: usize = 32;

/// Hashes texts. The hash is keyed at random, so that crafted codes cannot make look-ups slow; nothing that is seen from
/// outside depends on it.
#[derive(Clone, Default)]
pub(super) struct Hashing(RandomState);

impl Hashing {
    /// The hash of a text, from which the text cannot be told.
    pub(super) fn hash(&self, text: &str) -> u64 {
        let mut hasher = self.0.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

/// A text that waits for its number, and where the number goes.
#[derive(Clone, Copy)]
pub(super) struct Waiting {
    pub(super) hash: u64,
    /// Where the text ends among those that wait.
    pub(super) end: usize,
    pub(super) at: usize,
}

/// Texts by number.
#[derive(Clone, Default)]
pub(crate) struct Symbols {
    /// Texts that no longer change, shared between versions: their numbers come first.
    before: Option<Arc<Self>>,
    first: u32,
    text: String,
    ends: Vec<u32>,
    /// Of texts that are in no index: they ascend up to this number, and from it on again.
    sorted: Option<u32>,
    index: Index,
    hashing: Hashing,
}

impl fmt::Debug for Symbols {
    /// How many texts there are, and none of them: a cell of a row that was refused may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Symbols({})", self.len())
    }
}

impl Symbols {
    /// The texts of an arena, by where each ends; `None` if they do not fill it, end where no text can, or do not ascend,
    /// at first up to the number `split` and then from it on, or if one is in both stretches. Since they do they are found
    /// without an index, which would take longer to make than all else that is opened with them.
    #[cfg(feature = "image")]
    pub(crate) fn sorted(text: String, ends: Vec<u32>, split: u32) -> Option<Self> {
        let count = u32::try_from(ends.len()).ok().filter(|count| *count < u32::MAX - 1 && split <= *count)?;
        let (mut start, mut before) = (0, None);
        for (symbol, end) in (0..).zip(&ends) {
            let own = text.get(start..*end as usize);
            if own.is_none() || (before >= own && symbol != split) {
                return None;
            }
            (start, before) = (*end as usize, own);
        }
        let sorted = Some(split);
        let symbols = (start == text.len()).then(|| Self { text, ends, sorted, ..Self::default() })?;
        let mut least = 0;
        for symbol in split..count {
            let text = symbols.get(symbol);
            // Both ascend: the place of a text in the other stretch is not far after that of the text before.
            let mut step = 1;
            while least + step < split && symbols.get(least + step) < text {
                least += step;
                step *= 2;
            }
            least = symbols.first_from(text, least..split.min(least + step + 1));
            if least == split {
                break;
            }
            if symbols.get(least) == text {
                return None;
            }
        }
        Some(symbols)
    }

    /// The number of `text`, a new one if it has none; `None` if the arena is full (4 GiB of text).
    pub(crate) fn intern(&mut self, text: &str) -> Option<u32> {
        self.intern_hashed(text, self.hashing.hash(text))
    }

    /// Whether there is room for so much more text of so many more numbers and one.
    pub(super) fn has_room(&self, bytes: usize, numbers: usize) -> bool {
        let most = u32::MAX as usize;
        self.text.len() + bytes <= most && self.len() + numbers < most - 1
    }

    /// Makes room for so many more texts at once, rather than again and again while they come.
    pub(super) fn expect(&mut self, texts: usize) {
        self.index.reserve(texts);
    }

    /// Says the number of each text of those that wait, one after the other in `text`; there must be room for them.
    pub(super) fn intern_all(&mut self, text: &str, waiting: &[Waiting], mut say: impl FnMut(usize, u32)) {
        let (mut start, mut likely) = (0, [NONE; AT_ONCE]);
        for some in waiting.chunks(AT_ONCE) {
            self.index.reserve(some.len());
            self.look_at(some.iter().map(|text| text.hash), &mut likely);
            for (Waiting { hash, end, at }, likely) in some.iter().zip(&likely) {
                let text = text.get(start..*end).unwrap_or_default();
                let known = Some(*likely).filter(|likely| self.is(*likely, text));
                if let Some(symbol) = known.or_else(|| self.intern_hashed(text, *hash)) {
                    say(*at, symbol);
                }
                start = *end;
            }
        }
    }

    /// Finds the numbers of a few texts, step by step: in each step the processor fetches for one beside the other.
    /// [`NONE`] is said of a text that has no number, and of one that is not found at the first look.
    pub(crate) fn find_some(&self, texts: &mut [(&str, u32)]) {
        let (mut hashes, mut likely) = ([0; SIDE_BY_SIDE], [NONE; SIDE_BY_SIDE]);
        for ((text, found), hash) in texts.iter_mut().zip(&mut hashes) {
            (*found, *hash) = (NONE, self.hashing.hash(text));
        }
        let hashes = hashes.get(..texts.len()).unwrap_or_default();
        for symbols in self.and_before().filter(|symbols| !symbols.ends.is_empty()) {
            symbols.look_at(hashes.iter().copied(), &mut likely);
            for ((text, found), likely) in texts.iter_mut().zip(&likely) {
                if symbols.is(*likely, text) {
                    *found = *likely;
                }
            }
        }
    }

    /// These and those that are shared.
    fn and_before(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |symbols| symbols.before.as_deref())
    }

    /// The most likely number of each hash, which is mostly that of its text. Looks at what will be asked for, place by
    /// place before any is used, so that the processor fetches them side by side: the slots, then where the texts stand
    /// that may be the ones, then these.
    fn look_at(&self, hashes: impl ExactSizeIterator<Item = u64> + Clone, likely: &mut [u32]) {
        black_box(hashes.clone().fold(0, |seen, hash| seen ^ self.index.touch(hash)));
        let likely = likely.get_mut(..hashes.len()).unwrap_or_default();
        for (likely, hash) in likely.iter_mut().zip(hashes) {
            *likely = self.index.find(hash, |_| true).unwrap_or(NONE);
        }
        let end = |symbol: &u32| self.ends.get(symbol.wrapping_sub(self.first) as usize).copied().unwrap_or(0);
        black_box(likely.iter().fold(0, |seen, symbol| seen ^ end(symbol)));
        let last = |end: u32| self.text.as_bytes().get((end as usize).wrapping_sub(1)).copied().unwrap_or(0);
        black_box(likely.iter().fold(0, |seen, symbol| seen ^ last(end(symbol))));
    }

    fn intern_hashed(&mut self, text: &str, hash: u64) -> Option<u32> {
        if let Some(known) = self.find_hashed(text, hash) {
            return Some(known);
        }
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let symbol = u32::try_from(self.ends.len()).ok().and_then(|own| own.checked_add(self.first));
        let symbol = symbol.filter(|symbol| *symbol < u32::MAX - 1)?;
        self.index.insert(hash, symbol);
        self.text.push_str(text);
        self.ends.push(end);
        Some(symbol)
    }

    /// The number of `text`, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(text, self.hashing.hash(text))
    }

    fn find_hashed(&self, text: &str, hash: u64) -> Option<u32> {
        let known = self.before.as_ref().and_then(|before| before.find_hashed(text, hash));
        known.or_else(|| {
            let Some(split) = self.sorted else { return self.index.find(hash, |symbol| self.is(symbol, text)) };
            let count = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            let mut found = [0..split, split..count].into_iter().map(|range| self.first_from(text, range));
            found.find(|symbol| self.is(*symbol, text))
        })
    }

    /// Whether a number that is not shared is that of a text.
    fn is(&self, symbol: u32, text: &str) -> bool {
        let range = symbol.checked_sub(self.first).and_then(|own| range(&self.ends, own));
        range.is_some_and(|range| self.text.as_bytes().get(range) == Some(text.as_bytes()))
    }

    /// The first number of a range of texts that ascend whose text is not less than one; the end of the range if none is.
    fn first_from(&self, text: &str, range: std::ops::Range<u32>) -> u32 {
        let (mut least, mut most) = (range.start, range.end);
        while least < most {
            let middle = u32::midpoint(least, most);
            if slice(&self.text, &self.ends, middle) < text {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        least
    }

    /// The text of a number; empty for a number that none has.
    pub(crate) fn get(&self, symbol: u32) -> &str {
        match symbol.checked_sub(self.first) {
            Some(own) => slice(&self.text, &self.ends, own),
            None => self.before.as_ref().map_or("", |before| before.get(symbol)),
        }
    }

    /// The same texts with the same numbers, of which copies share what there is so far. What was shared last is put
    /// together with what has come since unless it is much more, so that the places in which a text is looked for grow
    /// as the logarithm of what has come, and a text is put together as often.
    pub(crate) fn share(mut self) -> Self {
        let is_no_more = |before: &&Arc<Self>, own: usize| before.before.is_some() && before.ends.len() <= 2 * own;
        while let Some(middle) = self.before.as_ref().filter(|before| is_no_more(before, self.ends.len())) {
            let mut together = Self::clone(middle);
            for own in 0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX) {
                together.intern(slice(&self.text, &self.ends, own));
            }
            self = together;
        }
        self.share_as_it_is()
    }

    fn share_as_it_is(self) -> Self {
        let (first, hashing) = (u32::try_from(self.len()).unwrap_or(u32::MAX), self.hashing());
        Self { before: Some(Arc::new(self)), first, hashing, ..Self::default() }
    }

    /// How texts are hashed here.
    pub(super) fn hashing(&self) -> Hashing {
        self.hashing.clone()
    }

    /// Forgets what a text says, but for its length: it is no longer found.
    pub(crate) fn hide(&mut self, symbol: u32) {
        let length = self.get(symbol).len();
        let Some(at) = symbol.checked_sub(self.first).map(|own| own as usize) else { return };
        let start = at.checked_sub(1).and_then(|at| self.ends.get(at)).map_or(0, |end| *end as usize);
        if self.index.remove(self.hashing.hash(self.get(symbol)), symbol) {
            self.text.replace_range(start..start + length, &"*".repeat(length));
        }
    }

    /// How many texts are not shared yet.
    pub(crate) fn unshared(&self) -> usize {
        self.ends.len()
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.first as usize + self.ends.len()
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], symbol: u32) -> &'a str {
    range(ends, symbol).and_then(|range| text.get(range)).unwrap_or_default()
}

/// Where a text stands.
fn range(ends: &[u32], symbol: u32) -> Option<std::ops::Range<usize>> {
    let at = symbol as usize;
    let end = *ends.get(at)?;
    let start = at.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())?;
    Some(start as usize..end as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_text_is_gone() {
        let mut symbols = Symbols::default();
        let numbers: Vec<_> = ["a", "西1", "b"].iter().filter_map(|text| symbols.intern(text)).collect();
        symbols.hide(numbers[1]);
        symbols.hide(numbers[1]);
        assert_eq!((symbols.get(0), symbols.get(1), symbols.get(2)), ("a", "****", "b"));
        assert_eq!((symbols.find("西1"), symbols.find("****"), symbols.find("b")), (None, None, Some(2)));
        assert_eq!(symbols.intern("西1"), Some(3));
    }

    #[test]
    fn copies_share_what_was_there() {
        let mut symbols = Symbols::default();
        symbols.intern("a");
        let mut shared = symbols.share();
        let kept = shared.clone();
        assert_eq!((shared.intern("a"), shared.intern("b"), shared.intern("b")), (Some(0), Some(1), Some(1)));
        assert_eq!((shared.get(0), shared.get(1), shared.len()), ("a", "b", 2));
        assert_eq!((kept.find("a"), kept.find("b"), kept.len()), (Some(0), None, 1));
    }

    #[test]
    fn a_text_has_one_number() {
        let mut symbols = Symbols::default();
        let numbers: Vec<_> = ["a", "", "西", "a", ""].iter().map(|text| symbols.intern(text)).collect();
        assert_eq!(numbers, [Some(0), Some(1), Some(2), Some(0), Some(1)]);
        assert_eq!((symbols.get(0), symbols.get(1), symbols.get(2), symbols.get(9)), ("a", "", "西", ""));
        assert_eq!((symbols.find("西"), symbols.find("东")), (Some(2), None));
        assert_eq!(symbols.len(), 3);
    }
}
