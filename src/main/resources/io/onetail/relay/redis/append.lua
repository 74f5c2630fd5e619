-- Compare-and-append. Numbers of positions are compared and stored as text: Lua has doubles only.
-- KEYS: channel, stream, head, lease
-- ARGV: 1 owner, 2 lease ms, 3 'first' if the first entry may begin a log without a head, 4 file or '',
--       5 bytes of a segment, 6 segments, 7 entries in the stream, 8 stream ms, 9 head ms, 10 PUBLISH or SPUBLISH;
--       then for each entry: start 'generation-offset', end, generation of the end, bytes
-- Returns {'ADDED', count}, {'MISMATCH', count, end of the head or ''} or {'NOT_OWNER', 0}.
local channel, stream, head, lease = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local owner = redis.call('GET', lease)
if owner and owner ~= ARGV[1] then
    return {'NOT_OWNER', 0}
end

local known = redis.call('HMGET', head, 'end', 'segments', 'filling', 'generations')
local at, segments, filling, generations = known[1], known[2], tonumber(known[3] or '0'), known[4]
if not at then
    if ARGV[3] ~= 'first' then
        return {'MISMATCH', 0, ''}
    end
    if redis.call('EXISTS', stream) == 1 then -- not DEL in any case: after a first write Redis lets a script exceed maxmemory
        redis.call('DEL', stream) -- its head was lost, and its ids may be higher
    end
    at, segments = ARGV[11], ''
end

local function words(text)
    local _, spaces = string.gsub(text, ' ', ' ')
    return text == '' and 0 or spaces + 1
end

-- Bytes are bounded in segments: each is known by the id of its first entry, and the oldest goes as a whole.
local function account(id, size)
    if segments ~= '' and filling + size <= tonumber(ARGV[5]) then
        filling = filling + size
        return
    end
    segments = segments == '' and id or segments .. ' ' .. id
    filling = size
    if words(segments) > tonumber(ARGV[6]) then
        segments = string.match(segments, ' (.*)')
        redis.call('XTRIM', stream, 'MINID', '=', string.match(segments, '^[^ ]+'))
    end
end

local count = 0
for i = 11, #ARGV, 4 do
    local start, stop, generation, bytes = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
    if start ~= at then
        break
    end
    -- The id is the position of the entry's end, so a position is a place in the stream.
    redis.call('XADD', stream, 'MAXLEN', '=', ARGV[7], stop, 'e', bytes)
    account(stop, #bytes)
    redis.call('HSET', head, 'end', stop, 'generation', generation,
        'segments', segments, 'filling', string.format('%d', filling))
    redis.call(ARGV[10], channel, bytes)
    at = stop
    count = count + 1
end

if count > 0 then
    local generation = ARGV[11 + (count - 1) * 4 + 2]
    if ARGV[4] ~= '' and generation == ARGV[#ARGV - 1] then
        redis.call('HSET', head, 'f:' .. generation, ARGV[4])
        if not generations or string.match(generations, '[^ ]+$') ~= generation then
            generations = generations and generations .. ' ' .. generation or generation
            if words(generations) > 17 then
                redis.call('HDEL', head, 'f:' .. string.match(generations, '^[^ ]+'))
                generations = string.match(generations, ' (.*)')
            end
            redis.call('HSET', head, 'generations', generations)
        end
    end
    if not owner then
        redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
    end
    redis.call('PEXPIRE', stream, ARGV[8])
    redis.call('PEXPIRE', head, ARGV[9])
end
if 10 + count * 4 < #ARGV then
    return {'MISMATCH', count, at}
end
return {'ADDED', count}
