import type { RandomStream } from '../random/stream.js';
import { chance, pick } from '../random/distributions.js';
import type { RoadKind } from './plan.js';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

// first and second halves are put together, which gives names that sound right and mean no one
const FIRST = words(`Ald Ash Bar Beck Birch Black Brad Bram Broad Bryn Cald Carl Chal Clay Cold Cot
  Cran Dal Darn Dun East Elm Fair Farn Fen Fern Field Ford Gar Glen Gold Green Hal Ham Hart Haw Hazel
  Heath High Hol Horn Kel Kings Lang Lark Led Lin Lock Long Mal Mar Mere Mid Mill Moor Mor Nether New
  North Oak Old Pen Pool Rad Red Row Rush Sand Shel Shir Silver South Stan Stock Stone Stour Sut Thorn
  Thur Wal War Wat West Whit Wil Win Wood Wyn Yar`);
const SECOND =
  words(`bourne bridge brook bury by combe cote croft dale den don field ford gate grove
  ham hill holme house hurst land leigh ley low mead mere mont more over ridge rose sham shaw side sley
  stead stoke stow thorpe ton vale wall water way well wick wood worth`);
const PLAIN =
  words(`Station Church Victoria Albert Park School Mill Chapel Queen King George Alexandra
  Manor Market Castle Bridge Spring Temple Union Vicarage Wellington Nelson Grange Priory Rectory York
  Windsor Lime Cedar Laurel Poplar Beech Rowan Holly Willow Chestnut Canal Foundry Forge Furnace Chain
  Glass Needle Lock Wharf Tram Colliery Quarry Orchard Meadow Warren Heron Kestrel Swallow Linnet`);

const SUFFIX: Record<'through' | 'deadEnd' | 'main' | 'rural', readonly string[]> = {
  through: words(
    'Road Road Road Street Street Avenue Avenue Drive Grove Crescent Terrace Way Rise',
  ),
  deadEnd: words('Close Close Close Court Mews Croft Gardens Place Walk'),
  main: words('Road Road Road Street Way Lane Parade'),
  rural: words('Lane Lane Lane Road Hill'),
};

/** Makes street names that are invented, sound local and occur once in a district. */
export class StreetNames {
  private readonly used = new Map<string, Set<string>>();

  constructor(private readonly rng: RandomStream) {}

  /** A name that no other street of the district has. */
  next(district: string, kind: RoadKind, deadEnd: boolean): string {
    const used = this.used.get(district) ?? new Set<string>();
    this.used.set(district, used);
    const suffixes = SUFFIX[suffixClass(kind, deadEnd)];
    for (let attempt = 0; ; attempt++) {
      const prefix = attempt < 8 ? '' : `${pick(this.rng, ['Upper', 'Lower', 'Great', 'Little'])} `;
      const name = `${prefix}${this.stem()} ${pick(this.rng, suffixes)}`;
      if (used.has(name)) continue;
      used.add(name);
      return name;
    }
  }

  private stem(): string {
    if (chance(this.rng, 0.22)) return pick(this.rng, PLAIN);
    const first = pick(this.rng, FIRST);
    const second = pick(this.rng, SECOND);
    return first.toLowerCase() === second ? first : `${first}${second}`;
  }
}

function suffixClass(kind: RoadKind, deadEnd: boolean): keyof typeof SUFFIX {
  if (kind === 'unclassified') return 'rural';
  if (kind === 'tertiary' || kind === 'secondary') return 'main';
  return deadEnd ? 'deadEnd' : 'through';
}

const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** Gives out second halves of postcodes, each once for an outward code (up to 3,600 each). */
export class Postcodes {
  private readonly next = new Map<string, number>();

  take(outcode: string): string {
    const n = this.next.get(outcode) ?? 0;
    this.next.set(outcode, n + 1);
    const letters = Math.floor(n / 9);
    const one = UNIT_LETTERS[letters % 20] ?? 'A';
    const other = UNIT_LETTERS[Math.floor(letters / 20) % 20] ?? 'A';
    return `${outcode} ${(n % 9) + 1}${other}${one}`;
  }
}
