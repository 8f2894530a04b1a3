//! Puts the rooms together, from the database up to the door.

use crate::settings::{Settings, Variables};
use crate::{Problem, exchange, front_desk};
use access::view::Agency;
use access::{Console, Door, Parts, Rules};
use audit::Audit;
use casefile::CaseFile;
use database::{Database, KeyFile, Place, Sealer};
use frontdesk::{DeskSource, FrontDesk};
use jiff::tz::TimeZone;
use portal::House;
use privacy::{Privacy, StatusKey};
use records::{Clock, Source, SourceId, SystemClock};
use sources::Surroundings;
use staff::Staff;
use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use usecases::Folder;

/// Opens the door with everything behind it.
pub(crate) fn open(settings: &Settings, variables: &Variables) -> Result<Arc<Door>, Problem> {
    Ok(open_whole(settings, variables)?.door)
}

/// Opens everything that the settings name.
pub(crate) fn open_whole(settings: &Settings, variables: &Variables) -> Result<House, Problem> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mut sources = open_sources(settings, variables, &clock)?;
    let rules = read_rules(settings, &sources)?;
    let (database, sealer) = open_database(settings)?;
    let mut desk = None;
    if let Some(frontdesk) = &settings.frontdesk {
        let opened = frontdesk.open(database.clone(), sealer.clone(), clock.clone())?;
        sources.push(Arc::new(DeskSource::new(opened.clone(), &frontdesk.agency, &frontdesk.short)));
        desk = Some(opened);
    }
    let keys = read_status_keys(settings, &sources)?;
    let zone = TimeZone::get(&settings.time_zone).map_err(|_| {
        Problem(format!("there is no time zone `{}`; write one such as America/New_York", settings.time_zone))
    })?;
    let staff = Staff::new(database.clone(), clock.clone()).map_err(Problem::from)?;
    let audit = Audit::new(database.clone(), sealer.clone(), clock.clone());
    let casefile =
        CaseFile::open(database.clone(), sealer.clone(), clock.clone(), sources).map_err(Problem::from)?;
    let parts = Parts {
        casefile: Arc::new(casefile),
        staff,
        privacy: Privacy::new(database.clone(), sealer.clone(), clock.clone()).with_keys(keys),
        audit,
        database,
        sealer,
        clock,
        zone,
        employers: employers(settings),
        deadline: Duration::from_millis(settings.deadline_milliseconds),
    };
    let door = Door::new(parts, rules);
    door.begin().map_err(Problem::from)?;
    let door = Arc::new(door);
    let areas = settings.frontdesk.iter().flat_map(|desk| desk.areas()).collect();
    let mut front_desk = None;
    if let (Some(desk), Some(frontdesk)) = (desk, &settings.frontdesk) {
        let rules = frontdesk.count_rules(desk.catalogue())?;
        let notice = frontdesk.read_ssn_notice()?;
        let partners = exchange::read(&frontdesk.partner)?;
        let opened = FrontDesk::new(desk, door.clone(), areas).with_rules(rules);
        let opened = opened.with_ssn_notice(notice).with_partners(partners);
        front_desk = Some(Arc::new(opened));
    }
    Ok(House { door, front_desk })
}

/// The operator's way to accounts: without the case file, so that a command needs neither its time nor its memory.
pub(crate) fn console(settings: &Settings, variables: &Variables) -> Result<Console, Problem> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let sources = open_sources(settings, variables, &clock)?;
    let rules = read_rules(settings, &sources)?;
    let (database, sealer) = open_database(settings)?;
    Ok(Console {
        staff: Staff::new(database.clone(), clock.clone()).map_err(Problem::from)?,
        audit: Audit::new(database, sealer, clock),
        rules,
        employers: employers(settings),
        sources: ids(settings, &sources),
    })
}

/// Every source of the settings, in the order of the mapping files' names.
pub(crate) fn open_sources(
    settings: &Settings,
    variables: &Variables,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Arc<dyn Source>>, Problem> {
    let lookup = |name: &str| variables.get(name).cloned();
    let surroundings = Surroundings { variables: &lookup, clock: clock.clone() };
    let mut opened: Vec<Arc<dyn Source>> = Vec::new();
    for file in settings.mapping_files()? {
        let source: Arc<dyn Source> = sources::open(&file, &surroundings).map_err(Problem::from)?.into();
        if let Some(twin) = opened.iter().find(|other| other.profile().id == source.profile().id) {
            let id = &twin.profile().id;
            return Err(Problem(format!(
                "{}: another mapping file is called `{id}` too; give each source its own name",
                file.display()
            )));
        }
        opened.push(source);
    }
    Ok(opened)
}

/// The use cases of the settings.
pub(crate) fn read_rules(settings: &Settings, sources: &[Arc<dyn Source>]) -> Result<Rules, Problem> {
    let folder = Folder::read(&settings.policies, &ids(settings, sources)).map_err(Problem::from)?;
    Rules::new(folder, &settings.networks).map_err(Problem::from)
}

/// The names of all sources, the front desk's among them.
fn ids(settings: &Settings, sources: &[Arc<dyn Source>]) -> Vec<SourceId> {
    let mut ids: Vec<SourceId> = sources.iter().map(|source| source.profile().id.clone()).collect();
    ids.extend(front_desk::profile(settings).map(|profile| profile.id).filter(|id| !ids.contains(id)));
    ids
}

/// The keys by which state systems sign what they send.
pub(crate) fn read_status_keys(
    settings: &Settings,
    sources: &[Arc<dyn Source>],
) -> Result<BTreeMap<SourceId, StatusKey>, Problem> {
    let mut keys = BTreeMap::new();
    for status in &settings.status {
        let Some(source) = sources.iter().find(|source| source.profile().id.0 == status.source) else {
            return Err(Problem(format!(
                "[[status]] names the source `{}`, and no mapping file is called so",
                status.source
            )));
        };
        if let Some(file) = &status.key_file {
            keys.insert(source.profile().id.clone(), StatusKey::read(file).map_err(Problem::from)?);
        }
    }
    Ok(keys)
}

/// The database of the settings with its key, made when both are new.
pub(crate) fn open_database(settings: &Settings) -> Result<(Arc<Database>, Sealer), Problem> {
    let place = match (&settings.database.file, &settings.database.address_file) {
        (Some(file), _) => {
            make_folder(file)?;
            Place::File(file.clone())
        }
        (None, Some(file)) => {
            let address = std::fs::read_to_string(file).map_err(|cause| {
                Problem(format!("the address file `{}` cannot be read ({cause})", file.display()))
            })?;
            Place::Server {
                address: address.trim().to_owned(),
                authority: settings.database.authority.clone(),
            }
        }
        (None, None) => return Err(Problem("the settings name no database".to_owned())),
    };
    let is_new =
        matches!(&place, Place::File(file) if !file.exists()) || matches!(place, Place::Server { .. });
    let key = if settings.database.key.exists() || !is_new {
        KeyFile::read(&settings.database.key)
    } else {
        make_folder(&settings.database.key)?;
        KeyFile::create(&settings.database.key)
    };
    let key = key.map_err(Problem::from)?;
    let database = Database::open(&place).map_err(Problem::from)?;
    let sealer = Sealer::new(&key);
    database.confirm_key(&sealer).map_err(Problem::from)?;
    Ok((Arc::new(database), sealer))
}

/// Says that this program alone takes in for the database, for as long as the file is held: the matcher's memory is in one
/// process, and what another one takes in would not be found here. PostgreSQL installations must see to it themselves.
pub(crate) fn alone(settings: &Settings) -> Result<Option<File>, Problem> {
    let Some(database) = &settings.database.file else { return Ok(None) };
    let path = database.with_extension("intake");
    make_folder(&path)?;
    let file = File::create(&path)
        .map_err(|cause| Problem(format!("`{}` cannot be written ({cause})", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(Problem(format!(
            "another throughline takes in for `{}` now (a running `serve` or `demo` does so by itself); end it first",
            database.display()
        ))),
        Err(TryLockError::Error(cause)) => {
            Err(Problem(format!("`{}` cannot be locked ({cause})", path.display())))
        }
    }
}

pub(crate) fn make_folder(file: &Path) -> Result<(), Problem> {
    let folder = file.parent().unwrap_or(Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|cause| Problem(format!("the folder `{}` cannot be made ({cause})", folder.display())))
}

fn employers(settings: &Settings) -> Vec<Agency> {
    let named = settings.agency.iter();
    named
        .map(|one| Agency { id: SourceId::new(&one.id), name: one.name.clone(), short: one.short.clone() })
        .collect()
}
