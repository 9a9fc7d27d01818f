import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantTree, type PlantTree } from './plant-tree.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const COPIED = [
  'eslint.config.js',
  'tsconfig.base.json',
  ...['contracts', 'engine', 'backend', 'frontend', 'simulators'].map(
    (name) => `${name}/tsconfig.json`,
  ),
];

const lines = (count: number, line: string) => `${line}\n`.repeat(count);
const parameters = (count: number) =>
  Array.from({ length: count }, (_, index) => `p${index}: number`).join(', ');
const branches = (count: number) =>
  Array.from({ length: count }, (_, index) => `  if (n === ${index}) return ${index};\n`).join('');

/** Every text breaks the rule named, in a file of that place. */
const PLANTS: readonly { rule: string; file: string; text: string }[] = [
  { rule: 'max-lines', file: 'engine/src/a.ts', text: lines(301, 'export {};') },
  {
    rule: 'max-lines-per-function',
    file: 'engine/src/b.ts',
    text: `export function long(n: number): number {\n${lines(50, '  n += 1;')}  return n;\n}\n`,
  },
  {
    rule: 'complexity',
    file: 'engine/src/c.ts',
    text: `export function many(n: number): number {\n${branches(10)}  return n;\n}\n`,
  },
  {
    rule: 'no-restricted-syntax',
    file: 'engine/src/d.ts',
    text: `export const many = (${parameters(5)}) => [p0, p1, p2, p3, p4];\n`,
  },
  {
    rule: 'no-restricted-syntax',
    file: 'simulators/src/e.ts',
    text: `export class A {\n  m(${parameters(5)}) {\n    return [p0, p1, p2, p3, p4];\n  }\n}\n`,
  },
  {
    rule: 'no-restricted-syntax',
    file: 'simulators/src/f.ts',
    text: `export class A {\n  constructor(${parameters(7)}) {\n    void [p0, p1, p2, p3, p4, p5, p6];\n  }\n}\n`,
  },
  { rule: 'no-restricted-syntax', file: 'engine/src/g.ts', text: "export * from './d.js';\n" },
  { rule: 'no-restricted-syntax', file: 'frontend/src/h.ts', text: "export * from './i.js';\n" },
  {
    rule: 'no-restricted-syntax',
    file: 'backend/src/units/j.service.ts',
    text: 'export const at = () => new Date();\n',
  },
  {
    rule: 'no-restricted-syntax',
    file: 'backend/src/units/j2.service.ts',
    text: 'export const at = () => Date();\n',
  },
  {
    rule: 'no-restricted-properties',
    file: 'backend/src/units/k.service.ts',
    text: 'export const at = () => Date.now();\n',
  },
  {
    rule: 'no-restricted-properties',
    file: 'engine/src/l.ts',
    text: 'export const lot = () => Math.random();\n',
  },
  {
    rule: 'no-restricted-imports',
    file: 'backend/src/units/m.module.ts',
    text: "import { forwardRef } from '@nestjs/common';\nexport const late = forwardRef(() => Object);\n",
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'backend/src/units/n.service.ts',
    text: 'async function send() {}\nexport function go() {\n  send();\n}\n',
  },
  {
    rule: '@typescript-eslint/no-misused-promises',
    file: 'backend/src/units/o.service.ts',
    text: 'async function send() {}\nexport const go = () => {\n  [1].forEach(send);\n};\n',
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    file: 'engine/src/p.ts',
    text: "export function f(g: 'P1' | 'P2'): void {\n  switch (g) {\n    case 'P1':\n      break;\n  }\n}\n",
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: 'contracts/src/q.ts',
    text: 'export const f = (x: any) => String(x);\n',
  },
  { rule: 'no-empty', file: 'engine/src/r.ts', text: 'try {\n  String(1);\n} catch {}\n' },
  {
    rule: '@angular-eslint/template/alt-text',
    file: 'frontend/src/s.html',
    text: '<img src="a.png" />\n',
  },
  {
    rule: '@angular-eslint/template/click-events-have-key-events',
    file: 'frontend/src/t.ts',
    text:
      "import { Component } from '@angular/core';\n" +
      '@Component({ selector: \'muster-t\', template: `<div (click)="go()">x</div>` })\n' +
      'export class T {\n  protected go(): void {\n    return;\n  }\n}\n',
  },
];

/** What must pass: the same things where they are allowed. */
const LAWFUL: readonly { file: string; text: string }[] = [
  {
    file: 'backend/src/platform/clocks/wall-clock.ts',
    text: 'export const at = () => new Date(Date.now() + Math.random());\n',
  },
  {
    file: 'backend/src/units/u.service.ts',
    text: 'export const at = (ms: number) => new Date(ms);\n',
  },
  {
    file: 'backend/src/units/v.service.ts',
    text: `export class A {\n  constructor(${parameters(6)}) {\n    void [p0, p1, p2, p3, p4, p5];\n  }\n}\n`,
  },
  { file: 'contracts/src/index.ts', text: "export * from './q.js';\n" },
  {
    file: 'engine/src/w.spec.ts',
    text: `export function long(n: number): number {\n${lines(60, '  n += 1;')}  return n;\n}\n`,
  },
];

describe('the lint rules', () => {
  let tree: PlantTree;
  let rules: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    const files = Object.fromEntries([...PLANTS, ...LAWFUL].map(({ file, text }) => [file, text]));
    tree = await plantTree({ 'package.json': '{"type":"module"}', ...files });
    for (const file of COPIED) await cp(path.join(ROOT, file), path.join(tree.root, file));
    await symlink(path.join(ROOT, 'node_modules'), path.join(tree.root, 'node_modules'));
    const results = await new ESLint({ cwd: tree.root }).lintFiles('.');
    rules = new Map(
      results.map(({ filePath, messages }) => [
        path.relative(tree.root, filePath),
        messages.map(({ ruleId, message }) => ruleId ?? message),
      ]),
    );
  }, 60_000);
  afterAll(() => tree.remove());

  it.each(PLANTS)('$rule refuses $file', ({ rule, file }) => {
    expect(rules.get(file)).toContain(rule);
  });

  it.each(LAWFUL)('$file passes', ({ file }) => {
    expect(rules.get(file)).toEqual([]);
  });
});
