//! The schema against which every policy, request and entity is checked, made from the field classes themselves.

use cedar_policy::Schema;
use records::{FieldClass, Sensitivity};
use std::fmt::Write;

/// Every attribute is required: an absent one would make a guard err, and an erring guard would be passed over.
const HEAD: &str = "
namespace Throughline {
  entity UserGroup;
  entity User in [UserGroup] = { agency: String, active: Bool };
  entity Person;
  entity Section in [Person] = { source: String, kind: String };
  entity System = { source: String };
  type Asked = { useCase: String, purpose: String, now: datetime };
  action basics, detail, sensitive;
";

pub(super) fn schema() -> Result<Schema, String> {
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
  action \"{find}\" appliesTo {{ principal: User, resource: System, context: Asked }};"
        );
    }
    text.push('}');
    match Schema::from_cedarschema_str(&text) {
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
