//! What an image says of codes, lineage, parents outside and leads is what rows say, or it is not opened.

use super::crafted::{Sections, WILD};
use super::image;
use crate::oracle::draft::built;
use govgrid::record::Table;
use govgrid::{
    AllianceKind, AllianceRole, Draft, Hierarchy, ImageError, Level, LineageKind, OrganizationKind, Period, record,
};

/// Sections of units and of codes.
const PARENTS: u32 = 16;
const LEVELS: u32 = 17;
const BOUNDS: u32 = 20;
const CODES: u32 = 23;
const OUTSIDE: u32 = 27;
const FORMER: u32 = 28;
const OTHER_NAMES: u32 = 32;
const REUSED: u32 = 33;

/// The section of the cells of a table.
fn cells(table: Table) -> u32 {
    0x101 + 4 * u32::try_from(Table::ALL.iter().position(|other| *other == table).unwrap()).unwrap()
}

/// Two stretches of time, one after the other.
fn halves() -> [Period; 2] {
    let day = Some("2021-01-01".parse().unwrap());
    [Period::new(None, day).unwrap(), Period::new(day, None).unwrap()]
}

fn unit(code: &str, level: Level, parent: &str) -> record::Unit {
    let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
    record::Unit { parent, ..record::Unit::new(code, level) }
}

/// A district with a parent outside, a street that was recoded, a grid whose code was used again, and a community of two
/// versions.
fn city() -> Hierarchy {
    let (mut draft, [until, since]) = (Draft::new(), halves());
    let day = "2021-01-01".parse().unwrap();
    draft.add(&unit("D", Level::District, "O")).unwrap();
    draft.add(&record::Unit { period: until, ..unit("S1", Level::Street, "D") }).unwrap();
    draft.add(&record::Unit { period: since, ..unit("S2", Level::Street, "D") }).unwrap();
    draft.add(&unit("C", Level::Community, "D")).unwrap();
    draft.add(&record::Unit { period: until, ..unit("G", Level::Grid, "C") }).unwrap();
    draft.add(&record::Unit { period: since, ..unit("G", Level::Grid, "C") }).unwrap();
    draft.add(&record::Lineage::new("S1", "S2", LineageKind::Recode, day)).unwrap();
    draft.add(&record::Lineage::new("G", "G", LineageKind::Reuse, day)).unwrap();
    built(draft)
}

fn word(number: u32) -> [u8; 4] {
    number.to_le_bytes()
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect()
}

/// Says another number at a place of a section.
fn set(sections: &mut Sections, number: u32, at: usize, value: u32) {
    sections.section(number)[4 * at..4 * at + 4].copy_from_slice(&word(value));
}

/// The image of what was crafted is not opened, and this section is to blame.
fn assert_broken(sections: &Sections, section: &str) {
    match Hierarchy::read_image(sections.image().as_slice()) {
        Err(ImageError::Broken { section: found, .. }) => assert_eq!(found, section),
        other => panic!("{other:?}"),
    }
}

/// The slots of the city: the district, its community, the two grids, and the street of the latest code.
#[test]
fn the_city_is_laid_out_as_expected() {
    let mut sections = Sections::of(&image(&city()));
    assert_eq!(numbers(sections.section(PARENTS)), [u32::MAX, 0, 1, 1, 0]);
    let codes = numbers(sections.section(CODES));
    assert!(codes[2] == codes[3] && codes.iter().all(|code| *code < 7));
    assert_eq!(numbers(sections.section(FORMER))[0], 4);
    assert_eq!(city().laid_out_anew().unwrap().rows_as_text(), city().rows_as_text());
}

#[test]
fn a_parent_outside_that_is_inside_is_refused() {
    let codes = numbers(Sections::of(&image(&city())).section(CODES));
    for code in codes {
        let mut sections = Sections::of(&image(&city()));
        set(&mut sections, OUTSIDE, 1, code);
        assert_broken(&sections, "unit parents outside");
    }
    // A former version, whose code no latest one has.
    let mut sections = Sections::of(&image(&city()));
    let former = numbers(sections.section(FORMER))[1];
    set(&mut sections, OUTSIDE, 1, former);
    assert_broken(&sections, "unit parents outside");
    // Only what is of the outermost level hangs on what is outside: here a root below it.
    let mut draft = Draft::new();
    draft.add(&unit("C", Level::Street, "O")).unwrap();
    draft.add(&unit("D", Level::Street, "")).unwrap();
    let mut sections = Sections::of(&image(&built(draft)));
    sections.section(LEVELS)[1] = Level::District as u8;
    assert_broken(&sections, "unit parents outside");
}

#[test]
fn lineage_that_rows_do_not_bear_out_is_refused() {
    let width = Table::Lineage.columns().len() + 1;
    let mut sections = Sections::of(&image(&city()));
    let rows = numbers(sections.section(cells(Table::Lineage)));
    let recode = rows.chunks(width).position(|row| row[2] == LineageKind::Recode as u32).unwrap();
    let reuse = 1 - recode;
    let (recode, reuse) = (recode * width, reuse * width);
    let codes = numbers(sections.section(CODES));
    let [kind, day] = [2, 3];
    let other_day = rows[recode + day] + 1;
    for (at, value) in [
        // A recode that is a reuse, a merger or a split, of one code, of another unit, or of another day.
        (recode + kind, LineageKind::Reuse as u32),
        (recode + kind, LineageKind::Merge as u32),
        (recode + kind, LineageKind::Split as u32),
        (recode, rows[recode + 1]),
        (recode + 1, rows[recode]),
        (recode, codes[1]),
        (recode + 1, codes[0]),
        // A reuse that is a recode or a merger, of two codes, or of another day.
        (reuse + kind, LineageKind::Recode as u32),
        (reuse + kind, LineageKind::Merge as u32),
        (reuse, codes[1]),
        (reuse + 1, codes[1]),
        (reuse + day, other_day),
    ] {
        let mut crafted = sections.clone();
        set(&mut crafted, cells(Table::Lineage), at, value);
        assert_broken(&crafted, "reused codes");
    }
    // No lineage at all, and none of either row.
    for keep in [0..0, 0..width, width..2 * width] {
        let mut crafted = sections.clone();
        let rows: Vec<u8> = rows[keep.clone()].iter().copied().flat_map(word).collect();
        *crafted.section(cells(Table::Lineage)) = rows;
        if keep.is_empty() {
            crafted.section(cells(Table::Lineage) + 1).clear();
        }
        assert_broken(&crafted, "reused codes");
    }
}

#[test]
fn a_code_of_two_units_on_one_day_is_refused() {
    let whole = Sections::of(&image(&city()));
    let bounds = numbers(whole.clone().section(BOUNDS));
    assert_eq!(bounds.len(), 10);
    // The first grid ends a day later, or never; the second starts a day earlier, or always did.
    for (at, value) in [(5, bounds[5] + 1), (5, i32::MAX.cast_unsigned()), (6, bounds[6] - 1), (6, bounds[6] - 400)] {
        let mut sections = whole.clone();
        set(&mut sections, BOUNDS, at, value);
        assert_broken(&sections, "reused codes");
    }
    // What is said of the code is not what its rows say: another day, another grid, a code more, a code less, nothing.
    let reused = numbers(whole.clone().section(REUSED));
    assert_eq!(reused.len(), 8);
    for (at, value) in [(2, reused[2] - 1), (5, reused[5] + 1), (3, 3), (7, 2), (3, 1), (1, 0), (6, reused[5] + 9)] {
        let mut sections = whole.clone();
        set(&mut sections, REUSED, at, value);
        assert_broken(&sections, "reused codes");
    }
    for length in [0, 4] {
        let mut sections = whole.clone();
        sections.section(REUSED).truncate(4 * length);
        assert_broken(&sections, "reused codes");
    }
    let mut sections = whole.clone();
    let code = numbers(sections.section(CODES))[1];
    let always = [code, i32::MIN.cast_unsigned(), i32::MAX.cast_unsigned(), 1];
    let more: Vec<u32> =
        if code < reused[0] { [&always[..], &reused].concat() } else { [&reused[..], &always].concat() };
    *sections.section(REUSED) = more.into_iter().flat_map(word).collect();
    assert_broken(&sections, "reused codes");
    let mut sections = whole;
    *sections.section(OTHER_NAMES) = [code, 1].into_iter().flat_map(word).collect();
    assert_broken(&sections, "codes of other rows");
}

/// Units have the numbers below their count: the count itself is no parent, and is not [`u32::MAX`] either.
#[test]
fn a_parent_is_a_unit_or_none() {
    let count = 5;
    for at in 0..5 {
        for value in [count, count + 1, 1 << 31, u32::MAX - 1] {
            let mut sections = Sections::of(&image(&city()));
            set(&mut sections, PARENTS, at, value);
            assert_broken(&sections, "unit parents");
        }
    }
    for value in [count, count + 1, u32::MAX - 1] {
        let mut sections = Sections::of(&image(&city()));
        set(&mut sections, FORMER, 3, value);
        assert_broken(&sections, "former versions of units");
        let mut sections = Sections::of(&image(&city()));
        set(&mut sections, FORMER, 0, value);
        assert_broken(&sections, "former versions of units");
    }
}

/// Each unit lies right after its parent, and all lie in one line: then a parent further up, and one after another.
#[test]
fn units_lie_in_the_range_of_their_parents() {
    let line = |codes: [&str; 4]| {
        let mut draft = Draft::new();
        let levels = [Level::District, Level::Street, Level::Community, Level::Building];
        for (at, (code, level)) in codes.iter().zip(levels).enumerate() {
            draft.add(&unit(code, level, if at > 0 { codes[at - 1] } else { "" })).unwrap();
        }
        built(draft)
    };
    let whole = Sections::of(&image(&line(["d", "c", "b", "a"])));
    assert_eq!(numbers(whole.clone().section(PARENTS)), [u32::MAX, 0, 1, 2]);
    // The building under the street or the district stands after the community, whose code is greater than its own.
    for parent in [0, 1] {
        let mut sections = whole.clone();
        set(&mut sections, PARENTS, 3, parent);
        assert_broken(&sections, "unit codes");
    }
    // With codes the other way round it can hang there, and all that is asked of the tree is right.
    for (parent, code) in [(0, "a"), (1, "b")] {
        let mut sections = Sections::of(&image(&line(["a", "b", "c", "d"])));
        set(&mut sections, PARENTS, 3, parent);
        let opened = Hierarchy::read_image(sections.image().as_slice()).unwrap();
        assert_eq!(opened.verify(), Ok(()));
        let today = opened.snapshot();
        assert_eq!(today.any_unit("d").unwrap().parent().unwrap().code(), code);
        let below: Vec<usize> =
            ["a", "b", "c", "d"].map(|code| today.any_unit(code).unwrap().descendants().count()).into();
        assert_eq!(below, if parent == 0 { [3, 1, 0, 0] } else { [3, 2, 0, 0] });
    }
    // The community under the district, with the building still below it: the street's range ends before.
    let mut sections = Sections::of(&image(&line(["a", "b", "c", "d"])));
    set(&mut sections, PARENTS, 2, 0);
    assert!(Hierarchy::read_image(sections.image().as_slice()).is_ok());
    set(&mut sections, PARENTS, 3, 1);
    assert_broken(&sections, "unit parents");
}

fn alliance(members: &[record::AllianceMember]) -> Draft {
    let mut draft = Draft::new();
    for code in ["P", "Q"] {
        draft.add(&record::Organization::new(code, OrganizationKind::PartyBranch)).unwrap();
    }
    draft.add(&record::Alliance::new("A", AllianceKind::Linkage)).unwrap();
    for member in members {
        draft.add(member).unwrap();
    }
    draft
}

#[test]
fn an_alliance_with_two_leads_on_one_day_is_refused() {
    let [until, since] = halves();
    let lead = |member: Option<&str>, period| record::AllianceMember {
        member: member.map(str::to_owned),
        count: if member.is_some() { None } else { Some(1) },
        role: Some(AllianceRole::Lead),
        period,
        ..record::AllianceMember::new("A")
    };
    let section = cells(Table::AllianceMembers);
    let columns = Table::AllianceMembers.columns();
    let column = |name: &str| columns.iter().position(|column| column.name == name).unwrap();
    let width = columns.len() + 1;
    for [first, second] in [[Some("P"), Some("Q")], [Some("P"), None], [None, None]] {
        let draft = alliance(&[lead(first, until), lead(second, since)]);
        let whole = Sections::of(&image(&built(draft)));
        let rows = numbers(whole.clone().section(section));
        let early = rows.chunks(width).position(|row| row[column("valid_until")] != i32::MAX.cast_unsigned()).unwrap();
        let end = early * width + column("valid_until");
        for value in [rows[end] + 1, i32::MAX.cast_unsigned()] {
            let mut sections = whole.clone();
            set(&mut sections, section, end, value);
            assert_broken(&sections, "alliance_members");
        }
    }
    // One organization may lead by two rows.
    let mut sections = Sections::of(&image(&built(alliance(&[lead(Some("P"), until), lead(Some("P"), since)]))));
    let rows = numbers(sections.section(section));
    set(&mut sections, section, column("valid_until"), rows[column("valid_until")] + 1);
    assert!(Hierarchy::read_image(sections.image().as_slice()).is_ok());
    // Several who are not named are two.
    let whole = Sections::of(&image(&built(alliance(&[lead(None, Period::ALWAYS)]))));
    for value in [2, 100, u32::MAX - 1] {
        let mut sections = whole.clone();
        set(&mut sections, section, column("count"), value);
        assert_broken(&sections, "alliance_members");
    }
}

/// How many rows a table has, where its nodes start, how many texts and units there are: no count is believed.
#[test]
fn counts_are_not_believed() {
    let whole = Sections::of(&image(&city()));
    // In the head: the words, no scheme, no suffix, no day, how bounds are written, which tables there are, then counts.
    let counts = 8 + 1 + 1 + 1 + 1 + Table::COUNT;
    for at in [counts + 8, counts + 16, counts + 24] {
        for wild in WILD.map(u64::from).into_iter().chain([1 << 32, 1 << 40, u64::MAX - 1, u64::MAX]) {
            let mut sections = whole.clone();
            let head = sections.section(1);
            let known = u64::from_le_bytes(head[at..at + 8].try_into().unwrap());
            head[at..at + 8].copy_from_slice(&wild.to_le_bytes());
            let opened = Hierarchy::read_image(sections.image().as_slice());
            assert_eq!(opened.is_ok(), wild == known, "{at} {wild}");
        }
    }
    // In the findings: how many rules, and of the first how many there are, are kept, and have related codes and places.
    for wild in [0, 2, 1 << 20, 1 << 40, u64::MAX] {
        let mut sections = whole.clone();
        sections.section(34)[..8].copy_from_slice(&wild.to_le_bytes());
        assert_broken(&sections, "findings");
    }
    let length = usize::from(whole.clone().section(34)[8]);
    for at in [16 + length, 24 + length] {
        for wild in [0, 1 << 20, 1 << 40, u64::MAX] {
            let mut sections = whole.clone();
            sections.section(34)[at..at + 8].copy_from_slice(&u64::to_le_bytes(wild));
            // That there were more than are kept cannot be told from what is kept.
            let may_be = at == 16 + length && [1 << 20, 1 << 40].contains(&wild);
            assert_eq!(Hierarchy::read_image(sections.image().as_slice()).is_ok(), may_be, "{at} {wild}");
        }
    }
}
