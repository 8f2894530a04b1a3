//! What last month's look-ups would have shown under a version, told from the log's counts. No file is opened for it.

use super::review::Known;
use super::{Door, DoorError};
use crate::rules::{Asked, Rules, Situation};
use crate::view::MonthView;
use audit::{Entry, Kind, LookUps};
use jiff::{SignedDuration, Timestamp};
use records::{FieldClass, SectionKind, SourceId};
use staff::{Account, Session};
use std::collections::{BTreeMap, BTreeSet};
use usecases::{Place, UserGroup, and, sections_with};

/// So many days are looked back on.
const DAYS: i64 = 30;

/// What is shown, and what can be searched by.
type Decided = (BTreeSet<Place>, BTreeSet<(SourceId, FieldClass)>);

/// In how many look-ups of how many people, by how many workers.
#[derive(Default, PartialEq, Eq)]
struct Reach {
    look_ups: u64,
    people: BTreeSet<Vec<u8>>,
    workers: BTreeSet<i64>,
}

/// What two sets of rules decide differently for one worker and purpose.
struct Differs {
    more: BTreeSet<Place>,
    less: BTreeSet<Place>,
    searched_more: BTreeSet<(SourceId, FieldClass)>,
    searched_less: BTreeSet<(SourceId, FieldClass)>,
}

impl Door {
    /// What the look-ups of the last thirty days under this use case would have shown more or less under a version. None
    /// when there is no such version for the asker.
    ///
    /// # Errors
    /// When the log, the policy engine or the database fails.
    pub fn last_month(
        &self,
        session: &Session,
        id: &str,
        number: i64,
    ) -> Result<Option<MonthView>, DoorError> {
        let Some(known) = self.known_use_case(&session.account, id, number)? else { return Ok(None) };
        let Some(sheet) = &known.sheet else { return Ok(None) };
        let words = format!("{id} version {number}: last month's look-ups");
        self.note(session, Entry { words, ..Entry::new(Kind::DryRun) })?;
        let since =
            self.now().saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::UNIX_EPOCH);
        let all = self.parts.audit.look_ups(id, since)?;
        let (now, then) = (self.rules(), self.trial_of(&known)?);
        let (moment, first_day) = (self.now(), self.at_work_under(sheet));
        let mut view = MonthView::default();
        let (mut people, mut workers) = (BTreeSet::new(), BTreeSet::new());
        let mut reach: [BTreeMap<Place, Reach>; 2] = Default::default();
        let mut searched: [BTreeMap<(SourceId, FieldClass), Reach>; 2] = Default::default();
        for one in &all {
            view.opened += one.opened;
            view.searches += one.searches;
            people.extend(one.people.iter().cloned());
            workers.insert(one.account);
            let Some(account) = self.parts.staff.account(one.account)? else {
                view.left += 1;
                continue;
            };
            let before = self.shown_under(&now, &account, (id, &one.purpose), moment)?;
            let after = self.shown_under(&then, &account, (id, &one.purpose), first_day)?;
            let differs = Differs::between(before, after);
            for (places, reach) in [differs.more, differs.less].into_iter().zip(&mut reach) {
                places.into_iter().for_each(|place| reach.entry(place).or_default().add(one, one.opened));
            }
            for (pairs, reach) in
                [differs.searched_more, differs.searched_less].into_iter().zip(&mut searched)
            {
                pairs.into_iter().for_each(|pair| reach.entry(pair).or_default().add(one, one.searches));
            }
        }
        (view.people, view.workers) = (people.len() as u64, workers.len() as u64);
        let [more, less] = reach;
        let [found, lost] = searched;
        view.more = self.reach_words(more, found);
        view.less = self.reach_words(less, lost);
        Ok(Some(view))
    }

    fn trial_of(&self, known: &Known) -> Result<Rules, DoorError> {
        let own: Vec<UserGroup> = known.kept.iter().filter_map(|version| version.group.clone()).collect();
        let sheet =
            known.sheet.clone().ok_or_else(|| DoorError::Rules("the version is no sheet".to_owned()))?;
        self.trial(sheet, &own).map_err(|faults| DoorError::Rules(faults.to_string()))
    }

    /// What one worker is shown of people who are not private, and may search them by.
    fn shown_under(
        &self,
        rules: &Rules,
        account: &Account,
        (use_case, purpose): (&str, &str),
        now: Timestamp,
    ) -> Result<Decided, DoorError> {
        let current = self.current()?;
        let asked = Asked {
            active: true,
            account: account.id,
            agency: &account.agency,
            groups: &account.groups,
            privileged: account.privileged,
            agreed: account.agreed,
            use_case,
            purpose,
            now,
            address: rules.inside_address(),
            confirmed_seconds: i64::MAX,
            reason: "",
            hidden: &current.hidden,
        };
        let kinds = self.kinds();
        let grants = rules.decide(&asked, Situation::OPEN, &kinds, true).map_err(DoorError::Rules)?;
        let (mut places, mut pairs) = (BTreeSet::new(), BTreeSet::new());
        for (source, kinds) in &kinds {
            for class in FieldClass::ALL {
                let here = kinds.iter().filter(|kind| grants.opens(source, **kind, *class));
                places.extend(here.map(|kind| (source.clone(), *kind, *class)));
                if grants.find_mask(source) & class.bit() != 0 {
                    pairs.insert((source.clone(), *class));
                }
            }
        }
        Ok((places, pairs))
    }

    /// One sentence for each kind of data and each reach, with all agencies that share them.
    fn reach_words(
        &self,
        places: BTreeMap<Place, Reach>,
        searched: BTreeMap<(SourceId, FieldClass), Reach>,
    ) -> Vec<String> {
        let mut by_class: BTreeMap<(FieldClass, SourceId), (BTreeSet<SectionKind>, Reach)> = BTreeMap::new();
        for ((source, kind, class), reach) in places {
            let (kinds, known) = by_class.entry((class, source)).or_default();
            kinds.insert(kind);
            known.join(reach);
        }
        let filled: BTreeMap<SourceId, Vec<SectionKind>> = self.kinds().into_iter().collect();
        let seen = by_class.into_iter().map(|((class, source), (kinds, reach))| {
            let mut possible = sections_with(class);
            possible.retain(|kind| filled.get(&source).is_some_and(|filled| filled.contains(kind)));
            let titles: Vec<String> = kinds.iter().map(|kind| format!("“{}”", kind.title())).collect();
            let under = if kinds == possible { String::new() } else { format!(" under {}", and(&titles)) };
            let (of, opened) =
                (self.short_name(&source), counted(reach.look_ups, "file or folder", "files and folders"));
            format!(
                "{} of {of}{under}: in {opened} opened, about {}, by {}",
                class.words(),
                counted(reach.people.len() as u64, "person", "people"),
                counted(reach.workers.len() as u64, "worker", "workers")
            )
        });
        let found =
            searched.into_iter().filter(|(_, reach)| reach.look_ups > 0).map(|((source, class), reach)| {
                format!(
                    "searching {} by {}: in {}, by {}",
                    self.short_name(&source),
                    class.words(),
                    counted(reach.look_ups, "search", "searches"),
                    counted(reach.workers.len() as u64, "worker", "workers")
                )
            });
        seen.chain(found).collect()
    }
}

impl Reach {
    fn add(&mut self, one: &LookUps, look_ups: u64) {
        self.look_ups += look_ups;
        self.people.extend(one.people.iter().cloned());
        self.workers.insert(one.account);
    }

    /// Sections of the same class are seen in the same look-ups.
    fn join(&mut self, other: Reach) {
        self.look_ups = self.look_ups.max(other.look_ups);
        self.people.extend(other.people);
        self.workers.extend(other.workers);
    }
}

impl Differs {
    fn between((seen, found): Decided, (seen_then, found_then): Decided) -> Differs {
        Differs {
            more: seen_then.difference(&seen).cloned().collect(),
            less: seen.difference(&seen_then).cloned().collect(),
            searched_more: found_then.difference(&found).cloned().collect(),
            searched_less: found.difference(&found_then).cloned().collect(),
        }
    }
}

fn counted(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
