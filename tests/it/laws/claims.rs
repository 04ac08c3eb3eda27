//! Published figures: what is counted in a scope, and which counts round to a percentage, are what loops over plain rows
//! give.

use super::for_all;
use crate::oracle::draft::{built, day, draft};
use crate::oracle::world::{COMMUNITY, GRID, LEVELS, NodeId, World};
use crate::oracle::{Asked, Naive, worlds_without_people};
use govgrid::{Number, Verdict, record};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The scope of a claim, found node by node.
struct NaiveScope<'n, 'w> {
    naive: &'n Naive<'w>,
    subject: NodeId,
    is_zone: bool,
}

impl NaiveScope<'_, '_> {
    fn has_unit(&self, unit: NodeId) -> bool {
        let naive = self.naive;
        if !self.is_zone {
            return naive.is_within(unit, self.subject);
        }
        naive.zone_units(self.subject).into_iter().any(|own| naive.is_within(unit, own))
    }

    fn has_zone(&self, zone: NodeId) -> bool {
        if zone == self.subject {
            return true;
        }
        match self.naive.zone_within(zone) {
            Some(within) => self.has_unit(within),
            None => self.naive.zone_units(zone).into_iter().any(|unit| self.has_unit(unit)),
        }
    }

    fn has_place(&self, place: NodeId) -> bool {
        if self.naive.zone(place).is_some() { self.has_zone(place) } else { self.has_unit(place) }
    }

    fn has_organization(&self, node: NodeId) -> bool {
        if let Some(seat) = self.naive.seat(node) {
            return self.has_place(seat);
        }
        let targets = self.naive.covers(node).into_iter();
        targets.filter(|target| self.naive.organization(*target).is_none()).any(|target| self.has_place(target))
    }

    /// The organizations in scope of a kind, and of a form if one is asked for.
    fn organizations(&self, kind: &str, form: Option<&str>) -> Vec<NodeId> {
        let fits = |node: &NodeId| {
            let row = self.naive.organization(*node).unwrap();
            row.kind == kind && (form.is_none() || row.form == form)
        };
        let all = self.naive.organizations().into_iter().filter(fits);
        all.filter(|node| self.has_organization(*node)).collect()
    }

    fn units(&self, level: usize) -> Vec<NodeId> {
        self.naive.units_of(level).into_iter().filter(|unit| self.has_unit(*unit)).collect()
    }

    /// What an organization belongs to: what it covers, else its seat.
    fn homes(&self, node: NodeId) -> Vec<NodeId> {
        let covered = self.naive.covers(node);
        if covered.is_empty() { self.naive.seat(node).into_iter().collect() } else { covered }
    }

    fn is_branch(&self, node: NodeId) -> bool {
        self.naive.organization(node).is_some_and(|row| row.kind == "party_branch")
    }

    /// Every figure with what it counts here.
    fn figures(&self) -> Vec<(String, usize)> {
        let mut figures: Vec<(String, usize)> =
            (0..LEVELS.len() - 1).map(|level| (format!("count:{}", LEVELS[level]), self.units(level).len())).collect();
        let estates = self.naive.zones().into_iter().filter(|zone| self.naive.zone(*zone).unwrap().kind == "estate");
        let branches: Vec<NodeId> =
            self.naive.organizations().into_iter().filter(|node| self.is_branch(*node)).collect();
        let at_branches: BTreeSet<NodeId> = branches.iter().flat_map(|node| self.homes(*node)).collect();
        let has_branch = |node: &&NodeId| at_branches.contains(node);
        let (grids, communities) = (self.units(GRID), self.units(COMMUNITY));
        let own = self.organizations("party_branch", None);
        let is_grid = |node: &NodeId| self.naive.has_unit(*node) && self.naive.unit(*node).level == GRID;
        let of_grids = own.iter().filter(|node| self.homes(**node).iter().any(is_grid)).count();
        let covered = |unit: &&NodeId| self.naive.unit_coverage(**unit, Asked::ByOrganizations).is_covered();
        let primaries = |grid: NodeId| self.naive.primaries(grid).into_iter().collect::<BTreeSet<NodeId>>();
        let with_one = grids.iter().filter(|grid| primaries(**grid).len() == 1).count();
        let with_grids = |unit: &&NodeId| !self.naive.descendants_of(**unit, GRID).is_empty();
        let is_beside = |a: NodeId, b: NodeId| a != b && (self.homes(a).contains(&b) || self.homes(b).contains(&a));
        let has_other = |node: &&NodeId| branches.iter().any(|other| is_beside(**node, *other));
        figures.extend([
            ("count:zone:estate".to_owned(), estates.filter(|zone| self.has_zone(*zone)).count()),
            ("count:org:party_branch".to_owned(), own.len()),
            (
                "count:org:party_branch:temporary".to_owned(),
                self.organizations("party_branch", Some("temporary")).len(),
            ),
            ("count:org:party_branch:grid".to_owned(), of_grids),
            ("count:community:org:party_branch".to_owned(), communities.iter().filter(has_branch).count()),
            ("count:community:grid".to_owned(), communities.iter().filter(with_grids).count()),
            ("count:grid:org_coverage".to_owned(), grids.iter().filter(covered).count()),
            ("sum:grid:org:party_branch".to_owned(), grids.len() + own.len()),
            ("count:org:party_branch:org:party_branch".to_owned(), own.iter().filter(has_other).count()),
        ]);
        // Of a partition the value is how many there are: it holds if each has one.
        if with_one == grids.len() {
            figures.push(("partition:grid:org_coverage".to_owned(), grids.len()));
        }
        figures
    }
}

/// A figure that divides: how much by how much, in percent or not, and told to one decimal.
struct Divided {
    figure: &'static str,
    over: usize,
    under: usize,
    per: usize,
}

impl Divided {
    fn all(counts: &BTreeMap<String, usize>) -> Vec<Self> {
        let divided = [
            ("share:grid:org_coverage", "count:grid:org_coverage", "count:grid", 100),
            ("share:community:grid", "count:community:grid", "count:community", 100),
            ("share:community:org:party_branch", "count:community:org:party_branch", "count:community", 100),
            ("average:grid:community", "count:grid", "count:community", 1),
        ];
        divided.map(|(figure, over, under, per)| Self { figure, over: counts[over], under: counts[under], per }).into()
    }

    /// In tenths, rounded half up.
    fn rounded(&self, over: usize) -> usize {
        (over * self.per * 20 + self.under) / (2 * self.under)
    }

    /// What is so of a value in tenths, by trying every count, or every sum that may come near.
    fn verdict(&self, tenths: usize) -> Verdict {
        if self.under == 0 {
            return Verdict::Undecidable;
        }
        let most = if self.per == 100 { self.under } else { self.under * (tenths + 1) };
        if self.rounded(self.over) == tenths {
            Verdict::Holds
        } else if (0..=most).any(|over| self.rounded(over) == tenths) {
            Verdict::DoesNotHold
        } else {
            Verdict::Impossible
        }
    }

    /// Values in tenths: the one that holds, and some beside it.
    fn values(&self) -> Vec<usize> {
        let own = if self.under == 0 { 0 } else { self.rounded(self.over) };
        vec![own, own + 1, own + 500]
    }
}

/// Judges, on a day, every figure of every unit and zone: once as it is, once with one more.
fn judge_all(world: &World, number: i32, met: &RefCell<BTreeMap<String, usize>>) {
    let naive = Naive::on(world, number);
    let mut draft = draft(world);
    let mut expected: BTreeMap<String, Verdict> = BTreeMap::new();
    // Nothing is published of a household.
    let units = naive.units().into_iter().filter(|unit| naive.unit(*unit).level + 1 < LEVELS.len());
    let units = units.map(|unit| (unit, false));
    let zones = naive.zones().into_iter().map(|zone| (zone, true));
    // The first units stand above most others.
    for (subject, is_zone) in units.take(5).chain(zones.take(2)) {
        let scope = NaiveScope { naive: &naive, subject, is_zone };
        let is_vague = is_zone && naive.zone_units(subject).is_empty();
        let figures = scope.figures();
        for divided in Divided::all(&figures.iter().cloned().collect()) {
            for tenths in divided.values() {
                let id = format!("{subject}/{}/{tenths}", divided.figure);
                let verdict = divided.verdict(tenths);
                let value = format!("{}.{}", tenths / 10, tenths % 10);
                let claim = record::Claim::new(&id, naive.code(subject), divided.figure, value);
                draft.add(&record::Claim { day: Some(day(number)), ..claim }).unwrap();
                *met.borrow_mut().entry(format!("{} {verdict}", divided.figure)).or_default() += 1;
                expected.insert(id, verdict);
            }
        }
        for (figure, count) in figures {
            for value in [count, count + 1] {
                let id = format!("{subject}/{figure}/{value}");
                // A sum takes the grids, and how many there are in a zone without units nobody knows.
                let verdict = if is_vague && (count == 0 || figure.starts_with("sum")) {
                    Verdict::Undecidable
                } else if value == count {
                    Verdict::Holds
                } else {
                    Verdict::DoesNotHold
                };
                let day = Some(day(number));
                let claim = record::Claim::new(&id, naive.code(subject), &figure, value.to_string());
                draft.add(&record::Claim { day, ..claim }).unwrap();
                *met.borrow_mut().entry(format!("{figure} {verdict} {}", count.min(2))).or_default() += 1;
                expected.insert(id, verdict);
            }
        }
    }
    for table in [record::Table::Zones, record::Table::Organizations, record::Table::Coverage] {
        draft.mark_present(table);
    }
    let hierarchy = built(draft);
    let judged: BTreeMap<String, Verdict> =
        hierarchy.snapshot().judged_claims().map(|judged| (judged.id.to_owned(), judged.verdict)).collect();
    for (id, verdict) in &expected {
        assert_eq!(judged.get(id), Some(verdict), "{id} on {number}");
    }
}

#[test]
fn what_a_scope_holds_is_what_loops_over_rows_find() {
    let met = RefCell::new(BTreeMap::new());
    for_all(&worlds_without_people(), 1, |world| {
        for number in world.some_days(1) {
            judge_all(world, number, &met);
        }
    });
    let met = met.into_inner();
    for unusual in [
        "count:grid holds 2",
        "count:zone:estate holds 1",
        "count:grid undecidable 0",
        "count:org:party_branch:temporary holds 1",
        "count:org:party_branch:grid holds 1",
        "count:community:org:party_branch holds 1",
        "count:community:grid holds 2",
        "count:grid:org_coverage holds 2",
        "count:org:party_branch:org:party_branch holds 0",
        "partition:grid:org_coverage holds 1",
        "sum:grid:org:party_branch does_not_hold 2",
        "share:grid:org_coverage holds",
        "share:grid:org_coverage does_not_hold",
        "share:community:grid impossible",
        "share:community:org:party_branch undecidable",
        "average:grid:community holds",
        "average:grid:community does_not_hold",
        "average:grid:community impossible",
    ] {
        assert!(met.contains_key(unusual), "{unusual} was not met: {met:?}");
    }
}

/// Every count of every base up to sixty, rounded by long division.
#[test]
fn counts_that_round_to_a_percentage_are_those_that_trying_all_finds() {
    let mut impossible = 0;
    for base in 1_u64..=60 {
        for tenths in (0..=1000_u64).step_by(7) {
            let whole = tenths / 10;
            for (text, scale, value) in
                [(whole.to_string(), 1, whole), (format!("{whole}.{}", tenths % 10), 10, tenths)]
            {
                let rounded = |count: &u64| {
                    let exact = count * 100 * scale;
                    let (quotient, rest) = (exact / base, exact % base);
                    if rest * 2 >= base { quotient + 1 } else { quotient }
                };
                let tried: Vec<u64> = (0..=base).filter(|count| rounded(count) == value).collect();
                let number: Number = text.parse().unwrap();
                let found: Vec<u64> = number.counts_on(base).map(Iterator::collect).unwrap_or_default();
                assert_eq!(found, tried, "{text} % of {base}");
                impossible += usize::from(tried.is_empty());
            }
        }
    }
    assert!(impossible > 1_000);
}

/// Every sum over every base up to forty.
#[test]
fn sums_that_round_to_an_average_are_those_that_trying_all_finds() {
    for base in 1_u64..=40 {
        for hundredths in (0..=500_u64).step_by(3) {
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            let rounded = |sum: &u64| (sum * 200 + base) / (2 * base);
            let tried: Vec<u64> = (0..=base * 6).filter(|sum| rounded(sum) == hundredths).collect();
            let found = text.parse::<Number>().unwrap().sums_over(base);
            assert_eq!(found.map(Iterator::collect::<Vec<u64>>).unwrap_or_default(), tried, "{text} over {base}");
        }
    }
}
