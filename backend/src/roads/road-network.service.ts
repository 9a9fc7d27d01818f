import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { Bounds, LatLon, MapInfo, RouteView } from '@muster/contracts';
import {
  estimateStraightLine,
  findRoute,
  RouteWorkspace,
  snapToRoad,
  type RoadGraph,
  type SpeedProfile,
} from '@muster/engine';
import { basemapGeoJson } from './basemap.js';
import { ClosedArcs } from './closed-arcs.js';
import { boundsOf, LoadedMap } from './loaded-map.js';

/** The road network this process runs on, its picture, and routes over it. */
@Injectable()
export class RoadNetworkService {
  readonly graph: RoadGraph;
  /** The mapped area. */
  readonly bounds: Bounds;
  /** Arcs shut by people, one byte an arc; kept by the closures service. */
  readonly closed: ClosedArcs;
  private readonly work: RouteWorkspace;
  private basemapMade: Promise<{ hash: string; gzipped: Buffer }> | undefined;

  constructor(private readonly map: LoadedMap) {
    this.graph = map.imported.graph;
    this.bounds = boundsOf(map.imported);
    this.closed = new ClosedArcs(this.graph);
    this.work = new RouteWorkspace(this.graph.arcCount);
  }

  async info(): Promise<MapInfo> {
    return {
      name: this.map.name,
      bounds: this.bounds,
      graphVersion: this.graph.version,
      basemapHash: (await this.basemap()).hash,
      attribution: this.map.attribution,
      junctions: this.graph.nodeCount,
    };
  }

  /** The basemap, gzipped, made on first use and kept. */
  basemap(): Promise<{ hash: string; gzipped: Buffer }> {
    this.basemapMade ??= this.makeBasemap();
    return this.basemapMade;
  }

  /** Fastest way by road, or a straight line that says it is an estimate. */
  route(from: LatLon, to: LatLon, profile: SpeedProfile): RouteView {
    const origin = snapToRoad(this.graph, from);
    const destination = snapToRoad(this.graph, to);
    if (origin && destination) {
      const found = findRoute(this.graph, this.work, {
        from: origin,
        to: destination,
        profile,
        closed: this.closed.mask,
      });
      if (found.ok) {
        return {
          distanceM: Math.round(found.route.distanceM),
          etaS: Math.ceil(found.route.totalMs / 1000),
          estimate: false,
          line: found.route.shape.map(({ lat, lon }) => [lat, lon]),
        };
      }
    }
    const guess = estimateStraightLine(from, to, profile);
    return {
      distanceM: Math.round(guess.distanceM),
      etaS: Math.ceil(guess.roadMs / 1000),
      estimate: true,
      line: [
        [from.lat, from.lon],
        [to.lat, to.lon],
      ],
    };
  }

  private async makeBasemap(): Promise<{ hash: string; gzipped: Buffer }> {
    const text = basemapGeoJson(this.map.imported);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return { hash, gzipped: await promisify(gzip)(text, { level: 6 }) };
  }
}
