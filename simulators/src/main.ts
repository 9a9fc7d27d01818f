/** A command of the simulators: takes its own arguments, gives the exit code. */
type Command = (argv: string[]) => Promise<number>;

/** Each command is loaded only when it is called. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  city: async () => (await import('./city/city.command.js')).runCity,
};

const [name, ...argv] = process.argv.slice(2);
const load = name === undefined ? undefined : COMMANDS[name];
if (!load) {
  console.error(`usage: npm run sim -- ${Object.keys(COMMANDS).join('|')} [options]`);
  process.exitCode = 2;
} else {
  const command = await load();
  process.exitCode = await command(argv);
}
