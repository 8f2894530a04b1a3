//! Reads a view as a page would print it: every word in it, with nothing left out.

use access::view::{DocumentView, FileView, FolderView, Hit, IdentityBar, Opened, Said, SearchView, Shown};

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

    pub fn file(&mut self, file: &FileView) {
        self.bar(&file.bar);
        for fact in &file.facts {
            self.add(&fact.label);
            self.add(&fact.short);
            self.shown([&fact.value]);
        }
        for member in file.household.iter().chain(&file.former_household) {
            self.shown(member.name.iter().chain(&member.age));
            member.said.iter().for_each(|said| self.said(said));
            member.not_said.iter().for_each(|agency| self.add(&agency.name));
        }
        for relative in &file.relatives {
            let values =
                [&relative.name, &relative.relation, &relative.age, &relative.phone, &relative.address];
            self.shown(values.into_iter().flatten());
            self.add(&relative.agency.name);
        }
        for line in &file.programs {
            self.shown([&line.program]);
            self.shown([&line.whose, &line.status, &line.case_number, &line.worker].into_iter().flatten());
            self.add(&line.agency.name);
        }
        for line in &file.incomes {
            self.shown([&line.what]);
            self.shown([&line.whose, &line.amount, &line.period, &line.span].into_iter().flatten());
            self.add(&line.agency.name);
        }
        for line in &file.contacts {
            self.add(&line.label);
            self.shown([&line.value]);
            self.shown(&line.span);
            line.agencies.iter().for_each(|agency| self.add(&agency.name));
        }
        for disagreement in &file.disagreements {
            self.add(&disagreement.label);
            for differing in &disagreement.values {
                self.shown([&differing.value]);
                differing.agencies.iter().for_each(|agency| self.add(&agency.name));
            }
        }
        file.folders.iter().for_each(|folder| self.folder(folder));
    }

    pub fn folder(&mut self, folder: &FolderView) {
        self.add(&folder.agency.name);
        self.add(&folder.sentence);
        folder.closed.iter().for_each(|words| self.add(words));
        for section in &folder.sections {
            self.add(&section.title);
            section.columns.iter().for_each(|column| self.add(column));
            section.rows.iter().for_each(|row| self.shown(row.cells.iter().flatten()));
        }
    }

    pub fn search(&mut self, search: &SearchView) {
        search.not_used.iter().chain(&search.narrow).for_each(|words| self.add(words));
        search.systems.iter().for_each(|(agency, _)| self.add(&agency.name));
        search.hits.iter().for_each(|hit| self.hit(hit));
    }

    pub fn document(&mut self, document: &DocumentView) {
        self.bar(&document.bar);
        self.add(&document.agency.name);
        self.add(&document.media_type);
        self.shown([&document.title]);
        self.shown([&document.category, &document.date].into_iter().flatten());
    }

    fn bar(&mut self, bar: &IdentityBar) {
        self.shown(&bar.other_names);
        let values = [&bar.name, &bar.birth, &bar.age, &bar.ssn, &bar.death, &bar.address, &bar.phone];
        self.shown(values.into_iter().flatten());
    }

    fn said(&mut self, said: &Said) {
        self.add(&said.agency.name);
        self.shown([&said.relation, &said.since, &said.until].into_iter().flatten());
    }

    fn hit(&mut self, hit: &Hit) {
        self.shown([&hit.name]);
        self.shown(hit.other_names.iter().chain(&hit.household));
        self.shown([&hit.birth, &hit.ssn, &hit.address].into_iter().flatten());
        hit.reasons.iter().for_each(|reason| self.add(&reason.words));
        hit.agencies.iter().for_each(|agency| self.add(&agency.name));
    }
}
