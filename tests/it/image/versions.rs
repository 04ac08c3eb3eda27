//! Images in which one unit has many versions, and much names it.

use super::crafted::Sections;
use super::{for_some, image};
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day};
use govgrid::{Day, Draft, Hierarchy, ImageError, Level, Period, ZoneKind, record};
use proptest::prelude::any;
use std::cell::Cell;

/// The section of former versions of units, how many bytes one has, and where in it bounds and level are.
const FORMER: u32 = 28;
const VERSION: usize = 13 * 4;
const FROM: usize = 6 * 4;
const UNTIL: usize = 7 * 4;
const LEVEL: usize = 10 * 4;

/// A unit with its parent and its days, of which no end is stated where it is 0.
fn unit(code: &str, level: Level, parent: &str, days: (i32, i32)) -> record::Unit {
    let parent = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
    record::Unit { parent, period: period(days), ..record::Unit::new(code, level) }
}

fn period((from, until): (i32, i32)) -> Period {
    let stated = |number: i32| (number > 0).then(|| day(number));
    Period::new(stated(from), stated(until)).unwrap()
}

/// A district and in it a community `C` of two versions, the former of which holds from day 1 on for so many days.
fn draft(days: i32) -> Draft {
    let mut draft = Draft::new();
    draft.add(&unit("D", Level::District, "", (0, 0))).unwrap();
    draft.add(&unit("C", Level::Community, "D", (1, days + 1))).unwrap();
    draft.add(&unit("C", Level::Community, "D", (days + 1, 0))).unwrap();
    draft
}

/// The image of what was drafted, but for the former version: there are many, each of one day, and of another level.
fn crafted(draft: Draft, levels: impl Iterator<Item = Option<Level>>) -> Vec<u8> {
    let mut sections = Sections::of(&image(&built(draft)));
    let former = sections.section(FORMER);
    let one = std::mem::take(former);
    assert_eq!(one.len(), VERSION);
    let first = i32::from_le_bytes(one[FROM..FROM + 4].try_into().unwrap());
    for (day, level) in (first..).zip(levels) {
        let Some(level) = level else { continue };
        let mut version = one.clone();
        version[FROM..FROM + 4].copy_from_slice(&day.to_le_bytes());
        version[UNTIL..UNTIL + 4].copy_from_slice(&(day + 1).to_le_bytes());
        version[LEVEL..LEVEL + 4].copy_from_slice(&(level as u32).to_le_bytes());
        former.extend(version);
    }
    sections.image()
}

/// To look at each version for each child and each row would take minutes.
#[test]
fn a_unit_with_many_versions_and_children_is_opened_at_once() {
    let versions = 200_000;
    let mut draft = draft(versions);
    for number in 0..20_000 {
        draft.add(&unit(&format!("H{number}"), Level::Household, "C", (0, 0))).unwrap();
        let residence = Some("C".to_owned());
        draft.add(&record::Person { residence, ..record::Person::new(format!("P{number}")) }).unwrap();
    }
    let levels = [Level::Community, Level::Street].into_iter().cycle().take(200_000);
    let opened = Hierarchy::read_image(crafted(draft, levels.map(Some)).as_slice()).unwrap();
    let level = |number| opened.as_of(day(number)).any_unit("C").unwrap().level();
    assert_eq!(
        [1, 2, versions, versions + 1].map(level),
        [Level::Community, Level::Street, Level::Street, Level::Community]
    );
}

/// A level for each day but some.
fn levels(choices: &mut Choices) -> [Option<Level>; 12] {
    std::array::from_fn(|_| match choices.below(12) {
        0 => None,
        1 => Some(Level::Street),
        2 => Some(Level::Building),
        _ => Some(Level::Community),
    })
}

/// A grid hangs on a community on each of its days, and whoever lives somewhere lives above the buildings.
#[test]
fn levels_are_looked_at_day_by_day() {
    let numbers = proptest::collection::vec(any::<u16>(), 60);
    let (held, refused) = (Cell::new(0), Cell::new(0));
    for_some(&numbers, 300, |numbers| {
        let mut choices = Choices::new(numbers.clone());
        let levels = levels(&mut choices);
        let during = |(from, until): (i32, i32)| {
            // After all others there is the latest version.
            let all = levels.into_iter().chain([Some(Level::Community); 4]);
            (1..).zip(all).filter(move |(day, _)| (from..until).contains(day)).filter_map(|found| found.1)
        };
        let (mut draft, mut expected) = (draft(12), true);
        for (number, grid) in ["G1", "G2"].iter().enumerate() {
            let mut choose = |firsts: &[i32]| {
                let from = choices.of(firsts);
                (from, from + choices.of(&[1, 2, 3, 4]))
            };
            let days = choose(&[1, 2, 3, 4, 5, 6]);
            draft.add(&unit(grid, Level::Grid, "C", days)).unwrap();
            // Where it is not there at all, it must never be anything else.
            let shared = if during(days).next().is_some() { days } else { (0, 13) };
            expected &= during(shared).all(|level| level == Level::Community);
            let (days, residence) = (choose(&[7, 8, 9, 10, 11, 12]), Some("C".to_owned()));
            let person = record::Person::new(format!("P{number}"));
            draft.add(&record::Person { residence, period: period(days), ..person }).unwrap();
            let days = if during(days).next().is_some() { days } else { (0, 13) };
            expected &= during(days).all(|level| level <= Level::Grid);
        }
        match Hierarchy::read_image(crafted(draft, levels.into_iter()).as_slice()) {
            Ok(opened) => {
                assert!(expected, "{levels:?}");
                assert_eq!(opened.verify(), Ok(()));
                held.set(held.get() + 1);
            }
            Err(ImageError::Broken { section: "unit levels" | "people", .. }) => {
                assert!(!expected, "{levels:?}");
                refused.set(refused.get() + 1);
            }
            Err(error) => panic!("{error:?}"),
        }
    });
    assert!(held.get() > 50 && refused.get() > 50, "{held:?} {refused:?}");
}

/// The sections of the levels of units, a byte each, and of their bounds, two numbers each.
const LEVELS: u32 = 17;
const BOUNDS: u32 = 20;

/// Which level may hang on which is the same for an image as for a draft.
#[test]
fn a_unit_hangs_on_what_a_draft_lets_it_hang_on() {
    let mut held = 0;
    for above in Level::ALL {
        for below in Level::ALL {
            let draft = |above: Level, below: Level| {
                let mut draft = Draft::new();
                draft.add(&unit("A", above, "", (0, 0))).unwrap();
                draft.add(&unit("B", below, "A", (0, 0))).unwrap();
                draft.add(&unit("C", below, "A", (0, 0))).unwrap();
                draft
            };
            let mut sections = Sections::of(&image(&built(draft(Level::City, Level::District))));
            *sections.section(LEVELS) = [above, below, below].map(|level| *level as u8).to_vec();
            let opened = Hierarchy::read_image(sections.image().as_slice());
            assert_eq!(opened.is_ok(), draft(*above, *below).build().is_ok(), "{below} below {above}");
            held += usize::from(opened.is_ok());
        }
    }
    assert!(held > 20, "{held}");
}

/// The first and the last day of all are days of an image, and none beside them is.
#[test]
fn every_day_that_a_table_can_state_is_one_of_an_image() {
    // An end on the last day of all is none.
    let [first, last] = [(0, 1, 1), (9999, 12, 30)].map(|(year, month, day)| Day::new(year, month, day).unwrap());
    let old = Day::new(618, 6, 18).unwrap();
    assert_eq!(first.to_string().parse(), Ok(first));
    assert!(first.previous().to_string().parse::<Day>().is_err());
    for (from, until) in [(first, old), (old, last), (first, last)] {
        let mut draft = Draft::new();
        let period = Period::new(Some(from), Some(until)).unwrap();
        draft.add(&record::Unit { period, ..record::Unit::new("D", Level::District) }).unwrap();
        draft.add(&record::Zone { period, ..record::Zone::new("Z", ZoneKind::Estate) }).unwrap();
        let hierarchy = draft.build().unwrap();
        let opened = Hierarchy::read_image(image(&hierarchy).as_slice()).unwrap();
        assert_eq!(opened.rows_as_text(), hierarchy.rows_as_text());
        for (day, is_there) in [(from, true), (until.previous(), true), (until, false)] {
            assert_eq!(opened.as_of(day).any_unit("D").is_ok(), is_there, "{day}");
        }
        // A day before the first of all is nobody's.
        let mut sections = Sections::of(&image(&hierarchy));
        let bound = &mut sections.section(BOUNDS)[..4];
        let before = i32::from_le_bytes((*bound).try_into().unwrap()) - 1;
        bound.copy_from_slice(&before.to_le_bytes());
        assert_eq!(Hierarchy::read_image(sections.image().as_slice()).is_ok(), from != first);
    }
}
