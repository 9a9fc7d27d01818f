-- Fixes by day of the fix, and the newest fix of each device. A day's partition is made before its first row.
CREATE TABLE position (
  device_id uuid NOT NULL,
  fix_at timestamptz NOT NULL,
  seq integer NOT NULL,
  received_at timestamptz NOT NULL,
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  accuracy_m real,
  speed_mps real,
  course_deg real,
  battery_pct real,
  live boolean NOT NULL,
  geom geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED,
  PRIMARY KEY (device_id, fix_at, seq)
) PARTITION BY RANGE (fix_at);

CREATE TABLE position_latest (
  device_id uuid PRIMARY KEY,
  fix_at timestamptz NOT NULL,
  seq integer NOT NULL,
  received_at timestamptz NOT NULL,
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  accuracy_m real,
  speed_mps real,
  course_deg real
);
CREATE INDEX position_latest_received ON position_latest (received_at);

-- A fix that the database itself refused, kept so that nothing acknowledged is lost and one bad row never blocks a batch.
CREATE TABLE position_quarantine (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  reason text NOT NULL,
  fix jsonb NOT NULL
);

-- The application may make and drop day partitions, but only through these functions and only of this table.
CREATE FUNCTION make_position_day(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  partition_name text := 'position_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass('public.' || partition_name) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext(partition_name));
  IF to_regclass('public.' || partition_name) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'CREATE TABLE public.%I PARTITION OF public.position FOR VALUES FROM (%L) TO (%L)',
    partition_name, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
  RETURN true;
END $$;

CREATE FUNCTION drop_position_days(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  partition_name text;
  dropped integer := 0;
BEGIN
  FOR partition_name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.position'::regclass
      AND c.relname < 'position_' || to_char(before, 'YYYYMMDD')
  LOOP
    EXECUTE format('DROP TABLE public.%I', partition_name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION make_position_day(date), drop_position_days(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_position_day(date), drop_position_days(date) TO muster_app;
GRANT SELECT, INSERT ON position, position_quarantine TO muster_app;
GRANT SELECT, INSERT, UPDATE ON position_latest TO muster_app;
