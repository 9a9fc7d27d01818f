import type { OsmMember, OsmNode, OsmRelation, OsmTags, OsmWay } from '../pbf/osm-element.js';
import type { Plane } from './plane.js';

/** Collects map elements and gives out their ids, each kind from 1. */
export class ElementList {
  readonly nodes: OsmNode[] = [];
  readonly ways: OsmWay[] = [];
  readonly relations: OsmRelation[] = [];

  constructor(readonly plane: Plane) {}

  /** Adds a node at flat metres; returns its id. */
  node(x: number, y: number, tags?: OsmTags): number {
    const id = this.nodes.length + 1;
    const { lat, lon } = this.plane.toLatLon(x, y);
    this.nodes.push(tags ? { id, lat, lon, tags } : { id, lat, lon });
    return id;
  }

  way(refs: readonly number[], tags: OsmTags): number {
    return this.ways.push({ id: this.ways.length + 1, refs, tags });
  }

  relation(members: readonly OsmMember[], tags: OsmTags): number {
    return this.relations.push({ id: this.relations.length + 1, members, tags });
  }
}
