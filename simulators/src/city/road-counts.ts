import type { OsmRelation, OsmWay } from '../pbf/osm-element.js';

const DRIVABLE =
  /^(motorway|trunk|primary|secondary|tertiary|unclassified|residential|service|living_street)(_link)?$/;

/** Figures of a road network, counted from the map elements alone. */
export interface RoadCounts {
  /** Nodes where drivable ways meet, cross or end. */
  readonly junctions: number;
  /** Pieces of road between two junctions. */
  readonly segments: number;
  /** Share of those that may be driven one way only. */
  readonly oneWayShare: number;
  readonly turnBans: number;
  /** Points of roads that are no junction. */
  readonly shapePoints: number;
}

function isOneWay(way: OsmWay): boolean {
  const tags = way.tags ?? {};
  return tags['oneway'] === 'yes' || tags['oneway'] === '-1' || tags['junction'] === 'roundabout';
}

/** Counts junctions (nodes with an arm count other than two, ways taken together), one-ways and bans. */
export function countRoads(ways: readonly OsmWay[], relations: readonly OsmRelation[]): RoadCounts {
  const arms = new Map<number, number>();
  const roads = ways.filter((way) => DRIVABLE.test(way.tags?.['highway'] ?? ''));
  for (const way of roads) {
    way.refs.forEach((ref, i) => {
      const end = i === 0 || i === way.refs.length - 1;
      arms.set(ref, (arms.get(ref) ?? 0) + (end ? 1 : 2));
    });
  }
  let junctions = 0;
  for (const count of arms.values()) if (count !== 2) junctions++;
  let segments = 0;
  let oneWay = 0;
  for (const way of roads) {
    const inner = way.refs.slice(1, -1).filter((ref) => arms.get(ref) !== 2).length;
    segments += inner + 1;
    if (isOneWay(way)) oneWay += inner + 1;
  }
  return {
    junctions,
    segments,
    oneWayShare: segments === 0 ? 0 : oneWay / segments,
    turnBans: relations.filter((relation) => relation.tags?.['type'] === 'restriction').length,
    shapePoints: arms.size - junctions,
  };
}
