//! Counting what is covered within a scope.

use super::tally::{Known, Tally};
use super::thing::{self, Thing};
use crate::base::{CoverageKind, OrganizationKind, What};
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
        for thing in self.things(what)? {
            let Thing::Node(node) = thing else { continue };
            let counts = |covering: &Covering<'h>| match (node, kind) {
                (Node::Unit(_), CoverageKind::Organization) => covering.is_primary(),
                (_, CoverageKind::Organization) => covering.is_organization_coverage(),
                (_, CoverageKind::Work) => true,
            };
            let coverings: Vec<Covering<'h>> = match node {
                Node::Unit(unit) => unit.covered_by().filter(counts).collect(),
                Node::Zone(zone) => zone.covered_by().filter(counts).collect(),
                Node::Organization(organization) => organization.covered_by().filter(counts).collect(),
                Node::Person(_) | Node::Alliance(_) | Node::Project(_) => Vec::new(),
            };
            let by: BTreeMap<u32, OrganizationKind> =
                coverings.iter().map(|by| (by.organization.number(), by.organization.kind())).collect();
            if let (1, Some(kind)) = (by.len(), by.values().next()) {
                *found.entry(*kind).or_insert(0) += 1;
            }
        }
        Ok(found)
    }
}

/// How many of those in question are covered.
fn covered_of<'h, T: Copy + Into<Node<'h>>>(coverage: &Coverage<T>, has: impl Fn(Node<'h>) -> bool) -> u64 {
    coverage.numerator().filter(|node| has((*node).into())).count() as u64
}
