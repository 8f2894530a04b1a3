-- frontdesk: sites, as the administrators of their areas set them up; settings hold hours, choices and words
CREATE TABLE desk_site (
  id TEXT NOT NULL PRIMARY KEY,
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  settings TEXT NOT NULL,
  changed_by INT ,
  ended_at INT ,
  changed_at INT NOT NULL
);
-- frontdesk: customers; numbers stand as tokens beside the sealed body
CREATE TABLE member (
  id ID,
  number BYTES NOT NULL UNIQUE,
  uii TEXT NOT NULL UNIQUE,
  ssn BYTES UNIQUE,
  said BYTES NOT NULL,
  body BYTES NOT NULL,
  site TEXT NOT NULL,
  registered_at INT NOT NULL,
  registered_by INT ,
  merged_into INT ,
  barred INT NOT NULL
);
CREATE INDEX member_said ON member (said);
CREATE INDEX member_merged ON member (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE member_change (
  id ID,
  member INT NOT NULL,
  at INT NOT NULL,
  visit BYTES ,
  service INT
);
-- frontdesk: who of staff corrected which of a customer's data; former values and reasons are sealed
CREATE TABLE member_trace (
  id ID,
  member INT NOT NULL,
  at INT NOT NULL,
  account INT ,
  what TEXT NOT NULL,
  body BYTES NOT NULL
);
CREATE INDEX member_trace_member ON member_trace (member);
-- frontdesk: what customers chose to say for reports, each time whole and with its day
CREATE TABLE member_about (
  id ID,
  member INT NOT NULL,
  day INT NOT NULL,
  at INT NOT NULL,
  account INT ,
  body BYTES NOT NULL
);
CREATE INDEX member_about_member ON member_about (member);
CREATE TABLE member_turn (
  name TEXT NOT NULL PRIMARY KEY,
  taken INT NOT NULL
);
CREATE TABLE card (
  id ID,
  number BYTES NOT NULL UNIQUE,
  member INT NOT NULL,
  body BYTES NOT NULL,
  site TEXT NOT NULL,
  issued_at INT NOT NULL,
  issued_by INT ,
  reason TEXT NOT NULL,
  ended_at INT ,
  ended_by INT ,
  ended_reason TEXT
);
CREATE INDEX card_member ON card (member);
-- frontdesk: what a kiosk may keep of who came lately: an index and a key that only the card gives
CREATE TABLE desk_roster (
  site TEXT NOT NULL,
  card INT NOT NULL,
  token BYTES NOT NULL,
  opener BYTES NOT NULL,
  PRIMARY KEY (site, card)
);
-- frontdesk: kiosks and what they said
CREATE TABLE kiosk_code (
  code BYTES NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  made_by INT ,
  used_at INT ,
  made_at INT NOT NULL
);
CREATE TABLE kiosk (
  id TEXT NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  name TEXT NOT NULL,
  public_key BYTES NOT NULL,
  enrolled_at INT NOT NULL,
  enrolled_by INT ,
  revoked_at INT ,
  revoked_by INT ,
  next_seq INT NOT NULL,
  seen_at INT NOT NULL,
  health TEXT NOT NULL
);
CREATE TABLE kiosk_event (
  id BYTES NOT NULL PRIMARY KEY,
  kiosk TEXT NOT NULL,
  seq INT NOT NULL,
  kind TEXT NOT NULL,
  visit BYTES ,
  at INT NOT NULL,
  uncertain INT NOT NULL,
  received_at INT NOT NULL,
  digest BYTES NOT NULL,
  held TEXT ,
  settled_at INT ,
  settled_by INT ,
  body BYTES NOT NULL
);
CREATE INDEX kiosk_event_seq ON kiosk_event (kiosk, seq);
CREATE INDEX kiosk_event_visit ON kiosk_event (visit);
-- frontdesk: visits, the union of their events; a visit counts when it began and neither was voided nor folded into another
CREATE TABLE visit (
  id BYTES NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  kiosk TEXT ,
  began INT ,
  day INT ,
  hour INT ,
  ended INT ,
  end_set_at INT ,
  closed TEXT ,
  who TEXT ,
  member INT ,
  number BYTES ,
  entry TEXT ,
  lang TEXT ,
  verified INT NOT NULL,
  found_work INT NOT NULL,
  voided INT NOT NULL,
  uncertain INT NOT NULL,
  offline INT NOT NULL,
  paper INT NOT NULL,
  folded_into BYTES
);
CREATE INDEX visit_member ON visit (member, began);
CREATE INDEX visit_site ON visit (site, day);
CREATE INDEX visit_number ON visit (number);
CREATE INDEX visit_open ON visit (site, closed, ended);
CREATE INDEX visit_folded ON visit (folded_into) WHERE folded_into IS NOT NULL;
CREATE TABLE visit_service (
  visit BYTES NOT NULL,
  service TEXT NOT NULL,
  chosen INT NOT NULL,
  used INT NOT NULL,
  removed_at INT ,
  PRIMARY KEY (visit, service)
);
CREATE TABLE visit_session (
  visit BYTES NOT NULL,
  activity INT NOT NULL,
  PRIMARY KEY (visit, activity)
);
CREATE TABLE visit_note (
  id ID,
  visit BYTES NOT NULL,
  at INT NOT NULL,
  account INT ,
  what TEXT NOT NULL,
  body BYTES
);
CREATE INDEX visit_note_visit ON visit_note (visit);
-- frontdesk: what staff delivered; only this makes a participant
CREATE TABLE staff_service (
  id ID,
  member INT NOT NULL,
  service TEXT NOT NULL,
  site TEXT NOT NULL,
  day INT NOT NULL,
  at INT NOT NULL,
  account INT ,
  partner TEXT ,
  visit BYTES ,
  activity INT ,
  undone_at INT ,
  undone_by INT ,
  programme TEXT ,
  paper INT NOT NULL
);
CREATE INDEX staff_service_member ON staff_service (member, day);
CREATE INDEX staff_service_day ON staff_service (site, day);
CREATE INDEX staff_service_activity ON staff_service (activity, member);
CREATE TABLE activity (
  id ID,
  site TEXT NOT NULL,
  service TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  day INT NOT NULL,
  starts INT NOT NULL,
  ends INT NOT NULL,
  capacity INT NOT NULL,
  made_at INT NOT NULL,
  closed_at INT ,
  made_by INT NOT NULL
);
CREATE INDEX activity_day ON activity (site, day);
CREATE TABLE activity_member (
  activity INT NOT NULL,
  member INT NOT NULL,
  state TEXT NOT NULL,
  changed_at INT NOT NULL,
  changed_by INT ,
  expected_at INT ,
  PRIMARY KEY (activity, member)
);
CREATE INDEX activity_member_member ON activity_member (member);
-- frontdesk: who asked for staff, in the order in which they came
CREATE TABLE queue_item (
  visit BYTES NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  day INT NOT NULL,
  number INT NOT NULL,
  state TEXT NOT NULL,
  called_at INT ,
  called_by INT ,
  ended_at INT ,
  since INT NOT NULL
);
CREATE INDEX queue_item_day ON queue_item (site, day);
-- frontdesk: which program closes a site's day, and since when
CREATE TABLE desk_closing (
  site TEXT NOT NULL PRIMARY KEY,
  taken_at INT NOT NULL
);
-- frontdesk: reports that are put into a folder, each once; a claim is one program's try
CREATE TABLE report_drop (
  series TEXT NOT NULL,
  period TEXT NOT NULL,
  state TEXT NOT NULL,
  claim INT NOT NULL,
  claimed_at INT NOT NULL,
  PRIMARY KEY (series, period)
);
-- frontdesk: other systems: how far they were told, by which names they know customers, and what they said
CREATE TABLE exchange_partner (
  partner TEXT NOT NULL PRIMARY KEY,
  sent INT NOT NULL,
  succeeded_at INT ,
  tried_at INT NOT NULL,
  failed INT NOT NULL,
  why TEXT
);
CREATE TABLE exchange_key (
  partner TEXT NOT NULL,
  external BYTES NOT NULL,
  member INT NOT NULL,
  PRIMARY KEY (partner, external)
);
CREATE TABLE exchange_message (
  partner TEXT NOT NULL,
  id TEXT NOT NULL,
  digest BYTES NOT NULL,
  kind TEXT NOT NULL,
  site TEXT NOT NULL,
  received_at INT NOT NULL,
  state TEXT NOT NULL,
  why TEXT ,
  member INT ,
  service INT ,
  settled_at INT ,
  settled_by INT ,
  body BYTES NOT NULL,
  PRIMARY KEY (partner, id)
);
CREATE INDEX exchange_message_site ON exchange_message (site, state);
