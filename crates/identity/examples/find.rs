//! Answers questions about a file of people: `find --in IN.csv --queries Q.csv --out R.csv --today 2026-06-01`.

use identity::find_file;
use std::collections::HashMap;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let given: HashMap<&str, &str> =
        words.chunks(2).filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str()))).collect();
    let option = |name: &str| given.get(name).copied().ok_or_else(|| format!("{name} is missing"));
    let (input, queries, out) = (option("--in")?, option("--queries")?, option("--out")?);
    let today = option("--today")?.parse()?;
    let summary = find_file(Path::new(input), Path::new(queries), Path::new(out), None, today)?;
    println!(
        "{{\"bench\": \"find\", \"records\": {}, \"queries\": {}, \"p50_us\": {}, \"p99_us\": {}, \"peak_mb\": {}}}",
        summary.records,
        summary.queries,
        summary.median.as_micros(),
        summary.slow.as_micros(),
        summary.peak_memory.unwrap_or(0) / 1_000_000
    );
    Ok(())
}
