-- database: the mark by which a wrong key file is known before it seals anything
CREATE TABLE key_mark (
  mark BYTES NOT NULL PRIMARY KEY
);

-- staff: who signs in, what they belong to, and the sessions they hold
CREATE TABLE account (
  id ID,
  agency TEXT NOT NULL,
  user_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  active INT NOT NULL,
  failures INT NOT NULL,
  locked_until INT NOT NULL,
  created_at INT NOT NULL,
  UNIQUE (agency, user_name)
);
CREATE TABLE membership (
  account_id INT NOT NULL,
  user_group TEXT NOT NULL,
  since INT NOT NULL,
  PRIMARY KEY (account_id, user_group)
);
CREATE TABLE session (
  token_hash BYTES NOT NULL PRIMARY KEY,
  account_id INT NOT NULL,
  use_case TEXT NOT NULL,
  purpose TEXT NOT NULL,
  began_at INT NOT NULL,
  last_act_at INT NOT NULL,
  ended_at INT,
  end_reason TEXT
);
CREATE INDEX session_account ON session (account_id);

-- audit: what was asked and handed over; rows are only ever added
CREATE TABLE audit_event (
  seq ID,
  event BYTES NOT NULL,
  at INT NOT NULL,
  kind TEXT NOT NULL,
  account_id INT,
  session BYTES,
  use_case TEXT NOT NULL,
  purpose TEXT NOT NULL,
  subject BYTES,
  source TEXT NOT NULL,
  allowed INT NOT NULL,
  results INT NOT NULL,
  policies TEXT NOT NULL,
  body BYTES
);
CREATE INDEX audit_subject ON audit_event (subject);

-- casefile: what agencies said, kept as it came, and the decisions that link it to people
CREATE TABLE person (
  id ID,
  created_at INT NOT NULL,
  leads_to INT
);
CREATE TABLE source_record (
  id ID,
  source TEXT NOT NULL,
  record_key BYTES NOT NULL,
  person_id INT NOT NULL,
  as_of INT NOT NULL,
  received_at INT NOT NULL,
  version INT NOT NULL,
  digest BYTES NOT NULL,
  withdrawn INT NOT NULL,
  body BYTES NOT NULL,
  UNIQUE (source, record_key)
);
CREATE INDEX source_record_person ON source_record (person_id);
CREATE TABLE source_record_version (
  record_id INT NOT NULL,
  version INT NOT NULL,
  as_of INT NOT NULL,
  received_at INT NOT NULL,
  body BYTES NOT NULL,
  PRIMARY KEY (record_id, version)
);
CREATE TABLE household_member (
  household BYTES NOT NULL,
  record_id INT NOT NULL,
  PRIMARY KEY (household, record_id)
);
CREATE INDEX household_member_record ON household_member (record_id);
CREATE TABLE relative_named (
  relative BYTES NOT NULL,
  record_id INT NOT NULL,
  PRIMARY KEY (relative, record_id)
);
CREATE INDEX relative_named_record ON relative_named (record_id);
CREATE TABLE link_decision (
  id ID,
  at INT NOT NULL,
  record_id INT NOT NULL,
  person_before INT,
  person_after INT NOT NULL,
  decided_by TEXT NOT NULL,
  probability_ppm INT NOT NULL
);
CREATE INDEX link_decision_record ON link_decision (record_id);
CREATE TABLE kept_apart (
  record_low INT NOT NULL,
  record_high INT NOT NULL,
  at INT NOT NULL,
  decided_by TEXT NOT NULL,
  PRIMARY KEY (record_low, record_high)
);
CREATE TABLE feed (
  source TEXT NOT NULL PRIMARY KEY,
  position TEXT,
  as_of INT,
  last_success INT,
  last_failure INT,
  failure TEXT NOT NULL,
  records INT NOT NULL
);
CREATE TABLE delivery (
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  received_at INT NOT NULL,
  rows_read INT NOT NULL,
  new INT NOT NULL,
  changed INT NOT NULL,
  unchanged INT NOT NULL,
  withdrawn INT NOT NULL,
  rejected INT NOT NULL,
  PRIMARY KEY (source, name)
);
CREATE TABLE quarantine (
  item BYTES NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  delivery TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  received_at INT NOT NULL,
  body BYTES NOT NULL
);
CREATE INDEX quarantine_delivery ON quarantine (source, delivery);

-- access: questions asked of the search, so that no address of a page holds anything personal
CREATE TABLE question (
  id TEXT NOT NULL PRIMARY KEY,
  session BYTES NOT NULL,
  asked_at INT NOT NULL,
  body BYTES NOT NULL
);
