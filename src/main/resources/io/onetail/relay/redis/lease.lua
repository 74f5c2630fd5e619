-- Takes or renews a lease.   KEYS: lease   ARGV: 1 owner, 2 ms   Returns 1 if it is the owner's now, else 0.
local owner = redis.call('GET', KEYS[1])
if owner == ARGV[1] then
    redis.call('PEXPIRE', KEYS[1], ARGV[2]) -- not SET, which a Redis that is full refuses
    return 1
end
if owner then
    if redis.call('PTTL', KEYS[1]) == -1 then -- who takes a lease lets it end; this one was put there by hand
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
    end
    return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
