/** A command of the simulators: takes its own arguments, gives the exit code. */
type Command = (argv: string[]) => Promise<number>;

/** Each command is loaded only when it is called. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  city: async () => (await import('./city/city.command.js')).runCity,
  calls: async () => (await import('./calls/calls.command.js')).runCalls,
  run: async () => (await import('./run/run.command.js')).runShift,
  oracle: async () => (await import('./oracle/oracle.command.js')).runOracle,
  theory: async () => (await import('./theory/theory.command.js')).runTheory,
  silos: async () => (await import('./silos/silos.command.js')).runSilos,
};

/** Is this the complaint of `parseArgs` about what was typed? */
function isWrongOption(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_PARSE_ARGS');
}

async function main([name, ...argv]: string[]): Promise<number> {
  const load = name === undefined ? undefined : COMMANDS[name];
  if (!load) {
    console.error(`usage: npm run sim -- ${Object.keys(COMMANDS).join('|')} [options]`);
    return 2;
  }
  const command = await load();
  try {
    return await command(argv);
  } catch (error) {
    if (!isWrongOption(error)) throw error;
    console.error(error.message);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
