//! Lines that are read on several processors while the rows before them are added to the draft.

use super::chunks::LOOK;
use super::plain::PlainLines;
use super::shape::Shape;
use super::stop::Stop;
use crate::base::both;
use crate::draft::{Batch, Draft, Numbering};

/// How much of a file is at hand, and how much is read before its rows are added to the draft.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// How many bytes are read from the file at a time.
    pub(super) chunk: usize,
    /// The most bytes of lines that make a batch.
    pub(super) piece: usize,
    /// How many batches are read before they are added.
    pub(super) pieces: usize,
}

impl Pace {
    /// One batch after the other.
    pub(super) const STEADY: Self = Self { chunk: LOOK, piece: LOOK / 2, pieces: 1 };

    /// The pace for a file of that size, if it is known.
    #[cfg(feature = "parallel")]
    pub(super) fn of(size: Option<u64>) -> Self {
        let threads = rayon::current_num_threads();
        // What is read fits in the caches until it is taken in, and little is left to do once the last chunk is read.
        let (chunk, pieces) = (8 * LOOK, 64);
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

/// Batches that are not in the draft yet, in order.
#[derive(Default)]
pub(super) struct Waiting {
    /// Those whose texts have their numbers.
    numbered: Vec<Outcome>,
    /// Those that come after.
    read: Vec<Outcome>,
    /// Batches without rows.
    empty: Vec<Outcome>,
}

impl Waiting {
    /// Lets a batch wait, and leaves an empty one in its place.
    pub(super) fn push(&mut self, draft: &Draft, shape: &Shape, batch: &mut Batch) {
        self.read.push((std::mem::replace(batch, draft.batch(shape.table, shape.source)), Ok(())));
    }

    /// Adds what waits to the draft, up to the first batch that stopped; then nothing waits.
    pub(super) fn add(&mut self, draft: &mut Draft) -> Result<(), Stop> {
        self.numbered.drain(..).for_each(|(mut batch, _)| draft.take_in(&mut batch));
        for (mut batch, read) in self.read.drain(..) {
            draft.append(&mut batch).map_err(Stop::full)?;
            read?;
        }
        Ok(())
    }

    /// Reads the lines that `cut` hands out. What was read before gets its numbers meanwhile, and the draft takes in what
    /// has them.
    pub(super) fn read<'r>(
        &mut self,
        draft: &mut Draft,
        shape: &Shape,
        pace: Pace,
        cut: impl FnMut() -> Option<PlainLines<'r>>,
    ) -> Result<(), Stop> {
        let mut lines: Vec<PlainLines<'r>> = std::iter::from_fn(cut).collect();
        for group in lines.chunks_mut(pace.pieces) {
            let Self { numbered, read, empty } = self;
            while empty.len() < group.len() {
                empty.push((draft.batch(shape.table, shape.source), Ok(())));
            }
            empty.truncate(group.len());
            let mut numbering = draft.lend_numbering();
            let take_in = || numbered.iter_mut().for_each(|(batch, _)| draft.take_in(batch));
            let read_next = || read_each(shape, group, empty);
            let (told, _) = both(|| number(&mut numbering, read), || both(take_in, read_next));
            draft.take_back(numbering);
            std::mem::swap(numbered, read);
            std::mem::swap(read, empty);
            if told.is_err() {
                // What stopped comes before what was read since.
                read.clear();
                return self.add(draft).and(told);
            }
        }
        Ok(())
    }
}

/// Gives the texts of batches their numbers, up to the first that stopped: those after it are forgotten.
fn number(numbering: &mut Numbering, batches: &mut Vec<Outcome>) -> Result<(), Stop> {
    let stopped = batches.iter_mut().enumerate().find_map(|(at, (batch, read))| {
        let told = numbering.number(batch).map_err(Stop::full);
        Some((at, told.and(std::mem::replace(read, Ok(()))).err()?))
    });
    let Some((at, stop)) = stopped else { return Ok(()) };
    batches.truncate(at + 1);
    Err(stop)
}

#[cfg(feature = "parallel")]
fn read_each(shape: &Shape, lines: &mut [PlainLines<'_>], batches: &mut [Outcome]) {
    use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
    let pairs = lines.par_iter_mut().zip(batches.par_iter_mut()).with_max_len(2);
    pairs.for_each(|(lines, (batch, read))| *read = shape.read(lines, batch));
}

#[cfg(not(feature = "parallel"))]
fn read_each(shape: &Shape, lines: &mut [PlainLines<'_>], batches: &mut [Outcome]) {
    lines.iter_mut().zip(batches).for_each(|(lines, (batch, read))| *read = shape.read(lines, batch));
}

#[cfg(test)]
mod tests {
    use super::super::options::{Limits, Options};
    use super::super::table::read_at;
    use super::*;
    use crate::record::Table;
    use encoding_rs::GB18030;
    use std::collections::BTreeSet;
    use std::fmt::Write;

    /// Numbers without an order, the same at each run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % most
        }

        fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
            texts[self.below(texts.len())]
        }
    }

    const HEADERS: [&str; 5] = [
        "code,name,level,parent,households,valid_from,valid_to",
        "编码,名称,层级,上级,户数,备注",
        "code;level;parent;;reason;",
        "code,kind,level,colour,parent",
        "name,parent",
    ];

    const CELLS: [&str; 24] = [
        "130205",
        "130205001",
        "130205001",
        "x-1",
        "'x-2 ",
        "household",
        "street",
        "区县",
        "开平区",
        "第1网格",
        "moon",
        "2024-06-01",
        "2023-01-01",
        "2024-13-01",
        "12",
        "1,5",
        "13800000000",
        "11010119900101001X",
        "",
        "\"a,b\"",
        "\"a\r\n\nb\"",
        "\"a\"\"b\"",
        "kept: bad-value",
        "\"never closed",
    ];

    fn file(dice: &mut Dice) -> Vec<u8> {
        let header = HEADERS[dice.below(HEADERS.len())];
        let mark = if header.contains(';') { ";" } else { "," };
        let (end, mut text) = (dice.one_of(&["\n", "\r\n", "\r"]), header.to_owned());
        for _ in 0..dice.below(25) {
            text += end;
            let cells = header.split(mark).count() + [0, 0, 0, 0, 1, 2][dice.below(6)];
            // Few quotation marks stay open, so that most files are read to their end.
            let known = CELLS.len() - usize::from(dice.below(30) > 0);
            let row: Vec<&str> = (0..cells).map(|_| dice.one_of(&CELLS[..known])).collect();
            text += &row.join(mark);
        }
        text += dice.one_of(&["", end, "\n\n"]);
        let mut bytes = match dice.below(5) {
            0 => GB18030.encode(&text).0.into_owned(),
            1 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            2 => text.into_bytes(),
            _ => format!("\u{feff}{text}").into_bytes(),
        };
        if dice.below(5) == 0 {
            let at = dice.below(bytes.len());
            bytes[at] = 0xff;
        }
        bytes
    }

    /// All that a draft knows, but for hashes, which are keyed at random.
    fn all_of(mut draft: Draft) -> String {
        let keys = draft.take_sibling_keys();
        let mut out = format!("{:?} {:?} {:?}", draft.faults, draft.present, draft.cut);
        let rows = draft.rows(Table::Units);
        for row in rows.numbers() {
            write!(out, "\n{:?} {:?}", rows.row(row), rows.place(row)).unwrap();
        }
        write!(out, "\n{keys:?}").unwrap();
        for symbol in 0..u32::try_from(draft.text.len()).unwrap() {
            write!(out, "\n{}", draft.text.get(symbol)).unwrap();
        }
        let refused: BTreeSet<_> = draft.refused_keys.values().collect();
        let named: Vec<_> = draft.personal_references.iter().map(|named| (named.0, named.1, named.2)).collect();
        write!(out, "\n{:?} {:?} {:?} {refused:?} {named:?}", draft.states, draft.dropped, draft.raw).unwrap();
        out
    }

    fn read_with(bytes: &[u8], row_bytes: usize, pace: Pace) -> Draft {
        let mut draft = Draft::new();
        let options = Options { limits: Limits { row_bytes }, ..Options::default() };
        read_at(pace, &mut draft, (Table::Units, "t.csv"), bytes, None, &options);
        draft
    }

    #[test]
    fn a_file_says_the_same_at_any_pace() {
        let (mut dice, mut told) = (Dice(7), BTreeSet::new());
        for _ in 0..800 {
            let bytes = file(&mut dice);
            let row_bytes = [40, 1000][dice.below(2)];
            let chunk = 4 + dice.below(200);
            // No line is taken as it stands: each is split and checked by itself.
            let row_by_row = Pace { chunk, piece: 0, pieces: 1 };
            let by_row = read_with(&bytes, row_bytes, row_by_row);
            by_row.faults.each(|fault| told.extend([fault.rule.name]));
            let by_row = all_of(by_row);
            let steady = Pace { piece: 1 + dice.below(300), ..row_by_row };
            let ahead = Pace { piece: 1 + dice.below(100), pieces: 2 + dice.below(4), ..row_by_row };
            for pace in [steady, ahead] {
                let said = all_of(read_with(&bytes, row_bytes, pace));
                let text = String::from_utf8_lossy(&bytes);
                assert_eq!(said, by_row, "{pace:?} {row_bytes} {text:?}");
            }
        }
        let expected = [
            "bad-date",
            "bad-encoding",
            "bad-value",
            "missing-column",
            "missing-value",
            "personal-data",
            "reversed-period",
            "too-large",
            "unknown-column",
            "unknown-word",
            "unreadable-file",
        ];
        assert_eq!(told, BTreeSet::from(expected));
    }

    #[test]
    fn the_encoding_is_told_as_it_is_read_at_a_steady_pace() {
        let rows = |text: &str, times: usize| text.repeat(times).into_bytes();
        let (ascii, utf8) = (rows("x,street\n", 9000), rows("开平区,street\n", 9000));
        let gb = GB18030.encode("开平区,street\n").0.repeat(9000);
        for (first, second) in [(&utf8, &gb), (&gb, &utf8), (&ascii, &gb), (&ascii, &utf8)] {
            let bytes = [b"code,level\n", first.as_slice(), second].concat();
            let drafts = [Pace::STEADY, Pace { chunk: 64 * LOOK, pieces: 16, ..Pace::STEADY }]
                .map(|pace| read_with(&bytes, 1 << 20, pace));
            let [steady, ahead] = drafts.map(|draft| format!("{:?} {:?}", draft.cut, draft.faults));
            assert_eq!(steady, ahead);
        }
    }
}
