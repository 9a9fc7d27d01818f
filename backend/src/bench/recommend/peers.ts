import pg from 'pg';
import type { LatLon } from '@muster/contracts';
import { redisClient, startRedisServer, type RedisClient } from '../support/redis-server.js';
import type { QueryClass } from './query-classes.js';

/** A unit as peers know it; positions stay where they were at the start, which flatters peers. */
export interface PeerUnit extends LatLon {
  readonly id: number;
  readonly available: boolean;
  readonly skills: readonly string[];
}

/** What a user would take instead: the k nearest by straight line. */
export interface Peer {
  readonly version: string;
  nearest(point: LatLon, query: QueryClass, k: number): Promise<number>;
  stop(): Promise<void>;
}

const METRES_PER_DEG = 111_195;

/** PostGIS: a table of points in metres with a GiST index, one prepared statement, status and skill in it. */
export async function postgisPeer(url: string, units: readonly PeerUnit[]): Promise<Peer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const shrink = Math.cos(((units[0]?.lat ?? 0) * Math.PI) / 180);
  const x = (lon: number) => lon * METRES_PER_DEG * shrink;
  await client.query(
    `CREATE TABLE public.bench_peer (id int PRIMARY KEY, available bool, skills text[], at geometry(Point))`,
  );
  await client.query(
    `INSERT INTO public.bench_peer SELECT id, available, string_to_array(skills, ' '), ST_MakePoint(x, y)
     FROM unnest($1::int[], $2::bool[], $3::text[], $4::float8[], $5::float8[]) AS u(id, available, skills, x, y)`,
    [
      units.map(({ id }) => id),
      units.map(({ available }) => available),
      units.map(({ skills }) => skills.join(' ')),
      units.map(({ lon }) => x(lon)),
      units.map(({ lat }) => lat * METRES_PER_DEG),
    ],
  );
  // the filter of every query is in the index: the planner is given its best case
  await client.query(`CREATE INDEX ON public.bench_peer USING gist (at) WHERE available`);
  await client.query('VACUUM ANALYZE public.bench_peer');
  const version = await client.query<{ v: string }>('SELECT postgis_version() AS v');
  return {
    version: version.rows[0]?.v ?? 'unknown',
    nearest: async ({ lat, lon }, { skill }, k) => {
      const { rows } = await client.query({
        name: 'nearest',
        text: `SELECT id, at <-> ST_MakePoint($1, $2) AS metres FROM public.bench_peer
               WHERE available AND ($3::text IS NULL OR $3 = ANY(skills))
               ORDER BY at <-> ST_MakePoint($1, $2) LIMIT $4`,
        values: [x(lon), lat * METRES_PER_DEG, skill, k],
      });
      return rows.length;
    },
    stop: () => client.end(),
  };
}

/** Redis: GEOSEARCH within 5 km of a set that holds the eligible units only; null when not installed. */
export async function redisPeer(
  units: readonly PeerUnit[],
  classes: readonly QueryClass[],
): Promise<Peer | null> {
  const server = await startRedisServer();
  if (!server) return null;
  const client = redisClient(server.socketPath);
  client.on('error', () => undefined);
  await client.connect();
  for (const one of classes) await addMembers(client, one, units);
  return {
    version: server.version,
    nearest: async ({ lat, lon }, query, k) => {
      const found = await client.geoSearch(
        keyOf(query),
        { longitude: lon, latitude: lat },
        { radius: 5, unit: 'km' },
        { SORT: 'ASC', COUNT: k },
      );
      return found.length;
    },
    stop: async () => {
      await client.close();
      await server.stop();
    },
  };
}

async function addMembers(
  client: RedisClient,
  query: QueryClass,
  units: readonly PeerUnit[],
): Promise<void> {
  const members = units
    .filter((unit) => unit.available && (query.skill === null || unit.skills.includes(query.skill)))
    .map(({ id, lat, lon }) => ({ member: String(id), longitude: lon, latitude: lat }));
  for (let from = 0; from < members.length; from += 1000)
    await client.geoAdd(keyOf(query), members.slice(from, from + 1000));
}

const keyOf = ({ eligible }: QueryClass): string => `eligible:${eligible}`;
