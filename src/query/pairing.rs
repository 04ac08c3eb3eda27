//! Whether everybody is paired.

use super::{Node, Snapshot};
use crate::base::PairingKind;
use std::collections::{BTreeMap, BTreeSet};

/// The pairs of one kind between two sides (结对), and who of either side is in none.
///
/// ```
/// use govgrid::{Draft, Level, OrganizationKind, PairingKind, record};
/// let mut draft = Draft::new();
/// for code in ["130205001001", "130205001002"] {
///     draft.add(&record::Unit::new(code, Level::Community))?;
/// }
/// for code in ["HEALTH", "JUSTICE"] {
///     draft.add(&record::Organization::new(code, OrganizationKind::Department))?;
/// }
/// let kind = PairingKind::JointBuilding;
/// draft.add(&record::Pairing::new("HEALTH", "130205001001", kind))?;
/// draft.add(&record::Pairing::new("130205001001", "JUSTICE", kind))?;
/// let hierarchy = draft.build()?;
///
/// let today = hierarchy.snapshot();
/// let departments = today.organizations().filter(|found| found.kind() == OrganizationKind::Department);
/// let pairs = today.pairs(kind, departments, today.units(Level::Community));
/// assert_eq!((pairs.one().len(), pairs.other().len(), pairs.pairs().len()), (2, 2, 2));
/// assert!(!pairs.is_total());
/// assert_eq!(pairs.unpaired().map(|node| node.code()).collect::<Vec<_>>(), ["130205001002"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs<'h> {
    one: Vec<Node<'h>>,
    other: Vec<Node<'h>>,
    all: Vec<(Node<'h>, Node<'h>)>,
    one_unpaired: Vec<Node<'h>>,
    other_unpaired: Vec<Node<'h>>,
}

impl<'h> Pairs<'h> {
    /// Everybody on the one side, each once, by the order of nodes.
    pub fn one(&self) -> &[Node<'h>] {
        &self.one
    }

    /// Everybody on the other side, each once, by the order of nodes.
    pub fn other(&self) -> &[Node<'h>] {
        &self.other
    }

    /// The pairs, the one side first: each once, whichever rows say it and from whichever end.
    pub fn pairs(&self) -> &[(Node<'h>, Node<'h>)] {
        &self.all
    }

    /// Who of the one side is paired with nobody of the other.
    pub fn one_unpaired(&self) -> &[Node<'h>] {
        &self.one_unpaired
    }

    /// Who of the other side is paired with nobody of the one.
    pub fn other_unpaired(&self) -> &[Node<'h>] {
        &self.other_unpaired
    }

    /// Who is paired with nobody of the other side (未结对), those of the one side first.
    pub fn unpaired(&self) -> impl Iterator<Item = Node<'h>> {
        self.one_unpaired.iter().chain(&self.other_unpaired).copied()
    }

    /// Whether everybody of both sides is paired (全覆盖).
    pub fn is_total(&self) -> bool {
        self.unpaired().next().is_none()
    }
}

impl<'h> Snapshot<'h> {
    /// The pairs of a kind between two sides (结对): whether every unit 单位 has a community, and every community a unit.
    ///
    /// The sides are whoever the caller names: organizations of a rank, the communities of a street, zones. The same
    /// nodes may stand on both sides, such as all estates that are to be paired with each other. Nobody is paired with
    /// itself, and who is not named is on no side: a pair with it does not count.
    pub fn pairs<A: Into<Node<'h>>, B: Into<Node<'h>>>(
        self,
        kind: PairingKind,
        one: impl IntoIterator<Item = A>,
        other: impl IntoIterator<Item = B>,
    ) -> Pairs<'h> {
        let one: BTreeMap<usize, Node<'h>> = one.into_iter().map(Into::into).map(|node| (node.index(), node)).collect();
        let other: BTreeMap<usize, Node<'h>> =
            other.into_iter().map(Into::into).map(|node| (node.index(), node)).collect();
        let fits = |a: &usize, b: &usize| a != b && one.contains_key(a) && other.contains_key(b);
        let mut paired: BTreeSet<(usize, usize)> = BTreeSet::new();
        for pairing in self.pairings().filter(|pairing| pairing.kind == kind) {
            let (a, b) = (pairing.a.index(), pairing.b.index());
            paired.extend([(a, b), (b, a)].into_iter().filter(|(a, b)| fits(a, b)));
        }
        let has_one: BTreeSet<usize> = paired.iter().map(|pair| pair.0).collect();
        let has_other: BTreeSet<usize> = paired.iter().map(|pair| pair.1).collect();
        let without = |side: &BTreeMap<usize, Node<'h>>, paired: &BTreeSet<usize>| {
            side.iter().filter(|(index, _)| !paired.contains(index)).map(|(_, node)| *node).collect()
        };
        let (one_unpaired, other_unpaired) = (without(&one, &has_one), without(&other, &has_other));
        // Two that stand on both sides each are one pair, whichever comes first.
        let each = paired.iter().filter(|(a, b)| a < b || !paired.contains(&(*b, *a)));
        let all = each.filter_map(|(a, b)| Some((*one.get(a)?, *other.get(b)?))).collect();
        let (one, other) = (one.into_values().collect(), other.into_values().collect());
        Pairs { one, other, all, one_unpaired, other_unpaired }
    }
}
