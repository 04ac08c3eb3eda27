//! Unusual cases, of which a law says that it met them.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// What was met, to be asserted at the end.
#[derive(Debug, Default)]
pub(crate) struct Met(RefCell<BTreeMap<String, usize>>);

impl Met {
    pub(crate) fn if_(&self, is_met: bool, what: &str) {
        if is_met {
            *self.0.borrow_mut().entry(what.to_owned()).or_default() += 1;
        }
    }

    pub(crate) fn assert(&self, all: &[&str]) {
        let met = self.0.borrow();
        for what in all {
            assert!(met.contains_key(*what), "never met: {what}; met {met:?}");
        }
    }
}
