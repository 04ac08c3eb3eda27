//! Measured values of many nodes: by day, summed, counted, averaged, and held against declared totals.

use super::snapshot::AnyUnit;
use super::{Measure, Node, Snapshot, Unit};
use crate::base::{Day, Decimal, MeasureKind, UnitLevel};
use crate::record::{Relation, Table};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one measure of one node on a day (读数): by the rows of the latest day on or before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureValue<'h> {
    /// No row is of that day or an earlier one.
    Missing,
    /// A number.
    Number {
        /// The number.
        value: Decimal,
        /// The day that it is of.
        day: Day,
    },
    /// A word, such as a colour or a grade, or a number that cannot be told exactly.
    Word {
        /// The word.
        word: &'h str,
        /// The day that it is of.
        day: Day,
    },
    /// The rows of that day say different things, so that none is taken (数据矛盾).
    Contradiction {
        /// The day.
        day: Day,
    },
}

/// One node that was asked about, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured<'h> {
    /// What is measured.
    pub subject: Node<'h>,
    /// The second node that the value is about, such as the estate at which a company is rated.
    pub about: Option<Node<'h>>,
    /// What is known.
    pub reading: MeasureValue<'h>,
    /// The rows of the day of the reading: more than one where they say the same, or contradict each other.
    pub rows: Vec<Measure<'h>>,
}

/// One measure of many nodes on a day (指标汇总).
///
/// ```
/// use govgrid::{Day, Draft, Level, MeasureKind, record};
/// let mut draft = Draft::new();
/// draft.add(&record::Unit::new("130205001", Level::Street))?;
/// let day: Day = "2024-06-01".parse()?;
/// for (code, fund) in [("130205001001", Some("200,000")), ("130205001002", Some("180000.5")), ("130205001003", None)] {
///     let parent = Some("130205001".to_owned());
///     draft.add(&record::Unit { parent, ..record::Unit::new(code, Level::Community) })?;
///     if let Some(fund) = fund {
///         draft.add(&record::Measure::new(code, MeasureKind::ServiceFund, day, fund))?;
///     }
/// }
/// let hierarchy = draft.build()?;
///
/// let today = hierarchy.as_of(day);
/// let communities = today.any_unit("130205001")?.descendants_of(Level::Community);
/// let funds = today.measures_of(MeasureKind::ServiceFund, communities);
/// let sum = funds.sum();
/// assert_eq!((sum.value.to_string(), sum.count), ("380000.5".to_owned(), 2));
/// assert_eq!(funds.missing().map(|node| node.code()).collect::<Vec<_>>(), ["130205001003"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureSummary<'h> {
    /// The measure.
    pub measure: MeasureKind,
    items: Vec<Measured<'h>>,
    /// Nodes about which nothing is measured.
    unmeasured: Vec<Node<'h>>,
}

/// A sum and of how many values it is (合计): the two parts of an average, which is never rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum.
    pub value: Decimal,
    /// Of how many values.
    pub count: usize,
}

/// A total that a unit declares, and what its parts add up to on the same day (申报与汇总).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredTotal<'h> {
    /// The unit.
    pub unit: AnyUnit<'h>,
    /// Its own row, the first where several say the same.
    pub row: Measure<'h>,
    /// What it declares.
    pub declared: Decimal,
    /// What its parts add up to.
    pub rolled_up: Decimal,
}

impl<'h> Measured<'h> {
    /// What rows of one subject, all alone or all about one other, say on a day; `None` if there are none.
    pub(super) fn of_rows(rows: Vec<Measure<'h>>, on: Day) -> Option<Self> {
        let (subject, about) = rows.first().map(|row| (row.subject, row.about))?;
        let (reading, rows) = MeasureValue::of_rows(rows.into_iter(), on);
        Some(Self { subject, about, reading, rows })
    }

    /// A row that says the value; `None` if there is no value or rows contradict each other.
    pub(super) fn agreed(&self) -> Option<Measure<'h>> {
        self.rows.first().copied().filter(|_| !matches!(self.reading, MeasureValue::Contradiction { .. }))
    }
}

impl Measure<'_> {
    /// The value, if it is a number that can be told exactly.
    pub fn number(&self) -> Option<Decimal> {
        self.value.parse().ok()
    }
}

impl<'h> MeasureValue<'h> {
    /// What the rows of one subject say on a day, and the rows that say so.
    fn of_rows(rows: impl Iterator<Item = Measure<'h>>, on: Day) -> (Self, Vec<Measure<'h>>) {
        let mut latest: Vec<Measure<'h>> = Vec::new();
        for row in rows.filter(|row| row.day <= on) {
            let known = latest.first().map(|known| known.day);
            if known.is_none_or(|known| known < row.day) {
                latest.clear();
            }
            if known.is_none_or(|known| known <= row.day) {
                latest.push(row);
            }
        }
        let Some(first) = latest.first() else { return (Self::Missing, latest) };
        let day = first.day;
        let same = |row: &Measure<'h>| match (row.number(), first.number()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => row.value == first.value,
            _ => false,
        };
        let reading = match first.number() {
            _ if !latest.iter().all(same) => Self::Contradiction { day },
            Some(value) => Self::Number { value, day },
            None => Self::Word { word: first.value, day },
        };
        (reading, latest)
    }

    /// The number, if it is one.
    pub const fn number(&self) -> Option<Decimal> {
        if let Self::Number { value, .. } = self { Some(*value) } else { None }
    }
}

impl<'h> Snapshot<'h> {
    /// A measure of some nodes on the day (指标汇总): of the units of a level within another, of a zone's, of the members
    /// of an alliance … Each node is asked once, in the order in which they come.
    ///
    /// Of each the rows of the latest day on or before the snapshot's speak; an older row says nothing. Rows about a
    /// second node are another question, see [`Snapshot::measures_at`].
    ///
    /// ```
    /// # use govgrid::{AllianceKind, Draft, MeasureKind, record};
    /// # let mut draft = Draft::new();
    /// # draft.add(&record::Unit::new("130205", govgrid::Level::District))?;
    /// # draft.add(&record::Alliance::new("A-1", AllianceKind::PartyAlliance))?;
    /// # let hierarchy = draft.build()?;
    /// let today = hierarchy.snapshot();
    /// let alliance = today.alliance(&"A-1".parse()?)?;
    /// let members = alliance.members().filter_map(|row| row.member);
    /// let volunteers = today.measures_of(MeasureKind::Volunteers, members);
    /// assert_eq!(volunteers.sum().count, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn measures_of<N: Into<Node<'h>>>(
        self,
        measure: MeasureKind,
        subjects: impl IntoIterator<Item = N>,
    ) -> MeasureSummary<'h> {
        let mut asked = BTreeSet::new();
        let mut items = Vec::new();
        for subject in subjects.into_iter().map(Into::into) {
            if asked.insert(subject.number()) {
                let (reading, rows) = self.reading(subject.number(), measure, self.at);
                items.push(Measured { subject, about: None, reading, rows });
            }
        }
        MeasureSummary { measure, items, unmeasured: Vec::new() }
    }

    /// A measure of whatever is measured about some nodes on the day, such as the scores of property companies at the
    /// estates of a street: one value for each that is measured about each of them.
    pub fn measures_at<N: Into<Node<'h>>>(
        self,
        measure: MeasureKind,
        places: impl IntoIterator<Item = N>,
    ) -> MeasureSummary<'h> {
        let mut asked = BTreeSet::new();
        let (mut items, mut unmeasured) = (Vec::new(), Vec::new());
        for place in places.into_iter().map(Into::into) {
            if !asked.insert(place.number()) {
                continue;
            }
            let links = self.hierarchy.links_to(place.number(), Relation::MeasuredAt);
            let rows = links.filter_map(|link| Some((link.from, self.measure(link.row)?)));
            let mut by_subject: BTreeMap<u32, Vec<Measure<'h>>> = BTreeMap::new();
            for (subject, row) in rows.filter(|(_, row)| row.measure == measure) {
                by_subject.entry(subject).or_default().push(row);
            }
            let before = items.len();
            for (subject, rows) in by_subject {
                let (reading, rows) = MeasureValue::of_rows(rows.into_iter(), self.at);
                let subject = self.node(subject).filter(|_| reading != MeasureValue::Missing);
                items.extend(subject.map(|subject| Measured { subject, about: Some(place), reading, rows }));
            }
            if items.len() == before {
                unmeasured.push(place);
            }
        }
        MeasureSummary { measure, items, unmeasured }
    }

    /// What is known of a measure on the day of all that it is measured of, alone and about others.
    pub(super) fn readings(self, measure: MeasureKind) -> impl Iterator<Item = Measured<'h>> {
        let mut series: BTreeMap<(u32, Option<u32>), Vec<Measure<'h>>> = BTreeMap::new();
        for row in self.measures().filter(|row| row.measure == measure && row.day <= self.at) {
            series.entry((row.subject.number(), row.about.map(|about| about.number()))).or_default().push(row);
        }
        series.into_values().filter_map(move |rows| Measured::of_rows(rows, self.at))
    }

    fn measure(self, row: u32) -> Option<Measure<'h>> {
        use super::rows::RowView;
        Measure::of_row(self, row)
    }

    /// What is known of a measure of a node itself on a day.
    fn reading(self, node: u32, measure: MeasureKind, on: Day) -> (MeasureValue<'h>, Vec<Measure<'h>>) {
        let rows = self.stated(node, Table::Measures);
        MeasureValue::of_rows(rows.filter(|row: &Measure<'h>| row.measure == measure && row.about.is_none()), on)
    }

    /// Every total that a unit declares and that its parts add up to as well (申报与汇总), whether the two are equal or
    /// not, parents before children. Of a difference the unit where it is made is told, not all above it.
    ///
    /// A part is a child, by what it states itself, or else by what its own parts add up to; all children must have a
    /// value. All are asked as of the day of the unit's own row, since what came later is no part of what it declares.
    /// Households are counted too where they are not measured, see [`Unit::households`].
    pub fn declared_totals(self, measure: MeasureKind) -> impl Iterator<Item = DeclaredTotal<'h>> {
        self.all_units().filter_map(move |unit| unit.declared_total(measure))
    }
}

impl<'h, L: UnitLevel> Unit<'h, L> {
    /// The total that this unit declares of a measure, and what its parts add up to (申报与汇总); `None` if it declares
    /// none, or not all its parts have a value. See [`Snapshot::declared_totals`].
    ///
    /// ```
    /// use govgrid::{Day, Draft, Level, MeasureKind, record};
    /// let mut draft = Draft::new();
    /// let day: Day = "2024-06-01".parse()?;
    /// for (code, level, parent, residents) in [
    ///     ("130205001026", Level::Community, None, "2,500"),
    ///     ("130205001026-G001", Level::Grid, Some("130205001026"), "1200"),
    ///     ("130205001026-G002", Level::Grid, Some("130205001026"), "1310"),
    /// ] {
    ///     draft.add(&record::Unit { parent: parent.map(Into::into), ..record::Unit::new(code, level) })?;
    ///     draft.add(&record::Measure::new(code, MeasureKind::Residents, day, residents))?;
    /// }
    /// let hierarchy = draft.build()?;
    ///
    /// let community = hierarchy.as_of(day).any_unit("130205001026")?;
    /// let total = community.declared_total(MeasureKind::Residents).unwrap();
    /// assert_eq!((total.declared.to_string(), total.rolled_up.to_string()), ("2500".into(), "2510".into()));
    /// assert!(total.differs());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn declared_total(self, measure: MeasureKind) -> Option<DeclaredTotal<'h>> {
        self.to_any().declared_total_by(measure, &|unit| unit.households().counted)
    }
}

/// How the households of a unit are counted.
type Counting<'c, 'h> = &'c dyn Fn(AnyUnit<'h>) -> Option<u64>;

impl<'h> AnyUnit<'h> {
    /// The same, where it is known how many households units have.
    pub(crate) fn declared_total_by(
        self,
        measure: MeasureKind,
        households: Counting<'_, 'h>,
    ) -> Option<DeclaredTotal<'h>> {
        let snapshot = self.snapshot();
        let (reading, rows) = snapshot.reading(self.number(), measure, snapshot.at);
        let MeasureValue::Number { value: declared, day } = reading else { return None };
        let rolled_up = self.rolled_up(measure, day, households)?;
        Some(DeclaredTotal { unit: self, row: *rows.first()?, declared, rolled_up })
    }

    /// What the parts of a unit add up to, if all have a value. It goes down to the next units that state one, no deeper
    /// than there are levels.
    fn rolled_up(self, measure: MeasureKind, on: Day, households: Counting<'_, 'h>) -> Option<Decimal> {
        let parts = self.children_in_any_order().map(|child| child.stated_or_rolled_up(measure, on, households));
        let mut parts = parts.peekable();
        let counted = || {
            let asked = Some(self).filter(|_| measure == MeasureKind::Households);
            asked.and_then(households).map(Decimal::from)
        };
        if parts.peek().is_none() {
            return counted();
        }
        let sum = parts.try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?));
        sum.or_else(counted)
    }

    fn stated_or_rolled_up(self, measure: MeasureKind, on: Day, households: Counting<'_, 'h>) -> Option<Decimal> {
        match self.snapshot().reading(self.number(), measure, on).0 {
            MeasureValue::Number { value, .. } => Some(value),
            MeasureValue::Missing => self.rolled_up(measure, on, households),
            MeasureValue::Word { .. } | MeasureValue::Contradiction { .. } => None,
        }
    }
}

impl DeclaredTotal<'_> {
    /// Whether the two are not equal.
    pub fn differs(&self) -> bool {
        self.declared != self.rolled_up
    }
}

impl<'h> MeasureSummary<'h> {
    /// Every node that was asked about and each value about one, in the order of the question.
    pub fn items(&self) -> &[Measured<'h>] {
        &self.items
    }

    /// The sum of all numbers and how many there are (合计与个数): an average is the one through the other.
    pub fn sum(&self) -> Sum {
        let numbers = self.items.iter().filter_map(|item| item.reading.number());
        numbers.fold(Sum::default(), |sum, number| Sum {
            // A number that was read is so small that as many as there are rows have a sum.
            value: sum.value.checked_add(number).unwrap_or(sum.value),
            count: sum.count + 1,
        })
    }

    /// How many say each word (按词计数).
    pub fn words(&self) -> BTreeMap<&'h str, usize> {
        let mut words = BTreeMap::new();
        for item in &self.items {
            if let MeasureValue::Word { word, .. } = item.reading {
                *words.entry(word).or_insert(0) += 1;
            }
        }
        words
    }

    /// The nodes that had no value on the day (缺值).
    pub fn missing(&self) -> impl Iterator<Item = Node<'h>> + '_ {
        let items = self.items.iter().filter(|item| item.reading == MeasureValue::Missing).map(|item| item.subject);
        items.chain(self.unmeasured.iter().copied())
    }

    /// The items whose rows contradict each other (数据矛盾): none of their values is in the sum.
    pub fn contradictions(&self) -> impl Iterator<Item = &Measured<'h>> {
        self.items.iter().filter(|item| matches!(item.reading, MeasureValue::Contradiction { .. }))
    }
}
