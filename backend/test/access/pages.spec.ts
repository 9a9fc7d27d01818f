import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { useApp } from '../support/test-app.js';
import { withEmbedded } from '../support/with-databases.js';

const folder = mkdtempSync(path.join(tmpdir(), 'muster-console-'));
mkdirSync(path.join(folder, 'media'));
writeFileSync(path.join(folder, 'index.html'), '<title>Muster</title>');
writeFileSync(path.join(folder, 'main-ABCDEF12.js'), 'export {};');
writeFileSync(path.join(folder, '.secret'), 'no');
afterAll(() => rmSync(folder, { recursive: true }));

withEmbedded('pages of the console', (use) => {
  const app = useApp(use, { consoleFolder: folder });
  const get = (where: string) => app().client().send<null>('GET', where);

  it('are served, with the page itself for every deep link', async () => {
    for (const where of ['/', '/console', '/link/abc_-1', '/setup?x=1']) {
      const page = await get(where);
      expect([where, page.status, page.text]).toEqual([where, 200, '<title>Muster</title>']);
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
    const script = await get('/main-ABCDEF12.js');
    expect(script.status).toBe(200);
    expect(script.headers.get('cache-control')).toContain('immutable');
  });

  it('are not given for the interface, missing files, hidden files or paths above', async () => {
    const paths = [
      '/api/v1/nothing',
      '/missing.js',
      '/.secret',
      '/..%2f..%2fetc%2fpasswd.txt',
      '/%2e%2e/package.json',
    ];
    for (const where of paths) expect([where, (await get(where)).status]).toEqual([where, 404]);
  });

  it('carry the policy that nothing from elsewhere is loaded or may frame them', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy')?.split(';');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "connect-src 'self' ws: wss:",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
      ]),
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});
