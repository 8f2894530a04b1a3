//! Lists of people as agencies send them: CSV whose first line names its columns.

use crate::StaffError;

/// One person of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The line in the file, counted from 1.
    pub number: u64,
    /// The name typed at sign-in, in small letters.
    pub user_name: String,
    /// The name shown in the page head; may be empty.
    pub display_name: String,
    /// Telephone or desk; may be empty.
    pub contact: String,
    /// Settings name of the agency; may be empty.
    pub agency: String,
}

/// More people than this do not fit into one list of a group.
const MOST: usize = 300;

/// Reads a list of people to be given access.
pub(crate) fn read_people(text: &str) -> Result<Vec<Line>, StaffError> {
    let lines = read(text)?;
    if lines.len() > MOST {
        return Err(unfit(format!(
            "the list has {} people; {MOST} at a time can be taken, so split it",
            lines.len()
        )));
    }
    Ok(lines)
}

/// Reads a list of any length.
pub(crate) fn read(text: &str) -> Result<Vec<Line>, StaffError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.contains('\u{fffd}') {
        return Err(unfit("the list holds letters that are not UTF-8; save it as CSV in UTF-8".to_owned()));
    }
    let head = text.lines().next().unwrap_or_default();
    let by = if head.contains(',') {
        b','
    } else if head.contains(';') {
        b';'
    } else {
        b'\t'
    };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(by)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let names = rows.headers().map_err(|_| unfit(unreadable(1)))?.clone();
    let column = |name: &str| names.iter().position(|have| have.eq_ignore_ascii_case(name));
    let Some(user_name) = column("user_name") else {
        return Err(unfit(
            "the first line must name the columns, and one of them must be user_name; for example: user_name,display_name,contact"
                .to_owned(),
        ));
    };
    if names.iter().filter(|have| have.eq_ignore_ascii_case("user_name")).count() > 1 {
        return Err(unfit(
            "the first line names the column user_name twice; leave one of them out".to_owned(),
        ));
    }
    if column("group").or(column("user_group")).is_some() {
        return Err(unfit(
            "the list has a column for groups, and everybody in it would be added to this group only; make one list for each group, without that column".to_owned(),
        ));
    }
    let columns = [column("display_name"), column("contact"), column("agency")];
    let mut lines = Vec::new();
    for row in rows.records() {
        let row = row
            .map_err(|cause| unfit(unreadable(cause.position().map_or(0, |at| line_at(text, at.byte())))))?;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        let number = row.position().map_or(0, |at| line_at(text, at.byte()));
        let [display_name, contact, agency] = columns.map(cell);
        let line =
            Line { number, user_name: cell(Some(user_name)).to_lowercase(), display_name, contact, agency };
        let empty = [&line.user_name, &line.display_name, &line.contact].iter().all(|cell| cell.is_empty());
        lines.extend(Some(line).filter(|_| !empty));
    }
    if lines.is_empty() {
        return Err(unfit(
            "the list names nobody; below the first line stands one person on each line".to_owned(),
        ));
    }
    Ok(lines)
}

/// The line of a row that begins at this byte, or after empty lines that begin there.
fn line_at(text: &str, byte: u64) -> u64 {
    let start = usize::try_from(byte).unwrap_or(0).min(text.len());
    let empty = text.as_bytes()[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    1 + text.as_bytes()[..start + empty].iter().filter(|byte| **byte == b'\n').count() as u64
}

fn unreadable(line: u64) -> String {
    format!("line {line} of the list cannot be read; save it as CSV in UTF-8")
}

fn unfit(sentence: String) -> StaffError {
    StaffError::Unfit(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_whatever_parts_them_and_empty_lines_are_passed_over() {
        for text in [
            "user_name,display_name,contact\nAna,\"Ruiz, Ana\",x 1\n\nben,Ben,\n",
            "\u{feff}Display_Name;USER_NAME;contact\r\nRuiz, Ana;ana;x 1\r\nBen; ben ;\r\n",
            "user_name\tdisplay_name\tcontact\nana\tRuiz, Ana\tx 1\nben\tBen\n",
        ] {
            let lines = read(text).unwrap();
            let names: Vec<_> =
                lines.iter().map(|line| (line.user_name.as_str(), line.display_name.as_str())).collect();
            assert_eq!(names, [("ana", "Ruiz, Ana"), ("ben", "Ben")], "{text}");
            assert_eq!(lines[0].contact, "x 1");
            assert_eq!((lines[0].number, lines[1].number), (2, text.lines().count() as u64));
        }
    }

    #[test]
    fn a_list_without_its_column_without_people_or_far_too_long_is_refused_with_a_sentence() {
        let refused = |text: &str| read_people(text).err().unwrap().to_string();
        assert!(refused("").contains("one of them must be user_name"));
        assert!(refused("ana,Ana Ruiz\n").contains("for example: user_name,display_name,contact"));
        assert!(refused("user_name\nJos\u{fffd}\n").contains("save it as CSV in UTF-8"));
        assert!(refused("user_name,display_name\n\n").contains("names nobody"));
        let long = format!("user_name\n{}", "a\n".repeat(301));
        assert_eq!(refused(&long), "the list has 301 people; 300 at a time can be taken, so split it");
    }
}
