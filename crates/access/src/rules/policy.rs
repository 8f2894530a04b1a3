//! From a reviewed sheet to policies: built as data, so that no text of a sheet can become a rule.

use super::schema::{find, see};
use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use ipnet::IpNet;
use records::FieldClass;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use usecases::Sheet;

/// Written by hand, part of the program, above every sheet.
const GUARDS: &str = include_str!("guards.cedar");
const DUTIES: &str = include_str!("duties.cedar");

/// The guards and one use case's permits, validated strictly.
pub(super) fn use_case(sheet: &Sheet, guards: &PolicySet, schema: &Schema) -> Result<PolicySet, String> {
    let mut set = guards.clone();
    for (at, opens) in sheet.opens.iter().enumerate() {
        for group in &sheet.groups {
            let id = format!("{}.v{}/opens-{}/{group}", sheet.id, sheet.version, at + 1);
            let mut classes: BTreeSet<FieldClass> = opens.classes().collect();
            if classes.contains(&FieldClass::SsnFull) {
                // Who may see the whole number after a step-up may see its last four digits before it.
                classes.insert(FieldClass::SsnLastFour);
            }
            let actions = classes.into_iter().map(see).collect::<Vec<_>>();
            let mut when = vec![within("resource", "source", &opens.sources), stated(sheet)];
            if !opens.sections.is_empty() {
                when.insert(1, within("resource", "kind", &opens.sections));
            }
            add(&mut set, &id, permit(sheet, (&id, group), &actions, "Section", all(when)))?;
            let searched: Vec<FieldClass> = sheet
                .search_by
                .iter()
                .filter_map(|name| FieldClass::named(name))
                .filter(|class| opens.is_searched_by(*class))
                .collect();
            if !searched.is_empty() {
                let actions = searched.into_iter().map(find).collect::<Vec<_>>();
                let when = all(vec![within("resource", "source", &opens.sources), stated(sheet)]);
                let id = format!("{id}/search");
                add(&mut set, &id, permit(sheet, (&id, group), &actions, "System", when))?;
            }
        }
    }
    checked(set, schema)
}

/// The guards with the permits of duties, validated strictly.
pub(super) fn duties(guards: &PolicySet, schema: &Schema) -> Result<PolicySet, String> {
    let mut set = guards.clone();
    add_all(&mut set, DUTIES)?;
    checked(set, schema)
}

/// The guards with nothing to guard: everything else is permitted. Only the self-test asks it.
pub(super) fn bare(guards: &PolicySet) -> Result<PolicySet, String> {
    let mut set = guards.clone();
    add_all(&mut set, "@id(\"everything\") permit (principal, action, resource);")?;
    Ok(set)
}

/// What stands above every sheet: the guards of the program, and that of the network when the settings name any.
pub(super) fn guards(networks: &[IpNet]) -> Result<PolicySet, String> {
    let mut set = PolicySet::new();
    add_all(&mut set, GUARDS)?;
    let inside = |network: &IpNet| json!({ "isInRange": [attribute("context", "address"), { "ip": [{ "Value": network.to_string() }] }] });
    if !networks.is_empty() {
        let guard = json!({
            "effect": "forbid",
            "principal": { "op": "is", "entity_type": "Throughline::User" },
            "action": { "op": "All" },
            "resource": { "op": "All" },
            "conditions": [{ "kind": "unless", "body": any(networks.iter().map(inside)) }],
            "annotations": { "id": "guard.network" },
        });
        add(&mut set, "guard.network", guard)?;
    }
    Ok(set)
}

fn checked(set: PolicySet, schema: &Schema) -> Result<PolicySet, String> {
    let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
    match checked.validation_errors().next() {
        None => Ok(set),
        Some(fault) => Err(format!("its policy does not fit the schema: {fault}")),
    }
}

/// Adds policies written by hand, each under the id in its annotation.
fn add_all(set: &mut PolicySet, text: &str) -> Result<(), String> {
    let parsed = text
        .parse::<PolicySet>()
        .map_err(|cause| format!("the guards of this program are broken: {cause}"))?;
    for policy in parsed.policies() {
        let id = policy.annotation("id").ok_or("a guard has no id")?;
        let policy = policy.new_id(PolicyId::new(id));
        set.add(policy).map_err(|cause| format!("two guards share an id: {cause}"))?;
    }
    Ok(())
}

fn add(set: &mut PolicySet, id: &str, policy: Value) -> Result<(), String> {
    let policy = Policy::from_json(Some(PolicyId::new(id)), policy).map_err(|cause| cause.to_string())?;
    set.add(policy).map_err(|cause| cause.to_string())
}

fn permit(
    sheet: &Sheet,
    (id, group): (&str, &str),
    actions: &[String],
    resource: &str,
    when: Value,
) -> Value {
    let actions: Vec<Value> =
        actions.iter().map(|action| json!({ "type": "Throughline::Action", "id": action })).collect();
    json!({
        "effect": "permit",
        "principal": { "op": "in", "entity": { "type": "Throughline::UserGroup", "id": group } },
        "action": { "op": "in", "entities": actions },
        "resource": { "op": "is", "entity_type": format!("Throughline::{resource}") },
        "conditions": [{ "kind": "when", "body": when }],
        "annotations": { "id": id, "counsel": sheet.counsel.reference, "sheet": format!("sha256:{}", sheet.digest) },
    })
}

/// The use case is the one in force, its purpose is stated, and the day is within its validity. What costs most to ask
/// stands last.
fn stated(sheet: &Sheet) -> Value {
    let purposes: Vec<String> = sheet.purpose.iter().map(|purpose| purpose.id.clone()).collect();
    let now = || attribute("context", "now");
    let day = |date: jiff::civil::Date| json!({ "datetime": [{ "Value": date.to_string() }] });
    let after = sheet.valid_until.tomorrow().unwrap_or(sheet.valid_until);
    all(vec![
        is("context", "useCase", &sheet.id),
        within("context", "purpose", &purposes),
        json!({ ">=": { "left": now(), "right": day(sheet.valid_from) } }),
        json!({ "<": { "left": now(), "right": day(after) } }),
    ])
}

/// The attribute is one of these names. A chain of comparisons: the engine would build a set anew for every question.
fn within(of: &str, name: &str, names: &[String]) -> Value {
    any(names.iter().map(|wanted| is(of, name, wanted)))
}

fn is(of: &str, name: &str, wanted: &str) -> Value {
    json!({ "==": { "left": attribute(of, name), "right": { "Value": wanted } } })
}

fn attribute(of: &str, name: &str) -> Value {
    json!({ ".": { "left": { "Var": of }, "attr": name } })
}

fn any(conditions: impl Iterator<Item = Value>) -> Value {
    let either = |left: Value, right: Value| json!({ "||": { "left": left, "right": right } });
    conditions.reduce(either).unwrap_or(json!({ "Value": false }))
}

fn all(conditions: Vec<Value>) -> Value {
    let both = |left: Value, right: Value| json!({ "&&": { "left": left, "right": right } });
    conditions.into_iter().reduce(both).unwrap_or(json!({ "Value": false }))
}
