-- What the data hub publishes. A row belongs to every publication from its first on until another took
-- its place, so that a publication writes only what changed, and switching is one row.
CREATE TABLE hub_publication (
  id integer PRIMARY KEY CHECK (id >= 1),
  state text NOT NULL CHECK (state IN ('building', 'held', 'checked', 'published', 'withdrawn')),
  base_id integer NOT NULL,
  model_hash text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  counts jsonb NOT NULL,
  faults text[] NOT NULL
);
CREATE TABLE current_publication (
  id text PRIMARY KEY CHECK (id = 'hub'),
  publication_id integer NOT NULL REFERENCES hub_publication (id),
  version integer NOT NULL CHECK (version >= 1),
  switched_at timestamptz NOT NULL
);

-- Every accepted mention, as its silo wrote it.
CREATE TABLE hub_mention (
  source text NOT NULL,
  record_key text NOT NULL,
  mention_no smallint NOT NULL,
  kind text NOT NULL,
  content jsonb NOT NULL,
  content_hash text NOT NULL,
  from_publication integer NOT NULL,
  until_publication integer,
  PRIMARY KEY (source, record_key, mention_no, from_publication)
);
CREATE TABLE hub_member (
  source text NOT NULL,
  record_key text NOT NULL,
  mention_no smallint NOT NULL,
  golden_id uuid NOT NULL,
  from_publication integer NOT NULL,
  until_publication integer,
  PRIMARY KEY (source, record_key, mention_no, from_publication)
);
CREATE INDEX hub_member_golden ON hub_member (golden_id);
CREATE TABLE hub_link (
  source text NOT NULL,
  record_key text NOT NULL,
  from_no smallint NOT NULL,
  to_no smallint NOT NULL,
  role text NOT NULL,
  from_publication integer NOT NULL,
  until_publication integer,
  PRIMARY KEY (source, record_key, from_no, to_no, role, from_publication)
);
CREATE TABLE golden_record (
  id uuid NOT NULL,
  kind text NOT NULL,
  content jsonb NOT NULL,
  content_hash text NOT NULL,
  -- highest marking of its records, and the lowest: who may see that much sees that it exists
  classification text NOT NULL,
  least_classification text NOT NULL,
  name_text text NOT NULL,
  search_keys text[] NOT NULL,
  from_publication integer NOT NULL,
  until_publication integer,
  PRIMARY KEY (id, from_publication)
);
CREATE INDEX golden_record_name ON golden_record (name_text text_pattern_ops) WHERE name_text <> '';
CREATE INDEX golden_record_name_alike ON golden_record USING gin (name_text gin_trgm_ops)
  WHERE name_text <> '';
CREATE INDEX golden_record_keys ON golden_record USING gin (search_keys);
-- Ids that were merged away lead to the one that took them over; NULL when nothing is left.
CREATE TABLE golden_redirect (
  old_id uuid NOT NULL,
  new_id uuid,
  from_publication integer NOT NULL,
  until_publication integer,
  PRIMARY KEY (old_id, from_publication)
);

-- What stewards decided; it outlives every run of the linkage.
CREATE TABLE hub_decision (
  id uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  verdict text NOT NULL CHECK (verdict IN ('must-link', 'cannot-link')),
  left_source text NOT NULL,
  left_key text NOT NULL,
  left_no smallint NOT NULL,
  right_source text NOT NULL,
  right_key text NOT NULL,
  right_no smallint NOT NULL,
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  CHECK ((left_source, left_key, left_no) < (right_source, right_key, right_no))
);
CREATE UNIQUE INDEX hub_decision_standing ON hub_decision
  (left_source, left_key, left_no, right_source, right_key, right_no) WHERE withdrawn_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON hub_publication, current_publication, hub_decision TO muster_app;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON hub_mention, hub_member, hub_link, golden_record, golden_redirect TO muster_app;
