import { deflateSync } from 'node:zlib';
import Pbf from 'pbf';
import type { Bounds } from '@muster/contracts';
import { encodeNodes, encodeRelations, encodeWays } from './block-encoder.js';
import type { OsmNode, OsmRelation, OsmWay } from './osm-element.js';

/** Where finished bytes go, in file order. */
export type ByteSink = (chunk: Uint8Array) => void;

export interface PbfHeader {
  readonly bounds?: Bounds;
  readonly writingProgram: string;
  readonly source?: string;
}

const BLOCK_ELEMENTS = 8000;
const NANO = 1e9;
// the format allows 32 MiB uncompressed; stay well below
const MAX_BLOB_BYTES = 16 * 1024 * 1024;

function headerBlock(header: PbfHeader): Uint8Array {
  const pbf = new Pbf();
  if (header.bounds) {
    pbf.writeMessage(
      1,
      (bounds: Bounds, inner) => {
        inner.writeSVarintField(1, Math.round(bounds.west * NANO));
        inner.writeSVarintField(2, Math.round(bounds.east * NANO));
        inner.writeSVarintField(3, Math.round(bounds.north * NANO));
        inner.writeSVarintField(4, Math.round(bounds.south * NANO));
      },
      header.bounds,
    );
  }
  pbf.writeStringField(4, 'OsmSchema-V0.6');
  pbf.writeStringField(4, 'DenseNodes');
  pbf.writeStringField(5, 'Sort.Type_then_ID');
  pbf.writeStringField(16, header.writingProgram);
  if (header.source) pbf.writeStringField(17, header.source);
  return pbf.finish();
}

/**
 * Writes OpenStreetMap's `.osm.pbf` (fileformat.proto and osmformat.proto of the OSM PBF format):
 * dense nodes, ways, relations, zlib blobs of at most 8,000 elements.
 *
 * Give elements in the order nodes, ways, relations, each by rising id, then call `end`; another
 * order throws. The same elements give the same bytes under the same zlib.
 */
export class OsmPbfWriter {
  private nodes: OsmNode[] = [];
  private ways: OsmWay[] = [];
  private relations: OsmRelation[] = [];
  private stage = 0;
  private lastId = 0;
  private written = 0;

  constructor(
    private readonly sink: ByteSink,
    header: PbfHeader,
  ) {
    this.blob('OSMHeader', headerBlock(header));
  }

  /** Bytes handed to the sink so far. */
  get bytesWritten(): number {
    return this.written;
  }

  node(node: OsmNode): void {
    this.inOrder(1, node.id);
    if (this.nodes.push(node) >= BLOCK_ELEMENTS) this.flush();
  }

  way(way: OsmWay): void {
    this.inOrder(2, way.id);
    if (this.ways.push(way) >= BLOCK_ELEMENTS) this.flush();
  }

  relation(relation: OsmRelation): void {
    this.inOrder(3, relation.id);
    if (this.relations.push(relation) >= BLOCK_ELEMENTS) this.flush();
  }

  end(): void {
    this.flush();
    this.stage = 4;
  }

  private inOrder(stage: number, id: number): void {
    if (stage < this.stage) throw new Error('nodes come before ways, ways before relations');
    if (stage > this.stage) {
      this.flush();
      this.stage = stage;
      this.lastId = 0;
    }
    if (id <= this.lastId) throw new Error(`id ${id} after ${this.lastId}`);
    this.lastId = id;
  }

  private flush(): void {
    if (this.nodes.length > 0) this.blob('OSMData', encodeNodes(this.nodes));
    if (this.ways.length > 0) this.blob('OSMData', encodeWays(this.ways));
    if (this.relations.length > 0) this.blob('OSMData', encodeRelations(this.relations));
    this.nodes = [];
    this.ways = [];
    this.relations = [];
  }

  private blob(type: 'OSMHeader' | 'OSMData', raw: Uint8Array): void {
    if (raw.length > MAX_BLOB_BYTES) throw new Error(`block of ${raw.length} bytes is too large`);
    const body = new Pbf();
    body.writeVarintField(2, raw.length);
    body.writeBytesField(3, deflateSync(raw, { level: 6 }));
    const bodyBytes = body.finish();
    const head = new Pbf();
    head.writeStringField(1, type);
    head.writeVarintField(3, bodyBytes.length);
    const headBytes = head.finish();
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, headBytes.length);
    for (const part of [length, headBytes, bodyBytes]) {
      this.written += part.length;
      this.sink(part);
    }
  }
}
