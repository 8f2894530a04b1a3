//! How those who fit a question differ: what to ask next, and how many each answer would leave.

use crate::engine::Engine;
use crate::search::find::Asker;
use crate::search::query::{Only, Query};
use crate::search::seek::Look;
use crate::words::birth::Birth;
use crate::words::dictionary::Token;
use jiff::civil::Date;
use records::{FieldClass, PersonId, Sex, SourceId};
use rustc_hash::FxHashMap;

/// How many of those who fit are of each age, sex, ZIP code, and known to each source; of people and facts that the asker
/// may search by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// How many fit.
    pub people: usize,
    /// Years of age from and to.
    pub ages: Vec<((i16, i16), usize)>,
    /// Sex.
    pub sexes: Vec<(Sex, usize)>,
    /// ZIP codes, the commonest first.
    pub zips: Vec<(String, usize)>,
    /// Sources that have a record of them.
    pub sources: Vec<(SourceId, usize)>,
}

/// Ages that people tell apart when they guess.
pub const AGE_BANDS: [(i16, i16); 6] = [(0, 17), (18, 29), (30, 44), (45, 59), (60, 74), (75, 130)];

/// What is known of one person.
#[derive(Default)]
struct Traits {
    birth: Option<(i64, Birth)>,
    sex: Option<(i64, u8)>,
    zips: Vec<Token>,
    sources: Vec<u16>,
}

impl Engine {
    /// How those who fit a question differ.
    pub fn spread(&self, query: &Query, asker: &Asker<'_>, today: Date) -> Spread {
        let plan = self.plan(query, asker);
        let look = self.look(query, &plan, asker);
        let mut spread = Spread::default();
        let mut zips: FxHashMap<Token, usize> = FxHashMap::default();
        let (mut ages, mut sexes) = ([0; AGE_BANDS.len()], [0; 2]);
        let mut sources = vec![0; self.sources.len()];
        for person in look.fitting() {
            spread.people += 1;
            let traits = look.traits(person);
            let age = traits.birth.map(|(_, born)| age_on(born, today));
            let band =
                age.and_then(|age| AGE_BANDS.iter().position(|(from, to)| (*from..=*to).contains(&age)));
            if let Some(band) = band {
                ages[band] += 1;
            }
            if let Some((_, sex @ 1..=2)) = traits.sex {
                sexes[usize::from(sex) - 1] += 1;
            }
            traits.zips.iter().for_each(|zip| *zips.entry(*zip).or_default() += 1);
            for source in traits.sources {
                if let Some(count) = sources.get_mut(usize::from(source)) {
                    *count += 1;
                }
            }
        }
        spread.ages = AGE_BANDS.into_iter().zip(ages).filter(|(_, count)| *count > 0).collect();
        let both = [Sex::Female, Sex::Male].into_iter().zip(sexes);
        spread.sexes = both.filter(|(_, count)| *count > 0).collect();
        let text = |zip: Token| String::from_utf8_lossy(self.store.words.bytes(zip)).into_owned();
        spread.zips = zips.into_iter().map(|(zip, count)| (text(zip), count)).collect();
        spread.zips.sort_by(|(a, one), (b, two)| two.cmp(one).then(a.cmp(b)));
        let named = self.sources.iter().cloned().zip(sources);
        spread.sources = named.filter(|(_, count)| *count > 0).collect();
        spread
    }
}

impl Look<'_> {
    /// The answer is narrowed to people like this one.
    pub(crate) fn fits(&self, person: PersonId) -> bool {
        let Only { ages, sex, zip, source } = self.only;
        let traits = self.traits(person);
        let of_age = |(from, to, on): &(i16, i16, Date)| {
            traits.birth.is_some_and(|(_, born)| (*from..=*to).contains(&age_on(born, *on)))
        };
        let of_sex = |sex: &Sex| traits.sex.is_some_and(|(_, held)| held == crate::features::sex(Some(*sex)));
        let at_zip =
            |zip: &String| self.engine.store.words.find(zip).is_some_and(|zip| traits.zips.contains(&zip));
        let known_to = |source: &SourceId| {
            traits.sources.iter().any(|held| self.engine.sources.get(usize::from(*held)) == Some(source))
        };
        ages.as_ref().is_none_or(of_age)
            && sex.as_ref().is_none_or(of_sex)
            && zip.as_ref().is_none_or(at_zip)
            && source.as_ref().is_none_or(known_to)
    }

    /// What may be searched by of a person. Where records differ, the first one counts.
    fn traits(&self, person: PersonId) -> Traits {
        let mut traits = Traits::default();
        for at in self.engine.people.get(&person).into_iter().flatten() {
            let mask = self.own_mask(*at);
            if mask == 0 {
                continue;
            }
            let may = |class: FieldClass| mask & class.bit() != 0;
            let (glance, id) = (&self.engine.glances[*at as usize], self.engine.store.ids[*at as usize].0);
            traits.sources.push(glance.source());
            let earlier = |held: Option<i64>| held.is_none_or(|held| id < held);
            let birth = glance.birth();
            if may(FieldClass::BirthDate) && birth.is_known() && earlier(traits.birth.map(|(id, _)| id)) {
                traits.birth = Some((id, birth));
            }
            if may(FieldClass::PersonDetail) && glance.sex() != 0 && earlier(traits.sex.map(|(id, _)| id)) {
                traits.sex = Some((id, glance.sex()));
            }
            if may(FieldClass::Address) {
                let places = self.lens.homes(&self.engine.store.features[*at as usize]);
                traits.zips.extend(places.map(|place| place.zip).filter(|zip| zip.is_known()));
            }
        }
        traits.zips.sort_unstable();
        traits.zips.dedup();
        traits.sources.sort_unstable();
        traits.sources.dedup();
        traits
    }
}

pub(crate) fn age_on(born: Birth, today: Date) -> i16 {
    let birthday = (today.month() as u8, today.day() as u8) >= (born.month(), born.day());
    today.year() - born.year() as i16 - i16::from(born.is_exact() && !birthday)
}
