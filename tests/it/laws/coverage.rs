//! Coverage: who covers what, and what is covered, how, and by whom not.

use super::{for_days, sorted};
use crate::oracle::calendar::text;
use crate::oracle::draft::level;
use crate::oracle::world::{LEVELS, NodeId};
use crate::oracle::{Asked, Naive, NaiveCovered, NaiveCovering};
use govgrid::{Coverage, CoverageOf, Covering, Exclusion, Level, Profile, Snapshot, Unit, UnitKind};
use std::cell::Cell;

/// Who covers, how, on which days and through which zone, as text.
pub(super) type Said = (String, String, [Option<String>; 2], Option<String>);

/// What the crate says of one who covers.
pub(super) fn said(covering: &Covering<'_>) -> Said {
    let bounds = [covering.period.from(), covering.period.until()].map(|bound| bound.map(|day| day.to_string()));
    let zone = covering.zone.map(|zone| zone.code().to_owned());
    (covering.organization.code().to_owned(), covering.mode.as_str().to_owned(), bounds, zone)
}

/// What the oracle says of one who covers.
pub(super) fn naively_said((organization, mode, days, zone): NaiveCovering) -> Said {
    (organization, mode.to_owned(), [days.from.map(text), days.until.map(text)], zone)
}

#[test]
fn who_covers_a_unit_is_said_once_for_each_row() {
    for_days(6, |snapshot, naive| {
        for node in naive.units() {
            let unit = snapshot.any_unit(naive.code(node)).unwrap();
            let expected = naive.covered_by(node, &naive.zones_over(node)).into_iter().map(naively_said);
            assert_eq!(sorted(unit.covered_by().map(|covering| said(&covering))), sorted(expected), "{unit:?}");
            let inherited = unit.inherits().map(|(above, covering)| (above.code().to_owned(), said(&covering)));
            let expected = naive.inherits(node).into_iter().map(|(above, covering)| (above, naively_said(covering)));
            assert_eq!(sorted(inherited), sorted(expected), "{unit:?} inherits");
        }
    });
}

#[test]
fn who_covers_a_zone_or_an_organization_is_said_once_for_each_row() {
    for_days(6, |snapshot, naive| {
        for node in naive.zones().into_iter().chain(naive.organizations()) {
            let node_there = snapshot.find(naive.code(node)).unwrap();
            let of_zone = node_there.as_zone().map(|zone| sorted(zone.covered_by().map(|covering| said(&covering))));
            let of_organization =
                node_there.as_organization().map(|found| sorted(found.covered_by().map(|c| said(&c))));
            let found = of_zone.or(of_organization).unwrap();
            assert_eq!(found, sorted(naive.covered_itself(node).into_iter().map(naively_said)));
        }
    });
}

#[test]
fn a_covering_knows_whether_it_counts_and_whether_it_is_primary() {
    for_days(4, |snapshot, naive| {
        for node in naive.units() {
            let unit = snapshot.any_unit(naive.code(node)).unwrap();
            let counted = unit.covered_by().filter(Covering::is_organization_coverage);
            let counted = counted.map(|covering| covering.organization.code());
            assert_eq!(sorted(counted), naive.codes(naive.who_counts(node)), "{unit:?}");
            let primary = unit.covered_by().filter(Covering::is_primary).map(|covering| covering.organization.code());
            assert_eq!(sorted(primary), naive.codes(naive.primaries(node)), "primaries of {unit:?}");
        }
    });
}

/// Compares a whole answer with what the oracle says of each of `nodes`, of which those with an even last digit in
/// their code are left out if `excluding`.
fn compare<T: Copy>(
    (answer, code): (&Coverage<T>, impl Fn(T) -> String),
    (naive, nodes): (&Naive<'_>, &[NodeId]),
    excluding: bool,
    covered: impl Fn(NodeId) -> NaiveCovered,
) {
    let (out, counted): (Vec<NodeId>, Vec<NodeId>) =
        nodes.iter().partition(|node| excluding && is_even(naive.code(**node)));
    let expected = |wanted: &dyn Fn(NaiveCovered) -> bool| {
        let nodes = counted.iter().copied().filter(|node| wanted(covered(*node)));
        naive.codes(nodes).into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let codes = |found: &mut dyn Iterator<Item = T>| sorted(found.map(&code));
    assert_eq!(answer.items().len(), nodes.len());
    assert_eq!(answer.total(), counted.len());
    assert_eq!(answer.covered(), expected(&NaiveCovered::is_covered).len());
    assert_eq!(codes(&mut answer.denominator()), expected(&|_| true));
    assert_eq!(codes(&mut answer.numerator()), expected(&NaiveCovered::is_covered));
    assert_eq!(codes(&mut answer.uncovered()), expected(&|found| !found.is_covered()));
    assert_eq!(codes(&mut answer.direct()), expected(&|found| found.direct));
    assert_eq!(codes(&mut answer.through_zone()), expected(&|found| found.through_zone && !found.direct));
    assert_eq!(codes(&mut answer.inherited_only()), expected(&|found| found.inherited_only));
    assert_eq!(codes(&mut answer.doubly()), expected(&|found| found.doubly));
    assert_eq!(codes(&mut answer.ended()), expected(&|found| found.ended), "ended on day {}", naive.day);
    assert_eq!(codes(&mut answer.excluded()), sorted(out.iter().map(|node| naive.code(*node).to_owned())));
}

fn is_even(code: &str) -> bool {
    code.ends_with(['0', '2', '4', '6', '8'])
}

fn unit_code(unit: Unit<'_>) -> String {
    unit.code().to_owned()
}

fn compare_level(snapshot: Snapshot<'_>, naive: &Naive<'_>, index: usize) {
    let nodes = naive.units_of(index);
    let organizations = snapshot.coverage(level(index)).by_organizations();
    compare((&organizations, unit_code), (naive, &nodes), false, |node| {
        naive.unit_coverage(node, Asked::ByOrganizations)
    });
    let work = snapshot.coverage(level(index)).excluding(|unit| is_even(unit.code())).by_work();
    compare((&work, unit_code), (naive, &nodes), true, |node| naive.unit_coverage(node, Asked::ByWork));
}

#[test]
fn coverage_of_a_level_is_that_of_each_unit() {
    for_days(4, |snapshot, naive| {
        for index in 0..LEVELS.len() {
            compare_level(snapshot, naive, index);
        }
    });
}

#[test]
fn coverage_within_a_unit_is_that_of_its_part() {
    for_days(2, |snapshot, naive| {
        for node in naive.units().into_iter().step_by(3) {
            let top = snapshot.any_unit(naive.code(node)).unwrap();
            for index in (0..LEVELS.len()).filter(|index| *index >= naive.unit(node).level) {
                let mut nodes = naive.descendants_of(node, index);
                nodes.extend(Some(node).filter(|node| naive.unit(*node).level == index));
                let query = || snapshot.coverage(level(index)).within(top);
                let covered = |node| naive.unit_coverage(node, Asked::ByOrganizations);
                compare((&query().by_organizations(), unit_code), (naive, &nodes), false, covered);
                let covered = |node| naive.unit_coverage(node, Asked::ByWork);
                compare((&query().by_work(), unit_code), (naive, &nodes), false, covered);
            }
        }
    });
}

#[test]
fn coverage_of_zones_and_organizations_is_that_of_their_rows() {
    for_days(6, |snapshot, naive| {
        for kind in ["estate", "area", "property_scope", "market"] {
            let nodes: Vec<NodeId> =
                naive.zones().into_iter().filter(|n| naive.zone(*n).unwrap().kind == kind).collect();
            let query = || snapshot.zone_coverage(kind.parse().unwrap());
            let code = |zone: govgrid::Zone<'_>| zone.code().to_owned();
            let covered = |node| naive.node_coverage(node, Asked::ByOrganizations);
            compare((&query().by_organizations(), code), (naive, &nodes), false, covered);
            let covered = |node| naive.node_coverage(node, Asked::ByWork);
            let excluding = query().excluding(|zone| is_even(zone.code()));
            compare((&excluding.by_work(), code), (naive, &nodes), true, covered);
        }
        for kind in ["party_branch", "property_company", "department"] {
            let all = naive.organizations().into_iter();
            let nodes: Vec<NodeId> = all.filter(|node| naive.organization(*node).unwrap().kind == kind).collect();
            let query = || snapshot.organization_coverage(kind.parse().unwrap());
            let code = |found: govgrid::Organization<'_>| found.code().to_owned();
            let covered = |node| naive.node_coverage(node, Asked::ByOrganizations);
            compare((&query().by_organizations(), code), (naive, &nodes), false, covered);
            let covered = |node| naive.node_coverage(node, Asked::ByWork);
            compare((&query().by_work(), code), (naive, &nodes), false, covered);
        }
    });
}

fn counts<T: Copy>(coverage: &Coverage<T>) -> [usize; 7] {
    let (covered, total) = (coverage.covered(), coverage.total());
    let (through, inherited) = (coverage.through_zone().count(), coverage.inherited_only().count());
    [
        covered,
        coverage.direct().count(),
        through,
        inherited,
        coverage.doubly().count(),
        total,
        coverage.excluded().count(),
    ]
}

#[test]
fn a_report_counts_what_the_answers_say() {
    let lines = Cell::new(0);
    for_days(3, |snapshot, naive| {
        let mut profile = Profile::national();
        let top = naive.units().first().map(|node| naive.code(*node).to_owned());
        profile.exclude = vec![Exclusion { within: top, level: Some(Level::Grid), ..Exclusion::default() }];
        let report = snapshot.audit(&profile);
        let total: usize = report.dataset.units.iter().map(|(_, count)| usize::try_from(*count).unwrap()).sum();
        assert_eq!(total, naive.units().len());
        for line in &report.coverage {
            let is_work = line.kind == "work";
            let expected = match line.of {
                CoverageOf::Level(level) => {
                    let query = snapshot.coverage(level).excluding(|unit| profile.excludes(unit));
                    counts(&if is_work { query.by_work() } else { query.by_organizations() })
                }
                CoverageOf::Zone(kind) => {
                    let query = snapshot.zone_coverage(kind);
                    counts(&if is_work { query.by_work() } else { query.by_organizations() })
                }
                CoverageOf::Organization(kind) => {
                    let query = snapshot.organization_coverage(kind);
                    counts(&if is_work { query.by_work() } else { query.by_organizations() })
                }
            };
            let [covered, direct, through, inherited, doubly, total, excluded] = expected.map(|count| count as u64);
            let found = (line.covered, line.direct, line.through_zone, line.inherited_only, line.doubly);
            assert_eq!(found, (covered, direct, through, inherited, doubly), "{:?} {}", line.of, line.kind);
            assert_eq!((line.total, line.excluded), (total, excluded), "{:?} {}", line.of, line.kind);
            lines.set(lines.get() + 1);
        }
    });
    assert!(lines.get() > 500, "{lines:?} lines");
}

#[test]
fn exclusions_made_ready_fit_what_each_of_them_fits() {
    let met = Cell::new([0; 2]);
    for_days(2, |snapshot, naive| {
        let codes: Vec<String> = naive.units().iter().map(|unit| naive.code(*unit).to_owned()).collect();
        let code = |at: usize| codes.get(at % codes.len().max(1)).cloned();
        let all = [
            Exclusion { level: Some(Level::Grid), kind: Some(UnitKind::Special), ..Exclusion::default() },
            Exclusion { kind: Some(UnitKind::Village), ..Exclusion::default() },
            Exclusion { code: code(3), ..Exclusion::default() },
            Exclusion { within: code(2), level: Some(Level::Building), ..Exclusion::default() },
            Exclusion { within: code(1), code: code(7), ..Exclusion::default() },
            Exclusion::default(),
        ];
        for some in 0..1 << all.len() {
            let mut profile = Profile::national();
            let chosen = all.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1);
            profile.exclude = chosen.map(|(_, exclusion)| exclusion.clone()).collect();
            let exclusions = profile.exclusions();
            for unit in snapshot.all_units() {
                let fits = profile.excludes(unit);
                assert_eq!(exclusions.fit(unit), fits, "{unit} {:?}", profile.exclude);
                let mut counts = met.get();
                counts[usize::from(fits)] += 1;
                met.set(counts);
            }
        }
    });
    assert!(met.get().iter().all(|count| *count > 500), "{met:?}");
}
