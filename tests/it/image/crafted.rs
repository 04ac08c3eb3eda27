//! An image whose checksums hold, whatever it says, is a hierarchy that keeps every invariant, or an error.

use super::damaged::small;
use super::{days, for_some, image};
use crate::live::seen::seen;
use crate::oracle::choices::Choices;
use crate::oracle::draft::hierarchy;
use crate::oracle::worlds;
use govgrid::record::Table;
use govgrid::{Day, Hierarchy, ImageError};
use proptest::prelude::any;
use std::collections::{BTreeMap, BTreeSet};

/// An image, taken apart.
#[derive(Clone)]
pub(super) struct Sections {
    start: Vec<u8>,
    all: Vec<(u32, Vec<u8>)>,
}

/// The checksum: bit by bit, for every byte once.
fn checksum(bytes: &[u8]) -> u32 {
    let by_bit = |sum: u32, _| if sum & 1 == 0 { sum >> 1 } else { (sum >> 1) ^ 0xedb8_8320 };
    let mut of_byte = [0; 256];
    (0..).zip(&mut of_byte).for_each(|(byte, sum)| *sum = (0..8).fold(byte, by_bit));
    !bytes.iter().fold(u32::MAX, |sum, byte| (sum >> 8) ^ of_byte[((sum ^ u32::from(*byte)) & 0xff) as usize])
}

impl Sections {
    pub(super) fn of(image: &[u8]) -> Self {
        let (start, mut left) = image.split_at(12);
        let mut all = Vec::new();
        while !left.is_empty() {
            let number = u32::from_le_bytes(left[..4].try_into().unwrap());
            let length = usize::try_from(u64::from_le_bytes(left[4..12].try_into().unwrap())).unwrap();
            let (section, after) = left.split_at(12 + length);
            assert_eq!(u32::from_le_bytes(after[..4].try_into().unwrap()), checksum(section));
            all.push((number, section[12..].to_vec()));
            left = &after[4..];
        }
        Self { start: start.to_vec(), all }
    }

    /// What a section holds.
    pub(super) fn section(&mut self, number: u32) -> &mut Vec<u8> {
        &mut self.all.iter_mut().find(|section| section.0 == number).unwrap().1
    }

    pub(super) fn image(&self) -> Vec<u8> {
        let mut image = self.start.clone();
        for (number, bytes) in &self.all {
            let start = image.len();
            image.extend(number.to_le_bytes());
            image.extend((bytes.len() as u64).to_le_bytes());
            image.extend(bytes);
            let sum = checksum(&image[start..]);
            image.extend(sum.to_le_bytes());
        }
        image
    }
}

pub(super) const WILD: [u32; 8] = [0, 1, 4, 100, 0x7fff_ffff, 0x8000_0000, u32::MAX - 1, u32::MAX];

/// The sections that are bytes.
const BYTES: [u32; 5] = [1, 3, 17, 18, 34];

/// Opens what was crafted; where that is done, all is well with it, and every question has an answer.
fn open(bytes: &[u8], days: &[Day]) -> Result<(), ImageError> {
    let opened = Hierarchy::read_image(bytes)?;
    assert_eq!(opened.verify(), Ok(()));
    seen(&opened, days);
    // Nothing is lost when all is laid out anew, and none of its rows is another.
    let (mut rows, mut anew) = (opened.rows_as_text(), opened.laid_out_anew().unwrap().rows_as_text());
    rows.sort();
    anew.sort();
    assert_eq!(rows, anew);
    let written = image(&opened);
    assert_eq!(Hierarchy::read_image(written.as_slice()).map(|again| image(&again) == written).ok(), Some(true));
    Ok(())
}

fn name(error: &ImageError) -> &'static str {
    let ImageError::Broken { section, .. } = error else { panic!("{error:?}") };
    section
}

#[test]
fn any_number_in_any_place_is_harmless() {
    let sections = Sections::of(&image(&small()));
    assert!(sections.image() == image(&small()));
    let days: [Day; 1] = ["2021-06-01".parse().unwrap()];
    let (mut refused, mut held) = (BTreeMap::<&str, usize>::new(), BTreeSet::new());
    for (at, (number, bytes)) in sections.all.iter().enumerate() {
        for place in 0..bytes.len() {
            let is_start = place % 4 == 0 && bytes.len() >= place + 4;
            let words = WILD.iter().filter(|_| is_start).map(|word| word.to_le_bytes().to_vec());
            let single = [0, 0xff, bytes[place] ^ 1].into_iter().filter(|_| BYTES.contains(number));
            let single = single.map(|byte| vec![byte]);
            for wild in words.chain(single) {
                let mut crafted = sections.clone();
                crafted.all[at].1[place..place + wild.len()].copy_from_slice(&wild);
                match open(&crafted.image(), &days) {
                    Ok(()) => {
                        held.insert(*number);
                    }
                    Err(ImageError::OtherWords) => assert!(*number == 1 && place < 8),
                    Err(error) => *refused.entry(name(&error)).or_default() += 1,
                }
            }
        }
    }
    assert!(refused.len() >= 20 && held.len() > 15, "{refused:?} {held:?}");
}

/// Changes a section in one way or another.
fn craft(sections: &mut Sections, choices: &mut Choices) {
    let at = choices.below(sections.all.len());
    let other = sections.all[choices.below(sections.all.len())].1.clone();
    let bytes = &mut sections.all[at].1;
    let count = bytes.len() / 4;
    let word = |bytes: &[u8], place: usize| <[u8; 4]>::try_from(&bytes[4 * place..4 * place + 4]).unwrap();
    if count == 0 {
        return bytes.extend(choices.of(&WILD).to_le_bytes());
    }
    let (a, b) = (choices.below(count), choices.below(count));
    let (first, second) = (word(bytes, a), word(bytes, b));
    match choices.below(9) {
        0 => bytes[4 * a..4 * a + 4].copy_from_slice(&choices.of(&WILD).to_le_bytes()),
        1 => bytes[4 * a..4 * a + 4].copy_from_slice(&second),
        2 => {
            bytes[4 * a..4 * a + 4].copy_from_slice(&second);
            bytes[4 * b..4 * b + 4].copy_from_slice(&first);
        }
        3 => {
            let by = choices.of(&[1, 2, u32::MAX, u32::MAX - 1]);
            let new = u32::from_le_bytes(first).wrapping_add(by);
            bytes[4 * a..4 * a + 4].copy_from_slice(&new.to_le_bytes());
        }
        4 => bytes.truncate(4 * a),
        5 => bytes.extend(second),
        6 => {
            bytes.drain(4 * a..4 * a + 4);
        }
        7 => *bytes = other,
        _ => {
            let place = choices.below(bytes.len());
            bytes[place] = u8::try_from(choices.below(256)).unwrap();
        }
    }
}

#[test]
fn whatever_is_crafted_is_a_hierarchy_or_an_error() {
    let (mut refused, mut held) = (BTreeMap::<&str, usize>::new(), 0);
    let counts = std::cell::RefCell::new((&mut refused, &mut held));
    let worlds = (worlds(), proptest::collection::vec(any::<u16>(), 400..600));
    for_some(&worlds, 100, |(world, numbers)| {
        let sections = Sections::of(&image(&hierarchy(world)));
        let mut choices = Choices::new(numbers.clone());
        for _ in 0..40 {
            let mut crafted = sections.clone();
            for _ in 0..=choices.below(2) {
                craft(&mut crafted, &mut choices);
            }
            let (refused, held) = &mut *counts.borrow_mut();
            match open(&crafted.image(), &days(world)[..1]) {
                Ok(()) => **held += 1,
                Err(ImageError::OtherWords) => {}
                Err(error) => *refused.entry(name(&error)).or_default() += 1,
            }
        }
    });
    assert!(refused.len() > 30 && held > 200, "{refused:?} {held}");
}

/// How many findings there are is added up, and must be a number still.
#[test]
fn no_rule_has_more_findings_than_can_be() {
    let mut sections = Sections::of(&image(&small()));
    // How many rules, then the first one's code with its length, then how many findings it has.
    let findings = sections.section(34);
    let length = usize::from(findings[8]);
    findings[16 + length..24 + length].fill(0xff);
    let error = Hierarchy::read_image(sections.image().as_slice()).unwrap_err();
    assert_eq!(name(&error), "findings");
}

#[test]
fn a_length_is_not_believed() {
    let sections = Sections::of(&image(&small()));
    let start = 12 + 12 + sections.all[0].1.len() + 4;
    for length in [1 << 40, u64::MAX, u64::MAX - 3, 1 << 63] {
        // The second section: where texts end.
        let mut bytes = image(&small());
        bytes[start + 4..start + 12].copy_from_slice(&length.to_le_bytes());
        assert!(matches!(
            Hierarchy::read_image(bytes.as_slice()),
            Err(ImageError::Truncated | ImageError::Broken { .. })
        ));
    }
}

/// The rows of nodes are said by the first row of each: they begin with row 0, ascend, and none is beyond the last row.
#[test]
fn the_first_rows_of_nodes_are_rows_in_order() {
    let sections = Sections::of(&image(&small()));
    let numbers = |bytes: &[u8]| -> Vec<u32> {
        bytes.chunks(4).map(|number| u32::from_le_bytes(number.try_into().unwrap())).collect()
    };
    let mut crafted = 0;
    for (index, table) in (0..).zip(Table::ALL).filter(|(_, table)| table.node().is_some() && **table != Table::Units) {
        // The first section of a table's four.
        let section = 0x100 + 4 * index;
        let own = sections.all.iter().find(|(number, _)| *number == section).map(|(_, bytes)| numbers(bytes));
        let Some(own) = own.filter(|own| !own.is_empty()) else { continue };
        let mut wrong = vec![Vec::new(), own.iter().flat_map(|first| [*first, *first]).collect()];
        for by in [1, 2, 100, u32::MAX] {
            wrong.push(own.iter().map(|first| first.saturating_add(by)).collect());
            wrong.push(own.iter().copied().chain([by.saturating_add(100)]).collect());
        }
        for wrong in wrong {
            let mut sections = sections.clone();
            *sections.section(section) = wrong.iter().flat_map(|number| number.to_le_bytes()).collect();
            let error = Hierarchy::read_image(sections.image().as_slice()).unwrap_err();
            assert_eq!(name(&error), table.as_str());
            assert!(error.to_string().contains("the rows are not those of the nodes"), "{wrong:?}: {error}");
            crafted += 1;
        }
    }
    assert!(crafted > 10, "{crafted}");
}
