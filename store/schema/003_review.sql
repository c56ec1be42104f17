-- What the curators' page needs: more kinds of events, what stands as a table kept in step with them, the queue, leases.

-- The decision that stands for each fact, worked out anew with each event about it. After new rules, a decision goes on
-- standing for the finding that took the place of the one it was made on (`moved_to`): that one has a row as well.
CREATE TABLE standing (
  document TEXT NOT NULL,
  fact TEXT NOT NULL,
  decision INTEGER NOT NULL,
  moved_to TEXT,
  PRIMARY KEY (document, fact)
) WITHOUT ROWID;
INSERT INTO standing SELECT document, fact, id, NULL FROM standing_decision;

DROP VIEW vanished_decision;
DROP VIEW current_finding;
DROP VIEW standing_decision;

-- Everything people did. Only ever added to.
CREATE TABLE decision_event (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  fact TEXT NOT NULL,
  document TEXT NOT NULL,
  field TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('accept', 'correct', 'reject', 'skip', 'note', 'add', 'undo', 'redo', 'merge_arms', 'split_arms')),
  reason TEXT NOT NULL CHECK (reason IN ('', 'numerical', 'ambiguous', 'zero_assumed', 'wrong_arm', 'misidentified')),
  value TEXT NOT NULL,
  old_value TEXT NOT NULL,
  quote TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  note TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL,
  key TEXT NOT NULL DEFAULT '',
  round TEXT NOT NULL DEFAULT '' CHECK (round IN ('', 'blind', 'adjudication')),
  undoes TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT ''
);
INSERT INTO decision_event (id, digest, fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, reviewer, at)
SELECT id, digest, fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, reviewer, at FROM decision;
DROP TABLE decision;
ALTER TABLE decision_event RENAME TO decision;
CREATE INDEX decision_fact ON decision (fact, document);
CREATE INDEX decision_document ON decision (document);
CREATE INDEX decision_reviewer ON decision (reviewer, id);
CREATE INDEX decision_blind ON decision (document, fact) WHERE round = 'blind';
-- What a page sends twice is one event.
CREATE UNIQUE INDEX decision_key ON decision (reviewer, key) WHERE key <> '';

CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN
  SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN
  SELECT RAISE(ABORT, 'decisions are append-only');
END;

CREATE VIEW standing_decision AS
SELECT d.id, s.fact, s.document, s.moved_to, d.fact AS decided_fact, d.field, d.action, d.reason, d.value, d.old_value, d.quote, d.prefix, d.suffix,
  d.note, d.reviewer, d.at
FROM standing s
JOIN decision d ON d.id = s.decision;

-- The findings of current readings with where they stand in review.
CREATE VIEW current_finding AS
SELECT f.*, r.document AS document, r.version AS version, r.run AS run, d.key AS document_key, d.source AS source,
  s.id AS decision,
  CASE
    WHEN s.id IS NULL THEN 'pending'
    WHEN s.old_value <> f.value THEN 'stale'
    WHEN s.action = 'accept' THEN 'accepted'
    WHEN s.action = 'reject' THEN 'rejected'
    ELSE 'corrected'
  END AS state
FROM finding f
JOIN reading r ON r.id = f.reading AND r.superseded_by_run IS NULL
JOIN document d ON d.id = r.document
LEFT JOIN standing_decision s ON s.fact = f.fact AND s.document = d.key;

-- Decisions whose fact no current reading states any more, and that stand for no other. What a person added was never
-- extracted and does not count.
CREATE VIEW vanished_decision AS
SELECT s.*
FROM standing_decision s
WHERE s.action <> 'add'
  AND s.moved_to IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM finding f
    JOIN reading r ON r.id = f.reading AND r.superseded_by_run IS NULL
    JOIN document d ON d.id = r.document
    WHERE f.fact = s.fact AND d.key = s.document);

-- Where the findings that people added stand in the current text of a document. `found`: ok, drifted (the words stand
-- elsewhere now) or orphan (they are gone).
CREATE TABLE added_finding (
  document INTEGER NOT NULL REFERENCES document (id),
  fact TEXT NOT NULL,
  decision INTEGER NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte INTEGER NOT NULL,
  start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL,
  block INTEGER NOT NULL,
  section TEXT NOT NULL,
  found TEXT NOT NULL,
  PRIMARY KEY (document, fact)
) WITHOUT ROWID;

-- Documents whose part of the queue must be worked out anew.
CREATE TABLE review_dirty (
  document INTEGER PRIMARY KEY
);
INSERT INTO review_dirty SELECT DISTINCT document FROM reading;
CREATE TRIGGER reading_is_new AFTER INSERT ON reading
BEGIN
  INSERT INTO review_dirty (document) VALUES (NEW.document) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER reading_is_superseded AFTER UPDATE OF superseded_by_run ON reading
BEGIN
  INSERT INTO review_dirty (document) VALUES (NEW.document) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER discrepancy_is_new AFTER INSERT ON discrepancy
BEGIN
  INSERT INTO review_dirty (document)
  SELECT l.document FROM trial_document l JOIN trial t ON t.id = l.trial WHERE t.key = NEW.trial ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER discrepancy_is_gone AFTER DELETE ON discrepancy
BEGIN
  INSERT INTO review_dirty (document)
  SELECT l.document FROM trial_document l JOIN trial t ON t.id = l.trial WHERE t.key = OLD.trial ON CONFLICT DO NOTHING;
END;

-- The queue: every finding with its state and what a decision on it is worth. Follows from the rest of the store.
CREATE TABLE review_item (
  document INTEGER NOT NULL REFERENCES document (id),
  fact TEXT NOT NULL,
  reading INTEGER,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  held_by TEXT NOT NULL,
  worth INTEGER NOT NULL,
  disagrees INTEGER NOT NULL,
  field TEXT NOT NULL,
  rule TEXT NOT NULL,
  language TEXT NOT NULL,
  confidence REAL NOT NULL,
  PRIMARY KEY (document, fact)
) WITHOUT ROWID;
CREATE INDEX review_item_worth ON review_item (worth DESC, document, fact);
CREATE INDEX review_item_state ON review_item (state, worth DESC, document, fact);
CREATE INDEX review_item_field ON review_item (field, worth DESC, document, fact);

-- How many there are in each state: `review` by state, and `review.half` by the one of two who has decided.
CREATE TRIGGER review_item_in AFTER INSERT ON review_item
BEGIN
  INSERT INTO counter (name, key, value) VALUES ('review', NEW.state, 1)
  ON CONFLICT (name, key) DO UPDATE SET value = value + 1;
  INSERT INTO counter (name, key, value) SELECT 'review.half', NEW.held_by, 1 WHERE NEW.state = 'half'
  ON CONFLICT (name, key) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER review_item_out AFTER DELETE ON review_item
BEGIN
  UPDATE counter SET value = value - 1 WHERE name = 'review' AND key = OLD.state;
  UPDATE counter SET value = value - 1 WHERE OLD.state = 'half' AND name = 'review.half' AND key = OLD.held_by;
END;

-- Who is at an item, so that two do not decide it at once.
CREATE TABLE lease (
  document TEXT NOT NULL,
  fact TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (document, fact)
) WITHOUT ROWID;
