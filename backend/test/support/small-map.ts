import { RoadIntake } from '@muster/engine';
import type { Gazetteer, MapAddress } from '../../src/roads/import/gazetteer.js';
import type { LoadedMap } from '../../src/roads/loaded-map.js';

const SIDE = 10;
const SOUTH = 52.48;
const WEST = -1.9;
const STEP_LAT = 0.0018;
const STEP_LON = 0.003;

/** Junction (row, column) of the grid in degrees; junctions are about 200 m apart. */
export function junction(row: number, column: number): { lat: number; lon: number } {
  return { lat: SOUTH + row * STEP_LAT, lon: WEST + column * STEP_LON };
}

/** A town of ten by ten two-way streets with a house on each block: small enough to reason about in a test. */
export function smallMap(): LoadedMap {
  const intake = new RoadIntake();
  const nodeId = (row: number, column: number): number => row * SIDE + column + 1;
  for (let line = 0; line < SIDE; line += 1) {
    const along = Array.from({ length: SIDE }, (_, at) => at);
    intake.addWay(
      1000 + line,
      along.map((at) => nodeId(line, at)),
      { highway: 'residential', name: `Row ${line} Street` },
    );
    intake.addWay(
      2000 + line,
      along.map((at) => nodeId(at, line)),
      { highway: 'residential', name: `Column ${line} Road` },
    );
  }
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1)
      intake.addNode(nodeId(row, column), junction(row, column), {});
  }
  const { graph } = intake.finish('small test town');
  return {
    name: 'Small town',
    attribution: 'made for tests',
    imported: { graph, gazetteer: gazetteer(), report: NO_REPORT },
  };
}

const NO_REPORT = {} as LoadedMap['imported']['report'];

function gazetteer(): Gazetteer {
  const addresses: MapAddress[] = [];
  const streets = [];
  for (let row = 0; row < SIDE; row += 1) {
    const at = junction(row, 5);
    streets.push({
      name: `Row ${row} Street`,
      near: 'Testham',
      latE7: at.lat * 1e7,
      lonE7: at.lon * 1e7,
    });
    for (let column = 0; column < SIDE - 1; column += 1) {
      const { lat, lon } = junction(row, column);
      addresses.push({
        houseNumber: String(column + 1),
        houseName: '',
        street: `Row ${row} Street`,
        postcode: `T${row} 1AA`,
        town: 'Testham',
        latE7: Math.round(lat * 1e7),
        lonE7: Math.round((lon + STEP_LON / 2) * 1e7),
      });
    }
  }
  const centre = junction(5, 5);
  return {
    addresses,
    streets,
    places: [{ name: 'Testham', kind: 'town', latE7: centre.lat * 1e7, lonE7: centre.lon * 1e7 }],
    basemap: [],
  };
}
