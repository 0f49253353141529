import { runFormat } from '../durable/run-store.js';
import { sha1 } from './sha1.js';

/** A Lua script. */
export interface LuaScript {
  readonly source: string;
  /** SHA-1 of the source: after the first execution, the server runs the script by this hash. */
  readonly sha: string;
}

/** Number of keys of a run (`RunKeys.forRun`). */
export const keysPerRun = 6;

/** Maximum size, in bytes, of an entry that is sent as part of its notification. */
export const maxMessage = 16_384;

/**
 * An append renews the lease if less than this part of the lease is left. A `beat` usually renews the lease earlier, when two thirds of it
 * are left.
 */
export const freshLease = 0.6;

/**
 * Functions that the scripts share. `id` and `keysBefore` select a run: its id, and the number of KEYS before the keys of the run, which
 * `key` returns in the order of `RunKeys.forRun`. Times come from this server, so the clocks of processes do not matter. `readRun` deletes a
 * run whose log the server has evicted; the script `begin` deletes a log without a run. An entry of the log has one field: the type of the
 * entry is its name, and the data is its value.
 */
const sharedFunctions = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local keysBefore = 0
local id = ARGV[1]
local function toInteger(number) return string.format('%.0f', number) end
local function key(index) return KEYS[keysBefore + index] end
local function notify(message, isSameEpoch)
  redis.call('PUBLISH', key(1) .. ':bell', message)
  if not isSameEpoch then redis.call('PUBLISH', key(1) .. ':epoch', message) end
end
local function readRun()
  local fields = redis.call('HGETALL', key(1))
  local run = { fields = fields }
  for i = 1, #fields, 2 do run[fields[i]] = fields[i + 1] end
  if not run.status then return nil end
  if run.offset ~= '0-0' and redis.call('EXISTS', key(2)) == 0 then
    redis.call('DEL', key(1), key(5))
    redis.call('ZREM', key(4), id)
    redis.call('SET', key(3), run.subjectHash, 'PX', run.tombstoneTtl)
    return nil
  end
  return run
end
local function toReply(run)
  if run then
    local lastData = ''
    if run.status ~= 'running' then lastData = redis.call('XREVRANGE', key(2), '+', '-', 'COUNT', 1)[1][2][2] end
    return { 'run', toInteger(now), run.fields, lastData }
  end
  local subjectHash = redis.call('GET', key(3))
  if subjectHash then return { 'gone', subjectHash } end
  return { 'none' }
end
local function updateLease(run, isRunning)
  local keptFor = tonumber(run.ttl)
  if isRunning then keptFor = math.max(keptFor, 2 * run.lease) end
  local leaseUntil = toInteger(now + run.lease)
  redis.call('HSET', key(1), 'leaseUntil', leaseUntil)
  for _, index in ipairs({ 1, 2, 5 }) do redis.call('PEXPIREAT', key(index), toInteger(now + keptFor)) end
  redis.call('SET', key(3), run.subjectHash, 'PXAT', toInteger(now + keptFor + run.tombstoneTtl))
  if isRunning then redis.call('ZADD', key(4), leaseUntil, id)
  else
    redis.call('ZREM', key(4), id)
    redis.call('DEL', key(5))
  end
end
local function addToSubject(run)
  local listedUntil = now + math.max(run.ttl, 2 * run.lease) + 4 * run.lease
  redis.call('ZADD', key(6), toInteger(listedUntil), id)
  if redis.call('PEXPIRETIME', key(6)) < listedUntil then redis.call('PEXPIREAT', key(6), toInteger(listedUntil)) end
end
local function isClaimed(run, epoch, owner)
  return run and run.status == 'running' and run.epoch == epoch and run.owner == owner
end
local function addEntry(run, offset, type, data, size)
  local isRunning = type == 'values'
  redis.call('XADD', key(2), offset, type, data)
  redis.call('HSET', key(1), 'offset', offset, 'size', toInteger(run.size + size))
  if not isRunning then redis.call('HSET', key(1), 'status', type, 'endedAt', toInteger(now)) end
  local isLeaseFresh = run.offset ~= '0-0' and run.leaseUntil - now > ${freshLease} * run.lease
  if not isRunning or not isLeaseFresh then updateLease(run, isRunning) end
  local message = run.offset .. ' ' .. offset
  if #data <= ${maxMessage} then message = message .. ' ' .. type .. ' ' .. run.subject .. ' ' .. data end
  notify(message, string.match(run.offset, '^%d+') == string.match(offset, '^%d+'))
end
`;

/** Optional parts of a script. */
interface ScriptParts {
  /**
   * With `allow-oom`, the script also runs while the server has no memory for new data, so that runs can be read and ended, and claims
   * can be renewed.
   */
  readonly flags?: 'allow-oom';
  /** Whether the script uses the shared functions, whose creation takes time. Default: true. */
  readonly usesSharedFunctions?: boolean;
}

/** Creates a script. */
export function luaScript(
  name: string,
  body: string,
  { flags, usesSharedFunctions = true }: ScriptParts = {},
): LuaScript {
  const shebang = flags === undefined ? '#!lua' : `#!lua flags=${flags}`;
  const source = `${shebang}\n-- venice-rx durable runs, format ${runFormat}: ${name}\n${usesSharedFunctions ? sharedFunctions : ''}${body}`;
  return { source, sha: sha1(source) };
}
