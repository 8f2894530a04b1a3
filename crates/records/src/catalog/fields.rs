//! The fields. A new fact begins here: one line, then the mappings that fill it.

super::declare::sections! {
    /// Who the person is. One entry for each name; the first also carries what is said once.
    Demographics demographics "About the person" {
        GIVEN_NAME "given_name" Text Name "First name";
        MIDDLE_NAME "middle_name" Text Name "Middle name";
        FAMILY_NAME "family_name" Text Name "Last name";
        NAME_SUFFIX "name_suffix" Text Name "Suffix";
        NAME_USE "name_use" Text Name "Kind of name";
        BIRTH_DATE "birth_date" Date BirthDate "Birth date";
        BIRTH_DATE_ESTIMATED "birth_date_estimated" Flag BirthDate "Birth date is estimated";
        SEX "sex" Text PersonDetail "Sex";
        SSN "ssn" Ssn SsnFull "Social Security number";
        IDENTIFIER "identifier" Text RecordNumber "Number";
        IDENTIFIER_SCHEME "identifier_scheme" Text RecordNumber "Kind of number";
        LANGUAGE "language" Text PersonDetail "Language";
        BIRTH_PLACE "birth_place" Text PersonDetail "Place of birth";
        DEATH_DATE "death_date" Date PersonDetail "Date of death";
    }
    /// Where the person can be reached, now and before.
    Contact contact "Contact" {
        STREET "street" Text Address "Street";
        UNIT "unit" Text Address "Apartment";
        CITY "city" Text Address "City";
        STATE "state" Text Address "State";
        ZIP "zip" Text Address "ZIP";
        ADDRESS_USE "address_use" Text Address "Kind of address";
        SINCE "since" Date Address "From";
        UNTIL "until" Date Address "Until";
        PHONE "phone" Text Phone "Phone";
        PHONE_USE "phone_use" Text Phone "Kind of phone";
        EMAIL "email" Text Phone "E-mail";
    }
    /// Which household the agency counts the person in.
    Household household "Household" {
        HOUSEHOLD_KEY "household_key" Key Household "Household number";
        RELATION_TO_HEAD "relation_to_head" Text Household "Relation to head of household";
        MEMBER_SINCE "since" Date Household "Since";
        MEMBER_UNTIL "until" Date Household "Until";
    }
    /// Parents, children and kin, wherever they live.
    Relatives relatives "Relatives" {
        RELATIVE_KEY "relative_key" Key Relatives "Relative's record";
        RELATION "relation" Text Relatives "Relation";
        RELATIVE_NAME "relative_name" Text Relatives "Name";
        RELATIVE_PHONE "relative_phone" Text Relatives "Phone";
        LIVES_WITH "lives_with" Flag Relatives "Lives in the same household";
        RELATIVE_SINCE "since" Date Relatives "Since";
        RELATIVE_UNTIL "until" Date Relatives "Until";
    }
    /// Programs the person is enrolled in.
    Enrolment enrolment "Enrolment" {
        PROGRAM "program" Text Program "Program";
        CASE_STATUS "case_status" Text Program "Status";
        CASE_NUMBER "case_number" Text RecordNumber "Case number";
        OPENED "opened" Date CaseWorker "Opened";
        CLOSED "closed" Date CaseWorker "Closed";
        RENEWAL_DUE "renewal_due" Date CaseWorker "Renewal due";
        WORKER "worker" Text CaseWorker "Worker";
        OFFICE "office" Text CaseWorker "Office";
        OFFICE_PHONE "office_phone" Text CaseWorker "Phone";
    }
    /// What the person receives from an agency.
    Benefits benefits "Benefits" {
        BENEFIT "benefit" Text Benefits "Benefit";
        BENEFIT_AMOUNT "amount" Money Benefits "Amount";
        BENEFIT_PERIOD "period" Text Benefits "Per";
        BENEFIT_FROM "from" Date Benefits "From";
        BENEFIT_TO "to" Date Benefits "Until";
        BENEFIT_CASE "case_number" Text RecordNumber "Case number";
    }
    /// What the person earns or receives otherwise.
    Income income "Income" {
        INCOME_TYPE "income_type" Text Income "Kind of income";
        INCOME_AMOUNT "amount" Money Income "Amount";
        INCOME_PERIOD "period" Text Income "Per";
        INCOME_FROM "from" Date Income "From";
        INCOME_TO "to" Date Income "Until";
        PAYER "payer" Text Income "Employer or payer";
        TAX_YEAR "tax_year" Number Income "Tax year";
    }
    /// Tenancies.
    Housing housing "Housing" {
        DEVELOPMENT "development" Text Tenancy "Building or development";
        APARTMENT "apartment" Text Tenancy "Apartment";
        TENANCY_ROLE "tenancy_role" Text Tenancy "Role in the lease";
        LEASE_FROM "lease_from" Date Tenancy "Lease from";
        LEASE_TO "lease_to" Date Tenancy "Lease until";
        RENT "rent" Money Tenancy "Rent";
        RENT_PERIOD "rent_period" Text Tenancy "Per";
        ARREARS "arrears" Money Tenancy "Arrears";
        HOUSING_STATUS "housing_status" Text Tenancy "Status";
    }
    /// Stays in shelters.
    Shelter shelter "Shelter stays" {
        SHELTER_NAME "shelter_name" Text ShelterStay "Shelter";
        SHELTER_TYPE "shelter_type" Text ShelterStay "Kind of shelter";
        ENTERED "entered" Date ShelterStay "Entered";
        LEFT "left" Date ShelterStay "Left";
        EXIT_REASON "exit_reason" Text ShelterStay "Reason for leaving";
        SHELTER_WORKER "worker" Text ShelterStay "Worker";
        SHELTER_PHONE "phone" Text ShelterStay "Phone";
    }
    /// Child-welfare cases and placements.
    ChildWelfare child_welfare "Child welfare" {
        CW_CASE "case_number" Text ChildWelfare "Case number";
        CW_ROLE "role" Text ChildWelfare "Role in the case";
        CW_STATUS "status" Text ChildWelfare "Status";
        CW_CONCERN "concern" Text ChildWelfare "Concern";
        PLACEMENT "placement" Text ChildWelfare "Placement";
        CW_FROM "from" Date ChildWelfare "From";
        CW_TO "to" Date ChildWelfare "Until";
        CW_WORKER "worker" Text ChildWelfare "Worker";
        CW_PHONE "phone" Text ChildWelfare "Phone";
    }
    /// Time in custody.
    Custody custody "Custody" {
        FACILITY "facility" Text Custody "Facility";
        CUSTODY_STATUS "status" Text Custody "Status";
        CUSTODY_FROM "from" Date Custody "Since";
        CUSTODY_TO "to" Date Custody "Until";
    }
    /// Scanned and filed documents.
    Documents documents "Documents" {
        DOCUMENT_TITLE "title" Text DocumentList "Document";
        DOCUMENT_CATEGORY "category" Text DocumentList "Category";
        DOCUMENT_DATE "date" Date DocumentList "Date";
        DOCUMENT_MEDIA "media_type" Text DocumentList "Form";
        DOCUMENT_KEY "document_key" Key DocumentImage "View";
    }
    /// Employment services.
    Employment employment "Employment services" {
        SERVICE_PROGRAM "program" Text Employment "Program";
        ACTIVITY "activity" Text Employment "Activity";
        ACTIVITY_STATUS "status" Text Employment "Status";
        ACTIVITY_FROM "from" Date Employment "From";
        ACTIVITY_TO "to" Date Employment "Until";
        COUNSELOR "counselor" Text Employment "Counselor";
    }
    /// Visits to a centre.
    Visits visits "Visits" {
        VISIT_SITE "site" Text Visits "Center";
        VISIT_DATE "date" Date Visits "Date";
        VISIT_SERVICE "service" Text Visits "Service";
    }
}
