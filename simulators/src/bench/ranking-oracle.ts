import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { oracleNetwork } from '../oracle/oracle-network.js';
import { readMapObjects } from '../oracle/osm-objects.js';
import { RankingCheck, type JournalLine } from './ranking-check.js';

/** Checks the answers in a benchmark's journal against the map file; prints one line of JSON. */
const { values } = parseArgs({
  options: { map: { type: 'string', default: '' }, journal: { type: 'string', default: '' } },
});
const check = new RankingCheck(oracleNetwork(await readMapObjects(values.map)));
for await (const line of createInterface({ input: createReadStream(values.journal) }))
  check.take(JSON.parse(line) as JournalLine);
const { checked, mismatches, examples } = check;
console.log(JSON.stringify({ checked, mismatches, examples }));
