-- The queue made anew, so that no list and no count reads more of it than it must.

DROP TABLE review_item;

-- The queue: every finding with its state and what a decision on it is worth. Follows from the rest of the store.
-- `words` is what a search looks through: one pass over the table finds any part of any word, of Chinese too, in less
-- time than an index of three-letter pieces takes for the common ones.
CREATE TABLE review_item (
  id INTEGER PRIMARY KEY,
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
  words TEXT NOT NULL
);
CREATE UNIQUE INDEX review_item_fact ON review_item (document, fact);
-- The order of the queue with all that a filter asks for: what a list leaves out is passed over within the index.
CREATE INDEX review_item_worth ON review_item (worth DESC, document, fact, state, held_by, field, language, rule, confidence);

-- How many findings there are of each kind that a filter can ask for, so that no list is counted line by line.
CREATE TABLE review_count (
  field TEXT NOT NULL,
  language TEXT NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  state TEXT NOT NULL,
  held_by TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (field, language, rule, confidence, state, held_by)
) WITHOUT ROWID;

DELETE FROM counter WHERE name IN ('review', 'review.half');

-- `counter` has them by state alone: `review`, and `review.half` by the one of two who has decided.
CREATE TRIGGER review_item_in AFTER INSERT ON review_item
BEGIN
  INSERT INTO counter (name, key, value) VALUES ('review', NEW.state, 1)
  ON CONFLICT (name, key) DO UPDATE SET value = value + 1;
  INSERT INTO counter (name, key, value) SELECT 'review.half', NEW.held_by, 1 WHERE NEW.state = 'half'
  ON CONFLICT (name, key) DO UPDATE SET value = value + 1;
  INSERT INTO review_count (field, language, rule, confidence, state, held_by, value)
  VALUES (NEW.field, NEW.language, NEW.rule, NEW.confidence, NEW.state, NEW.held_by, 1)
  ON CONFLICT (field, language, rule, confidence, state, held_by) DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER review_item_out AFTER DELETE ON review_item
BEGIN
  UPDATE counter SET value = value - 1 WHERE name = 'review' AND key = OLD.state;
  UPDATE counter SET value = value - 1 WHERE OLD.state = 'half' AND name = 'review.half' AND key = OLD.held_by;
  UPDATE review_count SET value = value - 1
  WHERE field = OLD.field AND language = OLD.language AND rule = OLD.rule AND confidence = OLD.confidence
    AND state = OLD.state AND held_by = OLD.held_by;
END;
CREATE TRIGGER review_item_moved AFTER UPDATE ON review_item
BEGIN
  INSERT INTO counter (name, key, value) VALUES ('review', NEW.state, 1)
  ON CONFLICT (name, key) DO UPDATE SET value = value + 1;
  INSERT INTO counter (name, key, value) SELECT 'review.half', NEW.held_by, 1 WHERE NEW.state = 'half'
  ON CONFLICT (name, key) DO UPDATE SET value = value + 1;
  INSERT INTO review_count (field, language, rule, confidence, state, held_by, value)
  VALUES (NEW.field, NEW.language, NEW.rule, NEW.confidence, NEW.state, NEW.held_by, 1)
  ON CONFLICT (field, language, rule, confidence, state, held_by) DO UPDATE SET value = value + 1;
  UPDATE counter SET value = value - 1 WHERE name = 'review' AND key = OLD.state;
  UPDATE counter SET value = value - 1 WHERE OLD.state = 'half' AND name = 'review.half' AND key = OLD.held_by;
  UPDATE review_count SET value = value - 1
  WHERE field = OLD.field AND language = OLD.language AND rule = OLD.rule AND confidence = OLD.confidence
    AND state = OLD.state AND held_by = OLD.held_by;
END;

INSERT INTO review_dirty (document) SELECT DISTINCT document FROM reading WHERE true ON CONFLICT DO NOTHING;

-- One index serves both what asks for a fact and what asks for a document.
DROP INDEX decision_fact;
DROP INDEX decision_document;
CREATE INDEX decision_fact ON decision (document, fact);

-- The same view in a form that is looked up from a finding, instead of from all decisions there are.
DROP VIEW current_finding;
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
LEFT JOIN standing t ON t.document = d.key AND t.fact = f.fact
LEFT JOIN decision s ON s.id = t.decision;
