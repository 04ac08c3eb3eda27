//! Plans that are prepared and appended.

use govgrid::{Event, Hierarchy, Journal, Plan, Preparation, Prepared};

/// A plan that can be done and is not done yet.
pub(crate) fn prepared(before: &Hierarchy, plan: &Plan) -> Prepared {
    match before.prepare(plan).unwrap() {
        Preparation::New(prepared) => prepared,
        Preparation::Known(answer) => panic!("{plan:?} was done before: {answer:?}"),
    }
}

/// Appends a plan of a hierarchy, and answers the hierarchy with it.
pub(crate) fn append(journal: &mut Journal, before: &Hierarchy, events: &[Event]) -> Hierarchy {
    journal.append(prepared(before, &events.to_vec().into())).unwrap().hierarchy().clone()
}
