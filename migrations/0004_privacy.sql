-- privacy: which records are private, and who needs to know them all the same; people stand in it by record tokens
CREATE TABLE privacy_mark (
  source TEXT NOT NULL,
  subject BYTES NOT NULL,
  origin TEXT NOT NULL,
  level INT NOT NULL,
  at INT NOT NULL,
  set_by INT ,
  reason BYTES ,
  PRIMARY KEY (source, subject, origin)
);
CREATE TABLE care_member (
  source TEXT NOT NULL,
  subject BYTES NOT NULL,
  account_id INT NOT NULL,
  part TEXT NOT NULL,
  since INT NOT NULL,
  given_by INT ,
  PRIMARY KEY (source, subject, account_id, part)
);
CREATE TABLE privacy_change (
  id ID,
  at INT NOT NULL
);
