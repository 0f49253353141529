// The methods of `RunStore` as scripts, each of which is atomic. Unless noted, KEYS are: 1 run, 2 log, 3 gone, 4 leases, 5 restart, 6 subject
// (`RunKeys.forRun`), and ARGV[1] is the id of the run.
import { keysPerRun, luaScript } from './lua-script.js';

/** ARGV: id, restart, fields and values. */
export const beginScript = luaScript(
  'begin',
  `
local run = readRun()
if run or redis.call('EXISTS', key(3)) == 1 then return toReply(run) end
redis.call('HSET', key(1), 'status', 'running', 'epoch', '1', 'offset', '0-0', 'size', '0', 'startedAt', toInteger(now), unpack(ARGV, 3))
redis.call('DEL', key(2))
if ARGV[2] ~= '' then redis.call('SET', key(5), ARGV[2]) end
run = readRun()
updateLease(run, true)
redis.call('ZREMRANGEBYSCORE', key(6), '-inf', toInteger(now))
addToSubject(run)
notify('refresh')
return toReply(readRun())
`,
);

/** ARGV: id, size, data. */
export const stopScript = luaScript(
  'stop',
  `
local run = readRun()
if run and run.status == 'running' then
  local epoch = toInteger(run.epoch + 1)
  redis.call('HSET', key(1), 'epoch', epoch)
  addEntry(run, epoch .. '-1', 'stopped', ARGV[3], ARGV[2])
end
return toReply(readRun())
`,
  { flags: 'allow-oom' },
);

/** KEYS: of each claim, the keys of its run. ARGV: of each claim, id, epoch and owner. Returns the indexes, from 0, of invalid claims. */
export const beatScript = luaScript(
  'beat',
  `
local refused = {}
for claim = 0, #ARGV / 3 - 1 do
  keysBefore = claim * ${keysPerRun}
  id = ARGV[claim * 3 + 1]
  local run = readRun()
  if isClaimed(run, ARGV[claim * 3 + 2], ARGV[claim * 3 + 3]) then
    updateLease(run, true)
    addToSubject(run)
  else refused[#refused + 1] = claim end
end
return refused
`,
  { flags: 'allow-oom' },
);

/** ARGV: id, epoch, owner. Sets the owner '', which no claim has: later writes are refused, and another release does nothing. */
export const releaseScript = luaScript(
  'release',
  `
if isClaimed(readRun(), ARGV[2], ARGV[3]) then
  redis.call('HSET', key(1), 'leaseUntil', toInteger(now), 'owner', '')
  redis.call('ZADD', key(4), toInteger(now), id)
  notify('refresh')
end
return 0
`,
  { flags: 'allow-oom' },
);

/** KEYS: the leases. ARGV: an empty string, number of ids to skip, maximum number of ids. Returns ids of runs with an expired lease. */
export const expiredScript = luaScript(
  'expired',
  `return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', toInteger(now), 'LIMIT', ARGV[2], ARGV[3])`,
  { flags: 'allow-oom' },
);

/**
 * ARGV: id, new owner, format, sources. Returns the run and its restart, or an empty list. A run of another format is left to processes with
 * a release that can read it. A repeated command of the same owner returns the run again.
 */
export const claimScript = luaScript(
  'claim',
  `
local run = readRun()
if not run or run.status ~= 'running' then
  redis.call('ZREM', key(4), id)
  return {}
end
if run.v ~= ARGV[3] then return {} end
local restart = redis.call('GET', key(5)) or ''
if run.owner ~= ARGV[2] then
  local lacksSource = restart ~= '' and run.source
  for index = 4, #ARGV do
    if ARGV[index] == run.source then lacksSource = false end
  end
  local claimableAt = tonumber(run.leaseUntil)
  if lacksSource then claimableAt = claimableAt + run.lease end
  if now < claimableAt then return {} end
  redis.call('HSET', key(1), 'epoch', toInteger(run.epoch + 1), 'owner', ARGV[2])
  updateLease(run, true)
end
return { toReply(readRun()), restart }
`,
  { flags: 'allow-oom' },
);

/**
 * ARGV: id, offset, maximum size of the page. Returns the run, followed by: whether the log has the offset, whether the page is the last one,
 * the entries, and the base of the first compact entry (see `compact-data.ts`) if the page does not contain this base. Every later compact
 * entry has the same base, or one in the page.
 *
 * Reads 16 entries, then 32, 64 … up to 512 at a time until the page is full. The size of a compact entry is its original number of
 * characters, the size of another entry is its number of bytes.
 */
export const readScript = luaScript(
  'read',
  `
local run = readRun()
local page = toReply(run)
if not run then return page end
local after = ARGV[2]
local hasOffset = after == '0-0' or after == run.offset or #redis.call('XRANGE', key(2), after, after) > 0
local entries, size, count, isLast = {}, 0, 16, not hasOffset or after == run.offset
while not isLast do
  local batch = redis.call('XRANGE', key(2), '(' .. after, '+', 'COUNT', count)
  for _, entry in ipairs(batch) do
    size = size + (tonumber(string.match(entry[2][2], '^\\1(%d+) ')) or #entry[2][2])
    if size > tonumber(ARGV[3]) and #entries > 0 then
      batch = nil
      break
    end
    entries[#entries + 1] = entry
    after = entry[1]
  end
  if not batch then break end
  isLast = #batch < count
  count = math.min(512, count * 2)
end
page[5] = hasOffset and '1' or '0'
page[6] = isLast and '1' or '0'
page[7] = entries
page[8] = {}
local isInPage = {}
for _, entry in ipairs(entries) do
  local base = string.match(entry[2][2], '^\\1%d+ (%d+%-%d+) %x+\\1')
  if base then
    if not isInPage[base] then page[8] = redis.call('XRANGE', key(2), base, base) end
    break
  end
  isInPage[entry[1]] = true
end
return page
`,
  { flags: 'allow-oom' },
);

export const infoScript = luaScript('info', 'return toReply(readRun())', { flags: 'allow-oom' });

export const removeScript = luaScript(
  'remove',
  `
local run = readRun()
if run then
  redis.call('DEL', key(1), key(2), key(5))
  redis.call('ZREM', key(4), id)
  redis.call('SET', key(3), run.subjectHash, 'PX', run.tombstoneTtl)
  notify('refresh')
end
return 0
`,
  { flags: 'allow-oom' },
);

/** KEYS: the runs of a subject. Returns ids. */
export const listScript = luaScript(
  'list',
  `return redis.call('ZRANGEBYSCORE', KEYS[1], toInteger(now), '+inf')`,
  { flags: 'allow-oom' },
);
