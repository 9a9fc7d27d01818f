import { benchCommand } from './bench.command.js';
import { HubUsageError } from './cli-options.js';
import { evaluateCommand } from './evaluate.command.js';
import { explainCommand } from './explain.command.js';
import { importCommand } from './import.command.js';
import { linkCommand } from './link.command.js';
import { publishCommand } from './publish.command.js';

const HELP = `Data hub: link records that mean the same person, organisation or thing.

  hub import    --source S.yaml --input FILE
  hub publish   [--no-switch] [--roll-back-to N] [--dry-run]
  hub link      --settings S.yaml --input a.csv [--input b.csv] --out clusters.csv
  hub evaluate  [--data FOLDER] [--set NAME] [--json]
  hub explain   --settings S.yaml --input a.csv --left ID --right ID [--json]
  hub bench     [--rows N] [--json]

Each command has its own --help.
`;

const COMMANDS = new Map<string, (argv: string[]) => Promise<number>>([
  ['import', importCommand],
  ['publish', publishCommand],
  ['link', linkCommand],
  ['evaluate', evaluateCommand],
  ['explain', explainCommand],
  ['bench', benchCommand],
]);

/**
 * Runs one hub command. Answers the exit code: 0 done, 1 refused or failed, 2 wrong usage. Results go to
 * standard output, progress and errors to standard error.
 */
export async function runHub(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === 'help' || name === '-h') {
    process.stdout.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    process.stderr.write(`unknown command "${name}"\n\n${HELP}`);
    return 2;
  }
  try {
    return await command(rest);
  } catch (error) {
    if (error instanceof HubUsageError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    process.stderr.write(`hub ${name} failed: ${(error as Error).message}\n`);
    return 1;
  }
}
