import { expect, it } from 'vitest';
import { ROUTES } from '@muster/contracts';
import { smallMap } from '../support/small-map.js';
import { useApp } from '../support/test-app.js';
import { withEmbedded } from '../support/with-databases.js';

interface Described {
  readonly paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { readonly required?: string[] } }>;
  };
}

withEmbedded('description of the interface', (use) => {
  const app = useApp(use, { map: smallMap() });

  it('has every route of the contract, its body and its idempotency key', async () => {
    const { body } = await app().client().send<Described>('GET', '/api/docs-json');
    const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
    const names = operations.map(({ operationId }) => operationId).sort();
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !Object.hasOwn(ROUTES, name))).toEqual([]);
    expect(names.length).toBeGreaterThan(30);
    const of = (name: string) => operations.find(({ operationId }) => operationId === name);
    const signIn = of('signIn')?.requestBody?.content['application/json']?.schema;
    expect(signIn?.required).toEqual(['username', 'password']);
    expect(of('createUser')?.parameters.map(({ name }) => name)).toEqual(['idempotency-key']);
    expect(of('lockUser')?.parameters.map(({ name }) => name)).toEqual(['id', 'idempotency-key']);
    expect(of('listUsers')?.parameters).toEqual([]);
  });

  it('can be read as a page under the policy that forbids foreign scripts', async () => {
    const page = await app().client().send<null>('GET', '/api/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
  });
});
