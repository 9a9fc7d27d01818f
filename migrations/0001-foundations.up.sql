-- run-as: login
-- The two roles, and the tables that every command writes: counter, events, audit, idempotency.
-- Roles belong to the whole cluster, so they may exist already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'muster_owner') THEN
    CREATE ROLE muster_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'muster_app') THEN
    CREATE ROLE muster_app NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE;
  END IF;
END
$$;
-- A role that the login role may not yet take is granted to it; one made beforehand is left alone.
DO $$
DECLARE
  login name := current_user;
  needed text;
BEGIN
  FOREACH needed IN ARRAY ARRAY['muster_owner', 'muster_app'] LOOP
    BEGIN
      EXECUTE format('SET LOCAL ROLE %I', needed);
      RESET ROLE;
    EXCEPTION WHEN insufficient_privilege THEN
      EXECUTE format('GRANT %I TO %I', needed, login);
    END;
  END LOOP;
END
$$;
GRANT USAGE, CREATE ON SCHEMA public TO muster_owner;
GRANT USAGE ON SCHEMA public TO muster_app;
GRANT SELECT ON schema_migration TO muster_app;

SET LOCAL ROLE muster_owner;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- One row. A command adds to it as its last statement, so its lock also orders the commits.
CREATE TABLE event_counter (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  epoch integer NOT NULL CHECK (epoch >= 1),
  n bigint NOT NULL CHECK (n >= 0)
);
INSERT INTO event_counter (epoch, n) VALUES (1, 0);
GRANT SELECT, UPDATE (n) ON event_counter TO muster_app;

-- Facts, in commit order without a gap. No personal data: ids, versions, codes, times, actor.
CREATE TABLE event_log (
  seq bigint PRIMARY KEY CHECK (seq >= 1),
  epoch integer NOT NULL,
  kind text NOT NULL,
  entity_kind text NOT NULL,
  entity_id text NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'device', 'system')),
  actor_id text NOT NULL,
  codes jsonb NOT NULL
);
CREATE INDEX event_log_entity ON event_log (entity_kind, entity_id, seq);
GRANT SELECT, INSERT ON event_log TO muster_app;
CREATE TRIGGER event_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who changed which fields of what, from which version to which: one row to each event.
CREATE TABLE audit (
  seq bigint PRIMARY KEY,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'device', 'system')),
  actor_id text NOT NULL,
  command text NOT NULL,
  entity_kind text NOT NULL,
  entity_id text NOT NULL,
  from_version integer CHECK (from_version >= 1),
  to_version integer NOT NULL CHECK (to_version >= 1),
  fields text[] NOT NULL,
  codes jsonb NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (from_version IS NULL OR from_version < to_version)
);
CREATE INDEX audit_entity ON audit (entity_kind, entity_id, seq);
CREATE INDEX audit_actor ON audit (actor_kind, actor_id, seq);
GRANT SELECT, INSERT ON audit TO muster_app;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The hash chain over audit rows, written after the command so that it never holds one up.
CREATE TABLE audit_chain (
  seq bigint PRIMARY KEY REFERENCES audit (seq),
  prev_hash bytea,
  hash bytea NOT NULL,
  recorded_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON audit_chain TO muster_app;
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The answer given to a command under a key; null while its transaction is still open.
-- json, not jsonb: a replay gives back the same text. epoch and seq: its last event.
CREATE TABLE idempotency (
  principal_kind text NOT NULL,
  principal_id text NOT NULL,
  command text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  outcome json,
  epoch integer,
  seq bigint,
  recorded_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (principal_kind, principal_id, command, key)
);
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO muster_app;

-- One row: op = anchor_op + (wall - anchor_wall) * speed. `training` can never be changed.
CREATE TABLE clock_anchor (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  anchor_op timestamptz NOT NULL,
  anchor_wall timestamptz NOT NULL,
  speed double precision NOT NULL CHECK (speed > 0 AND speed <= 1000),
  training boolean NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  CHECK (training OR speed = 1)
);
GRANT SELECT, INSERT, UPDATE (anchor_op, anchor_wall, speed, version) ON clock_anchor TO muster_app;

-- What a user was shown when deciding: opaque bytes, kept exactly as they were hashed.
CREATE TABLE decision_record (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  entity_kind text NOT NULL,
  entity_id text NOT NULL,
  entity_version integer NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'device', 'system')),
  actor_id text NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  encoding text NOT NULL,
  payload bytea NOT NULL,
  payload_hash bytea NOT NULL
);
CREATE INDEX decision_record_entity ON decision_record (entity_kind, entity_id, at);
GRANT SELECT, INSERT ON decision_record TO muster_app;
CREATE TRIGGER decision_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who looked at whose record, why (a code), and which fields they were given.
CREATE TABLE consultation_record (
  id uuid PRIMARY KEY,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'device', 'system')),
  actor_id text NOT NULL,
  purpose_code text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  subject_version integer,
  incident_id text,
  fields text[] NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX consultation_record_subject ON consultation_record (subject_kind, subject_id, at);
CREATE INDEX consultation_record_actor ON consultation_record (actor_kind, actor_id, at);
GRANT SELECT, INSERT ON consultation_record TO muster_app;
CREATE TRIGGER consultation_record_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON consultation_record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What left the system (export, print, message to a device), to whom, and under which purpose.
CREATE TABLE disclosure_record (
  id uuid PRIMARY KEY,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'device', 'system')),
  actor_id text NOT NULL,
  purpose_code text NOT NULL,
  recipient_kind text NOT NULL,
  recipient_id text NOT NULL,
  subject_kind text NOT NULL,
  subject_ids text[] NOT NULL,
  fields text[] NOT NULL,
  content_hash bytea,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX disclosure_record_subject ON disclosure_record USING gin (subject_ids);
GRANT SELECT, INSERT ON disclosure_record TO muster_app;
CREATE TRIGGER disclosure_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosure_record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Work to be done later by any node, claimed with SKIP LOCKED. Times are wall time.
CREATE TABLE job (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  dedupe_key text,
  payload jsonb NOT NULL,
  run_at timestamptz NOT NULL,
  attempts integer NOT NULL CHECK (attempts >= 0),
  claimed_by text,
  claimed_until timestamptz,
  done_at timestamptz,
  failed_code text
);
CREATE INDEX job_due ON job (kind, run_at) WHERE done_at IS NULL;
CREATE UNIQUE INDEX job_dedupe ON job (kind, dedupe_key) WHERE done_at IS NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON job TO muster_app;
