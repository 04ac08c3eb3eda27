//! Which rejected row others depend on, where a code has several.

use super::{Checked, RowId, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// The rejected row that stands for each code that was asked for: it is chosen once, however many rows name the code.
#[derive(Default)]
pub(super) struct Representatives {
    /// By node and code; `None` where a row of the code holds. Of a node that was recoded the rows of one code may be left
    /// out while those of the other stay.
    chosen: BTreeMap<(RowId, u32), Option<RowId>>,
    nodes: BTreeSet<RowId>,
}

impl Representatives {
    /// The rejected row of the code, if none that holds has it.
    pub(super) fn missing_for(&mut self, checked: &Checked, symbol: u32, node: RowId) -> Option<RowId> {
        if !checked.is_any_recoded() && checked.verdict(node) == Verdict::Accepted {
            return None;
        }
        if self.nodes.insert(node) {
            self.choose(checked, node);
        }
        self.chosen.get(&(node, symbol)).copied().flatten()
    }

    fn choose(&mut self, checked: &Checked, node: RowId) {
        let mut by_code: BTreeMap<u32, Vec<RowId>> = BTreeMap::new();
        for id in checked.nodes.rows(node) {
            let (table, row) = checked.tables.row(id);
            by_code.entry(checked.draft.rows(table).cell(row, 0)).or_default().push(id);
        }
        for (code, rows) in by_code {
            let holds = rows.iter().any(|id| checked.verdict(*id) == Verdict::Accepted);
            let chosen = if holds { None } else { checked.standing_for(rows.into_iter()) };
            self.chosen.insert((node, code), chosen);
        }
    }
}
