import type { LatLon } from '@muster/contracts';
import OsGridRef from 'geodesy/osgridref.js';

/** WGS 84 point of an Ordnance Survey National Grid reference such as "SP 0686 8704", or null when it is none. About 5 m off. */
export function pointOfGridRef(text: string): LatLon | null {
  try {
    const { lat, lon } = OsGridRef.parse(text.trim().toUpperCase()).toLatLon();
    return { lat, lon };
  } catch (error) {
    // geodesy reports every text that is no grid reference by throwing an Error.
    if (error instanceof Error) return null;
    throw error;
  }
}

const GRID_REF = /^[A-Z]{2}\s?\d{2,5}\s?\d{2,5}$/i;
const COORDINATES = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;

/** A point typed as "52.4862, -1.8904" or as a grid reference, or null. */
export function pointOfText(text: string): { point: LatLon; source: 'point' | 'grid_ref' } | null {
  const trimmed = text.trim();
  if (GRID_REF.test(trimmed)) {
    const point = pointOfGridRef(trimmed);
    if (point) return { point, source: 'grid_ref' };
  }
  const match = COORDINATES.exec(trimmed);
  if (!match) return null;
  const point = { lat: Number(match[1]), lon: Number(match[2]) };
  return Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180
    ? { point, source: 'point' }
    : null;
}
