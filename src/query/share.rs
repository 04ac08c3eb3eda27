//! Which share of the holders of a post are Party members, or whatever else posts tell of their holders.

use super::{Node, Person, Post, Snapshot, Unit};
use crate::base::{OfWhich, Role, Standing, UnitLevel};
use std::collections::{BTreeMap, BTreeSet};

/// The share of the holders of a post that are of some kind (占比), such as Party members among homeowners' committees.
///
/// ```
/// use govgrid::{Draft, OfWhich, OrganizationKind, Role, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Organization::new("HC-1", OrganizationKind::HomeownersCommittee))?;
/// for (count, of_which) in [(Some(7), None), (Some(5), Some(OfWhich::PartyMember))] {
///     let post = record::Post::new("HC-1", Role::HomeownersCommitteeMember);
///     draft.add(&record::Post { count, of_which, ..post })?;
/// }
/// let hierarchy = draft.build()?;
/// let share = hierarchy.snapshot().share_of(Role::HomeownersCommitteeMember, OfWhich::PartyMember);
/// assert_eq!((share.numerator(), share.denominator(), share.untold().count()), (5, 7, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share<'h> {
    /// Every place with a post of the role, in the order of nodes.
    pub places: Vec<SharePlace<'h>>,
}

/// The holders of a post at one place, and how many of them are of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharePlace<'h> {
    /// The place.
    pub at: Node<'h>,
    /// How many hold the post: those who are named, and those who are only counted.
    pub total: u64,
    /// How many of them are of the kind.
    pub part: Part,
}

/// How many holders are of a kind, as far as data tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// This many.
    Known(u64),
    /// Nobody says it of each holder: at least so many, and at most so many.
    Between(u64, u64),
    /// Rows contradict each other: there are more, or fewer, than can be.
    Contradicted,
}

impl<'h> Share<'h> {
    fn told(&self) -> impl Iterator<Item = (u64, u64)> {
        self.places.iter().filter_map(SharePlace::told)
    }

    /// How many holders are of the kind, at the places whose data tell (分子).
    pub fn numerator(&self) -> u64 {
        self.told().fold(0, |sum, (part, _)| sum.saturating_add(part))
    }

    /// How many hold the post at those places (分母).
    pub fn denominator(&self) -> u64 {
        self.told().fold(0, |sum, (_, total)| sum.saturating_add(total))
    }

    /// The places whose data do not tell.
    pub fn untold(&self) -> impl Iterator<Item = &SharePlace<'h>> {
        self.places.iter().filter(|place| place.told().is_none())
    }
}

impl SharePlace<'_> {
    /// The part and the total, if data tell both.
    pub fn told(&self) -> Option<(u64, u64)> {
        match self.part {
            Part::Known(part) => Some((part, self.total)),
            Part::Between(..) | Part::Contradicted => None,
        }
    }
}

impl<'h> Snapshot<'h> {
    /// Which share of the holders of a post are of a kind, at every place: a unit, a zone, an organization, an alliance
    /// or a project.
    ///
    /// A holder counts once at a place. A row with `of_which` counts some of the holders of the same role at the same
    /// place, and adds none; where such rows count, with those that they name they speak of all the holders. Where none
    /// counts, each holder must be known: by a row with `of_which` that names the holder, or, of Party members, by the
    /// standing of the person. Data tell of a place if they agree on one number.
    pub fn share_of(self, role: Role, of_which: OfWhich) -> Share<'h> {
        share(self, role, of_which, |_| true)
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// Like [`Snapshot::share_of`], at the places that are of this unit's part of the whole, see [`Node::is_in`].
    pub fn share_of(self, role: Role, of_which: OfWhich) -> Share<'h> {
        share(self.snapshot(), role, of_which, |place| place.is_in(self))
    }
}

fn share<'h>(snapshot: Snapshot<'h>, role: Role, of_which: OfWhich, is_asked: impl Fn(Node<'h>) -> bool) -> Share<'h> {
    let mut places: BTreeMap<usize, (Node<'h>, Holders)> = BTreeMap::new();
    for post in snapshot.posts().filter(|post| post.role == role) {
        if post.of_which.is_none() || post.of_which == Some(of_which) {
            let place = places.entry(post.at.index()).or_insert_with(|| (post.at, Holders::default()));
            place.1.add(&post, of_which);
        }
    }
    let asked = places.into_values().filter(|(at, _)| is_asked(*at));
    let place = |(at, holders): (Node<'h>, Holders)| SharePlace { at, total: holders.total(), part: holders.part() };
    Share { places: asked.map(place).collect() }
}

/// The holders of a post at a place, as rows name and count them.
#[derive(Default)]
struct Holders {
    named: BTreeSet<usize>,
    counted: u64,
    /// Of the named ones, those whose standing says yes, and those whose standing says no.
    yes: BTreeSet<usize>,
    no: BTreeSet<usize>,
    /// Whom rows with `of_which` name, and how many they count.
    of_which: BTreeSet<usize>,
    of_which_counted: Option<u64>,
}

impl Holders {
    fn add(&mut self, post: &Post<'_>, of_which: OfWhich) {
        let count = u64::from(post.count.unwrap_or(0));
        match (post.of_which, post.holder) {
            (None, Some(holder)) => {
                let index = holder.index();
                self.named.insert(index);
                if of_which == OfWhich::PartyMember {
                    match is_party_member(holder) {
                        Some(true) => _ = self.yes.insert(index),
                        Some(false) => _ = self.no.insert(index),
                        None => {}
                    }
                }
            }
            (None, None) => {
                self.counted = self.counted.saturating_add(count);
            }
            (Some(_), Some(holder)) => _ = self.of_which.insert(holder.index()),
            (Some(_), None) => {
                self.of_which_counted = Some(self.of_which_counted.unwrap_or(0).saturating_add(count));
            }
        }
    }

    fn total(&self) -> u64 {
        self.counted.saturating_add(self.named.len() as u64)
    }

    fn part(&self) -> Part {
        let beside = self.of_which.difference(&self.named).count() as u64;
        // A row says it of a holder, whatever the standing is.
        let no = self.no.difference(&self.of_which).count() as u64;
        let least = self.yes.union(&self.of_which).count() as u64;
        let most = self.total().saturating_sub(no);
        let stated = self.of_which_counted.map(|counted| counted.saturating_add(self.of_which.len() as u64));
        let fits = |part: u64| least <= part && part <= most;
        if beside > self.counted || !fits(stated.unwrap_or(least)) {
            return Part::Contradicted;
        }
        match stated {
            Some(stated) => Part::Known(stated),
            None if least == most => Part::Known(least),
            None => Part::Between(least, most),
        }
    }
}

/// Whether a person is a Party member, where the standing says it.
fn is_party_member(person: Person<'_>) -> Option<bool> {
    match person.standing()? {
        Standing::FullMember | Standing::ProbationaryMember => Some(true),
        Standing::LeagueMember | Standing::NonMember => Some(false),
        Standing::Other => None,
    }
}
