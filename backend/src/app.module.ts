import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DeviceModule } from './device/device.module.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { HubModule } from './hub/hub.module.js';
import { IncidentsModule } from './incidents/incidents.module.js';
import { OversightModule } from './oversight/oversight.module.js';
import { PerformanceModule } from './performance/performance.module.js';
import { PictureModule } from './picture/picture.module.js';
import { PlatformModule } from './platform/platform.module.js';
import type { PlatformParts } from './platform/platform.module.js';
import type { LoadedMap } from './roads/loaded-map.js';
import { RoadsModule } from './roads/roads.module.js';
import { TrackingModule } from './tracking/tracking.module.js';
import { UnitsModule } from './units/units.module.js';

export type AppImport = Type | DynamicModule;

/** Capabilities over a map, in the order in which they may know each other. */
const ON_A_MAP: readonly AppImport[] = [
  HubModule,
  UnitsModule,
  TrackingModule,
  PictureModule,
  IncidentsModule,
  DispatchModule,
  ConsoleModule,
  DeviceModule,
  PerformanceModule,
  OversightModule,
];

export interface AppContents {
  /** Left out only by tests of platform and access. */
  readonly map?: LoadedMap | undefined;
  /** Modules of a test, beside those of the backend. */
  readonly further?: readonly AppImport[] | undefined;
}

/** The whole backend: platform and capabilities. */
@Module({})
export class AppModule {
  static forRoot(parts: PlatformParts, { map, further = [] }: AppContents = {}): DynamicModule {
    const onMap = map ? [RoadsModule.withMap(map), ...ON_A_MAP] : [];
    return {
      module: AppModule,
      imports: [PlatformModule.forRoot(parts), AccessModule, ...onMap, ...further],
    };
  }
}
