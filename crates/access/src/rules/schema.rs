//! The schema against which every policy, request and entity is checked, made from the field classes themselves.

use cedar_policy::Schema;
use records::{FieldClass, Sensitivity};
use std::fmt::Write;

/// Every attribute is required: an absent one would make a guard err, and an erring guard would be passed over.
const HEAD: &str = "
namespace Throughline {
  entity UserGroup;
  entity User in [UserGroup] = { agency: String, active: Bool, agreed: Long, privileged: Bool };
  entity Person = { privacy: String, careTeam: Set<User>, named: Set<User> };
  entity Section = { subject: Person, source: String, kind: String, hidden: Bool };
  entity System = { subject: Person, source: String, hidden: Bool };
  entity UseCase = { author: User, approved: Set<User>, approvers: Set<User> };
  entity Membership = { member: User, provisioners: Set<User>, provisionerAgreed: Bool };
  entity PrivateRecords = { member: Set<User>, holders: Set<User> };
  entity FrontDesk = { member: Set<User>, holders: Set<User> };
  entity LinkReview = { first: Set<User>, holders: Set<User> };
  type Asked = {
    useCase: String, purpose: String, now: datetime, address: ipaddr,
    agreementRequired: Long, confirmedSeconds: Long, reason: String
  };
  action data;
  action beyond_basics in [data];
  action basics in [data];
  action detail in [beyond_basics];
  action sensitive in [beyond_basics];
  action approve_use_case appliesTo { principal: User, resource: UseCase, context: Asked };
  action change_membership appliesTo { principal: User, resource: Membership, context: Asked };
  action guard_private appliesTo { principal: User, resource: PrivateRecords, context: Asked };
  action serve_front_desk appliesTo { principal: User, resource: FrontDesk, context: Asked };
  action review_links appliesTo { principal: User, resource: LinkReview, context: Asked };
";

/// The schema as text, for tools that read policies outside the program.
pub(super) fn text() -> String {
    let mut text = HEAD.to_owned();
    for class in FieldClass::ALL {
        let group = match class.sensitivity() {
            Sensitivity::Basics => "basics",
            Sensitivity::Detail => "detail",
            Sensitivity::Sensitive => "sensitive",
        };
        let (see, find) = (see(*class), find(*class));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "  action \"{see}\" in [{group}] appliesTo {{ principal: User, resource: Section, context: Asked }};
  action \"{find}\" in [{group}] appliesTo {{ principal: User, resource: System, context: Asked }};"
        );
    }
    text.push('}');
    text
}

pub(super) fn schema() -> Result<Schema, String> {
    match Schema::from_cedarschema_str(&text()) {
        Ok((schema, _)) => Ok(schema),
        Err(cause) => Err(format!("the policy schema of this program is broken: {cause}")),
    }
}

/// The action that shows a class.
pub(super) fn see(class: FieldClass) -> String {
    format!("see_{}", class.name())
}

/// The action that searches by a class.
pub(super) fn find(class: FieldClass) -> String {
    format!("find_{}", class.name())
}
