//! Double reporting: whether organizations report to the community of their seat, and members to that of their
//! residence.

use super::rows::RowView as _;
use super::snapshot::AnyUnit;
use super::{Node, Organization, Person, Reporting, Snapshot, Unit};
use crate::base::{Category, Community, words};
use crate::record::Relation;
use std::collections::BTreeMap;

words! {
    /// How somebody reports (报到情况).
    pub enum ReportingVerdict in "reporting.verdict" {
        Reports = "reports" "已报到";
        Elsewhere = "elsewhere" "报到他处";
        NotAtAll = "not_at_all" "未报到";
        Undecidable = "undecidable" "无从判定";
    }
}

/// Where an organization or a person is to report, and whether it does (双报到).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoubleReporting<'h> {
    /// Who is to report: an organization or a person.
    pub reporter: Node<'h>,
    /// To which community: that of the seat or of the residence. `None` if the data do not say which it is.
    pub due: Option<Unit<'h, Community>>,
    /// Whether it does.
    pub verdict: ReportingVerdict,
}

/// How many report, report elsewhere, do not, and of how many nobody can say (报到统计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportingCounts {
    /// Who reports to the community that it is to report to (已报到).
    pub reports: usize,
    /// Who reports, but not there (报到他处).
    pub elsewhere: usize,
    /// Who does not report at all (未报到).
    pub not_at_all: usize,
    /// Of whom the data do not say where it is to report, or whether the place it reports to lies there (无从判定).
    pub undecidable: usize,
}

/// How the Party members whom one organization employs report (单位在职党员报到情况), by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmployerReporting<'h> {
    /// The employer; `None` for members of whom none is known.
    pub employer: Option<Organization<'h>>,
    /// How many of its members report.
    pub counts: ReportingCounts,
}

impl ReportingCounts {
    /// How many there are.
    pub const fn total(&self) -> usize {
        self.reports + self.elsewhere + self.not_at_all + self.undecidable
    }

    const fn add(&mut self, verdict: ReportingVerdict) {
        match verdict {
            ReportingVerdict::Reports => self.reports += 1,
            ReportingVerdict::Elsewhere => self.elsewhere += 1,
            ReportingVerdict::NotAtAll => self.not_at_all += 1,
            ReportingVerdict::Undecidable => self.undecidable += 1,
        }
    }
}

impl FromIterator<ReportingVerdict> for ReportingCounts {
    fn from_iter<I: IntoIterator<Item = ReportingVerdict>>(verdicts: I) -> Self {
        let mut counts = Self::default();
        verdicts.into_iter().for_each(|verdict| counts.add(verdict));
        counts
    }
}

impl<'h> Node<'h> {
    /// The unit that it is, lies in, has its seat in or lives in, as far as the data say.
    pub(super) fn territory(self) -> Option<AnyUnit<'h>> {
        let place = match self {
            Self::Organization(organization) => organization.seat()?,
            Self::Person(person) => return person.residence(),
            Self::Unit(_) | Self::Zone(_) | Self::Alliance(_) | Self::Project(_) => self,
        };
        if let Self::Zone(zone) = place { zone.within() } else { place.as_unit() }
    }

    /// The community that it lies in.
    pub(super) fn community(self) -> Option<Unit<'h, Community>> {
        self.territory()?.nearest()
    }

    fn double_reporting(self) -> DoubleReporting<'h> {
        let due = self.community();
        let verdict = due.map_or(ReportingVerdict::Undecidable, |due| self.verdict(due));
        DoubleReporting { reporter: self, due, verdict }
    }

    fn verdict(self, due: Unit<'h, Community>) -> ReportingVerdict {
        let (mut any, mut all_known) = (false, true);
        for row in self.reports() {
            any = true;
            match row.target.territory() {
                Some(unit) if unit.is_within(due) => return ReportingVerdict::Reports,
                Some(_) => {}
                None => all_known = false,
            }
        }
        match (any, all_known) {
            (false, _) => ReportingVerdict::NotAtAll,
            (true, true) => ReportingVerdict::Elsewhere,
            (true, false) => ReportingVerdict::Undecidable,
        }
    }

    fn reports(self) -> impl Iterator<Item = Reporting<'h>> {
        let (snapshot, number) = match self {
            Self::Organization(organization) => (Some(organization.snapshot()), organization.number()),
            Self::Person(person) => (Some(person.snapshot()), person.number()),
            Self::Unit(_) | Self::Zone(_) | Self::Alliance(_) | Self::Project(_) => (None, 0),
        };
        let links = snapshot.map(|snapshot| {
            let links = snapshot.hierarchy.links_from(number, Relation::ReportsTo);
            links.filter_map(move |link| Reporting::of_row(snapshot, link.row))
        });
        links.into_iter().flatten()
    }
}

impl<'h> DoubleReporting<'h> {
    /// Where it does report, as the rows say.
    pub fn reports_to(&self) -> impl Iterator<Item = Reporting<'h>> {
        self.reporter.reports()
    }
}

impl<'h> Organization<'h> {
    /// The community in which it has its seat (驻地社区): of a seat in a zone, that in which the zone lies. `None` if no
    /// seat is known, or one above a community.
    pub fn community(self) -> Option<Unit<'h, Community>> {
        self.to_node().community()
    }

    /// Whether it reports to the community of its seat (单位报到).
    ///
    /// It does if a row of `reports` leads to that community, to a unit below it, to an organization that has its seat
    /// there. Rows of every kind count; [`DoubleReporting::reports_to`] has them. Which organizations are to report, the
    /// caller says.
    ///
    /// ```
    /// use govgrid::{Draft, Level, OrganizationKind, ReportingCounts, ReportingVerdict, record};
    /// let mut draft = Draft::new();
    /// for code in ["130205001001", "130205001002"] {
    ///     draft.add(&record::Unit::new(code, Level::Community))?;
    /// }
    /// for code in ["HEALTH", "JUSTICE"] {
    ///     let seat = Some("130205001001".to_owned());
    ///     draft.add(&record::Organization { seat, ..record::Organization::new(code, OrganizationKind::Department) })?;
    /// }
    /// draft.add(&record::Report::new("HEALTH", "130205001001"))?;
    /// draft.add(&record::Report::new("JUSTICE", "130205001002"))?;
    /// let hierarchy = draft.build()?;
    ///
    /// let today = hierarchy.snapshot();
    /// let health = today.organization(&"HEALTH".parse()?)?.double_reporting();
    /// assert_eq!(health.verdict, ReportingVerdict::Reports);
    /// let departments = today.organizations().filter(|found| found.kind() == OrganizationKind::Department);
    /// let counts: ReportingCounts = departments.map(|found| found.double_reporting().verdict).collect();
    /// assert_eq!((counts.reports, counts.elsewhere, counts.total()), (1, 1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn double_reporting(self) -> DoubleReporting<'h> {
        self.to_node().double_reporting()
    }

    /// How the Party members in service whom it employs report (在职党员报到), by number.
    pub fn member_reporting(self) -> ReportingCounts {
        self.employees()
            .filter(|person| person.is_to_report())
            .map(|person| person.double_reporting().verdict)
            .collect()
    }
}

impl<'h> Person<'h> {
    /// The community that the person lives in (居住地社区). `None` if no residence is known, or one above a community.
    pub fn community(self) -> Option<Unit<'h, Community>> {
        self.to_node().community()
    }

    /// Whether the person is a Party member in service (在职党员), and so is to report to the community of residence.
    pub fn is_to_report(self) -> bool {
        self.is_party_member() && self.category() == Some(Category::InService)
    }

    /// Whether the person reports to the community of residence (党员报到), as [`Organization::double_reporting`] has it.
    ///
    /// Published by person it would be a profile: [`Snapshot::member_reporting`] counts by employer.
    pub fn double_reporting(self) -> DoubleReporting<'h> {
        self.to_node().double_reporting()
    }
}

impl<'h> Snapshot<'h> {
    /// How Party members in service report to the community of their residence (在职党员报到), by number for each
    /// employer that has any, by code; those of whom no employer is known come first, together.
    ///
    /// ```
    /// use govgrid::{Category, Draft, Level, OrganizationKind, Standing, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205001001", Level::Community))?;
    /// draft.add(&record::Organization::new("HEALTH", OrganizationKind::Department))?;
    /// for key in ["p1", "p2", "p3"] {
    ///     draft.add(&record::Person {
    ///         standing: Some(Standing::FullMember),
    ///         category: Some(Category::InService),
    ///         employer: Some("HEALTH".to_owned()),
    ///         residence: Some("130205001001".to_owned()),
    ///         ..record::Person::new(key)
    ///     })?;
    /// }
    /// draft.add(&record::Report::new("p1", "130205001001"))?;
    /// let hierarchy = draft.build()?;
    ///
    /// for line in hierarchy.snapshot().member_reporting() {
    ///     assert_eq!(line.employer.map(|employer| employer.code()), Some("HEALTH"));
    ///     assert_eq!((line.counts.reports, line.counts.not_at_all), (1, 2));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn member_reporting(self) -> Vec<EmployerReporting<'h>> {
        let mut lines: BTreeMap<Option<usize>, EmployerReporting<'h>> = BTreeMap::new();
        for person in self.people().filter(|person| person.is_to_report()) {
            let employer = person.employer();
            let new = || EmployerReporting { employer, counts: ReportingCounts::default() };
            let line = lines.entry(employer.map(Organization::index)).or_insert_with(new);
            line.counts.add(person.double_reporting().verdict);
        }
        lines.into_values().collect()
    }
}
