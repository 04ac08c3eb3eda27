//! Images that were not written by the crate.

use super::oracles::holds;
use govgrid::Hierarchy;

/// Any bytes as an image. Its checksums are mended first, so that what it says is looked at.
///
/// # Panics
/// If an oracle fails.
pub fn image(data: &[u8]) {
    let _: Result<_, _> = Hierarchy::read_image(data);
    let Ok(opened) = Hierarchy::read_image(mended(data).as_slice()) else { return };
    holds(&opened);
    let anew = opened.laid_out_anew().expect("what holds is laid out anew");
    assert_eq!(super::oracles::rows(&anew), super::oracles::rows(&opened), "laid out anew it has other rows");
}

/// How many bytes stand before the first section.
const START: usize = 12;

/// An image with the checksum of each section as it should be, as far as its sections can be told: a number of four
/// bytes, a length of eight, what it holds, and the checksum of all that.
fn mended(data: &[u8]) -> Vec<u8> {
    let mut image = data.to_vec();
    let mut start = START;
    while let Some(length) = data.get(start + 4..start + 12) {
        let length = u64::from_le_bytes(length.try_into().expect("eight bytes"));
        let end = usize::try_from(length).ok().and_then(|length| (start + 12).checked_add(length));
        let Some(end) = end.filter(|end| end.checked_add(4).is_some_and(|end| end <= data.len())) else { break };
        let sum = checksum(&data[start..end]);
        image[end..end + 4].copy_from_slice(&sum.to_le_bytes());
        start = end + 4;
    }
    image
}

/// CRC-32, as images have it.
fn checksum(bytes: &[u8]) -> u32 {
    let by_bit = |sum: u32, _| if sum & 1 == 0 { sum >> 1 } else { (sum >> 1) ^ 0xedb8_8320 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), by_bit))
}
