// Loaded before the bot (node --require): every host that is not this machine is the stand-in of the Internet, which
// listens at EXO_TEST_INTERNET. Name resolution is all that differs; TLS and tokens are checked as ever.
const { Socket } = require('node:net');

const port = Number(process.env.EXO_TEST_INTERNET);
const isHere = (host) => !host || host === 'localhost' || host === '::1' || host.startsWith('127.');
const { connect } = Socket.prototype;

Socket.prototype.connect = function connectAtHome(...args) {
  const normalised = Array.isArray(args[0]) ? args[0] : args;
  const [options] = normalised;
  if (typeof options === 'object' && options !== null && !options.path && !isHere(options.host)) {
    normalised[0] = { ...options, host: '127.0.0.1', port };
  }
  return connect.apply(this, args);
};
