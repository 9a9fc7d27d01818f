import { packBasemap, transferables } from './basemap-pack.js';

// Fetching and packing take a second for a large town; the console stays answerable meanwhile.
addEventListener('message', ({ data: url }: MessageEvent<string>) => {
  void load(url);
});

async function load(url: string): Promise<void> {
  try {
    const reply = await fetch(url, { credentials: 'same-origin' });
    if (!reply.ok) throw new Error(`basemap: HTTP ${reply.status}`);
    const { packed, refused } = packBasemap(await reply.json());
    postMessage({ ok: true, packed, refused }, { transfer: transferables(packed) });
  } catch (failure) {
    postMessage({ ok: false, reason: failure instanceof Error ? failure.message : 'unreadable' });
  }
}
