//! What is wrong with a mapping or with what it describes, in words for the engineer who wrote it.

use std::fmt;

/// One thing that is wrong, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// File name of the mapping, or of the delivered file that shows the fault.
    pub file: String,
    /// Line from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Column from 1; 0 when the whole line is meant.
    pub column: usize,
    /// What is wrong and what to do.
    pub sentence: String,
}

/// A mapping cannot be used: every fault that was found in it, in the order of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct MappingError {
    /// At least one.
    pub findings: Vec<Finding>,
}

impl MappingError {
    /// One fault of a whole file.
    pub(crate) fn of_file(file: String, sentence: String) -> MappingError {
        MappingError { findings: vec![Finding { file, line: 0, column: 0, sentence }] }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.sentence)
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings.iter().enumerate() {
            let end = if at + 1 < self.findings.len() { "\n" } else { "" };
            write!(f, "{finding}{end}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for MappingError {}
