// Loaded before a process of ours (node --require). Its wall clock is wrong by the milliseconds in EXO_CHAOS_CLOCK, which are
// read again at SIGUSR2; timers go on as they are, as they do when somebody sets a machine's clock. Where EXO_CHAOS_WIRE
// names two ports, whoever wants to go to the first is taken to the second, where the wire is.
const { readFileSync } = require('node:fs');
const { Socket } = require('node:net');

const file = process.env.EXO_CHAOS_CLOCK;
const Real = Date;
let wrong = 0;
const now = () => Real.now() + wrong;
const read = () => {
  wrong = Number(readFileSync(file, 'utf8'));
};

globalThis.Date = new Proxy(Real, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new Real(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
read();
process.on('SIGUSR2', read);

const [from, to] = (process.env.EXO_CHAOS_WIRE ?? '').split(':').map(Number);
const { connect } = Socket.prototype;
Socket.prototype.connect = function connectOverWire(...args) {
  const normalised = Array.isArray(args[0]) ? args[0] : args;
  const [options] = normalised;
  if (from && typeof options === 'object' && options !== null && Number(options.port) === from) {
    normalised[0] = { ...options, port: to };
  }
  return connect.apply(this, args);
};
