//! Which version of a unit, in four bytes, and what it says.

/// A version of a unit. Four bytes, since every unit that is handed out has one: the upper two bits tell where it is said,
/// the others are its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version(u32);

/// Where a version is said: the latest of a slot or a former one in the columns, or one of a unit that events have touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Latest(u32),
    Former(u32),
    Live(u32),
}

/// The bit of versions that are not the latest of the columns, and that of those that events have made.
const ELSEWHERE: u32 = 1 << 31;
const MADE: u32 = 1 << 30;

impl Version {
    #[inline]
    pub(crate) const fn latest(slot: u32) -> Self {
        Self(slot)
    }

    pub(super) const fn former(at: u32) -> Self {
        Self(at | ELSEWHERE)
    }

    pub(super) const fn live(at: u32) -> Self {
        Self(at | ELSEWHERE | MADE)
    }

    #[inline]
    pub(super) const fn said(self) -> Said {
        match (self.0 & ELSEWHERE, self.0 & MADE) {
            (0, _) => Said::Latest(self.0),
            (_, 0) => Said::Former(self.0 & !ELSEWHERE),
            _ => Said::Live(self.0 & !(ELSEWHERE | MADE)),
        }
    }
}

/// What a row of `units` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VersionCells {
    pub(crate) code: u32,
    pub(crate) name: u32,
    pub(crate) parent: u32,
    /// The parent's code where the parent is outside the data.
    pub(crate) outside: u32,
    pub(crate) households: u32,
    pub(crate) from: i32,
    pub(crate) until: i32,
    pub(crate) line: u32,
    pub(crate) source: u32,
    pub(crate) level: u8,
    pub(crate) kind: u8,
    pub(crate) inferred: bool,
}

impl VersionCells {
    /// The two bounds.
    pub(super) const fn bounds(&self) -> (i32, i32) {
        (self.from, self.until)
    }
}
