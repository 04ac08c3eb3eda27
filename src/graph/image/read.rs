//! From an image to a hierarchy.

use super::head::Head;
use super::sections::Reader;
use super::told::Calendar;
use super::{FINDINGS, HEAD, ImageError, OTHER_NAMES, PLANS, REUSED, TEXT_ENDS, TEXTS};
use super::{findings, head, nodes, plans, units};
use crate::base::{Trie, beside, each};
use crate::draft::{NONE, Rows, Symbols};
use crate::graph::hierarchy::Reused;
use crate::graph::noted::Noted;
use crate::graph::{Committed, Hierarchy, Nodes, Units};
use crate::record::{NodeKind, Relation, Table};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

fn broken(section: super::Section, what: &'static str) -> ImageError {
    ImageError::Broken { section: section.name, what }
}

/// Reads an image from its start to its end.
pub(super) fn read(from: impl Read) -> Result<Hierarchy, ImageError> {
    let mut from = Reader::new(from, 0)?;
    let head = read_head(&mut from)?;
    let (count, codes) = (head.texts, head.codes);
    let (ends, bytes) = read_texts(&mut from, count)?;
    with_texts(head, from, move || symbols(ends, bytes, codes))
}

/// Reads an image in a file, the texts of it beside what comes after them.
pub(super) fn open(path: &Path) -> Result<Hierarchy, ImageError> {
    let (mut texts, mut from) = (Reader::open(path)?, Reader::open(path)?);
    let head = read_head(&mut texts)?;
    let (count, codes) = (head.texts, head.codes);
    for section in [HEAD, TEXT_ENDS, TEXTS] {
        from.skip(section)?;
    }
    let sums = from.sums();
    with_texts(head, from, move || {
        let (ends, bytes) = read_texts(&mut texts, count)?;
        // Another file may have come to this path after the first reader opened it.
        if texts.sums() == sums {
            symbols(ends, bytes, codes)
        } else {
            Err(ImageError::Damaged { section: TEXTS.name })
        }
    })
}

fn read_head<R: Read>(from: &mut Reader<R>) -> Result<Head, ImageError> {
    head::read(&from.numbers::<u8>(HEAD)?)
}

/// Reads what comes after the texts, which are looked at meanwhile.
fn with_texts<R: Read>(
    head: Head,
    mut from: Reader<R>,
    text: impl FnOnce() -> Result<Symbols, ImageError> + Send,
) -> Result<Hierarchy, ImageError> {
    let sources = u32::try_from(head.sources.len()).map_err(|_| broken(HEAD, "there are too many sources"))?;
    let (text, rest) = beside(
        || Some(text()),
        || {
            let units = units::read(&mut from, head.codes)?.checked(head.texts, sources)?;
            Ok::<_, ImageError>((units, read_tables(&mut from, head.texts, sources)?))
        },
    );
    let text = text.ok_or_else(|| broken(TEXTS, "it was not looked at"))??;
    let (units, (others, tables)) = rest?;
    for (kind, nodes) in NodeKind::ALL.iter().skip(1).zip(&others) {
        nodes::check_order(nodes, kind.table(), &text)?;
    }
    let first = first_numbers(units.len(), &others).ok_or_else(|| broken(OTHER_NAMES, "there are too many nodes"))?;
    if !from.numbers::<u32>(OTHER_NAMES)?.is_empty() {
        return Err(broken(OTHER_NAMES, "a code names what no row says"));
    }
    let [.., nodes] = first;
    let reused = read_reused(&from.numbers::<u32>(REUSED)?, text.len(), nodes)?;
    let findings = findings::read(&from.numbers::<u8>(FINDINGS)?)?;
    // Images of the first format know of no journal.
    let has_plans = from.version() > 1;
    let committed = if has_plans { plans::read(&from.numbers::<u8>(PLANS)?)? } else { Committed::default() };
    if !from.is_at_end()? {
        return Err(broken(if has_plans { PLANS } else { FINDINGS }, "the image goes on after it"));
    }
    let hierarchy = Hierarchy {
        is_circular: units.any_circle(),
        levels: units.levels(),
        units: Units::new(units, text.clone()),
        text,
        others,
        first,
        new: Trie::default(),
        lineage: Arc::default(),
        new_lineage: Trie::default(),
        tables,
        stated: Vec::new(),
        links: Vec::new(),
        graph: Arc::new(OnceLock::new()),
        by_symbol: Arc::default(),
        reused: Arc::new(reused),
        renamed: Trie::default(),
        is_reordered: false,
        package: head.package,
        sources: Arc::new(head.sources),
        present: head.present,
        latest_start: None,
        noted: Noted::new(findings),
        quarantined: head.quarantined,
        committed,
    };
    hierarchy.with_indices()
}

/// The nodes that are no units, kind by kind, and the rows of all other tables.
fn read_tables<R: Read>(from: &mut Reader<R>, texts: u32, sources: u32) -> Result<(Vec<Nodes>, Vec<Rows>), ImageError> {
    let (mut others, mut tables) = (Vec::new(), Vec::new());
    for kind in NodeKind::ALL.iter().filter(|kind| **kind != NodeKind::Unit) {
        others.push(nodes::read(from, kind.table(), texts, sources)?);
    }
    for table in Table::ALL {
        let is_of_nodes = table.node().is_some();
        let rows = if is_of_nodes { Rows::new(*table) } else { nodes::read_rows(from, *table, texts, sources)? };
        tables.push(rows.share(*table));
    }
    Ok((others, tables))
}

/// The number of the first node of each kind, and of all nodes.
fn first_numbers(units: u32, others: &[Nodes]) -> Option<[u32; NodeKind::COUNT + 1]> {
    let mut first = [0; NodeKind::COUNT + 1];
    let mut total = units;
    for (number, count) in first.iter_mut().skip(1).zip(others.iter().map(Nodes::len).chain([0])) {
        *number = total;
        total = total.checked_add(count).filter(|total| *total < NONE)?;
    }
    Some(first)
}

impl Hierarchy {
    /// The hierarchy with what can be told from its rows, if they can hold.
    fn with_indices(mut self) -> Result<Self, ImageError> {
        let names = self.names_of_rows().ok_or_else(|| broken(REUSED, "a code names two nodes at once"))?;
        self.by_symbol = Arc::new(names);
        self.check_names()?;
        self.check_outside()?;
        self.links = each(Relation::ALL.to_vec(), |relation| self.said_links(relation)).collect();
        self.stated = each(Table::ALL.to_vec(), |table| self.said_of_nodes(table)).collect();
        self.check_relations()?;
        self.latest_start = self.latest_start_of_tables().max(self.units.columns().latest_start());
        Ok(self)
    }
}

/// Where each text ends, and the texts.
fn read_texts<R: Read>(from: &mut Reader<R>, count: u32) -> Result<(Vec<u32>, Vec<u8>), ImageError> {
    let ends: Vec<u32> = from.column(TEXT_ENDS, count as usize)?;
    let bytes = from.column(TEXTS, ends.last().map_or(0, |end| *end as usize))?;
    Ok((ends, bytes))
}

fn symbols(ends: Vec<u32>, bytes: Vec<u8>, codes: u32) -> Result<Symbols, ImageError> {
    let texts = String::from_utf8(bytes).map_err(|_| broken(TEXTS, "it is not UTF-8"))?;
    let split = if codes == 0 { u32::try_from(ends.len()).unwrap_or(NONE) } else { codes };
    let symbols = Symbols::sorted(texts, ends, split);
    Ok(symbols.ok_or_else(|| broken(TEXT_ENDS, "texts do not ascend, or one ends where none can"))?.share())
}

/// Codes that name one node after another.
fn read_reused(said: &[u32], texts: usize, nodes: u32) -> Result<Reused, ImageError> {
    let (rows, rest) = said.as_chunks::<4>();
    let (mut reused, calendar, mut before) = (Reused::new(), Calendar::new(), None);
    for [symbol, from, until, node] in rows.iter().copied() {
        let period = calendar.period(from.cast_signed(), until.cast_signed());
        let period = period.filter(|_| (symbol as usize) < texts && node < nodes);
        let period = period.ok_or_else(|| broken(REUSED, "a code names nothing, or on no day"))?;
        let is_next = before == Some(symbol);
        let known = reused.entry(symbol).or_default();
        let follows = known.last().is_none_or(|last| last.0.raw().1 <= period.raw().0);
        if known.is_empty() == is_next || !follows {
            return Err(broken(REUSED, "a code names two nodes at once"));
        }
        known.push((period, node));
        before = Some(symbol);
    }
    if rest.is_empty() { Ok(reused) } else { Err(broken(REUSED, "a name is cut off")) }
}
