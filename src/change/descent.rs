//! What became of nodes, and where they came from: mergers and splits, forwards and backwards.

use crate::base::{Day, LineageKind};
use crate::draft::NONE;
use crate::graph::Hierarchy;
use crate::query::{QueryError, Unit};
use crate::record::{NodeKind, Table, lineage_column as column};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

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
    /// What cannot be divided: the code, the figure, and the codes on the later day of those that share it; one that
    /// ended on the way has the last code it had.
    pub undivided: Vec<(String, u64, Vec<String>)>,
    /// What has no successor on the later day: the code and the figure.
    pub lost: Vec<(String, u64)>,
    /// Codes that no node has on the earlier day, and their figures.
    pub unknown: Vec<(String, u64)>,
    /// Units that go on under their figures, and are not what they were: units below them came from elsewhere or went there
    /// (划转).
    pub moved: Vec<Moved>,
}

/// A unit that goes on, with what it lost and gained of what lay directly in it by transfers (划转影响).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its code on the later day.
    pub code: String,
    /// The codes, on the earlier day, of units that lay in it and lie in another on the later day.
    pub lost: Vec<String>,
    /// The codes, on the later day, of units that lie in it and lay in another on the earlier day.
    pub gained: Vec<String>,
}

/// A row of lineage between two different nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Link {
    day: Day,
    from: u32,
    to: u32,
    row: u32,
    /// The first day of figures that it is about.
    since: Day,
}

/// A node from a day on, and the day since when a figure has been of it.
type Since = (u32, Day, Day);

/// What nodes have become, each found once.
struct Heirs<'h> {
    hierarchy: &'h Hierarchy,
    /// The mergers and splits that lead from each node, by their days.
    from: BTreeMap<u32, Vec<Link>>,
    known: BTreeMap<Since, Rc<BTreeSet<u32>>>,
}

impl Heirs<'_> {
    /// The nodes that a node has become from a day on: itself, if nothing leads from it.
    fn of(&mut self, start: Since) -> Rc<BTreeSet<u32>> {
        // Each is looked at before those that it becomes, and again after them.
        let (mut open, mut met) = (vec![(start, false)], BTreeSet::new());
        while let Some((since, is_after)) = open.pop() {
            if self.known.contains_key(&since) {
                continue;
            }
            let next = self.next(since);
            if is_after {
                let heirs = self.together(since, &next);
                self.known.insert(since, heirs);
            } else if met.insert(since) {
                open.push((since, true));
                open.extend(next.into_iter().map(|next| (next, false)));
            } else {
                // Some become each other on one day.
                return Rc::new(self.of_a_circle(start));
            }
        }
        self.known.get(&start).cloned().unwrap_or_default()
    }

    /// What those have become that one became.
    fn together(&self, since: Since, next: &[Since]) -> Rc<BTreeSet<u32>> {
        let all = || next.iter().filter_map(|next| self.known.get(next));
        match all().next() {
            None => Rc::new(BTreeSet::from([since.0])),
            Some(first) if all().all(|heirs| heirs == first) => first.clone(),
            Some(_) => Rc::new(all().flat_map(|heirs| heirs.iter().copied()).collect()),
        }
    }

    /// The same, one after another.
    fn of_a_circle(&self, start: Since) -> BTreeSet<u32> {
        let (mut open, mut met, mut heirs) = (vec![start], BTreeSet::new(), BTreeSet::new());
        while let Some(since) = open.pop() {
            if !met.insert(since) {
                continue;
            }
            let next = self.next(since);
            heirs.extend(Some(since.0).filter(|_| next.is_empty()));
            open.extend(next);
        }
        heirs
    }

    /// What a node becomes on the next day on which it becomes anything.
    fn next(&self, (node, since, about): Since) -> Vec<Since> {
        let links = self.from.get(&node).map(Vec::as_slice).unwrap_or_default();
        let links = links.get(links.partition_point(|link| link.day < since)..).unwrap_or_default();
        let links = || links.iter().filter(|link| link.since <= about);
        let Some(day) = links().next().map(|link| link.day) else { return Vec::new() };
        // What goes on passes nothing on that it gets on the same day.
        let from = |link: &Link| if self.hierarchy.row_on(link.to, day).is_some() { after(day) } else { day };
        let of_day = links().take_while(|link| link.day == day);
        let mut next: Vec<Since> = of_day.map(|link| (link.to, from(link), day)).collect();
        // One that was divided may stay; one of which another is there again does.
        let mut of_day = links().take_while(|link| link.day == day);
        let is_restored = of_day.all(|link| link.from == node && link.since > Day::from_number(i32::MIN));
        if is_restored || self.hierarchy.row_on(node, day).is_some() {
            next.push((node, after(day), about));
        }
        next
    }
}

fn after(day: Day) -> Day {
    Day::from_number(day.number().saturating_add(1))
}

/// Links by one of their ends, those of each by their days.
fn by_node(links: impl Iterator<Item = Link>, end: impl Fn(&Link) -> u32) -> BTreeMap<u32, Vec<Link>> {
    let mut by_node: BTreeMap<u32, Vec<Link>> = BTreeMap::new();
    for link in links {
        by_node.entry(end(&link)).or_default().push(link);
    }
    for links in by_node.values_mut() {
        links.sort_unstable();
    }
    by_node
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
        let next = after(day);
        let links = |links: &[Link], since: Day, known: Option<Day>| {
            let first = links.partition_point(|link| link.day < since);
            first..known.map_or(links.len(), |known| links.partition_point(|link| link.day < known))
        };
        let on = |link: &Link| if self.row_on(link.to, link.day).is_some() { after(link.day) } else { link.day };
        Ok(self.follow((node, next), |link| (link.from, link.to), on, links))
    }

    /// Where a node came from until a day (来源): every merger and split that leads to it, over any number of steps, in the
    /// order of days.
    ///
    /// # Errors
    /// [`QueryError`] if no node has the code on the day.
    pub fn predecessors(&self, code: &str, day: Day) -> Result<Vec<Descent>, QueryError> {
        let node = self.node_on(code, day)?;
        let links = |links: &[Link], until: Day, known: Option<Day>| {
            let first = known.map_or(0, |known| links.partition_point(|link| link.day <= known));
            first..links.partition_point(|link| link.day <= until)
        };
        let on = |link: &Link| if self.row_on(link.from, link.day).is_some() { link.day.previous() } else { link.day };
        Ok(self.follow((node, day), |link| (link.to, link.from), on, links))
    }

    /// Figures of an earlier day, by the codes of that day, on the nodes of a later one (口径调整): what merged is added up,
    /// and what was split is said not to be divisible, unless its parts are one again.
    ///
    /// ```
    /// use govgrid::{Change, Draft, Event, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("A", Level::Street))?;
    /// draft.add(&record::Unit::new("B", Level::Street))?;
    /// let day: govgrid::Day = "2024-07-01".parse()?;
    /// let into = vec!["A".to_owned(), "B".to_owned()];
    /// let split = Change::Split { code: "A".to_owned(), into, assign: Vec::new() };
    /// let (hierarchy, _) = draft.build()?.apply(&[Event::on(day, split)])?;
    /// let figures = [("A".to_owned(), 300), ("B".to_owned(), 200)];
    /// let restated = hierarchy.restate(figures, day.previous(), day);
    /// assert_eq!(restated.figures["B"], 200);
    /// // Nobody knows how many of the 300 are in B by now.
    /// assert_eq!(restated.undivided, [("A".to_owned(), 300, vec!["A".to_owned(), "B".to_owned()])]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restate(&self, figures: impl IntoIterator<Item = (String, u64)>, earlier: Day, later: Day) -> Restated {
        let descents = self.descents();
        let restored = self.restored(&descents);
        let between = descents.into_iter().chain(restored).filter(|link| earlier < link.day && link.day <= later);
        let from = by_node(between, |link| link.from);
        let mut heirs = Heirs { hierarchy: self, from: from.clone(), known: BTreeMap::new() };
        let mut restated = Restated::default();
        for (code, figure) in figures {
            let Ok(node) = self.node_on(&code, earlier) else {
                restated.unknown.push((code, figure));
                continue;
            };
            let heirs = heirs.of((node, earlier, earlier));
            let codes = || heirs.iter().map(|heir| self.code_on(*heir, later).to_owned());
            if !heirs.iter().any(|heir| self.is_there(*heir, later)) {
                restated.lost.push((code, figure));
            } else if heirs.len() > 1 {
                restated.undivided.push((code, figure, codes().collect()));
            } else if let Some(heir) = codes().next() {
                let sum = restated.figures.entry(heir).or_default();
                *sum = sum.saturating_add(figure);
                restated.moved.extend(self.moved(node, (earlier, later), &from));
            }
        }
        restated
    }

    /// Nodes that were there again after they had merged: of figures since the merger nobody knows what is theirs.
    fn restored(&self, descents: &[Link]) -> Vec<Link> {
        let merges = descents.iter().filter(|link| {
            let kind = LineageKind::from_index(self.rows(Table::Lineage).cell(link.row, column::KIND));
            kind == Some(LineageKind::Merge)
        });
        let again = |link: &Link| {
            let starts = self.each_row_of(link.from).filter_map(|at| self.row_period(at).from());
            let first = starts.filter(|from| *from > link.day).min()?;
            Some(Link { day: first, from: link.to, to: link.from, row: link.row, since: link.day })
        };
        merges.filter_map(again).collect()
    }

    /// What a unit that goes on lost and gained by transfers.
    fn moved(&self, node: u32, (earlier, later): (Day, Day), from: &BTreeMap<u32, Vec<Link>>) -> Option<Moved> {
        if self.kind(node).0 != NodeKind::Unit {
            return None;
        }
        let [before, now] = [earlier, later].map(|day| self.as_of(day));
        let (then, unit) = (Unit::there(before, node)?, Unit::there(now, node)?);
        let parent =
            |child: u32, day: Day| Unit::there(self.as_of(day), child).and_then(Unit::parent).map(Unit::number);
        // What comes along when a unit becomes part of another is no transfer.
        let became = |old: u32, new: u32, day: Day| {
            let links = from.get(&old).into_iter().flatten();
            !self.is_there(old, day) && links.into_iter().any(|link| link.to == new && link.day == day)
        };
        let has_moved = |child: u32, is_it: &dyn Fn(u32, u32) -> bool| {
            let starts = self.each_row_of(child).filter_map(|at| self.row_period(at).from());
            starts.filter(|day| earlier < *day && *day <= later).any(|day| {
                let ends = parent(child, day.previous()).zip(parent(child, day));
                ends.is_some_and(|(from, to)| from != to && is_it(from, to) && !became(from, to, day))
            })
        };
        let lost = then.children().filter(|child| {
            let child = child.number();
            parent(child, later) != Some(node) && has_moved(child, &|from, _| from == node)
        });
        let lost = lost.map(|child| child.code().to_owned());
        let gained = unit.children().filter(|child| {
            let child = child.number();
            parent(child, earlier) != Some(node) && has_moved(child, &|_, to| to == node)
        });
        let gained = gained.map(|child| child.code().to_owned());
        let moved = Moved { code: unit.code().to_owned(), lost: lost.collect(), gained: gained.collect() };
        Some(moved).filter(|moved| !moved.lost.is_empty() || !moved.gained.is_empty())
    }

    /// The mergers and splits that lead on from a node and a day, one way in time. Of the links of a node by their days
    /// `new` answers those that lead on from a day, and did not from another from which the node was met already.
    fn follow(
        &self,
        start: (u32, Day),
        ends: impl Fn(&Link) -> (u32, u32),
        on: impl Fn(&Link) -> Day,
        new: impl Fn(&[Link], Day, Option<Day>) -> Range<usize>,
    ) -> Vec<Descent> {
        let links = by_node(self.descents().into_iter(), |link| ends(link).0);
        let mut open = vec![start];
        // The day from which most of a node's links have been met.
        let mut met: BTreeMap<u32, Day> = BTreeMap::new();
        let mut found = BTreeSet::new();
        while let Some((node, day)) = open.pop() {
            let links = links.get(&node).map(Vec::as_slice).unwrap_or_default();
            // What happened to a node before another became part of it is nothing to that one.
            let range = new(links, day, met.get(&node).copied());
            let Some(new) = links.get(range).filter(|new| !new.is_empty()) else { continue };
            met.insert(node, day);
            for link in new {
                found.insert(*link);
                // What goes on passes nothing on that it gets on the same day.
                open.push((ends(link).1, on(link)));
            }
        }
        found.into_iter().map(|link| self.descent(link)).collect()
    }

    fn descent(&self, link: Link) -> Descent {
        let rows = self.rows(Table::Lineage);
        let basis = Some(rows.cell(link.row, column::BASIS)).filter(|symbol| *symbol != NONE);
        Descent {
            day: link.day,
            predecessor: self.code_on(link.from, link.day.previous()).to_owned(),
            successor: self.code_on(link.to, link.day).to_owned(),
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
            is_descent.then_some(Link { day, from, to, row, since: Day::from_number(i32::MIN) })
        };
        rows.numbers().filter_map(link).collect()
    }

    /// The node that a code names on a day, whether it is there then or not.
    fn node_on(&self, code: &str, day: Day) -> Result<u32, QueryError> {
        let named = |node: &u32| self.row_on(*node, day).is_some_and(|at| self.code_of_row(at) == code);
        let code_of = || code.to_owned();
        let mut nodes = self.named_by(code).peekable();
        if nodes.peek().is_none() {
            return Err(QueryError::unknown(code));
        }
        nodes.find(named).ok_or_else(|| QueryError::NotThere { code: code_of(), day: Some(day) })
    }
}
