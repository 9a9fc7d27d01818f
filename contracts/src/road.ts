import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { boundsSchema, latLonSchema } from './geo.js';

/** `GET /api/v1/map`: what the import holds. The basemap itself is `GET /api/v1/map/basemap` (GeoJSON, cacheable by hash). */
export const mapInfoSchema = z.object({
  name: z.string(),
  bounds: boundsSchema,
  graphVersion: z.string(),
  basemapHash: z.string(),
  attribution: z.string(),
  junctions: z.int(),
});
export type MapInfo = z.infer<typeof mapInfoSchema>;

/** `GET /api/v1/routes?unitId=&incidentId=`: for drawing; `line` is lat/lon pairs in order of travel. */
export const routeViewSchema = z.object({
  distanceM: z.int(),
  etaS: z.int(),
  estimate: z.boolean(),
  line: z.array(z.tuple([z.number(), z.number()])),
});
export type RouteView = z.infer<typeof routeViewSchema>;

/** `POST /api/v1/closures`: roads whose arcs pass within `radiusM` of the point are shut until lifted. */
export const drawClosureSchema = z.strictObject({
  point: latLonSchema,
  radiusM: z.number().check(z.gt(0), z.lte(2000)),
  reason: z.string().check(z.minLength(3), z.maxLength(200)),
});
export type DrawClosure = z.infer<typeof drawClosureSchema>;

export const closureViewSchema = z.object({
  id: idSchema,
  point: latLonSchema,
  radiusM: z.number(),
  reason: z.string(),
  drawnAt: instantSchema,
  arcs: z.int(),
});
export type ClosureView = z.infer<typeof closureViewSchema>;

/** Query of `GET /api/v1/routes`: from where the unit is now to the incident. */
export const routeQuerySchema = z.object({ unitId: idSchema, incidentId: idSchema });
export type RouteQuery = z.infer<typeof routeQuerySchema>;
