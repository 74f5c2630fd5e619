-- Keeps a tail's state with the head and publishes it, unless somebody else holds the lease.
-- KEYS: channel, head, lease   ARGV: 1 owner, 2 state, 3 head ms, 4 PUBLISH or SPUBLISH,
--       5 head ms if nothing was ever appended: names of logs that are not there must not fill Redis
-- Returns 1 if it did, else 0.
local owner = redis.call('GET', KEYS[3])
if owner and owner ~= ARGV[1] then
    return 0
end
redis.call(ARGV[4], KEYS[1], ARGV[2]) -- first: viewers learn why, even when Redis accepts nothing new
local ends = redis.call('HGET', KEYS[2], 'end')
redis.call('HSET', KEYS[2], 'state', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ends and ARGV[3] or ARGV[5])
return 1
