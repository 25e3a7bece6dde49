import { createHash } from 'node:crypto';
import { compile, type Program } from '../lua/compile.ts';
import { LuaError, LuaTable, type LuaValue } from '../lua/values.ts';
import { RedisRefusal, type Reply, Status } from './reply.ts';

/** Runs one command. @throws RedisRefusal */
export type Call = (name: string, args: readonly string[]) => Reply;

/** Compiled once for all worlds: a script is what its text says. */
const programs = new Map<string, Program>();
const hashes = new Map<string, string>();
const names = new Map<string, string>();

/** What a script is called in the trace. */
export function scriptName(textOrSha: string): string {
  const sha = /^[\da-f]{40}$/.test(textOrSha) ? textOrSha : loadScript(textOrSha);
  return names.get(sha) ?? sha.slice(0, 8);
}

/** @returns the hash that EVALSHA knows it by */
export function loadScript(text: string, name?: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const sha = createHash('sha1').update(text).digest('hex');
  hashes.set(text, sha);
  if (name !== undefined) names.set(sha, name);
  programs.set(sha, compile(text));
  return sha;
}

/** @throws RedisRefusal of the script, or NOSCRIPT */
export function runScript(sha: string, args: readonly (string | Buffer)[], call: Call): Reply {
  const program = programs.get(sha);
  if (!program) throw new RedisRefusal('NOSCRIPT No matching script. Please use EVAL.');
  const count = Number(args[0]);
  const globals = {
    KEYS: new LuaTable(args.slice(1, 1 + count)),
    ARGV: new LuaTable(args.slice(1 + count)),
    redis: LuaTable.of({
      call: (name, ...more) => [toLua(call(textOf(name).toUpperCase(), more.map(textOf)))],
      pcall: (name, ...more) => [attempt(() => toLua(call(textOf(name).toUpperCase(), more.map(textOf))))],
    }),
  };
  try {
    return toReply(program(globals));
  } catch (error) {
    // No refusal of Redis, which somebody may answer to: the script is wrong, or the model must learn more Lua.
    if (error instanceof LuaError && error.message.startsWith('attempt to')) throw new TypeError(error.message);
    if (error instanceof LuaError) throw new RedisRefusal(`ERR ${error.message}`);
    throw error;
  }
}

function attempt(work: () => LuaValue): LuaValue {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RedisRefusal)) throw error;
    return LuaTable.of({ err: error.message });
  }
}

function textOf(value: LuaValue): string {
  if (typeof value === 'string') return value;
  // Redis writes numbers with 17 digits here; the text of JavaScript means the same number.
  if (typeof value === 'number') return String(value);
  throw new RedisRefusal('ERR Lua redis lib command arguments must be strings or integers');
}

function toLua(reply: Reply): LuaValue {
  if (reply === null) return false;
  if (reply instanceof Status) return LuaTable.of({ ok: reply.text });
  return typeof reply === 'object' ? new LuaTable(reply.map(toLua)) : reply;
}

function toReply(value: LuaValue): Reply {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string') return value;
  if (value === true) return 1;
  if (!(value instanceof LuaTable)) return null;
  const [ok, err] = [value.get('ok'), value.get('err')];
  if (typeof err === 'string') throw new RedisRefusal(err);
  return typeof ok === 'string' ? new Status(ok) : value.list.map(toReply);
}
