//! A few nodes that have much to do with each other.

use super::{PlainRow, Tables};

/// A row: the table, and `column=cell` with spaces between.
const ROWS: [&str; 58] = [
    "units code=S1 level=street name=东里",
    "units code=S2 level=street",
    "units code=C1 level=community parent=S1 households=20",
    "units code=C2 level=community parent=S1 valid_from=2000-01-11",
    "units code=C3 level=community parent=S2 households=9",
    "units code=G1 level=grid parent=C1 kind=basic",
    "units code=G2 level=grid parent=C1 valid_until=2000-02-20",
    "units code=G3 level=grid parent=C2 valid_from=2000-01-11",
    "units code=H1 level=household parent=G1",
    "units code=H2 level=household parent=C2 valid_from=2000-01-21",
    "zones code=Z1 kind=estate within=C1",
    "zones code=Z2 kind=estate within=C2 valid_from=2000-01-21",
    "zone_units zone=Z1 unit=G1",
    "zone_units zone=Z1 unit=G2",
    "zone_units zone=Z2 unit=G3 valid_from=2000-01-31",
    "organizations code=O1 kind=party_committee seat=C1 full_members=30 probationary_members=2",
    "organizations code=O2 kind=party_branch superior=O1 seat=C2 full_members=20",
    "organizations code=O3 kind=party_group superior=O2 seat=Z1 valid_from=2000-01-11",
    "organizations code=O4 kind=centre_household superior=O1",
    "directions organization=O3 director=O1",
    "services organization=O2 target=Z1 kind=property",
    "services organization=O2 target=Z2 kind=property valid_until=2000-02-20",
    "projects code=J1 kind=secretary_project within=C1",
    "people code=P1 employer=O1 residence=C1",
    "people code=P2 employer=O2 residence=G3",
    "memberships person=P1 organization=O2",
    "memberships person=P1 organization=O3 valid_from=2000-01-21",
    "memberships person=P2 organization=O2 valid_until=2000-02-20",
    "attachments member=P2 organization=O3",
    "posts place=C1 role=grid_worker count=3",
    "posts place=C2 role=grid_worker count=3",
    "posts place=C1 role=grid_worker count=1 of_which=party_member valid_until=2000-02-20",
    "posts place=C2 role=grid_worker count=2 of_which=party_member valid_from=2000-02-10",
    "posts place=C3 role=grid_worker count=4 valid_from=2000-01-31 valid_until=2000-03-01",
    "posts place=C3 role=secretary count=1",
    "posts place=C2 role=secretary holder=P1 recruiter=O1 manager=C1",
    "coverage organization=O1 target=C1 mode=joint",
    "coverage organization=O1 target=C2 mode=joint valid_from=2000-02-10",
    "coverage organization=O1 target=C3 mode=joint valid_from=2000-01-11 valid_until=2000-03-01",
    "coverage organization=O2 target=C1 mode=joint",
    "coverage organization=O2 target=Z2 mode=joint",
    "pairings a=C1 b=C2 kind=mutual_aid",
    "pairings a=O1 b=C3 kind=joint_building",
    "reports reporter=O1 target=C1 members=4",
    "reports reporter=O2 target=C1 members=4",
    "reports reporter=O3 target=C1",
    "responsibilities holder=P1 target=C2",
    "contacts contact=O1 count=5",
    "contacts contact=O2 count=6 valid_from=2000-01-21",
    "contacts contact=P1 household=H1",
    "contacts contact=P1 household=H2",
    "whistles caller=C1 responder=O2",
    "alliances code=A1 kind=party_alliance lead=O1 scope=C1",
    "alliances code=A2 kind=party_alliance within=A1",
    "alliance_members alliance=A1 member=O2 role=member_unit",
    "alliance_members alliance=A2 member=O2 role=member_unit",
    "alliance_members alliance=A1 count=3 role=residents",
    "alliance_members alliance=A2 count=3 role=residents",
];

/// What was measured of the nodes, and published of them.
const FIGURES: [&str; 15] = [
    "measures subject=C1 measure=residents day=2000-01-21 value=7",
    "measures subject=C2 measure=residents day=2000-02-10 value=7",
    "measures subject=C3 measure=residents day=2000-02-10 value=7",
    "measures subject=C2 measure=residents day=1999-06-01 value=5",
    "measures subject=C1 measure=property_score day=1999-06-01 value=80",
    "measures subject=C2 measure=property_score day=1999-06-01 value=80.0",
    "measures subject=C3 measure=property_score day=2000-02-10 value=90",
    "measures subject=C1 measure=service_fund day=1999-06-01 value=200000",
    "measures subject=C2 measure=service_fund day=1999-12-01 value=180000.5",
    "measures subject=C3 measure=service_fund day=1999-12-01 value=100000",
    "measures subject=O2 about=Z1 measure=complaints day=1999-06-01 value=3",
    "measures subject=O2 about=Z2 measure=complaints day=2000-02-10 value=4",
    "measures subject=O3 about=Z1 measure=complaints day=1999-06-01 value=1",
    "claims id=K1 subject=C1 figure=count:grid value=2",
    "claims id=K1 subject=C2 figure=count:grid value=1 day=2000-02-10",
];

impl Tables {
    /// Communities of two streets with grids, organizations, zones, people and alliances, and what lies between them.
    pub(crate) fn crowd() -> Self {
        let rows = ROWS.iter().chain(&FIGURES).map(|row| {
            let mut words = row.split(' ');
            let table = words.next().unwrap();
            PlainRow::new(table, words.map(|cell| cell.split_once('=').unwrap()))
        });
        Self { rows: rows.collect() }
    }
}
