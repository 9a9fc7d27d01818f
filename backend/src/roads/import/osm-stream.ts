import { createReadStream } from 'node:fs';
import { pipeline, type TransformCallback } from 'node:stream';
import { OSMTransform } from 'osm-pbf-parser-node';

export interface OsmNode {
  readonly type: 'node';
  readonly id: number;
  readonly lat: number;
  readonly lon: number;
  readonly tags?: Record<string, string>;
}
export interface OsmWay {
  readonly type: 'way';
  readonly id: number;
  readonly refs: number[];
  readonly tags?: Record<string, string>;
}
export interface OsmRelation {
  readonly type: 'relation';
  readonly id: number;
  readonly members: { readonly type: string; readonly ref: number; readonly role: string }[];
  readonly tags?: Record<string, string>;
}
export type OsmObject = OsmNode | OsmWay | OsmRelation;

/** The file is not a whole .osm.pbf file; the message says where reading stopped. */
export class OsmFormatError extends Error {
  override readonly name = 'OsmFormatError';
}

/** Limits of the OpenStreetMap PBF format (wiki "PBF Format"). */
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_BLOB_BYTES = 32 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

interface ParserState {
  /** 1 while a blob header is awaited. */
  readonly status: number;
  /** Bytes awaited. */
  readonly needed: number;
}

/** The parser throws out of its stream callbacks; this turns that into a stream error. */
class CheckedTransform extends OSMTransform {
  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.checkSizes();
      super._transform(chunk, encoding, done);
    } catch (error) {
      done(asFormatError(error));
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      super._flush(done);
    } catch (error) {
      done(new OsmFormatError('the file ends in the middle of a block', { cause: error }));
    }
  }

  private checkSizes(): void {
    const { status, needed } = this as unknown as ParserState;
    if (needed > MAX_BLOB_BYTES || (status === 1 && needed > MAX_HEADER_BYTES))
      throw new OsmFormatError(`a block claims ${needed} bytes`);
  }
}

function asFormatError(error: unknown): OsmFormatError {
  if (error instanceof OsmFormatError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new OsmFormatError(`not a readable .osm.pbf file: ${text}`, { cause: error });
}

export interface OsmReadOptions {
  readonly withNodeTags: boolean;
  /** Bytes read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Streams the objects of an .osm.pbf file block by block, in file order. Memory holds about one
 * block. Throws `OsmFormatError` for a damaged file and the system's error for an unreadable one.
 */
export async function* readOsmObjects(
  file: string,
  options: OsmReadOptions,
): AsyncGenerator<OsmObject[]> {
  const parser = new CheckedTransform({
    withTags: { node: options.withNodeTags, way: true, relation: true },
    withInfo: false,
  });
  const bytes = createReadStream(file, { highWaterMark: READ_BYTES });
  // The iterator below receives the error that ends the pipeline.
  pipeline(bytes, parser, () => undefined);
  for await (const block of parser as AsyncIterable<unknown[]>) {
    options.onBytes?.(bytes.bytesRead);
    yield block.filter(isOsmObject);
  }
}

function isOsmObject(item: unknown): item is OsmObject {
  return typeof item === 'object' && item !== null && 'type' in item;
}
