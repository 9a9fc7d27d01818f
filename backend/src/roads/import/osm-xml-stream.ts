import { createReadStream } from 'node:fs';
import { pipeline, PassThrough, type Duplex } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { OsmFormatError, type OsmObject, type OsmReadOptions } from './osm-stream.js';

/** A tag with quoted attributes, in which `>` may stand. */
const TAG = /<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITY = /&(?:#(\d+)|#x([0-9a-fA-F]+)|(amp|lt|gt|quot|apos));/g;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
/** No tag is longer; text without one is no map. */
const MAX_TAG_CHARS = 1_000_000;
const MAX_CODE_POINT = 0x10ffff;

/**
 * Streams the objects of an OpenStreetMap XML file (`.osm`, or gzipped `.osm.gz`), in file order.
 * Throws `OsmFormatError` where the file is no such file or is cut off.
 */
export async function* readOsmXml(
  file: string,
  options: Pick<OsmReadOptions, 'onBytes'>,
): AsyncGenerator<OsmObject[]> {
  const bytes = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const unpack: Duplex = file.endsWith('.gz') ? createGunzip() : new PassThrough();
  // The iterator below receives the error that ends the pipeline.
  pipeline(bytes, unpack, () => undefined);
  unpack.setEncoding('utf8');
  const reader = new OsmXmlReader();
  try {
    for await (const text of unpack as AsyncIterable<string>) {
      options.onBytes?.(bytes.bytesRead);
      yield reader.read(text);
    }
  } catch (error) {
    throw asFormatError(error);
  }
  if (!reader.isComplete) throw new OsmFormatError('the file does not end with </osm>');
}

/** Errors of unpacking are the file's fault; errors of the disk are passed on. */
function asFormatError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!code.startsWith('Z_')) return error;
  return new OsmFormatError(`not a readable gzip file: ${code}`, { cause: error });
}

interface OpenObject {
  readonly type: 'node' | 'way' | 'relation';
  readonly id: number;
  readonly lat: number;
  readonly lon: number;
  readonly refs: number[];
  readonly members: { type: string; ref: number; role: string }[];
  readonly tags: Record<string, string>;
}
type Attributes = ReadonlyMap<string, string>;

class OsmXmlReader {
  isComplete = false;
  private rest = '';
  private started = false;
  private open: OpenObject | undefined;
  private done: OsmObject[] = [];

  read(text: string): OsmObject[] {
    const whole = this.rest + text;
    let end = 0;
    for (const match of whole.matchAll(TAG)) {
      end = match.index + match[0].length;
      this.takeTag(match[0]);
    }
    this.rest = whole.slice(end);
    if (this.rest.length > MAX_TAG_CHARS) throw new OsmFormatError('no OpenStreetMap XML');
    const { done } = this;
    this.done = [];
    return done;
  }

  private takeTag(tag: string): void {
    const name = tagName(tag);
    if (name === 'osm') this.started = true;
    else if (name === '/osm') this.isComplete = true;
    else if (isObjectName(name)) this.start(name, tag);
    else if (name === `/${this.open?.type ?? ''}`) this.close();
    else if (this.open && !name.startsWith('/')) addPart(this.open, name, attributesOf(tag));
  }

  private start(type: OpenObject['type'], tag: string): void {
    if (!this.started) throw new OsmFormatError('no <osm> before the first object');
    this.open = openObject(type, attributesOf(tag));
    if (tag.endsWith('/>')) this.close();
  }

  private close(): void {
    if (this.open) this.done.push(this.open);
    this.open = undefined;
  }
}

function tagName(tag: string): string {
  return /^<(\/?[\w?!-]+)/.exec(tag)?.[1] ?? '';
}

function isObjectName(name: string): name is OpenObject['type'] {
  return name === 'node' || name === 'way' || name === 'relation';
}

function openObject(type: OpenObject['type'], attributes: Attributes): OpenObject {
  const id = numberOf(attributes, 'id');
  const [lat, lon] =
    type === 'node' ? [numberOf(attributes, 'lat'), numberOf(attributes, 'lon')] : [0, 0];
  return { type, id, lat, lon, refs: [], members: [], tags: {} };
}

function addPart(open: OpenObject, name: string, attributes: Attributes): void {
  if (name === 'tag') open.tags[attributes.get('k') ?? ''] = attributes.get('v') ?? '';
  else if (name === 'nd') open.refs.push(numberOf(attributes, 'ref'));
  else if (name === 'member')
    open.members.push({
      type: attributes.get('type') ?? '',
      ref: numberOf(attributes, 'ref'),
      role: attributes.get('role') ?? '',
    });
}

function attributesOf(tag: string): Attributes {
  const attributes = new Map<string, string>();
  for (const [, key, double, single] of tag.matchAll(ATTRIBUTE))
    if (key !== undefined) attributes.set(key, decodeEntities(double ?? single ?? ''));
  return attributes;
}

function numberOf(attributes: Attributes, key: string): number {
  const text = attributes.get(key);
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(value))
    throw new OsmFormatError(`attribute ${key} is ${text ?? 'missing'}, not a number`);
  return value;
}

function decodeEntities(text: string): string {
  return text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= MAX_CODE_POINT ? String.fromCodePoint(code) : whole;
  });
}
