//! Where a story takes place: a database of its own, a key, a clock that stands still, and the agencies.

use crate::agency::Agency;
use crate::ground::{Ground, grounds, sealer};
use casefile::{CaseFile, Decided, Intake, LinkCase, Proposal, Verdict};
use database::{Arg, Database, Place};
use records::{PersonId, Source, SourceId, StandingClock};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// One telling of a story.
pub struct House {
    pub clock: Arc<StandingClock>,
    pub agencies: Vec<Arc<Agency>>,
    /// Only without a value while the house is being reopened.
    open: Option<(CaseFile, Arc<Database>)>,
    ground: Ground,
}

/// Tells a story on every database there is.
pub fn story(name: &str, agencies: impl Fn() -> Vec<Agency>, tell: impl Fn(&mut House)) {
    for ground in grounds(name) {
        let mut house = House::on(ground, agencies());
        tell(&mut house);
    }
}

pub fn source(name: &str) -> SourceId {
    SourceId::new(name)
}

impl House {
    pub fn on(ground: Ground, agencies: Vec<Agency>) -> House {
        let clock = Arc::new(StandingClock::at("2026-03-03T15:00:00Z".parse().unwrap()));
        let agencies = agencies.into_iter().map(Arc::new).collect();
        let mut house = House { clock, agencies, open: None, ground };
        house.reopen();
        house
    }

    /// Closes everything and opens it again, as a restart does.
    pub fn reopen(&mut self) {
        self.open = None;
        let database = Arc::new(Database::open(&self.ground.place).unwrap());
        let sealer = sealer(self.ground.folder.path());
        database.confirm_key(&sealer).unwrap();
        let sources = self.agencies.iter().map(|agency| agency.clone() as Arc<dyn Source>).collect();
        let file = CaseFile::open(database.clone(), sealer, self.clock.clone(), sources).unwrap();
        self.open = Some((file, database));
    }

    pub fn file(&self) -> &CaseFile {
        &self.open.as_ref().unwrap().0
    }

    pub fn database(&self) -> &Database {
        &self.open.as_ref().unwrap().1
    }

    pub fn folder(&self) -> PathBuf {
        self.ground.folder.path().to_owned()
    }

    pub fn place(&self) -> &Place {
        &self.ground.place
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.ground.place, Place::File(_))
    }

    pub fn agency(&self, name: &str) -> &Agency {
        self.agencies.iter().find(|agency| agency.profile().id.0 == name).unwrap()
    }

    /// Takes in what an agency has to say, after a minute has passed.
    pub fn take(&self, name: &str) -> Intake {
        self.clock.pass_seconds(60);
        self.file().take_in(&source(name), &mut |_| {}).unwrap()
    }

    /// The same for an agency that fails; gives the sentence.
    pub fn fail(&self, name: &str) -> String {
        self.clock.pass_seconds(60);
        self.file().take_in(&source(name), &mut |_| {}).unwrap_err().to_string()
    }

    /// Whose each record is, by `source/key`.
    pub fn people(&self) -> BTreeMap<String, PersonId> {
        let mut people = BTreeMap::new();
        let mut seen = |source: &SourceId, key: &records::RecordKey, person| {
            let twice = people.insert(format!("{source}/{}", key.0), person);
            assert!(twice.is_none(), "a record is stored twice");
        };
        self.file().each_link(&mut seen).unwrap();
        people
    }

    pub fn person(&self, record: &str) -> PersonId {
        *self.people().get(record).unwrap_or_else(|| panic!("nobody by {record}"))
    }

    /// The row of each record, by `source/key`.
    pub fn rows(&self) -> BTreeMap<String, i64> {
        let mut rows = BTreeMap::new();
        for person in self.people().into_values().collect::<std::collections::BTreeSet<PersonId>>() {
            for stored in self.file().person_records(person).unwrap().0 {
                rows.insert(format!("{}/{}", stored.record.source, stored.record.key.0), stored.id);
            }
        }
        rows
    }

    /// The people of some records as a steward looks at them.
    pub fn case(&self, records: &[&str]) -> LinkCase {
        let people: Vec<PersonId> = records.iter().map(|record| self.person(record)).collect();
        self.file().link_case(&people).unwrap().unwrap()
    }

    /// A steward, account 1, decides alone about two sides that are whole.
    pub fn rule(&self, verdict: Verdict, one: &[&str], two: &[&str]) -> i64 {
        match self.try_rule(verdict, one, two, false) {
            Decided::Done(id) => id,
            no => panic!("{no:?}"),
        }
    }

    pub fn try_rule(&self, verdict: Verdict, one: &[&str], two: &[&str], needs_two: bool) -> Decided {
        let stamp = self.case(&[one, two].concat()).stamp;
        self.rule_on(verdict, one, two, needs_two, &stamp)
    }

    pub fn rule_on(
        &self,
        verdict: Verdict,
        one: &[&str],
        two: &[&str],
        needs_two: bool,
        stamp: &str,
    ) -> Decided {
        let rows = self.rows();
        let side = |keys: &[&str]| keys.iter().map(|key| rows[*key]).collect::<Vec<i64>>();
        let (one, two) = (side(one), side(two));
        let reason = "they told us so";
        let proposal = Proposal { verdict, one: &one, two: &two, stamp, account: 1, reason, needs_two };
        self.file().decide(&proposal).unwrap()
    }

    /// Undoes a decision, or asks for that.
    pub fn undo(&self, id: i64) -> Decided {
        let stamp = self.file().link_decision(id).unwrap().unwrap().stamp;
        self.file().undo(id, 1, "it was a mistake", false, &stamp).unwrap()
    }

    /// The only number of a query.
    pub fn count(&self, sql: &str) -> i64 {
        let row = self.database().read(|t| t.row(sql, &[])).unwrap();
        row.unwrap().int(0).unwrap()
    }

    pub fn run(&self, sql: &str, args: &[Arg]) {
        self.database().write(|t| t.run(sql, args)).unwrap();
    }
}
