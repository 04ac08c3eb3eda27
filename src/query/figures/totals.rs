//! What adds up within subjects: every number that is a sum over what lies in them.

use super::fact::{Ask, Fact, Facts};
use super::memory::Memory;
use super::scope::Scope;
use crate::base::{Decimal, Level, ONE, What};
use crate::query::{Node, Snapshot};
use std::collections::BTreeSet;

/// A number that adds up within a subject (合计).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Which number, as a published figure names it: `count:post:grid_worker`, `sum:measure:residents`.
    pub figure: String,
    /// How much; `None` if the data do not say.
    pub value: Option<Decimal>,
}

impl<'h> Snapshot<'h> {
    /// Every number of the day that adds up within some subjects (合计): holders of posts, members of alliances, members
    /// sent, measures that [add up](crate::MeasureKind::adds_up), and households as they are [counted](crate::Unit::households).
    /// For each subject, in the order in which they come, the totals by their names.
    ///
    /// Averages, shares and scores are none. What a subject has none of is zero; a number that stands nowhere in the tables
    /// is left out.
    ///
    /// ```
    /// use govgrid::{Draft, Level, Role, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001", Level::Street))?;
    /// for (code, workers) in [("130205001026", 3), ("130205001027", 4)] {
    ///     let parent = Some("130205001".to_owned());
    ///     draft.add(&record::Unit { parent, ..record::Unit::new(code, Level::Community) })?;
    ///     draft.add(&record::Post { count: Some(workers), ..record::Post::new(code, Role::GridWorker) })?;
    /// }
    /// let hierarchy = draft.build()?;
    /// let today = hierarchy.snapshot();
    /// let totals = today.totals([today.any_unit("130205001")?]);
    /// assert_eq!(totals[0][1].figure, "count:post:grid_worker");
    /// assert_eq!(totals[0][1].value, Some(7.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn totals<N: Into<Node<'h>>>(self, subjects: impl IntoIterator<Item = N>) -> Vec<Vec<Total>> {
        let counted = self.household_counts();
        let memory = Memory::new(Facts::default(), Some((self.at.number(), &counted)));
        let mut numbers: BTreeSet<(String, What)> = BTreeSet::new();
        for post in self.posts() {
            let of_which = post.of_which.map(|of| format!(":{of}")).unwrap_or_default();
            numbers.insert((format!("count:post:{}{of_which}", post.role), What::Post(post.role, post.of_which)));
        }
        for role in self.alliance_members().filter_map(|row| row.role) {
            numbers.insert((format!("count:alliance_member:{role}"), What::AllianceMember(role)));
        }
        for kind in self.reports().filter_map(|row| row.kind) {
            numbers.insert((format!("sum:report:{kind}"), What::Report(kind)));
        }
        for measure in self.measures().map(|row| row.measure).filter(|measure| measure.adds_up()) {
            numbers.insert((format!("sum:measure:{measure}"), What::Measure(measure)));
        }
        numbers.insert(("count:household".to_owned(), What::Unit(Level::Household, None)));
        let of_subject = |subject: N| {
            let scope = Scope::new(subject.into());
            let total = |(figure, what): &(String, What)| {
                let value = self.total(&memory, &scope, *what);
                Total { figure: figure.clone(), value: value.map(Decimal::from_millionths) }
            };
            numbers.iter().map(total).collect()
        };
        subjects.into_iter().map(of_subject).collect()
    }

    fn total(self, memory: &Memory<'_, 'h>, scope: &Scope<'h>, what: What) -> Option<i128> {
        let sums = || memory.sums(self, Some(scope), Ask::All(what)).total();
        if let What::Measure(kind) = what {
            return memory.amount(self, scope, Fact::Measured(kind));
        }
        if let What::Unit(..) = what {
            return memory.amount(self, scope, Fact::Households).map(|count| count * ONE);
        }
        // Of a report the members that were sent count.
        Some(if matches!(what, What::Report(_)) { sums().amount } else { sums().count } * ONE)
    }
}
