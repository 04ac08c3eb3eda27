//! From a hierarchy to an image.

use super::sections::{Number, Section, Writer};
use super::{
    FINDINGS, HEAD, OTHER_NAMES, PLANS, Part, REUSED, TEXT_ENDS, TEXTS, UNIT_BOUNDS, UNIT_CODES, UNIT_FORMER,
    UNIT_HOUSEHOLDS, UNIT_INFERRED, UNIT_KINDS, UNIT_LEVELS, UNIT_LINES, UNIT_NAMES, UNIT_OUTSIDE, UNIT_PARENTS,
    UNIT_SOURCES, UNUSUAL_BOUNDS, UNUSUAL_HOUSEHOLDS, UNUSUAL_KINDS, UNUSUAL_NAMES, findings, head, of_table, plans,
};
use crate::base::Period;
use crate::draft::{NONE, Rows};
use crate::graph::Hierarchy;
use crate::graph::column::WORD;
use crate::graph::version::VersionCells;
use crate::record::{NodeKind, Table};
use std::io::{self, Write};

/// New numbers of what a hierarchy needs, which no input decides.
#[derive(Debug)]
struct Numbering {
    /// The new number of each old one; [`NONE`] of those that are not needed.
    new: Vec<u32>,
    /// The old numbers in the order of the new ones.
    order: Vec<u32>,
}

impl Numbering {
    fn new(count: usize) -> Self {
        Self { new: vec![NONE; count], order: Vec::new() }
    }

    /// Needs an old number: new ones come in the order in which they are first needed.
    fn need(&mut self, old: u32) {
        let next = u32::try_from(self.order.len()).unwrap_or(NONE);
        if let Some(new) = self.new.get_mut(old as usize).filter(|new| **new == NONE) {
            *new = next;
            self.order.push(old);
        }
    }

    /// Numbers all that is needed in another order, but for so many of the first.
    fn sort_by_text<'t>(&mut self, first: usize, text: impl Fn(u32) -> &'t str) {
        // Each text is two look-ups away: it is looked up once.
        let mut texts: Vec<(&str, u32)> = self.order.iter().skip(first).map(|old| (text(*old), *old)).collect();
        texts.sort_by_key(|text| text.0);
        self.order.truncate(first);
        let mut last = None;
        for (text, old) in texts {
            // What was masked may say the same as another that was.
            if last.replace(text) != Some(text) {
                self.order.push(old);
            }
            let new = u32::try_from(self.order.len()).unwrap_or(NONE).saturating_sub(1);
            self.new.get_mut(old as usize).into_iter().for_each(|number| *number = new);
        }
    }

    fn of(&self, old: u32) -> u32 {
        self.new.get(old as usize).copied().unwrap_or(NONE)
    }
}

/// What is written, with its own numbers of texts and sources.
struct Image<'h> {
    hierarchy: &'h Hierarchy,
    texts: Numbering,
    /// How many of the first texts are the codes of the units in the slots of the same numbers.
    codes: u32,
    sources: Numbering,
    /// Codes that name one node after another, by their texts.
    reused: Vec<(u32, &'h [(Period, u32)])>,
}

/// Writes a hierarchy that events have not touched.
pub(super) fn write(hierarchy: &Hierarchy, into: impl Write) -> io::Result<()> {
    let image = Image::of(hierarchy);
    let mut out = Writer::new(into)?;
    out.slice(HEAD, &head::told(hierarchy, (image.texts.order.len(), image.codes), &image.sources.order))?;
    image.write_texts(&mut out)?;
    image.write_units(&mut out)?;
    for table in tables() {
        image.write_table(&mut out, table)?;
    }
    image.write_names(&mut out)?;
    out.slice(FINDINGS, &findings::told(hierarchy.findings()))?;
    out.slice(PLANS, &plans::told(&hierarchy.committed))?;
    out.flush()
}

impl<'h> Image<'h> {
    fn of(hierarchy: &'h Hierarchy) -> Self {
        let text = |symbol: u32| hierarchy.text.get(symbol);
        let mut reused: Vec<(u32, &[(Period, u32)])> =
            hierarchy.reused.iter().map(|(symbol, nodes)| (*symbol, nodes.as_slice())).collect();
        reused.sort_by_key(|reused| text(reused.0));
        let (texts, sources) = (Numbering::new(hierarchy.text.len()), Numbering::new(hierarchy.sources.len()));
        let mut image = Self { hierarchy, texts, codes: 0, sources, reused };
        image.number();
        image
    }

    fn number(&mut self) {
        let hierarchy = self.hierarchy;
        // Codes first: in the order of units they mostly ascend already, and then are numbered like them.
        let columns = hierarchy.units.columns();
        let codes = || (0..columns.len()).map(|slot| columns.code(slot));
        codes().for_each(|code| self.texts.need(code));
        if codes().map(|code| hierarchy.text.get(code)).is_sorted_by(|one, next| one < next) {
            self.codes = columns.len();
        }
        for cells in units(hierarchy) {
            self.sources.need(cells.source);
            for symbol in [cells.code, cells.name, cells.outside] {
                self.texts.need(symbol);
            }
        }
        for table in tables() {
            let rows = hierarchy.rows(table);
            for row in 0..rows.len() {
                self.sources.need(rows.place(row).0);
                let cells = table.columns().iter().zip(rows.row(row));
                cells.filter(|(spec, _)| spec.cell.is_text()).for_each(|(_, symbol)| self.texts.need(*symbol));
            }
        }
        self.texts.sort_by_text(self.codes as usize, |symbol| hierarchy.text.get(symbol));
    }

    fn write_texts<W: Write>(&self, out: &mut Writer<W>) -> io::Result<()> {
        let (mut texts, mut ends) = (String::new(), Vec::with_capacity(self.texts.order.len()));
        for symbol in &self.texts.order {
            texts.push_str(self.hierarchy.text.get(*symbol));
            ends.push(u32::try_from(texts.len()).unwrap_or(NONE));
        }
        out.slice(TEXT_ENDS, &ends)?;
        out.slice(TEXTS, texts.as_bytes())
    }

    fn write_units<W: Write>(&self, out: &mut Writer<W>) -> io::Result<()> {
        let columns = self.hierarchy.units.columns();
        let count = columns.len() as usize;
        let latest = || (0..columns.len()).map(|slot| columns.latest(slot));
        out.slice(UNIT_PARENTS, &columns.parent)?;
        out.slice(UNIT_LEVELS, &columns.level)?;
        let inferred: Vec<u32> = (0..).zip(latest()).filter(|(_, cells)| cells.inferred).map(|found| found.0).collect();
        out.slice(UNIT_INFERRED, &inferred)?;
        write_column(out, (UNIT_KINDS, UNUSUAL_KINDS), count, |slot| columns.kind.at(slot))?;
        write_column(out, (UNIT_BOUNDS, UNUSUAL_BOUNDS), count, |slot| columns.bounds.at(slot))?;
        write_column(out, (UNIT_HOUSEHOLDS, UNUSUAL_HOUSEHOLDS), count, |slot| columns.households.at(slot))?;
        write_column(out, (UNIT_NAMES, UNUSUAL_NAMES), count, |slot| self.texts.of(columns.name.at(slot)))?;
        if self.codes == 0 {
            out.numbers(UNIT_CODES, count, columns.code.iter().map(|symbol| self.texts.of(*symbol)))?;
        }
        out.slice(UNIT_LINES, &columns.line)?;
        out.slice(UNIT_SOURCES, &self.runs(latest().map(|cells| cells.source)))?;
        let outside = (0..).zip(latest()).filter(|(_, cells)| cells.outside != NONE);
        let outside: Vec<u32> = outside.flat_map(|(slot, cells)| [slot, self.texts.of(cells.outside)]).collect();
        out.slice(UNIT_OUTSIDE, &outside)?;
        let former = columns.all_former().iter().flat_map(|former| self.former(former.slot, former.version));
        out.slice(UNIT_FORMER, &former.collect::<Vec<u32>>())
    }

    /// A former version, in numbers.
    fn former(&self, slot: u32, cells: VersionCells) -> [u32; super::units::FORMER] {
        let [code, name, outside] = [cells.code, cells.name, cells.outside].map(|symbol| self.texts.of(symbol));
        let [from, until] = [cells.from, cells.until].map(i32::cast_unsigned);
        let [level, kind, inferred] = [cells.level, cells.kind, u8::from(cells.inferred)].map(u32::from);
        let source = self.sources.of(cells.source);
        let (parent, households, line) = (cells.parent, cells.households, cells.line);
        [slot, code, name, parent, outside, households, from, until, line, source, level, kind, inferred]
    }

    /// Where each run of rows of one source starts, and the source.
    fn runs(&self, sources: impl Iterator<Item = u32>) -> Vec<u32> {
        let (mut runs, mut last) = (Vec::new(), NONE);
        for (row, source) in (0..).zip(sources) {
            if source != last || row == 0 {
                runs.extend([row, self.sources.of(source)]);
            }
            last = source;
        }
        runs
    }

    fn write_table<W: Write>(&self, out: &mut Writer<W>, table: Table) -> io::Result<()> {
        let rows = self.hierarchy.rows(table);
        if let Some(nodes) = table.node().and_then(|kind| self.hierarchy.nodes(kind)) {
            let first: Vec<u32> = (0..nodes.len()).map(|node| nodes.versions(node).start).collect();
            out.slice(of_table(table, Part::First), &first)?;
        }
        let cells = (0..rows.len()).flat_map(|row| self.cells(table, rows, row));
        out.numbers(of_table(table, Part::Cells), rows.len() as usize * (table.columns().len() + 1), cells)?;
        out.slice(of_table(table, Part::Sources), &self.runs((0..rows.len()).map(|row| rows.place(row).0)))
    }

    /// The cells of a row and its line.
    fn cells<'r>(&'r self, table: Table, rows: &'r Rows, row: u32) -> impl Iterator<Item = u32> + 'r {
        let is_text = move |column: usize| table.columns().get(column).is_some_and(|spec| spec.cell.is_text());
        let cells = rows.row(row).iter().enumerate();
        cells.map(move |(column, value)| if is_text(column) { self.texts.of(*value) } else { *value })
    }

    fn write_names<W: Write>(&self, out: &mut Writer<W>) -> io::Result<()> {
        // What a code names is what rows say: the section is of the format, and has nothing to add.
        out.slice::<u32>(OTHER_NAMES, &[])?;
        let mut reused: Vec<u32> = Vec::new();
        for (symbol, nodes) in &self.reused {
            for (period, node) in *nodes {
                let (from, until) = period.raw();
                reused.extend([self.texts.of(*symbol), from.cast_unsigned(), until.cast_unsigned(), *node]);
            }
        }
        out.slice(REUSED, &reused)
    }
}

/// Writes what slots say: where more than half of them say the same, that first, and then of the others only.
fn write_column<W: Write, T: Number + PartialEq>(
    out: &mut Writer<W>,
    (values, unusual): (Section, Section),
    count: usize,
    at: impl Fn(usize) -> T,
) -> io::Result<()> {
    let Some(usual) = usual((0..count).map(&at)) else {
        out.numbers(values, count, (0..count).map(at))?;
        return out.slice::<u32>(unusual, &[]);
    };
    let mut bits = vec![0; count.div_ceil(WORD)];
    let others: Vec<usize> = (0..count).filter(|slot| at(*slot) != usual).collect();
    for slot in &others {
        bits.get_mut(slot / WORD).into_iter().for_each(|word| *word |= 1 << (slot % WORD));
    }
    out.numbers(values, 1 + others.len(), std::iter::once(usual).chain(others.into_iter().map(at)))?;
    out.slice::<u32>(unusual, &bits)
}

/// What more than half say, if there is such a thing.
fn usual<T: Copy + PartialEq>(all: impl Iterator<Item = T> + Clone) -> Option<T> {
    // Each that says something else takes one of those away that said the same: only what most say can be left.
    let (mut left, mut ahead) = (None, 0);
    for said in all.clone() {
        match left {
            Some(likely) if likely == said => ahead += 1,
            Some(_) if ahead > 0 => ahead -= 1,
            Some(_) | None => (left, ahead) = (Some(said), 1),
        }
    }
    let (same, other) =
        all.fold((0, 0), |(same, other), said| if Some(said) == left { (same + 1, other) } else { (same, other + 1) });
    left.filter(|_| same > other)
}

/// Every table but `units`: those of nodes first, kind by kind.
fn tables() -> impl Iterator<Item = Table> {
    let of_nodes = NodeKind::ALL.iter().map(|kind| kind.table()).filter(|table| *table != Table::Units);
    of_nodes.chain(Table::ALL.iter().copied().filter(|table| table.node().is_none()))
}

/// What every version of a unit says: the latest ones by slot, then the former ones.
fn units(hierarchy: &Hierarchy) -> impl Iterator<Item = VersionCells> + '_ {
    let columns = hierarchy.units.columns();
    let latest = (0..columns.len()).map(|slot| columns.latest(slot));
    latest.chain(columns.all_former().iter().map(|former| former.version))
}
