import { Controller, Res } from '@nestjs/common';
import type { HttpReply } from '../http/http-request.js';
import { Route } from '../http/route.decorator.js';
import { Metrics } from './metrics.js';

/** `GET /metrics` for a scraper on this machine. */
@Controller()
export class MetricsController {
  private readonly metrics: Metrics;

  constructor(metrics: Metrics) {
    this.metrics = metrics;
  }

  @Route('system.metrics')
  async scrape(@Res() reply: HttpReply): Promise<void> {
    const text = await this.metrics.registry.metrics();
    reply.setHeader('Content-Type', this.metrics.registry.contentType);
    reply.end(text);
  }
}
