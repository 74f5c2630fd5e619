-- Gives a log the head that a server remembers, if Redis has lost it, or if another server gave it an older one and nothing was appended since.
-- KEYS: stream, head   ARGV: 1 end 'generation-offset', 2 generation, 3 file or '', 4 head ms   Returns 1 if it did, else 0.
local stream, head = KEYS[1], KEYS[2]

local function less(a, b) -- numbers as text: Lua has doubles only
    return #a < #b or (#a == #b and a < b)
end

local known = redis.call('HGET', head, 'end')
if known then
    local generation, offset = string.match(known, '^(%d+)-(%d+)$')
    local mine = string.match(ARGV[1], '-(%d+)$')
    local older = less(generation, ARGV[2]) or (generation == ARGV[2] and less(offset, mine))
    if not older or redis.call('EXISTS', stream) == 1 then
        return 0
    end
else
    redis.call('DEL', stream) -- its ids may be higher
end
redis.call('HSET', head, 'end', ARGV[1], 'generation', ARGV[2], 'generations', ARGV[2], 'segments', '', 'filling', '0')
if ARGV[3] ~= '' then
    redis.call('HSET', head, 'f:' .. ARGV[2], ARGV[3])
end
redis.call('PEXPIRE', head, ARGV[4])
return 1
