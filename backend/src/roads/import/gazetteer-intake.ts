import { NodeTable, toE7, type RoadGraph } from '@muster/engine';
import { basemapKind, isArea } from './basemap-kind.js';
import type { BasemapKind, BasemapShape, Gazetteer, MapAddress, MapPlace } from './gazetteer.js';
import type { OsmNode, OsmWay } from './osm-stream.js';
import { streetsOf } from './street-list.js';

type Tags = Readonly<Record<string, string>>;

interface KeptWay {
  readonly refs: number[];
  readonly kind: BasemapKind | undefined;
  readonly address: AddressTags | undefined;
}
type AddressTags = Omit<MapAddress, 'latE7' | 'lonE7'>;

const PLACE_KINDS = new Set([
  'city',
  'town',
  'village',
  'hamlet',
  'suburb',
  'quarter',
  'neighbourhood',
  'locality',
]);

/** The first of several tags that is present, else an empty string. */
function firstTag(tags: Tags, keys: readonly string[]): string {
  const key = keys.find((one) => tags[one] !== undefined);
  return key === undefined ? '' : (tags[key] ?? '');
}

function addressTags(tags: Tags): AddressTags | undefined {
  const houseNumber = firstTag(tags, ['addr:housenumber']);
  const houseName = firstTag(tags, ['addr:housename']);
  const street = firstTag(tags, ['addr:street', 'addr:place']);
  if ((houseNumber === '' && houseName === '') || street === '') return undefined;
  const postcode = firstTag(tags, ['addr:postcode']);
  const town = firstTag(tags, ['addr:city', 'addr:town', 'addr:suburb']);
  return { houseNumber, houseName, street, postcode, town };
}

export interface GazetteerOptions {
  /** Buildings multiply the size of a basemap; off unless asked for. */
  readonly withBuildings: boolean;
}

/** Collects addresses, places and basemap shapes in the same two passes as the roads. */
export class GazetteerIntake {
  private readonly ways: KeptWay[] = [];
  private readonly addresses: MapAddress[] = [];
  private readonly places: MapPlace[] = [];
  private nodes: NodeTable | undefined;

  constructor(private readonly options: GazetteerOptions) {}

  addWay(way: OsmWay): void {
    if (!way.tags || way.refs.length < 2) return;
    const found = basemapKind(way.tags);
    const kind = found === 'building' && !this.options.withBuildings ? undefined : found;
    const address = addressTags(way.tags);
    if (kind ?? address) this.ways.push({ refs: way.refs, kind, address });
  }

  addNode(node: OsmNode): void {
    this.nodes ??= this.tableOfNeededNodes();
    const at = { latE7: toE7(node.lat), lonE7: toE7(node.lon) };
    this.nodes.set(node.id, at.latE7, at.lonE7);
    if (!node.tags) return;
    const address = addressTags(node.tags);
    if (address) this.addresses.push({ ...address, ...at });
    const { place: kind, name } = node.tags;
    if (kind && name && PLACE_KINDS.has(kind)) this.places.push({ name, kind, ...at });
  }

  finish(graph: RoadGraph): Gazetteer {
    const basemap: BasemapShape[] = [];
    for (const way of this.ways) {
      const latLonE7 = this.shapeOf(way.refs);
      if (latLonE7.length < 4) continue;
      if (way.address) this.addresses.push({ ...way.address, ...middleOf(latLonE7) });
      if (way.kind) basemap.push({ kind: way.kind, closed: isClosedArea(way), latLonE7 });
    }
    const { addresses, places } = this;
    return { addresses, places, basemap, streets: streetsOf(graph, places) };
  }

  private shapeOf(refs: readonly number[]): number[] {
    const shape: number[] = [];
    for (const ref of refs) {
      const index = this.nodes?.indexOf(ref) ?? -1;
      if (!this.nodes || index < 0 || this.nodes.known[index] === 0) continue;
      shape.push(this.nodes.latE7[index] as number, this.nodes.lonE7[index] as number);
    }
    return shape;
  }

  private tableOfNeededNodes(): NodeTable {
    const ids: number[] = [];
    for (const way of this.ways) for (const ref of way.refs) ids.push(ref);
    return new NodeTable(Float64Array.from(ids));
  }
}

function isClosedArea({ kind, refs }: KeptWay): boolean {
  return kind !== undefined && isArea(kind) && refs[0] === refs[refs.length - 1];
}

/** Middle of the bounding box: inside for the houses this is used for. */
function middleOf(latLonE7: readonly number[]): { latE7: number; lonE7: number } {
  let [south, north, west, east] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < latLonE7.length; i += 2) {
    const lat = latLonE7[i] as number;
    const lon = latLonE7[i + 1] as number;
    south = Math.min(south, lat);
    north = Math.max(north, lat);
    west = Math.min(west, lon);
    east = Math.max(east, lon);
  }
  return { latE7: Math.round((south + north) / 2), lonE7: Math.round((west + east) / 2) };
}
