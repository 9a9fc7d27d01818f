import { Body, Controller, Param, Query, Res } from '@nestjs/common';
import { drawClosureSchema, idSchema, placesQuerySchema } from '@muster/contracts';
import type { ClosureView, DrawClosure, MapInfo, PlaceHit, PlacesQuery } from '@muster/contracts';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import type { HttpReply } from '../platform/http/http-request.js';
import { replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { ClosuresService } from './closures.service.js';
import { PlacesService } from './places.service.js';
import { RoadNetworkService } from './road-network.service.js';

@Controller()
export class RoadsController {
  constructor(
    private readonly roads: RoadNetworkService,
    private readonly places: PlacesService,
    private readonly closures: ClosuresService,
  ) {}

  @Route('mapInfo')
  mapInfo(): Promise<MapInfo> {
    return this.roads.info();
  }

  /** GeoJSON, gzipped once and cached by its hash: it changes only with the map. */
  @Route('basemap')
  async basemap(@Res() reply: HttpReply): Promise<void> {
    const { hash, gzipped } = await this.roads.basemap();
    reply.setHeader('Content-Type', 'application/geo+json');
    reply.setHeader('Content-Encoding', 'gzip');
    reply.setHeader('Cache-Control', 'private, no-cache');
    reply.setHeader('ETag', `"${hash}"`);
    reply.end(gzipped);
  }

  @Route('places')
  search(@Query({ schema: placesQuerySchema }) query: PlacesQuery): PlaceHit[] {
    return this.places.search(query.q, query.limit);
  }

  @Route('listClosures')
  listClosures(): Promise<ClosureView[]> {
    return this.closures.list();
  }

  @Route('drawClosure', 201)
  async drawClosure(
    @Command() context: CommandContext,
    @Body({ schema: drawClosureSchema }) body: DrawClosure,
  ): Promise<ClosureView> {
    return replyOrThrow(await this.closures.draw(context, body));
  }

  @Route('liftClosure', 204)
  async liftClosure(
    @Command() context: CommandContext,
    @Param('id', { schema: idSchema }) id: string,
  ): Promise<void> {
    replyOrThrow(await this.closures.lift(context, id));
  }
}
