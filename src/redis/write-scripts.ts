// The scripts that write entries of a claim. KEYS and ARGV are as in `run-scripts.ts`.
import { keysPerRun, luaScript, maxMessage } from './lua-script.js';

/** Number of ARGV of each run of an append. */
const argsPerAppend = 6;

/**
 * Writes an entry of a claim of the selected run. Returns whether this call or an earlier one has written it, the run before this call, and
 * true if it was an earlier one.
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

/**
 * The usual case of an append: the claim is valid, the entry follows the last one, and the lease need not be renewed. The general code in
 * `sharedFunctions` and `writeFunction` takes twice the time; it appends only the others, whose indexes are in `remaining`.
 */
const fastPath = `
local results, remaining, serverTime = {}, {}
for index = 0, #KEYS / ${keysPerRun} - 1 do
  local argsBefore, keysBefore = index * ${argsPerAppend}, index * ${keysPerRun}
  local run, epoch, seq, data = KEYS[keysBefore + 1], ARGV[argsBefore + 2], ARGV[argsBefore + 3], ARGV[argsBefore + 6]
  local status, owner, offset, size, leaseUntil, lease, subject =
    unpack(redis.call('HMGET', run, 'status', 'owner', 'offset', 'size', 'leaseUntil', 'lease', 'subject'))
  local isWritten = false
  if status == 'running' and owner == ARGV[argsBefore + 4] and offset == epoch .. '-' .. seq - 1 and #data <= ${maxMessage} then
    if not serverTime then
      serverTime = redis.call('TIME')
      serverTime = serverTime[1] * 1000 + serverTime[2] / 1000
    end
    local nextOffset = epoch .. '-' .. seq
    if leaseUntil - serverTime > 0.9 * lease and redis.call('XADD', KEYS[keysBefore + 2], 'NOMKSTREAM', nextOffset, 'values', data) then
      redis.call('HSET', run, 'offset', nextOffset, 'size', string.format('%.0f', size + ARGV[argsBefore + 5]))
      redis.call('PUBLISH', run .. ':bell', offset .. ' ' .. nextOffset .. ' values ' .. subject .. ' ' .. data)
      isWritten = true
    end
  end
  results[index + 1] = 1
  if not isWritten then remaining[#remaining + 1] = index end
end
if #remaining == 0 then return results end
`;

/**
 * KEYS and ARGV: of any number of runs, each with an ARGV of id, epoch, sequence number, owner, size, data. Returns for each of them 1, or the
 * state of the run if the append is refused. A run has the same owner and another epoch only after it has ended.
 */
export const appendScript = luaScript(
  'append',
  `${writeFunction}
for _, index in ipairs(remaining) do
  keysBefore = index * ${keysPerRun}
  local argsBefore = index * ${argsPerAppend}
  id = ARGV[argsBefore + 1]
  local epoch, seq, owner, size, data = unpack(ARGV, argsBefore + 2, argsBefore + 6)
  local isWritten, run = writeEntry(epoch, seq, owner, 'values', size, data)
  if not isWritten then results[index + 1] = toReply(run) end
end
return results`,
  { before: fastPath },
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
