import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { latLonSchema } from './geo.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/**
 * Where something is, as the call handler gives it. A place text is resolved against the imported map,
 * a grid reference by the Ordnance Survey National Grid; `unknown` says "not known yet".
 */
export const placeInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: text(200) }),
  z.strictObject({ kind: z.literal('gazetteer'), placeId: text(80) }),
  z.strictObject({ kind: z.literal('point'), ...latLonSchema.shape, label: z.optional(text(200)) }),
  z.strictObject({
    kind: z.literal('gridRef'),
    gridRef: z.string().check(z.regex(/^[A-Za-z]{2}\s?\d{2,5}\s?\d{2,5}$/)),
  }),
  z.strictObject({ kind: z.literal('unknown'), text: z.optional(text(200)) }),
]);
export type PlaceInput = z.infer<typeof placeInputSchema>;

export const placeSourceSchema = z.enum([
  'address',
  'street',
  'place',
  'point',
  'grid_ref',
  'unknown',
]);
export type PlaceSource = z.infer<typeof placeSourceSchema>;

/** A resolved place; `point` is null while it is not known. */
export const placeViewSchema = z.object({
  source: placeSourceSchema,
  label: z.string(),
  point: z.nullable(latLonSchema),
});
export type PlaceView = z.infer<typeof placeViewSchema>;

/** `GET /api/v1/places?q=…&limit=…`: best match first. */
export const placeHitSchema = z.object({
  placeId: z.string(),
  source: placeSourceSchema,
  label: z.string(),
  point: latLonSchema,
});
export type PlaceHit = z.infer<typeof placeHitSchema>;

/** One statement about where an incident is; all are kept, one is chosen. */
export const locationEvidenceSchema = z.object({
  id: idSchema,
  place: placeViewSchema,
  givenText: z.nullable(z.string()),
  at: instantSchema,
  chosen: z.boolean(),
});
export type LocationEvidence = z.infer<typeof locationEvidenceSchema>;

/** Query of `GET /api/v1/places`. */
export const placesQuerySchema = z.object({
  q: z.string().check(z.minLength(1), z.maxLength(200)),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(50)), 10),
});
export type PlacesQuery = z.infer<typeof placesQuerySchema>;
