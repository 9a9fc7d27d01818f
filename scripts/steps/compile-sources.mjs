import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { transformFile } from '@swc/core';

const NOT_COMPILED = /\.(spec|oracle|d)\.ts$/;
const OPTIONS = {
  swcrc: false,
  sourceMaps: true,
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript' },
    transform: { verbatimModuleSyntax: true },
  },
};

/**
 * Compiles one workspace's sources file by file; types are checked by `npm run types`.
 * Everything else in the folder (JSON, YAML, CSV) is copied as it is.
 * @param {string} from folder of sources
 * @param {string} to folder of output, emptied first
 * @returns {Promise<number>} files written
 */
export async function compileSources(from, to) {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !NOT_COMPILED.test(entry.name));
  await rm(to, { recursive: true, force: true });
  for (const file of files) {
    const source = path.join(file.parentPath, file.name);
    await compileFile(source, path.join(to, path.relative(from, source)));
  }
  return files.length;
}

async function compileFile(source, target) {
  await mkdir(path.dirname(target), { recursive: true });
  if (!source.endsWith('.ts')) {
    await copyFile(source, target);
    return;
  }
  const output = target.replace(/\.ts$/, '.js');
  const sourceFileName = path.relative(path.dirname(output), source);
  const { code, map } = await transformFile(source, { ...OPTIONS, sourceFileName });
  await writeFile(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
  if (map !== undefined) await writeFile(`${output}.map`, map);
}

// Run as a program: compile-sources.mjs FROM TO
const [from, to] = process.argv.slice(2);
if (from !== undefined && to !== undefined) await compileSources(from, to);
