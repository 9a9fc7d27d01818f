import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import type { Actor, Db } from '../platform/database/db.js';
import {
  insertDecision,
  selectDecision,
  selectLatestDecision,
  type DecisionRow,
} from './storage/decision-rows.js';
import {
  insertConsultation,
  insertDisclosure,
  type ConsultationRow,
  type DisclosureRow,
} from './storage/disclosure-rows.js';

/** Something to be kept for good. `payload` is opaque here: it is stored and given back to the byte. */
export interface DecisionInput {
  readonly kind: string;
  readonly entity: { readonly kind: string; readonly id: string; readonly version: number };
  readonly at: Date;
  /** What the bytes are, for those who read them: `json`. */
  readonly encoding: string;
  readonly payload: Uint8Array;
  /** Default: the actor of the database context. */
  readonly actor?: Actor;
}

export interface StoredDecision extends DecisionInput {
  readonly id: string;
  readonly recordedAt: Date;
  readonly actor: Actor;
}

/** The bytes of a record no longer fit their hash: the store is damaged or was tampered with. */
export class DamagedRecord extends Error {}

/** Append-only records of decisions, consultations and disclosures. Interprets nothing. */
@Injectable()
export class LedgerService {
  private readonly keptContents = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
  ) {}

  /** Stores a decision record; returns its id. Give the `db` of a command to store it with the command. */
  async keep(input: DecisionInput, db: Db = this.database.on('command')): Promise<string> {
    const id = randomUUID();
    const actor = input.actor ?? db.actor;
    await insertDecision(db, {
      id,
      kind: input.kind,
      entity_kind: input.entity.kind,
      entity_id: input.entity.id,
      entity_version: input.entity.version,
      actor_kind: actor.kind,
      actor_id: actor.id,
      at: input.at,
      recorded_at: this.clocks.wall.now(),
      encoding: input.encoding,
      payload: Buffer.from(input.payload),
      payload_hash: sha256(input.payload),
    });
    return id;
  }

  /** The record as it was stored, or undefined. Throws `DamagedRecord` when its bytes changed. */
  async read(id: string, db: Db = this.database.on('read')): Promise<StoredDecision | undefined> {
    const row = await selectDecision(db, id);
    return row && intact(row);
  }

  /**
   * Keeps something that decisions refer to by its hash (a roster, a configuration), once. Safe to
   * call before each use; two nodes may store it twice, which changes nothing.
   */
  async keepContent(kind: string, hash: string, payload: () => Uint8Array): Promise<void> {
    if (this.keptContents.has(`${kind} ${hash}`)) return;
    const entity = { kind, id: hash };
    const db = this.database.on('command');
    if (!(await selectLatestDecision(db, kind, entity))) {
      const at = this.clocks.op.now();
      await this.keep(
        { kind, entity: { ...entity, version: 1 }, at, encoding: 'json', payload: payload() },
        db,
      );
    }
    this.keptContents.add(`${kind} ${hash}`);
  }

  /** What was kept under a hash, or undefined. */
  async readContent(kind: string, hash: string): Promise<Uint8Array | undefined> {
    const row = await selectLatestDecision(this.database.on('read'), kind, { kind, id: hash });
    return row && intact(row).payload;
  }

  /** Notes that the actor of `db` was given these fields of a record. */
  async noteConsultation(
    db: Db,
    entry: Omit<ConsultationRow, 'id' | 'recordedAt'>,
  ): Promise<string> {
    const id = randomUUID();
    await insertConsultation(db, { ...entry, id, recordedAt: this.clocks.wall.now() });
    return id;
  }

  /** Notes that data about these subjects left the system. */
  async noteDisclosure(db: Db, entry: Omit<DisclosureRow, 'id' | 'recordedAt'>): Promise<string> {
    const id = randomUUID();
    await insertDisclosure(db, { ...entry, id, recordedAt: this.clocks.wall.now() });
    return id;
  }
}

function intact(row: DecisionRow): StoredDecision {
  if (!sha256(row.payload).equals(row.payload_hash)) {
    throw new DamagedRecord(`decision record ${row.id} does not fit its hash`);
  }
  return {
    id: row.id,
    kind: row.kind,
    entity: { kind: row.entity_kind, id: row.entity_id, version: row.entity_version },
    actor: { kind: row.actor_kind, id: row.actor_id },
    at: row.at,
    recordedAt: row.recorded_at,
    encoding: row.encoding,
    payload: row.payload,
  };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
