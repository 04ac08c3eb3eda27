//! The tables of a place while it is built, and what builds them: dice, shares, counts.

use crate::Result;
use govgrid::{Draft, Role, record};

/// Expands a list of tables to a structure with the rows of each.
macro_rules! tables {
    ($($field:ident: $record:ident),+) => {
        /// The rows of all tables.
        #[derive(Default)]
        pub(crate) struct Tables { $(pub(crate) $field: Vec<record::$record>),+ }

        impl Tables {
            /// The rows as a draft, units in the order of their codes; a table without rows is not there.
            pub(crate) fn into_draft(mut self, day: &str) -> Result<Draft> {
                self.units.sort_by(|a, b| a.code.cmp(&b.code));
                let mut draft = Draft::new();
                draft.package.scheme = Some("nbs-2023".parse()?);
                draft.package.grid_suffix = Some("-G999".parse()?);
                draft.package.day = Some(day.parse()?);
                $(for row in &self.$field { draft.add(row)?; })+
                Ok(draft)
            }
        }
    };
}

tables! {
    units: Unit, zones: Zone, zone_units: ZoneUnit, organizations: Organization, directions: Direction,
    services: Service, projects: Project, people: Person, memberships: Membership, attachments: Attachment, posts: Post,
    coverage: Coverage, pairings: Pairing, reports: Report, responsibilities: Responsibility, contacts: Contact,
    whistles: Whistle, alliances: Alliance, alliance_members: AllianceMember, measures: Measure, claims: Claim,
    lineage: Lineage, mappings: Mapping
}

impl Tables {
    /// How many hold a post of the role, by key or by count.
    pub(crate) fn holders(&self, role: Role) -> u32 {
        let posts = self.posts.iter().filter(|post| post.role == role && post.of_which.is_none());
        posts.map(|post| post.count.unwrap_or(1)).sum()
    }
}

/// Refuses tables in which something is not what was published: what, how many there are, how many there must be.
pub(crate) fn expect(figures: &[(&str, usize, usize)]) -> Result<()> {
    for (what, found, expected) in figures {
        if found != expected {
            return Err(format!("{found} {what}, {expected} expected").into());
        }
    }
    Ok(())
}

/// How many rows fit.
pub(crate) fn count<T>(rows: &[T], fits: impl Fn(&T) -> bool) -> usize {
    rows.iter().filter(|row| fits(row)).count()
}

/// A total in so many even shares, the larger ones spread among the others.
pub(crate) fn shares(total: u32, count: u32) -> impl Iterator<Item = u32> {
    let upto = move |n: u32| u64::from(n) * u64::from(total) / u64::from(count.max(1));
    (0..count).map(move |n| u32::try_from(upto(n + 1) - upto(n)).unwrap_or(u32::MAX))
}

/// A small xorshift generator: the same numbers on every machine.
pub(crate) struct Dice(pub(crate) u32);

impl Dice {
    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        low + self.0 % (high - low + 1)
    }
}
