//! Images in which one unit has many versions, and much names it.

use super::crafted::Sections;
use super::{for_some, image};
use crate::oracle::choices::Choices;
use crate::oracle::draft::{built, day};
use govgrid::{Draft, Hierarchy, ImageError, Level, Period, record};
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
