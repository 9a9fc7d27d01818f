import { createOSMStream } from 'osm-pbf-parser-node';

export interface MapNode {
  type: 'node';
  id: number;
  lat: number;
  lon: number;
  tags?: Record<string, string>;
}
export interface MapWay {
  type: 'way';
  id: number;
  refs: number[];
  tags?: Record<string, string>;
}
export interface MapRelation {
  type: 'relation';
  id: number;
  tags?: Record<string, string>;
  members: { type: string; ref: number; role: string }[];
}

/** The objects of a map file that roads are made of. */
export interface MapObjects {
  nodes: MapNode[];
  ways: MapWay[];
  relations: MapRelation[];
}

/** Reads a whole map file into memory: roads, their nodes and all relations with tags. */
export async function readMapObjects(file: string): Promise<MapObjects> {
  const all: MapObjects = { nodes: [], ways: [], relations: [] };
  for await (const item of createOSMStream(file, { withTags: true, withInfo: false })) {
    const object = item as MapNode | MapWay | MapRelation | { type?: undefined };
    if (object.type === 'node') all.nodes.push(object);
    else if (object.type === 'way' && object.tags?.['highway']) all.ways.push(object);
    else if (object.type === 'relation' && object.tags) all.relations.push(object);
  }
  const needed = new Set(all.ways.flatMap((way) => way.refs));
  all.nodes = all.nodes.filter((node) => needed.has(node.id));
  return all;
}
