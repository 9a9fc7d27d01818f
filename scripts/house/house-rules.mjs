import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * House rules that neither ESLint nor dependency-cruiser can see: SQL that reads the clock, file
 * names that say nothing, and npm hooks that `ignore-scripts` would silently skip.
 *
 * @typedef {{ file: string, line: number, rule: string, message: string }} Violation
 */

const SQL_CLOCK = new RegExp(
  [
    String.raw`(?<![.\w])(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)`,
    String.raw`\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b`,
    String.raw`'(now|today|tomorrow|yesterday)'`,
  ].join('|'),
  'i',
);
const WITH_SQL = /^(migrations\/.*\.sql|backend\/src\/.*\/?storage\/.*\.ts)$/;
const VAGUE_NAME = /(^|\/)(utils?|helpers?|common|manager|data)(\.[a-z.]+)?$/;
const SOURCE = /^(contracts|engine|backend|frontend|simulators)\/(src|test)\/.*\.ts$/;
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/;
const SKIPPED = new Set(['node_modules', 'dist', 'fixtures', '.git', '.data', '.angular']);

/**
 * @param {string} root folder of the repository
 * @returns {Violation[]} everything that is refused, in file order
 */
export function checkHouse(root) {
  const violations = checkPackageScripts(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const file of sourceFiles(root, '')) {
    violations.push(...checkName(file));
    if (WITH_SQL.test(file)) {
      violations.push(...checkSqlClock(file, readFileSync(path.join(root, file), 'utf8')));
    }
  }
  return violations;
}

/**
 * Times are parameters, so that a replay and a training hour at 60x see the same past.
 * @param {string} file @param {string} text @returns {Violation[]}
 */
export function checkSqlClock(file, text) {
  return withoutComments(file, text)
    .split('\n')
    .flatMap((line, index) => {
      const found = SQL_CLOCK.exec(line);
      if (found === null) return [];
      const message = `${found[0]} reads the database's clock: pass the time as a parameter`;
      return [{ file, line: index + 1, rule: 'sql-clock', message }];
    });
}

/** @param {string} file path relative to the root @returns {Violation[]} */
export function checkName(file) {
  if (!SOURCE.test(file)) return [];
  const steps = file.split('/');
  const vague = steps.find((step) => VAGUE_NAME.test(step));
  if (vague !== undefined) {
    const message = `"${vague}" says nothing: name what it holds`;
    return [{ file, line: 1, rule: 'telling-names', message }];
  }
  if (KEBAB_CASE.test(steps.at(-1) ?? '')) return [];
  return [{ file, line: 1, rule: 'kebab-case', message: 'file names are kebab-case.role.ts' }];
}

/** @param {string} text of package.json @returns {Violation[]} */
export function checkPackageScripts(text) {
  const { scripts } = JSON.parse(text);
  return Object.keys(scripts)
    .filter((name) => /^(pre|post)/.test(name))
    .map((name) => {
      const message = `"${name}" would be skipped silently, because ignore-scripts is set`;
      return { file: 'package.json', line: 1, rule: 'no-npm-hooks', message };
    });
}

function withoutComments(file, text) {
  const blank = (comment) => comment.replace(/[^\n]/g, ' ');
  const withoutBlocks = text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/--.*$/gm, blank);
  // The colon spares addresses such as postgres://.
  return file.endsWith('.ts') ? withoutBlocks.replace(/(?<!:)\/\/.*$/gm, blank) : withoutBlocks;
}

function sourceFiles(root, folder) {
  const files = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...sourceFiles(root, relative));
    else files.push(relative);
  }
  return files.sort();
}
