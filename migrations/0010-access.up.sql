-- Who may use the system. Names live here only; events and audit carry the ids.
CREATE TABLE account (
  id uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  username text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9._-]{3,40}$'),
  display_name text NOT NULL CHECK (char_length(display_name) BETWEEN 1 AND 80),
  roles text[] NOT NULL CHECK (cardinality(roles) >= 1),
  password_hash text,
  locked boolean NOT NULL,
  training boolean NOT NULL,
  created_at timestamptz NOT NULL,
  password_set_at timestamptz,
  CHECK ((password_hash IS NULL) = (password_set_at IS NULL)),
  -- an account without a password is entered by a one-time link, which only training has
  CHECK (training OR password_hash IS NOT NULL)
);
GRANT SELECT, INSERT, UPDATE (version, display_name, roles, password_hash, locked, password_set_at)
  ON account TO muster_app;

-- The browser holds a random token; here lies its SHA-256 only. All times are wall time.
CREATE TABLE session (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id),
  version integer NOT NULL CHECK (version >= 1),
  token_hash bytea NOT NULL UNIQUE,
  opened_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_code text CHECK (end_code IN ('SIGNED_OUT', 'LOCKED', 'PASSWORD_CHANGED')),
  CHECK ((ended_at IS NULL) = (end_code IS NULL))
);
CREATE INDEX session_account ON session (account_id) WHERE ended_at IS NULL;
CREATE INDEX session_expiry ON session (expires_at);
GRANT SELECT, INSERT, DELETE, UPDATE (version, last_used_at, ended_at, end_code)
  ON session TO muster_app;

-- Delay after wrong passwords, by SHA-256 of the name that was typed, whether or not it exists.
CREATE TABLE sign_in_delay (
  name_hash bytea PRIMARY KEY,
  failures integer NOT NULL CHECK (failures >= 1),
  not_before timestamptz NOT NULL,
  forget_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_delay TO muster_app;

CREATE TABLE device (
  id uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  -- the unit belongs to a capability above: its id and call sign as they were when enrolled
  unit_id uuid NOT NULL,
  call_sign text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  enrolled_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX device_of_unit ON device (unit_id) WHERE revoked_at IS NULL;
GRANT SELECT, INSERT, UPDATE (version, token_hash, revoked_at) ON device TO muster_app;

-- Single use, seconds long: opens one socket of a session or of a device.
CREATE TABLE socket_ticket (
  token_hash bytea PRIMARY KEY,
  session_id uuid REFERENCES session (id) ON DELETE CASCADE,
  device_id uuid REFERENCES device (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  CHECK ((session_id IS NULL) <> (device_id IS NULL))
);
CREATE INDEX socket_ticket_expiry ON socket_ticket (expires_at);
GRANT SELECT, INSERT, DELETE ON socket_ticket TO muster_app;

-- One-time links into training accounts.
CREATE TABLE sign_in_link (
  token_hash bytea PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id),
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON sign_in_link TO muster_app;

-- At most one: lets the first administrator of a live database in.
CREATE TABLE setup_code (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  code_hash bytea NOT NULL,
  made_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE (code_hash, made_at), DELETE ON setup_code TO muster_app;
