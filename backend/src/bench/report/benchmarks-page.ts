/** What a benchmark printed, as parsed JSON. */
export interface Line {
  readonly bench: string;
  readonly at: string;
  readonly arguments: string;
  readonly commit: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGb: number };
  readonly loadAverage: readonly [number, number];
  readonly [key: string]: unknown;
}

export interface Reported {
  readonly command: string;
  readonly line: Line;
}

const METHOD = `# Benchmarks

Written by \`npm run bench -- --report\`, which runs each command below and prints what they printed. A
benchmark starts what it needs by itself (a private PostgreSQL, a private Redis, backends, clients) and
removes it; what is not installed is named, and its ratio is empty.

## How they measure

- Load comes from a process of its own, at an even rate whatever the server does (open loop). Times count
  from when a message should have been sent, not from when it was. How late the generator itself was is
  printed; above 5 ms the run says \`void\`, and its times are not to be believed.
- A peer is what one would take instead. It runs in the same run, by turns with ours, on the same data.
  A ratio is peer / ours for times and CPU, ours / peer for rates; above 1 ours is better. The figure is
  the median over the rounds; least and most are in \`ratioSpread\`.
- Answers are checked while they are measured: recommendations by a second implementation that reads the
  map file by itself, snaps by going through the segments, sweeps the whole network and sorts everybody;
  acknowledged positions by comparing them with the rows that a killed backend left behind.
- Load average is that of the machine during the run. On a machine that does other work, trust ratios,
  CPU per operation and counts; not times.
`;

const NOTES: Readonly<Record<string, string>> = {
  recommend: `Units on the demo world, every one of them on duty and moving once a second. \`p50Us\` by eligible units
is the whole of a ranking of the dispatch service for an incident that was ranked before: filter over all
units, search by road, cost terms, decision record. \`firstP50Us\` reads the database first. GEOSEARCH (5 km, a
set with the eligible units only) and PostGIS KNN (status and skill in the query, prepared) answer an easier
question, nearest by straight line, over units that stand still.

Goals: 0 mismatches; p50 below 200, 1,000 and 4,000 us at 3,450, 345 and 100 eligible; ratios above 1; loop delay
p99 below 20 ms. The times and both ratios are missed wherever they are above these; what is left is that
every ranking still looks at each unit on duty, one object after the other, on the event loop.`,
  ingest: `Devices with a socket each, one fix a message; each is authenticated, checked against the schema, cleaned,
committed and then acknowledged. The backend is killed (\`kill -9\`) under load at random moments and started
again; \`lostAfterKill\` counts acknowledged fixes that are not in the database afterwards. The peer is one
awaited UPDATE a fix from eight callers, without sockets, schema, cleaning or history. \`cpuUsPerFix\` is of the
backend's process; embedded that includes the database.

Goals: 10,000 fixes/s on PostgreSQL, 5,000 embedded, none lost. \`offeredPerS\` is the first half, quarter, … of
\`targetPerS\` that backend, database, clients and whatever else the machine did kept up with.`,
  fanout: `Consoles behind the console gateway, in one process; every mover moves once a second and each console is sent
what moved twice a second. CPU is all that the server uses, moving the units included, by update that
arrived; \`coreShareWithoutConsoles\` is what it uses with nobody watching. Every tenth console decodes every record; the time is from the making of a frame to its end of
decoding. Peers are socket.io in the same process: one message for each moved unit, and one JSON message a tick
for all. Sizes that a peer cannot follow are left out. \`frozenPeerP99Ratio\` compares the others' p99 with and
without a console whose process is stopped; \`frozenBufferGrowthMb\` is what the server's buffers grew by meanwhile.`,
};

/** The page docs/benchmarks.md for these results. */
export function benchmarksPage(reported: readonly Reported[]): string {
  const sections = [...new Set(reported.map(({ line }) => line.bench))].map((name) => {
    const own = reported.filter(({ line }) => line.bench === name);
    return [`## ${name}`, NOTES[name] ?? '', ...own.map(resultOf)].join('\n\n');
  });
  return `${[METHOD.trimEnd(), ...sections].join('\n\n')}\n`;
}

function resultOf({ command, line }: Reported): string {
  const { machine, loadAverage, versions } = line;
  const facts =
    `${line.at.slice(0, 16).replace('T', ' ')} UTC, commit ${line.commit}, ${machine.cores} cores ` +
    `(${machine.cpu}), ${machine.memoryGb} GB, load average ${loadAverage.join(' to ')}, ` +
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ');
  const runs = Array.isArray(line['runs']) ? (line['runs'] as Record<string, unknown>[]) : [line];
  return [`Printed by \`${command}\`:`, facts, ...runs.map(sizeOf)].join('\n\n');
}

const LEFT_OUT = new Set([
  'bench',
  'at',
  'arguments',
  'commit',
  'versions',
  'machine',
  'loadAverage',
  'runs',
]);

/** Runs of one line differ in size, which is their heading. */
function sizeOf(figures: Readonly<Record<string, unknown>>): string {
  const { consoles, movers } = figures;
  const heading =
    typeof consoles === 'number' && typeof movers === 'number'
      ? `### ${cell(consoles)} consoles, ${cell(movers)} movers\n\n`
      : '';
  return heading + listOf(figures);
}

function listOf(figures: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(figures).filter(([key]) => !LEFT_OUT.has(key));
  return kept.map(([key, value]) => `- \`${key}\`: ${cell(value)}`).join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return value.toLocaleString('en-GB', { maximumFractionDigits: 6 });
  if (typeof value !== 'object') return JSON.stringify(value).replaceAll('"', '');
  const parts = Object.entries(value).map(([key, inner]: [string, unknown]) =>
    inner !== null && typeof inner === 'object'
      ? `${key}: (${cell(inner)})`
      : `${key}: ${cell(inner)}`,
  );
  return parts.length === 0 ? '–' : parts.join(', ');
}
