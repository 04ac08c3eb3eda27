//! What one audit found otherwise than another.

use super::Finding;
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// The findings of two audits, told apart by their fingerprints (问题变化): whoever keeps the earlier ones by fingerprint, takes
/// out what vanished and puts in what appeared or changed, has the later ones.
#[derive(Clone, Debug)]
pub(crate) struct Compared<F> {
    /// Those of the later audit only, in its order.
    pub(crate) appeared: Vec<F>,
    /// Those that say the same in both.
    pub(crate) persisted: Vec<F>,
    /// Those of the earlier audit only, in its order.
    pub(crate) vanished: Vec<F>,
    /// Those of both that say something else, such as another number or another place: before, and after.
    pub(crate) changed: Vec<(F, F)>,
}

impl<F: Borrow<Finding>> Compared<F> {
    /// Compares the findings of two audits, which have their fingerprints.
    pub(crate) fn between(before: Vec<F>, after: Vec<F>) -> Self {
        let fingerprint = |finding: &'_ F| -> String { finding.borrow().fingerprint.clone() };
        let known: BTreeMap<String, usize> = before.iter().map(fingerprint).zip(0..).collect();
        let mut before: Vec<Option<F>> = before.into_iter().map(Some).collect();
        let mut compared =
            Self { appeared: Vec::new(), persisted: Vec::new(), vanished: Vec::new(), changed: Vec::new() };
        for finding in after {
            let known = known.get(&finding.borrow().fingerprint);
            match known.and_then(|at| before.get_mut(*at)).and_then(Option::take) {
                None => compared.appeared.push(finding),
                Some(known) if known.borrow() == finding.borrow() => compared.persisted.push(finding),
                Some(known) => compared.changed.push((known, finding)),
            }
        }
        compared.vanished = before.into_iter().flatten().collect();
        compared
    }
}
