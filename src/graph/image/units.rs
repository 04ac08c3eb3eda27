//! The units of an image: read as they are, and looked at as far as any question relies on it.
#![expect(
    clippy::indexing_slicing,
    reason = "every column has an entry a slot, and slots and parents were checked first"
)]

use super::levels::{Levels, above, only};
use super::sections::{Reader, Section};
use super::told::Calendar;
use super::{
    ImageError, UNIT_CODES, UNIT_FORMER, UNIT_FROM, UNIT_HOUSEHOLDS, UNIT_INFERRED, UNIT_KINDS, UNIT_LEVELS,
    UNIT_LINES, UNIT_NAMES, UNIT_OUTSIDE, UNIT_PARENTS, UNIT_SOURCES, UNIT_UNTIL,
};
use crate::base::{Level, PART, UnitKind};
use crate::draft::{NONE, Symbols};
use crate::graph::Tie;
use crate::graph::columns::{Columns, Former, INFERRED, NO_KIND, OUTSIDE, VersionCells};
use std::io::Read;

/// How many numbers a former version has.
pub(super) const FORMER: usize = 13;

/// Units as they were read, at which nobody has looked.
pub(super) struct Unseen {
    units: Columns,
    sources: Vec<u32>,
    outside: Vec<u32>,
    former: Vec<u32>,
}

/// Reads the units.
pub(super) fn read<R: Read>(from: &mut Reader<R>) -> Result<Unseen, ImageError> {
    let parent: Vec<u32> = from.numbers(UNIT_PARENTS)?;
    let count = parent.len();
    ensure(count < Tie::MOST as usize, UNIT_PARENTS, "there are too many")?;
    let level = from.column(UNIT_LEVELS, count)?;
    let kind = from.column(UNIT_KINDS, count)?;
    let inferred: Vec<u8> = from.column(UNIT_INFERRED, count)?;
    let units = Columns {
        level,
        kind,
        from: from.column(UNIT_FROM, count)?,
        until: from.column(UNIT_UNTIL, count)?,
        households: from.column(UNIT_HOUSEHOLDS, count)?,
        code: from.column(UNIT_CODES, count)?,
        name: from.column(UNIT_NAMES, count)?,
        line: from.column(UNIT_LINES, count)?,
        flags: inferred,
        parent,
        ..Columns::default()
    };
    let (sources, outside) = (from.numbers(UNIT_SOURCES)?, from.numbers(UNIT_OUTSIDE)?);
    Ok(Unseen { units, sources, outside, former: from.numbers(UNIT_FORMER)? })
}

impl Unseen {
    /// The units, of which sources have numbers below `sources`, if they can be.
    pub(super) fn checked(self, text: &Symbols, sources: u32) -> Result<Columns, ImageError> {
        let mut units = self.units;
        check_cells(&units, text)?;
        set_sources(&mut units, &self.sources, sources)?;
        set_outside(&mut units, &self.outside, text)?;
        units.end = ends(&units)?;
        let former = former_versions(&self.former, &units, text, sources)?;
        ensure(units.parent.len() + former.len() < Tie::MOST as usize, UNIT_FORMER, "there are too many")?;
        units.set_former(former);
        check_versions(&units)?;
        Ok(units)
    }
}

fn broken(section: Section, what: &'static str) -> ImageError {
    ImageError::Broken { section: section.name, what }
}

fn ensure(is_so: bool, section: Section, what: &'static str) -> Result<(), ImageError> {
    if is_so { Ok(()) } else { Err(broken(section, what)) }
}

/// Every cell of the latest versions is one that a row can have. Column by column, since that is quickest.
fn check_cells(units: &Columns, text: &Symbols) -> Result<(), ImageError> {
    let (count, texts, calendar) = (units.len(), text.len() as u64, Calendar::new());
    let (levels, kinds) = (Level::COUNT as u64, UnitKind::ALL.len() as u64);
    let is_below = |number: u32, end: u64| u64::from(number) < end;
    ensure(every(&units.parent, |parent| parent < count || parent == NONE), UNIT_PARENTS, "a parent is no unit")?;
    ensure(every(&units.level, |level| is_below(level.into(), levels)), UNIT_LEVELS, "there is no such level")?;
    let is_kind = |kind: u8| is_below(kind.into(), kinds) || kind == NO_KIND;
    ensure(every(&units.kind, is_kind), UNIT_KINDS, "there is no such kind")?;
    let is_inferred = |inferred, kind| inferred == 0 || (inferred == INFERRED && kind != NO_KIND);
    let are_inferred = every_two(&units.flags, &units.kind, is_inferred);
    ensure(are_inferred, UNIT_INFERRED, "a kind is neither stated nor inferred")?;
    let hold = every_two(&units.from, &units.until, |from, until| calendar.is_period(from, until));
    ensure(hold, UNIT_FROM, "a version holds on no day")?;
    ensure(every(&units.code, |code| is_below(code, texts)), UNIT_CODES, "a code is no text")?;
    let is_name = |name| is_below(name, texts) || name == NONE;
    ensure(every(&units.name, is_name), UNIT_NAMES, "a name is no text")
}

/// Whether all cells of a column are good. Stretches are looked at to their end, which is quicker than to ask of each
/// whether to go on.
fn every<T: Copy>(column: &[T], is_good: impl Fn(T) -> bool) -> bool {
    column.chunks(PART).all(|stretch| stretch.iter().fold(true, |good, cell| good & is_good(*cell)))
}

/// The same of two columns.
fn every_two<T: Copy>(one: &[T], other: &[T], is_good: impl Fn(T, T) -> bool) -> bool {
    let mut stretches = one.chunks(PART).zip(other.chunks(PART));
    stretches.all(|(one, other)| one.iter().zip(other).fold(true, |good, (one, other)| good & is_good(*one, *other)))
}

/// Which source each version is of, from where each run of one source starts.
fn set_sources(units: &mut Columns, runs: &[u32], sources: u32) -> Result<(), ImageError> {
    let is_good = super::nodes::are_runs(runs, units.len(), sources);
    ensure(is_good, UNIT_SOURCES, "the sources are not those of the units")?;
    let (runs, _) = runs.as_chunks::<2>();
    let ends = runs.iter().skip(1).map(|run| run[0]).chain([units.len()]);
    units.first_source = runs.first().map_or(0, |run| run[1]);
    if runs.len() > 1 {
        units.source.reserve_exact(units.len() as usize);
        for ([_, source], end) in runs.iter().zip(ends) {
            units.source.resize(end as usize, *source);
        }
    }
    Ok(())
}

/// The codes of parents outside the data, by slot.
fn set_outside(units: &mut Columns, said: &[u32], text: &Symbols) -> Result<(), ImageError> {
    let (pairs, rest) = said.as_chunks::<2>();
    let ascend = pairs.windows(2).all(|pair| pair[0][0] < pair[1][0]);
    ensure(rest.is_empty() && ascend, UNIT_OUTSIDE, "they are not in order")?;
    for [slot, symbol] in pairs.iter().copied() {
        let is_root = units.parent.get(slot as usize) == Some(&NONE);
        ensure(is_root && (symbol as usize) < text.len(), UNIT_OUTSIDE, "it is not of a root, or no text")?;
        units.flags[slot as usize] |= OUTSIDE;
        units.outside.push((slot, symbol));
    }
    Ok(())
}

/// The first slot after each subtree, where slots are a pre-order and siblings stand by code and time. Texts ascend, and
/// so do codes if their numbers do.
fn ends(units: &Columns) -> Result<Vec<u32>, ImageError> {
    let mut end: Vec<u32> = (1..).take(units.parent.len()).collect();
    // The slots that the one looked at may lie in, and of each what stands after all that come before its next child.
    let mut open: Vec<(u32, u64)> = Vec::new();
    let siblings = units.code.iter().zip(&units.from);
    for ((slot, parent), (code, from)) in (0..).zip(&units.parent).zip(siblings) {
        // A parent that comes later is one of a circle: what hangs on it is at home nowhere.
        let home = if *parent < slot { *parent } else { NONE };
        while let Some((above, _)) = open.last().filter(|above| above.0 != home) {
            end[*above as usize] = slot;
            open.pop();
        }
        let key = (u64::from(*code) << u32::BITS) + u64::from(from.cast_unsigned() ^ (1 << 31)) + 1;
        if let Some((_, next)) = open.last_mut() {
            ensure(*next < key, UNIT_CODES, "siblings do not stand in the order of their codes")?;
            *next = key;
        } else {
            ensure(home == NONE, UNIT_PARENTS, "a unit does not lie in the range of its parent")?;
        }
        open.push((slot, 0));
    }
    for (above, _) in open {
        end[above as usize] = units.len();
    }
    Ok(end)
}

fn former_versions(said: &[u32], units: &Columns, text: &Symbols, sources: u32) -> Result<Vec<Former>, ImageError> {
    let (rows, rest) = said.as_chunks::<FORMER>();
    ensure(rest.is_empty(), UNIT_FORMER, "a version is cut off")?;
    let byte = |number: u32| u8::try_from(number).map_err(|_| broken(UNIT_FORMER, "there is no such level or kind"));
    let calendar = Calendar::new();
    let mut former = Vec::with_capacity(rows.len());
    for row in rows {
        let [slot, code, name, parent, outside, households, from, until, line, source, level, kind, inferred] = *row;
        let (from, until) = (from.cast_signed(), until.cast_signed());
        let is_text = |symbol: u32| (symbol as usize) < text.len();
        let are_texts = is_text(code) && [name, outside].into_iter().all(|symbol| symbol == NONE || is_text(symbol));
        let is_placed = slot < units.len() && (parent < units.len() || parent == NONE);
        let is_outside = outside == NONE || parent == NONE;
        let is_kind = kind == u32::from(NO_KIND) || UnitKind::from_index(kind).is_some();
        let is_inferred = inferred == 0 || (inferred == 1 && kind != u32::from(NO_KIND));
        let words = Level::from_index(level).is_some() && is_kind && is_inferred && source < sources;
        let is_good = are_texts && is_placed && is_outside && words && calendar.period(from, until).is_some();
        ensure(is_good, UNIT_FORMER, "a version says what none can")?;
        let (level, kind, inferred) = (byte(level)?, byte(kind)?, inferred == 1);
        let version =
            VersionCells { code, name, parent, outside, households, from, until, line, source, level, kind, inferred };
        former.push(Former { slot, version });
    }
    Ok(former)
}

/// Versions of a unit share no day, and every parent is strictly above on every day.
fn check_versions(units: &Columns) -> Result<(), ImageError> {
    for former in units.all_former().chunk_by(|one, next| one.slot == next.slot) {
        let latest = former.first().map(|former| units.from[former.slot as usize]);
        let starts = former.iter().skip(1).map(|former| former.version.from).chain(latest);
        let mut ends = former.iter().map(|former| former.version.until).zip(starts);
        ensure(ends.all(|(end, next)| end <= next), UNIT_FORMER, "two versions of a unit share a day")?;
    }
    let levels = Levels::of(units);
    let fitting: Vec<Fitting> = Level::ALL.iter().map(|level| Fitting::of(*level)).collect();
    let period = |at: usize| (units.from[at], units.until[at]);
    let hangs = |level: u8, parent: u32, period: &dyn Fn() -> (i32, i32)| {
        let fitting = fitting[usize::from(level)];
        if parent == NONE {
            return fitting.may_be_root;
        }
        // Of most parents there is one version, and that fits on all days.
        let is_plain = !units.has_former(parent) && only(units.level[parent as usize]) & !fitting.parents == 0;
        is_plain || levels.during(parent, period()) & !fitting.parents == 0
    };
    let mut latest = units.level.iter().zip(&units.parent).enumerate();
    let latest = latest.all(|(at, (level, parent))| hangs(*level, *parent, &|| period(at)));
    let mut former = units.all_former().iter().map(|former| former.version);
    let former = former.all(|cells| hangs(cells.level, cells.parent, &|| (cells.from, cells.until)));
    ensure(latest && former, UNIT_LEVELS, "a unit is not below its parent")
}

/// What a version of a level may hang on.
#[derive(Clone, Copy)]
struct Fitting {
    may_be_root: bool,
    parents: u16,
}

impl Fitting {
    fn of(level: Level) -> Self {
        let required = level.required_parent();
        Self { may_be_root: required.is_none(), parents: required.map_or(above(level as u8), |one| only(one as u8)) }
    }
}
