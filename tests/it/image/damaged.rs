//! An image that is damaged, cut off or none at all is an error.

use super::{for_some, image, opened};
use crate::oracle::draft::built;
use govgrid::{CoverageMode, Draft, Hierarchy, ImageError, Level, LineageKind, OrganizationKind, Period, Role, record};
use proptest::prelude::any;

/// A small hierarchy in which every section of an image has something: former versions, reused codes, a finding, people.
pub(super) fn small() -> Hierarchy {
    let mut draft = Draft::new();
    draft.package.scheme = Some("nbs-2023".parse().unwrap());
    draft.package.grid_suffix = Some("-G999".parse().unwrap());
    let day = |text: &str| Some(text.parse().unwrap());
    let until = Period::new(None, day("2020-01-01")).unwrap();
    let since = Period::new(day("2020-01-01"), None).unwrap();
    let under = |parent: &str, code: &str, level| record::Unit {
        parent: Some(parent.to_owned()),
        ..record::Unit::new(code, level)
    };
    let district = record::Unit { name: Some("开平区".to_owned()), ..under("1302", "130205", Level::District) };
    draft.add(&district).unwrap();
    draft.add(&under("130205", "130205001", Level::Street)).unwrap();
    draft.add(&under("130205", "130205002", Level::Street)).unwrap();
    draft.add(&record::Unit { period: until, ..under("130205001", "130205001026", Level::Community) }).unwrap();
    draft.add(&record::Unit { period: since, ..under("130205002", "130205001026", Level::Community) }).unwrap();
    let households = Some(7);
    draft.add(&record::Unit { households, ..under("130205001026", "130205001026-G001", Level::Grid) }).unwrap();
    draft.add(&record::Unit { period: until, ..under("130205001026-G001", "B1", Level::Building) }).unwrap();
    draft.add(&record::Unit { period: since, ..under("130205001026-G001", "B1", Level::Building) }).unwrap();
    let reuse = record::Lineage::new("B1", "B1", LineageKind::Reuse, "2020-01-01".parse().unwrap());
    draft.add(&reuse).unwrap();
    let organization = |code: &str, superior: Option<&str>| record::Organization {
        superior: superior.map(str::to_owned),
        ..record::Organization::new(code, OrganizationKind::PartyBranch)
    };
    draft.add(&organization("PB-1", None)).unwrap();
    draft.add(&record::Organization { period: until, ..organization("PB-2", Some("PB-1")) }).unwrap();
    draft.add(&record::Organization { period: since, ..organization("PB-2", None) }).unwrap();
    draft.add(&record::Coverage::new("PB-2", "130205001026-G001", CoverageMode::Joint)).unwrap();
    draft.add(&record::Person::new("P1")).unwrap();
    draft.add(&record::Membership { role: Some(Role::Secretary), ..record::Membership::new("P1", "PB-1") }).unwrap();
    let hierarchy = built(draft);
    assert!(hierarchy.findings().total() > 0);
    hierarchy
}

#[test]
fn every_damaged_byte_is_found() {
    let whole = image(&small());
    opened(&whole);
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        let flips = (0..8).map(|bit| 1 << bit).chain([0xff, 0x55]);
        for flip in flips {
            damaged[at] = whole[at] ^ flip;
            let error = Hierarchy::read_image(damaged.as_slice()).err();
            let is_right = match at {
                0..8 => matches!(error, Some(ImageError::Foreign)),
                8..12 => matches!(error, Some(ImageError::Version { read: 2, .. })),
                _ => matches!(
                    error,
                    Some(ImageError::Damaged { .. } | ImageError::Broken { .. } | ImageError::Truncated)
                ),
            };
            assert!(is_right, "byte {at} ^ {flip:x}: {error:?}");
        }
    }
}

#[test]
fn every_cut_is_found() {
    let whole = image(&small());
    for length in 0..whole.len() {
        let error = Hierarchy::read_image(&whole[..length]).unwrap_err();
        let is_right =
            if length < 8 { matches!(error, ImageError::Foreign) } else { matches!(error, ImageError::Truncated) };
        assert!(is_right, "{length}: {error:?}");
    }
    let mut longer = whole;
    longer.push(0);
    assert!(matches!(Hierarchy::read_image(longer.as_slice()), Err(ImageError::Broken { .. })));
}

/// A file is read by two readers, to which the same holds.
#[test]
fn what_is_no_image_is_no_file_of_one() {
    let whole = image(&small());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image");
    let open = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        Hierarchy::open_image(&path)
    };
    assert!(image(&open(&whole).unwrap()) == whole);
    for at in 0..whole.len() {
        let cut = open(&whole[..at]).unwrap_err();
        let is_right = if at < 8 { matches!(cut, ImageError::Foreign) } else { matches!(cut, ImageError::Truncated) };
        assert!(is_right, "{at}: {cut:?}");
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        assert!(open(&damaged).is_err(), "byte {at}");
    }
    assert!(matches!(open(&[whole.as_slice(), &[0]].concat()), Err(ImageError::Broken { .. })));
    assert!(matches!(Hierarchy::open_image(folder.path().join("none")), Err(ImageError::Read(_))));
}

#[test]
fn what_is_no_image_is_refused() {
    let start = image(&small())[..12].to_vec();
    let bytes = proptest::collection::vec(any::<u8>(), 0..400);
    for_some(&bytes, 2_000, |bytes| {
        let is_foreign = matches!(Hierarchy::read_image(bytes.as_slice()), Err(ImageError::Foreign));
        assert!(is_foreign);
        let after_start = [start.as_slice(), bytes].concat();
        assert!(Hierarchy::read_image(after_start.as_slice()).is_err());
    });
    for foreign in ["code,level\n130205,district\n", "{\"format\":\"govgrid-report/1\"}", "PK\u{3}\u{4}"] {
        assert!(matches!(Hierarchy::read_image(foreign.as_bytes()), Err(ImageError::Foreign)));
    }
}

/// A reader that fails, other than by coming to an end.
struct Failing;

impl std::io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("no"))
    }
}

#[test]
fn an_error_of_the_reader_is_told() {
    use std::error::Error;
    let whole = image(&small());
    let reader = std::io::Read::chain(&whole[..100], Failing);
    let error = Hierarchy::read_image(reader).unwrap_err();
    assert!(matches!(error, ImageError::Read(_)) && error.source().is_some());
}
