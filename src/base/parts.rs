//! Work in parts that have nothing to do with each other. With the feature `parallel` several threads do it; what comes
//! out is the same.

use std::hint::black_box;

/// How many rows or slots a part has, where a part is nothing but a stretch of them.
pub(crate) const PART: usize = 1 << 12;

/// How many things that lie anywhere are fetched before any is used.
pub(crate) const FETCHED: usize = 128;

/// Looks at things that lie anywhere, so that the processor fetches them side by side: when they are used one after
/// another, none is waited for.
pub(crate) fn fetch<N: Into<u64>>(things: impl Iterator<Item = N>) {
    black_box(things.fold(0, |seen, thing| seen ^ thing.into()));
}

/// What each part gives, in their order.
#[cfg(feature = "parallel")]
pub(crate) fn each<P: Send, T: Send>(parts: Vec<P>, run: impl Fn(P) -> T + Sync + Send) -> impl Iterator<Item = T> {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};
    parts.into_par_iter().map(run).collect::<Vec<T>>().into_iter()
}

/// What each part gives, in their order.
#[cfg(not(feature = "parallel"))]
pub(crate) fn each<P, T>(parts: Vec<P>, run: impl Fn(P) -> T) -> impl Iterator<Item = T> {
    parts.into_iter().map(run)
}

/// What two that have nothing to do with each other give.
#[cfg(feature = "parallel")]
pub(crate) fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

/// What two that have nothing to do with each other give.
#[cfg(not(feature = "parallel"))]
pub(crate) fn both<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
    (a(), b())
}

/// Does what has parts in it where they are done, so that nobody is woken up for each of them.
#[cfg(feature = "parallel")]
pub(crate) fn within<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    rayon::scope(|_| run())
}

/// Does what has parts in it where they are done, so that nobody is woken up for each of them.
#[cfg(not(feature = "parallel"))]
pub(crate) fn within<T>(run: impl FnOnce() -> T) -> T {
    run()
}

/// What two that have nothing to do with each other give, of which only the first may be done by another thread.
#[cfg(all(any(feature = "image", feature = "import"), feature = "parallel"))]
pub(crate) fn beside<A: Send + Default, B>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    let mut of_a = A::default();
    let of_b = rayon::in_place_scope(|scope| {
        scope.spawn(|_| of_a = a());
        b()
    });
    (of_a, of_b)
}

/// What two that have nothing to do with each other give, of which only the first may be done by another thread.
#[cfg(all(any(feature = "image", feature = "import"), not(feature = "parallel")))]
pub(crate) fn beside<A, B>(a: impl FnOnce() -> A, b: impl FnOnce() -> B) -> (A, B) {
    (a(), b())
}

/// In how many parts to do what each part must look at all for: one for each thread, as far as that pays.
pub(crate) fn shares() -> usize {
    #[cfg(feature = "parallel")]
    let threads = rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    let threads = 1;
    threads.min(8)
}
