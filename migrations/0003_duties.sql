-- staff: what people may do besides looking things up, whom they report to, and what they agreed to
ALTER TABLE account ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN privileged INT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN supervisor_id INT ;
ALTER TABLE account ADD COLUMN last_sign_in INT ;
ALTER TABLE account ADD COLUMN gone_at INT ;
ALTER TABLE membership ADD COLUMN granted_by INT ;
ALTER TABLE session ADD COLUMN confirmed_at INT NOT NULL DEFAULT 0;
CREATE TABLE duty (
  account_id INT NOT NULL,
  duty TEXT NOT NULL,
  scope TEXT NOT NULL,
  since INT NOT NULL,
  PRIMARY KEY (account_id, duty, scope)
);
CREATE INDEX duty_scope ON duty (duty, scope);
CREATE TABLE agreement (
  account_id INT NOT NULL,
  kind TEXT NOT NULL,
  version INT NOT NULL,
  at INT NOT NULL,
  PRIMARY KEY (account_id, kind, version)
);
