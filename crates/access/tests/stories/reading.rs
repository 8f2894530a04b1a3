//! Reads a view as a page would print it: every word in it, with nothing left out.

use access::view::{
    Differing, Disagreement, DocumentView, Fact, FileView, FolderView, Hit, HouseholdMember, IdentityBar,
    IncomeLine, Line, Narrowing, Opened, ProgramLine, Reason, Relative, RowView, Said, SearchView,
    SectionView, Shown,
};

/// Every word of a view, one line for each value.
#[derive(Default)]
pub struct Text(pub String);

/// The view inside an open answer.
pub fn opened<T>(answer: Opened<T>) -> T {
    match answer {
        Opened::Open(view) => *view,
        Opened::NotFound => panic!("not found"),
    }
}

pub fn is_refused<T>(answer: &Opened<T>) -> bool {
    matches!(answer, Opened::NotFound)
}

impl Text {
    pub fn holds(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    fn add(&mut self, words: &str) {
        self.0.push_str(words);
        self.0.push('\n');
    }

    fn shown<'a>(&mut self, values: impl IntoIterator<Item = &'a Shown>) {
        values.into_iter().for_each(|value| self.add(value.text()));
    }

    // Each view is taken apart field by field, so that a field which is new cannot be passed over here.

    pub fn file(&mut self, file: &FileView) {
        let FileView {
            bar,
            facts,
            household,
            former_household,
            relatives,
            programs,
            incomes,
            contacts,
            disagreements,
            folders,
            links: _,
        } = file;
        self.bar(bar);
        for Fact { label, value, short, as_of: _ } in facts {
            self.add(label);
            self.add(short);
            self.shown([value]);
        }
        household.iter().chain(former_household).for_each(|member| self.member(member));
        relatives.iter().for_each(|relative| self.relative(relative));
        programs.iter().for_each(|line| self.program(line));
        incomes.iter().for_each(|line| self.income(line));
        for Line { label, value, span, current: _, agencies, as_of: _ } in contacts {
            self.add(label);
            self.shown([value]);
            self.shown(span);
            agencies.iter().for_each(|agency| self.add(&agency.name));
        }
        for Disagreement { label, values } in disagreements {
            self.add(label);
            for Differing { value, agencies, as_of: _ } in values {
                self.shown([value]);
                agencies.iter().for_each(|agency| self.add(&agency.name));
            }
        }
        folders.iter().for_each(|folder| self.folder(folder));
    }

    pub fn folder(&mut self, folder: &FolderView) {
        let FolderView { agency, state: _, sentence, as_of: _, live: _, sections, closed } = folder;
        self.add(&agency.name);
        self.add(sentence);
        closed.iter().for_each(|words| self.add(words));
        for SectionView { kind: _, title, columns, rows } in sections {
            self.add(title);
            columns.iter().for_each(|column| self.add(column));
            for RowView { cells, as_of: _, current: _ } in rows {
                self.shown(cells.iter().flatten());
            }
        }
    }

    pub fn search(&mut self, search: &SearchView) {
        // What was understood, and what not, repeats the question, which she typed herself.
        let SearchView {
            understood: _,
            not_used,
            unused: _,
            remarks: _,
            too_little: _,
            total: _,
            hits,
            systems,
            narrow,
            note,
        } = search;
        not_used.iter().for_each(|words| self.add(words));
        let mut ask = narrow.as_ref();
        while let Some(Narrowing { words, choices, otherwise }) = ask {
            self.add(words);
            choices.iter().for_each(|choice| self.add(&choice.words));
            ask = otherwise.as_deref();
        }
        self.shown(note);
        systems.iter().for_each(|(agency, _)| self.add(&agency.name));
        hits.iter().for_each(|hit| self.hit(hit));
    }

    pub fn document(&mut self, document: &DocumentView) {
        let DocumentView { bar, agency, place, title, category, date, media_type } = document;
        self.bar(bar);
        self.add(&agency.name);
        self.add(place);
        self.add(media_type);
        self.shown([title]);
        self.shown([category, date].into_iter().flatten());
    }

    fn bar(&mut self, bar: &IdentityBar) {
        let IdentityBar {
            person: _,
            private,
            ssn_on_request: _,
            name,
            other_names,
            birth,
            age,
            ssn,
            death,
            address,
            phone,
        } = bar;
        private.iter().for_each(|note| self.add(&note.words));
        self.shown(other_names);
        self.shown([name, birth, age, ssn, death, address, phone].into_iter().flatten());
    }

    fn member(&mut self, member: &HouseholdMember) {
        let HouseholdMember { person: _, name, age, is_subject: _, is_child: _, said, not_said } = member;
        self.shown([name, age].into_iter().flatten());
        for Said { agency, relation, since, until, as_of: _ } in said {
            self.add(&agency.name);
            self.shown([relation, since, until].into_iter().flatten());
        }
        not_said.iter().for_each(|agency| self.add(&agency.name));
    }

    fn relative(&mut self, relative: &Relative) {
        let Relative { person: _, name, relation, age, phone, address, lives_with: _, agency, as_of: _ } =
            relative;
        self.shown([name, relation, age, phone, address].into_iter().flatten());
        self.add(&agency.name);
    }

    fn program(&mut self, line: &ProgramLine) {
        let ProgramLine { whose, program, status, open: _, case_number, worker, agency, as_of: _ } = line;
        self.shown([program]);
        self.shown([whose, status, case_number, worker].into_iter().flatten());
        self.add(&agency.name);
    }

    fn income(&mut self, line: &IncomeLine) {
        let IncomeLine { whose, what, case_number, amount, period, span, current: _, agency, as_of: _ } =
            line;
        self.shown([what]);
        self.shown([whose, case_number, amount, period, span].into_iter().flatten());
        self.add(&agency.name);
    }

    fn hit(&mut self, hit: &Hit) {
        let Hit {
            person: _,
            private: _,
            name,
            other_names,
            birth,
            ssn,
            address,
            band: _,
            reasons,
            agencies,
            household,
        } = hit;
        self.shown([name]);
        self.shown(other_names.iter().chain(household.iter().map(|mate| &mate.who)));
        self.shown([birth, ssn, address].into_iter().flatten());
        for Reason { words, agrees: _ } in reasons {
            self.add(words);
        }
        agencies.iter().for_each(|agency| self.add(&agency.name));
    }
}
