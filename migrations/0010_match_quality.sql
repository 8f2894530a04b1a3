-- casefile: weights of the matcher: learned by itself, proposed and approved; they hold no value of a person. What was said about them is sealed
CREATE TABLE match_model (
  id ID,
  made_at INT NOT NULL,
  state TEXT NOT NULL,
  weights TEXT NOT NULL,
  records INT NOT NULL,
  sources INT NOT NULL,
  base INT ,
  proposed_by INT ,
  decided_by INT ,
  decided_at INT ,
  in_force_at INT ,
  moved INT ,
  trial TEXT NOT NULL,
  profile TEXT NOT NULL,
  body BYTES NOT NULL
);
CREATE INDEX match_model_state ON match_model (state);
-- casefile: pairs of records drawn for stewards to check, and what they said
CREATE TABLE match_check (
  id ID,
  draw INT NOT NULL,
  model INT NOT NULL,
  drawn_at INT NOT NULL,
  stratum TEXT NOT NULL,
  stratum_size INT NOT NULL,
  record_low INT NOT NULL,
  record_high INT NOT NULL,
  probability_ppm INT NOT NULL,
  account INT ,
  answered_at INT ,
  answer TEXT NOT NULL
);
CREATE UNIQUE INDEX match_check_pair ON match_check (record_low, record_high);
CREATE INDEX match_check_answer ON match_check (answer);
-- casefile: the newest count of all pairs: numbers only
CREATE TABLE match_count (
  id ID,
  at INT NOT NULL,
  model INT NOT NULL,
  body TEXT NOT NULL
);
