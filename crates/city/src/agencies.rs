//! The five agencies of a city: opened in a folder, started, and disturbed on purpose.

use crate::change_log::ChangeLog;
use crate::city::City;
use crate::delivery::{Delivery, Progress};
use crate::error::CityError;
use crate::feed::Feed;
use crate::http::{Answer, Handler, Request, Server};
use crate::keys::Agency;
use crate::store::Store;
use crate::world::{Recipe, World};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Tells the time; the program hands in the true one, tests one of their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What city a folder shall hold. A folder that holds one already keeps its day and pace, and must agree on seed and size.
#[derive(Clone)]
pub struct Settings {
    /// Chance for everything.
    pub seed: u64,
    /// People; rounded up to a multiple of 40.
    pub people: u64,
    /// The day on which the city is founded.
    pub today: Date,
    /// Small events in each tick, 1 to 16.
    pub events_per_tick: u8,
    /// Tells the time.
    pub clock: Clock,
}

/// How the agencies shall run.
#[derive(Clone, Debug)]
pub struct Start {
    /// Port of the benefits agency on 127.0.0.1; 0 for any.
    pub benefits_port: u16,
    /// Port of the children's agency; 0 for any.
    pub children_port: u16,
    /// The token that both ask for.
    pub token: String,
    /// Time between two ticks, or nothing when the city stands still.
    pub every: Option<Duration>,
}

/// What is wrong with an agency on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It does not answer, its file is locked, nothing is dropped.
    Down,
    /// Every answer takes so many milliseconds longer.
    Slow(u64),
    /// It answers, but with nonsense.
    Garbage,
}

/// The agencies of a city in their folder, not running yet.
pub struct Agencies {
    shared: Arc<Shared>,
}

/// The agencies at work. They stop when this is dropped.
pub struct Running {
    shared: Arc<Shared>,
    start: Start,
    benefits: Server,
    children: Server,
    ticker: Option<(Sender<()>, JoinHandle<()>)>,
    slow_lock: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

struct Shared {
    folder: PathBuf,
    world: RwLock<World>,
    delivery: Mutex<Delivery>,
    log: RwLock<ChangeLog>,
    faults: Mutex<[Fault; 5]>,
    clock: Clock,
}

impl Agencies {
    /// Opens the city of a folder, or founds it there: key file, SQLite file and first drops. Founding a million people
    /// takes minutes; `progress` is called now and then. What was left undone by a crash is done now.
    ///
    /// # Errors
    /// When the folder cannot be used or holds a city made with another seed or size.
    pub fn open(
        folder: &Path,
        settings: &Settings,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, CityError> {
        fs::create_dir_all(folder).map_err(CityError::file(folder))?;
        let wanted = Recipe {
            seed: settings.seed,
            people: City::generate(settings.seed, settings.people as usize, settings.today).size(),
            today: settings.today,
            founded: (settings.clock)(),
            events_per_tick: settings.events_per_tick.clamp(1, 16),
        };
        let (world, _) = World::open(folder, &wanted)?;
        let mut delivery = Delivery::open(folder)?;
        delivery.found(&world, progress)?;
        let shared = Shared {
            folder: folder.to_owned(),
            world: RwLock::new(world),
            delivery: Mutex::new(delivery),
            log: RwLock::new(ChangeLog::open(folder)?),
            faults: Mutex::default(),
            clock: Arc::clone(&settings.clock),
        };
        shared.deliver()?;
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The city behind the agencies.
    #[must_use]
    pub fn city(&self) -> City {
        self.shared.world().city().clone()
    }

    /// Starts the servers, and the ticker when asked to.
    ///
    /// # Errors
    /// When a port cannot be listened on.
    pub fn start(self, start: Start) -> Result<Running, CityError> {
        let benefits = Server::start(start.benefits_port, self.handler(Agency::Benefits, &start.token))?;
        let children = Server::start(start.children_port, self.handler(Agency::Children, &start.token))?;
        let ticker = start.every.map(|every| {
            let shared = Arc::clone(&self.shared);
            background(every, move || {
                // A tick that could not be delivered (a full disk, a long lock) is delivered with the next one.
                let _ = shared.tick();
            })
        });
        Ok(Running { shared: self.shared, start, benefits, children, ticker, slow_lock: Mutex::default() })
    }

    fn handler(&self, agency: Agency, token: &str) -> Handler {
        let (shared, token) = (Arc::clone(&self.shared), token.to_owned());
        Arc::new(move |request: &Request| match shared.fault(agency) {
            Fault::Down => None,
            Fault::Garbage => {
                let body = b"{\"people\": [{\"cin\": \"\xff\xfe, <html>".to_vec();
                Some(Answer { status: 200, media_type: "application/json", body })
            }
            Fault::Slow(milliseconds) => {
                thread::sleep(Duration::from_millis(milliseconds));
                Some(answer(&shared, agency, &token, request))
            }
            Fault::None => Some(answer(&shared, agency, &token, request)),
        })
    }
}

impl Running {
    /// Address of the benefits agency, such as `http://127.0.0.1:40001`.
    #[must_use]
    pub fn benefits_url(&self) -> String {
        format!("http://{}", self.benefits.address)
    }

    /// Address of the children's agency.
    #[must_use]
    pub fn children_url(&self) -> String {
        format!("http://{}", self.children.address)
    }

    /// The token that both ask for.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.start.token
    }

    /// The SQLite file of the housing agency.
    #[must_use]
    pub fn housing_db(&self) -> PathBuf {
        self.shared.folder.join("housing").join("housing.sqlite")
    }

    /// The folder into which the finance agency drops files.
    #[must_use]
    pub fn finance_drop(&self) -> PathBuf {
        self.shared.folder.join("finance")
    }

    /// The folder into which the shelter agency drops files.
    #[must_use]
    pub fn shelter_drop(&self) -> PathBuf {
        self.shared.folder.join("shelter")
    }

    /// The key file: who is who in truth.
    #[must_use]
    pub fn truth(&self) -> PathBuf {
        self.shared.folder.join("truth.csv")
    }

    /// Ticks so far, since the founding.
    #[must_use]
    pub fn ticks(&self) -> u64 {
        self.shared.world().tick()
    }

    /// Lets a few small events happen now and delivers them. Gives the number of the tick.
    ///
    /// # Errors
    /// When a file could not be written; the events are kept and come with the next tick.
    pub fn tick(&self) -> Result<u64, CityError> {
        self.shared.tick()
    }

    /// Disturbs an agency, or ends the disturbance with [`Fault::None`]; what was held back is delivered then.
    ///
    /// # Errors
    /// When the housing file cannot be locked or unlocked, or a file not written.
    pub fn set_fault(&self, agency: Agency, fault: Fault) -> Result<(), CityError> {
        if let Some(place) = self.shared.faults().get_mut(agency as usize) {
            *place = fault;
        }
        if agency == Agency::Housing {
            self.disturb_housing(fault)?;
        }
        if fault == Fault::None { self.shared.deliver() } else { Ok(()) }
    }

    fn disturb_housing(&self, fault: Fault) -> Result<(), CityError> {
        let mut slow = self.slow_lock.lock().unwrap_or_else(PoisonError::into_inner);
        end(slow.take());
        self.shared.delivery().store.unlock()?;
        match fault {
            Fault::Down => self.shared.delivery().store.lock(),
            Fault::Slow(milliseconds) => {
                let store = Store::open(&self.housing_db())?;
                *slow = Some(background(Duration::from_millis(20), move || {
                    if store.lock().is_ok() {
                        thread::sleep(Duration::from_millis(milliseconds));
                        let _ = store.unlock();
                    }
                }));
                Ok(())
            }
            Fault::Garbage => {
                let world = self.shared.world();
                self.shared.delivery().store.write_garbage(&(self.shared.clock)().to_string(), world.tick())
            }
            Fault::None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(self.ticker.take());
        end(self.slow_lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl Shared {
    fn world(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn delivery(&self) -> MutexGuard<'_, Delivery> {
        self.delivery.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn faults(&self) -> MutexGuard<'_, [Fault; 5]> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, agency: Agency) -> Fault {
        self.faults().get(agency as usize).copied().unwrap_or_default()
    }

    fn tick(&self) -> Result<u64, CityError> {
        let tick = self.world.write().unwrap_or_else(PoisonError::into_inner).advance((self.clock)())?;
        self.deliver()?;
        Ok(tick)
    }

    /// Brings everything up to the last tick that may be brought.
    fn deliver(&self) -> Result<(), CityError> {
        let world = self.world();
        let mut delivery = self.delivery();
        self.log.write().unwrap_or_else(PoisonError::into_inner).bring_up(&world)?;
        delivery.bring_up_truth(&world)?;
        for agency in [Agency::Housing, Agency::Finance, Agency::Shelter] {
            let wait = match self.fault(agency) {
                Fault::Down => continue,
                Fault::Garbage if agency != Agency::Housing => {
                    delivery.drop_garbage(&world, agency)?;
                    continue;
                }
                Fault::Slow(milliseconds) => Duration::from_millis(milliseconds),
                Fault::Garbage | Fault::None => Duration::ZERO,
            };
            delivery.bring_up(&world, agency, wait)?;
        }
        Ok(())
    }
}

/// Does something again and again, with a pause before each time, until [`end`] is called.
fn background(pause: Duration, mut work: impl FnMut() + Send + 'static) -> (Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = mpsc::channel();
    let thread = thread::spawn(move || {
        while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            work();
        }
    });
    (stop, thread)
}

fn end(work: Option<(Sender<()>, JoinHandle<()>)>) {
    if let Some((stop, thread)) = work {
        drop(stop);
        let _ = thread.join();
    }
}

fn answer(shared: &Shared, agency: Agency, token: &str, request: &Request) -> Answer {
    if request.token.as_deref() != Some(token) {
        return Answer::error(401, "A bearer token is needed, and this is not it.");
    }
    let world = shared.world();
    let log = shared.log.read().unwrap_or_else(PoisonError::into_inner);
    let feed = Feed::of(agency, &world, &log);
    if request.path == "/health" {
        let as_of = world.time_of(log.ticks());
        return Answer::json(&json!({"agency": agency.name(), "state": "up", "as_of": as_of}));
    }
    if request.path == "/changes" {
        let limit = request.parameter("limit").map_or(Ok(200), str::parse::<usize>).unwrap_or(0);
        if !(1..=1_000).contains(&limit) {
            return Answer::error(400, "The limit must be a number from 1 to 1000.");
        }
        let page = feed.changes(request.parameter("since").unwrap_or(""), limit);
        return page.map_or_else(
            || Answer::error(400, "This cursor was not given out here. Begin again without one."),
            |page| Answer::json(&page),
        );
    }
    if let Some(key) = request.path.strip_prefix("/people/") {
        let person = feed.person(key);
        return person.map_or_else(
            || Answer::error(404, "There is nobody with this key."),
            |person| Answer::json(&person),
        );
    }
    if let Some((body, media_type)) =
        request.path.strip_prefix("/documents/").and_then(|id| feed.document(id))
    {
        return Answer { status: 200, media_type, body };
    }
    Answer::error(404, "There is nothing here.")
}
