//! Links one file of people: `link IN.csv --out OUT.csv [--columns FILE.toml] [--threads N]`.

use identity::{ColumnsMapping, link_file};
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut input, mut output, mut columns, mut threads) = (None, None, None, 0);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" => output = words.next().map(PathBuf::from),
            "--columns" => columns = words.next().map(PathBuf::from),
            "--threads" => threads = words.next().unwrap_or_default().parse()?,
            _ => input = Some(PathBuf::from(word)),
        }
    }
    let (Some(input), Some(output)) = (input, output) else {
        return Err("say which file: link IN.csv --out OUT.csv".into());
    };
    let mapping: Option<ColumnsMapping> =
        columns.map(std::fs::read_to_string).transpose()?.map(|text| toml::from_str(&text)).transpose()?;
    let start = Instant::now();
    let summary = link_file(&input, &output, mapping.as_ref(), threads)?;
    println!(
        "{{\"bench\": \"link\", \"records\": {}, \"people\": {}, \"compared\": {}, \"skipped_keys\": {}, \"largest\": {}, \"seconds\": {:.2}, \"peak_mb\": {}}}",
        summary.records,
        summary.people,
        summary.compared,
        summary.skipped_keys,
        summary.largest,
        start.elapsed().as_secs_f64(),
        summary.peak_memory.unwrap_or(0) / 1_000_000
    );
    Ok(())
}
