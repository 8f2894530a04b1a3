-- privacy: one writer at a time, so that marks rise in the order in which they are committed
CREATE TABLE privacy_turn (
  name TEXT NOT NULL PRIMARY KEY,
  taken INT NOT NULL
);
-- privacy: records that a desk can name: a number for addresses, and the sealed key beside the token
CREATE TABLE private_record (
  id ID,
  source TEXT NOT NULL,
  subject BYTES NOT NULL,
  label BYTES ,
  UNIQUE (source, subject)
);
INSERT INTO private_record (source, subject) SELECT source, subject FROM privacy_mark GROUP BY source, subject;
-- privacy: what the state system said, transaction by transaction; said_at and as_of are its own clock, in microseconds
CREATE TABLE status_transaction (
  source TEXT NOT NULL,
  transaction_id BYTES NOT NULL,
  subject BYTES NOT NULL,
  level INT NOT NULL,
  said_at INT NOT NULL,
  sequence INT ,
  received_at INT NOT NULL,
  body BYTES NOT NULL,
  PRIMARY KEY (source, transaction_id)
);
CREATE INDEX status_transaction_subject ON status_transaction (source, subject, said_at);
CREATE TABLE status_list (
  source TEXT NOT NULL,
  as_of INT NOT NULL,
  received_at INT NOT NULL,
  records INT NOT NULL,
  whole INT NOT NULL,
  PRIMARY KEY (source, as_of)
);
CREATE TABLE status_listed (
  source TEXT NOT NULL,
  subject BYTES NOT NULL,
  as_of INT NOT NULL,
  PRIMARY KEY (source, subject)
);
CREATE TABLE status_fault (
  item BYTES NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  received_at INT NOT NULL,
  settled_at INT ,
  settled_by INT ,
  body BYTES NOT NULL
);
CREATE INDEX status_fault_source ON status_fault (source, received_at);
-- privacy: what people did about a record, and what disagrees about it
CREATE TABLE privacy_event (
  event BYTES NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  subject BYTES NOT NULL,
  at INT NOT NULL,
  what TEXT NOT NULL,
  by_account INT ,
  about_account INT ,
  body BYTES
);
CREATE INDEX privacy_event_subject ON privacy_event (source, subject, at);
CREATE TABLE discrepancy (
  id ID,
  source TEXT NOT NULL,
  subject BYTES NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  since INT NOT NULL,
  as_of INT NOT NULL,
  ended_at INT ,
  changed_at INT NOT NULL,
  changed_by INT ,
  note BYTES
);
CREATE INDEX discrepancy_subject ON discrepancy (source, subject, kind);
