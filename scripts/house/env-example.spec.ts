import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { renderEnvExample } from '../../backend/src/platform/config/env-example.js';

const FILE = path.resolve(import.meta.dirname, '../../.env.example');

it('.env.example says what the backend reads', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(renderEnvExample());
});
