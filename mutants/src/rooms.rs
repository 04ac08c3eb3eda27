//! The sites of each room, in an order that a seed gives.

use super::sites::{self, Site};
use std::io;
use std::path::{Path, PathBuf};

/// The sites of some rooms of the crate (folders of `src`): those that were taken, and those that are left to take.
pub(crate) struct Rooms {
    rooms: Vec<Room>,
}

struct Room {
    taken: Vec<Site>,
    /// In reverse order, so that the next is the last.
    left: Vec<Site>,
}

impl Rooms {
    /// All sites of these rooms, shuffled.
    pub(crate) fn of(root: &Path, names: &[String], seed: u64) -> Result<Self, Box<dyn std::error::Error>> {
        let mut rooms = Vec::new();
        for name in names {
            let mut files = Vec::new();
            add_files(&root.join("src").join(name), &mut files)?;
            files.sort();
            let mut left = Vec::new();
            for file in files {
                let relative = file.strip_prefix(root)?.to_owned();
                left.extend(sites::of(&relative, &std::fs::read_to_string(&file)?)?);
            }
            eprintln!("{name}: {} sites", left.len());
            shuffle(&mut left, seed);
            rooms.push(Room { taken: Vec::new(), left });
        }
        Ok(Self { rooms })
    }

    /// Takes the next sites until each room has so many of which none overlap, and answers all of them.
    pub(crate) fn take(&mut self, per_room: usize) -> Vec<Site> {
        for room in &mut self.rooms {
            while room.taken.len() < per_room {
                let Some(next) = room.left.pop() else { break };
                if !room.taken.iter().any(|site| site.overlaps(&next)) {
                    room.taken.push(next);
                }
            }
        }
        self.rooms.iter().flat_map(|room| &room.taken).cloned().collect()
    }

    /// Gives up the sites that do not compile.
    pub(crate) fn drop(&mut self, broken: &[Site]) {
        for room in &mut self.rooms {
            room.taken.retain(|site| !broken.contains(site));
        }
    }
}

/// Adds the files below a folder but those that hold tests (`tests.rs`, by the crate's habit).
fn add_files(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            add_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// A shuffle that is always the same for the same seed (splitmix64).
fn shuffle<T>(all: &mut [T], mut seed: u64) {
    for end in (1..all.len()).rev() {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let at = mixed % (end as u64 + 1);
        all.swap(end, usize::try_from(at).unwrap_or(end));
    }
}
