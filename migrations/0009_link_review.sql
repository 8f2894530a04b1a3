-- casefile: what stewards decided about pairs of records, each with its reason and the evidence as it was, sealed
CREATE TABLE match_decision (
  id ID,
  at INT NOT NULL,
  account INT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  needs_two INT NOT NULL,
  second_account INT ,
  second_at INT ,
  undone_by INT ,
  undone_at INT ,
  undone_second INT ,
  body BYTES NOT NULL
);
CREATE INDEX match_decision_state ON match_decision (state);
-- casefile: the pairs that a decision speaks of, each record with the version that was looked at
CREATE TABLE match_decision_pair (
  decision INT NOT NULL,
  record_low INT NOT NULL,
  record_high INT NOT NULL,
  version_low INT NOT NULL,
  version_high INT NOT NULL,
  probability_ppm INT NOT NULL,
  PRIMARY KEY (decision, record_low, record_high)
);
CREATE INDEX match_decision_pair_low ON match_decision_pair (record_low);
CREATE INDEX match_decision_pair_high ON match_decision_pair (record_high);
-- casefile: pairs of different people that the matcher leaves to a steward
CREATE TABLE match_review (
  record_low INT NOT NULL,
  record_high INT NOT NULL,
  probability_ppm INT NOT NULL,
  found_at INT NOT NULL,
  PRIMARY KEY (record_low, record_high)
);
CREATE INDEX match_review_high ON match_review (record_high);
CREATE INDEX link_decision_before ON link_decision (person_before);
CREATE INDEX link_decision_after ON link_decision (person_after);
-- Never filled by any version: decisions to keep records apart are match_decision now.
DROP TABLE kept_apart;
-- What is left to stewards is known only after everything was judged once more: at the next start.
INSERT INTO unlinked (source) SELECT DISTINCT source FROM source_record WHERE true ON CONFLICT (source) DO NOTHING;
