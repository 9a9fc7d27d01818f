import { writeRejects } from '../engine/csv-output.js';
import { importFile } from '../engine/import-run.js';
import { readSource } from '../engine/source-file.js';
import { openStaging } from '../engine/staging.js';
import { HubUsageError, parseOptions, positive, progressTo } from './cli-options.js';
import { hubFolder } from './hub-folder.js';

const OPTIONS = {
  source: { type: 'string' },
  input: { type: 'string' },
  data: { type: 'string' },
  'memory-mb': { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `hub import --source S.yaml --input FILE [--data FOLDER] [--json]

Takes one file of a source as one batch: wholly or not at all. The same file again does nothing; rows that
changed replace their record. Rows that cannot be taken go to FILE.rejects.csv with row, column and reason.

  --source FILE   description of the source, or a ready one: crime, custody, intelligence, incidents, keepers,
                  firearms, missing
  --input FILE    csv, ndjson, json or parquet, as the description says
  --data FOLDER   data folder (default: MUSTER_DATA_DIR or .data)
  --memory-mb N   memory for the process (at most a quarter of the machine)
`;

/** `hub import`: one file of one source into the staging area. */
export async function importCommand(argv: string[]): Promise<number> {
  const values = parseOptions(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const { source: named, input } = values;
  if (named === undefined || input === undefined) {
    throw new HubUsageError('name the source with --source and its file with --input');
  }
  const read = readSource(named);
  if (!read.ok) throw new HubUsageError(read.reason);
  const progress = progressTo(values.quiet);
  const memoryMb = positive('memory-mb', values['memory-mb'], 2048);
  const { folder, now } = hubFolder(values.data);
  const db = await openStaging({ folder, memoryMb });
  try {
    progress(`reading ${input} as ${read.source.name}`);
    const result = await importFile(db, read.source, input, now().toISOString());
    if (result.rejects.length > 0) writeRejects(`${input}.rejects.csv`, result.rejects);
    const { rejects, ...rest } = result;
    if (values.json === true) {
      process.stdout.write(`${JSON.stringify({ ...rest, rejects: rejects.length })}\n`);
    } else if (result.ok) {
      process.stdout.write(
        `${result.records} records, ${result.changed} new or changed, ${result.removed} gone, ${rejects.length} refused\n`,
      );
    }
    if (!result.ok) process.stderr.write(`${input}: ${result.reason}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await db.close();
  }
}
