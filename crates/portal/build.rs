//! Embeds the web assets. Never runs npm: it takes what `npm run build` left in `web/dist` (or in the folder named by
//! THROUGHLINE_WEB_DIST), and without it our own plain style sheets, so that the program builds with cargo alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Everything the web build reads, relative to `web/`; the same list stands in web/build/stamp.js.
const INPUTS: [&str; 8] = [
    "build",
    "kiosk",
    "package-lock.json",
    "package.json",
    "src",
    "tsconfig.json",
    "vite.config.js",
    "vite.kiosk.config.js",
];

/// Our own sheets in the order of web/src/app.scss.
const SHEETS: [&str; 10] =
    ["base", "forms", "find", "person", "review", "groups", "desk", "reports", "links", "print"];

struct Embedded {
    logical: String,
    served: String,
    kind: String,
    file: PathBuf,
}

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=THROUGHLINE_WEB_DIST");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let web = here.join("../../web");
    for input in INPUTS {
        println!("cargo::rerun-if-changed={}", web.join(input).display());
    }
    println!("cargo::rerun-if-changed={}", here.join("assets").display());

    let dist = match env::var_os("THROUGHLINE_WEB_DIST") {
        Some(folder) => PathBuf::from(folder),
        None => {
            // Cargo runs this again and again while a watched path is missing, so an empty folder is made; a
            // read-only checkout just builds this crate more often.
            let dist = web.join("dist");
            let _ = fs::create_dir_all(&dist);
            dist
        }
    };
    println!("cargo::rerun-if-changed={}", dist.display());

    let (state, mut assets) = match built(&dist)? {
        Some(assets) => {
            warn_if_stale(&web, &dist)?;
            ("Full", assets)
        }
        None => ("Fallback", vec![fallback(&here, &web, &out)?]),
    };
    assets.push(icon(&here)?);
    let kiosk = if state == "Full" { kiosk(&dist)? } else { Vec::new() };
    fs::write(out.join("assets.rs"), table(state, &assets)? + &kiosk_table(&kiosk)?)
}

/// The kiosk's page and files, as the web build listed them; nothing when it was built without them.
fn kiosk(dist: &Path) -> io::Result<Vec<Embedded>> {
    let Ok(list) = fs::read_to_string(dist.join("kiosk/files.tsv")) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for line in list.lines() {
        let mut cells = line.split('\t');
        if let (Some(path), Some(name), Some(kind)) = (cells.next(), cells.next(), cells.next()) {
            let file = dist.join("kiosk").join(name).canonicalize()?;
            files.push(Embedded { logical: path.into(), served: path.into(), kind: kind.into(), file });
        }
    }
    Ok(files)
}

/// The icon that browsers show beside the title.
fn icon(here: &Path) -> io::Result<Embedded> {
    let file = here.join("assets/icon.svg").canonicalize()?;
    let mut hash = Fnv::new();
    hash.take(&fs::read(&file)?);
    let served = format!("icon-{:016x}.svg", hash.0);
    Ok(Embedded { logical: "icon.svg".into(), served, kind: "image/svg+xml".into(), file })
}

/// What the web build listed, or nothing when it has not been run.
fn built(dist: &Path) -> io::Result<Option<Vec<Embedded>>> {
    let Ok(list) = fs::read_to_string(dist.join("assets.tsv")) else { return Ok(None) };
    let mut assets = Vec::new();
    for line in list.lines() {
        let mut cells = line.split('\t');
        if let (Some(logical), Some(served), Some(kind)) = (cells.next(), cells.next(), cells.next()) {
            let file = dist.join(served).canonicalize()?;
            assets.push(Embedded { logical: logical.into(), served: served.into(), kind: kind.into(), file });
        }
    }
    Ok(Some(assets))
}

fn warn_if_stale(web: &Path, dist: &Path) -> io::Result<()> {
    let stamp = fs::read_to_string(dist.join("stamp")).unwrap_or_default();
    let mut paths = Vec::new();
    for input in INPUTS {
        collect(web, input.to_string(), &mut paths)?;
    }
    paths.sort();
    let mut hash = Fnv::new();
    for path in paths {
        hash.take(path.as_bytes());
        hash.take(b"\n");
        hash.take(&fs::read(web.join(path))?);
    }
    if stamp.trim() != format!("{:016x}", hash.0) {
        println!(
            "cargo::warning=the web assets in {} are older than web/: run `npm ci --ignore-scripts && npm run build` there",
            dist.display()
        );
    }
    Ok(())
}

fn collect(web: &Path, path: String, paths: &mut Vec<String>) -> io::Result<()> {
    let full = web.join(&path);
    if full.is_dir() {
        for entry in fs::read_dir(full)? {
            collect(web, format!("{path}/{}", entry?.file_name().to_string_lossy()), paths)?;
        }
    } else {
        paths.push(path);
    }
    Ok(())
}

/// The controls that USWDS would have styled, then the same sheets as the full build, as one file.
fn fallback(here: &Path, web: &Path, out: &Path) -> io::Result<Embedded> {
    let mut css = fs::read_to_string(here.join("assets/fallback.css"))?;
    for sheet in SHEETS {
        css.push_str(&fs::read_to_string(web.join(format!("src/look/{sheet}.css")))?);
    }
    let mut hash = Fnv::new();
    hash.take(css.as_bytes());
    let file = out.join("fallback.css");
    fs::write(&file, css)?;
    let served = format!("plain-{:016x}.css", hash.0);
    Ok(Embedded { logical: "app.css".into(), served, kind: "text/css; charset=utf-8".into(), file })
}

fn table(state: &str, assets: &[Embedded]) -> io::Result<String> {
    let named = |name: &str| assets.iter().find(|asset| asset.logical == name);
    let path = |name: &str| named(name).map(|asset| format!("/assets/{}", asset.served));
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").map_err(io::Error::other);
    line(format!("/// Whether the web build was there.\npub const STATE: State = State::{state};"))?;
    line("/// Address of the style sheet.".into())?;
    line(format!("pub const STYLE: &str = {:?};", path("app.css").unwrap_or_default()))?;
    line("/// Address of the icon beside the title.".into())?;
    line(format!("pub const ICON: &str = {:?};", path("icon.svg").unwrap_or_default()))?;
    line("/// Address of the script, when there is one.".into())?;
    line(format!("pub const SCRIPT: Option<&str> = {:?};", path("app.js")))?;
    line("/// Address of the icon sprite, when there is one.".into())?;
    line(format!("pub const SPRITE: Option<&str> = {:?};", path("sprite.svg")))?;
    text.push_str(&list("ASSETS", "/assets/", assets)?);
    Ok(text)
}

fn kiosk_table(files: &[Embedded]) -> io::Result<String> {
    list("KIOSK", "/kiosk/", files)
}

fn list(name: &str, at: &str, files: &[Embedded]) -> io::Result<String> {
    let mut text = format!("static {name}: [Asset; {}] = [\n", files.len());
    for asset in files {
        let mut hash = Fnv::new();
        hash.take(&fs::read(&asset.file)?);
        writeln!(
            text,
            "    Asset {{ logical: {:?}, served: {:?}, path: {:?}, content_type: {:?}, etag: {:?}, bytes: include_bytes!({:?}) }},",
            asset.logical,
            asset.served,
            format!("{at}{}", asset.served),
            asset.kind,
            format!("\"{:016x}\"", hash.0),
            asset.file,
        )
        .map_err(io::Error::other)?;
    }
    text.push_str("];\n");
    Ok(text)
}

/// FNV-1a, 64 bits: enough to notice a change, and no library is needed.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
