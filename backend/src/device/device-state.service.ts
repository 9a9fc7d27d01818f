import { Injectable } from '@nestjs/common';
import type { AssignmentOrder, ClockView, DeviceState } from '@muster/contracts';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { clockView } from '../platform/clocks/clock-view.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { EventTail } from '../platform/events/event-tail.js';
import { UnitsService } from '../units/units.service.js';

/** What an officer's device is told of its own unit. */
@Injectable()
export class DeviceStateService {
  constructor(
    private readonly units: UnitsService,
    private readonly dispatch: DispatchService,
    private readonly tail: EventTail,
    private readonly clocks: Clocks,
  ) {}

  /** The unit with its active orders; undefined when the unit is gone. */
  async read(unitId: string): Promise<DeviceState | undefined> {
    const { epoch, seq } = this.tail.position;
    const [unit] = await this.units.byIds([unitId]);
    if (!unit) return undefined;
    const orders = await this.dispatch.ordersOfUnit(unitId);
    return { epoch, seq, clock: clockView(this.clocks), unit, orders };
  }

  clock(): ClockView {
    return clockView(this.clocks);
  }

  /** Orders by assignment, active or just released, with the unit that each is for. */
  ordersOf(
    assignmentIds: readonly string[],
  ): Promise<{ unitId: string; order: AssignmentOrder }[]> {
    return this.dispatch.ordersByAssignment(assignmentIds);
  }

  /** Active orders of these units whose receipt has not come back. */
  unreceived(unitIds: readonly string[]): Promise<{ unitId: string; order: AssignmentOrder }[]> {
    return this.dispatch.unreceivedOrders(unitIds);
  }

  /** Notes that an order went out on a socket; being sent twice changes nothing. */
  markSent(order: AssignmentOrder): Promise<void> {
    return this.dispatch.markSent(order.assignmentId, order.version);
  }
}
