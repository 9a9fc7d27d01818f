import { Service, inject } from '@angular/core';
import type { AssignmentView, IncidentView, UnitView } from '@muster/contracts';
import { AlarmStore } from '../../core/alarm-store.js';
import { ApiClient } from '../../core/api-client.js';
import { LiveStore } from '../../core/live-store.js';
import { ConsoleState } from '../console-state.js';
import { ContactLinks } from '../contact-links.js';
import { DispatchDesk } from '../dispatch-desk.js';
import { RankedDispatch } from '../ranked-dispatch.js';
import { type Command, parseCommand } from './command-parser.js';

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;
const STOOD_DOWN = 'Stood down by the dispatcher';

/** Executes parsed commands through the same services as buttons and keys. */
@Service()
export class CommandRunner {
  private readonly store = inject(LiveStore);
  private readonly state = inject(ConsoleState);
  private readonly desk = inject(DispatchDesk);
  private readonly links = inject(ContactLinks);
  private readonly alarms = inject(AlarmStore);
  private readonly ranked = inject(RankedDispatch);
  private readonly api = inject(ApiClient);

  /** Runs a line; true when it was understood and done. What it came to stands on the result line. */
  async run(line: string): Promise<boolean> {
    const outcome = parseCommand(line);
    if (!outcome.ok) return this.desk.fail(outcome.problem);
    return this.execute(outcome.command);
  }

  private execute(command: Command): Promise<boolean> | boolean {
    switch (command.verb) {
      case 'd':
        return this.dispatch(command);
      case 's':
        return this.status(command);
      case 'x':
        return this.standDown(command);
      case 'm':
        return this.showOnMap(command.target);
      case 'k':
        this.state.pane.set('call');
        return true;
      case 'a':
        return this.acknowledge();
      case 'u':
        return this.desk.undoLast();
      case '?':
        this.state.pane.set('help');
        return true;
      default:
        return this.onIncident(command);
    }
  }

  private onIncident(command: Of<'c' | 'p' | 'n' | 'r' | 'l'>): Promise<boolean> | boolean {
    const incident = this.incidentOf(command.incidentNo);
    if (!incident) return this.noIncident(command.incidentNo);
    switch (command.verb) {
      case 'c':
        return this.close(incident, command);
      case 'p':
        return this.desk.regrade(incident, command.grade, command.reason);
      case 'n':
        return this.desk.note(incident, command.text);
      case 'r':
        this.state.open(incident.id);
        return true;
      case 'l': {
        const original = this.incidentOf(command.toNo);
        return original ? this.links.merge(incident, original) : this.noIncident(command.toNo);
      }
    }
  }

  /** A P1 is closed only by its number, whatever card is open. */
  private close(incident: IncidentView, command: Of<'c'>): Promise<boolean> | boolean {
    if (incident.grade === 'P1' && command.incidentNo === null) {
      return this.desk.fail(
        `Closing a P1 needs its number: c ${incident.no} ${command.resultCode}`,
      );
    }
    return this.desk.close(incident, command.resultCode, command.note);
  }

  private dispatch({ incidentNo, callSigns, place, reason }: Of<'d'>): Promise<boolean> | boolean {
    const incident = this.incidentOf(incidentNo);
    if (!incident) return this.noIncident(incidentNo);
    if (place !== null) return this.ranked.dispatchPlace(incident, place, reason);
    const units = callSigns.map((callSign) => this.unitOf(callSign));
    const missing = callSigns.filter((_, index) => !units[index]);
    if (missing.length > 0) return this.desk.fail(`No unit ${missing.join(', ')}`);
    return this.ranked.dispatchUnits(
      incident,
      units.flatMap((unit) => unit ?? []),
      reason,
    );
  }

  private status({ callSign, statusCode, reason }: Of<'s'>): Promise<boolean> | boolean {
    const unit = this.unitOf(callSign);
    return unit
      ? this.desk.setStatus(unit.id, statusCode, reason || undefined)
      : this.desk.fail(`No unit ${callSign}`);
  }

  private standDown({ incidentNo, callSign, reason }: Of<'x'>): Promise<boolean> | boolean {
    const unit = this.unitOf(callSign);
    if (!unit) return this.desk.fail(`No unit ${callSign}`);
    const assignment = this.store.assignments().find((one) => this.isOf(one, unit, incidentNo));
    if (!assignment) return this.desk.fail(`${callSign} has no such assignment`);
    return this.desk.standDown(assignment.id, callSign, reason || STOOD_DOWN);
  }

  private isOf(assignment: AssignmentView, unit: UnitView, incidentNo: number | null): boolean {
    if (assignment.unitId !== unit.id) return false;
    return incidentNo === null || this.store.incident(assignment.incidentId)?.no === incidentNo;
  }

  private async showOnMap(target: string): Promise<boolean> {
    const unit = this.unitOf(target.toUpperCase());
    if (unit) {
      this.state.pickUnit(unit.id, true);
      return this.desk.say(`${unit.callSign} on the map`);
    }
    const incident = /^\d+$/.test(target) ? this.incidentOf(Number(target)) : undefined;
    if (incident?.place.point) {
      this.state.mapTarget.set({ point: incident.place.point, zoom: 15 });
      return this.desk.say(`${incident.no} on the map`);
    }
    const places = await this.api.send('places', { query: { q: target, limit: 1 } });
    const hit = places.ok ? places.value[0] : undefined;
    if (!hit) return this.desk.fail(`Nothing found for "${target}"`);
    this.state.mapTarget.set({ point: hit.point, zoom: 15 });
    return this.desk.say(`${hit.label} on the map`);
  }

  private async acknowledge(): Promise<boolean> {
    const alarm = await this.alarms.acknowledge();
    return alarm ? this.desk.say('Alarm acknowledged') : this.desk.fail('No alarm stands');
  }

  private incidentOf(no: number | null): IncidentView | undefined {
    if (no === null) return this.state.incident();
    const card = this.state.incident();
    return (
      this.store.incidents().find((one) => one.no === no) ?? (card?.no === no ? card : undefined)
    );
  }

  private unitOf(callSign: string): UnitView | undefined {
    return this.store.units().find((unit) => unit.callSign === callSign);
  }

  private noIncident(no: number | null): false {
    return this.desk.fail(
      no === null ? 'No card is open: name the incident' : `No open incident ${no}`,
    );
  }
}
