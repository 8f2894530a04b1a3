//! A question made ready: words with all that they may stand for, values packed, and what slips of the finger may hide.

use crate::engine::Engine;
use crate::features::{
    Features, Number9, Numbered, bare_number, case_number, email_hash, packed, phone_number, sex,
};
use crate::index::By;
use crate::search::ages::Ages;
use crate::search::near_numbers::{LONGEST, each_slip};
use crate::search::query::{Age, BirthQuery, Query};
use crate::search::score_places::AskedPlace;
use crate::search::typed_words::{Word, words};
use crate::weigh::levels::plain;
use crate::words::birth::Birth;
use crate::words::dictionary::Token;
use crate::words::places::PlaceWords;
use records::{FieldClass, Ssn};
use rustc_hash::FxHashMap;

/// A question as the engine asks it.
pub(crate) struct Plan {
    pub(crate) words: Vec<Word>,
    /// Everything but names, addresses and incomplete birth dates, compared as a record would be.
    pub(crate) features: Features,
    pub(crate) birth: BirthQuery,
    pub(crate) age: Option<Age>,
    pub(crate) ages: Option<Ages>,
    /// Numbers as they are held, with all that are one slip away.
    pub(crate) numbers: Numbers,
    pub(crate) place: Option<AskedPlace>,
    pub(crate) asked: bool,
}

/// What numbers, phones and addresses of e-mail may stand for.
#[derive(Default)]
pub(crate) struct Numbers {
    /// Record numbers, packed.
    pub(crate) typed: Vec<u64>,
    pub(crate) near: Vec<u64>,
    /// Records of cases with the number: how well it agrees, and the bit that must be permitted.
    pub(crate) cases: FxHashMap<u32, (u8, u64)>,
    /// The last seven digits of phones that are one slip away.
    pub(crate) phones: Vec<u32>,
    /// Last four digits of an SSN that are one slip away; sorted.
    pub(crate) fours: Vec<u16>,
    /// E-mail addresses one slip away that somebody has; sorted.
    pub(crate) emails: Vec<u32>,
}

/// Shorter numbers are not thought to be mistyped: every other one is one slip away.
const TELLING: usize = 5;

impl Plan {
    /// `lived_in` says whether somebody who may be found lives in a street.
    pub(crate) fn new(
        engine: &Engine,
        query: &Query,
        permitted: u64,
        lived_in: &dyn Fn(Token) -> bool,
    ) -> Plan {
        let may = |class: FieldClass| permitted & class.bit() != 0;
        let mut plan = Plan {
            words: Vec::new(),
            features: Features::default(),
            birth: BirthQuery::default(),
            age: None,
            ages: None,
            numbers: Numbers::default(),
            place: None,
            asked: false,
        };
        if may(FieldClass::Name) {
            plan.words = words(engine, query);
        }
        if may(FieldClass::BirthDate) {
            plan.set_birth(query);
        }
        if may(FieldClass::PersonDetail) {
            plan.features.sex = sex(query.sex);
        }
        plan.features.ssn = ssn(query.ssn.as_ref(), may(FieldClass::SsnFull), may(FieldClass::SsnLastFour));
        if plan.features.ssn.is_known() {
            let fours = &mut plan.numbers.fours;
            each_slip(&format!("{:04}", plan.features.ssn.last_four()), |slip| {
                fours.extend(slip.parse::<u16>().ok().filter(|_| slip.len() == 4));
            });
            fours.sort_unstable();
            fours.dedup();
        }
        if may(FieldClass::Phone) {
            plan.set_contact(engine, query);
        }
        if may(FieldClass::RecordNumber) {
            query.numbers.iter().filter_map(|number| bare_number(number)).for_each(|number| {
                plan.add_number(engine, &number);
            });
        }
        if may(FieldClass::Address)
            && let Some(address) = &query.address
        {
            plan.place = Some(AskedPlace::new(engine, PlaceWords::read(address), lived_in));
        }
        plan.asked = plan.features.sex != 0
            || plan.features.ssn.is_known()
            || plan.features.phone != 0
            || plan.features.email != 0;
        plan
    }

    fn set_birth(&mut self, query: &Query) {
        let BirthQuery { year, month, day } = query.birth;
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                self.features.birth = Birth::new(year.max(0) as u16, month.max(0) as u8, day.max(0) as u8);
            }
            _ => self.birth = query.birth,
        }
        self.age = query.age;
        self.ages = query.age.map(Ages::new);
    }

    fn set_contact(&mut self, engine: &Engine, query: &Query) {
        self.features.phone = query.phones.iter().find_map(|phone| phone_number(phone)).unwrap_or_default();
        if self.features.phone != 0 {
            let typed = query.phones.iter().find(|phone| phone_number(phone).is_some());
            let typed = crate::words::text::digits(typed.map_or("", String::as_str));
            let phones = &mut self.numbers.phones;
            each_slip(&typed[typed.len().saturating_sub(10)..], |slip| {
                phones.extend(phone_number(slip).map(|phone| (phone % LOCAL) as u32));
            });
            phones.sort_unstable();
            phones.dedup();
        }
        let email = query.emails.iter().find(|email| email_hash(email).is_some());
        let Some(email) = email.map(|email| email.trim().to_lowercase()) else { return };
        self.features.email = email_hash(&email).unwrap_or_default();
        if email.len() <= LONGEST {
            let emails = &mut self.numbers.emails;
            each_slip(&email, |slip| {
                emails.extend(email_hash(slip).filter(|email| engine.index.count(By::Email, *email) > 0));
            });
            emails.sort_unstable();
            emails.dedup();
        }
    }

    fn add_number(&mut self, engine: &Engine, number: &str) {
        let held = &mut self.numbers;
        let mut add_case = |number: u64, level: u8| {
            for (at, bit) in engine.cases.of(number) {
                held.cases.entry(at).or_insert((level, bit));
            }
        };
        held.typed.push(packed(number));
        if let Some(case) = case_number(number) {
            add_case(case, plain::EQUAL);
        }
        if (TELLING..=LONGEST).contains(&number.len()) {
            let near = &mut held.near;
            each_slip(number, |slip| {
                near.push(packed(slip));
                add_case(packed(slip), plain::NEAR);
            });
        }
    }
}

/// Phones are looked up without their area code.
pub(crate) const LOCAL: u64 = 10_000_000;

impl Numbers {
    /// Any number of a record or a case is asked for.
    pub(crate) fn is_asked(&self) -> bool {
        !self.typed.is_empty()
    }

    /// How well a record's own number agrees.
    pub(crate) fn level(&self, number: &Numbered) -> u8 {
        if self.typed.contains(&number.number) {
            plain::EQUAL
        } else if self.near.contains(&number.number) {
            plain::NEAR
        } else {
            plain::DIFFERENT
        }
    }
}

fn ssn(ssn: Option<&Ssn>, whole: bool, four: bool) -> Number9 {
    match ssn {
        Some(ssn) if whole => Number9::of(Some(ssn)),
        Some(ssn) if four => Number9::of(Ssn::read(ssn.last_four()).as_ref()),
        _ => Number9::default(),
    }
}
