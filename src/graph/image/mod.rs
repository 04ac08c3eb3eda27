//! A hierarchy in one file: written as it is laid out, and opened without reading and checking tables again.
//!
//! An image is a magic number, the version of its format, and [sections](sections) in a fixed order. What can be told from
//! the rest is not stored: ends of subtrees, displaced placements, links, which node a code names. What is stored is looked
//! at when it is opened, as far as any question relies on it, since whoever makes a file can make its checksums too.

mod findings;
mod head;
mod levels;
mod names;
mod nodes;
mod plans;
mod read;
mod relations;
mod sections;
mod told;
mod units;
mod write;

use super::Hierarchy;
use crate::record::Table;
use sections::Section;
use std::io::{self, Read, Write};
use std::path::Path;

/// An image that cannot be opened (映像无法打开).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// It cannot be read.
    #[error("the image cannot be read")]
    Read(#[source] io::Error),
    /// It does not start as an image does.
    #[error("this is no image of a hierarchy")]
    Foreign,
    /// It has another format than this version of the crate reads.
    #[error("the image has format {found}, and format {read} is read")]
    Version {
        /// The format that it has.
        found: u32,
        /// The format that is read.
        read: u32,
    },
    /// Its tables have other columns or words than those of this version of the crate.
    #[error("the image has other tables, columns or words than this version of the crate")]
    OtherWords,
    /// It ends too early.
    #[error("the image ends before it is complete")]
    Truncated,
    /// A section is not what was written.
    #[error("the checksum of section `{section}` of the image does not hold")]
    Damaged {
        /// The section.
        section: &'static str,
    },
    /// A section says what no hierarchy can.
    #[error("section `{section}` of the image cannot hold: {what}")]
    Broken {
        /// The section.
        section: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl ImageError {
    /// The same error, or another where the image ends too early.
    fn unless_truncated(self, other: Self) -> Self {
        if matches!(self, Self::Truncated) { other } else { self }
    }
}

impl Hierarchy {
    /// Writes the hierarchy as an image (映像): one file that [`Hierarchy::open_image`] opens in a fraction of the time that
    /// its tables take. What events have changed is [laid out anew](Hierarchy::laid_out_anew) first. The same hierarchy gives
    /// the same bytes, in whatever order its rows were read.
    ///
    /// An image holds all that the tables hold, and what import and structure found. It is opened by the versions of this
    /// crate that have the same tables and words: keep the tables too, or [write them](crate::export) from the image before
    /// a change of version.
    ///
    /// # Errors
    /// Those of the writer, and those of [`Hierarchy::laid_out_anew`] as their source: nothing is left out.
    ///
    /// ```
    /// use govgrid::{Draft, Hierarchy, Level, record};
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let mut image = Vec::new();
    /// draft.build()?.write_image(&mut image)?;
    ///
    /// let opened = Hierarchy::read_image(image.as_slice())?;
    /// assert!(opened.snapshot().any_unit("130205").is_ok());
    /// image.pop();
    /// assert!(Hierarchy::read_image(image.as_slice()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_image(&self, into: impl Write) -> io::Result<()> {
        if self.changes() == 0 {
            return write::write(self, into);
        }
        write::write(&self.laid_out_anew().map_err(io::Error::other)?, into)
    }

    /// Opens an image (打开映像) in a file. With the feature `parallel`, two threads read it.
    ///
    /// Whatever the file says, what is opened is a hierarchy, and room is made for no more than its bytes bear out.
    ///
    /// # Errors
    /// [`ImageError`] if the file cannot be read, or as of [`Hierarchy::read_image`].
    ///
    /// ```
    /// use govgrid::{Draft, Hierarchy, Level, record};
    /// use std::fs::File;
    /// let mut draft = Draft::new();
    /// draft.add(&record::Unit::new("130205", Level::District))?;
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("city.image");
    /// draft.build()?.write_image(File::create(&path)?)?;
    ///
    /// assert!(Hierarchy::open_image(&path)?.snapshot().any_unit("130205").is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_image(path: impl AsRef<Path>) -> Result<Self, ImageError> {
        read::open(path.as_ref())
    }

    /// Opens an image (打开映像) from bytes, or whatever else it is read from. It reads in large pieces, which need no buffer
    /// around it. [`Hierarchy::open_image`] is quicker with a file.
    ///
    /// Whatever the bytes are, what is opened is a hierarchy, and room is made for no more than they bear out: for a crafted
    /// file, take care to limit its size.
    ///
    /// # Errors
    /// [`ImageError`] if it is no image, or one of another format, or if it is damaged or says what no hierarchy can.
    pub fn read_image(from: impl Read) -> Result<Self, ImageError> {
        read::read(from)
    }
}

/// The parts of a node table or a table of a relation.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// The first row of each node.
    First,
    Cells,
    /// Where rows of another source start.
    Sources,
}

/// The section of a part of a table.
fn of_table(table: Table, part: Part) -> Section {
    let index = u32::try_from(table.index()).unwrap_or(u32::MAX >> 8);
    Section { number: 0x100 + 4 * index + part as u32, name: table.as_str() }
}

macro_rules! sections {
    ($($name:ident = $number:literal $word:literal;)+) => {
        $( const $name: Section = Section { number: $number, name: $word }; )+
    };
}

sections! {
    HEAD = 1 "head";
    TEXT_ENDS = 2 "text ends";
    TEXTS = 3 "texts";
    UNIT_PARENTS = 16 "unit parents";
    UNIT_LEVELS = 17 "unit levels";
    UNIT_KINDS = 18 "unit kinds";
    UNIT_INFERRED = 19 "unit kinds inferred";
    UNIT_BOUNDS = 20 "unit bounds";
    UNIT_HOUSEHOLDS = 22 "unit households";
    UNIT_CODES = 23 "unit codes";
    UNIT_NAMES = 24 "unit names";
    UNIT_LINES = 25 "unit lines";
    UNIT_SOURCES = 26 "unit sources";
    UNIT_OUTSIDE = 27 "unit parents outside";
    UNIT_FORMER = 28 "former versions of units";
    UNUSUAL_KINDS = 48 "units of unusual kinds";
    UNUSUAL_BOUNDS = 50 "units of unusual bounds";
    UNUSUAL_HOUSEHOLDS = 52 "units of unusual households";
    UNUSUAL_NAMES = 54 "units of unusual names";
    OTHER_NAMES = 32 "codes of other rows";
    REUSED = 33 "reused codes";
    FINDINGS = 34 "findings";
    PLANS = 35 "plans";
}
