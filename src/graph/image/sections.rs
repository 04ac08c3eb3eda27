//! The sections of an image: a number, a length, what it holds, and a checksum over all of that, one after another.

use super::ImageError;
use crate::base::open_file;
use bytemuck::Pod;
use crc32fast::Hasher;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What every image starts with. The last byte is no text, so that whatever treats the file as text damages it.
pub(super) const MAGIC: [u8; 8] = *b"govgrid\x8a";

/// The format that is written. Those before it are read too: the first has no section of plans.
pub(super) const VERSION: u32 = 2;

/// How many bytes are read at once, and what room is made for at first: a length is believed as far as the file bears it
/// out.
const CHUNK: usize = 1 << 20;

/// The most bytes that room is made for at once, since a file may have holes that say it is longer than any memory.
const ROOM: usize = 1 << 30;

/// A section: its number in the file, and what errors call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) number: u32,
    pub(super) name: &'static str,
}

/// A number as an image has it: its bytes from the least on.
pub(super) trait Number: Pod {
    /// From the bytes of an image to those of this machine, or back.
    #[must_use]
    fn turned(self) -> Self;
}

impl Number for u8 {
    fn turned(self) -> Self {
        self
    }
}

impl Number for u32 {
    fn turned(self) -> Self {
        self.to_le()
    }
}

impl Number for i32 {
    fn turned(self) -> Self {
        self.to_le()
    }
}

impl Number for [i32; 2] {
    fn turned(self) -> Self {
        self.map(i32::turned)
    }
}

/// Writes sections.
#[derive(Debug)]
pub(super) struct Writer<W> {
    into: W,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut into: W) -> io::Result<Self> {
        into.write_all(&MAGIC)?;
        into.write_all(&VERSION.to_le_bytes())?;
        Ok(Self { into })
    }

    /// Writes a section of numbers that are at hand.
    pub(super) fn slice<T: Number>(&mut self, section: Section, numbers: &[T]) -> io::Result<()> {
        if cfg!(target_endian = "big") {
            return self.numbers(section, numbers.len(), numbers.iter().copied());
        }
        let mut sum = self.start::<T>(section, numbers.len())?;
        for chunk in bytemuck::cast_slice(numbers).chunks(CHUNK) {
            self.put(&mut sum, chunk)?;
        }
        self.into.write_all(&sum.finalize().to_le_bytes())
    }

    /// Writes a section of `count` numbers.
    pub(super) fn numbers<T: Number>(
        &mut self,
        section: Section,
        count: usize,
        mut numbers: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        let mut sum = self.start::<T>(section, count)?;
        let (mut chunk, mut left) = (Vec::with_capacity(CHUNK / size_of::<T>()), count);
        while left > 0 {
            chunk.clear();
            chunk.extend(numbers.by_ref().take(left.min(CHUNK / size_of::<T>())).map(T::turned));
            if chunk.is_empty() {
                return Err(io::Error::other("a section has less than it says"));
            }
            left -= chunk.len();
            self.put(&mut sum, bytemuck::cast_slice(&chunk))?;
        }
        self.into.write_all(&sum.finalize().to_le_bytes())
    }

    /// Writes what a section starts with.
    fn start<T: Number>(&mut self, section: Section, count: usize) -> io::Result<Hasher> {
        let mut sum = Hasher::new();
        let bytes = (count as u64).saturating_mul(size_of::<T>() as u64);
        self.put(&mut sum, &section.number.to_le_bytes())?;
        self.put(&mut sum, &bytes.to_le_bytes())?;
        Ok(sum)
    }

    fn put(&mut self, sum: &mut Hasher, bytes: &[u8]) -> io::Result<()> {
        sum.update(bytes);
        self.into.write_all(bytes)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}

/// Reads sections.
#[derive(Debug)]
pub(super) struct Reader<R> {
    from: R,
    version: u32,
    /// How many bytes are known to come or have been: room is made for as many before they are read.
    room: usize,
    /// The checksum of those of all sections so far.
    sums: Hasher,
}

impl<R: Read> Reader<R> {
    /// Starts to read, of something that is known to have so many bytes.
    pub(super) fn new(mut from: R, room: usize) -> Result<Self, ImageError> {
        let (mut magic, mut version) = (MAGIC, [0; 4]);
        fill(&mut from, &mut magic).map_err(|error| error.unless_truncated(ImageError::Foreign))?;
        if magic != MAGIC {
            return Err(ImageError::Foreign);
        }
        fill(&mut from, &mut version)?;
        let version = u32::from_le_bytes(version);
        if !(1..=VERSION).contains(&version) {
            return Err(ImageError::Version { found: version, read: VERSION });
        }
        Ok(Self { from, version, room, sums: Hasher::new() })
    }

    /// The format of the image.
    pub(super) const fn version(&self) -> u32 {
        self.version
    }

    /// The numbers of a section.
    pub(super) fn numbers<T: Number>(&mut self, section: Section) -> Result<Vec<T>, ImageError> {
        self.section(section, None)
    }

    /// The numbers of a section that has so many.
    pub(super) fn column<T: Number>(&mut self, section: Section, count: usize) -> Result<Vec<T>, ImageError> {
        self.section(section, Some(count))
    }

    fn section<T: Number>(&mut self, section: Section, expected: Option<usize>) -> Result<Vec<T>, ImageError> {
        let broken = |what| ImageError::Broken { section: section.name, what };
        let (mut sum, bytes) = self.start(section)?;
        let bytes = usize::try_from(bytes).map_err(|_| broken("it has more than can be"))?;
        let count = bytes / size_of::<T>();
        if !bytes.is_multiple_of(size_of::<T>()) || expected.is_some_and(|expected| expected != count) {
            return Err(broken("its length is not what the others ask for"));
        }
        // Room that nobody has written to costs nothing before it is read into.
        let room = self.room.clamp(CHUNK, ROOM) / size_of::<T>();
        let mut numbers: Vec<T> = vec![T::zeroed(); count.min(room)];
        let mut known = 0;
        while known < count {
            let end = count.min(known + CHUNK / size_of::<T>());
            if numbers.capacity() < end {
                numbers.reserve_exact((count - numbers.len()).min(numbers.len()));
            }
            numbers.resize(end.max(numbers.len()), T::zeroed());
            let chunk = bytemuck::cast_slice_mut(numbers.get_mut(known..end).unwrap_or_default());
            fill(&mut self.from, chunk)?;
            sum.update(chunk);
            known = end;
        }
        self.room = self.room.max(bytes);
        if self.end()? != sum.finalize() {
            return Err(ImageError::Damaged { section: section.name });
        }
        if cfg!(target_endian = "big") {
            for number in &mut numbers {
                *number = number.turned();
            }
        }
        numbers.shrink_to_fit();
        Ok(numbers)
    }

    /// Reads what a section starts with. Answers the checksum over it, and how many bytes come.
    fn start(&mut self, section: Section) -> Result<(Hasher, u64), ImageError> {
        let (mut sum, mut number, mut bytes) = (Hasher::new(), [0; 4], [0; 8]);
        fill(&mut self.from, &mut number)?;
        fill(&mut self.from, &mut bytes)?;
        sum.update(&number);
        sum.update(&bytes);
        if u32::from_le_bytes(number) != section.number {
            let what = "another section stands in its place";
            return Err(ImageError::Broken { section: section.name, what });
        }
        Ok((sum, u64::from_le_bytes(bytes)))
    }

    /// Reads the checksum that a section ends with.
    fn end(&mut self) -> Result<u32, ImageError> {
        let mut said = [0; 4];
        fill(&mut self.from, &mut said)?;
        self.sums.update(&said);
        Ok(u32::from_le_bytes(said))
    }

    /// The checksum of those of all sections so far: another where any section says something else.
    pub(super) fn sums(&self) -> u32 {
        self.sums.clone().finalize()
    }

    /// Whether nothing comes after the last section.
    pub(super) fn is_at_end(&mut self) -> Result<bool, ImageError> {
        match fill(&mut self.from, &mut [0]) {
            Ok(()) => Ok(false),
            Err(ImageError::Truncated) => Ok(true),
            Err(error) => Err(error),
        }
    }
}

impl Reader<File> {
    /// Starts to read a file.
    pub(super) fn open(path: &Path) -> Result<Self, ImageError> {
        let (file, length) = open_file(path).map_err(ImageError::Read)?;
        Self::new(file, usize::try_from(length).unwrap_or(0))
    }

    /// Goes to the end of a section, at which another reader looks.
    pub(super) fn skip(&mut self, section: Section) -> Result<(), ImageError> {
        let (_, bytes) = self.start(section)?;
        let bytes = i64::try_from(bytes).map_err(|_| ImageError::Truncated)?;
        self.from.seek(SeekFrom::Current(bytes)).map_err(ImageError::Read)?;
        self.end().map(drop)
    }
}

fn fill(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), ImageError> {
    let is_end = |error: &io::Error| error.kind() == ErrorKind::UnexpectedEof;
    from.read_exact(bytes).map_err(|error| if is_end(&error) { ImageError::Truncated } else { ImageError::Read(error) })
}
