//! Rejected rows, mended and read again together with the rest, give the whole.
//!
//! The rows of `good` stand in the lines of the rows of `bad` that they mend; an empty line drops the row. Data sets of
//! which a part could not be read are left out: what was never read is in no quarantine, and the file is delivered again.

use super::content;
use crate::fixtures::{Fixture, names_in};
use govgrid::import::{self, Options};
use govgrid::record::Table;
use govgrid::{Draft, Hierarchy, Quarantine, QuarantinedRow};
use std::collections::BTreeSet;
use std::fs;

/// What a hierarchy holds on any day that fixtures speak of.
fn content(hierarchy: &Hierarchy) -> String {
    content::content(hierarchy, 2000..=2031)
}

fn lines(fixture: &Fixture, side: &str, table: Table) -> Vec<String> {
    let text = fs::read_to_string(fixture.folder.join(side).join(format!("{table}.csv"))).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The line of `good` that mends a rejected row.
fn mended(fixture: &Fixture, row: &QuarantinedRow) -> String {
    lines(fixture, "good", row.table)[row.place.row as usize - 1].clone()
}

/// Reads mended rows into the draft of what held, as a table of rejected rows has them: with their reasons.
fn read_mended(fixture: &Fixture, draft: &mut Draft, rejected: &Quarantine) {
    for table in Table::ALL {
        let rows = rejected.rows().filter(|row| row.table == *table);
        let rows = rows.map(|row| (mended(fixture, &row), row)).filter(|(line, _)| !line.is_empty());
        let rows: Vec<String> = rows.map(|(line, row)| join((&row, line))).collect();
        if let (false, Some(header)) = (rows.is_empty(), lines(fixture, "good", *table).first()) {
            let text = format!("{header},reason\n{}", rows.concat());
            import::read(draft, *table, "mended.csv", text.as_bytes(), &Options::default());
        }
    }
}

fn join((row, line): (&QuarantinedRow, String)) -> String {
    format!("{line},{}\n", row.reason())
}

/// The files of `bad` with every rejected row replaced by its line of `good`.
fn read_replaced(fixture: &Fixture, rejected: &Quarantine) -> Draft {
    let folder = tempfile::tempdir().unwrap();
    let is_rejected: BTreeSet<(Table, u32)> = rejected.rows().map(|row| (row.table, row.place.row)).collect();
    for name in names_in(&fixture.folder.join("bad")) {
        let from = fixture.folder.join("bad").join(&name);
        let Some(table) = name.strip_suffix(".csv").and_then(|stem| stem.parse::<Table>().ok()) else {
            fs::copy(from, folder.path().join(name)).unwrap();
            continue;
        };
        let good = lines(fixture, "good", table);
        // Columns that are not kept are no part of a row that is mended.
        let header = |side: &str| lines(fixture, side, table).first().cloned().unwrap_or_default();
        let surplus = header("bad").matches(',').count() - header("good").matches(',').count();
        let line = |(at, line): (usize, String)| {
            let is_mended = is_rejected.contains(&(table, u32::try_from(at).unwrap() + 1));
            let mended = good.get(at).filter(|good| is_mended && !good.is_empty());
            let whole = mended.map(|good| good.clone() + &",".repeat(surplus));
            whole.unwrap_or_else(|| if is_mended { String::new() } else { line }) + "\n"
        };
        let text: String = lines(fixture, "bad", table).into_iter().enumerate().map(line).collect();
        fs::write(folder.path().join(name), text).unwrap();
    }
    fixture.draft_of(folder.path())
}

fn built(fixture: &Fixture, draft: Draft) -> Hierarchy {
    draft.build().unwrap_or_else(|error| panic!("{}: {error}", fixture.code))
}

#[test]
fn what_was_rejected_and_mended_gives_the_whole() {
    let mut mended = BTreeSet::new();
    for fixture in Fixture::all().iter().filter(|fixture| !fixture.is_cut()) {
        let (part, rejected) = fixture.draft("bad").quarantine();
        if rejected.is_empty() {
            continue;
        }
        let whole = built(fixture, fixture.draft("good"));
        let mut again = part.to_draft();
        read_mended(fixture, &mut again, &rejected);
        assert_eq!(content(&built(fixture, again)), content(&whole), "{}", fixture.code);

        let replaced = built(fixture, read_replaced(fixture, &rejected));
        assert_eq!(content(&replaced), content(&whole), "{}", fixture.code);
        mended.insert(fixture.code.clone());
    }
    // Every rule that rejects a row or a relation has been mended.
    let rejecting = "I005 I006 I007 I008 S001 S002 S003 S004 S005 S006 S007 S008 S009 S010 S011 S012 S013";
    assert_eq!(mended.iter().map(String::as_str).collect::<Vec<_>>().join(" "), rejecting);
}

/// What nobody mends is found again, in the same way.
#[test]
fn what_was_rejected_and_not_mended_is_rejected_again() {
    for fixture in Fixture::all().iter().filter(|fixture| !fixture.is_cut()) {
        let (part, rejected) = fixture.draft("bad").quarantine();
        let mut again = part.to_draft();
        for row in rejected.rows() {
            let header: Vec<&str> = row.table.columns().iter().map(|column| column.name).collect();
            let cells = [row.cells.join(","), row.reason()].join(",");
            // A key that is masked is no longer the key it was, and a row of too many cells has lost them.
            let is_wide = fixture.expected.apart.contains(&row.place.file);
            if is_wide || row.cells.iter().any(|cell| cell.starts_with('*')) {
                continue;
            }
            let text = format!("{},reason\n{cells}\n", header.join(","));
            import::read(&mut again, row.table, "rejected.csv", text.as_bytes(), &Options::default());
        }
        let (part_again, _) = again.quarantine();
        assert_eq!(content(&part_again), content(&part), "{}", fixture.code);
    }
}

#[test]
fn a_row_that_stayed_gives_way_to_its_mended_copy() {
    let units = "code,level\n990199,district\n";
    let organizations = "code,kind,seat,full_members\nO-1,party_branch,990198,7\nO-2,party_branch,990199,\n";
    let (part, rejected) =
        super::tables::draft(&[(Table::Units, units), (Table::Organizations, organizations)]).quarantine();
    let rows: Vec<(String, bool, String)> =
        rejected.rows().map(|row| (row.cells[0].clone(), row.kept, row.reason())).collect();
    assert_eq!(rows, [("O-1".to_owned(), true, "kept: unknown-reference".to_owned())]);
    let seat = |hierarchy: &Hierarchy| -> Vec<(Option<u32>, Option<String>)> {
        let organizations = hierarchy.snapshot().organizations();
        organizations.map(|o| (o.full_members(), o.seat().map(|seat| seat.code().to_owned()))).collect()
    };
    assert_eq!(seat(&part), [(Some(7), None), (None, Some("990199".to_owned()))]);

    let again = |reason: &str| {
        let mut draft = part.to_draft();
        let text = format!("code,kind,seat,full_members,reason\nO-1,party_branch,990199,7,{reason}\n");
        import::read(&mut draft, Table::Organizations, "mended.csv", text.as_bytes(), &Options::default());
        draft
    };
    let whole = again(&rows[0].2).build().unwrap();
    assert_eq!(seat(&whole), [(Some(7), Some("990199".to_owned())), (None, Some("990199".to_owned()))]);
    // Without the word it is a second row of the same code.
    assert_eq!(again("unknown-reference").check().findings().count("duplicate-code"), 1);
}

/// A word that is kept as `other` stands in the quarantine as it was written.
#[test]
fn a_rejected_row_says_what_it_said() {
    let organizations = "code,kind,form,superior\nO-1,guild,joint,O-9\nO-1,guild,magic,\nO-2,party_branch,red,O-9\n";
    let (_, rejected) =
        super::tables::draft(&[(Table::Units, "code,level\n990199,district\n"), (Table::Organizations, organizations)])
            .quarantine();
    let said: Vec<[String; 3]> = rejected.rows().map(|row| [0, 2, 3].map(|column| row.cells[column].clone())).collect();
    assert_eq!(said, [["O-1", "guild", "joint"], ["O-1", "guild", "magic"], ["O-2", "party_branch", "red"]]);
}

/// A row of a relation that stayed without one of its references or its note gives way too, row by row.
#[test]
fn a_row_of_a_relation_gives_way_to_its_mended_copy() {
    use Table::{Organizations, Posts, Units, Whistles};
    let posts = "place,role,count,recruiter,manager\nC,grid_worker,3,X,O\nC,grid_worker,3,X,O\nC,grid_worker,3,,O\n";
    let whistles = "caller,responder,matter\nC,O,噪声\nC,O,王某13800000000\n";
    let (part, rejected) = super::tables::draft(&[
        (Units, "code,level\nC,community\n"),
        (Organizations, "code,kind\nO,party_branch\n"),
        (Posts, posts),
        (Whistles, whistles),
    ])
    .quarantine();
    let said = |hierarchy: &Hierarchy| {
        let posts = hierarchy.snapshot().posts().map(|post| format!("{:?} {:?}", post.recruiter, post.manager));
        let whistles = hierarchy.snapshot().whistles().map(|whistle| format!("{:?}", whistle.matter));
        let mut said: Vec<String> = posts.chain(whistles).collect();
        said.sort();
        said
    };
    let (none, by) =
        ("None Some(Organization(Organization(party_branch O)))", "Some(Organization(Organization(party_branch O)))");
    assert_eq!(said(&part), ["None", none, none, none, "Some(\"噪声\")"]);
    let reasons: Vec<String> = rejected.rows().map(|row| row.reason()).collect();
    assert_eq!(reasons, ["kept: unknown-reference", "kept: unknown-reference", "kept: personal-data"]);

    let mut again = part.to_draft();
    let posts = "place,role,count,recruiter,manager,reason\n".to_owned()
        + &"C,grid_worker,3,O,O,kept: unknown-reference\n".repeat(2);
    let whistles = "caller,responder,matter,reason\nC,O,油烟,kept: personal-data\n";
    for (table, text) in [(Posts, posts.as_str()), (Whistles, whistles)] {
        import::read(&mut again, table, "mended.csv", text.as_bytes(), &Options::default());
    }
    let whole = again.build().unwrap();
    let both = format!("{by} {by}");
    let mut expected = [none, &both, &both, "Some(\"噪声\")", "Some(\"油烟\")"];
    expected.sort_unstable();
    assert_eq!(said(&whole), expected);
}

/// Every member of a circle of alliances says so, and not only the least, which has the finding.
#[test]
fn members_of_a_circle_of_alliances_say_why_they_lost_their_place() {
    let alliances = "code,kind,within\nA,linkage,B\nB,linkage,A\nD,linkage,A\n";
    let (part, rejected) =
        super::tables::draft(&[(Table::Units, "code,level\nC,community\n"), (Table::Alliances, alliances)])
            .quarantine();
    let reasons: Vec<String> = rejected.rows().map(|row| row.reason()).collect();
    assert_eq!(reasons, ["kept: containment-cycle", "kept: containment-cycle"]);
    assert_eq!(part.snapshot().alliances().filter_map(govgrid::Alliance::within).count(), 1);
}
