import { beforeAll, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { RecordContact } from '@muster/contracts';
import { PrincipalNamesService } from '../../src/access/principal-names.service.js';
import { ContactsService } from '../../src/incidents/contacts.service.js';
import { IncidentCommandsService } from '../../src/incidents/incident-commands.service.js';
import { IncidentDetailService } from '../../src/incidents/incident-detail.service.js';
import { IncidentsService } from '../../src/incidents/incidents.service.js';
import { LinkSuggestionsService } from '../../src/incidents/link-suggestions.service.js';
import type { CommandContext } from '../../src/platform/database/outcome.js';
import { PlacesService } from '../../src/roads/places.service.js';
import { junction, smallMap } from '../support/small-map.js';
import { withDatabases } from '../support/with-databases.js';

const places = new PlacesService(smallMap());
const handler = { kind: 'user', id: randomUUID() } as const;
const context = (command: string): CommandContext => ({ actor: handler, command });

const burglary = (overrides: Partial<RecordContact> = {}): RecordContact => ({
  channel: '999',
  narrative: 'Man climbing through a window',
  caller: { name: 'A Caller', phone: '07700900001' },
  incident: {
    typeCode: 'BURGLARY_NOW',
    grade: 'P1',
    gradeReason: 'Offender on the premises',
    place: { kind: 'text', text: '3 Row 4 Street' },
  },
  ...overrides,
});

withDatabases('contacts and incidents', (use) => {
  let contacts: ContactsService;
  let commands: IncidentCommandsService;
  let incidents: IncidentsService;
  let details: IncidentDetailService;

  beforeAll(() => {
    const { database, work, clocks, eventLog } = use();
    incidents = new IncidentsService(database);
    contacts = new ContactsService(
      work,
      incidents,
      places,
      new LinkSuggestionsService(database, clocks),
    );
    commands = new IncidentCommandsService(work, incidents, places);
    details = new IncidentDetailService(database, eventLog, new PrincipalNamesService(database));
  });

  async function opened(input: RecordContact = burglary()) {
    const result = await contacts.record(context('recordContact'), input);
    if (!result.ok || !result.value.incident) throw new Error('no incident');
    return { ...result.value, incident: result.value.incident };
  }

  it('opens an incident from a call, graded and located, with its target', async () => {
    const { contact, incident } = await opened();
    expect(incident).toMatchObject({ state: 'open', grade: 'P1', callerCount: 1, version: 1 });
    expect(incident.place).toMatchObject({
      source: 'address',
      label: '3 Row 4 Street, Testham, T4 1AA',
    });
    expect(Date.parse(incident.targetAt ?? '') - Date.parse(contact.receivedAt)).toBe(900_000);
    expect((await incidents.listOpen()).map((view) => view.id)).toContain(incident.id);
  });

  it('keeps a call without a place and locates it later, the first statement kept', async () => {
    const { incident } = await opened(
      burglary({
        incident: {
          typeCode: 'CONCERN',
          place: { kind: 'unknown', text: 'somewhere by the canal' },
        },
      }),
    );
    expect(incident).toMatchObject({ state: 'new', grade: null, place: { point: null } });
    const located = await commands.locate(context('locateIncident'), incident.id, {
      place: { kind: 'point', ...junction(3, 3) },
      expectedVersion: 1,
    });
    expect(located).toMatchObject({ ok: true, value: { version: 2, place: { source: 'point' } } });
    const detail = await details.read(incident.id, true);
    expect(detail?.evidence.map((entry) => [entry.place.source, entry.chosen])).toEqual(
      expect.arrayContaining([
        ['point', true],
        ['unknown', false],
      ]),
    );
  });

  it('refuses what does not fit, and stores nothing of it', async () => {
    const before = (await incidents.listOpen()).length;
    const bad = await contacts.record(
      context('recordContact'),
      burglary({ incident: { typeCode: 'NO_SUCH', place: { kind: 'unknown' } } }),
    );
    expect(bad).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' });
    const outside = await contacts.record(
      context('recordContact'),
      burglary({ incident: { typeCode: 'ALARM', place: { kind: 'point', lat: 51, lon: 0 } } }),
    );
    expect(outside).toMatchObject({ ok: false, code: 'PLACE_OUTSIDE_AREA' });
    const early = await contacts.record(
      context('recordContact'),
      burglary({ receivedAt: '2099-01-01T00:00:00.000Z' }),
    );
    expect(early).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' });
    expect((await incidents.listOpen()).length).toBe(before);
  });

  it('takes the same command twice as one call', async () => {
    const key = { ...context('recordContact'), idempotency: { key: randomUUID(), bodyHash: 'h1' } };
    const first = await contacts.record(key, burglary());
    const again = await contacts.record(key, burglary());
    if (!first.ok || !again.ok) throw new Error('refused');
    expect(again.replayed).toBe(true);
    expect(again.value.contact).toEqual(first.value.contact);
    expect(again.value.incident).toEqual(first.value.incident);
  });

  it('suggests the incident next door to a second caller, links on request and unlinks again', async () => {
    const { incident } = await opened();
    const second = await contacts.record(context('recordContact'), {
      channel: '999',
      narrative: 'Breaking glass next door',
      place: { kind: 'text', text: '3 Row 4 Street' },
    });
    if (!second.ok) throw new Error('refused');
    expect(second.value.incident).toBeNull();
    expect(second.value.suggestions.map((suggestion) => suggestion.incidentId)).toContain(
      incident.id,
    );
    const linked = await contacts.link(
      context('linkContact'),
      second.value.contact.id,
      incident.id,
    );
    expect(linked).toMatchObject({ ok: true, value: { incidentId: incident.id } });
    expect((await incidents.byIds([incident.id]))[0]).toMatchObject({ callerCount: 2 });
    const unlinked = await contacts.unlink(
      context('unlinkContact'),
      second.value.contact.id,
      incident.id,
    );
    expect(unlinked).toMatchObject({ ok: true, value: { incidentId: null } });
    expect((await incidents.byIds([incident.id]))[0]).toMatchObject({ callerCount: 1 });
  });

  it('re-grades with a reason that only those who may can read', async () => {
    const { incident } = await opened();
    const graded = await commands.grade(context('gradeIncident'), incident.id, {
      grade: 'P2',
      reason: 'Offender has left',
    });
    expect(graded).toMatchObject({ ok: true, value: { grade: 'P2', version: 2 } });
    const stale = await commands.grade(context('gradeIncident'), incident.id, {
      grade: 'P3',
      reason: 'late',
      expectedVersion: 1,
    });
    expect(stale).toMatchObject({ ok: false, code: 'CONFLICT_VERSION' });
    const full = await details.read(incident.id, true);
    const masked = await details.read(incident.id, false);
    expect(full?.timeline.map((entry) => entry.text)).toContain('Offender has left');
    expect(full?.contacts[0]?.caller?.name).toBe('A Caller');
    expect(JSON.stringify(masked)).not.toMatch(/Offender has left|A Caller|window/);
  });

  it('puts no name, number or text into events and audit', async () => {
    await opened();
    const { database } = use();
    const rows = await database
      .on('read')
      .rows(
        `SELECT codes::text AS codes, kind FROM event_log UNION ALL SELECT codes::text, command FROM audit`,
      );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/A Caller|07700900001|window|Row 4|canal/);
  });
});
