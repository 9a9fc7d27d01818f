import { SETTINGS } from './settings.js';

/** Text of `.env.example`: every setting with its default and what it is for. */
export function renderEnvExample(): string {
  const lines = Object.entries(SETTINGS).map(
    ([name, { shown, about }]) => `# ${about}\n${shown === '' ? '# ' : ''}${name}=${shown}\n`,
  );
  return `# Copy to .env and change what differs. What is left out has the value shown here.\n\n${lines.join('\n')}`;
}
