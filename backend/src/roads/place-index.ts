import type { LatLon, PlaceHit, PlaceSource } from '@muster/contracts';
import type { Gazetteer } from './import/gazetteer.js';

interface IndexedPlace {
  source: PlaceSource;
  label: string;
  latE7: number;
  lonE7: number;
  /** Ranks kinds when several match: a whole place before a street before a house. */
  weight: number;
}

/** Words of a text for matching: lower case, letters and digits only, accents dropped. */
export function placeTokens(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/['’]/g, '');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Finds addresses, streets and places by words. Every word of the query must match a word of the entry;
 * in a search the last word may still be incomplete. Postings are sorted, so the work follows the rarest word.
 */
export class PlaceIndex {
  private readonly places: IndexedPlace[] = [];
  private readonly words: string[];
  private readonly postings: Int32Array[];

  constructor(gazetteer: Gazetteer) {
    const byWord = new Map<string, number[]>();
    const add = (place: IndexedPlace, text: string): void => {
      const id = this.places.push(place) - 1;
      for (const word of new Set(placeTokens(text))) {
        const ids = byWord.get(word);
        if (ids) ids.push(id);
        else byWord.set(word, [id]);
      }
    };
    addAll(gazetteer, add);
    this.words = [...byWord.keys()].sort();
    this.postings = this.words.map((word) => Int32Array.from(byWord.get(word) ?? []));
  }

  get size(): number {
    return this.places.length;
  }

  /** Best `limit` entries for a text that is still being typed. */
  search(text: string, limit: number): PlaceHit[] {
    return this.find(placeTokens(text), true, limit);
  }

  /** The best entry for a finished text, or undefined. */
  resolve(text: string): PlaceHit | undefined {
    const tokens = placeTokens(text);
    return this.find(tokens, false, 1)[0] ?? this.find(tokens, true, 1)[0];
  }

  /** The entry with this id, or undefined. */
  byId(placeId: string): PlaceHit | undefined {
    const index = /^g\d{1,9}$/.test(placeId) ? Number(placeId.slice(1)) : -1;
    return this.places[index] && this.toHit(index);
  }

  /** Name of the settlement or district nearest to a point, or undefined when the map names none. */
  nearestPlace(point: LatLon): string | undefined {
    let nearest: IndexedPlace | undefined;
    let least = Infinity;
    const scale = Math.cos((point.lat * Math.PI) / 180);
    for (const place of this.places) {
      // Places come first in the index.
      if (place.source !== 'place') break;
      const north = place.latE7 / 1e7 - point.lat;
      const east = (place.lonE7 / 1e7 - point.lon) * scale;
      const distance = north * north + east * east;
      if (distance < least) [least, nearest] = [distance, place];
    }
    return nearest?.label;
  }

  private find(tokens: string[], openEnded: boolean, limit: number): PlaceHit[] {
    if (tokens.length === 0) return [];
    const lists = tokens.map((token, at) =>
      this.matching(token, openEnded && at === tokens.length - 1),
    );
    const ids = intersect(lists);
    return ids
      .map((id) => ({ id, place: this.places[id] as IndexedPlace }))
      .map((hit) => ({ ...hit, disorder: followsOrder(hit.place.label, tokens) ? 0 : 1 }))
      .sort(
        (a, b) =>
          a.place.weight - b.place.weight ||
          a.disorder - b.disorder ||
          a.place.label.length - b.place.label.length ||
          a.id - b.id,
      )
      .slice(0, limit)
      .map(({ id }) => this.toHit(id));
  }

  private matching(token: string, asPrefix: boolean): Int32Array {
    const first = lowerBound(this.words, token);
    if (!asPrefix)
      return this.words[first] === token ? (this.postings[first] as Int32Array) : new Int32Array();
    const ids = new Set<number>();
    for (
      let at = first;
      at < this.words.length && (this.words[at] as string).startsWith(token);
      at += 1
    ) {
      for (const id of this.postings[at] as Int32Array) ids.add(id);
    }
    return Int32Array.from(ids).sort();
  }

  private toHit(id: number): PlaceHit {
    const place = this.places[id] as IndexedPlace;
    return {
      placeId: `g${id}`,
      source: place.source,
      label: place.label,
      point: { lat: place.latE7 / 1e7, lon: place.lonE7 / 1e7 },
    };
  }
}

function addAll(gazetteer: Gazetteer, add: (place: IndexedPlace, text: string) => void): void {
  for (const { name, latE7, lonE7 } of gazetteer.places) {
    add({ source: 'place', label: name, latE7, lonE7, weight: 0 }, name);
  }
  for (const { name, near, latE7, lonE7 } of gazetteer.streets) {
    const label = near ? `${name}, ${near}` : name;
    add({ source: 'street', label, latE7, lonE7, weight: 1 }, label);
  }
  for (const address of gazetteer.addresses) {
    const house = [address.houseName, address.houseNumber].filter(Boolean).join(', ');
    const street = [house, address.street].filter(Boolean).join(' ');
    const label = [street, address.town, address.postcode].filter(Boolean).join(', ');
    add({ source: 'address', label, latE7: address.latE7, lonE7: address.lonE7, weight: 2 }, label);
  }
}

/** Do the words come in this order? "3 Row 4 Street" is another house than "4 Row 3 Street". */
function followsOrder(label: string, tokens: readonly string[]): boolean {
  let at = 0;
  for (const word of placeTokens(label)) {
    if (at < tokens.length && word.startsWith(tokens[at] as string)) at += 1;
  }
  return at === tokens.length;
}

function lowerBound(words: readonly string[], token: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] as string) < token) low = middle + 1;
    else high = middle;
  }
  return low;
}

function intersect(lists: readonly Int32Array[]): number[] {
  const [rarest, ...others] = [...lists].sort((a, b) => a.length - b.length);
  if (!rarest) return [];
  return Array.from(rarest).filter((id) => others.every((list) => contains(list, id)));
}

function contains(sorted: Int32Array, id: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < id) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === id;
}
