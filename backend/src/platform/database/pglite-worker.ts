// The thread that owns the embedded database: bytes of the PostgreSQL protocol in, bytes out.
// It imports nothing of this repository, so that it also runs from source by type stripping.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { postgis } from '@electric-sql/pglite-postgis';

type Request =
  | { readonly kind: 'wire'; readonly bytes: Uint8Array }
  | { readonly kind: 'dump' }
  | { readonly kind: 'close' };

const port = parentPort;
if (!port) throw new Error('pglite-worker must run as a worker thread');
const { folder, template } = workerData as { folder?: string; template?: Uint8Array };

const database = await PGlite.create({
  ...(folder === undefined ? {} : { dataDir: folder }),
  ...(template === undefined
    ? {}
    : { loadDataDir: new Blob([template as Uint8Array<ArrayBuffer>]) }),
  extensions: { postgis, pg_trgm, btree_gist, fuzzystrmatch, unaccent },
});

async function answer(request: Request): Promise<void> {
  if (request.kind === 'wire') {
    // copied: the result is a view on the WebAssembly heap
    const bytes = (await database.execProtocolRaw(request.bytes)).slice();
    port!.postMessage({ kind: 'wire', bytes }, [bytes.buffer]);
  } else if (request.kind === 'dump') {
    const archive = new Uint8Array(await (await database.dumpDataDir('gzip')).arrayBuffer());
    port!.postMessage({ kind: 'dump', bytes: archive }, [archive.buffer]);
  } else {
    await database.close();
    port!.postMessage({ kind: 'closed' });
    port!.close();
  }
}

port.on('message', (request: Request) => {
  answer(request).catch((error: unknown) =>
    port.postMessage({
      kind: 'failed',
      message: error instanceof Error ? error.message : 'unknown',
    }),
  );
});
port.postMessage({ kind: 'ready' });
