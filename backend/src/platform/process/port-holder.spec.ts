import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { pidListeningOn, PortTaken, requireFreePort } from './port-holder.js';

describe('a taken port', () => {
  const server = createServer();
  afterEach(() => server.close());

  it('is told with who holds it and what to do', async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const checking = requireFreePort(port, '127.0.0.1');
    await expect(checking).rejects.toThrow(PortTaken);
    await expect(checking).rejects.toThrow(
      /^port \d+ is taken by .*; choose another with --port N$/,
    );
    if (existsSync('/proc/net/tcp')) {
      expect(pidListeningOn(port)).toBe(process.pid);
      await expect(checking).rejects.toThrow(`process ${process.pid} (`);
    }
    server.close();
    await once(server, 'close');
    await expect(requireFreePort(port, '127.0.0.1')).resolves.toBeUndefined();
    expect(pidListeningOn(port)).toBeNull();
  });
});
