import { timingSafeEqual } from 'node:crypto';
import { Body, Controller, Req } from '@nestjs/common';
import * as z from 'zod/mini';
import { bearerOf, type HttpRequest } from '../http/http-request.js';
import { Refusal } from '../http/refusal.js';
import { Route } from '../http/route.decorator.js';
import { ControlToken } from './control-token.js';
import { Operations, type OperationResult } from './operations.js';

const bodySchema = z.strictObject({
  name: z.string().check(z.maxLength(40)),
  argv: z.array(z.string().check(z.maxLength(4096))).check(z.maxLength(40)),
});

/** Runs an operation for the command line on this machine: loopback, and the token of the control file. */
@Controller()
export class OperationsController {
  constructor(
    private readonly operations: Operations,
    private readonly token: ControlToken,
  ) {}

  @Route('system.operation')
  async run(
    @Req() request: HttpRequest,
    @Body({ schema: bodySchema }) body: z.infer<typeof bodySchema>,
  ): Promise<OperationResult> {
    if (!isEqual(bearerOf(request) ?? '', this.token.value)) throw new Refusal('UNAUTHENTICATED');
    const running = this.operations.run(body.name, body.argv);
    if (!running) throw new Refusal('NOT_FOUND');
    return running;
  }
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
