//! Where a world's choices come from: a list of numbers, so that a failing world shrinks to a smaller one.

/// Numbers to choose by. When they run out every choice is the first one, which is the simplest.
#[derive(Clone, Debug)]
pub(crate) struct Choices {
    numbers: std::vec::IntoIter<u16>,
}

impl Choices {
    pub(crate) fn new(numbers: Vec<u16>) -> Self {
        Self { numbers: numbers.into_iter() }
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::from(self.numbers.next().unwrap_or(0)) % count.max(1)
    }

    /// Whether it is to be, once in `in_` times.
    pub(crate) fn once_in(&mut self, in_: usize) -> bool {
        self.below(in_) == in_ - 1
    }

    pub(crate) fn day(&mut self, first: i32, after: i32) -> i32 {
        let width = usize::try_from(after - first).unwrap_or(1);
        first + i32::try_from(self.below(width)).unwrap_or(0)
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            let other = self.below(at + 1);
            all.swap(at, other);
        }
    }
}
