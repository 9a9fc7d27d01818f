import type { SpeedTable } from './speed-table.js';

const MM_PER_S_PER_MPH = 447.04;
const MPH_PER_KMH = 1 / 1.609344;

/** Limit in mm/s from mph, rounded to the nearest integer. */
export function mphToMmS(mph: number): number {
  return Math.round(mph * MM_PER_S_PER_MPH);
}

function parseOneMph(text: string, highway: string, table: SpeedTable): number | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'national' && highway.startsWith('motorway')) return table.motorwayNationalMph;
  if (Object.hasOwn(table.limitWordsMph, word)) return table.limitWordsMph[word];
  const match = /^(\d+(?:\.\d+)?)\s*(mph|km\/h|kmh|kph)?$/.exec(word);
  if (!match) return undefined;
  const value = Number(match[1]);
  const mph = match[2] === 'mph' ? value : value * MPH_PER_KMH;
  const { min, max } = table.plausibleLimitMph;
  return mph >= min && mph <= max ? mph : undefined;
}

/**
 * Reads an OpenStreetMap `maxspeed` value (`30 mph`, `50`, `50 km/h`, `national`, `GB:nsl_dual`,
 * or several separated by `;`, of which the lowest readable counts).
 * Returns mm/s, or undefined where nothing is readable (`signals`, `none`, typing errors).
 */
export function parseMaxspeedMmS(
  value: string,
  highway: string,
  table: SpeedTable,
): number | undefined {
  let lowest: number | undefined;
  for (const part of value.split(';')) {
    const mph = parseOneMph(part, highway, table);
    if (mph !== undefined && (lowest === undefined || mph < lowest)) lowest = mph;
  }
  return lowest === undefined ? undefined : mphToMmS(lowest);
}
