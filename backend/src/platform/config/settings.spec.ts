import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderEnvExample } from './env-example.js';
import { rootFolder } from './root-folder.js';
import { ConfigInvalid, readConfig, SETTINGS } from './settings.js';

describe('readConfig', () => {
  it('needs nothing, and then is for training on this machine', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      dataDir: '.data',
      training: true,
    });
    expect(readConfig({ MUSTER_PORT: ' ', DATABASE_URL: '' })).toEqual(config);
  });

  it('takes a database by address for live unless told', () => {
    const DATABASE_URL = 'postgres://muster@db/muster';
    expect(readConfig({ DATABASE_URL }).training).toBe(false);
    expect(readConfig({ DATABASE_URL, MUSTER_TRAINING: 'true' }).training).toBe(true);
  });

  it('names every variable that does not fit in one line, and not its value', () => {
    const wrong = { MUSTER_PORT: '70000', DATABASE_URL: 'mysql://u:secret@h/d', MUSTER_TLS: 'yes' };
    const refused = () => readConfig(wrong);
    expect(refused).toThrow(ConfigInvalid);
    expect(refused).toThrow(
      /^configuration: MUSTER_PORT: [^;\n]+; DATABASE_URL: [^;\n]+; MUSTER_TLS: [^;\n]+$/,
    );
    expect(refused).not.toThrow(/secret|70000/);
  });

  it('reduces allowed origins to their origin', () => {
    const given = { MUSTER_ALLOWED_ORIGINS: 'https://muster.example/path, http://10.0.0.7:8080' };
    expect(readConfig(given).allowedOrigins).toEqual([
      'https://muster.example',
      'http://10.0.0.7:8080',
    ]);
  });
});

describe('.env.example', () => {
  it('shows values that are the defaults', () => {
    const shown = Object.entries(SETTINGS).map(([name, { shown: text }]) => [name, text]);
    expect(readConfig(Object.fromEntries(shown) as Record<string, string>)).toEqual(readConfig({}));
  });

  const file = path.join(rootFolder(), '.env.example');
  it.skipIf(!existsSync(file))('is what the settings say', () => {
    expect(readFileSync(file, 'utf8')).toBe(renderEnvExample());
  });
});
