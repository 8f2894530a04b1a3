//! `bench kiosk`: the front desk under the rush of a state's morning: look-ups, sign-ins and polling kiosks together, then
//! a day's events that come back at once. Requests are signed and sealed as devices do; only the line is missing.

mod device;

use super::{Times, print};
use crate::demo::Demo;
use crate::{Problem, house};
use access::Serving;
use clap::Args;
use device::Device;
use frontdesk::{CardNumber, FrontDesk, NewMember, NoSsn, Registered, Site, SiteSettings};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[derive(Args)]
pub(super) struct Kiosk {
    /// Members, each with a card.
    #[arg(long, default_value_t = 20_000)]
    members: usize,
    /// Sites, each with one device that sends.
    #[arg(long, default_value_t = 68)]
    sites: usize,
    /// Sign-ins each second; each is a look-up and an event with three services.
    #[arg(long, default_value_t = 50)]
    rate: usize,
    /// Kiosks that say each minute how they are.
    #[arg(long, default_value_t = 1_500)]
    polling: usize,
    /// Seconds of the rush.
    #[arg(long, default_value_t = 30)]
    seconds: usize,
    /// Events that come back at once.
    #[arg(long, default_value_t = 30_000)]
    drained: usize,
}

/// What happens at one moment of the rush.
#[derive(Clone, Copy)]
enum Happens {
    SignIn,
    Poll,
}

const THREADS: usize = 8;
const SERVICES: [&str; 3] = ["resource-room", "job-search", "labor-market"];

impl Kiosk {
    pub(super) fn run(self) -> Result<(), Problem> {
        let folder = std::env::temp_dir().join(format!("throughline-bench-{}", std::process::id()));
        let done = self.measure(&folder);
        // The made-up state of a bench is of no further use.
        drop(std::fs::remove_dir_all(&folder));
        done
    }

    fn measure(&self, folder: &Path) -> Result<(), Problem> {
        let demo = Demo::standing_still(40, folder);
        let (agencies, token, _) = demo.prepared_agencies()?;
        let (settings, variables) = demo.settings(&agencies, &token)?;
        let house = house::open_whole(&settings, &variables)?;
        let front = house.front_desk.ok_or_else(|| Problem("the example has no front desk".to_owned()))?;
        let start = Instant::now();
        let cards = self.members(&front)?;
        let devices = self.devices(&front)?;
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        print(
            "kiosk",
            &[
                ("what", "\"register\"".to_owned()),
                ("members", cards.len().to_string()),
                ("seconds", seconds),
            ],
        );
        self.rush(&front, &devices, &cards)?;
        self.drain(&front, &devices, &cards)
    }

    fn members(&self, front: &FrontDesk) -> Result<Vec<CardNumber>, Problem> {
        let permit = front.operate(Serving::Greet, "bench").map_err(Problem::from)?;
        let mut cards = Vec::with_capacity(self.members);
        for at in 0..self.members {
            let said = NewMember {
                first: format!("First{at}"),
                last: format!("Last{}", at % 5_000),
                born: format!("19{:02}-{:02}-{:02}", 50 + at % 50, 1 + at % 12, 1 + at % 28),
                no_ssn: Some(NoSsn::Declined),
                ..NewMember::default()
            };
            let site = site(at % self.sites);
            if let Registered::New(member) =
                front.desk().register(&permit, &site, said).map_err(Problem::from)?
            {
                cards.push(front.desk().issue_card(&permit, member.id, &site, None).map_err(Problem::from)?);
            }
        }
        Ok(cards)
    }

    fn devices(&self, front: &FrontDesk) -> Result<Vec<Device>, Problem> {
        let permit = front.operate(Serving::SetUp, "bench").map_err(Problem::from)?;
        let make = |at: usize| {
            let made_up = Site {
                id: site(at),
                area: "city".to_owned(),
                name: format!("Site {at}"),
                zone: "America/New_York".to_owned(),
                settings: SiteSettings::default(),
                ended_at: None,
            };
            front.desk().set_site(&made_up, None).map_err(Problem::from)?;
            let code = front.desk().kiosk_code(&permit, &made_up.id).map_err(Problem::from)?;
            Device::enrolled(front, code.reveal())
        };
        (0..self.sites).map(make).collect()
    }

    /// Everything at its moment, whether the former is done or not: what waits has a longer time.
    fn rush(&self, front: &Arc<FrontDesk>, devices: &[Device], cards: &[CardNumber]) -> Result<(), Problem> {
        let plan = self.plan();
        let (next, start, worked) = (AtomicUsize::new(0), Instant::now(), processor_seconds());
        let work = || {
            let mut times = [Times::default(), Times::default(), Times::default()];
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((due, happens)) = plan.get(at) else { return Ok::<_, Problem>(times) };
                std::thread::sleep(due.saturating_sub(start.elapsed()));
                let device = &devices[at % devices.len()];
                match happens {
                    Happens::SignIn => {
                        let card = cards[at * 7919 % cards.len()];
                        let begun = Instant::now();
                        device.look_up(front, card)?;
                        times[0].add(begun.elapsed());
                        device.sign_in(front, &[card], &SERVICES)?;
                        times[1].add(start.elapsed().saturating_sub(*due));
                    }
                    Happens::Poll => {
                        device.health(front)?;
                        times[2].add(start.elapsed().saturating_sub(*due));
                    }
                }
            }
        };
        let done: Vec<_> = std::thread::scope(|scope| {
            let runners: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            runners
                .into_iter()
                .map(|runner| runner.join().map_err(|_| Problem("a runner stopped".to_owned())))
                .collect()
        });
        let mut sums = [Times::default(), Times::default(), Times::default()];
        for times in done {
            for (sum, one) in sums.iter_mut().zip(times??) {
                sum.0.extend(one.0);
            }
        }
        let share = (processor_seconds() - worked) / start.elapsed().as_secs_f64() / 2.0;
        for (what, mut times) in ["look-up", "sign-in, with its look-up", "poll"].into_iter().zip(sums) {
            let figures = [
                ("what", format!("\"{what}\"")),
                ("times", times.0.len().to_string()),
                ("p50_ms", format!("{:.2}", times.within(500))),
                ("p95_ms", format!("{:.2}", times.within(950))),
                ("p99_ms", format!("{:.2}", times.within(990))),
                ("of_two_cores", format!("{share:.2}")),
            ];
            print("kiosk", &figures);
        }
        Ok(())
    }

    fn plan(&self) -> Vec<(Duration, Happens)> {
        let spread = |count: usize, happens: Happens| {
            let all = self.seconds as f64;
            (0..count).map(move |at| (Duration::from_secs_f64(all * at as f64 / count as f64), happens))
        };
        let mut plan: Vec<_> = spread(self.rate * self.seconds, Happens::SignIn).collect();
        plan.extend(spread(self.polling * self.seconds / 60, Happens::Poll));
        plan.sort_by_key(|(due, _)| *due);
        plan
    }

    fn drain(&self, front: &Arc<FrontDesk>, devices: &[Device], cards: &[CardNumber]) -> Result<(), Problem> {
        let batches = self.drained.div_ceil(200);
        let (next, start) = (AtomicUsize::new(0), Instant::now());
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= batches {
                    return Ok::<_, Problem>(());
                }
                let cards: Vec<CardNumber> =
                    (0..200).map(|n| cards[(at * 200 + n) * 31 % cards.len()]).collect();
                devices[at % devices.len()].sign_in(front, &cards, &SERVICES)?;
            }
        };
        std::thread::scope(|scope| {
            let runners: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            runners
                .into_iter()
                .try_for_each(|runner| runner.join().map_err(|_| Problem("a runner stopped".to_owned()))?)
        })?;
        let seconds = start.elapsed().as_secs_f64();
        let events = batches * 200;
        let figures = [
            ("what", "\"drain\"".to_owned()),
            ("events", events.to_string()),
            ("seconds", format!("{seconds:.1}")),
            ("events_per_s", format!("{:.0}", events as f64 / seconds)),
        ];
        print("kiosk", &figures);
        Ok(())
    }
}

fn site(at: usize) -> String {
    format!("site-{at}")
}

/// Processor time of this program, in seconds; 0 where the system does not tell.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    // Fields 14 and 15 of proc(5), in hundredths of a second.
    (ticks(11) + ticks(12)) / 100.0
}
