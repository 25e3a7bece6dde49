// Loaded before the Playground (node --require): it listens on every interface and has no option for less. A port
// without an address is completed with the loopback address.
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  const bare = typeof port === 'number' && typeof rest[0] !== 'string';
  return bare ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest);
};
