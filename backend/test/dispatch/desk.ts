import { randomUUID } from 'node:crypto';
import type { AssignUnits, IncidentView, RosterUnit, UnitView } from '@muster/contracts';
import { createAccount } from '../../src/access/account-creation.js';
import { DeviceDirectoryService } from '../../src/access/device-directory.service.js';
import { DevicesService } from '../../src/access/devices.service.js';
import { PrincipalNamesService } from '../../src/access/principal-names.service.js';
import { AssignGroundsService } from '../../src/dispatch/assign-grounds.service.js';
import { AssigningService } from '../../src/dispatch/assigning.service.js';
import { AssignmentSteps } from '../../src/dispatch/assignment-steps.service.js';
import { CrewReportsService } from '../../src/dispatch/crew-reports.service.js';
import { DeliveryWatchService } from '../../src/dispatch/delivery-watch.service.js';
import { ForecastsService } from '../../src/dispatch/forecasts.service.js';
import { LeasesService } from '../../src/dispatch/leases.service.js';
import { OrderRenewalService } from '../../src/dispatch/order-renewal.service.js';
import { OrdersService } from '../../src/dispatch/orders.service.js';
import { RankingService } from '../../src/dispatch/ranking.service.js';
import { RecommendationsService } from '../../src/dispatch/recommendations.service.js';
import { ReleasingService } from '../../src/dispatch/releasing.service.js';
import { WinnersService } from '../../src/dispatch/winners.service.js';
import { BriefingsService } from '../../src/incidents/briefings.service.js';
import { ContactsService } from '../../src/incidents/contacts.service.js';
import { IncidentCommandsService } from '../../src/incidents/incident-commands.service.js';
import { IncidentsService } from '../../src/incidents/incidents.service.js';
import { LinkSuggestionsService } from '../../src/incidents/link-suggestions.service.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { PictureSourcesService } from '../../src/picture/picture-sources.service.js';
import { PictureService } from '../../src/picture/picture.service.js';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import type { Clocks } from '../../src/platform/clocks/clocks.js';
import type { Database } from '../../src/platform/database/database.js';
import type { Actor } from '../../src/platform/database/db.js';
import type { CommandContext } from '../../src/platform/database/outcome.js';
import { done, UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { EventLog } from '../../src/platform/events/event-log.js';
import { EventTail } from '../../src/platform/events/event-tail.js';
import { JsonLogger } from '../../src/platform/logs/json-logger.js';
import { PlacesService } from '../../src/roads/places.service.js';
import { RoadNetworkService } from '../../src/roads/road-network.service.js';
import { TrackingService } from '../../src/tracking/tracking.service.js';
import { RosterService } from '../../src/units/roster.service.js';
import { UnitsService } from '../../src/units/units.service.js';
import { junction, smallMap } from '../support/small-map.js';

/** A control room on one node: every service of dispatch over one database connection pool. */
export interface Desk {
  readonly database: Database;
  readonly work: UnitOfWork;
  readonly eventLog: EventLog;
  readonly timers: FakeTimers;
  readonly units: UnitsService;
  readonly incidents: IncidentsService;
  readonly gradings: IncidentCommandsService;
  readonly contacts: ContactsService;
  readonly rosters: RosterService;
  readonly devices: DevicesService;
  readonly tracking: TrackingService;
  readonly picture: PictureService;
  readonly ledger: LedgerService;
  readonly rankings: RankingService;
  readonly recommendations: RecommendationsService;
  readonly assigning: AssigningService;
  readonly releasing: ReleasingService;
  readonly crews: CrewReportsService;
  readonly orders: OrdersService;
  readonly renewal: OrderRenewalService;
  readonly leases: LeasesService;
  readonly watch: DeliveryWatchService;
  readonly winners: WinnersService;
  /** Lines logged as errors. */
  readonly logged: string[];
  /** Resolves when the picture holds every event committed before. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a desk; close it before the database. */
export async function openDesk(database: Database, clocks: Clocks): Promise<Desk> {
  const logged: string[] = [];
  const logger = new JsonLogger(clocks.wall, 'error', (line) => void logged.push(line));
  const timers = new FakeTimers();
  const work = new UnitOfWork(database, clocks);
  const eventLog = new EventLog(database);
  const tail = new EventTail(database, eventLog, { timers });
  const map = smallMap();
  const roads = new RoadNetworkService(map);
  const places = new PlacesService(map);
  const units = new UnitsService(database);
  const incidents = new IncidentsService(database);
  const devices = new DevicesService(database, work, clocks);
  const tracking = new TrackingService(database, clocks, roads);
  const picture = new PictureService(
    new PictureSourcesService(units, new DeviceDirectoryService(database)),
    tracking,
    roads,
    tail,
    clocks,
    logger,
  );
  const ledger = new LedgerService(database, clocks);
  const rankings = new RankingService(database, clocks, incidents, picture, roads);
  const recommendations = new RecommendationsService(rankings, incidents, ledger, roads, clocks);
  const steps = new AssignmentSteps(units, incidents);
  const forecasts = new ForecastsService(picture, roads, clocks);
  const grounds = new AssignGroundsService(incidents, recommendations, forecasts);
  await tail.start();
  const stopPicture = await picture.start();
  return {
    database,
    work,
    eventLog,
    timers,
    units,
    incidents,
    gradings: new IncidentCommandsService(work, incidents, places),
    contacts: new ContactsService(
      work,
      incidents,
      places,
      new LinkSuggestionsService(database, clocks),
    ),
    rosters: new RosterService(work),
    devices,
    tracking,
    picture,
    ledger,
    rankings,
    recommendations,
    assigning: new AssigningService(work, incidents, units, steps, grounds),
    releasing: new ReleasingService(work, incidents, units, steps),
    crews: new CrewReportsService(work, units, steps),
    orders: new OrdersService(database, work, incidents, new BriefingsService(database), steps),
    renewal: new OrderRenewalService(work, tail, incidents, steps, logger),
    leases: new LeasesService(
      database,
      clocks,
      incidents,
      units,
      new PrincipalNamesService(database),
    ),
    watch: new DeliveryWatchService(database, work, clocks, timers, steps, logger),
    winners: new WinnersService(new PrincipalNamesService(database)),
    logged,
    caughtUp: async () => {
      await tail.catchUp();
      await picture.settled();
    },
    close: async () => {
      stopPicture();
      await tail.stop();
      await picture.settled();
    },
  };
}

export const user = (): Actor => ({ kind: 'user', id: randomUUID() });

export function as(actor: Actor, command: string): CommandContext {
  return { actor, command };
}

/** An account for an actor, so that others can be told the name. */
export async function account(desk: Desk, actor: Actor, displayName: string): Promise<void> {
  await desk.work.run(as(actor, 'test.account'), async (tx) => {
    const person = { id: actor.id, username: `u${actor.id.slice(0, 8)}`, displayName };
    await createAccount(tx, {
      ...person,
      roles: ['dispatcher'],
      passwordHash: null,
      training: true,
    });
    return done(null);
  });
}

/** Closes every incident, and so frees every unit. */
export async function closeAll(desk: Desk, actor: Actor): Promise<void> {
  for (const { id } of await desk.incidents.listOpen()) {
    await desk.releasing.close(as(actor, 'closeIncident'), id, { resultCode: 'ADVICE' });
  }
  await desk.caughtUp();
}

export interface StationedUnit {
  readonly callSign: string;
  /** Row and column of the junction at which it stands. */
  readonly at: readonly [row: number, column: number];
  readonly change?: Partial<RosterUnit>;
  readonly skills?: { code: string; expiresAt: string | null }[];
  readonly driver?: 'none' | 'standard' | 'response' | 'advanced';
}

/** Brings units on duty with a crew, a device and a fix of this moment; returns ids by call sign. */
export async function station(
  desk: Desk,
  clocks: Clocks,
  stationed: readonly StationedUnit[],
): Promise<Map<string, string>> {
  const nowMs = clocks.op.nowMs();
  const shift = (hours: number): string => new Date(nowMs + hours * 3_600_000).toISOString();
  const rostered = await desk.rosters.importRoster(as(user(), 'importRoster'), {
    officers: stationed.map(({ callSign, skills, driver }) => ({
      collarNo: `C${callSign}`,
      displayName: `Officer of ${callSign}`,
      driverLevel: driver ?? 'response',
      driverExpiresAt: null,
      skills: skills ?? [],
    })),
    units: stationed.map(({ callSign, change }) => ({
      callSign,
      kind: 'response',
      areaCode: 'BW',
      crew: [`C${callSign}`],
      shiftStartsAt: shift(-2),
      shiftEndsAt: shift(6),
      statusCode: 2,
      ...change,
    })),
  });
  if (!rostered.ok) throw new Error(`roster refused: ${rostered.code}`);
  const ids = new Map(rostered.value.units.map(({ callSign, id }) => [callSign, id]));
  const enrolled = await desk.devices.enrol(
    as(user(), 'enrolDevices'),
    [...ids].map(([callSign, unitId]) => ({ unitId, callSign })),
  );
  if (!enrolled.ok) throw new Error('devices refused');
  await desk.caughtUp();
  for (const { callSign, at } of stationed) {
    const device = enrolled.value.find((entry) => entry.callSign === callSign);
    await report(desk, clocks, device?.deviceId ?? '', at);
  }
  return ids;
}

/** A fix of this moment at a junction. */
export async function report(
  desk: Desk,
  clocks: Clocks,
  deviceId: string,
  [row, column]: readonly [number, number],
): Promise<void> {
  const fixAt = clocks.op.now().toISOString();
  await desk.tracking.submit(deviceId, [{ fixAt, seq: 1, ...junction(row, column), accuracyM: 8 }]);
}

/** A graded incident at a junction. */
export async function incidentAt(
  desk: Desk,
  [row, column]: readonly [number, number],
  change: { grade?: 'P1' | 'P2' | 'P3'; units?: number; skills?: string[] } = {},
): Promise<IncidentView> {
  const recorded = await desk.contacts.record(as(user(), 'recordContact'), {
    channel: '999',
    narrative: 'A man with a bat at the door',
    incident: {
      typeCode: 'ASSAULT',
      grade: change.grade ?? 'P1',
      gradeReason: 'In progress',
      place: { kind: 'point', ...junction(row, column) },
      requirement: { units: change.units ?? 1, skills: change.skills ?? [], kinds: [] },
    },
  });
  if (!recorded.ok || !recorded.value.incident) throw new Error('incident refused');
  return recorded.value.incident;
}

/** Sends units as a dispatcher who gives a reason instead of a recommendation. */
export function sendWithReason(
  desk: Desk,
  { actor, incidentId }: { actor: Actor; incidentId: string },
  unitIds: readonly string[],
  change: Partial<AssignUnits> = {},
): ReturnType<AssigningService['assign']> {
  return desk.assigning.assign(as(actor, 'assignUnits'), {
    incidentId,
    unitIds: [...unitIds],
    recommendationId: null,
    overrideReason: 'Already near the place',
    ...change,
  });
}

/** The unit and the incident as they are in the database now. */
export async function stateOf(
  desk: Desk,
  unitId: string,
  incidentId: string,
): Promise<{ unit: UnitView; incident: IncidentView }> {
  const [unit] = await desk.units.byIds([unitId]);
  const [incident] = await desk.incidents.byIds([incidentId]);
  if (!unit || !incident) throw new Error('unit or incident is gone');
  return { unit, incident };
}
