import { SYSTEM_ACTOR } from '../../platform/database/db.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { linkStaged } from '../engine/link-mentions.js';
import type { LinkedMentions } from '../engine/link-mentions.js';
import { readSurvivorship } from '../engine/survivorship-file.js';
import { scoreAgainst } from '../engine/truth.js';
import { PublicationService } from '../publication.service.js';
import { StewardsService } from '../stewards.service.js';
import { HubUsageError, parseOptions, positive, progressTo } from './cli-options.js';
import { hubFolder } from './hub-folder.js';
import type { HubPlace } from './hub-folder.js';
import { openHubDatabase } from './open-hub-database.js';

const OPTIONS = {
  data: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'no-switch': { type: 'boolean' },
  'roll-back-to': { type: 'string' },
  truth: { type: 'string' },
  'memory-mb': { type: 'string' },
  threads: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `hub publish [--data FOLDER] [--no-switch] [--roll-back-to N] [--dry-run] [--truth FILE] [--json]

Links everything that was imported, keeps the stewards' decisions, writes golden records beside those that
are read now, checks them, and switches. The model is trained on the first run and then stays.

  --no-switch       write and check, but let readers see what they see now
  --roll-back-to N  only switch back to publication N
  --dry-run         only link; with --truth FILE also count right and wrong pairs
  --data FOLDER     data folder (default: MUSTER_DATA_DIR or .data)
  --memory-mb N     memory for the linkage process (at most a quarter of the machine)
  --threads N       threads (default: all cores but one)
`;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>;

/** `hub publish`: staged records to golden records. */
export async function publishCommand(argv: string[]): Promise<number> {
  const values = parseOptions(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const place = hubFolder(values.data);
  if (values['dry-run'] === true) return dryRun(values, place);
  const { database, clocks } = await openHubDatabase(place.config);
  try {
    const work = new UnitOfWork(database, clocks);
    const publications = new PublicationService(database, work, clocks, readSurvivorship());
    const back = values['roll-back-to'];
    if (back !== undefined) return await switched(publications, positive('roll-back-to', back, 1));
    const startedMs = performance.now();
    const linked = await linkStaged(
      hubOf(values, place),
      await new StewardsService(database, work).standing(),
      progressTo(values.quiet),
    );
    const linkedMs = performance.now();
    const built = await publications.build(linked);
    const seconds = {
      linkS: (linkedMs - startedMs) / 1000,
      publishS: (performance.now() - linkedMs) / 1000,
    };
    say({ ...built, review: linked.review, ...seconds, ...scores(values, linked) });
    if (built.faults.length > 0) return 1;
    return values['no-switch'] === true ? 0 : await switched(publications, built.id);
  } finally {
    await database.close();
  }
}

async function dryRun(values: Values, place: HubPlace): Promise<number> {
  const startedMs = performance.now();
  const linked = await linkStaged(hubOf(values, place), [], progressTo(values.quiet));
  const linkS = (performance.now() - startedMs) / 1000;
  const { mentions, clusters, review } = linked;
  say({
    mentions: mentions.length,
    clusters: clusters.length,
    review,
    linkS,
    ...scores(values, linked),
  });
  return 0;
}

function hubOf(values: Values, { folder }: HubPlace) {
  const threads = values.threads === undefined ? undefined : positive('threads', values.threads, 1);
  return { folder, memoryMb: positive('memory-mb', values['memory-mb'], 4096), threads };
}

function scores({ truth }: Values, linked: LinkedMentions): object {
  return truth === undefined ? {} : { scores: scoreAgainst(truth, linked) };
}

function say(report: object): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

async function switched(publications: PublicationService, id: number): Promise<number> {
  const result = await publications.switchTo({ actor: SYSTEM_ACTOR, command: 'hub.publish' }, id);
  if (!result.ok) throw new HubUsageError(`publication ${id}: ${result.code}`);
  process.stderr.write(
    `publication ${result.value.to} is current (before: ${result.value.from})\n`,
  );
  return 0;
}
