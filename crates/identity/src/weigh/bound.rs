//! The most that a pair can weigh, seen without looking at letters. Most pairs that share a block are strangers whose birth
//! dates or numbers already say so; they are passed over. Never less than the weight itself, so nothing is lost by it.

use crate::features::{Features, NameTokens, PlaceTokens};
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::{Lens, Pattern};
use crate::weigh::levels::{FIELDS, Field, area, family, given, home, middle, plain};
use crate::weigh::model::ValueOf;
use crate::words::dictionary::Token;

impl Lens<'_> {
    /// Not less than the weight of the pair, of which `pattern` holds what needs no letters.
    pub(crate) fn most(&self, a: &Features, b: &Features, pattern: &Pattern) -> Bits {
        let seen: Bits = (0..FIELDS)
            .map(|field| pattern.other[field] - self.model.same[field][usize::from(pattern.level[field])])
            .sum();
        let (mut names, mut places) =
            (self.most_of_names(a.name, b.name), self.most_of_places(a.place, b.place));
        if a.more != 0 || b.more != 0 {
            for one in self.names(a) {
                names = self.names(b).map(|two| self.most_of_names(one, two)).fold(names, Bits::max);
            }
            for one in self.homes(a) {
                places = self.homes(b).map(|two| self.most_of_places(one, two)).fold(places, Bits::max);
            }
        }
        let born = a.birth_place.is_known() && b.birth_place.is_known();
        let birth_place = if born {
            let hash = self.words.entry(a.birth_place).hash.into();
            let rarity = self.model.value_rarity(ValueOf::BirthPlace, hash, 100);
            self.gain(Field::BirthPlace, plain::EQUAL, rarity).max(self.gain(
                Field::BirthPlace,
                plain::NEAR,
                0,
            ))
        } else {
            0
        };
        self.model.prior_same + seen + names + places + birth_place
    }

    /// What a level is worth when strangers' surprise at it is `other`, or what the table says if that is more.
    fn gain(&self, field: Field, level: u8, other: Bits) -> Bits {
        let (field, level) = (field as usize, usize::from(level));
        other.max(self.model.other[field][level]) - self.model.same[field][level]
    }

    /// The same, with strangers' surprise never read from the table.
    fn rare(&self, field: Field, level: u8, other: Bits) -> Bits {
        other - self.model.same[field as usize][usize::from(level)]
    }

    fn most_of_names(&self, a: NameTokens, b: NameTokens) -> Bits {
        let straight = self.most_of_given(a, b) + self.most_of_family(a, b);
        let both = a.given.is_known() && b.given.is_known();
        let most = if both && a.given != b.given { straight.max(self.most_crossed(a, b)) } else { straight };
        most + self.most_of_middle(a.middle, b.middle)
    }

    fn given_rarity(&self, token: Token) -> Bits {
        self.model.given_rarity(self.words, token)
    }

    fn family_rarity(&self, token: Token) -> Bits {
        self.model.family_rarity(self.words, token)
    }

    fn has_variants(&self, one: Token, two: Token) -> bool {
        self.words.entry(one).groups[0] != 0 && self.words.entry(two).groups[0] != 0
    }

    fn most_of_given(&self, a: NameTokens, b: NameTokens) -> Bits {
        if !a.given.is_known() || !b.given.is_known() {
            return 0;
        }
        if a.given == b.given {
            return self.rare(Field::Given, given::EQUAL, self.given_rarity(a.given));
        }
        let common = self.given_rarity(a.given).min(self.given_rarity(b.given));
        let mut most = self
            .rare(Field::Given, given::EDIT, (common - 2 * BIT).clamp(0, 9 * BIT))
            .max(self.rare(Field::Given, given::NEAR, 7 * BIT))
            .max(self.rare(Field::Given, given::INITIAL, 4 * BIT))
            .max(self.gain(Field::Given, given::DIFFERENT, 0));
        if a.middle.is_known() || b.middle.is_known() {
            most = most.max(self.rare(Field::Given, given::MIDDLE, 10 * BIT));
        }
        if self.has_variants(a.given, b.given) {
            most = most.max(self.rare(Field::Given, given::VARIANT, (common - 2 * BIT).max(0)));
        }
        most
    }

    fn most_of_family(&self, a: NameTokens, b: NameTokens) -> Bits {
        if !a.family.is_known() || !b.family.is_known() {
            return 0;
        }
        let (mine, yours) = ([a.family, a.family2], [b.family, b.family2]);
        let mut most = self
            .rare(Field::Family, family::EDIT, 10 * BIT)
            .max(self.rare(Field::Family, family::NEAR, 7 * BIT))
            .max(self.gain(Field::Family, family::DIFFERENT, 0));
        for token in mine.into_iter().filter(|token| token.is_known() && yours.contains(token)) {
            let rarity = self.family_rarity(token);
            most = most.max(self.rare(Field::Family, family::EQUAL, rarity + 5 * BIT)).max(self.rare(
                Field::Family,
                family::PART,
                rarity,
            ));
        }
        most
    }

    /// Given name beside surname.
    fn most_crossed(&self, a: NameTokens, b: NameTokens) -> Bits {
        let one = self.most_beside(a.given, [b.family, b.family2]);
        let two = self.most_beside(b.given, [a.family, a.family2]);
        one + two + self.gain(Field::Swap, 2, 0)
    }

    fn most_beside(&self, one: Token, others: [Token; 2]) -> Bits {
        // Which of the two counts as the given name is not known yet: the cheaper of both.
        let either = |as_given: u8, as_family: u8, other: Bits| {
            let given = self.rare(Field::Given, as_given, other);
            given.max(self.rare(Field::Family, as_family, other))
        };
        let mut most =
            either(given::EDIT, family::EDIT, 9 * BIT).max(either(given::NEAR, family::NEAR, 7 * BIT));
        let common = self.given_rarity(one).min(self.family_rarity(one));
        for other in others.into_iter().filter(|other| other.is_known()) {
            if other == one {
                most = most.max(either(given::EQUAL, family::EQUAL, common));
            } else if self.has_variants(one, other) {
                most = most.max(either(given::VARIANT, family::EDIT, common));
            }
        }
        most
    }

    fn most_of_middle(&self, a: Token, b: Token) -> Bits {
        if !a.is_known() || !b.is_known() {
            return 0;
        }
        let alike = self.rare(Field::Middle, middle::NEAR, 6 * BIT);
        let initial = self
            .gain(Field::Middle, middle::INITIAL, 0)
            .max(self.gain(Field::Middle, middle::DIFFERENT, 0))
            .max(self.gain(Field::Middle, middle::INITIAL_DIFFERENT, 0));
        let equal = if a == b {
            self.rare(Field::Middle, middle::EQUAL, self.given_rarity(a).min(8 * BIT))
        } else {
            alike
        };
        equal.max(alike).max(initial)
    }

    fn most_of_places(&self, a: PlaceTokens, b: PlaceTokens) -> Bits {
        let streets = a.street.is_known() && b.street.is_known();
        let around = self.most_of_area(a, b);
        let close = self.gain(Field::Home, home::ALMOST, 0);
        if !streets {
            let named = a.unit.is_known() && b.unit.is_known();
            return if named { close.max(around) } else { around };
        }
        let far = around + self.gain(Field::Home, home::DIFFERENT, 0);
        if a.street != b.street {
            return close.max(far);
        }
        let street = around + self.rare(Field::Home, home::STREET, 9 * BIT);
        let building = self.gain(Field::Home, home::BUILDING, 0);
        let most = close.max(far).max(street).max(building);
        if a.house == b.house { most.max(self.rare(Field::Home, home::EQUAL, 13 * BIT)) } else { most }
    }

    fn most_of_area(&self, a: PlaceTokens, b: PlaceTokens) -> Bits {
        let (zips, cities) = (a.zip.is_known() && b.zip.is_known(), a.city.is_known() && b.city.is_known());
        if !zips && !cities {
            return 0;
        }
        let hash = |token: Token| self.words.entry(token).hash.into();
        if zips && a.zip == b.zip {
            return self.rare(
                Field::Area,
                area::ZIP,
                self.model.value_rarity(ValueOf::Zip, hash(a.zip), 500),
            );
        }
        let near =
            self.rare(Field::Area, area::NEAR, 5 * BIT).max(self.rare(Field::Area, area::DIFFERENT, 0));
        if cities && a.city == b.city {
            let rarity = self.model.value_rarity(ValueOf::City, hash(a.city), 200);
            return near.max(self.rare(Field::Area, area::CITY, rarity));
        }
        near
    }
}

#[cfg(test)]
mod tests {
    use crate::RecordId;
    use crate::features::Folded;
    use crate::store::Store;
    use crate::weigh::compare::Pattern;
    use crate::weigh::judge::judge;
    use crate::weigh::train::train;
    use crate::words::likeness::Memo;
    use records::{Address, BirthDate, Identifier, Name, Particulars, Sex, SourceId, Ssn};

    /// The same numbers in every run.
    struct Draw(u64);

    impl Draw {
        fn of(&mut self, many: u64) -> u64 {
            self.0 = crate::words::dictionary::mixed(self.0, 7);
            self.0 % many
        }

        fn word(&mut self, words: &[&str]) -> String {
            words[self.of(words.len() as u64) as usize].to_owned()
        }
    }

    const GIVEN: [&str; 14] = [
        "maria",
        "mary",
        "bill",
        "william",
        "j",
        "jose",
        "pepe",
        "ya nan",
        "yanan",
        "lopez",
        "carpenter",
        "kim",
        "",
        "mariaa",
    ];
    const FAMILY: [&str; 12] = [
        "lopez",
        "garcia lopez",
        "lopez-garcia",
        "smith",
        "smyth",
        "kim",
        "maria",
        "carpenter",
        "karpentir",
        "zzyzx",
        "",
        "o",
    ];

    fn somebody(draw: &mut Draw) -> Particulars {
        let mut known = Particulars::none(SourceId::new("agency"));
        for _ in 0..=draw.of(8) / 6 {
            known.names.push(Name {
                given: draw.word(&GIVEN),
                middle: draw.word(&["", "", "e", "elena", "maria", "eduardo"]),
                family: draw.word(&FAMILY),
                suffix: draw.word(&["", "", "", "jr", "iii"]),
                ..Name::default()
            });
        }
        let birth = format!("19{}-0{}-1{}", 50 + draw.of(3), 1 + draw.of(2), draw.of(3));
        known.birth = birth.parse().ok().map(BirthDate::exact).filter(|_| draw.of(5) > 0);
        known.sex = Sex::read(&draw.word(&["f", "m", ""]));
        known.ssn = Ssn::read(&draw.word(&["512-70-1234", "512-70-1243", "1234", "", "517-22-9876"]));
        for _ in 0..draw.of(3) {
            known.addresses.push(Address {
                street: draw.word(&["12 main st", "12 mian st", "14 main st", "main st", "9 oak ave", ""]),
                unit: draw.word(&["", "3a", "3b", "willow farm"]),
                city: draw.word(&["", "springfield", "shelby"]),
                zip: draw.word(&["", "10001", "10002", "20001"]),
                ..Address::default()
            });
        }
        known.phones.extend(Some(draw.word(&["", "2125550134", "5550134", "2125550135"])));
        known.birth_place = draw.word(&["", "", "lima", "lyma", "quito"]);
        let number = draw.word(&["", "A123456", "A123457", "B999999"]);
        known
            .identifiers
            .extend((!number.is_empty()).then_some(Identifier { scheme: "case".to_owned(), number }));
        known
    }

    #[test]
    fn no_pair_weighs_more_than_its_bound() {
        let mut draw = Draw(1);
        let mut store = Store::new();
        for at in 0..400 {
            store.add(RecordId(at), &Folded::of(&somebody(&mut draw)));
        }
        for model in [crate::weigh::model::Model::shipped(), train(&store, 1).0] {
            let lens = store.lens(&model);
            let mut memo = Memo::new();
            let (mut pruned, mut pairs) = (0, 0);
            for (a, one) in store.features.iter().enumerate() {
                for two in &store.features[..a] {
                    let mut numbers = Pattern::empty();
                    lens.compare_numbers(one, two, &mut numbers);
                    let most = lens.most(one, two, &numbers);
                    let weight = judge(&model, &lens.compare(one, two, &mut memo)).weight;
                    assert!(weight <= most, "record {a}: {weight} > {most}");
                    pairs += 1;
                    pruned += u32::from(most < crate::weigh::judge::REVIEW);
                }
            }
            assert!(pruned * 50 > pairs, "the bound passes over {pruned} of {pairs} pairs only");
        }
    }
}
