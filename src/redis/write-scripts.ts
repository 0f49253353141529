// The scripts that write entries of a claim. KEYS and ARGV are as in `run-scripts.ts`.
import { keysPerRun, luaScript, maxMessage } from './lua-script.js';

/** Number of ARGV of each run of an append. */
const argsPerAppend = 6;

/**
 * Writes an entry of the selected run. Returns whether this call or an earlier one has written it, the run before this call, and true if it
 * was an earlier one.
 */
const write = `
local function write(epoch, seq, owner, type, size, data)
  local run = find()
  if not run then return false end
  local offset = epoch .. '-' .. seq
  local last = run.status
  if last == 'running' then last = 'values' end
  if run.owner == owner and run.offset == offset and last == type then return true, run, true end
  local lastEpoch, lastSeq = string.match(run.offset, '^(%d+)%-(%d+)$')
  local expected = 1
  if lastEpoch == epoch then expected = lastSeq + 1 end
  if not isClaimed(run, epoch, owner) or tonumber(seq) ~= expected then return false, run end
  add(run, offset, type, data, size)
  return true, run
end
`;

/**
 * The usual case of an append: the claim is valid, the entry follows the last one, and the lease need not be renewed. The general code in
 * `functions` and `write` takes twice the time. `rest` has the numbers of all others.
 */
const appendUsual = `
local results, rest, clock = {}, {}
for number = 0, #KEYS / ${keysPerRun} - 1 do
  local at, keys = number * ${argsPerAppend}, number * ${keysPerRun}
  local run, epoch, seq, data = KEYS[keys + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 6]
  local status, owner, offset, size, leaseUntil, lease, subject =
    unpack(redis.call('HMGET', run, 'status', 'owner', 'offset', 'size', 'leaseUntil', 'lease', 'subject'))
  local isWritten = false
  if status == 'running' and owner == ARGV[at + 4] and offset == epoch .. '-' .. seq - 1 and #data <= ${maxMessage} then
    if not clock then
      clock = redis.call('TIME')
      clock = clock[1] * 1000 + clock[2] / 1000
    end
    local next = epoch .. '-' .. seq
    if leaseUntil - clock > 0.9 * lease and redis.call('XADD', KEYS[keys + 2], 'NOMKSTREAM', next, 'values', data) then
      redis.call('HSET', run, 'offset', next, 'size', string.format('%.0f', size + ARGV[at + 5]))
      redis.call('PUBLISH', run .. ':bell', offset .. ' ' .. next .. ' values ' .. subject .. ' ' .. data)
      isWritten = true
    end
  end
  results[number + 1] = 1
  if not isWritten then rest[#rest + 1] = number end
end
if #rest == 0 then return results end
`;

/**
 * KEYS and ARGV: of any number of runs, each with an ARGV of id, epoch, sequence number, owner, size, data. Returns for each of them 1, or the
 * state of the run if the append is refused. A run has the same owner and another epoch only after it has ended.
 */
export const appendScript = luaScript(
  'append',
  `${write}
for _, number in ipairs(rest) do
  base = number * ${keysPerRun}
  local at = number * ${argsPerAppend}
  id = ARGV[at + 1]
  local isWritten, run = write(ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], 'values', ARGV[at + 5], ARGV[at + 6])
  if not isWritten then results[number + 1] = found(run) end
end
return results`,
  { before: appendUsual },
);

/** ARGV: id, epoch, sequence number, owner, type, size, data. */
export const endScript = luaScript(
  'end',
  `${write}
local isWritten, run, isRepeated = write(unpack(ARGV, 2))
if not isWritten then return { '0', found(run) } end
if not isRepeated then list(run) end
return { '1', found(find()) }`,
  { flags: 'allow-oom' },
);
