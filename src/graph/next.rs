//! The next version of a hierarchy: what edits touch is checked and told anew, and all else is shared.

use super::build::inferred_kind;
use super::columns::NO_KIND;
use super::edited::{CHANGES, Touched, is_dated};
use super::neighbourhood::{Neighbourhood, Told};
use super::sequence::Place;
use super::version::VersionCells;
use super::{Edits, Hierarchy, Link, RowAt};
use crate::base::{Day, Level, Period};
use crate::draft::{NONE, RowId};
use crate::record::{NodeKind, Relation, Table, unit_column};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// How many texts each version has for itself at most.
const UNSHARED_TEXTS: usize = 256;

/// A version while it is made.
pub(super) struct Next<'h> {
    before: &'h Hierarchy,
    after: Hierarchy,
    pub(super) neighbourhood: Neighbourhood,
    edits: &'h Edits,
    /// The number of each node of the small draft.
    numbers: BTreeMap<RowId, u32>,
    /// What is told anew of each node.
    rows: BTreeMap<u32, Vec<Told>>,
    touched: Touched,
    /// Where rows follow on rows: rows that say something else in their place, and nodes all of whose rows are told anew.
    replaced: BTreeSet<RowAt>,
    moved: BTreeSet<u32>,
    /// Nodes of which a table says something else: the rows that are gone, and those that are new.
    stated: BTreeMap<(Table, u32), [Vec<u32>; 2]>,
    /// The latest days on which what goes and what comes starts.
    starts: [Option<Day>; 2],
    /// Whether the parent of a unit that is told anew was or is outside.
    any_outside: bool,
    source: u32,
}

impl<'h> Next<'h> {
    pub(super) fn new(before: &'h Hierarchy, neighbourhood: Neighbourhood, edits: &'h Edits, source: u32) -> Self {
        let mut after = before.clone();
        after.graph = Arc::new(OnceLock::new());
        Self {
            before,
            after,
            neighbourhood,
            edits,
            numbers: BTreeMap::new(),
            rows: BTreeMap::new(),
            touched: Touched::default(),
            replaced: BTreeSet::new(),
            moved: BTreeSet::new(),
            stated: BTreeMap::new(),
            starts: [None; 2],
            any_outside: false,
            source,
        }
    }

    pub(super) fn run(mut self) -> Option<(Hierarchy, Touched)> {
        self.forget()?;
        self.number()?;
        self.name()?;
        let placed: Vec<RowAt> = self.place_nodes()?;
        let placed = placed.into_iter().chain(self.place_relations()?).collect::<Vec<_>>();
        if self.after.text.unshared() > UNSHARED_TEXTS {
            self.after.text = std::mem::take(&mut self.after.text).share();
        }
        self.after.units.set_text(self.after.text.clone());
        for at in placed {
            self.link(at);
        }
        self.state();
        self.tell_of_itself();
        Some((self.after, self.touched))
    }

    /// Takes away what is gone or told anew.
    fn forget(&mut self) -> Option<()> {
        let before = self.before;
        let nodes: Vec<RowAt> = if self.neighbourhood.names.is_some() {
            self.rows_that_end()
        } else {
            self.neighbourhood.nodes.iter().flat_map(|node| before.rows_of(*node)).collect()
        };
        self.touched.changed.extend(&self.neighbourhood.nodes);
        for at in nodes.into_iter().chain(self.neighbourhood.gone.clone()) {
            let (table, row) = at;
            if is_dated(table) {
                self.starts[0] = self.starts[0].max(before.row_period(at).from());
            }
            if table == Table::Units {
                let cells = before.units.cells(before.version_of(row));
                self.any_outside |= cells.outside != NONE;
                self.touched.beside.extend(Some(cells.parent).filter(|parent| *parent != NONE));
                let count = self.after.levels.get_mut(usize::from(cells.level))?;
                *count = count.saturating_sub(1);
                continue;
            }
            for (relation, link) in before.links_of(at) {
                self.touched.beside.extend([link.from, link.to]);
                self.touched.gone.push((relation, link));
                self.after.links.get_mut(relation as usize)?.remove(link);
            }
            if let Some(node) = before.stated_of(at) {
                self.stated.entry((table, node)).or_default()[0].push(row);
                self.touched.beside.insert(node);
            }
            if !self.replaced.contains(&at) {
                self.after.rows_mut(table)?.forget(row);
            }
        }
        Some(())
    }

    /// Where rows follow on rows, those that say another end. A row that events have added says it in its place; all
    /// others of the nodes stay as they are, unless they would not stand beside it.
    fn rows_that_end(&mut self) -> Vec<RowAt> {
        let mut rows: Vec<RowAt> = Vec::new();
        let Neighbourhood { told, known, .. } = &self.neighbourhood;
        for node in &self.neighbourhood.nodes {
            let (kind, at) = self.before.kind(*node);
            let is_own = |told: &&Told| known.get(&(told.table, told.row)) == Some(node);
            // Rows of several nodes of one table would come between each other.
            let is_alone = || told.iter().filter(|told| told.table == kind.table()).all(|told| is_own(&told));
            if self.before.nodes(kind).is_some_and(|nodes| !nodes.are_last(at) || !is_alone()) {
                rows.extend(self.before.rows_of(*node));
                self.moved.insert(*node);
            }
        }
        let ends = self.neighbourhood.told.iter().filter_map(|told| told.was).filter(|at| at.0.node().is_some());
        for at in ends.filter(|at| !self.moved.contains(&self.before.node_of(*at))) {
            rows.push(at);
            self.replaced.insert(at);
        }
        rows
    }

    /// Gives every node of the small draft a number: its own if it had one, else a new one.
    fn number(&mut self) -> Option<()> {
        let mut groups: BTreeMap<RowId, Vec<Told>> = BTreeMap::new();
        let checked = &self.neighbourhood.checked;
        for told in self.neighbourhood.told.iter().filter(|told| told.table.node().is_some()) {
            groups.entry(checked.node_of(told.table, told.row)?).or_default().push(*told);
        }
        for ((table, row), node) in &self.neighbourhood.known {
            if !self.neighbourhood.nodes.contains(node) {
                self.numbers.insert(checked.node_of(*table, *row)?, *node);
            }
        }
        let mut taken = BTreeSet::new();
        for (local, rows) in groups {
            let was = |told: &Told| self.neighbourhood.known.get(&(told.table, told.row)).copied();
            let kind = rows.first()?.table.node()?;
            let known = rows.iter().filter_map(was).filter(|node| self.before.kind(*node).0 == kind);
            let number = known.filter(|node| !taken.contains(node)).min();
            let number = number.unwrap_or_else(|| {
                let number = self.after.node_count();
                self.after.new.insert(number - self.after.laid_out_count(), kind);
                number
            });
            taken.insert(number);
            self.numbers.insert(local, number);
            self.touched.changed.insert(number);
            self.rows.insert(number, rows);
        }
        for gone in self.neighbourhood.nodes.iter().filter(|node| !taken.contains(node)) {
            self.rows.insert(*gone, Vec::new());
        }
        Some(())
    }

    /// Says which nodes codes name.
    fn name(&mut self) -> Option<()> {
        if let Some(names) = self.neighbourhood.names.take() {
            for naming in &names {
                let (checked, (table, row)) = (&self.neighbourhood.checked, naming.row);
                let node = *self.numbers.get(&checked.node_of(table, row)?)?;
                let code = checked.draft.rows(table).cell(row, 0);
                let known = self.neighbourhood.texts.known(code);
                let symbol = known.map_or_else(|| self.after.text.intern(checked.draft.text.get(code)), Some)?;
                self.after.renamed.insert(symbol, naming.named(self.before, node)?);
            }
            self.neighbourhood.names = Some(names);
            return Some(());
        }
        for code in &self.neighbourhood.codes {
            let checked = &self.neighbourhood.checked;
            let named = checked.nodes.named(*code);
            let number = |(period, node): (Period, RowId)| Some((period, *self.numbers.get(&node)?));
            let named: Vec<(Period, u32)> = named.into_iter().filter_map(number).collect();
            let known = self.neighbourhood.texts.known(*code);
            let symbol = known.map_or_else(|| self.after.text.intern(checked.draft.text.get(*code)), Some)?;
            let (reused, one) = self.before.named(symbol);
            let known: Vec<(Period, u32)> =
                reused.iter().copied().chain(one.map(|one| (Period::ALWAYS, one))).collect();
            if known != named {
                if !self.neighbourhood.is_renamed && !known.is_empty() && !named.is_empty() {
                    return None;
                }
                self.after.renamed.insert(symbol, named.into());
            }
        }
        Some(())
    }

    /// The cells of a row that is told anew, as the next version has them, and its place.
    fn cells(&mut self, told: Told) -> Option<(Vec<u32>, (u32, u32))> {
        let draft = &self.neighbourhood.checked.draft;
        let rows = draft.rows(told.table);
        let mut cells = Vec::with_capacity(told.table.columns().len());
        for (column, spec) in told.table.columns().iter().enumerate() {
            let value = rows.cell(told.row, column);
            let is_text = spec.cell.is_text() && value != NONE;
            let known = self.neighbourhood.texts.known(value).filter(|_| is_text);
            cells.push(match known {
                Some(known) => known,
                None if is_text => self.after.text.intern(draft.text.get(value))?,
                None => value,
            });
        }
        Some((cells, rows.place(told.row)))
    }

    /// Places the rows of nodes. Answers those of all tables but units.
    fn place_nodes(&mut self) -> Option<Vec<RowAt>> {
        let mut placed = Vec::new();
        let numbers: Vec<u32> = self.rows.keys().copied().collect();
        for (number, mut rows) in std::mem::take(&mut self.rows) {
            let draft = &self.neighbourhood.checked.draft;
            rows.sort_by_key(|told| draft.rows(told.table).bounds(told.row));
            let (kind, at) = self.after.kind(number);
            if kind == NodeKind::Unit {
                self.place_unit(number, &rows)?;
                continue;
            }
            let table = kind.table();
            let mut start = self.after.rows(table).len();
            if self.moved.contains(&number) {
                let is_told = |at: &RowAt| rows.iter().any(|told| told.was == Some(*at));
                for at in self.before.each_row_of(number).filter(|at| !is_told(at)) {
                    let (source, line) = self.before.place_of(at);
                    let cells = self.before.cells(at);
                    self.after.rows_mut(table)?.push(source, line, cells.get(..table.columns().len())?);
                }
            } else if self.neighbourhood.names.is_some() && number < self.before.node_count() {
                start = self.before.nodes(kind)?.versions(at).start;
            }
            for told in rows {
                let (cells, (source, line)) = self.cells(told)?;
                let rows = self.after.rows_mut(table)?;
                let place = told.was.filter(|at| self.replaced.contains(at));
                if let Some((_, row)) = place {
                    rows.replace(row, source, line, &cells).then_some(())?;
                    placed.push((table, row));
                } else {
                    rows.push(source, line, &cells);
                    placed.push((table, rows.len() - 1));
                }
            }
            let end = self.after.rows(table).len();
            if self.moved.contains(&number) {
                placed.retain(|placed| placed.0 != table || placed.1 < start);
                placed.extend((start..end).map(|row| (table, row)));
            }
            let latest = placed.iter().filter(|placed| placed.0 == table && placed.1 >= start);
            let latest = latest.filter_map(|placed| self.after.rows(table).period(placed.1).from()).max();
            self.starts[1] = self.starts[1].max(latest);
            let nodes = self.after.others.get_mut((kind as usize).checked_sub(1)?)?;
            self.after.is_reordered |= nodes.set(at, start..end);
        }
        let units: Vec<u32> =
            numbers.into_iter().filter(|number| self.after.kind(*number).0 == NodeKind::Unit).collect();
        if units.iter().any(|slot| self.is_in_circle(*slot)) { None } else { Some(placed) }
    }

    fn place_unit(&mut self, slot: u32, rows: &[Told]) -> Option<()> {
        let mut versions = Vec::with_capacity(rows.len());
        for told in rows {
            let version = self.version(*told)?;
            self.any_outside |= version.outside != NONE;
            self.touched.beside.extend(Some(version.parent).filter(|parent| *parent != NONE));
            *self.after.levels.get_mut(usize::from(version.level))? += 1;
            let from = Period::from_raw(version.from, version.until).and_then(Period::from);
            self.starts[1] = self.starts[1].max(from);
            versions.push(version);
        }
        let shares_code = versions.iter().any(|version| !self.after.named(version.code).0.is_empty());
        let units = &mut self.after.units;
        let has_moved = if self.neighbourhood.names.is_some() && slot < self.before.node_count() {
            let goes_on = rows.first().is_some_and(|told| told.was.is_some());
            units.follow(slot, versions, goes_on, shares_code)
        } else {
            units.set(slot, versions, shares_code)
        };
        self.after.is_reordered |= has_moved;
        Some(())
    }

    /// Whether the latest placements of a unit run in a circle: then they have no order.
    fn is_in_circle(&self, slot: u32) -> bool {
        let mut above = slot;
        for _ in 0..=2 * Level::COUNT {
            let latest = self.after.units.latest(above);
            above = latest.map_or(NONE, |latest| self.after.units.parent_of(latest));
            if above == NONE {
                return false;
            }
        }
        true
    }

    /// What a row of `units` says that is told anew.
    fn version(&mut self, told: Told) -> Option<VersionCells> {
        let (cells, (source, line)) = self.cells(told)?;
        let cell = |column: usize| cells.get(column).copied().unwrap_or(NONE);
        let checked = &self.neighbourhood.checked;
        let parent = checked.parents.get(told.row as usize).copied().filter(|parent| *parent != NONE);
        let parent = match parent {
            Some(parent) => *self.numbers.get(&parent)?,
            None => NONE,
        };
        let level = cell(unit_column::LEVEL);
        let said = u8::try_from(cell(unit_column::KIND)).unwrap_or(NO_KIND);
        let code = checked.draft.rows(Table::Units).cell(told.row, unit_column::CODE);
        let inferred = if said == NO_KIND { inferred_kind(&checked.draft, code, level) } else { None };
        let (from, until) = checked.draft.rows(Table::Units).bounds(told.row);
        Some(VersionCells {
            code: cell(unit_column::CODE),
            name: cell(unit_column::NAME),
            parent,
            outside: if parent == NONE { cell(unit_column::PARENT) } else { NONE },
            households: cell(unit_column::HOUSEHOLDS),
            from,
            until,
            line,
            source,
            level: u8::try_from(level).ok()?,
            kind: inferred.unwrap_or(said),
            inferred: inferred.is_some(),
        })
    }

    /// Places the rows of relations.
    fn place_relations(&mut self) -> Option<Vec<RowAt>> {
        let mut placed = Vec::new();
        for told in self.neighbourhood.told.clone() {
            if told.table.node().is_some() {
                continue;
            }
            let (cells, (source, line)) = self.cells(told)?;
            let rows = self.after.rows_mut(told.table)?;
            rows.push(source, line, &cells);
            let row = rows.len() - 1;
            if is_dated(told.table) {
                self.starts[1] = self.starts[1].max(rows.period(row).from());
            }
            placed.push((told.table, row));
            if told.table == Table::Lineage {
                let day = self.after.day_of_lineage(row);
                for code in self.after.codes_of_lineage(row) {
                    let known = self.after.new_lineage.get(code);
                    let rows = known.map(|known| &*known.1).unwrap_or_default();
                    let latest = known.map_or(day, |known| known.0.max(day));
                    let rows: Arc<[u32]> = [rows, &[row]].concat().into();
                    self.after.new_lineage.insert(code, (latest, rows));
                }
            }
        }
        Some(placed)
    }

    /// Ties what a placed row names.
    fn link(&mut self, at: RowAt) {
        for (relation, link) in self.after.links_of(at) {
            self.touched.beside.extend([link.from, link.to]);
            self.touched.came.push((relation, link));
            self.after.links.get_mut(relation as usize).into_iter().for_each(|links| links.add(link));
        }
        if let Some(node) = self.after.stated_of(at) {
            self.touched.beside.insert(node);
            self.stated.entry((at.0, node)).or_default()[1].push(at.1);
        }
    }

    /// Puts in order what tables say of nodes.
    fn state(&mut self) {
        for ((table, node), [gone, new]) in std::mem::take(&mut self.stated) {
            if table == Table::Posts {
                self.touched.posts.insert(node);
            }
            let Some(stated) = self.after.stated.get(table.index()) else { continue };
            let mut rows = stated.sequence(node);
            // What a row names may be elsewhere than it was: then all are sorted when they are asked for.
            let is_sorted = |version: &Hierarchy| !version.is_reordered;
            for row in gone {
                let before = |known: u32| self.before.compare_rows(table, known, row).is_lt();
                let likely = if is_sorted(self.before) { rows.place(before) } else { (0, 0) };
                let is_it = |found: &(Place, u32)| found.1 == row;
                let found = rows.from(likely).find(is_it).or_else(|| rows.from((0, 0)).find(is_it));
                if let Some((place, _)) = found {
                    rows.remove(place);
                }
            }
            for row in new {
                // Of rows that are equal the one that was there first comes first.
                let before = |known: u32| !is_sorted(&self.after) || self.after.compare_rows(table, known, row).is_le();
                rows.insert(rows.place(before), row);
            }
            self.after.stated.get_mut(table.index()).into_iter().for_each(|stated| stated.set(node, rows.clone()));
        }
    }

    /// What the version says of itself as a whole.
    fn tell_of_itself(&mut self) {
        for (row, _) in &self.edits.added {
            self.after.present.get_mut(row.table().index()).into_iter().for_each(|present| *present = true);
        }
        if !self.edits.added.is_empty() && self.source as usize == self.before.sources.len() {
            let mut sources = self.before.sources.to_vec();
            sources.push((CHANGES.to_owned(), None));
            self.after.sources = Arc::new(sources);
        }
        let [gone, came] = self.starts;
        let is_lost = gone.is_some() && gone == self.before.latest_start && came < gone;
        let latest = if is_lost { self.after.find_latest_start() } else { self.before.latest_start.max(came) };
        self.after.latest_start = latest;
        let (mut noted, vanished) = self.before.noted.after(self.before, self.edits);
        self.touched.findings[0].extend(vanished);
        if self.any_outside {
            noted.tell_anew();
            let known = |hierarchy: &Hierarchy| {
                let is_unit = |node: &u32| hierarchy.kind(*node).0 == NodeKind::Unit;
                let nodes = self.touched.changed.iter().filter(|node| **node < hierarchy.node_count());
                hierarchy.outside_of(nodes.copied().filter(is_unit))
            };
            let [before, after] = [self.before, &self.after].map(known);
            self.touched.findings[0].extend(before);
            self.touched.findings[1].extend(after);
        }
        self.after.noted = noted;
    }
}

impl Hierarchy {
    /// The rows of a table other than `units`, to change them.
    fn rows_mut(&mut self, table: Table) -> Option<&mut crate::draft::Rows> {
        match table.node() {
            None => self.tables.get_mut(table.index()),
            Some(kind) => {
                (kind as usize).checked_sub(1).and_then(|at| self.others.get_mut(at)).map(|nodes| &mut nodes.rows)
            }
        }
    }

    /// The ties that a row of any table but `units` makes.
    fn links_of(&self, (table, row): RowAt) -> Vec<(Relation, Link)> {
        let of_table = Relation::ALL.iter().copied().filter(|relation| relation.cells().0 == table);
        of_table.filter_map(|relation| Some((relation, self.link_of(relation, row)?))).collect()
    }

    /// The node that a row says something of.
    pub(super) fn stated_of(&self, (table, row): RowAt) -> Option<u32> {
        let rows = self.rows(table);
        self.named_in(rows.cell(row, table.subject()?), rows.period(row))
    }
}
