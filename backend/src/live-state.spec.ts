import type { INestApplicationContext } from '@nestjs/common';
import { expect, it } from 'vitest';
import { ConsoleFeedService } from './console/console-feed.service.js';
import { DeviceGateway } from './device/device.gateway.js';
import { startLiveState } from './live-state.js';
import { PictureService } from './picture/picture.service.js';
import { Readiness } from './platform/health/readiness.js';

/** An application whose parts only note that they were started and stopped. */
function appWith(own: ReadonlyMap<unknown, () => Promise<() => void>>) {
  const readiness = new Readiness();
  const noted: string[] = [];
  const get = (type: { name: string }): unknown => {
    if (type === Readiness) return readiness;
    const stop = (): void => void noted.push(`-${type.name}`);
    const start = async (): Promise<() => void> => {
      await own.get(type)?.();
      noted.push(`+${type.name}`);
      return stop;
    };
    return { start, isCurrent: true };
  };
  return { app: { get } as unknown as INestApplicationContext, readiness, noted };
}

it('a node is ready when all that lives in memory is loaded, and no longer once it stops', async () => {
  let loaded = (): void => undefined;
  const loading = new Promise<void>((resolve) => (loaded = resolve));
  const slow = new Map([[PictureService, () => loading.then(() => () => undefined)]]);
  const { app, readiness, noted } = appWith(slow);
  const starting = startLiveState(app);
  expect(await readiness.failing()).toEqual(['live-state']);
  loaded();
  const stop = await starting;
  expect(await readiness.failing()).toEqual([]);
  const order = noted.map((entry) => entry.slice(1));
  expect(order.indexOf('PictureService')).toBeLessThan(order.indexOf('ConsoleFeedService'));
  await stop();
  expect(await readiness.failing()).toEqual(['live-state']);
  expect(noted.slice(order.length)).toEqual(order.reverse().map((name) => `-${name}`));
});

it('what was started is stopped when a later part cannot start', async () => {
  const broken = new Map([[DeviceGateway, () => Promise.reject(new Error('no database'))]]);
  const { app, readiness, noted } = appWith(broken);
  await expect(startLiveState(app)).rejects.toThrow('no database');
  expect(noted).toContain(`-${ConsoleFeedService.name}`);
  expect(noted.filter((entry) => entry.startsWith('-'))).toHaveLength(noted.length / 2);
  expect(await readiness.failing()).toEqual(['live-state']);
});
