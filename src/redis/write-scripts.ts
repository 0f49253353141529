// The scripts that write entries of a claim. KEYS and ARGV are as in `run-scripts.ts`.
import { freshLease, keysPerRun, luaScript, maxMessage } from './lua-script.js';

/**
 * Writes an entry of a claim of the selected run. Returns whether this call or an earlier call has written the entry, the run before this
 * call, and whether it was an earlier call.
 */
const writeFunction = `
local function writeEntry(epoch, seq, owner, type, size, data)
  local run = readRun()
  if not run then return false end
  local offset = epoch .. '-' .. seq
  local lastType = run.status
  if lastType == 'running' then lastType = 'values' end
  if run.owner == owner and run.offset == offset and lastType == type then return true, run, true end
  local lastEpoch, lastSeq = string.match(run.offset, '^(%d+)%-(%d+)$')
  local nextSeq = 1
  if lastEpoch == epoch then nextSeq = lastSeq + 1 end
  if not isClaimed(run, epoch, owner) or tonumber(seq) ~= nextSeq then return false, run end
  addEntry(run, offset, type, data, size)
  return true, run
end
`;

/** Number of keys of {@link appendScript} for each run: the run and its log. */
export const keysPerUsualAppend = 2;

/** Pattern of {@link PendingAppend.head}. */
const headPattern = '^(%d+) (%d+) (%d+) (.*)$';

/**
 * The usual case of an append: the claim is valid, the log exists, and the entry follows the last entry of the claim. The general script
 * takes twice the time, and three times as many keys, which cost the client time as well. The epoch of the run is not compared: a run with
 * the same owner and another epoch was stopped, so it is not `running`.
 *
 * KEYS: of each run, the run and its log. ARGV: of each run, head and data. Returns for each run 1 if the entry was written; 2 if the caller
 * should also renew the lease with the `beatScript`; or 0 if nothing was written: use {@link appendAnyScript}.
 */
export const appendScript = luaScript(
  'append',
  `
local results, serverTime = {}
for index = 0, #KEYS / ${keysPerUsualAppend} - 1 do
  local keysBefore, argsBefore = index * ${keysPerUsualAppend}, index * 2
  local run, data = KEYS[keysBefore + 1], ARGV[argsBefore + 2]
  local epoch, seq, length, claimant = string.match(ARGV[argsBefore + 1], '${headPattern}')
  local status, owner, offset, size, leaseUntil, lease, subject =
    unpack(redis.call('HMGET', run, 'status', 'owner', 'offset', 'size', 'leaseUntil', 'lease', 'subject'))
  local nextOffset = epoch .. '-' .. seq
  local result = 0
  if status == 'running' and owner == claimant and offset == epoch .. '-' .. seq - 1
    and redis.call('XADD', KEYS[keysBefore + 2], 'NOMKSTREAM', nextOffset, 'values', data) then
    redis.call('HSET', run, 'offset', nextOffset, 'size', string.format('%.0f', size + length))
    local message = offset .. ' ' .. nextOffset
    if #data <= ${maxMessage} then message = message .. ' values ' .. subject .. ' ' .. data end
    redis.call('PUBLISH', run .. ':bell', message)
    if not serverTime then
      serverTime = redis.call('TIME')
      serverTime = serverTime[1] * 1000 + serverTime[2] / 1000
    end
    result = leaseUntil - serverTime > ${freshLease} * lease and 1 or 2
  end
  results[index + 1] = result
end
return results`,
  { usesSharedFunctions: false },
);

/** KEYS: of each run, all keys. ARGV: of each run, id, head and data. Returns for each run 1, or the state of the run if it refuses. */
export const appendAnyScript = luaScript(
  'append any',
  `${writeFunction}
local results = {}
for index = 0, #KEYS / ${keysPerRun} - 1 do
  keysBefore = index * ${keysPerRun}
  id = ARGV[index * 3 + 1]
  local epoch, seq, size, owner = string.match(ARGV[index * 3 + 2], '${headPattern}')
  local isWritten, run = writeEntry(epoch, seq, owner, 'values', size, ARGV[index * 3 + 3])
  results[index + 1] = isWritten and 1 or toReply(run)
end
return results`,
);

/** ARGV: id, epoch, sequence number, owner, type, size, data. */
export const endScript = luaScript(
  'end',
  `${writeFunction}
local isWritten, run, isRepeated = writeEntry(unpack(ARGV, 2))
if not isWritten then return { '0', toReply(run) } end
if not isRepeated then addToSubject(run) end
return { '1', toReply(readRun()) }`,
  { flags: 'allow-oom' },
);
