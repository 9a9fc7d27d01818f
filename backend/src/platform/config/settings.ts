import * as z from 'zod';

/** One environment variable: how it is read, and what is said of it in `.env.example`. */
interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  /** Shown in `.env.example`; empty when there is no default. */
  readonly shown: string;
  readonly about: string;
}

function setting<S extends z.ZodType>(schema: S, shown: string, about: string): Setting<S> {
  return { schema, shown, about };
}

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const wholeFrom = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const originList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.url().transform((text) => new URL(text).origin)));

/** Every environment variable that the backend reads, in the order of `.env.example`. */
export const SETTINGS = {
  MUSTER_HOST: setting(z.string().min(1).default('127.0.0.1'), '127.0.0.1', 'address to listen on'),
  MUSTER_PORT: setting(
    wholeFrom(0, 65_535).default(4000),
    '4000',
    'port to listen on; 0 takes a free one',
  ),
  MUSTER_DATA_DIR: setting(
    z.string().min(1).default('.data'),
    '.data',
    'folder of the embedded database and of caches',
  ),
  MUSTER_MAP: setting(
    z.string().min(1).optional(),
    '',
    'map file (.osm.pbf) when --map is not given; npm start takes the demo world',
  ),
  DATABASE_URL: setting(
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    '',
    'PostgreSQL 15+ with PostGIS 3.3+; empty: the embedded database',
  ),
  MUSTER_DATABASE_POOL: setting(wholeFrom(2, 200).default(12), '12', 'connections to PostgreSQL'),
  REDIS_URL: setting(
    z.url({ protocol: /^(rediss?|unix)$/ }).optional(),
    '',
    'Redis 7, for several backends; empty: in process',
  ),
  MUSTER_TRAINING: setting(
    flag.optional(),
    '',
    'true: training database, false: live; fixed when the database is made. Empty: training when embedded, live with DATABASE_URL',
  ),
  MUSTER_TLS: setting(
    flag.default(false),
    'false',
    'true when browsers reach this by https (a proxy ends TLS): Secure __Host- cookies and HSTS',
  ),
  MUSTER_TRUSTED_PROXIES: setting(
    wholeFrom(0, 10).default(0),
    '0',
    'reverse proxies in front whose X-Forwarded-* headers are believed',
  ),
  MUSTER_ALLOWED_ORIGINS: setting(
    originList.default([]),
    '',
    'further origins of consoles, comma separated; the own one is always allowed',
  ),
  MUSTER_BODY_LIMIT_KB: setting(wholeFrom(16, 10_240).default(256), '256', 'largest request body'),
  MUSTER_SESSION_HOURS: setting(
    wholeFrom(1, 72).default(12),
    '12',
    'a session ends at the latest after this',
  ),
  MUSTER_SESSION_IDLE_MINUTES: setting(
    wholeFrom(5, 1440).default(60),
    '60',
    'a session without requests or open sockets ends after this',
  ),
  MUSTER_SIGN_IN_PER_MINUTE: setting(
    wholeFrom(1, 10_000).default(30),
    '30',
    'sign-in attempts a minute from one address',
  ),
  MUSTER_SOCKETS_PER_PRINCIPAL: setting(
    wholeFrom(1, 10_000).default(20),
    '20',
    'open sockets of one user; a device has two',
  ),
  MUSTER_POSITION_DAYS: setting(
    wholeFrom(15, 3660).default(31),
    '31',
    'days for which every position is kept',
  ),
  MUSTER_LOG_LEVEL: setting(
    z.enum(['error', 'warn', 'info', 'debug']).default('info'),
    'info',
    'error, warn, info or debug; JSON lines on stderr',
  ),
} as const;

const schema = z.object(
  Object.fromEntries(Object.entries(SETTINGS).map(([name, { schema: one }]) => [name, one])) as {
    [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K]['schema'];
  },
);

/** What the process was told to be. `training` and `mode` agree. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly mapFile: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly databasePool: number;
  readonly redisUrl: string | undefined;
  readonly training: boolean;
  readonly tls: boolean;
  readonly trustedProxies: number;
  readonly allowedOrigins: readonly string[];
  readonly bodyLimitBytes: number;
  readonly sessionMs: number;
  readonly sessionIdleMs: number;
  readonly signInPerMinute: number;
  readonly socketsPerPrincipal: number;
  /** Days of op time. */
  readonly positionDays: number;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
}

/** The environment does not fit; the message names the variable and what it must be, not its value. */
export class ConfigInvalid extends Error {}

/**
 * Reads the settings. A variable that is set to nothing counts as not set.
 * Throws ConfigInvalid with one line that names each variable that does not fit.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(SETTINGS).map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const read = schema.safeParse(given);
  if (!read.success) {
    const problems = read.error.issues.map(
      ({ path, message }) => `${path[0]?.toString()}: ${message}`,
    );
    throw new ConfigInvalid(`configuration: ${[...new Set(problems)].join('; ')}`);
  }
  return toConfig(read.data);
}

function toConfig(env: z.infer<typeof schema>): Config {
  return {
    host: env.MUSTER_HOST,
    port: env.MUSTER_PORT,
    dataDir: env.MUSTER_DATA_DIR,
    mapFile: env.MUSTER_MAP,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.MUSTER_DATABASE_POOL,
    redisUrl: env.REDIS_URL,
    training: env.MUSTER_TRAINING ?? env.DATABASE_URL === undefined,
    tls: env.MUSTER_TLS,
    trustedProxies: env.MUSTER_TRUSTED_PROXIES,
    allowedOrigins: env.MUSTER_ALLOWED_ORIGINS,
    bodyLimitBytes: env.MUSTER_BODY_LIMIT_KB * 1024,
    sessionMs: env.MUSTER_SESSION_HOURS * 3_600_000,
    sessionIdleMs: env.MUSTER_SESSION_IDLE_MINUTES * 60_000,
    signInPerMinute: env.MUSTER_SIGN_IN_PER_MINUTE,
    socketsPerPrincipal: env.MUSTER_SOCKETS_PER_PRINCIPAL,
    positionDays: env.MUSTER_POSITION_DAYS,
    logLevel: env.MUSTER_LOG_LEVEL,
  };
}
