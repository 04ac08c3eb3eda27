//! Lines that are read on several processors while the rows before them are added to the draft.

use super::chunks::LOOK;
use super::plain::PlainLines;
use super::shape::Shape;
use super::stop::Stop;
use crate::draft::{Batch, Draft};

/// How much of a file is at hand, and how much is read before its rows are added to the draft.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// How many bytes are read from the file at a time.
    pub(super) chunk: usize,
    /// The most bytes of lines that make a batch.
    pub(super) piece: usize,
    /// How many batches are read side by side.
    pub(super) pieces: usize,
}

impl Pace {
    /// One batch after the other.
    pub(super) const STEADY: Self = Self { chunk: LOOK, piece: LOOK / 2, pieces: 1 };

    /// The pace for a file of that size, if it is known.
    #[cfg(feature = "parallel")]
    pub(super) fn of(size: Option<u64>) -> Self {
        let threads = rayon::current_num_threads();
        let (chunk, pieces) = (64 * LOOK, threads.saturating_mul(8));
        let is_long = size.is_some_and(|size| size > 16 * LOOK as u64);
        if threads > 1 && is_long { Self { chunk, pieces, ..Self::STEADY } } else { Self::STEADY }
    }

    /// The pace for a file of that size, if it is known.
    #[cfg(not(feature = "parallel"))]
    pub(super) const fn of(_: Option<u64>) -> Self {
        Self::STEADY
    }

    pub(super) const fn is_ahead(self) -> bool {
        self.pieces > 1
    }
}

/// A batch, and why no more is in it.
type Outcome = (Batch, Result<(), Stop>);

/// Reads the lines that `cut` hands out. Rows are added to the draft in order, one group of batches while the next is read.
pub(super) fn read<'r>(
    draft: &mut Draft,
    shape: &Shape,
    pace: Pace,
    cut: impl FnMut() -> Option<PlainLines<'r>>,
) -> Result<(), Stop> {
    let mut lines: Vec<PlainLines<'r>> = std::iter::from_fn(cut).collect();
    let (mut read, mut next) = (Vec::new(), Vec::new());
    for group in lines.chunks_mut(pace.pieces) {
        while next.len() < group.len() {
            next.push((draft.batch(shape.table, shape.source), Ok(())));
        }
        let (added, ()) = both(|| add(draft, &mut read), || read_each(shape, group, &mut next));
        added?;
        std::mem::swap(&mut read, &mut next);
    }
    add(draft, &mut read)
}

/// Adds batches to the draft, up to the first that stopped.
fn add(draft: &mut Draft, batches: &mut [Outcome]) -> Result<(), Stop> {
    for (batch, read) in batches {
        draft.append(batch).map_err(Stop::full)?;
        std::mem::replace(read, Ok(()))?;
    }
    Ok(())
}

#[cfg(feature = "parallel")]
fn read_each(shape: &Shape, lines: &mut [PlainLines<'_>], batches: &mut [Outcome]) {
    use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
    let pairs = lines.par_iter_mut().zip(batches.par_iter_mut());
    pairs.for_each(|(lines, (batch, read))| *read = shape.read(lines, batch));
}

#[cfg(not(feature = "parallel"))]
fn read_each(shape: &Shape, lines: &mut [PlainLines<'_>], batches: &mut [Outcome]) {
    lines.iter_mut().zip(batches).for_each(|(lines, (batch, read))| *read = shape.read(lines, batch));
}

#[cfg(feature = "parallel")]
fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(one, other)
}

#[cfg(not(feature = "parallel"))]
fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}
