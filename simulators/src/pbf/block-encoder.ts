import Pbf from 'pbf';
import type { OsmNode, OsmRelation, OsmTags, OsmWay } from './osm-element.js';

/** Strings of one block by number; number 0 is the empty string, which dense nodes use as a stop. */
export class StringTable {
  private readonly numbers = new Map<string, number>([['', 0]]);

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  write(pbf: Pbf): void {
    // not writeStringField: pbf 3 encodes planes above U+1FFFF wrongly
    for (const text of this.numbers.keys()) pbf.writeBytesField(1, Buffer.from(text, 'utf8'));
  }
}

/** Differences of a sequence, the first against 0. */
function deltas(values: readonly number[]): number[] {
  let last = 0;
  return values.map((value) => {
    const delta = value - last;
    last = value;
    return delta;
  });
}

const UNITS_PER_DEGREE = 1e7;
const MEMBER_TYPES = { node: 0, way: 1, relation: 2 } as const;

function denseTags(nodes: readonly OsmNode[], strings: StringTable): number[] {
  const out: number[] = [];
  if (!nodes.some((node) => node.tags)) return out;
  for (const node of nodes) {
    for (const [key, value] of Object.entries(node.tags ?? {})) {
      out.push(strings.numberOf(key), strings.numberOf(value));
    }
    out.push(0);
  }
  return out;
}

function tagNumbers(tags: OsmTags | undefined, strings: StringTable): [number[], number[]] {
  const entries = Object.entries(tags ?? {});
  return [
    entries.map(([key]) => strings.numberOf(key)),
    entries.map(([, value]) => strings.numberOf(value)),
  ];
}

/** A `PrimitiveBlock` (osmformat.proto) with its string table and one group of one kind of element. */
function block(
  encodeGroup: (strings: StringTable) => (unused: null, pbf: Pbf) => void,
): Uint8Array {
  const strings = new StringTable();
  const writeGroup = encodeGroup(strings);
  const pbf = new Pbf();
  pbf.writeMessage(1, (table: StringTable, inner) => table.write(inner), strings);
  pbf.writeMessage(2, writeGroup, null);
  return pbf.finish();
}

/** Dense nodes; ids need not be sorted, but sorted ones take one byte each. */
export function encodeNodes(nodes: readonly OsmNode[]): Uint8Array {
  return block((strings) => {
    const keysVals = denseTags(nodes, strings);
    const ids = deltas(nodes.map((node) => node.id));
    const lats = deltas(nodes.map((node) => Math.round(node.lat * UNITS_PER_DEGREE)));
    const lons = deltas(nodes.map((node) => Math.round(node.lon * UNITS_PER_DEGREE)));
    return (_unused, group) =>
      group.writeMessage(
        2,
        (_: null, dense) => {
          dense.writePackedSVarint(1, ids);
          dense.writePackedSVarint(8, lats);
          dense.writePackedSVarint(9, lons);
          dense.writePackedVarint(10, keysVals);
        },
        null,
      );
  });
}

export function encodeWays(ways: readonly OsmWay[]): Uint8Array {
  return block((strings) => {
    const rows = ways.map((way) => ({
      id: way.id,
      tags: tagNumbers(way.tags, strings),
      refs: deltas(way.refs),
    }));
    return (_unused, group) => {
      for (const row of rows) {
        group.writeMessage(
          3,
          (_: null, way) => {
            way.writeVarintField(1, row.id);
            way.writePackedVarint(2, row.tags[0]);
            way.writePackedVarint(3, row.tags[1]);
            way.writePackedSVarint(8, row.refs);
          },
          null,
        );
      }
    };
  });
}

export function encodeRelations(relations: readonly OsmRelation[]): Uint8Array {
  return block((strings) => {
    const rows = relations.map((relation) => ({
      id: relation.id,
      tags: tagNumbers(relation.tags, strings),
      roles: relation.members.map((member) => strings.numberOf(member.role)),
      refs: deltas(relation.members.map((member) => member.ref)),
      types: relation.members.map((member) => MEMBER_TYPES[member.type]),
    }));
    return (_unused, group) => {
      for (const row of rows) {
        group.writeMessage(
          4,
          (_: null, relation) => {
            relation.writeVarintField(1, row.id);
            relation.writePackedVarint(2, row.tags[0]);
            relation.writePackedVarint(3, row.tags[1]);
            relation.writePackedVarint(8, row.roles);
            relation.writePackedSVarint(9, row.refs);
            relation.writePackedVarint(10, row.types);
          },
          null,
        );
      }
    };
  });
}
