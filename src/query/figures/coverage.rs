//! Counting what is covered within a scope.

use super::tally::{Known, Tally};
use super::thing::{self, Thing};
use crate::base::{CoverageKind, OrganizationKind, What};
use crate::query::covered::CoverersOfUnits;
use crate::query::{Coverage, Covering, Node};
use crate::record::Table;
use std::collections::BTreeMap;

impl<'h> Tally<'h> {
    /// How many are covered.
    pub(super) fn covered(&self, what: What, kind: CoverageKind) -> Known<u64> {
        self.has_table(Table::Coverage)?;
        let has = |node: Node<'h>| thing::is(node, what) && self.scope.has(node);
        let by_work = kind == CoverageKind::Work;
        let count = match what {
            What::Unit(level, _) => {
                let ask = self.snapshot.coverage(level);
                let ask = if let Node::Unit(unit) = self.scope.subject { ask.within(unit) } else { ask };
                covered_of(&if by_work { ask.by_work() } else { ask.by_organizations() }, has)
            }
            What::Zone(zone) => {
                let ask = self.snapshot.zone_coverage(zone);
                covered_of(&if by_work { ask.by_work() } else { ask.by_organizations() }, has)
            }
            What::Organization(organization, _) => {
                let ask = self.snapshot.organization_coverage(organization);
                covered_of(&if by_work { ask.by_work() } else { ask.by_organizations() }, has)
            }
            What::Post(..)
            | What::Alliance(_)
            | What::AllianceMember(_)
            | What::Pairing(_)
            | What::Report(_)
            | What::Responsibility(_)
            | What::Project(_)
            | What::Measure(_) => 0,
        };
        self.stated(count, &0)
    }

    /// How many are covered by exactly one organization that counts, by the kind of organization: of units by one
    /// primary organization.
    pub(super) fn covered_by_one(&self, what: What, kind: CoverageKind) -> Known<BTreeMap<OrganizationKind, u64>> {
        self.has_table(Table::Coverage)?;
        let mut found = BTreeMap::new();
        let mut units = CoverersOfUnits::new();
        for thing in self.things(what)? {
            let Thing::Node(node) = thing else { continue };
            let by = covered_by_only(node, kind, &mut units).and_then(|number| self.snapshot.node(number));
            if let Some(by) = by.and_then(Node::as_organization) {
                *found.entry(by.kind()).or_insert(0) += 1;
            }
        }
        Ok(found)
    }
}

/// The one organization that covers a node and counts, by its number: of a unit the one that is primary.
fn covered_by_only(node: Node<'_>, kind: CoverageKind, units: &mut CoverersOfUnits) -> Option<u32> {
    let by_work = kind == CoverageKind::Work;
    let counts = |covering: &Covering<'_>| by_work || covering.is_organization_coverage();
    match node {
        Node::Unit(unit) if by_work => units.only(unit),
        // A primary organization covers the unit itself.
        Node::Unit(unit) => only(unit.directly_covered_by().filter(Covering::is_primary)),
        Node::Zone(zone) => only(zone.covered_by().filter(counts)),
        Node::Organization(organization) => only(organization.covered_by().filter(counts)),
        Node::Person(_) | Node::Alliance(_) | Node::Project(_) => None,
    }
}

/// The organization of all coverings, if it is one.
fn only<'h>(mut coverings: impl Iterator<Item = Covering<'h>>) -> Option<u32> {
    let first = coverings.next()?.organization.number();
    coverings.all(|other| other.organization.number() == first).then_some(first)
}

/// How many of those in question are covered.
fn covered_of<'h, T: Copy + Into<Node<'h>>>(coverage: &Coverage<T>, has: impl Fn(Node<'h>) -> bool) -> u64 {
    coverage.numerator().filter(|node| has((*node).into())).count() as u64
}
