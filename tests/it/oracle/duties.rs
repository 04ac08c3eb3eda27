//! Worlds with people and what they and organizations have to do: plain rows on top of a world's, and as records.

use super::calendar::Days;
use super::draft::{draft, period};
use super::world::{NodeId, Ref, World};
use govgrid::{Draft, record};

/// People are numbered from here on.
pub(crate) const PEOPLE: NodeId = 1_000_000;

/// A person, with what one row says of it.
#[derive(Clone, Debug)]
pub(crate) struct PersonRow {
    pub(crate) node: NodeId,
    pub(crate) code: String,
    pub(crate) standing: Option<&'static str>,
    pub(crate) category: Option<&'static str>,
    pub(crate) employer: Option<Ref>,
    pub(crate) residence: Option<Ref>,
    pub(crate) days: Days,
}

/// A row of one of the relations: who or what has to do with whom or what.
#[derive(Clone, Debug)]
pub(crate) struct DutyRow {
    pub(crate) table: &'static str,
    /// The number within its table, from 1.
    pub(crate) number: u32,
    pub(crate) from: Ref,
    pub(crate) to: Option<Ref>,
    /// The kind, the role, the form or the matter.
    pub(crate) word: Option<&'static str>,
    /// Which of the holders of a post it counts.
    pub(crate) of_which: Option<&'static str>,
    pub(crate) count: Option<u32>,
    pub(crate) days: Days,
}

#[derive(Clone, Debug)]
pub(crate) struct Duties {
    pub(crate) world: World,
    pub(crate) people: Vec<PersonRow>,
    pub(crate) rows: Vec<DutyRow>,
}

impl Duties {
    /// The rows as records of the crate, after those of the world.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = draft(&self.world);
        let code = |named: &Option<Ref>| named.as_ref().map(|named| named.code.clone());
        for row in &self.people {
            let record = record::Person {
                standing: row.standing.map(|word| word.parse().unwrap()),
                category: row.category.map(|word| word.parse().unwrap()),
                employer: code(&row.employer),
                residence: code(&row.residence),
                period: period(row.days),
                ..record::Person::new(&row.code)
            };
            draft.add(&record).unwrap();
        }
        self.rows.iter().for_each(|row| add(&mut draft, row));
        draft
    }
}

fn add(draft: &mut Draft, row: &DutyRow) {
    let (from, period, count) = (&row.from.code, period(row.days), row.count);
    let to = row.to.as_ref().map(|to| to.code.clone());
    let named = to.clone().unwrap_or_default();
    let word = row.word.unwrap_or_default();
    let added = match row.table {
        "services" => {
            draft.add(&record::Service { period, ..record::Service::new(from, named, word.parse().unwrap()) })
        }
        "responsibilities" => {
            let form = row.word.map(|word| word.parse().unwrap());
            draft.add(&record::Responsibility { form, period, ..record::Responsibility::new(from, named) })
        }
        "posts" => {
            let of_which = row.of_which.map(|word| word.parse().unwrap());
            let post = record::Post::new(from, word.parse().unwrap());
            draft.add(&record::Post { holder: to, count, of_which, period, ..post })
        }
        "contacts" => draft.add(&record::Contact { household: to, count, period, ..record::Contact::new(from) }),
        "pairings" => {
            draft.add(&record::Pairing { period, ..record::Pairing::new(from, named, word.parse().unwrap()) })
        }
        "reports" => {
            let kind = row.word.map(|word| word.parse().unwrap());
            draft.add(&record::Report { kind, members: count, period, ..record::Report::new(from, named) })
        }
        "whistles" => {
            let matter = row.word.map(str::to_owned);
            draft.add(&record::Whistle { matter, period, ..record::Whistle::new(from, named) })
        }
        "directions" => draft.add(&record::Direction { period, ..record::Direction::new(from, named) }),
        table => panic!("no table {table}"),
    };
    added.unwrap();
}
