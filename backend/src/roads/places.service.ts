import { Injectable } from '@nestjs/common';
import type { LatLon, PlaceHit, PlaceInput, PlaceSource, PlaceView } from '@muster/contracts';
import { snapToRoad, type RoadGraph } from '@muster/engine';
import { done, refused, type Outcome } from '../platform/database/outcome.js';
import { pointOfGridRef, pointOfText } from './grid-reference.js';
import { boundsOf, isInside, LoadedMap } from './loaded-map.js';
import { PlaceIndex } from './place-index.js';

export type PlaceRefusal = 'PLACE_UNKNOWN' | 'PLACE_OUTSIDE_AREA';

/** A point this near a road is described by it. */
const DESCRIBED_WITHIN_M = 100;

/** Turns what a caller says about a place into a point, by the imported map alone. */
@Injectable()
export class PlacesService {
  private readonly index: PlaceIndex;
  private readonly bounds;
  private readonly graph: RoadGraph;

  constructor(map: LoadedMap) {
    this.index = new PlaceIndex(map.imported.gazetteer);
    this.bounds = boundsOf(map.imported);
    this.graph = map.imported.graph;
  }

  /** Matches for a text that is still being typed, best first. */
  search(text: string, limit: number): PlaceHit[] {
    const typed = pointOfText(text);
    if (typed && isInside(this.bounds, typed.point)) {
      return [
        {
          placeId: `point:${typed.point.lat},${typed.point.lon}`,
          source: typed.source,
          label: text.trim(),
          point: typed.point,
        },
      ];
    }
    return this.index.search(text, limit);
  }

  /** The place of an input; refused when nothing fits or it lies outside the mapped area. */
  resolve(input: PlaceInput): Outcome<PlaceView, PlaceRefusal> {
    switch (input.kind) {
      case 'unknown':
        return done({ source: 'unknown', label: input.text ?? 'Not known yet', point: null });
      case 'point':
        return this.within(
          { lat: input.lat, lon: input.lon },
          'point',
          input.label ?? this.describe(input),
        );
      case 'gridRef': {
        const point = pointOfGridRef(input.gridRef);
        return point
          ? this.within(point, 'grid_ref', input.gridRef.toUpperCase())
          : refused('PLACE_UNKNOWN');
      }
      case 'gazetteer': {
        const hit = this.byId(input.placeId);
        return hit ? this.within(hit.point, hit.source, hit.label) : refused('PLACE_UNKNOWN');
      }
      case 'text':
        return this.resolveText(input.text);
    }
  }

  private resolveText(text: string): Outcome<PlaceView, PlaceRefusal> {
    const typed = pointOfText(text);
    if (typed) return this.within(typed.point, typed.source, text.trim());
    const hit = this.index.resolve(text);
    return hit ? this.within(hit.point, hit.source, hit.label) : refused('PLACE_UNKNOWN');
  }

  /** A point in words: the street it lies on, else its coordinates. */
  private describe(point: LatLon): string {
    const road = snapToRoad(this.graph, point, DESCRIBED_WITHIN_M);
    const street = road ? this.graph.streetName(road.arc) : '';
    if (street === '') return coordinates(point);
    const place = this.index.nearestPlace(point);
    return place === undefined ? street : `${street}, ${place}`;
  }

  private byId(placeId: string): PlaceHit | undefined {
    if (!placeId.startsWith('point:')) return this.index.byId(placeId);
    const typed = pointOfText(placeId.slice('point:'.length));
    return typed
      ? { placeId, source: 'point', label: coordinates(typed.point), point: typed.point }
      : undefined;
  }

  private within(
    point: LatLon,
    source: PlaceSource,
    label: string,
  ): Outcome<PlaceView, PlaceRefusal> {
    return isInside(this.bounds, point)
      ? done({ source, label, point })
      : refused('PLACE_OUTSIDE_AREA');
  }
}

function coordinates(point: LatLon): string {
  return `${point.lat.toFixed(5)}, ${point.lon.toFixed(5)}`;
}
