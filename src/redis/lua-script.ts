import { runFormat } from '../durable/run-store.js';
import { sha1 } from './sha1.js';

/** A Lua script, and the name under which a server keeps it after its first execution. */
export interface LuaScript {
  readonly source: string;
  readonly sha: string;
}

/** Keys of a run, in the order in which scripts use them. */
export const keysPerRun = 6;

/** Maximum size in bytes of an entry that is part of its notification. */
export const maxMessage = 16_384;

/**
 * Functions of all scripts. `id` and `base` select one of the runs in KEYS. Times are those of this server, so the clocks of processes do
 * not matter. If the server has evicted the log of a run, the run is deleted too; `begin` deletes a log without a run.
 */
const functions = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local base = 0
local id = ARGV[1]
local function whole(number) return string.format('%.0f', number) end
local function key(index) return KEYS[base + index] end
local function ring(message) redis.call('PUBLISH', key(1) .. ':bell', message) end
local function find()
  local flat = redis.call('HGETALL', key(1))
  local run = { flat = flat }
  for i = 1, #flat, 2 do run[flat[i]] = flat[i + 1] end
  if not run.status then return nil end
  if run.offset ~= '0-0' and redis.call('EXISTS', key(2)) == 0 then
    redis.call('DEL', key(1), key(5))
    redis.call('ZREM', key(4), id)
    redis.call('SET', key(3), run.subjectHash, 'PX', run.tombstoneTtl)
    return nil
  end
  return run
end
local function found(run)
  if run then
    local last = ''
    if run.status ~= 'running' then last = redis.call('XREVRANGE', key(2), '+', '-', 'COUNT', 1)[1][2][2] end
    return { 'run', whole(now), run.flat, last }
  end
  local hash = redis.call('GET', key(3))
  if hash then return { 'gone', hash } end
  return { 'none' }
end
local function renew(run, isRunning)
  local keep = tonumber(run.ttl)
  if isRunning then keep = math.max(keep, 2 * run.lease) end
  local leaseUntil = whole(now + run.lease)
  redis.call('HSET', key(1), 'leaseUntil', leaseUntil)
  for _, index in ipairs({ 1, 2, 5 }) do redis.call('PEXPIREAT', key(index), whole(now + keep)) end
  redis.call('SET', key(3), run.subjectHash, 'PXAT', whole(now + keep + run.tombstoneTtl))
  if isRunning then redis.call('ZADD', key(4), leaseUntil, id)
  else
    redis.call('ZREM', key(4), id)
    redis.call('DEL', key(5))
  end
end
local function list(run)
  local listed = now + math.max(run.ttl, 2 * run.lease) + 4 * run.lease
  redis.call('ZADD', key(6), whole(listed), id)
  if redis.call('PEXPIRETIME', key(6)) < listed then redis.call('PEXPIREAT', key(6), whole(listed)) end
end
local function isClaimed(run, epoch, owner)
  return run and run.status == 'running' and run.epoch == epoch and run.owner == owner
end
local function add(run, offset, type, data, size)
  local isRunning = type == 'values'
  redis.call('XADD', key(2), offset, type, data)
  redis.call('HSET', key(1), 'offset', offset, 'size', whole(run.size + size))
  if not isRunning then redis.call('HSET', key(1), 'status', type, 'endedAt', whole(now)) end
  local isFresh = run.offset ~= '0-0' and run.leaseUntil - now > 0.9 * run.lease
  if not isRunning or not isFresh then renew(run, isRunning) end
  local message = run.offset .. ' ' .. offset
  if #data <= ${maxMessage} then message = message .. ' ' .. type .. ' ' .. run.subject .. ' ' .. data end
  ring(message)
end
`;

/** Optional parts of a script. */
interface ScriptParts {
  /**
   * With `allow-oom`, the script also runs while the server has no memory for new data, so that runs can be read, can end, and claims be
   * renewed.
   */
  readonly flags?: 'allow-oom';
  /** Code that comes before the functions of all scripts: if it returns, they are not created. */
  readonly before?: string;
}

/** Creates a script. */
export function luaScript(name: string, body: string, { flags, before = '' }: ScriptParts = {}): LuaScript {
  const shebang = flags === undefined ? '#!lua' : `#!lua flags=${flags}`;
  const source = `${shebang}\n-- venice-rx durable runs, format ${runFormat}: ${name}\n${before}${functions}${body}`;
  return { source, sha: sha1(source) };
}
