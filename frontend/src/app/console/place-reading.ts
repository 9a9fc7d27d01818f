import type { LatLon, PlaceHit, PlaceInput } from '@muster/contracts';

const GRID_REF = /^[A-Za-z]{2}\s?\d{2,5}\s?\d{2,5}$/;
const COORDINATES = /^(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)$/;

/** What the place box says: a typed line, a chosen hit, a point of the map, or "not known yet". */
export interface PlaceDraft {
  text: string;
  hit: PlaceHit | null;
  point: LatLon | null;
  unknown: boolean;
}

export const EMPTY_PLACE: PlaceDraft = { text: '', hit: null, point: null, unknown: false };

/** The place as the contract wants it, or null when nothing was given. */
export function readPlace({ text, hit, point, unknown }: PlaceDraft): PlaceInput | null {
  const line = text.trim();
  if (unknown) return { kind: 'unknown', ...(line ? { text: line } : {}) };
  if (hit) return { kind: 'gazetteer', placeId: hit.placeId };
  if (point) return { kind: 'point', ...point, ...(line ? { label: line } : {}) };
  if (!line) return null;
  if (GRID_REF.test(line)) return { kind: 'gridRef', gridRef: line };
  const typed = readCoordinates(line);
  return typed ? { kind: 'point', ...typed } : { kind: 'text', text: line };
}

/** "52.48, -1.89" as a point, or null. */
export function readCoordinates(line: string): LatLon | null {
  const found = COORDINATES.exec(line.trim());
  if (!found) return null;
  const [lat, lon] = [Number(found[1]), Number(found[2])];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

/** Where the draft lies, as far as this desk can tell. */
export function pointOfPlace({ hit, point, text, unknown }: PlaceDraft): LatLon | null {
  if (unknown) return null;
  return hit?.point ?? point ?? readCoordinates(text);
}
