//! `staff-add`: makes an account.

use super::WithSettings;
use crate::{Problem, house};
use staff::NewAccount;

pub(super) fn staff_add(
    agency: &str,
    user_name: &str,
    display_name: &str,
    groups: &[String],
    with: &WithSettings,
) -> Result<(), Problem> {
    let (settings, variables) = with.read()?;
    if !settings.agency.iter().any(|known| known.id == agency) {
        let known = settings.agency.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Problem(format!("there is no agency `{agency}`; the settings have: {known}")));
    }
    let door = house::open(&settings, &variables)?;
    if let Some(group) = groups.iter().find(|group| !door.has_group(group)) {
        return Err(Problem(format!(
            "there is no user group `{group}`; groups.toml lists those that there are"
        )));
    }
    let mut password = String::new();
    eprintln!("type the password and press Enter:");
    std::io::stdin().read_line(&mut password).map_err(Problem::from)?;
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    let password = password.trim_end_matches(['\r', '\n']);
    let new = NewAccount { agency, user_name, display_name, password, groups: &groups };
    door.staff().add(&new).map_err(Problem::from)?;
    println!("{user_name} can sign in at {agency}");
    Ok(())
}
