//! The units of an image: read as they are, and looked at as far as any question relies on it.
#![expect(
    clippy::indexing_slicing,
    reason = "every column has an entry a slot, and slots and parents were checked first"
)]

use super::levels::{Levels, above, only};
use super::sections::{Number, Reader, Section};
use super::told::Calendar;
use super::{
    ImageError, UNIT_BOUNDS, UNIT_CODES, UNIT_FORMER, UNIT_HOUSEHOLDS, UNIT_INFERRED, UNIT_KINDS, UNIT_LEVELS,
    UNIT_LINES, UNIT_NAMES, UNIT_OUTSIDE, UNIT_PARENTS, UNIT_SOURCES, UNUSUAL_BOUNDS, UNUSUAL_HOUSEHOLDS,
    UNUSUAL_KINDS, UNUSUAL_NAMES,
};
use crate::base::{Level, PART, UnitKind};
use crate::draft::NONE;
use crate::graph::Tie;
use crate::graph::column::Column;
use crate::graph::columns::{Columns, Former, INFERRED, NO_KIND, OUTSIDE};
use crate::graph::version::VersionCells;
use std::io::Read;

/// How many numbers a former version has.
pub(super) const FORMER: usize = 13;

/// Units as they were read, at which nobody has looked.
pub(super) struct Unseen {
    units: Columns,
    inferred: Vec<u32>,
    sources: Vec<u32>,
    outside: Vec<u32>,
    former: Vec<u32>,
}

/// Reads the units, of which as many have the codes of their own numbers, or none.
pub(super) fn read<R: Read>(from: &mut Reader<R>, codes: u32) -> Result<Unseen, ImageError> {
    let parent: Vec<u32> = from.numbers(UNIT_PARENTS)?;
    let count = parent.len();
    ensure(count < Tie::MOST as usize, UNIT_PARENTS, "there are too many")?;
    ensure(codes == 0 || codes as usize == count, UNIT_PARENTS, "there are more or less than codes of them")?;
    let level = from.column(UNIT_LEVELS, count)?;
    let inferred = from.numbers(UNIT_INFERRED)?;
    let units = Columns {
        level,
        kind: column(from, (UNIT_KINDS, UNUSUAL_KINDS), count)?,
        bounds: column(from, (UNIT_BOUNDS, UNUSUAL_BOUNDS), count)?,
        households: column(from, (UNIT_HOUSEHOLDS, UNUSUAL_HOUSEHOLDS), count)?,
        name: column(from, (UNIT_NAMES, UNUSUAL_NAMES), count)?,
        code: if codes == 0 { from.column(UNIT_CODES, count)? } else { Vec::new() },
        line: from.column(UNIT_LINES, count)?,
        // Hardly any slot has a flag, and room that is not written to costs nothing.
        flags: vec![0; count],
        parent,
        ..Columns::default()
    };
    let (sources, outside) = (from.numbers(UNIT_SOURCES)?, from.numbers(UNIT_OUTSIDE)?);
    Ok(Unseen { units, inferred, sources, outside, former: from.numbers(UNIT_FORMER)? })
}

fn column<R: Read, T: Number>(
    from: &mut Reader<R>,
    (values, unusual): (Section, Section),
    count: usize,
) -> Result<Column<T>, ImageError> {
    let column = Column::read(from.numbers(values)?, from.numbers(unusual)?, count);
    column.ok_or_else(|| broken(values, "its values are not those of the units"))
}

impl Unseen {
    /// The units, of which texts and sources have numbers below `texts` and `sources`, if they can be.
    pub(super) fn checked(self, texts: u32, sources: u32) -> Result<Columns, ImageError> {
        let mut units = self.units;
        check_cells(&units, texts)?;
        set_inferred(&mut units, &self.inferred)?;
        set_sources(&mut units, &self.sources, sources)?;
        set_outside(&mut units, &self.outside, texts)?;
        let strays;
        (units.end, strays) = ends(&units)?;
        let former = former_versions(&self.former, &units, texts, sources)?;
        ensure(units.parent.len() + former.len() < Tie::MOST as usize, UNIT_FORMER, "there are too many")?;
        units.set_former(former, strays);
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
fn check_cells(units: &Columns, texts: u32) -> Result<(), ImageError> {
    let (count, calendar) = (units.len(), Calendar::new());
    let (levels, kinds) = (Level::COUNT, UnitKind::ALL.len());
    ensure(every(&units.parent, |parent| parent < count || parent == NONE), UNIT_PARENTS, "a parent is no unit")?;
    ensure(every(&units.level, |level| usize::from(level) < levels), UNIT_LEVELS, "there is no such level")?;
    let is_kind = |kind: u8| usize::from(kind) < kinds || kind == NO_KIND;
    ensure(every(units.kind.values(), is_kind), UNIT_KINDS, "there is no such kind")?;
    let hold = every(units.bounds.values(), |[from, until]| calendar.is_period(from, until));
    ensure(hold, UNIT_BOUNDS, "a version holds on no day")?;
    ensure(every(&units.code, |code| code < texts), UNIT_CODES, "a code is no text")?;
    let is_name = |name| name < texts || name == NONE;
    ensure(every(units.name.values(), is_name), UNIT_NAMES, "a name is no text")
}

/// Whether all cells of a column are good. Stretches are looked at to their end, which is quicker than to ask of each
/// whether to go on.
fn every<T: Copy>(column: &[T], is_good: impl Fn(T) -> bool) -> bool {
    column.chunks(PART).all(|stretch| stretch.iter().fold(true, |good, cell| good & is_good(*cell)))
}

/// Which kinds of latest versions were inferred: slots in order.
fn set_inferred(units: &mut Columns, slots: &[u32]) -> Result<(), ImageError> {
    ensure(slots.is_sorted_by(|one, next| one < next), UNIT_INFERRED, "they are not in order")?;
    for slot in slots {
        let is_kind = *slot < units.len() && units.kind.at(*slot as usize) != NO_KIND;
        ensure(is_kind, UNIT_INFERRED, "a kind is neither stated nor inferred")?;
        units.flags[*slot as usize] |= INFERRED;
    }
    Ok(())
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
fn set_outside(units: &mut Columns, said: &[u32], texts: u32) -> Result<(), ImageError> {
    let (pairs, rest) = said.as_chunks::<2>();
    let ascend = pairs.windows(2).all(|pair| pair[0][0] < pair[1][0]);
    ensure(rest.is_empty() && ascend, UNIT_OUTSIDE, "they are not in order")?;
    for [slot, symbol] in pairs.iter().copied() {
        let is_root = units.parent.get(slot as usize) == Some(&NONE);
        ensure(is_root && symbol < texts, UNIT_OUTSIDE, "it is not of a root, or no text")?;
        units.flags[slot as usize] |= OUTSIDE;
        units.outside.push((slot, symbol));
    }
    Ok(())
}

/// The first slot after each subtree, where slots are a pre-order and siblings stand by code and time, and the slots that
/// do not lie in the range of their parent. Texts ascend, and so do codes if their numbers do.
fn ends(units: &Columns) -> Result<(Vec<u32>, Vec<u32>), ImageError> {
    let mut end: Vec<u32> = (1..).take(units.parent.len()).collect();
    // The slots above the one looked at, and what hangs on none.
    let (mut open, mut home, mut strays) = (Vec::new(), NONE, Vec::new());
    for (slot, parent) in (0..).zip(&units.parent) {
        // A parent that comes later is one of a circle: what hangs on it is at home nowhere.
        let is_stray = *parent >= slot && *parent != NONE;
        if is_stray {
            strays.push(slot);
        }
        let own = if is_stray { NONE } else { *parent };
        // Most hang on what the one before hangs on.
        if own == home {
            continue;
        }
        if own.wrapping_add(1) == slot {
            open.push(own);
        } else {
            while let Some(above) = open.last().copied().filter(|above| *above != own) {
                end[above as usize] = slot;
                open.pop();
            }
            ensure(own == NONE || !open.is_empty(), UNIT_PARENTS, "a unit does not lie in the range of its parent")?;
        }
        home = own;
    }
    for above in open {
        end[above as usize] = units.len();
    }
    if !units.code.is_empty() {
        check_siblings(units)?;
    }
    Ok((end, strays))
}

/// Of those at home below one the codes ascend, or are the same and the days do.
fn check_siblings(units: &Columns) -> Result<(), ImageError> {
    // By parent, what stands after all of its children that were looked at.
    let mut next = vec![0; units.parent.len()];
    for (slot, parent) in (0..).zip(&units.parent).filter(|(slot, parent)| *parent < slot) {
        let day = units.bounds(slot).0.cast_unsigned() ^ (1 << 31);
        let key = (u64::from(units.code(slot)) << u32::BITS) + u64::from(day) + 1;
        ensure(next[*parent as usize] < key, UNIT_CODES, "siblings do not stand in the order of their codes")?;
        next[*parent as usize] = key;
    }
    Ok(())
}

fn former_versions(said: &[u32], units: &Columns, texts: u32, sources: u32) -> Result<Vec<Former>, ImageError> {
    let (rows, rest) = said.as_chunks::<FORMER>();
    ensure(rest.is_empty(), UNIT_FORMER, "a version is cut off")?;
    let byte = |number: u32| u8::try_from(number).map_err(|_| broken(UNIT_FORMER, "there is no such level or kind"));
    let calendar = Calendar::new();
    let mut former = Vec::with_capacity(rows.len());
    for row in rows {
        let [slot, code, name, parent, outside, households, from, until, line, source, level, kind, inferred] = *row;
        let (from, until) = (from.cast_signed(), until.cast_signed());
        let is_text = |symbol: u32| symbol < texts;
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
        let latest = former.first().map(|former| units.bounds(former.slot).0);
        let starts = former.iter().skip(1).map(|former| former.version.from).chain(latest);
        let mut ends = former.iter().map(|former| former.version.until).zip(starts);
        ensure(ends.all(|(end, next)| end <= next), UNIT_FORMER, "two versions of a unit share a day")?;
    }
    let levels = Levels::of(units);
    let fitting: Vec<Fitting> = Level::ALL.iter().map(|level| Fitting::of(*level)).collect();
    // Of most parents there is one version, and that fits on all days.
    let is_plain = |level: u8, parent: u32| {
        let fits = |parent: u32| only(units.level[parent as usize]) & !fitting[usize::from(level)].parents == 0;
        parent != NONE && !units.has_former(parent) && fits(parent)
    };
    let hangs = |level: u8, parent: u32, period: (i32, i32)| {
        let fitting = fitting[usize::from(level)];
        if parent == NONE { fitting.may_be_root } else { levels.during_or_ever(parent, period) & !fitting.parents == 0 }
    };
    let (mut latest, mut plain) = ((0..).zip(units.level.iter().zip(&units.parent)), (0, NONE));
    let latest = latest.all(|(slot, (level, parent))| {
        // Most are of the level of one before that hangs on the same.
        if plain != (*level, *parent) && is_plain(*level, *parent) {
            plain = (*level, *parent);
        }
        (*parent != NONE && plain == (*level, *parent)) || hangs(*level, *parent, units.bounds(slot))
    });
    let mut former = units.all_former().iter().map(|former| former.version);
    let former = former.all(|cells| hangs(cells.level, cells.parent, (cells.from, cells.until)));
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
