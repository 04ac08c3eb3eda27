//! Whether a draft can hold: which rows are versions of which node, which ends exist, what runs in a circle. Every
//! structural fault of every row, in one go and without recursion.

mod cycles;
mod forest;
mod identity;
mod leads;
mod lineage;
mod parents;
mod references;
mod representatives;
mod versions;

use super::fault::{About, Fault};
use super::model::{Draft, RowState};
use super::rows::NONE;
use crate::base::within;
use crate::findings::{Findings, Rule};
use crate::record::Table;
#[cfg(feature = "image")]
pub(crate) use cycles::{Link as Chained, is_any_circle};
use identity::Nodes;
pub(crate) use identity::pick;
pub(crate) use references::reference_period;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How often the structure is gone through again while lineage falls, before none of it is believed: each time takes as
/// long as the first, and crafted rows could fall one by one.
const ROUNDS: u32 = 8;

/// The number of a row among the rows of all tables. A node is known by the least of its rows.
pub(crate) type RowId = u32;

/// Where the rows of each table start among the rows of all tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables {
    starts: [RowId; Table::COUNT],
    total: u32,
}

impl Tables {
    pub(crate) fn of(draft: &Draft) -> Self {
        let mut starts = [0; Table::COUNT];
        let mut total = 0;
        for (start, table) in starts.iter_mut().zip(Table::ALL) {
            *start = total;
            total += draft.rows(*table).len();
        }
        Self { starts, total }
    }

    /// The number of rows of all tables.
    pub(crate) const fn total(&self) -> usize {
        self.total as usize
    }

    pub(crate) fn id(&self, table: Table, row: u32) -> RowId {
        self.starts.get(table.index()).map_or(NONE, |start| start + row)
    }

    /// The table of a row and the row within it.
    pub(crate) fn row(&self, id: RowId) -> (Table, u32) {
        // Most rows are of the first table.
        if id < self.starts.get(1).copied().unwrap_or(0) {
            return (Table::Units, id);
        }
        let after = self.starts.partition_point(|start| *start <= id);
        // Tables without rows start where the next one does: the last that starts there has the row.
        let at = after.saturating_sub(1);
        let (table, start) = (Table::ALL.get(at).copied(), self.starts.get(at).copied());
        (table.unwrap_or(Table::Units), id - start.unwrap_or(0))
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Verdict {
    /// It holds.
    Accepted,
    /// A mended copy takes its place.
    Replaced,
    /// It shares a day with another row of its node.
    Extra,
    /// A fault of its own leaves it out.
    Refused,
    /// It names a row that is left out.
    Fallen,
}

/// A draft whose structure was checked (已校验): it knows every structural fault, and builds a hierarchy.
#[derive(Clone)]
pub struct Checked {
    pub(crate) draft: Draft,
    pub(crate) tables: Tables,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) nodes: Nodes,
    /// The node that each row of `units` names as its parent; [`NONE`] for a root.
    pub(crate) parents: Vec<RowId>,
    /// Relations that are left out of rows that stay: row and column.
    pub(crate) dropped: BTreeSet<(RowId, usize)>,
    /// Rows that fall with another: the row, and the rejected row that it falls with.
    pub(crate) falls: Vec<(RowId, RowId)>,
    /// How many of `falls` are rows of units.
    unit_falls: usize,
    /// The rejected row that stands for each refused key that was asked for, by the hash of the key.
    refused: BTreeMap<u64, Option<RowId>>,
    /// Cells that were masked since they name nothing: row, column, and the text they had.
    masked: Vec<(RowId, usize, u32)>,
    /// Rows that name what may be in the part of a table that could not be read.
    cut_off: Vec<(Table, RowId)>,
    /// Rows of lineage that tell which rows are of one node, and the rows of which they tell it.
    recoded: Vec<RowId>,
    /// How often the structure was gone through before, each time with what was left of the rows.
    round: u32,
}

impl fmt::Debug for Checked {
    /// The draft; what was found is told by [`Checked::findings`]. Hashes of keys differ from run to run, and are not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("draft", &self.draft).finish_non_exhaustive()
    }
}

impl Draft {
    /// Checks the structure: every fault of every row is found, in one go.
    pub fn check(self) -> Checked {
        let mut checked = self.unchecked();
        within(|| checked.find_faults());
        checked
    }

    /// Which rows are of one node, of a few rows with the lineage that tells it, and what codes that are used again name;
    /// `None` if a row cannot hold beside the others.
    #[cfg(feature = "image")]
    pub(crate) fn identified(self) -> Option<Checked> {
        let mut checked = self.unchecked();
        checked.identify();
        let holds = checked.verdicts.iter().all(|verdict| *verdict == Verdict::Accepted);
        holds.then_some(checked)
    }

    fn unchecked(self) -> Checked {
        let tables = Tables::of(&self);
        let mut verdicts = vec![Verdict::Accepted; tables.total()];
        for (table, states) in Table::ALL.iter().zip(&self.states) {
            let refused = states.iter().filter(|(_, state)| matches!(state, RowState::Refused | RowState::Undated));
            for (row, _) in refused {
                verdicts.get_mut(tables.id(*table, *row) as usize).into_iter().for_each(|it| *it = Verdict::Refused);
            }
        }
        let dropped = self.dropped.iter().map(|(table, row, column)| (tables.id(*table, *row), *column)).collect();
        Checked {
            draft: self,
            tables,
            verdicts,
            nodes: Nodes::default(),
            parents: Vec::new(),
            dropped,
            falls: Vec::new(),
            unit_falls: 0,
            masked: Vec::new(),
            cut_off: Vec::new(),
            refused: BTreeMap::new(),
            recoded: Vec::new(),
            round: 0,
        }
    }
}

impl Checked {
    /// Finds every structural fault, and which rows hold.
    ///
    /// Which rows are of one node is told by lineage, which falls with rows that are rejected. So that what holds is what
    /// its own rows say, and not what rejected ones did, all is gone through again with what is left while that rejects more.
    fn find_faults(&mut self) {
        loop {
            let levels = self.identify();
            self.hang(&levels);
            self.refer(&levels);
            self.lead();
            if self.recoded.iter().all(|id| self.verdict(*id) == Verdict::Accepted) {
                break;
            }
            self.round += 1;
            if self.round == ROUNDS {
                self.disbelieve_lineage();
            }
        }
        self.forget_replaced();
        self.count_falls();
        self.forget_masked();
    }

    /// Every finding of import and structure, sorted, the least [`Findings::MOST`] of each rule kept.
    pub fn findings(&self) -> Findings {
        let mut findings = Findings::new(Findings::MOST);
        self.draft.faults.each(|fault| findings.push(fault.to_finding(self)));
        findings.finish()
    }

    /// Whether every row of every table holds with all its relations, so that [`Checked::build`] gives a hierarchy.
    ///
    /// A column of personal data, which is an error too, does not hinder it: what was not kept is not missed.
    pub fn is_whole(&self) -> bool {
        let holds = |verdict: &Verdict| matches!(verdict, Verdict::Accepted | Verdict::Replaced);
        self.verdicts.iter().all(holds) && self.dropped.is_empty() && self.draft.cut.iter().all(Option::is_none)
    }

    /// The draft as it was said.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Whether a row of `units` holds.
    pub(crate) fn holds(&self, row: u32) -> bool {
        self.verdict(self.tables.id(Table::Units, row)) == Verdict::Accepted
    }

    /// The node that a row of a node table is a version of.
    pub(crate) fn node_of(&self, table: Table, row: u32) -> Option<RowId> {
        let rows = self.draft.rows(table);
        self.nodes.find(rows.cell(row, 0), rows.period(row))
    }

    pub(crate) fn verdict(&self, id: RowId) -> Verdict {
        self.verdicts.get(id as usize).copied().unwrap_or(Verdict::Refused)
    }

    /// Whether a row was rejected or replaced when the structure was gone through before: no more is found of it.
    fn is_out_before(&self, id: RowId) -> bool {
        self.round > 0 && self.verdict(id) != Verdict::Accepted
    }

    fn judge(&mut self, id: RowId, new: Verdict) {
        if let Some(verdict) = self.verdicts.get_mut(id as usize)
            && *verdict == Verdict::Accepted
        {
            *verdict = new;
        }
    }

    /// Whether a node has more than one row, or a code names several nodes.
    pub(crate) fn any_versions(&self) -> bool {
        self.nodes.any_versions()
    }

    /// Whether a node had several codes, or a code several nodes.
    pub(crate) fn is_any_recoded(&self) -> bool {
        self.nodes.any_recoded
    }

    /// Whether a row of the node holds.
    pub(crate) fn is_accepted(&self, node: RowId) -> bool {
        self.nodes.rows(node).any(|row| self.verdict(row) == Verdict::Accepted)
    }

    fn state(&self, id: RowId) -> RowState {
        let (table, row) = self.tables.row(id);
        self.draft.state(table, row)
    }

    fn fault(&mut self, rule: &'static Rule, id: RowId, column: usize, about: About) {
        let (table, row) = self.tables.row(id);
        let fault = Fault::of_row(rule, &self.draft, table, row, column, about);
        self.draft.faults.push(fault);
    }

    /// A row that a mended copy takes the place of has no faults.
    fn forget_replaced(&mut self) {
        let Self { draft, verdicts, tables, dropped, .. } = self;
        if !verdicts.contains(&Verdict::Replaced) {
            return;
        }
        let replaced = |id: RowId| verdicts.get(id as usize) == Some(&Verdict::Replaced);
        draft.faults.retain_rows(|table, row| !replaced(tables.id(table, row)));
        dropped.retain(|(id, _)| !replaced(*id));
    }

    /// Forgets what masked cells said: where the texts of their rows are kept, and among all texts, unless a cell still has
    /// the text, which may be the name of a unit too. Faults have no text of their own.
    fn forget_masked(&mut self) {
        if self.masked.is_empty() {
            return;
        }
        let Self { draft, masked, tables, .. } = self;
        for (table, raw) in Table::ALL.iter().zip(&mut draft.raw) {
            let of_table = masked.iter().map(|(id, column, _)| (tables.row(*id), *column));
            let cells: BTreeSet<(u32, usize)> =
                of_table.filter(|(row, _)| row.0 == *table).map(|(row, column)| (row.1, column)).collect();
            if !cells.is_empty() {
                raw.mask(&cells);
            }
        }
        let mut is_masked = vec![false; draft.text.len()];
        let mut set = |symbol: u32, value: bool| {
            is_masked.get_mut(symbol as usize).into_iter().for_each(|masked| *masked = value);
        };
        for (.., symbol) in masked.iter() {
            set(*symbol, true);
        }
        for table in Table::ALL {
            let rows = draft.rows(*table);
            for row in rows.numbers() {
                let cells = table.columns().iter().zip(rows.row(row)).filter(|(spec, _)| spec.cell.is_text());
                cells.for_each(|(_, symbol)| set(*symbol, false));
            }
        }
        let forgotten = (0..).zip(is_masked).filter_map(|(symbol, is_masked)| is_masked.then_some(symbol));
        forgotten.for_each(|symbol| draft.text.hide(symbol));
    }

    /// One note for each rejected row that others fall with, and for each table that others are cut off with.
    fn count_falls(&mut self) {
        let mut causes: Vec<RowId> = self.falls.iter().map(|fall| fall.1).collect();
        causes.sort_unstable();
        for group in causes.chunk_by(PartialEq::eq) {
            let Some(cause) = group.first() else { continue };
            self.fault(
                &crate::findings::rules::structure::DEPENDS_ON_REJECTED,
                *cause,
                0,
                About::Falls(group.len() as u64),
            );
        }
        for table in Table::ALL {
            let Some((source, line)) = self.draft.cut.get(table.index()).copied().flatten() else { continue };
            let count = self.cut_off.iter().filter(|(cut, _)| cut == table).count() as u64;
            if count > 0 {
                let (rule, about) = (&crate::findings::rules::structure::DEPENDS_ON_REJECTED, About::Falls(count));
                self.draft.faults.push(Fault::of_file(rule, source, line, Some(*table), about));
            }
        }
    }
}
