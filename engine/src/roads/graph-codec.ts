import { contentHash } from './content-hash.js';
import { RoadGraph, type RoadGraphArrays, type RoadGraphMeta } from './road-graph.js';

const MAGIC_LOW = 0x5453554d; // "MUST"
const MAGIC_HIGH = 0x52474452; // "RDGR"
/** Raised whenever the layout or the meaning of an array changes; older files are then made anew. */
export const ROAD_GRAPH_FORMAT = 1;
const HEADER_BYTES = 48;
const SECTION_BYTES = 8;

/** Section order is part of the format. */
const SECTIONS = {
  nodeLatE7: Int32Array,
  nodeLonE7: Int32Array,
  edgeFrom: Uint32Array,
  edgeTo: Uint32Array,
  edgeLengthMm: Uint32Array,
  edgeClass: Uint8Array,
  edgeName: Uint32Array,
  edgeWayId: Float64Array,
  shapeStart: Uint32Array,
  shapeLatE7: Int32Array,
  shapeLonE7: Int32Array,
  arcFlags: Uint8Array,
  arcStandardMs: Uint32Array,
  arcResponseMs: Uint32Array,
  nextStart: Uint32Array,
  nextArc: Uint32Array,
  prevStart: Uint32Array,
  prevArc: Uint32Array,
  gridStart: Uint32Array,
  gridSegment: Uint32Array,
  nameStart: Uint32Array,
  nameText: Uint16Array,
  meta: Uint16Array,
} as const;
type SectionName = keyof typeof SECTIONS;
type SectionView = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => unknown;
const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];
const BODY_START = HEADER_BYTES + SECTION_NAMES.length * SECTION_BYTES;

export type DecodeResult =
  | { readonly ok: true; readonly graph: RoadGraph }
  | {
      readonly ok: false;
      readonly reason: 'not-a-road-graph' | 'other-format' | 'truncated' | 'damaged';
    };

/** Encodes a graph into one buffer (little-endian, sections aligned to 8 bytes) and opens it. */
export function encodeRoadGraph(arrays: RoadGraphArrays, meta: RoadGraphMeta): RoadGraph {
  const text = JSON.stringify(meta);
  const metaCodes = Uint16Array.from(text, (char) => char.charCodeAt(0));
  const parts = SECTION_NAMES.map((name) => (name === 'meta' ? metaCodes : arrays[name]));
  const offsets: number[] = [];
  let end = align8(BODY_START);
  for (const part of parts) {
    offsets.push(end);
    end = align8(end + part.byteLength);
  }
  const buffer = new ArrayBuffer(end);
  const header = new DataView(buffer);
  parts.forEach((part, i) => {
    header.setUint32(HEADER_BYTES + i * SECTION_BYTES, offsets[i] as number, true);
    header.setUint32(HEADER_BYTES + i * SECTION_BYTES + 4, part.length, true);
    new Uint8Array(buffer, offsets[i]).set(
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
  });
  writeHeader(header, buffer);
  const decoded = decodeRoadGraph(buffer);
  if (!decoded.ok) throw new Error(`encoded graph does not open: ${decoded.reason}`);
  return decoded.graph;
}

function writeHeader(header: DataView, buffer: ArrayBuffer): void {
  const version = contentHash(buffer, HEADER_BYTES, buffer.byteLength - HEADER_BYTES);
  header.setUint32(0, MAGIC_LOW, true);
  header.setUint32(4, MAGIC_HIGH, true);
  header.setUint32(8, ROAD_GRAPH_FORMAT, true);
  header.setUint32(12, SECTION_NAMES.length, true);
  header.setFloat64(16, buffer.byteLength, true);
  for (let i = 0; i < version.length; i++) header.setUint8(24 + i, version.charCodeAt(i));
}

/**
 * Opens an encoded graph without copying it; works over a SharedArrayBuffer. Anything that is not
 * whole is refused: wrong magic, another format number, missing bytes, or a hash that differs.
 */
export function decodeRoadGraph(buffer: ArrayBufferLike): DecodeResult {
  if (buffer.byteLength < BODY_START) return { ok: false, reason: 'not-a-road-graph' };
  const header = new DataView(buffer);
  if (header.getUint32(0, true) !== MAGIC_LOW || header.getUint32(4, true) !== MAGIC_HIGH)
    return { ok: false, reason: 'not-a-road-graph' };
  if (header.getUint32(8, true) !== ROAD_GRAPH_FORMAT) return { ok: false, reason: 'other-format' };
  const bytes = header.getFloat64(16, true);
  if (buffer.byteLength < bytes) return { ok: false, reason: 'truncated' };
  if (buffer.byteLength !== bytes || bytes % 8 !== 0) return { ok: false, reason: 'damaged' };
  const version = readVersion(header);
  if (contentHash(buffer, HEADER_BYTES, bytes - HEADER_BYTES) !== version)
    return { ok: false, reason: 'damaged' };
  const { meta, ...arrays } = readSections(buffer, header);
  let text = '';
  for (const code of meta) text += String.fromCharCode(code);
  const graph = new RoadGraph(JSON.parse(text) as RoadGraphMeta, arrays, version, buffer);
  return { ok: true, graph };
}

function readVersion(header: DataView): string {
  let text = '';
  for (let i = 0; i < 16; i++) text += String.fromCharCode(header.getUint8(24 + i));
  return text;
}

function readSections(
  buffer: ArrayBufferLike,
  header: DataView,
): RoadGraphArrays & { meta: Uint16Array } {
  const sections: Record<string, unknown> = {};
  SECTION_NAMES.forEach((name, i) => {
    const offset = header.getUint32(HEADER_BYTES + i * SECTION_BYTES, true);
    const length = header.getUint32(HEADER_BYTES + i * SECTION_BYTES + 4, true);
    const View = SECTIONS[name] as SectionView;
    sections[name] = new View(buffer, offset, length);
  });
  return sections as unknown as RoadGraphArrays & { meta: Uint16Array };
}

function align8(offset: number): number {
  return (offset + 7) & ~7;
}
