-- usecases: versions of use cases from request to end, and what was done with them; steps are only ever added
CREATE TABLE use_case_version (
  use_case TEXT NOT NULL,
  version INT NOT NULL,
  state TEXT NOT NULL,
  round INT NOT NULL,
  agency TEXT NOT NULL,
  author INT NOT NULL,
  body TEXT NOT NULL,
  digest TEXT NOT NULL,
  group_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  reference TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  approved_on TEXT NOT NULL,
  changed_at INT NOT NULL,
  PRIMARY KEY (use_case, version)
);
CREATE TABLE use_case_step (
  id ID,
  use_case TEXT NOT NULL,
  version INT NOT NULL,
  round INT NOT NULL,
  at INT NOT NULL,
  account_id INT NOT NULL,
  step TEXT NOT NULL,
  office TEXT NOT NULL,
  digest TEXT NOT NULL,
  cell BYTES NOT NULL,
  comment BYTES
);
CREATE INDEX use_case_step_version ON use_case_step (use_case, version);
CREATE TABLE hidden_folder (
  id ID,
  source TEXT NOT NULL,
  hidden INT NOT NULL,
  at INT NOT NULL,
  account_id INT NOT NULL,
  cell BYTES NOT NULL,
  reason BYTES
);
CREATE TABLE use_case_change (
  id ID,
  at INT NOT NULL
);
-- audit: what was looked up under a use case lately
CREATE INDEX audit_use_case ON audit_event (use_case, at);
