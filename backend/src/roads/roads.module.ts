import { Module } from '@nestjs/common';
import { ClosuresService } from './closures.service.js';
import { LoadedMap } from './loaded-map.js';
import { PlacesService } from './places.service.js';
import { RoadNetworkService } from './road-network.service.js';
import { RoadsController } from './roads.controller.js';

/** The map is loaded before the application starts, so that a bad file is refused at once. */
@Module({})
export class RoadsModule {
  static withMap(map: LoadedMap) {
    return {
      module: RoadsModule,
      global: true,
      controllers: [RoadsController],
      providers: [
        { provide: LoadedMap, useValue: map },
        ClosuresService,
        PlacesService,
        RoadNetworkService,
      ],
      exports: [LoadedMap, ClosuresService, PlacesService, RoadNetworkService],
    };
  }
}
