//! Household contacts: who contacts too few households, and which households nobody contacts.

use super::snapshot::AnyUnit;
use super::{Contact, Organization, Person, Snapshot, Unit};
use crate::base::{Level, UnitLevel};
use std::collections::BTreeSet;

/// How the members of an organization contact households (党员联户). It speaks of no single member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberContacts<'h> {
    /// The organization.
    pub organization: Organization<'h>,
    /// How many members it has by rows of membership, each once.
    pub members: u64,
    /// How many of them contact fewer households than asked for.
    pub fewer: u64,
    /// How many different households rows say that its members contact.
    pub households: u64,
    /// How many more rows of its members count, without a household.
    pub counted: u64,
    /// What rows of the organization itself say its members contact: different households …
    pub own_households: u64,
    /// … and how many more such rows count. Of which members that is, nobody can say.
    pub own_counted: u64,
}

impl<'h> Organization<'h> {
    /// How many members contact fewer than `least` households: a member's are the different ones that rows name, and
    /// those that rows of the member count.
    ///
    /// ```
    /// use govgrid::{Draft, Level, OrganizationKind, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("H-1", Level::Household))?;
    /// draft.add(&record::Organization::new("PB-1", OrganizationKind::PartyBranch))?;
    /// for (key, household, count) in [("P-1", Some("H-1"), None), ("P-2", None, Some(5))] {
    ///     draft.add(&record::Person::new(key))?;
    ///     draft.add(&record::Membership::new(key, "PB-1"))?;
    ///     let household = household.map(str::to_owned);
    ///     draft.add(&record::Contact { household, count, ..record::Contact::new(key) })?;
    /// }
    /// let hierarchy = draft.build()?;
    /// let branch = hierarchy.snapshot().organization(&"PB-1".parse()?)?.member_contacts(5);
    /// assert_eq!((branch.fewer, branch.members), (1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn member_contacts(self, least: u64) -> MemberContacts<'h> {
        let mut met = BTreeSet::new();
        let members: Vec<Person<'h>> =
            self.members().map(|row| row.person).filter(|person| met.insert(person.number())).collect();
        let (mut all, mut counted, mut fewer) = (BTreeSet::new(), 0_u64, 0);
        for member in &members {
            let (households, more) = contacted(member.contacts());
            fewer += u64::from(more.saturating_add(households.len() as u64) < least);
            counted = counted.saturating_add(more);
            all.extend(households);
        }
        let (own, own_counted) = contacted(self.contacts());
        MemberContacts {
            organization: self,
            members: members.len() as u64,
            fewer,
            households: all.len() as u64,
            counted,
            own_households: own.len() as u64,
            own_counted,
        }
    }
}

/// The different households that rows name, and how many more they count.
fn contacted<'h>(rows: impl Iterator<Item = Contact<'h>>) -> (BTreeSet<u32>, u64) {
    let (mut households, mut counted) = (BTreeSet::new(), 0_u64);
    for row in rows {
        match row.household {
            Some(household) => _ = households.insert(household.number()),
            None => counted = counted.saturating_add(row.count.unwrap_or(0).into()),
        }
    }
    (households, counted)
}

impl<'h> Snapshot<'h> {
    /// [`Organization::member_contacts`] of each organization that has members or contacts of its own, by code.
    pub fn member_contacts(self, least: u64) -> impl Iterator<Item = MemberContacts<'h>> {
        let asked = |found: &Organization<'h>| found.members().next().is_some() || found.contacts().next().is_some();
        self.organizations().filter(asked).map(move |organization| organization.member_contacts(least))
    }

    /// The households that no row says anybody contacts (未联系户). A row that counts names none: households that it
    /// means are among these.
    pub fn uncontacted_households(self) -> impl Iterator<Item = AnyUnit<'h>> {
        self.units(Level::Household).filter(|household| household.contacted_by().next().is_none())
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Like [`Snapshot::uncontacted_households`], of this unit: who contacts one is [`Unit::contacted_by`].
    pub fn uncontacted_households(self) -> impl Iterator<Item = AnyUnit<'h>> {
        let own = Some(self.to_any()).filter(|unit| unit.level() == Level::Household);
        let all = own.into_iter().chain(self.descendants_of(Level::Household));
        all.filter(|household| household.contacted_by().next().is_none())
    }
}
