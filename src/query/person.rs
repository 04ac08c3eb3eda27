//! A person on a day.

use super::snapshot::AnyUnit;
use super::view::node_view;
use super::{Organization, Unit};
use crate::base::{Category, Standing};
use crate::record::{Relation, person_column as column};

node_view! {
    /// A person (人员) on the day of its snapshot, known by an opaque key: there is no name.
    Person of People
}

impl<'h> Person<'h> {
    /// The standing (身份).
    pub fn standing(self) -> Option<Standing> {
        self.cell(column::STANDING).and_then(Standing::from_index)
    }

    /// The category (类别).
    pub fn category(self) -> Option<Category> {
        self.cell(column::CATEGORY).and_then(Category::from_index)
    }

    /// Whether the standing is that of a full or a probationary Party member (党员).
    pub fn is_party_member(self) -> bool {
        matches!(self.standing(), Some(Standing::FullMember | Standing::ProbationaryMember))
    }

    /// The organization that employs the person (单位).
    pub fn employer(self) -> Option<Organization<'h>> {
        let mut found = self.snapshot.targets(self.number(), Relation::EmployedBy);
        found.find_map(|number| Organization::of_node(self.snapshot, number))
    }

    /// The unit that the person lives in (居住地): a grid or a unit above.
    pub fn residence(self) -> Option<AnyUnit<'h>> {
        let mut found = self.snapshot.targets(self.number(), Relation::LivesIn);
        found.find_map(|number| Unit::of_node(self.snapshot, number))
    }
}
