import { clearedView } from '@muster/engine';
import type { GoldenRecord } from '@muster/engine';
import type { Database } from '../platform/database/database.js';
import { nameText } from './publication-plan.js';
import { goldenById, goldenByKey, personsAlike, personsByPrefix } from './storage/golden-reads.js';
import type { StoredGolden } from './storage/golden-reads.js';

/** A golden record as far as the asker is cleared. */
export interface HubHit {
  readonly id: string;
  readonly kind: string;
  readonly record: GoldenRecord;
}

const MOST = 50;

/** Reads the current publication. Who asks must have been authorised and the look-up logged before. */
export class HubService {
  constructor(private readonly database: Database) {}

  /** Vehicles with this plate: cloned plates are several. Spaces and case do not count. */
  async findByVrm(vrm: string, cleared: ReadonlySet<string>): Promise<HubHit[]> {
    const plain = vrm.toUpperCase().replace(/[^A-Z0-9]/g, '');
    if (plain === '') return [];
    const found = await goldenByKey(this.reader(), `vrm:${plain}`, [...cleared], MOST);
    return hits(
      found,
      cleared,
      ({ facts }) => facts['vrm']?.some((v) => v.value === plain) === true,
    );
  }

  /** People by surname and, if given, the beginning of a given name; alike names when none begins so. */
  async findPersonByName(
    name: { readonly surname: string; readonly given?: string | undefined },
    cleared: ReadonlySet<string>,
  ): Promise<HubHit[]> {
    const asked = nameText(name.given ?? '', name.surname);
    if (asked === '') return [];
    const isNamed = ({ facts }: GoldenRecord): boolean => facts['surname'] !== undefined;
    const exact = hits(
      await personsByPrefix(this.reader(), asked, [...cleared], MOST),
      cleared,
      isNamed,
    );
    if (exact.length > 0) return exact;
    return hits(await personsAlike(this.reader(), asked, [...cleared], MOST), cleared, isNamed);
  }

  /** A golden record by its id; an id that was merged away leads to its successor. */
  async findById(id: string, cleared: ReadonlySet<string>): Promise<HubHit | null> {
    const found = await goldenById(this.reader(), id, [...cleared]);
    return found === undefined ? null : (hits([found], cleared, () => true)[0] ?? null);
  }

  private reader() {
    return this.database.on('read');
  }
}

function hits(
  found: readonly StoredGolden[],
  cleared: ReadonlySet<string>,
  keeps: (record: GoldenRecord) => boolean,
): HubHit[] {
  return found.flatMap(({ id, kind, content }) => {
    const record = clearedView(content, cleared);
    return record !== null && keeps(record) ? [{ id, kind, record }] : [];
  });
}
