-- staff: codes with which people set their own passwords; a code is kept as a hash and works once
CREATE TABLE sign_in_code (
  account_id INT NOT NULL PRIMARY KEY,
  code_hash BYTES NOT NULL,
  issued_by INT ,
  issued_at INT NOT NULL,
  expires_at INT NOT NULL
);
CREATE INDEX membership_group ON membership (user_group);
-- access: what users ask of their provisioners and liaisons, and the answers
CREATE TABLE inquiry (
  id TEXT NOT NULL PRIMARY KEY,
  account_id INT NOT NULL,
  user_group TEXT NOT NULL,
  wish TEXT NOT NULL,
  about TEXT NOT NULL,
  asked_at INT NOT NULL,
  answered_at INT ,
  answered_by INT ,
  closed_at INT ,
  seen_at INT ,
  body BYTES NOT NULL,
  answer BYTES
);
CREATE INDEX inquiry_account ON inquiry (account_id);
CREATE INDEX inquiry_group ON inquiry (user_group);
