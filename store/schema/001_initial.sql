-- The store's tables. docs/store.md says what each of them is for.
-- Plain SQL: PostgreSQL takes it with BLOB written BYTEA, INTEGER PRIMARY KEY written as an identity column, the triggers
-- as functions and without the words WITHOUT ROWID, which only say that the table is its primary key's index.

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  program_version TEXT NOT NULL,
  rules_version TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT
);

CREATE TABLE response (
  sha256 TEXT PRIMARY KEY,
  file TEXT NOT NULL,
  url TEXT NOT NULL,
  media_type TEXT NOT NULL,
  charset TEXT NOT NULL,
  status INTEGER NOT NULL,
  retrieved_at TEXT NOT NULL,
  size INTEGER NOT NULL,
  archive_file TEXT NOT NULL,
  archive_offset INTEGER NOT NULL,
  archive_length INTEGER NOT NULL
);

-- One report or record as one source renders it.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  source TEXT NOT NULL,
  first_run INTEGER NOT NULL REFERENCES run (id),
  deleted_by_run INTEGER REFERENCES run (id),
  UNIQUE (key, source)
);

CREATE TABLE alias (
  alias TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES document (id),
  PRIMARY KEY (alias, document)
) WITHOUT ROWID;

-- One content of a document. Never changed once written.
CREATE TABLE document_version (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document (id),
  digest TEXT NOT NULL,
  source_version TEXT NOT NULL,
  response_sha256 TEXT NOT NULL,
  file TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT NOT NULL,
  journal TEXT NOT NULL,
  language TEXT NOT NULL,
  metadata TEXT NOT NULL,
  text TEXT NOT NULL,
  blocks BLOB NOT NULL
);
CREATE INDEX document_version_document ON document_version (document);

-- What one version of the rules found in one version of a document. The current reading of a document is the one that
-- no run has superseded; there is at most one.
CREATE TABLE reading (
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document (id),
  version INTEGER NOT NULL REFERENCES document_version (id),
  run INTEGER NOT NULL REFERENCES run (id),
  superseded_by_run INTEGER REFERENCES run (id),
  findings INTEGER NOT NULL,
  trial_key TEXT,
  trial TEXT
);
CREATE UNIQUE INDEX reading_current ON reading (document) WHERE superseded_by_run IS NULL;

CREATE TABLE finding (
  reading INTEGER NOT NULL REFERENCES reading (id),
  position INTEGER NOT NULL,
  fact TEXT NOT NULL,
  field TEXT NOT NULL,
  start_byte INTEGER NOT NULL,
  end_byte INTEGER NOT NULL,
  start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL,
  block INTEGER NOT NULL,
  quote TEXT NOT NULL,
  section TEXT NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  value TEXT NOT NULL,
  context TEXT NOT NULL,
  conversion TEXT NOT NULL,
  PRIMARY KEY (reading, position)
) WITHOUT ROWID;
CREATE INDEX finding_fact ON finding (fact);

-- A trial: all documents that share a registration id of their own.
CREATE TABLE trial (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
);

CREATE TABLE trial_registration (
  registration TEXT PRIMARY KEY,
  registry TEXT NOT NULL,
  trial INTEGER NOT NULL REFERENCES trial (id)
);
CREATE INDEX trial_registration_trial ON trial_registration (trial);

CREATE TABLE trial_document (
  trial INTEGER NOT NULL REFERENCES trial (id),
  document INTEGER NOT NULL REFERENCES document (id),
  PRIMARY KEY (trial, document)
) WITHOUT ROWID;
CREATE INDEX trial_document_document ON trial_document (document);

-- The own ids each document's current reading names, from which trials are made. A document that reports a trial
-- without naming an id stands under its own key, with the empty registry.
CREATE TABLE document_registration (
  document INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL,
  registration TEXT NOT NULL,
  registry TEXT NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE INDEX document_registration_registration ON document_registration (registration);

-- Where documents of a trial do not agree, or ids cannot be brought together.
CREATE TABLE discrepancy (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  trial TEXT NOT NULL,
  document TEXT NOT NULL,
  detail TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  run INTEGER NOT NULL REFERENCES run (id),
  UNIQUE (kind, trial, document, detail)
);

CREATE TABLE failure (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run (id),
  UNIQUE (file, code, detail)
);

-- What people decided. Only ever added to; names facts by their stable ids, so it survives every new reading.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  fact TEXT NOT NULL,
  document TEXT NOT NULL,
  field TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('accept', 'correct', 'reject', 'skip', 'note', 'add')),
  reason TEXT NOT NULL CHECK (reason IN ('', 'numerical', 'ambiguous', 'zero_assumed', 'wrong_arm', 'misidentified')),
  value TEXT NOT NULL,
  old_value TEXT NOT NULL,
  quote TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  note TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX decision_fact ON decision (fact, document);

CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN
  SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN
  SELECT RAISE(ABORT, 'decisions are append-only');
END;

-- How many there are of what, kept in step with every change, so that a summary does not read the whole store.
CREATE TABLE counter (
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (name, key)
) WITHOUT ROWID;

-- The decision that stands for each fact: the last one that settles anything. A skip or a note settles nothing.
CREATE VIEW standing_decision AS
SELECT d.*
FROM decision d
WHERE d.action IN ('accept', 'correct', 'reject', 'add')
  AND NOT EXISTS (
    SELECT 1 FROM decision later
    WHERE later.fact = d.fact AND later.document = d.document
      AND later.action IN ('accept', 'correct', 'reject', 'add')
      AND (later.at > d.at OR (later.at = d.at AND later.id > d.id)));

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

-- Decisions whose fact no current reading states any more. What a person added was never extracted and does not count.
CREATE VIEW vanished_decision AS
SELECT s.*
FROM standing_decision s
WHERE s.action <> 'add'
  AND NOT EXISTS (
    SELECT 1 FROM finding f
    JOIN reading r ON r.id = f.reading AND r.superseded_by_run IS NULL
    JOIN document d ON d.id = r.document
    WHERE f.fact = s.fact AND d.key = s.document);
