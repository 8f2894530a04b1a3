//! Work split over threads so that the result does not depend on how many there are.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs `work` on each chunk number below `chunks`, each thread with a state of its own; results in chunk order.
pub(crate) fn in_chunks<S, R: Send>(
    threads: usize,
    chunks: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
) -> Vec<R> {
    if threads <= 1 || chunks <= 1 {
        let mut own = state();
        return (0..chunks).map(|chunk| work(&mut own, chunk)).collect();
    }
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let runners: Vec<_> = (0..threads.min(chunks))
            .map(|_| {
                scope.spawn(|| {
                    let mut own = state();
                    let mut results = Vec::new();
                    loop {
                        let chunk = next.fetch_add(1, Ordering::Relaxed);
                        if chunk >= chunks {
                            return results;
                        }
                        results.push((chunk, work(&mut own, chunk)));
                    }
                })
            })
            .collect();
        runners
            .into_iter()
            .flat_map(|runner| runner.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)))
            .collect()
    });
    done.sort_by_key(|(chunk, _)| *chunk);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Two threads per two cores: as many as the machine offers, at least one.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
