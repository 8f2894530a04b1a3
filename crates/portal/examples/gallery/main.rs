//! Writes every page, as the portal's own routes answer for the made-up town of the tests, to a folder, to look at without
//! a server: `cargo run -p portal --example gallery -- FOLDER`

#[path = "../../tests/browser/mod.rs"]
mod browser;
#[path = "../../tests/town/mod.rs"]
mod town;

use askama::Template;
use browser::{Browser, Seen};
use portal::pages::{Frame, Trouble, TroubleKind};
use portal::{DemoHint, Settings, Times, assets};
use std::path::{Path, PathBuf};
use std::{env, fs, io};
use town::{Town, settings};

const PASSWORD: &str = town::PASSWORD;

struct Gallery {
    folder: PathBuf,
    town: Town,
}

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/gallery".into()));
    fs::create_dir_all(folder.join("assets"))?;
    for (name, asset) in assets::all() {
        fs::write(folder.join("assets").join(name), asset.bytes)?;
    }
    let gallery = Gallery { folder, town: Town::new() };
    gallery.doors()?;
    gallery.purposes()?;
    let ana = gallery.browser();
    ana.at_work("benefits", "ana", "UC-001:application");
    gallery.finding(&ana)?;
    gallery.file(&ana)?;
    gallery.documents(&ana)?;
    gallery.troubles(&ana)?;
    println!("{} ({} assets)", gallery.folder.display(), assets::STATE.word());
    Ok(())
}

impl Gallery {
    fn browser(&self) -> Browser {
        Browser::new(portal::router(self.town.door.clone(), settings()))
    }

    fn write(&self, name: &str, seen: &Seen) -> io::Result<()> {
        write(&self.folder.join(name), &seen.bytes)
    }

    fn doors(&self) -> io::Result<()> {
        let nobody = self.browser();
        self.write("sign-in.html", &nobody.get("/sign-in"))?;
        let wrong = [("agency", "housing"), ("user", "nobody"), ("password", "wrong")];
        self.write("sign-in-again.html", &nobody.post("/sign-in", &wrong))?;
        let hint = |user_name: &str, words: &str| DemoHint {
            agency: "benefits".into(),
            user_name: user_name.into(),
            password: PASSWORD.into(),
            words: words.into(),
            part: String::new(),
        };
        let demo_hints =
            vec![hint("ana", "Takes and renews applications"), hint("carl", "Investigates reports")];
        let demo = portal::router(self.town.door.clone(), Settings { demo_hints, ..settings() });
        self.write("sign-in-demo.html", &Browser::new(demo).get("/sign-in"))?;
        self.write("cannot-sign-in.html", &nobody.get("/help/sign-in"))?;
        self.write("signed-out.html", &nobody.get("/signed-out"))?;
        self.write("timed-out.html", &nobody.get("/signed-out?why=idle"))
    }

    fn purposes(&self) -> io::Result<()> {
        for (agency, user, name) in
            [("children", "carl", "purpose.html"), ("housing", "noah", "purpose-none.html")]
        {
            let browser = self.browser();
            browser.sign_in(agency, user);
            self.write(name, &browser.get("/purpose"))?;
        }
        Ok(())
    }

    fn finding(&self, ana: &Browser) -> io::Result<()> {
        self.write("search.html", &ana.get("/"))?;
        self.write("search-again.html", &ana.post("/search", &[("q", "")]))?;
        let address = ana.search("delmar, rosa, about 70, 512-70-9999");
        self.write("search-change.html", &ana.get(&format!("{address}/change")))?;
        self.write("results.html", &ana.get(&ana.search("delmar")))?;
        self.write("results-few.html", &ana.get(&address))?;
        self.write("results-none.html", &ana.get(&ana.search("zzyx qqqq")))?;
        self.write("availability/index.html", &ana.get("/availability"))?;
        self.write("help.html", &ana.get("/help"))
    }

    /// The lazy case file loads its folders from beside it; the one of finance is left out, so that it does not arrive.
    fn file(&self, ana: &Browser) -> io::Result<()> {
        let rosa = format!("/people/{}", self.town.number("benefits", "B1").0);
        self.write("case-file.html", &ana.get(&rosa))?;
        for source in ["benefits", "housing"] {
            let address = format!("{rosa}/folders/{source}");
            let part = ana.get_with(&address, &[("x-throughline", "part")]);
            self.write(address.trim_start_matches('/'), &part)?;
        }
        self.write("folder.html", &ana.get(&format!("{rosa}/folders/finance")))?;
        self.write("case-file-whole.html", &ana.get(&format!("{rosa}?all=1")))?;
        self.write("case-file-print.html", &ana.post(&format!("{rosa}/print"), &[]))?;
        self.write("results-silent.html", &ana.get(&ana.search("delmar")))?;
        let carl = self.browser();
        carl.at_work("children", "carl", "UC-002:investigation");
        let child = self.town.number("children", "K1").0;
        self.write("case-file-child.html", &carl.get(&format!("/people/{child}?all=1")))
    }

    fn documents(&self, ana: &Browser) -> io::Result<()> {
        let rosa = format!("/people/{}", self.town.number("benefits", "B1").0);
        for link in ana.get(&format!("{rosa}/folders/benefits")).links("/documents/") {
            let (page, image) = (ana.get(&link), ana.get(&format!("{link}/image")));
            let name = match image.headers["content-type"].as_bytes() {
                b"image/png" => "document.html",
                b"application/pdf" => "document-pdf.html",
                _ => "document-refused.html",
            };
            self.write(name, &page)?;
            self.write(format!("{link}/image").trim_start_matches('/'), &image)?;
            if name == "document-refused.html" {
                self.write("document-not-shown.html", &image)?;
            }
        }
        Ok(())
    }

    fn troubles(&self, ana: &Browser) -> io::Result<()> {
        self.write("not-found.html", &ana.get("/people/987654321"))?;
        self.write(
            "foreign.html",
            &ana.post_raw("/search", &[("sec-fetch-site", "cross-site")], Vec::new()),
        )?;
        self.write("unfit.html", &ana.send("DELETE", "/", &[], Vec::new()))?;
        let times = Times::new(self.town.door.zone().clone(), self.town.door.now());
        let kinds = [
            ("fault.html", TroubleKind::Fault { reference: "7K2-9QX".into() }),
            ("not-ready.html", TroubleKind::NotReady),
        ];
        for (name, kind) in kinds {
            let frame =
                Frame { title: "Throughline".into(), times: times.clone(), user: None, purpose: None };
            let page = Trouble { frame, kind }.render().map_err(io::Error::other)?;
            write(&self.folder.join(name), page.as_bytes())?;
        }
        Ok(())
    }
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    fs::write(file, bytes)
}
