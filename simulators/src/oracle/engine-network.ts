import { RoadIntake, type RoadGraph } from '@muster/engine';
import type { MapObjects } from './osm-objects.js';

/** The engine's graph of the same objects; `skipRelation` leaves one relation out (mutation tests). */
export function engineNetwork(map: MapObjects, skipRelation?: number): RoadGraph {
  const intake = new RoadIntake();
  for (const way of map.ways) intake.addWay(way.id, way.refs, way.tags ?? {});
  for (const relation of map.relations)
    if (relation.id !== skipRelation)
      intake.addRelation(relation.id, relation.tags ?? {}, relation.members);
  for (const node of map.nodes) intake.addNode(node.id, node, node.tags);
  return intake.finish('oracle').graph;
}
