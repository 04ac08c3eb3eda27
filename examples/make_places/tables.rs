//! The tables of a place while it is built, and what builds them: dice, shares, counts.

use crate::Result;
use govgrid::{
    AllianceRole, Category, Day, Draft, MeasureKind, OfWhich, OrganizationKind, Purpose, ResponsibilityForm, Role,
    Standing, ZoneKind, record,
};

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
    /// Adds an organization of a kind, with a seat.
    pub(crate) fn organization(&mut self, code: &str, name: String, kind: OrganizationKind, seat: &str) {
        let (name, seat) = (Some(name), Some(seat.to_owned()));
        self.organizations.push(record::Organization { name, seat, ..record::Organization::new(code, kind) });
    }

    /// Adds a zone of a kind, in the territory of a unit.
    pub(crate) fn zone(&mut self, code: &str, name: String, kind: ZoneKind, within: &str) {
        let (name, within) = (Some(name), Some(within.to_owned()));
        self.zones.push(record::Zone { name, within, ..record::Zone::new(code, kind) });
    }

    /// Adds posts of a role at a place, by their count.
    pub(crate) fn post(&mut self, place: &str, role: Role, count: u32) {
        self.posts.push(record::Post { count: Some(count), ..record::Post::new(place, role) });
    }

    /// Says how many of the holders of a role at a place are of a sort.
    pub(crate) fn some_of(&mut self, place: &str, role: Role, of_which: OfWhich, count: u32) {
        let (count, of_which) = (Some(count), Some(of_which));
        self.posts.push(record::Post { count, of_which, ..record::Post::new(place, role) });
    }

    /// Adds a person by an opaque key, who holds a post at a place.
    pub(crate) fn holder(&mut self, key: &str, employer: &str, place: &str, role: Role) {
        self.people.push(record::Person {
            standing: Some(Standing::FullMember),
            category: Some(Category::InService),
            employer: Some(employer.to_owned()),
            ..record::Person::new(key)
        });
        self.posts.push(record::Post { holder: Some(key.to_owned()), ..record::Post::new(place, role) });
    }

    /// Makes somebody responsible.
    pub(crate) fn responsible(
        &mut self,
        holder: &str,
        target: &str,
        form: Option<ResponsibilityForm>,
        purpose: &[Purpose],
    ) {
        let purpose = purpose.to_vec();
        self.responsibilities.push(record::Responsibility {
            form,
            purpose,
            ..record::Responsibility::new(holder, target)
        });
    }

    /// Adds a member of an alliance in a role.
    pub(crate) fn member(&mut self, alliance: &str, member: &str, role: AllianceRole) {
        let member = Some(member.to_owned());
        self.alliance_members.push(record::AllianceMember {
            member,
            role: Some(role),
            ..record::AllianceMember::new(alliance)
        });
    }

    /// Says how many take part in an alliance, in a role if it is stated.
    pub(crate) fn members(&mut self, alliance: &str, count: u32, role: Option<AllianceRole>) {
        let count = Some(count);
        self.alliance_members.push(record::AllianceMember { count, role, ..record::AllianceMember::new(alliance) });
    }

    /// Adds a measure.
    pub(crate) fn measure(&mut self, subject: &str, measure: MeasureKind, day: Day, value: u32) {
        self.measures.push(record::Measure::new(subject, measure, day, value.to_string()));
    }

    /// Adds published figures: on each line the columns of a claim but the source, with commas between them.
    pub(crate) fn claim(&mut self, lines: &str, source: &str) -> Result<()> {
        for line in lines.lines() {
            let cells: [&str; 9] =
                line.split(',').collect::<Vec<_>>().try_into().map_err(|_| format!("claim `{line}`"))?;
            let [id, subject, figure, qualifier, value, unit, base, reading, day] = cells;
            let text = |cell: &str| Some(cell.to_owned()).filter(|cell| !cell.is_empty());
            self.claims.push(record::Claim {
                qualifier: text(qualifier).map(|word| word.parse()).transpose()?,
                unit: text(unit).map(|word| word.parse()).transpose()?,
                base: text(base),
                reading: text(reading),
                day: text(day).map(|day| day.parse()).transpose()?,
                source: Some(source.to_owned()),
                ..record::Claim::new(id, subject, figure, value)
            });
        }
        Ok(())
    }

    /// Adds a measure that is a word.
    pub(crate) fn word(&mut self, subject: &str, measure: MeasureKind, day: Day, value: &str) {
        self.measures.push(record::Measure::new(subject, measure, day, value));
    }

    /// How many hold a post of the role, by key or by count.
    pub(crate) fn holders(&self, role: Role) -> u32 {
        let posts = self.posts.iter().filter(|post| post.role == role && post.of_which.is_none());
        posts.map(|post| post.count.unwrap_or(1)).sum()
    }

    /// How many of the holders of a role are of a sort.
    pub(crate) fn holders_of(&self, role: Role, of_which: OfWhich) -> u32 {
        let posts = self.posts.iter().filter(|post| post.role == role && post.of_which == Some(of_which));
        posts.filter_map(|post| post.count).sum()
    }

    /// The sum of a measure over all its rows.
    pub(crate) fn sum(&self, measure: MeasureKind) -> u32 {
        let rows = self.measures.iter().filter(|row| row.measure == measure);
        rows.filter_map(|row| row.value.parse::<u32>().ok()).sum()
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
