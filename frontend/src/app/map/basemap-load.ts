import { Basemap } from './basemap.js';
import type { PackedBasemap } from './basemap-pack.js';

type Answer = { ok: true; packed: PackedBasemap; refused: number } | { ok: false; reason: string };

/** Fetches and packs the basemap in a worker; rejects with a readable reason. */
export function loadBasemap(url: string): Promise<Basemap> {
  const worker = new Worker(new URL('./basemap.worker.js', import.meta.url), { type: 'module' });
  return new Promise<Basemap>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.ok) resolve(new Basemap(data.packed));
      else reject(new Error(data.reason));
    });
    worker.addEventListener('error', () => reject(new Error('the map worker failed')));
    worker.postMessage(url);
  }).finally(() => worker.terminate());
}
