//! Looks at many places of memory before any is worked with: looks that do not wait for one another are answered side by side.

/// Makes the looks, whatever they see.
pub(crate) fn bring(looks: impl Iterator<Item = u64>) {
    std::hint::black_box(looks.fold(0, |sum, seen| sum ^ seen));
}
