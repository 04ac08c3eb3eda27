//! From a hierarchy to an image.

use super::sections::Writer;
use super::{
    FINDINGS, HEAD, OTHER_NAMES, Part, REUSED, TEXT_ENDS, TEXTS, UNIT_CODES, UNIT_FORMER, UNIT_FROM, UNIT_HOUSEHOLDS,
    UNIT_INFERRED, UNIT_KINDS, UNIT_LEVELS, UNIT_LINES, UNIT_NAMES, UNIT_OUTSIDE, UNIT_PARENTS, UNIT_SOURCES,
    UNIT_UNTIL, findings, head, of_table,
};
use crate::base::Period;
use crate::draft::{NONE, Rows};
use crate::graph::Hierarchy;
use crate::graph::columns::VersionCells;
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

    /// Numbers all that is needed in another order.
    fn sort_by_text<'t>(&mut self, text: impl Fn(u32) -> &'t str) {
        // Each text is two look-ups away: it is looked up once.
        let mut texts: Vec<(&str, u32)> = self.order.iter().map(|old| (text(*old), *old)).collect();
        texts.sort_by_key(|text| text.0);
        self.order = texts.into_iter().map(|text| text.1).collect();
        for (new, old) in (0..).zip(&self.order) {
            self.new.get_mut(*old as usize).into_iter().for_each(|number| *number = new);
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
    sources: Numbering,
    /// Codes that no row of the node that they name has, and the node.
    others: Vec<(u32, u32)>,
    /// Codes that name one node after another, by their texts.
    reused: Vec<(u32, &'h [(Period, u32)])>,
}

/// Writes a hierarchy that events have not touched.
pub(super) fn write(hierarchy: &Hierarchy, into: impl Write) -> io::Result<()> {
    let image = Image::of(hierarchy);
    let mut out = Writer::new(into)?;
    out.slice(HEAD, &head::told(hierarchy, &image.sources.order))?;
    image.write_texts(&mut out)?;
    image.write_units(&mut out)?;
    for table in tables() {
        image.write_table(&mut out, table)?;
    }
    image.write_names(&mut out)?;
    out.slice(FINDINGS, &findings::told(&hierarchy.findings))?;
    out.flush()
}

impl<'h> Image<'h> {
    fn of(hierarchy: &'h Hierarchy) -> Self {
        let text = |symbol: u32| hierarchy.text.get(symbol);
        let named = hierarchy.names_of_rows().unwrap_or_default();
        let is_other = |(symbol, node): &(u32, u32)| {
            let known = named.get(*symbol as usize).copied().unwrap_or(NONE);
            *node != NONE && known == NONE && !hierarchy.reused.contains_key(symbol)
        };
        let mut others: Vec<(u32, u32)> = (0..).zip(hierarchy.by_symbol.iter().copied()).filter(is_other).collect();
        others.sort_by_key(|other| text(other.0));
        let mut reused: Vec<(u32, &[(Period, u32)])> =
            hierarchy.reused.iter().map(|(symbol, nodes)| (*symbol, nodes.as_slice())).collect();
        reused.sort_by_key(|reused| text(reused.0));
        let (texts, sources) = (Numbering::new(hierarchy.text.len()), Numbering::new(hierarchy.sources.len()));
        let mut image = Self { hierarchy, texts, sources, others, reused };
        image.number();
        image
    }

    fn number(&mut self) {
        let hierarchy = self.hierarchy;
        // Codes first: in the order of units they mostly ascend already.
        hierarchy.units.columns().code.iter().for_each(|code| self.texts.need(*code));
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
        let codes = self.others.iter().map(|other| other.0).chain(self.reused.iter().map(|reused| reused.0));
        codes.for_each(|symbol| self.texts.need(symbol));
        self.texts.sort_by_text(|symbol| hierarchy.text.get(symbol));
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
        out.slice(UNIT_KINDS, &columns.kind)?;
        out.numbers(UNIT_INFERRED, count, latest().map(|cells| u8::from(cells.inferred)))?;
        out.slice(UNIT_FROM, &columns.from)?;
        out.slice(UNIT_UNTIL, &columns.until)?;
        out.slice(UNIT_HOUSEHOLDS, &columns.households)?;
        out.numbers(UNIT_CODES, count, columns.code.iter().map(|symbol| self.texts.of(*symbol)))?;
        out.numbers(UNIT_NAMES, count, columns.name.iter().map(|symbol| self.texts.of(*symbol)))?;
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
        let others = self.others.iter().flat_map(|(symbol, node)| [self.texts.of(*symbol), *node]);
        out.slice(OTHER_NAMES, &others.collect::<Vec<u32>>())?;
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
