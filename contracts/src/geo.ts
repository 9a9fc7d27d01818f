import * as z from 'zod/mini';

/** WGS 84 position in degrees. */
export const latLonSchema = z.strictObject({
  lat: z.number().check(z.gte(-90), z.lte(90)),
  lon: z.number().check(z.gte(-180), z.lte(180)),
});
export type LatLon = z.infer<typeof latLonSchema>;

/** Axis-aligned box in degrees, `south <= north`, `west <= east`; boxes never cross the antimeridian. */
export const boundsSchema = z.strictObject({
  south: z.number().check(z.gte(-90), z.lte(90)),
  west: z.number().check(z.gte(-180), z.lte(180)),
  north: z.number().check(z.gte(-90), z.lte(90)),
  east: z.number().check(z.gte(-180), z.lte(180)),
});
export type Bounds = z.infer<typeof boundsSchema>;
