-- Units sent to incidents. A unit has at most one active assignment: the partial unique index is the last wall.
CREATE TABLE assignment (
  id uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  incident_id uuid NOT NULL REFERENCES incident (id),
  unit_id uuid NOT NULL REFERENCES unit (id),
  -- as it was at the time: a call sign is given for a tour, the unit keeps its id
  call_sign text NOT NULL,
  state text NOT NULL CHECK (state IN ('dispatched', 'en_route', 'on_scene', 'released')),
  release_reason text CHECK (release_reason IN
    ('completed', 'refused', 'stood_down', 'diverted', 'incident_closed', 'emergency')),
  refusal_reason text,
  -- version whose content the device must have; receipts are for it
  order_version integer NOT NULL CHECK (order_version >= 1),
  delivery text NOT NULL CHECK (delivery IN ('queued', 'sent', 'received', 'seen', 'answered')),
  delivery_alarm boolean NOT NULL,
  recommendation_id uuid NOT NULL REFERENCES decision_record (id),
  assigned_by uuid NOT NULL,
  assigned_at timestamptz NOT NULL,
  accepted_at timestamptz,
  arrived_at timestamptz,
  released_at timestamptz,
  eta_at timestamptz,
  CHECK ((state = 'released') = (released_at IS NOT NULL)),
  CHECK ((state = 'released') = (release_reason IS NOT NULL)),
  CHECK ((refusal_reason IS NOT NULL) = (release_reason IS NOT NULL AND release_reason = 'refused')),
  CHECK (order_version <= version)
);
CREATE UNIQUE INDEX assignment_one_active ON assignment (unit_id) WHERE state <> 'released';
CREATE INDEX assignment_incident ON assignment (incident_id);
CREATE INDEX assignment_assigned_at ON assignment (assigned_at);

-- One row for each version of an order that a device must receive. Times are wall time.
CREATE TABLE delivery (
  assignment_id uuid NOT NULL REFERENCES assignment (id),
  order_version integer NOT NULL CHECK (order_version >= 1),
  unit_id uuid NOT NULL REFERENCES unit (id),
  state text NOT NULL CHECK (state IN ('queued', 'sent', 'received', 'seen', 'answered')),
  queued_at timestamptz NOT NULL,
  sent_at timestamptz,
  received_at timestamptz,
  seen_at timestamptz,
  answered_at timestamptz,
  alarmed_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  PRIMARY KEY (assignment_id, order_version)
);
CREATE INDEX delivery_not_received ON delivery (queued_at) WHERE state IN ('queued', 'sent');

-- A dispatcher is deciding about this unit. No state: it expires by itself and leaves no trace. No
-- foreign keys: checking them would lock the unit after the lease, against the order of commands.
CREATE TABLE unit_lease (
  unit_id uuid PRIMARY KEY,
  holder_id uuid NOT NULL,
  incident_id uuid NOT NULL,
  -- 1 is the most urgent; a higher number yields to a lower one
  grade_rank smallint NOT NULL CHECK (grade_rank >= 1),
  expires_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON assignment, delivery TO muster_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON unit_lease TO muster_app;
