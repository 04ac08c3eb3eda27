//! How cost grows with crafted and unusual input: each shape is run at a size and at twice that size, and neither the
//! instructions nor the memory may grow by more than `MOST`. What is quadratic in anything would grow fourfold.
//!
//! ```sh
//! cargo bench --bench costs --features image,journal            # every shape; fails where one grows too fast
//! cargo bench --bench costs --features image,journal -- chain   # the shapes with this in their name
//! ```
//!
//! Instructions are counted by valgrind and bytes by the allocator: the same on a busy machine as on a quiet one.
#![expect(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::exit,
    reason = "a bench prints, and ends where it cannot go on"
)]

mod changes;
mod questions;
mod tables;

use peak_alloc::PeakAlloc;
use std::env;
use std::hint::black_box;
use std::process::{Command, exit};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// By how much a cost may grow with doubled input.
const MOST: f64 = 2.2;

/// A kind of input that can be made in any size, and what is done with it.
struct Shape {
    name: &'static str,
    /// The smaller of the two sizes: large enough that what does not grow with the input does not count.
    size: u32,
    /// Makes input of a size, and calls [`measure`] with what is counted.
    run: fn(u32),
}

/// A kind of input, and the most bytes that each row of it takes beyond a size. Up to there what is kept of some rows, such
/// as the findings of a report, counts for more than what is kept of all.
struct Bound {
    name: &'static str,
    /// The smaller of two sizes, see [`Shape::size`].
    size: u32,
    bytes: u64,
    run: fn(u32),
}

const SHAPES: [&[Shape]; 3] = [tables::SHAPES, changes::SHAPES, questions::SHAPES];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let shapes = || SHAPES.into_iter().flatten();
    if let [name, size] = arguments.as_slice() {
        let run = shapes().find(|shape| shape.name == name).map(|shape| shape.run);
        let run = run.or(tables::BOUNDS.iter().find(|bound| bound.name == name).map(|bound| bound.run));
        run.expect("this shape is known")(size.parse().expect("a size is a number"));
        return;
    }
    let asked = |shape: &&Shape| arguments.first().is_none_or(|part| shape.name.contains(part));
    println!("| shape | size | instructions | doubled | bytes | doubled |\n|---|--:|--:|--:|--:|--:|");
    let mut grown = 0;
    for shape in shapes().filter(asked) {
        let [(once, bytes), (twice, more)] = [1, 2].map(|times| cost(shape.name, shape.size * times));
        let (time, memory) = (twice as f64 / once as f64, more as f64 / bytes as f64);
        println!("| {} | {} | {once} | {time:.2} | {bytes} | {memory:.2} |", shape.name, shape.size);
        grown += usize::from(time > MOST || memory > MOST);
    }
    println!("\n| shape | size | bytes for each row more | at most |\n|---|--:|--:|--:|");
    for bound in tables::BOUNDS.iter().filter(|bound| arguments.first().is_none_or(|part| bound.name.contains(part))) {
        let [once, twice] = [1, 2].map(|times| bytes(bound.name, bound.size * times));
        let bytes = twice.saturating_sub(once) / u64::from(bound.size);
        println!("| {} | {} | {bytes} | {} |", bound.name, bound.size, bound.bytes);
        grown += usize::from(bytes > bound.bytes);
    }
    if grown > 0 {
        println!("{grown} cost more than they may: doubled by too much, or too many bytes a row");
        exit(1);
    }
}

/// The bytes of one shape in one size, without a count of instructions.
fn bytes(name: &str, size: u32) -> u64 {
    let program = env::current_exe().expect("this program is a file");
    let output = Command::new(program).arg(name).arg(size.to_string()).output().expect("this program runs");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a shape prints its bytes")
}

/// The instructions and the bytes of one shape in one size.
fn cost(name: &str, size: u32) -> (u64, u64) {
    let program = env::current_exe().expect("this program is a file");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"]);
    valgrind.arg("--toggle-collect=*costs*measured*").arg(&program).arg(name).arg(size.to_string());
    let output = valgrind.output().expect("valgrind is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected : ")).and_then(|found| found.1.parse().ok());
    let bytes = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
    match (count, bytes) {
        (Some(count), Some(bytes)) if output.status.success() => (count, bytes),
        _ => {
            println!("{name} could not be counted:\n{said}");
            exit(2);
        }
    }
}

/// Counts what `run` does, and prints how many bytes it had at most beside what there was before. What it makes is dropped
/// afterwards.
fn measure<T>(run: impl FnOnce() -> T) -> T {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let made = measured(run);
    println!("{}", MEMORY.peak_usage().saturating_sub(before));
    made
}

/// The instructions of `run` are counted while this is on the stack.
#[inline(never)]
fn measured<T>(run: impl FnOnce() -> T) -> T {
    black_box(run())
}
