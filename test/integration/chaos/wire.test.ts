import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWire, type Wire } from '../../chaos/wire.ts';
import { until } from '../../support/until.ts';

let resources: AsyncDisposableStack;
let wire: Wire;
let heard: string;
let near: Socket;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  heard = '';
  const server = createServer((socket) => socket.on('data', (data) => socket.write(`heard ${data}`)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => void server.close());
  const address = server.address();
  wire = resources.use(await createWire('a wire', typeof address === 'object' && address ? address.port : 0));
  near = await dial();
});
afterEach(() => resources.disposeAsync());

async function dial(): Promise<Socket> {
  const socket = connect(wire.port, '127.0.0.1');
  resources.defer(() => void socket.destroy());
  socket.on('data', (data) => {
    heard += String(data);
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

it('carries what is said, and the answer', async () => {
  near.write('one');

  await until(() => heard === 'heard one' || undefined);
});

it('breaks every connection when it is cut, and takes new ones', async () => {
  near.write('one');
  await until(() => heard === 'heard one' || undefined);

  wire.cut();

  await once(near, 'close');
  (await dial()).write('two');
  await until(() => heard === 'heard oneheard two' || undefined);
});

it('holds everything up, new connections too, and lets go of it', async () => {
  near.write('one');
  await until(() => heard === 'heard one' || undefined);

  wire.hold();
  near.write('two');
  const other = await dial();
  other.write('three');
  expect(heard).toBe('heard one');
  wire.release();

  await until(() => (heard.includes('heard two') && heard.includes('heard three')) || undefined);
  expect(near.destroyed).toBe(false);
});
