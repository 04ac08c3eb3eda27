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
use crate::base::{Level, UnitKind};
use crate::draft::{NONE, Symbols};
use crate::graph::Tie;
use crate::graph::columns::{Columns, Former, INFERRED, NO_KIND, OUTSIDE, VersionCells};
use std::io::Read;

/// How many numbers a former version has.
pub(super) const FORMER: usize = 13;

/// Reads the units, of which sources have numbers below `sources`.
pub(super) fn read<R: Read>(from: &mut Reader<R>, text: &Symbols, sources: u32) -> Result<Columns, ImageError> {
    let parent: Vec<u32> = from.numbers(UNIT_PARENTS)?;
    let count = parent.len();
    ensure(count < Tie::MOST as usize, UNIT_PARENTS, "there are too many")?;
    let level = from.column(UNIT_LEVELS, count)?;
    let kind = from.column(UNIT_KINDS, count)?;
    let inferred: Vec<u8> = from.column(UNIT_INFERRED, count)?;
    let mut units = Columns {
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
    check_cells(&units, text)?;
    set_sources(&mut units, &from.numbers(UNIT_SOURCES)?, sources)?;
    set_outside(&mut units, &from.numbers(UNIT_OUTSIDE)?, text)?;
    units.end = ends(&units.parent);
    let former: Vec<u32> = from.numbers(UNIT_FORMER)?;
    let former = former_versions(&former, &units, text, sources)?;
    ensure(count + former.len() < Tie::MOST as usize, UNIT_FORMER, "there are too many")?;
    units.set_former(former);
    check_order(&units)?;
    check_versions(&units)?;
    Ok(units)
}

fn broken(section: Section, what: &'static str) -> ImageError {
    ImageError::Broken { section: section.name, what }
}

fn ensure(is_so: bool, section: Section, what: &'static str) -> Result<(), ImageError> {
    if is_so { Ok(()) } else { Err(broken(section, what)) }
}

/// Every cell of the latest versions is one that a row can have. Column by column, since that is quickest.
fn check_cells(units: &Columns, text: &Symbols) -> Result<(), ImageError> {
    let (count, texts, calendar) = (units.len(), text.len(), Calendar::new());
    let is_level = |level: &u8| usize::from(*level) < Level::COUNT;
    let is_kind = |kind: &u8| usize::from(*kind) < UnitKind::ALL.len() || *kind == NO_KIND;
    let is_text = |symbol: &u32| (*symbol as usize) < texts;
    let holds = |(from, until): (&i32, &i32)| calendar.period(*from, *until).is_some();
    ensure(units.parent.iter().all(|parent| *parent < count || *parent == NONE), UNIT_PARENTS, "a parent is no unit")?;
    ensure(units.level.iter().all(is_level), UNIT_LEVELS, "there is no such level")?;
    ensure(units.kind.iter().all(is_kind), UNIT_KINDS, "there is no such kind")?;
    let with_kinds = || units.flags.iter().zip(&units.kind);
    let is_inferred = |(inferred, kind): (&u8, &u8)| *inferred == 0 || (*inferred == INFERRED && *kind != NO_KIND);
    ensure(with_kinds().all(is_inferred), UNIT_INFERRED, "a kind is neither stated nor inferred")?;
    ensure(units.from.iter().zip(&units.until).all(holds), UNIT_FROM, "a version holds on no day")?;
    ensure(units.code.iter().all(is_text), UNIT_CODES, "a code is no text")?;
    ensure(units.name.iter().all(|name| is_text(name) || *name == NONE), UNIT_NAMES, "a name is no text")
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

/// The first slot after each subtree: children come after their parents, so one pass from the end will do.
fn ends(parent: &[u32]) -> Vec<u32> {
    let mut end: Vec<u32> = (1..).take(parent.len()).collect();
    for slot in (0..parent.len()).rev() {
        let above = parent[slot] as usize;
        if above < slot {
            end[above] = end[above].max(end[slot]);
        }
    }
    end
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

/// Slots are a pre-order, siblings by code and time. Texts ascend, and so do codes if their numbers do.
fn check_order(units: &Columns) -> Result<(), ImageError> {
    // The slots that the one looked at may lie in, each with the key of its last child so far.
    let mut open: Vec<(u32, Option<(u32, i32)>)> = Vec::new();
    for slot in 0..units.len() {
        while open.last().is_some_and(|above| units.end(above.0) <= slot) {
            open.pop();
        }
        let home = units.home_parent(slot);
        let Some((above, last)) = open.last_mut() else {
            ensure(home == NONE, UNIT_PARENTS, "a unit does not lie in the range of its parent")?;
            open.push((slot, None));
            continue;
        };
        ensure(*above == home, UNIT_PARENTS, "a unit does not lie in the range of its parent")?;
        let key = Some((units.code[slot as usize], units.from[slot as usize]));
        ensure(*last < key, UNIT_CODES, "siblings do not stand in the order of their codes")?;
        *last = key;
        open.push((slot, None));
    }
    Ok(())
}

/// Versions of a unit share no day, and every parent is strictly above on every day.
fn check_versions(units: &Columns) -> Result<(), ImageError> {
    for slot in 0..units.len() {
        let former = units.former(slot);
        let starts = former.iter().skip(1).map(|former| former.version.from).chain([units.from[slot as usize]]);
        let mut ends = former.iter().map(|former| former.version.until).zip(starts);
        ensure(ends.all(|(end, next)| end <= next), UNIT_FORMER, "two versions of a unit share a day")?;
    }
    let levels = Levels::of(units);
    let latest = units.level.iter().zip(&units.parent).zip(units.from.iter().zip(&units.until));
    let latest = latest.map(|((level, parent), (from, until))| (*level, *parent, (*from, *until)));
    let former = units.all_former().iter().map(|former| former.version);
    let former = former.map(|cells| (cells.level, cells.parent, (cells.from, cells.until)));
    let mut all = latest.chain(former);
    let hangs = |(level, parent, period)| hangs(&levels, level, parent, period);
    ensure(all.all(hangs), UNIT_LEVELS, "a unit is not below its parent")
}

/// Whether a version hangs where one of its level may.
fn hangs(levels: &Levels<'_>, level: u8, parent: u32, period: (i32, i32)) -> bool {
    let required = Level::from_index(u32::from(level)).and_then(Level::required_parent);
    if parent == NONE {
        return required.is_none();
    }
    let may_be = required.map_or(above(level), |required| only(required as u8));
    levels.during(parent, period) & !may_be == 0
}
