//! Each use case grants what its sheet says and no more.
//!
//! Its policies are compared with others that are made here from the sheet's own table, by another way: one policy for each
//! class, as text, with sets where the program writes comparisons, and with a day's length where it writes the next day.

use crate::example::in_words;
use crate::{Prover, Verdict, read};
use cedar_policy::PolicySet;
use records::FieldClass;
use std::fmt::Write;
use usecases::{Opens, Sheet};

impl Prover {
    /// Proves that a use case grants what its sheet says. Each verdict is told as soon as it is there.
    pub fn prove_sheet(&mut self, sheet: &Sheet, tell: &mut dyn FnMut(Verdict)) {
        let id = &sheet.id;
        let Some(permits) = self.use_cases.get(id).cloned() else {
            return self.theorem(format!("{id}: has policies"), tell, |_| Err("it has none".to_owned()));
        };
        self.theorem(format!("{id}: none of its policies ever errs"), tell, |prover| {
            prover.never_errs(&permits)
        });
        let words = format!("{id}: grants what version {} of its sheet says, and no more", sheet.version);
        self.theorem(words, tell, |prover| {
            let meant = read(&table(sheet)).map_err(|cause| cause.to_string())?;
            prover.grants_the_same(&permits, &meant)
        });
        self.theorem(
            format!("{id}: shows something, so that none of this is said of nothing"),
            tell,
            |prover| {
                let slice = prover.slices.iter().find(|(id, _)| *id == sheet.id);
                for set in slice.iter().flat_map(|(_, sets)| sets) {
                    if prover.solver.allowed(set)?.is_some() {
                        return Ok(());
                    }
                }
                Err("it shows nothing to anybody".to_owned())
            },
        );
    }

    fn grants_the_same(&mut self, permits: &PolicySet, meant: &PolicySet) -> Result<(), String> {
        let (permits, meant) = (self.compiled(permits)?, self.compiled(meant)?);
        for (permits, meant) in permits.iter().zip(&meant) {
            if let Some(found) = self.solver.allowed_by_the_first_alone(permits, meant)? {
                return Err(format!("granted beyond the sheet: {}", in_words(&found)));
            }
            if let Some(found) = self.solver.allowed_by_the_first_alone(meant, permits)? {
                return Err(format!("in the sheet but not granted: {}", in_words(&found)));
            }
        }
        Ok(())
    }
}

/// What a sheet says, as one policy for each thing that can be done with each class.
fn table(sheet: &Sheet) -> String {
    let mut text = String::new();
    for class in FieldClass::ALL.iter().map(|class| class.name()) {
        let rows: Vec<String> = sheet.opens.iter().filter(|row| shows(row, class)).map(see_where).collect();
        grant(&mut text, sheet, ("see", class, "Section"), &rows);
        if sheet.search_by.iter().any(|name| name == class) {
            let rows = sheet.opens.iter().filter(|row| can_be_searched(row, class));
            let rows: Vec<String> = rows.map(|row| one_of("resource.source", &row.sources)).collect();
            grant(&mut text, sheet, ("find", class, "System"), &rows);
        }
    }
    text
}

/// A row that opens the whole SSN opens its last digits too.
fn shows(row: &Opens, class: &str) -> bool {
    let has = |name: &str| row.classes.iter().any(|have| have == name);
    has(class) || (class == "ssn_last_four" && has("ssn_full"))
}

/// A source can be searched by what it shows, in the section where a search looks; by an SSN when it shows any part of one.
fn can_be_searched(row: &Opens, class: &str) -> bool {
    let section = match class {
        "address" | "phone" => "contact",
        "household" => "household",
        _ => "demographics",
    };
    let there = row.sections.is_empty() || row.sections.iter().any(|name| name == section);
    there && if class.starts_with("ssn_") { shows(row, "ssn_last_four") } else { shows(row, class) }
}

/// A row that names no sections is about all that there are.
fn see_where(row: &Opens) -> String {
    let source = one_of("resource.source", &row.sources);
    if row.sections.is_empty() {
        source
    } else {
        format!("{source} && {}", one_of("resource.kind", &row.sections))
    }
}

fn grant(text: &mut String, sheet: &Sheet, (verb, class, resource): (&str, &str, &str), rows: &[String]) {
    if rows.is_empty() {
        return;
    }
    let purposes: Vec<String> = sheet.purpose.iter().map(|purpose| purpose.id.clone()).collect();
    let groups: Vec<String> =
        sheet.groups.iter().map(|group| format!("principal in Throughline::UserGroup::{group:?}")).collect();
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "@id(\"{verb} {class}\")
permit (principal is Throughline::User, action == Throughline::Action::\"{verb}_{class}\", resource is Throughline::{resource})
when {{ {} }}
when {{ ({}) }}
when {{ context.useCase == {:?} && {} }}
when {{ context.now >= datetime(\"{}\") && context.now < datetime(\"{}\").offset(duration(\"1d\")) }};
",
        groups.join(" || "),
        rows.join(") || ("),
        sheet.id,
        one_of("context.purpose", &purposes),
        sheet.valid_from,
        sheet.valid_until,
    );
}

fn one_of(what: &str, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    format!("[{}].contains({what})", names.join(", "))
}
