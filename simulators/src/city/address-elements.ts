import type { ElementList } from './element-list.js';
import type { PlannedPlace } from './plan.js';
import type { StreetGraph } from './street-graph.js';
import type { Postcodes } from './street-names.js';
import type { Street } from './streets.js';

const OFFSET_M = 11;
const PLOT_M = 9;
const ADDRESSED = new Set(['residential', 'tertiary', 'secondary', 'primary', 'unclassified']);

/** A street to be given house numbers, with the place that it belongs to. */
export interface AddressedStreet {
  readonly street: Street;
  readonly place: PlannedPlace;
  readonly rural: boolean;
}

/**
 * Writes house numbers along named streets, odd ones on the left and even ones on the right.
 * Numbers follow the distance (a plot each 9 m) but only every so many plots get a point of
 * their own, so that about `wanted` are written in all. Returns how many were.
 */
export function writeAddresses(
  graph: StreetGraph,
  list: ElementList,
  streets: readonly AddressedStreet[],
  options: { wanted: number; postcodes: Postcodes },
): number {
  const usable = streets.filter(({ street, rural }) => {
    const first = street.legs[0];
    return !rural && first && street.name !== null && ADDRESSED.has(graph.edge(first.edge).kind);
  });
  const total = usable.reduce((sum, { street }) => sum + streetLengthM(graph, street), 0);
  const stepM = total / Math.max(1, options.wanted);
  const before = list.nodes.length;
  for (const { street, place } of usable) {
    const tags = {
      'addr:street': street.name ?? '',
      'addr:postcode': options.postcodes.take(place.outcode),
      'addr:city': place.name,
    };
    numberStreet(graph, list, { street, stepM, tags });
  }
  return list.nodes.length - before;
}

function streetLengthM(graph: StreetGraph, street: Street): number {
  return street.legs.reduce((sum, leg) => sum + graph.lengthM(graph.edge(leg.edge)), 0);
}

function numberStreet(
  graph: StreetGraph,
  list: ElementList,
  job: { street: Street; stepM: number; tags: Record<string, string> },
): void {
  let walkedM = 0;
  let dueM = Math.min(job.stepM, 25);
  let left = true;
  for (const leg of job.street.legs) {
    const edge = graph.edge(leg.edge);
    const a = graph.at(leg.forward ? edge.a : edge.b);
    const b = graph.at(leg.forward ? edge.b : edge.a);
    const length = graph.lengthM(edge) || 1;
    for (; dueM < walkedM + length; dueM += job.stepM) {
      const t = (dueM - walkedM) / length;
      const side = left ? OFFSET_M : -OFFSET_M;
      const number = 2 * Math.floor(dueM / PLOT_M) + (left ? 1 : 2);
      list.node(
        a.x + t * (b.x - a.x) - (side * (b.y - a.y)) / length,
        a.y + t * (b.y - a.y) + (side * (b.x - a.x)) / length,
        { 'addr:housenumber': String(number), ...job.tags },
      );
      left = !left;
    }
    walkedM += length;
  }
}
