//! What became of nodes, and where they came from: mergers and splits, forwards and backwards.

use crate::base::{Day, LineageKind};
use crate::draft::NONE;
use crate::graph::Hierarchy;
use crate::query::QueryError;
use crate::record::{Table, lineage_column as column};
use std::collections::{BTreeMap, BTreeSet};

/// A merger or a split of one node into another (沿革一环).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Descent {
    /// The first day on which it holds.
    pub day: Day,
    /// The code of the one before, on the day before.
    pub predecessor: String,
    /// The code of the one after, on the day.
    pub successor: String,
    /// Whether it merged or was split.
    pub kind: LineageKind,
    /// The decision or document.
    pub basis: Option<String>,
}

/// Figures of an earlier day on the nodes of a later one (口径调整).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restated {
    /// The sum for each node, by its code on the later day.
    pub figures: BTreeMap<String, u64>,
    /// What cannot be divided: the code, the figure, and the codes of the parts.
    pub undivided: Vec<(String, u64, Vec<String>)>,
    /// What has no successor on the later day: the code and the figure.
    pub lost: Vec<(String, u64)>,
    /// Codes that no node has on the earlier day, and their figures.
    pub unknown: Vec<(String, u64)>,
}

/// A row of lineage between two different nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    day: Day,
    from: u32,
    to: u32,
    row: u32,
}

impl Hierarchy {
    /// What became of a node after a day (去向): every merger and split that leads from it, over any number of steps, in the
    /// order of days. None, if it is what it was.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("A", Level::Street))?;
    /// draft.add(&record::Unit::new("B", Level::Street))?;
    /// let day: govgrid::Day = "2024-07-01".parse()?;
    /// let merge = Change::Merge { codes: vec!["A".to_owned()], into: "B".to_owned() };
    /// let (hierarchy, _) = draft.build()?.apply(&[Event::on(day, merge)])?;
    /// assert_eq!(hierarchy.successors("A", day.previous())?[0].successor, "B");
    /// assert_eq!(hierarchy.predecessors("B", day)?[0].predecessor, "A");
    /// let figures = [("A".to_owned(), 300), ("B".to_owned(), 200)];
    /// assert_eq!(hierarchy.restate(figures, day.previous(), day).figures["B"], 500);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code on the day.
    pub fn successors(&self, code: &str, day: Day) -> Result<Vec<Descent>, QueryError> {
        let node = self.node_on(code, day)?;
        Ok(self.follow(node, |link| (link.from, link.to), |link| link.day > day))
    }

    /// Where a node came from until a day (来源): every merger and split that leads to it, over any number of steps, in the
    /// order of days.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code on the day.
    pub fn predecessors(&self, code: &str, day: Day) -> Result<Vec<Descent>, QueryError> {
        let node = self.node_on(code, day)?;
        Ok(self.follow(node, |link| (link.to, link.from), |link| link.day <= day))
    }

    /// Figures of an earlier day, by the codes of that day, on the nodes of a later one (口径调整): what merged is added up,
    /// and what was split is said not to be divisible.
    pub fn restate(&self, figures: impl IntoIterator<Item = (String, u64)>, earlier: Day, later: Day) -> Restated {
        let mut from: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
        for link in self.descents().into_iter().filter(|link| earlier < link.day && link.day <= later) {
            from.entry(link.from).or_default().push(link);
        }
        let mut restated = Restated::default();
        for (code, figure) in figures {
            let Ok(node) = self.node_on(&code, earlier) else {
                restated.unknown.push((code, figure));
                continue;
            };
            match self.heir(node, &from, later) {
                Ok(Some(heir)) => {
                    let sum = restated.figures.entry(heir).or_default();
                    *sum = sum.saturating_add(figure);
                }
                Ok(None) => restated.lost.push((code, figure)),
                Err(parts) => restated.undivided.push((code, figure, parts)),
            }
        }
        restated
    }

    /// The one node that a node became, by its code on a day; the parts, if it was divided on the way.
    fn heir(&self, mut node: u32, from: &BTreeMap<u32, Vec<Link>>, later: Day) -> Result<Option<String>, Vec<String>> {
        let (mut since, mut met) = (Day::from_number(i32::MIN + 1), BTreeSet::new());
        while met.insert(node) {
            let links = from.get(&node).map(Vec::as_slice).unwrap_or_default();
            let Some(next) = links.iter().map(|link| link.day).filter(|day| *day >= since).min() else { break };
            let heirs: BTreeSet<u32> = links.iter().filter(|link| link.day == next).map(|link| link.to).collect();
            let stays = self.row_on(node, next).is_some();
            match (heirs.first(), heirs.len(), stays) {
                (Some(heir), 1, false) => (node, since) = (*heir, next),
                _ => {
                    return Err(heirs
                        .into_iter()
                        .chain(stays.then_some(node))
                        .map(|n| self.code_on(n, next))
                        .collect());
                }
            }
        }
        Ok(self.is_there(node, later).then(|| self.code_on(node, later)))
    }

    /// The mergers and splits that lead on from a node, one way.
    fn follow(&self, node: u32, ends: impl Fn(&Link) -> (u32, u32), counts: impl Fn(&Link) -> bool) -> Vec<Descent> {
        let mut links: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
        for link in self.descents().into_iter().filter(|link| counts(link)) {
            links.entry(ends(&link).0).or_default().push(link);
        }
        let (mut open, mut met) = (vec![node], BTreeSet::from([node]));
        let mut found = BTreeSet::new();
        while let Some(node) = open.pop() {
            for link in links.get(&node).into_iter().flatten() {
                found.insert(*link);
                let next = ends(link).1;
                if met.insert(next) {
                    open.push(next);
                }
            }
        }
        found.into_iter().map(|link| self.descent(link)).collect()
    }

    fn descent(&self, link: Link) -> Descent {
        let rows = self.rows(Table::Lineage);
        let basis = Some(rows.cell(link.row, column::BASIS)).filter(|symbol| *symbol != NONE);
        Descent {
            day: link.day,
            predecessor: self.code_on(link.from, link.day.previous()),
            successor: self.code_on(link.to, link.day),
            kind: LineageKind::from_index(rows.cell(link.row, column::KIND)).unwrap_or(LineageKind::Merge),
            basis: basis.map(|symbol| self.text.get(symbol).to_owned()),
        }
    }

    /// The rows of lineage between two different nodes.
    fn descents(&self) -> Vec<Link> {
        let rows = self.rows(Table::Lineage);
        let link = |row: u32| {
            let at = (Table::Lineage, row);
            let (from, to) = (self.node_named(at, column::PREDECESSOR)?, self.node_named(at, column::SUCCESSOR)?);
            let kind = LineageKind::from_index(rows.cell(row, column::KIND));
            let is_descent = matches!(kind, Some(LineageKind::Merge | LineageKind::Split)) && from != to;
            let day = Day::from_number(rows.cell(row, column::DAY).cast_signed());
            is_descent.then_some(Link { day, from, to, row })
        };
        rows.numbers().filter_map(link).collect()
    }

    /// The node that a code names on a day, whether it is there then or not.
    fn node_on(&self, code: &str, day: Day) -> Result<u32, QueryError> {
        let named = |node: &u32| self.row_on(*node, day).is_some_and(|at| self.code_of_row(at) == code);
        let code_of = || code.to_owned();
        let mut nodes = self.named_by(code).peekable();
        if nodes.peek().is_none() {
            return Err(QueryError::UnknownCode { code: code_of() });
        }
        nodes.find(named).ok_or_else(|| QueryError::NotThere { code: code_of(), day: Some(day) })
    }
}
