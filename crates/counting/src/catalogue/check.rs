//! Refuses a catalogue that contradicts itself, or that has no answer for some day.

use super::text::{RuleText, ServiceText, Text};
use super::{Catalogue, Class, Element, Offered, Programme, Rule, Service, Words};
use crate::{Day, Faults};
use std::collections::BTreeSet;

/// A rule with the line on which it stands.
type Placed = (usize, Rule);

pub(super) fn catalogue(text: Text) -> Result<Catalogue, Faults> {
    let mut faults = Vec::new();
    let programmes = programmes(&text, &mut faults);
    let services = services(&text, &mut faults);
    let mut rules: Vec<Vec<Placed>> = Vec::new();
    rules.resize_with(services.len() * programmes.len(), Vec::new);
    for rule in &text.rule {
        let line = text.line(rule);
        let rule = rule.get_ref();
        let Some(service) = services.iter().position(|service| service.id == rule.service) else {
            faults.push(format!(
                "line {line}: there is no service `{}`; its `[[service]]` is missing",
                rule.service
            ));
            continue;
        };
        own_faults(rule, &services[service], line, &mut faults);
        for id in &rule.programmes {
            match programmes.iter().position(|programme| programme.id == *id) {
                Some(at) => rules[service * programmes.len() + at].push((line, built(rule))),
                None => faults.push(format!(
                    "line {line}: there is no programme `{id}`; its `[[programme]]` is missing"
                )),
            }
        }
    }
    for (at, rules) in rules.iter_mut().enumerate() {
        rules.sort_by_key(|(_, rule)| rule.from);
        let service = &services[at / programmes.len()];
        let name = format!("`{}` in `{}`", service.id, programmes[at % programmes.len()].id);
        coverage(&name, service, text.line(&text.service[at / programmes.len()]), rules, &mut faults);
    }
    if services.len() >= usize::from(u16::MAX) || programmes.len() > 16 {
        faults.push("a catalogue has at most 65,534 services and 16 programmes".to_owned());
    }
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    let rules = rules.into_iter().map(|rules| rules.into_iter().map(|(_, rule)| rule).collect()).collect();
    Ok(Catalogue { version: text.version, languages: text.languages, programmes, services, rules })
}

fn programmes(text: &Text, faults: &mut Vec<String>) -> Vec<Programme> {
    let mut seen = BTreeSet::new();
    if text.programme.is_empty() {
        faults.push("line 1: a catalogue needs at least one `[[programme]]`".to_owned());
    }
    text.programme
        .iter()
        .map(|placed| {
            let programme = placed.get_ref();
            if !seen.insert(&programme.id) {
                let line = text.line(placed);
                faults.push(format!(
                    "line {line}: the programme `{}` stands here twice; give each its own id",
                    programme.id
                ));
            }
            Programme {
                id: programme.id.clone(),
                words: Words(programme.words.clone()),
                common_exit: programme.common_exit,
            }
        })
        .collect()
}

fn services(text: &Text, faults: &mut Vec<String>) -> Vec<Service> {
    let mut seen = BTreeSet::new();
    text.service
        .iter()
        .map(|placed| {
            let (line, service) = (text.line(placed), placed.get_ref());
            if !seen.insert(&service.id) {
                faults.push(format!("line {line}: the service `{}` stands here twice; give each its own id", service.id));
            }
            for language in &text.languages {
                if service.words.get(language).is_none_or(|words| words.trim().is_empty()) {
                    faults.push(format!(
                        "line {line}: the service `{}` has no words in `{language}`; write them, or take the language out of `languages`",
                        service.id
                    ));
                }
            }
            if service.active_until.is_some_and(|until| until < service.active_from) {
                faults.push(format!("line {line}: the service `{}` ends before it begins", service.id));
            }
            Service::built(service)
        })
        .collect()
}

impl Service {
    fn built(text: &ServiceText) -> Service {
        Service {
            id: text.id.clone(),
            icon: text.icon.clone(),
            offered: text.delivery,
            words: Words(text.words.clone()),
            place: Words(text.place.clone()),
            from: text.active_from,
            until: text.active_until,
            sites: text.sites.clone(),
            minutes: text.minutes,
        }
    }
}

fn built(text: &RuleText) -> Rule {
    Rule {
        class: text.class,
        participation: text.participation,
        elements: text.elements.iter().copied().map(Element).collect(),
        from: text.valid_from,
        until: text.valid_until,
        source: text.source.clone(),
    }
}

/// What is wrong in one rule, whatever the others say.
fn own_faults(rule: &RuleText, service: &Service, line: usize, faults: &mut Vec<String>) {
    let mut fault =
        |words: String| faults.push(format!("line {line}: the rule for `{}` {words}", rule.service));
    if rule.valid_until.is_some_and(|until| until < rule.valid_from) {
        fault("ends before it begins".to_owned());
    }
    if rule.source.trim().is_empty() {
        fault("has no source; say where it is written down".to_owned());
    }
    if rule.programmes.is_empty() {
        fault("names no programme".to_owned());
    }
    let alone = service.offered != Offered::Staff;
    if rule.participation && alone {
        fault(
            "says that self-service or information makes a participant; only what staff deliver does"
                .to_owned(),
        );
    }
    if rule.participation && matches!(rule.class, Class::None | Class::Supportive | Class::FollowUp) {
        fault(
            "says that a supportive, a follow-up or no service makes a participant; it never does".to_owned(),
        );
    }
    if let Some(element) = rule.elements.iter().find(|element| alone && Element(**element).needs_staff()) {
        fault(format!("sets element {element}, which only a staff-delivered service may set"));
    }
    if let Some(element) = rule.elements.iter().find(|element| !(900..=1599).contains(*element)) {
        fault(format!("sets element {element}, which is none of services; they are 900 to 1599"));
    }
}

/// Every day on which a service can be chosen has exactly one rule.
fn coverage(name: &str, service: &Service, line: usize, rules: &[Placed], faults: &mut Vec<String>) {
    let mut expected = Some(service.from);
    for (line, rule) in rules {
        match expected {
            Some(day) if rule.from > day => faults.push(format!(
                "line {line}: {name} has no rule from {day} to {}; write one for these days",
                rule.from.plus(-1)
            )),
            Some(day) if rule.from < day && *line != rules[0].0 => faults.push(format!(
                "line {line}: {name} has two rules from {} on; end the earlier one on {}",
                rule.from,
                rule.from.plus(-1)
            )),
            None => faults.push(format!(
                "line {line}: {name} has two rules from {} on; give the earlier one a `valid_until`",
                rule.from
            )),
            _ => {}
        }
        expected = rule.until.map(|until| until.plus(1));
    }
    let end = service.until.unwrap_or(Day(i32::MAX));
    if let Some(day) = expected.filter(|day| *day <= end) {
        let until = service.until.map_or("on".to_owned(), |until| format!("to {until}"));
        faults.push(format!("line {line}: {name} has no rule from {day} {until}; write one for these days"));
    }
}

#[cfg(test)]
mod tests {
    use crate::{Catalogue, Class, Day};
    use jiff::civil::date;

    const HEAD: &str = r#"version = "1"
languages = ["en"]
[[programme]]
id = "wp"
words = { en = "Wagner-Peyser" }
[[service]]
id = "referral"
icon = "arrow"
delivery = "staff"
words = { en = "Referral" }
active_from = 2017-07-01
"#;

    fn rule(from: &str, until: &str, participation: bool) -> String {
        let until = if until.is_empty() { String::new() } else { format!("valid_until = {until}\n") };
        format!(
            "[[rule]]\nservice = \"referral\"\nprogrammes = [\"wp\"]\nclass = \"basic\"\nparticipation = {participation}\n\
             elements = [1003]\nvalid_from = {from}\n{until}source = \"made up\"\n"
        )
    }

    fn faults(text: &str) -> Vec<String> {
        Catalogue::read(text).err().map_or_else(Vec::new, |faults| faults.0)
    }

    #[test]
    fn the_rule_of_the_service_date_holds() {
        let text =
            format!("{HEAD}{}{}", rule("2024-06-11", "", true), rule("2017-07-01", "2024-06-10", false));
        let read = Catalogue::read(&text).unwrap();
        let (service, programme) = (read.service("referral").unwrap(), read.programme("wp").unwrap());
        let on = |year, month, day| read.rule(service, programme, Day::of(date(year, month, day)));
        assert!(on(2017, 6, 30).is_none());
        assert!(!on(2024, 6, 10).unwrap().participation);
        assert!(on(2024, 6, 11).unwrap().participation);
        assert_eq!(on(2030, 1, 1).unwrap().class, Class::Basic);
    }

    #[test]
    fn gaps_and_overlaps_are_told_with_their_line() {
        let gap =
            format!("{HEAD}{}{}", rule("2017-07-01", "2024-06-09", false), rule("2024-06-11", "", true));
        let said = faults(&gap);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].starts_with("line 21: `referral` in `wp` has no rule from 2024-06-10 to 2024-06-10"),
            "{said:?}"
        );
        let overlap =
            format!("{HEAD}{}{}", rule("2017-07-01", "2024-06-12", false), rule("2024-06-11", "", true));
        assert!(
            faults(&overlap)[0].contains("two rules from 2024-06-11 on; end the earlier one on 2024-06-10")
        );
        let open = format!("{HEAD}{}{}", rule("2017-07-01", "", false), rule("2024-06-11", "", true));
        assert!(faults(&open)[0].contains("give the earlier one a `valid_until`"));
        let late = format!("{HEAD}{}", rule("2018-01-01", "2019-12-31", false));
        let said = faults(&late);
        assert!(said[0].contains("no rule from 2017-07-01 to 2017-12-31"), "{said:?}");
        assert!(said[1].contains("line 6: `referral` in `wp` has no rule from 2020-01-01 on"), "{said:?}");
        assert!(faults(HEAD).is_empty() || faults(HEAD)[0].contains("missing field `rule`"));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let text = format!("{HEAD}{}", rule("2017-07-01", "", true)).replace("\"staff\"", "\"self\"");
        let said = faults(&text);
        assert!(said.iter().any(|fault| fault.contains("only what staff deliver does")), "{said:?}");
        assert!(said.iter().any(|fault| fault.contains("sets element 1003, which only")), "{said:?}");
        let wrong = format!("{HEAD}{}", rule("2017-07-01", "", true)).replace("\"basic\"", "\"basics\"");
        assert!(
            faults(&wrong)[0].contains("line 15: the class `basics` does not exist"),
            "{:?}",
            faults(&wrong)
        );
        let foreign =
            format!("{HEAD}{}", rule("2017-07-01", "", true)).replace("[\"wp\"]", "[\"wp\", \"x\"]");
        assert!(faults(&foreign)[0].contains("line 12: there is no programme `x`"));
        let mute = format!("{HEAD}{}", rule("2017-07-01", "", true)).replace("[\"en\"]", "[\"en\", \"vi\"]");
        assert!(faults(&mute)[0].contains("line 6: the service `referral` has no words in `vi`"));
    }
}
