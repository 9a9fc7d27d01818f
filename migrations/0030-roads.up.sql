-- Closures drawn by people: a place and a radius; the arcs they shut follow from the graph that is loaded.
CREATE TABLE closure (
  id uuid PRIMARY KEY,
  version integer NOT NULL CHECK (version >= 1),
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  radius_m real NOT NULL CHECK (radius_m > 0),
  reason text NOT NULL,
  drawn_at timestamptz NOT NULL,
  lifted_at timestamptz
);
GRANT SELECT, INSERT, UPDATE ON closure TO muster_app;
