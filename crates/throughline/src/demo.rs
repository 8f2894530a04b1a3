//! `demo`: a made-up city whose agencies really run, and the portal for it.

mod case_management;
mod centers;
mod duties;
mod marks;
mod people;
mod quality;
mod sign_ins;
mod today;
mod visits;

use crate::commands::portal_settings;
use crate::settings::{Settings, Variables};
use crate::{Problem, closing, drops, exchange, feeds, house, status};
use access::Door;
use city::{Agencies, Running, Start};
use clap::Args;
use jiff::tz::TimeZone;
use records::{Clock, SystemClock};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[derive(Args)]
pub(crate) struct Demo {
    /// People in the city, up to 1,000,000.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(40..=1_000_000))]
    people: u64,
    /// The portal's port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the city and its data are kept.
    #[arg(long, default_value = ".demo")]
    data: PathBuf,
    /// Begin anew: remove what is in the folder.
    #[arg(long)]
    fresh: bool,
    /// The example whose settings, mappings and use cases are used.
    #[arg(long, default_value = "examples/new_york")]
    example: PathBuf,
    /// Seconds between two ticks of the city, in which a few small things change; 0 lets it stand still.
    #[arg(long, default_value_t = 5)]
    tick: u64,
    /// Keep the data in PostgreSQL: a file that holds the server's address.
    #[arg(long)]
    postgres: Option<PathBuf>,
}

pub(crate) use sign_ins::PASSWORD;

/// Makes the accounts of the demo that are missing.
pub(crate) fn make_accounts(door: &Door) -> Result<(), Problem> {
    sign_ins::make(door.staff()).map(drop)
}

/// Who of the city is worth looking for.
pub(crate) struct Worth {
    question: Option<String>,
    marked: Option<marks::Marked>,
}

/// Marks a folder as a demo's, so that `--fresh` never removes anything else.
const MARK: &str = "throughline-demo";
const SEED: u64 = 2026;

impl Demo {
    pub(crate) fn run(self) -> Result<(), Problem> {
        let start = Instant::now();
        self.prepare_folder()?;
        let listener = self.listen()?;
        let (agencies, token_file, worth) = self.start_agencies()?;
        let truth = agencies.truth();
        let settings = self.settings(&agencies, &token_file)?;
        let _alone = house::alone(&settings.0)?;
        let house = house::open_whole(&settings.0, &settings.1)?;
        let door = house.door.clone();
        let hints = sign_ins::make(door.staff())?;
        let kiosk = match &house.front_desk {
            Some(front_desk) => {
                let kiosk = centers::make(front_desk, &settings.0.time_zone)?;
                visits::make(front_desk)?;
                today::make(front_desk, &door)?;
                kiosk
            }
            None => None,
        };
        load(&door)?;
        if let (Some(marked), Some(folder)) = (&worth.marked, status_folder(&settings.0)) {
            marks::send(&door, marked, folder)?;
        }
        quality::make(&door, &truth)?;
        feeds::start(&door);
        status::start(&door, &settings.0.status);
        if let (Some(front_desk), Some(desk)) = (&house.front_desk, &settings.0.frontdesk) {
            drops::start(front_desk, &desk.drop)?;
            exchange::start(front_desk, &desk.partner)?;
            closing::start(front_desk);
        }
        let mut portal = portal_settings(&settings.0);
        portal.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        portal.demo_hints = hints;
        self.say_welcome(&portal.demo_hints, worth, start);
        if let Some(kiosk) = kiosk {
            println!("{}\n", kiosk.to_try());
            println!("{}\n", case_management::to_try(&self.data));
        }
        portal::run(house, portal, listener, &portal::Stop::default()).map_err(Problem::from)
    }

    /// A city for a bench: nothing moves, nothing listens for people.
    pub(crate) fn standing_still(people: u64, data: &Path) -> Demo {
        let example = PathBuf::from("examples/new_york");
        Demo { people, port: 0, data: data.to_owned(), fresh: true, example, tick: 0, postgres: None }
    }

    /// The agencies of an empty folder, started.
    pub(crate) fn prepared_agencies(&self) -> Result<(Running, PathBuf, Worth), Problem> {
        self.prepare_folder()?;
        self.start_agencies()
    }

    /// The city behind the agencies.
    pub(crate) fn city(&self, today: jiff::civil::Date) -> Result<city::City, Problem> {
        Ok(city::City::generate(SEED, usize::try_from(self.people).map_err(Problem::from)?, today))
    }

    fn prepare_folder(&self) -> Result<(), Problem> {
        let shown = self.data.display();
        let marked = self.data.join(MARK);
        let empty = std::fs::read_dir(&self.data).map_or(true, |mut list| list.next().is_none());
        if !empty && !marked.exists() {
            return Err(Problem(format!(
                "`{shown}` holds something that is not a demo's; name an empty folder with --data"
            )));
        }
        if self.fresh && marked.exists() {
            say("removing the former city");
            std::fs::remove_dir_all(&self.data)
                .map_err(|cause| Problem(format!("`{shown}` cannot be removed ({cause})")))?;
        }
        std::fs::create_dir_all(&self.data)
            .and_then(|()| std::fs::write(marked, ""))
            .map_err(|cause| Problem(format!("`{shown}` cannot be written ({cause})")))
    }

    fn listen(&self) -> Result<TcpListener, Problem> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        TcpListener::bind(address).map_err(|cause| {
            Problem(format!("port {} cannot be listened on ({cause}); choose another with --port", self.port))
        })
    }

    fn start_agencies(&self) -> Result<(Running, PathBuf, Worth), Problem> {
        say(&format!("making up a city of {} people and its five agencies", self.people));
        let clock: city::Clock = Arc::new(|| SystemClock.now());
        let wanted = city::Settings {
            seed: SEED,
            people: self.people,
            today: SystemClock.now().to_zoned(TimeZone::UTC).date(),
            events_per_tick: 4,
            clock,
        };
        let mut last = 0;
        let agencies = Agencies::open(&self.data.join("city"), &wanted, &mut |progress| {
            let percent = progress.done * 100 / progress.total.max(1);
            if percent >= last + 20 {
                last = percent;
                say(&format!("  {percent} % of the people"));
            }
        });
        let agencies =
            agencies.map_err(|cause| Problem(format!("{cause}\n(`--fresh` begins a new city)")))?;
        let token_file = self.data.join("keys").join("agencies.token");
        let token = token(&token_file)?;
        let city = agencies.city();
        let question = people::worth_asking(&city);
        let marked = marks::chosen(&city, question.as_deref().unwrap_or_default());
        let every = (self.tick > 0).then(|| Duration::from_secs(self.tick));
        let ports = Start { benefits_port: 0, children_port: 0, token, every };
        Ok((agencies.start(ports).map_err(Problem::from)?, token_file, Worth { question, marked }))
    }

    /// The example's settings for these agencies.
    pub(crate) fn settings(
        &self,
        agencies: &Running,
        token_file: &Path,
    ) -> Result<(Settings, Variables), Problem> {
        let whole = |path: &Path| {
            std::path::absolute(path).map(|path| path.display().to_string()).map_err(Problem::from)
        };
        let mut variables: Variables = std::env::vars().collect();
        let known = [
            ("DATA", whole(&self.data.join("data"))?),
            ("KEYS", whole(&self.data.join("keys"))?),
            ("BENEFITS_URL", agencies.benefits_url()),
            ("CHILDREN_URL", agencies.children_url()),
            ("BENEFITS_TOKEN_FILE", whole(token_file)?),
            ("CHILDREN_TOKEN_FILE", whole(token_file)?),
            ("HOUSING_DB", whole(&agencies.housing_db())?),
            ("FINANCE_DROP", whole(&agencies.finance_drop())?),
            ("SHELTER_DROP", whole(&agencies.shelter_drop())?),
        ];
        variables.extend(known.map(|(name, value)| (name.to_owned(), value)));
        let mut settings = Settings::read(&self.example.join("throughline.toml"), &variables)?;
        if let Some(address) = &self.postgres {
            settings.database.file = None;
            settings.database.address_file = Some(address.clone());
        }
        if let Some(desk) = &mut settings.frontdesk {
            case_management::add(desk, &self.data)?;
        }
        Ok((settings, variables))
    }

    fn say_welcome(&self, hints: &[portal::DemoHint], worth: Worth, start: Instant) {
        println!(
            "\nReady after {} seconds. Open http://localhost:{}\n",
            start.elapsed().as_secs(),
            self.port
        );
        println!("Sign in with one of these (password for all: {}):", sign_ins::PASSWORD);
        for hint in hints {
            println!("  {:10} at {:10} {}", hint.user_name, hint.agency, hint.words);
        }
        if let Some(question) = worth.question {
            println!("\nThen search, for example: {question}");
        }
        if let Some(marked) = worth.marked {
            println!("{}", marked.to_try());
        }
        println!("\nAll people are made up. Ctrl-C stops; the data stay in {}.\n", self.data.display());
    }
}

/// Where the city's state system drops its files.
fn status_folder(settings: &Settings) -> Option<&Path> {
    settings.status.iter().find_map(|status| status.folder.as_deref())
}

/// Takes in what all agencies have to say, telling how far it has come.
fn load(door: &Door) -> Result<(), Problem> {
    for source in door.casefile().sources() {
        let profile = source.profile();
        say(&format!("taking in {}", profile.agency));
        let mut told = Instant::now();
        let taken = door.casefile().take_in(&profile.id, &mut |sum| {
            if told.elapsed() > Duration::from_secs(2) {
                told = Instant::now();
                say(&format!("  {} people so far", sum.new + sum.changed + sum.unchanged));
            }
        });
        match taken {
            Ok(taken) => say(&format!("  {}", feeds::in_words(&taken))),
            Err(cause) => say(&format!("  {cause}")),
        }
    }
    Ok(())
}

fn say(words: &str) {
    println!("{words}");
    // Progress that cannot be shown is no reason to stop.
    let _ = std::io::stdout().flush();
}

/// The token by which the agencies know the portal: made once, readable by its owner only.
fn token(file: &Path) -> Result<String, Problem> {
    if let Ok(token) = std::fs::read_to_string(file) {
        return Ok(token.trim().to_owned());
    }
    let made = sign_ins::random_token()?;
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file))
        .and_then(|mut file| file.write_all(made.as_bytes()))
        .map_err(|cause| Problem(format!("`{}` cannot be written ({cause})", file.display())))?;
    Ok(made)
}
