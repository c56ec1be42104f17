-- What is left to fetch, and what was fetched and is still to be read. docs/store.md says what each table is for.
-- Instants are milliseconds since 1970 UTC, so that they compare as numbers; 0 is long ago.

CREATE TABLE source (
  name TEXT PRIMARY KEY,
  watermark TEXT NOT NULL,
  ended_at BIGINT,
  completed_at BIGINT,
  trouble TEXT NOT NULL,
  trouble_at BIGINT,
  locked_by TEXT NOT NULL,
  locked_until BIGINT NOT NULL
);

CREATE TABLE sweep (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  query TEXT NOT NULL,
  data_timestamp TEXT NOT NULL,
  lower_bound TEXT NOT NULL,
  upper_bound TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at BIGINT,
  complete INTEGER NOT NULL,
  detail TEXT NOT NULL,
  announced BIGINT NOT NULL,
  delivered BIGINT NOT NULL
);
CREATE UNIQUE INDEX sweep_open ON sweep (source) WHERE ended_at IS NULL;

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  sweep INTEGER NOT NULL REFERENCES sweep (id),
  kind TEXT NOT NULL,
  request TEXT NOT NULL,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL,
  recurring INTEGER NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  not_before BIGINT NOT NULL,
  worker TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  interval_seconds BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  UNIQUE (source, key)
);
CREATE INDEX task_next ON task (source, status, priority DESC, not_before, id);
CREATE INDEX task_leased ON task (worker) WHERE status = 'leased';

CREATE TABLE host (
  host TEXT PRIMARY KEY,
  next_allowed BIGINT NOT NULL,
  delay BIGINT NOT NULL,
  failures INTEGER NOT NULL,
  open_until BIGINT NOT NULL,
  stopped TEXT NOT NULL
);

CREATE TABLE robots (
  origin TEXT PRIMARY KEY,
  access TEXT NOT NULL,
  body BLOB NOT NULL,
  reason TEXT NOT NULL,
  fetched_at BIGINT NOT NULL,
  use_until BIGINT NOT NULL
);

-- A record or page that a source delivered; the bytes stand in the archive. Unread until a run has put it in the store.
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES response (sha256),
  facts TEXT NOT NULL,
  delivered_at TEXT NOT NULL,
  read_by_run INTEGER REFERENCES run (id)
);
CREATE INDEX delivery_unread ON delivery (id) WHERE read_by_run IS NULL;
CREATE INDEX delivery_sha256 ON delivery (sha256);
