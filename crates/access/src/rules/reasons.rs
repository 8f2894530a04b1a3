//! Why something is shown or not, in words.

use super::Rules;
use usecases::Sheet;

/// What a policy says, in words that anybody can read. `id` is its name in the audit log.
pub fn reason_in_words(id: &str) -> String {
    guard_in_words(id).map_or_else(|| permit_in_words(id), |words| format!("{id}: {words}"))
}

/// What a guard forbids, in words without a capital and a full stop; nothing for what is no guard.
pub(crate) fn guard_in_words(id: &str) -> Option<&'static str> {
    Some(match id {
        "guard.account" => "the newest responsibility policy has not been accepted",
        "guard.purpose-stated" => "no use case or no purpose is stated",
        "guard.private" => "the person is private: only basics are shown to those outside the care team",
        "guard.sealed" => {
            "the person is sealed: nothing is shown but to those who are named and may see private records"
        }
        "guard.hidden-folder" => "the agency's folder is taken out of use",
        "guard.ssn-step-up" => {
            "the whole Social Security number needs a reason and the password, typed again within five minutes"
        }
        "guard.network" => "the request does not come from the city's network",
        "guard.two-persons" => "nobody approves her own text, or twice",
        "guard.no-self-grant" => "nobody gives access to herself or takes it from herself",
        "guard.no-self-care" => "nobody lets herself into the care of a private record, or out of it",
        "guard.no-self-confirm" => "nobody confirms her own decision about links",
        _ if id.starts_with("guard.") => "a guard of the program forbids it",
        _ => return None,
    })
}

/// `UC-001.v2/opens-3/group` as words.
fn permit_in_words(id: &str) -> String {
    let mut parts = id.split('/');
    let (sheet, opens, group) = (parts.next(), parts.next(), parts.next());
    let version = sheet.and_then(|sheet| sheet.rsplit_once(".v"));
    let at = opens.and_then(|opens| opens.strip_prefix("opens-"));
    match (version, at, group) {
        (Some((use_case, version)), Some(at), Some(group)) => format!(
            "use case {use_case}, version {version}, opens it to the user group `{group}` (its [[opens]] number {at})"
        ),
        _ => id.to_owned(),
    }
}

impl Rules {
    /// Why no policy permits: what about the use case does not fit the worker, the purpose, the day or the place.
    pub fn why_not(&self, trial: &super::Trial, place: super::Place<'_>) -> String {
        let Some(sheet) = self.sheet(&trial.use_case) else {
            return format!("there is no use case `{}`", trial.use_case);
        };
        let (source, kind, class) = place;
        let id = &sheet.id;
        if !sheet.is_for(&trial.groups) {
            return format!("use case {id} is for {}; the worker belongs to none of them", named(sheet));
        }
        if !sheet.purpose.iter().any(|purpose| purpose.id == trial.purpose) {
            let known: Vec<&str> = sheet.purpose.iter().map(|purpose| purpose.id.as_str()).collect();
            return format!(
                "`{}` is no purpose of use case {id}; it has: {}",
                trial.purpose,
                known.join(", ")
            );
        }
        if !sheet.in_force(trial.now) {
            return format!(
                "use case {id} may be used from {} to {} only",
                sheet.valid_from, sheet.valid_until
            );
        }
        format!(
            "use case {id}, version {}, does not open {} in {} of {}",
            sheet.version,
            class.words(),
            kind.title(),
            source.0
        )
    }
}

fn named(sheet: &Sheet) -> String {
    sheet.groups.iter().map(|group| format!("`{group}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::reason_in_words;

    #[test]
    fn every_policy_has_words() {
        let written = example().written();
        let texts = written.use_cases.values().chain([&written.guards]);
        for line in texts.flat_map(|text| text.lines().filter(|line| line.starts_with("@id"))) {
            let id = line.split('"').nth(1).unwrap();
            let words = reason_in_words(id);
            assert!(words.len() > id.len() + 10, "{id} has no words");
        }
    }
}
