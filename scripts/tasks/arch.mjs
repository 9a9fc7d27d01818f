import { existsSync } from 'node:fs';
import { cruiseArchitecture, CRUISED } from '../house/architecture.mjs';
import { checkHouse } from '../house/house-rules.mjs';
import { inRoot, ROOT } from '../steps/repository.mjs';

const folders = CRUISED.filter((folder) => existsSync(inRoot(folder)));
const { violations, modules } = await cruiseArchitecture(ROOT, folders);
const house = checkHouse(ROOT);
for (const { rule, from, to, cycle, comment } of violations) {
  console.error(`${from}\n  → ${cycle.length > 0 ? cycle.join(' → ') : to}\n  ${rule}: ${comment}`);
}
for (const { file, line, rule, message } of house) {
  console.error(`${file}:${line}\n  ${rule}: ${message}`);
}
const found = violations.length + house.length;
console.log(`arch: ${modules} modules, ${found} violations`);
process.exitCode = found === 0 ? 0 : 1;
